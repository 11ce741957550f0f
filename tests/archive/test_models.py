"""What articles, themes, outlets and captures do by themselves."""

import datetime
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from archive.dates import FIRST_YEAR, LAST_YEAR
from archive.models import Article, Capture, Outlet, Tagging, Theme
from archive.models.article import Neighbours
from tests.made import an_article

pytestmark = pytest.mark.django_db

MAY = [datetime.date(2024, 5, day) for day in range(1, 8)]


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


@pytest.fixture
def other_theme():
    return Theme.objects.get(slug="security-guarantees")


# --- Tagging ----------------------------------------------------------------------------------


def test_the_archive_begins_with_thirteen_themes_in_two_languages():
    assert Theme.objects.count() == 13
    assert set(Theme.objects.values_list("slug", "name_ar", "name_en")) > {
        ("security-guarantees", "ضمانات أمنية", "Security guarantees"),
        ("nato-russia-council", "مجلس الناتو وروسيا", "NATO–Russia Council"),
        ("ceasefire", "وقف إطلاق النار", "Ceasefire"),
    }


def test_tagging_records_who_decided_and_when_and_on_which_words(theme, editor):
    before = timezone.now()
    an_article().tag(theme, by=editor, words=["وقف إطلاق النار"])
    tagging = Tagging.objects.get()
    assert (tagging.state, tagging.by) == (Tagging.State.ACCEPTED, editor)
    assert tagging.words == ["وقف إطلاق النار"]
    assert before <= tagging.at <= timezone.now()


def test_tagging_records_a_source_that_is_no_user(theme):
    tagging = an_article().tag(theme, source="seeds/themes.tsv")
    assert (tagging.by, tagging.source) == (None, "seeds/themes.tsv")


def test_untagging_keeps_the_record_as_a_rejection_by_whoever_did_it(theme, editor):
    article = an_article()
    article.tag(theme, source="seeds/themes.tsv", words=["وقف إطلاق النار"])
    article.untag(theme, by=editor)
    tagging = Tagging.objects.get()
    assert (tagging.state, tagging.by) == (Tagging.State.REJECTED, editor)
    assert tagging.source == ""
    assert tagging.words == ["وقف إطلاق النار"]


def test_a_rejected_theme_is_not_the_articles(theme):
    article = an_article()
    article.tag(theme)
    article.untag(theme)
    assert article.accepted_themes() == []
    assert not Article.objects.on_theme(theme).exists()


def test_tagging_again_changes_the_one_record_and_its_time(theme, editor):
    article = an_article()
    first = article.tag(theme).at
    article.untag(theme)
    again = article.tag(theme, by=editor)
    assert Tagging.objects.get() == again
    assert (again.state, again.by) == (Tagging.State.ACCEPTED, editor)
    assert again.at > first


def test_the_record_outlives_the_account_of_the_editor(theme, editor):
    an_article().tag(theme, by=editor)
    editor.delete()
    tagging = Tagging.objects.get()
    assert (tagging.state, tagging.by) == (Tagging.State.ACCEPTED, None)


def test_the_database_holds_one_tagging_of_a_theme_on_an_article(theme):
    tagging = an_article().tag(theme)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tagging.objects.create(article=tagging.article, theme=theme)


def test_a_theme_counts_the_public_articles_accepted_under_it(theme):
    for state in Article.State:
        an_article(state=state).tag(theme)
    an_article().untag(theme)
    an_article().taggings.create(theme=theme)
    assert Theme.objects.with_counts().get(pk=theme.pk).article_count == 1


# --- Addresses --------------------------------------------------------------------------------


def test_an_arabic_name_makes_an_arabic_address():
    assert Outlet.objects.create(name="ضمانات").slug == "ضمانات"


def test_a_name_of_punctuation_still_makes_an_address():
    assert Outlet.objects.create(name="«…»!").slug == "outlet"


def test_names_that_make_the_same_address_get_addresses_of_their_own():
    slugs = [Outlet.objects.create(name=name).slug for name in ("ضمانات", "ضمانات!", "«ضمانات»")]
    assert slugs == ["ضمانات", "ضمانات-2", "ضمانات-3"]


def test_a_name_of_any_length_makes_an_address_that_fits():
    slugs = {Outlet.objects.create(name="ض" * length).slug for length in (198, 199, 200)}
    assert len(slugs) == 3
    assert max(map(len, slugs)) <= 100


def test_an_address_stays_when_the_name_changes():
    outlet = Outlet.objects.create(name="الاتحاد")
    outlet.name = "صحيفة الاتحاد"
    outlet.save()
    assert outlet.slug == "الاتحاد"


def test_the_address_of_a_theme_comes_from_its_english_name():
    theme = Theme.objects.create(name_ar="عقوبات", name_en="Sanctions")
    assert theme.get_absolute_url() == "/themes/sanctions/"


@pytest.mark.parametrize(("language", "name"), [("ar", "وقف إطلاق النار"), ("en", "Ceasefire")])
def test_a_theme_is_named_in_the_language_of_the_reader(theme, language, name):
    with translation.override(language):
        assert str(theme) == name


# --- Captures ---------------------------------------------------------------------------------


def test_the_same_bytes_are_kept_once():
    first = Capture.objects.keep(b"\xd9\x82", "one.txt")
    assert Capture.objects.keep(b"\xd9\x82", "two.txt") == first
    assert Capture.objects.get().name == "one.txt"


def test_a_capture_gives_back_every_byte_and_knows_their_sum():
    content = bytes(range(256)) * 40
    capture = Capture.objects.keep(content, "bytes.bin")
    capture.refresh_from_db()
    assert capture.content == content
    assert capture.size == 10240
    assert capture.is_intact()


def test_a_capture_refuses_to_be_changed():
    capture = Capture.objects.keep(b"original", "page.txt")
    capture.name = "other.txt"
    with pytest.raises(ValidationError, match="لا تُعدّل"):
        capture.save()
    assert Capture.objects.get().name == "page.txt"


@pytest.mark.parametrize("damaged", [zlib.compress(b"forged"), b"not zlib at all", b""])
def test_a_capture_notices_that_its_bytes_were_damaged(damaged):
    capture = Capture.objects.keep(b"original", "page.txt")
    Capture.objects.update(compressed=damaged)
    capture.refresh_from_db()
    assert not capture.is_intact()


def test_bytes_that_are_no_text_are_shown_as_far_as_they_can_be():
    assert Capture.objects.keep(b"a\xffb", "page.txt").text() == "a\ufffdb"


# --- Questions about articles -----------------------------------------------------------------


def test_articles_are_told_apart_by_state():
    public, review, reviewed, _gone = (an_article(state=state) for state in Article.State)
    assert list(Article.objects.public()) == [public]
    assert list(Article.objects.awaiting_review()) == [review]
    assert list(Article.objects.awaiting_publication()) == [reviewed]


def test_articles_are_found_by_what_they_lack_and_by_what_was_inferred():
    an_article()
    untitled, inferred = an_article(title=""), an_article(published_basis="inferred")
    assert list(Article.objects.untitled()) == [untitled]
    assert list(Article.objects.with_inferred_date()) == [inferred]


def test_the_newest_come_first_the_later_added_of_a_day_first_and_undated_ones_last():
    old, undated = an_article(published=MAY[0]), an_article(published=None)
    first, second = an_article(published=MAY[1]), an_article(published=MAY[1])
    assert list(Article.objects.newest_first()) == [second, first, old, undated]


def test_a_list_knows_themes_and_outlets_without_asking_for_each(
    theme, other_theme, django_assert_num_queries
):
    for number in range(3):
        article = an_article(outlet=Outlet.objects.create(name=f"صحيفة {number}"))
        article.tag(theme)
        article.untag(other_theme)
    with django_assert_num_queries(2):
        shown = [(a.outlet.name, a.accepted_themes()) for a in Article.objects.for_lists()]
    assert [themes for _outlet, themes in shown] == [[theme]] * 3


def test_a_theme_rejected_here_and_accepted_elsewhere_is_listed_elsewhere_alone(theme):
    here, elsewhere = an_article(), an_article()
    here.tag(theme)
    here.untag(theme)
    elsewhere.tag(theme)
    shown = {article.pk: article.accepted_themes() for article in Article.objects.for_lists()}
    assert shown == {here.pk: [], elsewhere.pk: [theme]}


def test_newer_and_older_walk_through_every_dated_public_article_once():
    days = [MAY[0], MAY[2], MAY[2], MAY[1], MAY[2]]
    articles = [an_article(published=day) for day in days]
    an_article(published=MAY[1], state="review")
    an_article(published=None)
    walk = [articles[0]]
    while (newer := walk[-1].neighbours().newer) is not None:
        assert newer.neighbours().older == walk[-1]
        walk.append(newer)
    assert walk == [articles[at] for at in (0, 3, 1, 2, 4)]
    assert walk == list(reversed(Article.objects.public().exclude(published=None).newest_first()))


def test_an_undated_article_has_no_neighbours():
    an_article()
    undated = an_article(published=None)
    assert undated.neighbours() == Neighbours(None)


def test_kin_are_the_articles_that_share_most_themes_then_the_newest(theme, other_theme):
    one = an_article(published=MAY[0])
    both = an_article(published=MAY[0])
    newer = an_article(published=MAY[1])
    article = an_article()
    for each in (article, one, both, newer):
        each.tag(theme)
    for each in (article, both):
        each.tag(other_theme)
    assert list(article.on_the_same_themes()) == [both, newer, one]


def test_kin_are_public_and_accepted_and_at_most_five(theme):
    article = an_article()
    article.tag(theme)
    an_article(state="review").tag(theme)
    an_article().untag(theme)
    assert not article.on_the_same_themes()
    for _ in range(6):
        an_article().tag(theme)
    assert len(article.on_the_same_themes()) == 5


# --- One article ------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "label"), [("ar", "بلا عنوان"), ("en", "Untitled")])
def test_the_heading_of_an_untitled_article_is_its_first_eight_words(language, label):
    article = Article(body="واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة.")
    with translation.override(language):
        assert str(article) == f"{label}: واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية…"


def test_the_heading_of_a_titled_article_is_its_title():
    assert Article(title="قمة باريس", body="نص.").heading == "قمة باريس"


@pytest.mark.parametrize(
    ("standfirst", "paragraphs"),
    [("", ["أول.", "ثان."]), ("أول.", ["ثان."]), ("غيره.", ["أول.", "ثان."])],
)
def test_paragraphs_leave_out_the_standfirst_only_where_it_opens_the_body(standfirst, paragraphs):
    article = Article(standfirst=standfirst, body="أول.\n\n\n\nثان.\n\n \n\n")
    assert article.paragraphs() == paragraphs


@pytest.mark.parametrize(("date", "precision"), [(MAY[0], ""), (None, "day")])
def test_a_date_without_its_precision_is_refused_and_the_reverse(date, precision):
    article = Article(title="خبر", body="نص.", published=date, published_precision=precision)
    with pytest.raises(ValidationError) as caught:
        article.full_clean()
    assert list(caught.value.message_dict) == ["published_precision"]


@pytest.mark.parametrize(("date", "precision"), [(MAY[0], "month"), (None, "")])
def test_a_date_with_its_precision_is_accepted_and_so_is_neither(date, precision):
    article = Article(title="خبر", body="نص.", published=date, published_precision=precision)
    article.full_clean()
    assert article.published == date


def test_a_text_is_cleaned_whoever_saves_it():
    article = an_article(title="قمة\u202e باريس", body="فقرة أولى.\r\n \r\nفقرة\x00 ثانية.\r\n")
    assert article.title == "قمة باريس"
    assert article.paragraphs() == ["فقرة أولى.", "فقرة ثانية."]


@pytest.mark.parametrize(
    ("precision", "shown"),
    [("day", "2025-08-01"), ("about_day", "2025-08-01"), ("month", "2025-08"), ("year", "2025")],
)
def test_machines_are_told_no_more_of_a_date_than_is_known(precision, shown):
    article = an_article(published=datetime.date(2025, 8, 1), published_precision=precision)
    assert article.published_iso == shown


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize("year", [999, 1899, 2101, 3024])
def test_a_date_of_an_unlikely_year_is_refused_with_the_years_that_there_are(year):
    article = an_article(published=datetime.date(year, 5, 3))
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        article.clean()
    (sentence,) = refused.value.message_dict["published"]
    assert str(FIRST_YEAR) in sentence
    assert str(LAST_YEAR) in sentence


@pytest.mark.parametrize("year", [FIRST_YEAR, LAST_YEAR])
def test_the_first_and_the_last_year_are_taken(year):
    an_article(published=datetime.date(year, 5, 3)).clean()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "news.example/1"])
def test_an_address_that_is_not_of_the_web_is_refused_and_is_no_link(url):
    article = an_article(url=url)
    assert article.outlet_address == ""
    with pytest.raises(ValidationError) as refused:
        article.clean()
    assert list(refused.value.message_dict) == ["url"]


@pytest.mark.parametrize("url", ["", "https://news.example/1", "HTTP://news.example/خبر"])
def test_an_address_of_the_web_or_none_is_taken(url):
    article = an_article(url=url)
    article.clean()
    assert article.outlet_address == url
