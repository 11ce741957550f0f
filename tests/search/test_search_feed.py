"""The feeds of searches and names."""

import datetime

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Article, FormerAddress, Name, Outlet, Theme
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db


def read(client, path, **parameters):
    response = client.get(path, parameters)
    assert response.status_code == 200
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def titles(client, path="/search/feed/", **parameters):
    return [entry.title for entry in read(client, path, **parameters).entries]


def test_a_search_s_feed_holds_what_it_finds_newest_first(client):
    an_article(title="ضمانات قديمة", published=datetime.date(2020, 1, 1))
    an_article(title="ضمانات ضمانات", published=datetime.date(2023, 1, 1))
    an_article(title="ضمانات جديدة", published=datetime.date(2024, 1, 1))
    an_article(title="هدنة")
    index_all()
    for order in ("", "relevance", "oldest"):
        found = titles(client, q="الضمانات", sort=order)
        assert found == ["ضمانات جديدة", "ضمانات ضمانات", "ضمانات قديمة"]


def test_it_takes_the_query_string_of_the_search_page(client):
    theme = Theme.objects.get(slug="ceasefire")
    an_article(title="ضمانات لها").tag(theme)
    an_article(title="ضمانات لغيرها")
    index_all()
    assert titles(client, q="ضمانات", theme="ceasefire", page="7") == ["ضمانات لها"]


def test_it_names_the_search_and_both_addresses(client):
    an_article(title="ضمانات").tag(Theme.objects.get(slug="ceasefire"))
    index_all()
    feed = read(client, "/en/search/feed/", q="ضمانات", theme="ceasefire", sort="newest").feed
    links = {link.rel: link.href for link in feed.links}
    assert feed.title == "“ضمانات” · Ceasefire · Diwan"
    assert links["alternate"].startswith("http://testserver/en/search/?q=")
    assert read(client, links["self"]).feed.title == feed.title


def test_what_holds_a_part_of_it_alone_is_not_in_the_feed(client):
    an_article(title="ضمانات")
    index_all()
    page = Page(client.get("/search/", {"q": "ضمانات قسطنطينية"}))
    assert len(page.all("li", "hit")) == 1
    assert titles(client, q="ضمانات قسطنطينية") == []


def test_what_was_withdrawn_since_it_was_indexed_is_not_in_the_feed(client):
    article = an_article(title="ضمانات")
    index_all()
    Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN)
    assert titles(client, q="ضمانات") == []


def test_a_search_that_cannot_be_understood_leads_to_the_page_that_says_why(client):
    response = client.get("/search/feed/", {"q": "(ضمانات"})
    assert response.status_code == 302
    assert client.get(response.url).status_code == 400


def test_of_nothing_sought_the_whole_archive_is_the_feed(client):
    assert client.get("/search/feed/").url == "/feed/"


def test_a_theme_that_was_merged_is_followed_under_its_new_address(client):
    FormerAddress.objects.keep("truce", Theme.objects.get(slug="ceasefire"))
    for path in ("/search/feed/", "/search/follow/", "/search/export/", "/search/"):
        response = client.get(path, {"q": "ضمانات", "theme": "truce"})
        assert response.status_code == 301
        assert response.url.startswith(path)
        assert "theme=ceasefire" in response.url


def test_an_outlet_that_was_renamed_is_sought_under_its_new_address(client):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد", slug="former")
    outlet.slug = "ittihad"
    outlet.save()
    for path in ("/search/feed/", "/search/follow/", "/search/export/", "/search/"):
        response = client.get(path, {"q": "ضمانات", "outlet": "former"})
        assert response.status_code == 301
        assert response.url.startswith(path)
        assert "outlet=ittihad" in response.url


def test_the_search_page_names_its_feed(client):
    an_article(title="ضمانات")
    index_all()
    link = Page(client.get("/search/", {"q": "ضمانات"})).one(
        "link", rel="alternate", type="application/atom+xml"
    )
    assert titles(client, link.attrs["href"]) == ["ضمانات"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(max_size=30), theme=st.text(max_size=10))
def test_whatever_is_sought_the_feed_is_without_fault_or_leads_on(client, text, theme):
    response = client.get("/search/feed/", {"q": text, "theme": theme})
    assert response.status_code in (200, 302)
    assert response.status_code == 302 or not feedparser.parse(response.content).bozo


def test_a_name_s_feed_holds_the_articles_that_mention_it_however_it_is_spelt(client):
    name = Name.objects.get(spellings__text="ستولتنبرغ")
    an_article(title="شتولتنبرغ في بروكسل")
    an_article(title="هدنة")
    index_all()
    path = f"/names/{name.slug}/feed/"
    assert titles(client, path) == ["شتولتنبرغ في بروكسل"]
    head = Page(client.get(f"/names/{name.slug}/")).one(
        "link", rel="alternate", type="application/atom+xml"
    )
    assert head.attrs["href"] == path


def test_the_old_address_of_a_name_leads_to_its_feed(client):
    name = Name.objects.get(spellings__text="ستولتنبرغ")
    FormerAddress.objects.keep("stoltenbergh", name)
    assert client.get("/names/stoltenbergh/feed/").url == f"/names/{name.slug}/feed/"
    assert client.get("/names/nobody-at-all/feed/").status_code == 404
