"""Nothing comes in twice, and what editors made of it stays."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from archive.dates import Basis, Precision
from archive.dating import Published
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.item import Item
from archive.importing.store import Outcome, store
from archive.models import Appearance, Article, Capture, Outlet, Theme

pytestmark = pytest.mark.django_db

PAGE = "https://news.example/politics/7"
BODY = ["قال الوزير إن الاجتماع سيعقد في جنيف يوم الخميس.", "وأضاف أن الوفود وصلت أمس."]
DAY = Published(date(2024, 5, 3), Precision.DAY, Basis.METADATA, ("2024-05-03",))


def draft(title="اجتماع في جنيف", **given):
    return Draft(**{"title": title, "paragraphs": BODY, "published": DAY, **given})


def item(content=b"one", url="", **given):
    return Item(given.pop("name", "page.html"), content, "text/html", url, **given)


# --- The same thing again ---------------------------------------------------------------------


def test_the_same_bytes_are_unchanged_under_whatever_name():
    first = store(draft(), item())
    again = store(draft("عنوان آخر"), item(name="copy.html"))
    assert (first.outcome, again.outcome) == (Outcome.NEW, Outcome.UNCHANGED)
    assert again.article == first.article
    assert Appearance.objects.count() == Capture.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://www.news.example/politics/7/",
        "https://news.example/politics/7?utm_source=feed&fbclid=x",
        "https://NEWS.example/politics/7#comments",
    ],
)
def test_the_same_page_under_another_address_is_unchanged(address):
    first = store(draft(), item(url=PAGE))
    again = store(draft(), item(b"two", url=address))
    assert (again.outcome, again.article) == (Outcome.UNCHANGED, first.article)
    assert Article.objects.count() == 1
    assert Capture.objects.count() == 2  # every original is kept


def test_the_same_words_elsewhere_are_a_duplicate_that_is_noted_with_its_outlet():
    first = store(draft(outlet="الاتحاد"), item(url=PAGE))
    again = store(draft(outlet="البيان"), item(b"two", url="https://other.example/a"))
    assert (again.outcome, again.article) == (Outcome.DUPLICATE, first.article)
    assert [outlet.name for outlet in first.article.other_outlets()] == ["البيان"]
    (place,) = first.article.elsewhere()
    assert (place.outlet.name, place.address) == ("البيان", "https://other.example/a")


def test_respelled_and_repunctuated_words_are_the_same_words():
    first = store(draft("قمة في أبوظبي"), item())
    again = store(draft("قِمّة في ابوظبى!"), item(b"two"))
    assert (again.outcome, again.article) == (Outcome.DUPLICATE, first.article)


def test_a_duplicate_says_what_the_first_left_open():
    first = store(draft(published=None), item(url=PAGE)).article
    store(draft(outlet="البيان"), item(b"two", url="https://other.example/a"))
    first.refresh_from_db()
    assert (first.published, first.outlet.name) == (DAY.date, "البيان")
    assert first.url == PAGE


def test_a_duplicate_takes_nothing_back_from_the_first():
    first = store(draft(outlet="الاتحاد"), item()).article
    later = replace(DAY, date=date(2024, 6, 1))
    store(draft(outlet="البيان", published=later), item(b"two"))
    first.refresh_from_db()
    assert (first.published, first.outlet.name) == (DAY.date, "الاتحاد")


def test_other_words_on_other_pages_are_other_articles():
    store(draft(), item(url=PAGE))
    other = draft("زيارة", paragraphs=["وصل الرئيس إلى بكين في زيارة رسمية."])
    assert store(other, item(b"two", url=f"{PAGE}1")).outcome is Outcome.NEW
    assert Article.objects.count() == 2


# --- A page that changed ----------------------------------------------------------------------


def test_a_page_that_changed_brings_its_article_up_to_date():
    first = store(draft(credits=[DraftCredit("رويترز", "line")]), item(url=PAGE)).article
    changed = draft(paragraphs=[*BODY, "ثم أُعلن البيان الختامي."], standfirst=BODY[0])
    again = store(changed, item(b"two", url=PAGE))
    assert (again.outcome, again.article) == (Outcome.UPDATED, first)
    first.refresh_from_db()
    assert first.body.endswith("ثم أُعلن البيان الختامي.")
    assert first.capture.content == b"two"
    assert not first.credits.exists()
    assert [a.capture.content for a in first.appearances.all()] == [b"one", b"two"]


def test_a_page_that_changed_leaves_what_an_editor_corrected_and_waits_for_them():
    first = store(draft(), item(url=PAGE)).article
    first.title = "عنوان صححه محرر"
    first.save()
    changed = store(draft(paragraphs=[*BODY, "وأكثر."]), item(b"two", url=PAGE))
    assert (changed.outcome, changed.waits) == (Outcome.HELD, True)
    first.refresh_from_db()
    assert first.title == "عنوان صححه محرر"
    assert list(Article.objects.holding_newer_text()) == [first]


def test_a_date_that_an_editor_set_stays_when_the_page_changes():
    first = store(draft(), item(url=PAGE)).article
    Article.objects.update(published=date(2020, 1, 1), published_basis=Basis.EDITOR)
    store(draft(paragraphs=[*BODY, "وأكثر."]), item(b"two", url=PAGE))
    first.refresh_from_db()
    assert (first.published, first.published_basis) == (date(2020, 1, 1), Basis.EDITOR)
    assert first.body.endswith("وأكثر.")


def test_a_page_that_shows_another_article_now_is_where_that_was_met_too():
    first = store(draft(), item(url=PAGE)).article
    gone = draft("الصفحة غير موجودة", paragraphs=["لم نجد ما تبحث عنه."])
    other = store(gone, item(b"gone", url=f"{PAGE}1")).article
    again = store(gone, item(b"gone", url=PAGE))
    assert (again.outcome, again.article) == (Outcome.DUPLICATE, other)
    first.refresh_from_db()
    assert (first.title, first.capture.content) == ("اجتماع في جنيف", b"one")
    assert store(gone, item(b"gone anew", url=PAGE)).outcome is Outcome.UNCHANGED


def test_the_earlier_state_of_a_page_that_comes_again_changes_nothing():
    store(draft(), item(url=PAGE))
    store(draft(paragraphs=[*BODY, "وأكثر."]), item(b"two", url=PAGE))
    assert store(draft(), item(url=PAGE)).outcome is Outcome.UNCHANGED
    assert Article.objects.get().body.endswith("وأكثر.")


def test_what_an_editor_corrected_before_it_was_kept_counts_as_corrected():
    read = draft()
    corrected = store(draft("عنوان صححه محرر"), item(url=PAGE), read=read).article
    corrected.refresh_from_db()
    assert corrected.was_edited
    assert store(read, item(b"two", url=PAGE)).outcome is Outcome.UNCHANGED


# --- What stands inside -----------------------------------------------------------------------


def test_an_article_found_inside_waits_for_review_and_is_not_kept_twice():
    inside = Draft(title="خبر سابق", paragraphs=["وصل المبعوث إلى موسكو يوم الأحد الماضي."])
    first = store(draft(found_inside=[inside]), item()).article
    found = first.found_inside.get()
    assert (found.state, found.part) == (Article.State.REVIEW, 1)
    other = draft("خبر آخر", paragraphs=["نص مختلف تماما عما سبق."], found_inside=[inside])
    store(other, item(b"two", url=PAGE))
    assert Article.objects.filter(title="خبر سابق").count() == 1
    assert found.appearances.count() == 2


def test_a_page_is_known_by_its_own_article_and_not_by_one_that_stands_inside():
    known = store(Draft(title="خبر سابق", paragraphs=["وصل المبعوث إلى موسكو."]), item()).article
    host = store(
        draft(found_inside=[Draft(title="خبر سابق", paragraphs=["وصل المبعوث إلى موسكو."])]),
        item(b"two", url=PAGE),
    ).article
    assert host != known
    assert store(draft(), item(b"three", url=PAGE)).article == host


# --- All or nothing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"title": "ع" * 501}, "the title is over 500 characters"),
        ({"caption": "ع" * 501}, "the caption is over 500 characters"),
        ({"outlet": "ع" * 201}, "the outlet is over 200 characters"),
        ({"credits": [DraftCredit("ع" * 201, "line")]}, "a credit is over 200 characters"),
        ({"language": "xx"}, "the language 'xx' is not known here"),
        ({"paragraphs": ["Die Minister berieten am Abend. "] * 10}, "in no language that is kept"),
        ({"paragraphs": ["", " "]}, "it has no text"),
        ({"paragraphs": ["...", "* * *"]}, "it has no text"),
        ({"themes": ["no-such-theme"]}, "unknown theme 'no-such-theme'"),
        ({"found_inside": [Draft(title="ع" * 501, paragraphs=BODY)]}, "the title is over"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence_and_nothing_is_kept(given, reason):
    with pytest.raises(Refused, match=reason) as refused:
        store(draft(**given), item())
    assert "\n" not in str(refused.value)
    assert not Article.objects.exists()
    assert not Capture.objects.exists()
    assert not Outlet.objects.exists()


def test_themes_that_come_with_a_draft_are_accepted_with_their_source():
    article = store(draft(themes=["ceasefire"]), item(name="table.csv, line 2")).article
    tagging = article.taggings.get()
    assert (tagging.theme, tagging.source) == (
        Theme.objects.get(slug="ceasefire"),
        "table.csv, line 2",
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "nonsense"])
def test_an_address_that_is_none_of_the_web_is_not_shown_as_one(address):
    assert store(draft(url=address), item(url=address)).article.url == ""


def test_the_moment_and_the_address_of_a_capture_are_kept_with_it():
    seen = datetime(2024, 5, 4, 12, tzinfo=UTC)
    article = store(draft(), item(url=PAGE, captured_at=seen)).article
    capture = Capture.objects.get()
    assert (capture.url, capture.captured_at) == (PAGE, seen)
    assert (article.url, article.appearances.get().captured_at) == (PAGE, seen)


# --- Pages that are not what they were --------------------------------------------------------

LONG = " ".join(f"كلمة{n}" for n in range(60))


def test_a_page_that_says_something_else_altogether_waits_for_an_editor():
    first = store(draft(paragraphs=[LONG]), item(url=PAGE)).article
    login = store(draft("تسجيل الدخول", paragraphs=["سجّل دخولك لتقرأ."]), item(b"two", url=PAGE))
    first.refresh_from_db()
    assert (login.outcome, first.body) == (Outcome.HELD, LONG)


def test_the_beginning_that_a_feed_gives_takes_nothing_from_a_page_that_was_read():
    first = store(draft(paragraphs=[LONG]), item(url=PAGE)).article
    entry = draft(paragraphs=[LONG[:80]], is_excerpt=True)
    assert store(entry, item(b"two", url=PAGE)).outcome is Outcome.UNCHANGED
    first.refresh_from_db()
    assert first.body == LONG


def test_the_address_of_a_whole_site_tells_no_page():
    for number in range(3):
        given = draft(f"خبر {number}", paragraphs=[f"{LONG} {number}"], url="https://news.example/")
        page = item(str(number).encode(), url=f"https://news.example/{number}")
        assert store(given, page).outcome is Outcome.NEW
    assert Article.objects.count() == 3


def test_the_same_bytes_on_another_page_are_noted_with_their_article_whatever_an_editor_did():
    first = store(draft(), item(url=PAGE)).article
    first.title = "عنوان صححه محرر"
    first.save()
    again = store(draft(), item(url="https://other.example/a"))
    assert (again.outcome, again.article) == (Outcome.DUPLICATE, first)
    assert store(draft(), item(url="https://other.example/a")).outcome is Outcome.UNCHANGED


def test_two_pages_that_come_to_say_the_same_change_no_third():
    first = store(draft(), item(url=PAGE)).article
    other = store(draft("زيارة", paragraphs=[LONG]), item(b"two", url=f"{PAGE}1")).article
    gone = draft("الصفحة غير موجودة", paragraphs=["لم نجد ما تبحث عنه."])
    outcomes = [store(gone, item(b"gone", url=url)).outcome for url in (PAGE, f"{PAGE}1")]
    assert outcomes == [Outcome.HELD, Outcome.DUPLICATE]
    assert [Article.objects.get(pk=a.pk).body for a in (first, other)] == [first.body, LONG]


def test_what_stood_inside_a_deleted_article_is_kept_once_when_it_comes_again():
    inside = Draft(title="خبر سابق", paragraphs=["وصل المبعوث إلى موسكو يوم الأحد."])
    host = store(draft(found_inside=[inside]), item()).article
    found = host.found_inside.get()
    found.title = "عنوان صححه محرر"
    found.save()
    host.delete()
    assert store(draft(found_inside=[inside]), item()).outcome is Outcome.NEW
    assert Article.objects.count() == 2


def test_the_same_words_with_more_said_of_them_complete_their_article():
    first = store(draft(published=None), item(url=PAGE)).article
    more = draft(outlet="الاتحاد", keywords=["هدنة"], themes=["ceasefire"])
    assert store(more, item(b"two", url=PAGE)).outcome is Outcome.UNCHANGED
    first.refresh_from_db()
    assert (first.published, first.outlet.name, first.keywords) == (DAY.date, "الاتحاد", ["هدنة"])
    assert [theme.slug for theme in first.accepted_themes()] == ["ceasefire"]


def test_an_article_that_was_changed_into_another_report_leaves_its_story():
    words = LONG.split()
    first = store(draft("الأول", paragraphs=[LONG]), item()).article
    copy = store(draft("الثاني", paragraphs=[LONG]), item(b"two", url=PAGE)).article
    assert copy.copy_of == first
    changed = " ".join(words[:20] + [f"أخرى{n}" for n in range(60)])
    store(draft("الثاني", paragraphs=[changed]), item(b"three", url=PAGE))
    copy.refresh_from_db()
    assert copy.copy_of is None


# --- A page that changes back -----------------------------------------------------------------

FIRST, SECOND = [*BODY, "وقال المتحدث إن البيان جاهز."], [*BODY, "وقال المتحدث إن البيان تأجل."]


def shown(day, body):
    """The page as it was on a day of May; its bytes tell its text."""
    content = "\n".join(body).encode()
    moment = datetime(2024, 5, day, 9, 30, tzinfo=UTC) if day else None
    return store(draft(paragraphs=body), item(content, url=PAGE, captured_at=moment))


def test_a_page_that_changes_back_is_updated_back():
    outcomes = [shown(day, body).outcome for day, body in ((1, FIRST), (2, SECOND), (3, FIRST))]
    assert outcomes == [Outcome.NEW, Outcome.UPDATED, Outcome.UPDATED]
    article = Article.objects.get()
    assert article.body.endswith(FIRST[-1])
    assert article.capture.content.decode().endswith(FIRST[-1])
    assert not article.was_edited


def test_the_same_captures_again_change_nothing():
    """As after an import that was killed: the last one alone may still say something new."""
    captures = [(1, FIRST), (2, SECOND), (3, FIRST), (4, SECOND)]
    for number in range(1, len(captures) + 1):
        for day, body in captures[:number]:
            shown(day, body)
        outcomes = {shown(day, body).outcome for day, body in captures[:number]}
        assert outcomes == {Outcome.UNCHANGED}
        assert Article.objects.get().body.endswith(captures[number - 1][1][-1])


@pytest.mark.parametrize("days", [(0, 0, 0), (1, 2, 0), (1, 0, 3), (2, 3, 1), (1, 3, 3)])
def test_a_page_stays_where_no_later_moment_tells_that_it_changed_back(days):
    bodies = (FIRST, SECOND, FIRST)
    outcomes = [shown(day, body).outcome for day, body in zip(days, bodies, strict=True)]
    assert outcomes == [Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED]
    assert Article.objects.get().body.endswith(SECOND[-1])


def test_an_earlier_state_of_a_page_that_comes_in_later_takes_no_newer_one_away():
    outcomes = [shown(day, body).outcome for day, body in ((5, FIRST), (2, SECOND), (5, FIRST))]
    assert outcomes == [Outcome.NEW, Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert Article.objects.get().body.endswith(FIRST[-1])
    assert Capture.objects.count() == 2
    assert shown(6, SECOND).outcome is Outcome.UPDATED


def test_an_earlier_state_is_none_to_be_held_for_an_editor():
    article = shown(5, FIRST).article
    article.title = "عنوان مصحح"
    article.save()
    assert shown(2, SECOND).outcome is Outcome.UNCHANGED
    assert article not in Article.objects.holding_newer_text()


def test_a_page_goes_before_a_later_word_of_a_feed_on_it():
    later, earlier = (datetime(2024, 5, day, tzinfo=UTC) for day in (5, 2))
    store(draft(is_excerpt=True), item(b"feed", url=PAGE, captured_at=later))
    whole = draft(paragraphs=FIRST)
    assert store(whole, item(b"page", url=PAGE, captured_at=earlier)).outcome is Outcome.UPDATED


def test_a_page_that_changes_back_is_held_once_where_an_editor_corrected_the_text():
    article = shown(1, FIRST).article
    shown(2, SECOND)
    article.refresh_from_db()
    article.body += "\n\nتصويب."
    article.save()
    assert shown(3, FIRST).outcome is Outcome.HELD
    assert shown(3, FIRST).outcome is Outcome.UNCHANGED
    assert article in Article.objects.holding_newer_text()
