"""Each seed becomes the record that a careful reader would make of its page."""

import datetime

import pytest

from archive.models import Article, Capture, Credit, Tagging
from tests.conftest import SEEDS

pytestmark = pytest.mark.django_db


def lines(number, *spans):
    """The lines of a seed that are not blank, counted from 1, without outer white space."""
    (path,) = SEEDS.glob(f"{number}_*.txt")
    text = path.read_text(encoding="utf-8").split("\n")
    chosen = [line.strip() for first, last in spans for line in text[first - 1 : last]]
    return [line for line in chosen if line]


def line(number, at):
    return lines(number, (at, at))[0]


def body(article):
    return article.body.split("\n\n")


def credited(article):
    return list(article.credits.values_list("name", flat=True))


def found_inside(article):
    return list(article.found_inside.order_by("part"))


@pytest.mark.parametrize(("number", "title_line"), [("000", 1), ("001", 1), ("003", 4), ("004", 4)])
def test_the_title_is_the_line_that_the_page_gives_as_its_title(seeds, number, title_line):
    assert seeds[number].title == line(number, title_line)


def test_002_has_no_title_and_borrows_none_from_the_article_beneath_it(seeds):
    assert seeds["002"].title == ""
    assert list(Article.objects.untitled().public()) == [seeds["002"]]
    assert seeds["002"].heading.startswith("بلا عنوان")
    assert "عقد حلفاء أوكرانيا الغربيون" in seeds["002"].heading


@pytest.mark.parametrize(
    ("number", "spans"),
    [
        ("000", [(6, 38)]),
        ("001", [(2, 4)]),
        ("002", [(1, 6), (10, 13)]),
        ("003", [(7, 15), (19, 19), (23, 25)]),
        ("004", [(8, 52)]),
    ],
)
def test_the_body_is_the_running_text_without_the_furniture_of_the_page(seeds, number, spans):
    assert body(seeds[number]) == lines(number, *spans)


def test_the_standfirst_of_000_is_its_first_paragraph_and_is_read_once(seeds):
    article = seeds["000"]
    assert article.standfirst == line("000", 6)
    assert article.paragraphs() == lines("000", (10, 38))


def test_the_caption_of_003_is_kept_apart_from_its_text(seeds):
    assert seeds["003"].caption == "حلف الناتو (أرشيف)"
    assert [seeds[n].caption for n in ("000", "001", "002", "004")] == [""] * 4


@pytest.mark.parametrize(
    ("number", "outlet"),
    [
        ("000", None),
        ("001", None),
        ("002", "صحيفة الاتحاد"),
        ("003", "ليفانت نيوز"),
        ("004", "أخبار سوريا الوطن"),
    ],
)
def test_the_outlet_is_the_one_that_the_page_names(seeds, number, outlet):
    assert (seeds[number].outlet and seeds[number].outlet.name) == outlet


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("000", ["فوكس نيوز"]),
        ("001", ["أوكرانيا برس"]),
        ("002", ["وكالات"]),
        ("003", ["TASS", "DPA"]),
        ("004", ["وكالات", "النهار", "رويترز"]),
    ],
)
def test_the_credits_are_the_sources_that_the_article_names(seeds, number, names):
    assert credited(seeds[number]) == names


def test_a_source_spoken_to_on_television_is_told_from_one_quoted_in_the_text(seeds):
    assert seeds["000"].credits.get().role == Credit.Role.INTERVIEW
    assert seeds["004"].credits.get(name="رويترز").role == Credit.Role.TEXT


def test_the_publishers_keywords_of_002_are_told_apart(seeds):
    assert seeds["002"].keywords == ["ضمانات أمنية", "أوكرانيا", "وقف إطلاق النار"]
    assert [seeds[n].keywords for n in ("000", "001", "003", "004")] == [[]] * 4


@pytest.mark.parametrize(
    ("number", "date", "precision", "words"),
    [
        ("000", "2025-08-19", "about_day", ["منذ 7 ساعات", "الاثنين"]),
        ("001", "2021-12-09", "day", ["اليوم الخميس", "أمس الثلاثاء"]),
        ("002", "2025-03-15", "day", ["اليوم السبت", "الخميس"]),
        ("003", "2021-12-25", "about_day", ["يوم الجمعة", "17 كانون الأول (ديسمبر)"]),
        ("004", "2026-01-06", "day", ["اليوم الثلاثاء", "يوم الأحد"]),
    ],
)
def test_the_date_is_inferred_and_says_on_which_words(seeds, number, date, precision, words):
    article = seeds[number]
    assert article.published == datetime.date.fromisoformat(date)
    assert article.published_precision == precision
    assert article.published_basis == "inferred"
    assert set(words) <= set(article.published_words)


def test_every_word_that_a_date_rests_on_stands_on_the_page(seeds):
    for article in Article.objects.all():
        for words in article.published_words:
            assert words in article.capture.text()


def test_the_day_on_which_003_was_viewed_is_not_taken_for_its_publication(seeds):
    assert seeds["003"].published.year == 2021
    assert "٢٠٢٤" not in "".join(seeds["003"].published_words)


def test_001_holds_an_older_report_and_a_block_of_another_agency(seeds):
    report, block = found_inside(seeds["001"])
    assert report.title == line("001", 5)
    assert body(report) == lines("001", (6, 12))
    assert report.published == datetime.date(2021, 12, 8)
    assert credited(report) == ["بلومبرج"]
    assert block.title == ""
    assert body(block) == lines("001", (13, 15))
    assert credited(block) == ["تاس"]


def test_002_holds_a_newer_article_with_tags_of_its_own(seeds):
    (inside,) = found_inside(seeds["002"])
    assert inside.title == line("002", 23)
    assert body(inside) == lines("002", (25, 29), (33, 37))
    assert (inside.published, inside.published_precision) == (datetime.date(2025, 8, 1), "month")
    assert inside.keywords[:2] == ["فلاديمير بوتين", "جان نويل بارو"]


def test_004_holds_a_teaser_that_the_page_cut_short(seeds):
    (teaser,) = found_inside(seeds["004"])
    assert teaser.title == line("004", 62)
    assert body(teaser) == [line("004", 64)]
    assert teaser.is_excerpt
    assert teaser.published is None


def test_what_was_found_inside_another_page_waits_for_review(seeds):
    inside = Article.objects.exclude(host=None)
    assert inside.count() == 4
    assert {article.state for article in inside} == {Article.State.REVIEW}
    assert not inside.public().exists()


def test_000_and_003_hold_no_other_article(seeds):
    assert not found_inside(seeds["000"])
    assert not found_inside(seeds["003"])


@pytest.mark.parametrize(
    ("number", "themes"),
    [
        ("000", {"security-guarantees", "ceasefire"}),
        ("001", {"nato-russia-council"}),
        ("002", {"security-guarantees", "ceasefire"}),
        ("003", {"nato-russia-council", "security-guarantees"}),
        ("004", {"security-guarantees", "ceasefire"}),
    ],
)
def test_the_themes_are_accepted_with_the_words_that_they_rest_on(seeds, number, themes):
    taggings = seeds[number].taggings.filter(state=Tagging.State.ACCEPTED)
    assert {tagging.theme.slug for tagging in taggings} == themes
    for tagging in taggings:
        assert tagging.source == "seeds/themes.tsv"
        assert tagging.words
        assert all(words in seeds[number].capture.text() for words in tagging.words)


def test_every_original_byte_is_kept(seeds):
    for path in SEEDS.glob("*.txt"):
        capture = Capture.objects.get(name=path.name)
        assert capture.content == path.read_bytes()
        assert capture.is_intact()


def test_no_record_holds_presentation_forms_or_bidi_controls(seeds):
    for article in Article.objects.all():
        text = article.title + article.body
        assert not any("\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc" for c in text)
        assert not any("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in text)
