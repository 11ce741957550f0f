"""What holds of every public page there is, whoever adds one."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import translation

from archive.models import Article, Outlet, Theme
from archive.models.lately import lately
from config.answers import kept
from search import known as known_names
from search.export import FORMATS
from tests.html import Page
from tests.made import an_article, index_all
from tests.test_architecture import PRESENTATION_FORMS
from tools.audit.examples import add_examples
from tools.audit.pages import (
    EXPORTS,
    IN_ONE_LANGUAGE,
    NOT_PAGES,
    PAGES,
    WITH_A_FORM,
    addresses,
    every_address,
    known,
    public_views,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8
MOST = {"archive:outlet": 9, "search:name_feed": 9}
"""The first and the last article, themes and a picture besides a list; a list with all texts."""


@pytest.fixture
def values(seeds):
    """What the addresses of the pages are made with, in an archive that has one of every kind."""
    add_examples()
    index_all()
    return known()


def test_every_view_of_the_site_is_listed_as_a_page_or_with_the_reason_why_it_is_none():
    listed = PAGES.keys() | NOT_PAGES.keys()
    assert sorted(public_views()) == sorted(listed)


@pytest.mark.parametrize("view", PAGES)
def test_there_is_a_page_of_every_kind_to_look_at(values, view):
    found = addresses(view, values)
    assert len(found) == len(PAGES[view]) * (1 if view in IN_ONE_LANGUAGE else 2)
    for address in found:
        with translation.override("en" if address.startswith("/en/") else "ar"):
            assert resolve(unquote(address.partition("?")[0])).view_name == view


def test_a_view_is_looked_at_in_both_languages_unless_it_has_but_one(values):
    for view in PAGES:
        is_english = [address.startswith("/en/") for address in addresses(view, values)]
        assert is_english.count(True) * 2 == (0 if view in IN_ONE_LANGUAGE else len(is_english))


def test_every_kind_of_file_that_a_search_gives_is_listed():
    assert [*EXPORTS] == [*FORMATS]


def whole_text(response):
    """The text of a response, with what JSON writes as numbers as letters."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), content.decode())


def is_text(response):
    return re.match(r"text/|application/(?!pdf|zip|octet)", response.get("Content-Type", ""))


def test_no_page_holds_presentation_forms(client, values):
    for address in every_address(values):
        response = client.get(address)
        assert response.status_code in (200, 400, 404), address
        if is_text(response):
            assert not PRESENTATION_FORMS.search(whole_text(response)), address


def test_no_page_sets_a_cookie_unless_it_asks_for_something(client, values):
    """A page that did could be kept by nobody."""
    for view in PAGES.keys() - WITH_A_FORM:
        for address in addresses(view, values):
            assert not client.get(address).cookies, address


@pytest.mark.parametrize("view", ["archive:home", "archive:article", "archive:theme"])
def test_every_page_describes_itself(client, values, view):
    for address in addresses(view, values):
        page = client.get(address).content.decode()
        (description,) = re.findall(r'<meta name="description" content="([^"]+)">', page)
        assert description.strip(), address


UNSHARED = re.compile(r"\{% block sharing %\}(\{#.*#\})?\{% endblock %\}")


def test_what_is_not_shared_does_not_print_its_address():
    templates = [
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).parents[1] / "templates").rglob("*.html")
    ]
    unshared = [template for template in templates if UNSHARED.search(template)]
    assert unshared
    assert all("{% block provenance %}{% endblock %}" in template for template in unshared)


WITHOUT_A_TRAIL = {"archive:home", "search:search", "archive:article_print"}
"""The pages that all others lead back to, and one that is paper."""


def test_a_trail_leads_from_the_front_page_to_every_page(client, values):
    for view in PAGES.keys() - WITHOUT_A_TRAIL:
        for address in addresses(view, values):
            response = client.get(address)
            if response["Content-Type"].startswith("text/html"):
                page = Page(response)
                assert len(page.all("nav", "breadcrumb")) == 1, address
                first = "Front page" if address.startswith("/en/") else "الصفحة الأولى"
                assert page.one("nav", "breadcrumb").text.startswith(first), address
                here = [item for item in page.all("li") if item.attrs.get("aria-current")]
                assert [item.attrs["aria-current"] for item in here] == ["page"], address


# --- Questions to the database ----------------------------------------------------------------

COUNTED = [view for view in PAGES if view not in IN_ONE_LANGUAGE]
# What a transaction reads is kept by nobody, so that pages in one would ask more than readers' do.
REAL = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def one_second(monkeypatch):
    """A second in which all happens: a process asks once in each whether names have changed."""
    monkeypatch.setattr(known_names, "FRESH", float("inf"))


def too_much_asked(client, values, views=COUNTED):
    """The addresses that ask the database more than they may, with what they ask, a line each."""
    found = []
    for view, address in [(each, path) for each in views for path in addresses(each, values)]:
        client.get(address)  # what a process reads once is read
        nothing_seen_lately()
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        if len(asked) > MOST.get(view, MOST_QUERIES):
            found += [f"{address} asks {len(asked)}:", *(query["sql"][:999] for query in asked)]
    return found


def nothing_seen_lately():
    kept.forget()
    for model in (Theme, Outlet):
        lately(model).forget()


@REAL
def test_a_page_asks_the_database_little(client, values, one_second):
    found = too_much_asked(client, values)
    assert not found, "\n".join(found)


@REAL
def test_a_page_with_much_on_it_asks_no_more(client, seeds, one_second):
    seed = seeds["003"]
    for theme in Theme.objects.all():
        seed.tag(theme)
    for number in range(3):
        outlet = Outlet.objects.create(name=f"صحيفة رقم {number}")
        an_article(copy_of=seed, outlet=outlet, body=seed.body)
    for _ in range(25):
        an_article().tag(Theme.objects.first())
    index_all()
    values = {**known(), "article": seed.pk, "theme": Theme.objects.first().slug}
    found = too_much_asked(client, values)
    assert not found, "\n".join(found)


@REAL
def test_the_page_of_every_seed_asks_the_database_little(client, seeds, one_second):
    for article in Article.objects.public():
        found = too_much_asked(client, {"article": article.pk}, ["archive:article"])
    assert not found, "\n".join(found)
