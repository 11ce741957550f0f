"""What stands round an article and on the front page because the index knows it."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from archive.charts.activity import by_theme
from archive.models import Article, Theme
from search.busy_themes import busy_themes
from search.known import names_by_slug
from search.linking import linked
from search.most_named import most_named
from search.related import related
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db


def index_all():
    call_command("update_index", verbosity=0)


def the_name(slug):
    return names_by_slug()[slug]


@pytest.fixture
def stoltenberg():
    return next(name for name in names_by_slug().values() if name.english == "Jens Stoltenberg")


# --- Names in the text ------------------------------------------------------------------------


def test_a_name_is_linked_where_it_first_stands_with_its_clitic(stoltenberg):
    first, second = linked(["قال لستولتنبرغ الوزير", "وعاد ستولتنبرغ"], [stoltenberg])
    assert [(part.text, part.name) for part in first] == [
        ("قال ", None),
        ("لستولتنبرغ", stoltenberg),
        (" الوزير", None),
    ]
    assert [part.name for part in second] == [None]


def test_a_name_that_the_article_does_not_mention_is_not_linked():
    assert linked(["قال ستولتنبرغ"], []) == [[("قال ستولتنبرغ", None)]]


@given(st.lists(st.text("قال ستولتنبرغ بوتين، ناتو(NATO) .\n", max_size=80), max_size=4))
def test_the_parts_put_together_are_the_text(texts):
    cut = linked(texts, names_by_slug().values())
    assert ["".join(part.text for part in parts) for parts in cut] == texts


def test_a_reader_follows_a_name_in_the_text(client, seeds):
    page = Page(client.get(seeds["003"].get_absolute_url()))
    (body,) = page.all("div", "body")
    names = [a for a in page.all("a", "name") if "ستولتنبرغ" in a.text]
    assert names
    assert client.get(names[0].attrs["href"]).status_code == 200
    assert " ".join(seeds["003"].paragraphs()[0].split()) in " ".join(body.text.split())


def test_a_name_is_linked_once(client, seeds):
    for article in seeds.values():
        links = [
            a.attrs["href"] for a in Page(client.get(article.get_absolute_url())).all("a", "name")
        ]
        assert len(links) == len(set(links))


# --- What to read on --------------------------------------------------------------------------


def test_the_nearest_article_comes_first_with_its_reasons(stoltenberg):
    ceasefire = Theme.objects.get(slug="ceasefire")
    text = "قال ستولتنبرغ إن وقف إطلاق النار في أوكرانيا يحتاج إلى ضمانات من الحلفاء."
    here, near, far = an_article(body=text), an_article(body=text + " وانتهى."), an_article()
    for article in (here, near, far):
        article.tag(ceasefire)
    index_all()
    first, second = related(here)
    assert (first.article, second.article) == (near, far)
    assert first.themes == [ceasefire]
    assert stoltenberg in first.names
    assert first.is_alike
    assert (second.themes, second.names, second.is_alike) == ([ceasefire], [], False)


def test_what_shares_nothing_is_not_related():
    here = an_article(title="وصول الوفود", body="وصلت الوفود إلى المدينة صباحًا")
    an_article(title="أسعار القمح", body="ارتفعت أسعار القمح قليلا")
    index_all()
    assert related(here) == []


def test_a_copy_is_not_related_to_its_own_story():
    lead, copy, other = (an_article(body="اتفق الجانبان على هدنة مؤقتة") for _ in range(3))
    lead.copy_of = None
    copy.copy_of = lead
    copy.save(update_fields=["copy_of"])
    index_all()
    assert [near.article for near in related(copy)] == [other]
    assert [near.article for near in related(lead)] == [other]


def test_what_was_withdrawn_since_is_not_shown():
    here, gone = (an_article(body="اتفق الجانبان على هدنة مؤقتة") for _ in range(2))
    index_all()
    type(gone).objects.filter(pk=gone.pk).update(state="withdrawn")
    assert related(here) == []


@pytest.mark.parametrize(
    ("root", "reason"), [("", "كلمات مشتركة."), ("/en", "Some words in common.")]
)
def test_a_reason_stands_by_what_shares_few_words_and_nothing_else(client, root, reason):
    an_article(title="أسعار القمح", body="ارتفعت الأسعار منذ هدنة طويلة، وزاد الطلب في الموانئ.")
    here = an_article(
        title="وصول الوفود إلى المدينة",
        body="استقبل المحافظ أعضاءها صباحًا، وزاروا المتحف والمكتبة والجامعة، ثم ناقشوا مشروع "
        "الجسر وميزانيته ومواعيد بنائه، وتحدثوا عن هدنة.",
    )
    index_all()
    (near,) = related(here)
    assert (near.themes, near.names, near.is_alike) == ([], [], False)
    page = Page(client.get(f"{root}/articles/{here.pk}/"))
    assert page.texts("p", "reason") == [reason]


def test_it_takes_one_query():
    ceasefire = Theme.objects.get(slug="ceasefire")
    for number in range(8):
        here = an_article(body=f"اتفق الجانبان على هدنة مؤقتة {number}")
        here.tag(ceasefire)
    index_all()
    here = Article.objects.for_lists().get(pk=here.pk)
    with CaptureQueriesContext(connection) as asked:
        assert len(related(here)) == 6
    tables = [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in asked]
    # Whether names have changed is asked once a second.
    assert [table for table in tables if table.startswith("archive")] == ["archive_article"]


# --- Who is in the news -----------------------------------------------------------------------


def test_most_named_counts_the_articles_of_the_newest_month(stoltenberg):
    new, old = datetime.date(2025, 3, 20), datetime.date(2025, 1, 5)
    for day in (new, new, old):
        an_article(body="قال ستولتنبرغ إن الاجتماع غدا", published=day)
    an_article(body="قال بوتين إن الاجتماع غدا", published=new)
    index_all()
    found = most_named("person", 5)
    assert [(name.english, count) for name, count in found.names][:2] == [
        ("Jens Stoltenberg", 2),
        ("Vladimir Putin", 1),
    ]
    assert (found.last, found.is_now) == (new, False)


def test_an_archive_without_dates_has_nobody_in_the_news():
    an_article(body="قال ستولتنبرغ", published=None)
    index_all()
    assert most_named("person", 5) is None


def test_the_front_page_names_people_and_how_many_articles_do(client):
    an_article(body="قال ستولتنبرغ إن الاجتماع غدا", published=datetime.date.today())
    index_all()
    page = Page(client.get("/"))
    assert "الأكثر ذكرًا هذا الشهر" in page.texts("h2")
    assert "ينس ستولتنبرغ ١" in page.texts("li")


# --- Which themes are busy --------------------------------------------------------------------


def the_busy_themes():
    return {busy.theme.slug: busy for busy in busy_themes()}


@pytest.fixture
def a_years_work():
    """Stories of two themes, one below the other, in two months and of a year alone."""
    wider, narrower = Theme.objects.get(slug="ceasefire"), Theme.objects.get(slug="peace-talks")
    narrower.parent = wider
    narrower.save()
    an_article(published=datetime.date(2025, 3, 20)).tag(wider)
    an_article(published=datetime.date(2025, 1, 2)).tag(narrower)
    an_article(published=datetime.date(2025, 1, 1), published_precision="year").tag(narrower)
    an_article(published=datetime.date(2025, 3, 1), state="review").tag(narrower)
    index_all()


def test_a_theme_counts_its_stories_and_those_below_it_by_month(a_years_work):
    wider, narrower = (the_busy_themes()[slug] for slug in ("ceasefire", "peace-talks"))
    assert (wider.articles, narrower.articles) == (3, 2)
    assert wider.activity.counts[-3:] == (1, 0, 1)
    assert narrower.activity.counts[-3:] == (1, 0, 0)


def test_the_index_tells_of_themes_what_the_database_tells(a_years_work):
    themes = list(Theme.objects.with_counts())
    told = by_theme(themes)
    known = {t.slug: (t.article_count, told[t.pk]) for t in themes if t.article_count}
    assert {slug: tuple(busy[1:]) for slug, busy in the_busy_themes().items()} == known


def test_a_theme_without_articles_is_not_busy(a_years_work):
    assert set(the_busy_themes()) == {"ceasefire", "peace-talks"}
