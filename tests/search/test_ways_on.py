"""Where a search leads on: pages of what it names, searches that find something, other forms."""

from urllib.parse import unquote

import pytest
from django.utils import translation

from archive.models import Outlet, Theme
from search.named_pages import exactly_named, partly_named
from search.request import SearchRequest
from search.results import found_by, search, whole_archive
from search.ways_out import advice, ways_out
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """One article on a theme, of an outlet, with names; another with none of it."""
    article = an_article(
        title="هدنة",
        body="قال ستولتنبرغ إن حلف الناتو يرحب.",
        outlet=Outlet.objects.create(name="النهار"),
    )
    article.tag(Theme.objects.get(slug="ceasefire"))
    an_article(title="هدنة", body="ترحيب قديم.", published=None)
    index_all()


def labels(pages):
    return [(page.kind, page.label) for page in pages]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("وقف إطلاق النار", [("theme", "وقف إطلاق النار")]),
        ("Ceasefire", [("theme", "وقف إطلاق النار")]),
        ("شتولتنبرغ", [("person", "ينس ستولتنبرغ")]),
        ("نهار", [("outlet", "النهار")]),
        ("وقف إطلاق النار غدا", []),
        ("-النهار هدنة", []),
        ("عنوان:النهار", []),
        ("هدنة", []),
        ("؟", []),
    ],
)
def test_the_page_of_what_the_words_name_is_found_in_any_spelling(archive, typed, expected):
    assert labels(exactly_named(SearchRequest(typed))) == expected


def test_what_no_article_is_on_is_not_named(archive):
    assert exactly_named(SearchRequest("ماكرون")) == []
    assert exactly_named(SearchRequest("الضمانات الأمنية")) == []


def test_a_search_for_one_choice_alone_names_its_page(archive):
    asked = SearchRequest(chosen={"person": ("jens-stoltenberg",)})
    assert labels(exactly_named(asked)) == [("person", "ينس ستولتنبرغ")]
    with translation.override("en"):
        assert labels(exactly_named(asked)) == [("person", "Jens Stoltenberg")]
    several = SearchRequest(chosen={"person": ("jens-stoltenberg",), "theme": ("ceasefire",)})
    assert exactly_named(several) == []


def test_words_among_others_name_their_pages_too(archive):
    found = labels(partly_named(SearchRequest("مؤتمر ستولتنبرغ عن إطلاق الأقمار")))
    assert found == [("person", "ينس ستولتنبرغ"), ("theme", "وقف إطلاق النار")]


def test_each_way_out_is_told_with_what_it_finds_and_no_other(archive):
    request = SearchRequest("هدنة", chosen={"theme": ("ceasefire",)}, since="2030")
    page = search(request)
    assert page.total == 0
    ways = {way.url: way.count for way in ways_out(page)}
    assert ways == {
        request.undated(since=True).url(): 1,
        request.anywhere().url(): 2,
    }


def test_a_phrase_is_offered_as_words_side_by_side(archive):
    page = search(SearchRequest("«يرحب الناتو حلف»"))
    assert [(way.label, way.count) for way in ways_out(page)] == [("الكلمات نفسها غير متجاورة", 1)]


def test_a_search_that_could_not_be_better_has_no_way_out(archive):
    assert ways_out(search(SearchRequest("قسطنطينية"))) == []


@pytest.mark.parametrize(
    ("asked", "advice_"),
    [
        (SearchRequest("a"), "Try another word or another spelling."),
        (SearchRequest("a b"), "Try fewer words or another spelling."),
        (
            SearchRequest("a", since="2030"),
            "Try another word or another spelling, or take a filter off.",
        ),
        (
            SearchRequest("a b", since="2030"),
            "Try fewer words or another spelling, or take a filter off.",
        ),
        (SearchRequest(since="2030"), "Try to take a filter off."),
    ],
)
def test_no_advice_is_given_that_a_reader_cannot_follow(asked, advice_):
    with translation.override("en"):
        assert advice(asked) == advice_


def test_dates_bound_what_everybody_finds_who_takes_the_same_search(archive):
    assert found_by(SearchRequest("هدنة"), 10)[1] == 2
    ids, total = found_by(SearchRequest("هدنة", since="2024", until="٢٠٢٤"), 10)
    assert (len(ids), total) == (1, 1)
    assert found_by(SearchRequest("هدنة أو زرافة", until="2023"), 10) == ([], 0)


def test_the_whole_archive_is_counted_without_an_article_read(archive):
    page = whole_archive()
    assert (page.total, page.hits) == (2, [])
    assert {facet.name for facet in page.begun_with} >= {"theme", "outlet", "person"}


def test_a_search_is_taken_along_in_every_form_from_its_first_page(client, archive):
    page = Page(client.get("/search/?q=هدنة&page=1"))
    links = [unquote(link) for link in page.links()]
    for form in ("feed/", "follow/", "export/", "dossier.pdf"):
        assert f"/search/{form}?q=هدنة" in links
