"""robots.txt and the sitemaps: what other search engines are told of, and what not."""

import re
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from archive import sitemaps
from archive.models import Article, Outlet
from config.sitemaps import SITEMAPS
from tests.made import an_article

pytestmark = pytest.mark.django_db

SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def xml(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return etree.fromstring(response.content)


def entries(client, section, page=1):
    """What a sitemap says: the alternates of each address, by their languages."""
    address = f"/sitemap-{section}.xml" + (f"?p={page}" if page > 1 else "")
    found = {}
    for entry in xml(client, address).findall("s:url", SPACES):
        (location,) = entry.findall("s:loc", SPACES)
        links = entry.findall("x:link", SPACES)
        found[path(location.text)] = {
            link.get("hreflang"): path(link.get("href")) for link in links
        }
    return found


def path(address):
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("http", "testserver")
    return unquote(parts.path)


def test_the_index_names_every_part(client, seeds):
    index = xml(client, "/sitemap.xml")
    named = [location.text for location in index.findall("s:sitemap/s:loc", SPACES)]
    assert named == [f"http://testserver/sitemap-{section}.xml" for section in SITEMAPS]


@pytest.mark.parametrize("section", SITEMAPS)
def test_every_address_is_a_page_and_names_itself_in_both_languages(client, seeds, section):
    found = entries(client, section)
    assert found
    for address, alternates in found.items():
        arabic = address.removeprefix("/en")
        assert alternates == {"ar": arabic, "en": f"/en{arabic}", "x-default": arabic}
        assert {arabic, f"/en{arabic}"} <= found.keys()
        assert client.get(address).status_code == 200


def test_what_readers_may_not_see_is_not_told_of(client):
    lead = an_article()
    for state in (Article.State.REVIEW, Article.State.REVIEWED, Article.State.WITHDRAWN):
        an_article(state=state)
    an_article(copy_of=lead)
    assert {*entries(client, "articles")} == {
        lead.get_absolute_url(),
        f"/en{lead.get_absolute_url()}",
    }


def test_an_outlet_without_articles_that_readers_may_see_is_not_told_of(client):
    Outlet.objects.create(name="صحيفة بلا مقالات")
    assert entries(client, "outlets") == {}


def test_an_article_says_when_it_was_last_changed(client):
    article = an_article()
    (found, _english) = xml(client, "/sitemap-articles.xml").findall("s:url/s:lastmod", SPACES)
    assert found.text == article.modified.date().isoformat()


def test_an_archive_of_any_size_stands_in_files_of_bounded_size(client, monkeypatch):
    monkeypatch.setattr(sitemaps.InBothLanguages, "limit", 4)
    articles = [an_article() for _ in range(5)]
    index = xml(client, "/sitemap.xml")
    named = [location.text for location in index.findall("s:sitemap/s:loc", SPACES)]
    assert [bool(re.search("articles", name)) for name in named].count(True) == 3
    pages = [entries(client, "articles", page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [4, 4, 2]
    told = {address for page in pages for address in page if not address.startswith("/en/")}
    assert told == {article.get_absolute_url() for article in articles}


def test_of_a_large_archive_only_what_a_file_holds_is_read(client, monkeypatch):
    monkeypatch.setattr(sitemaps.InBothLanguages, "limit", 4)
    for _ in range(9):
        an_article()
    with CaptureQueriesContext(connection) as asked:
        client.get("/sitemap-articles.xml?p=2")
    read = [query["sql"] for query in asked if '"modified" FROM' in query["sql"]]
    assert len(read) == 1
    assert "LIMIT 2 OFFSET 2" in read[0]


# --- robots.txt -------------------------------------------------------------------------------


@pytest.fixture
def robots(client):
    """What robots.txt allows, as a crawler reads it."""
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())
    return parser


def test_crawlers_are_told_where_the_sitemaps_are(robots):
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]


@pytest.mark.parametrize("root", ["", "/en"])
def test_crawlers_may_read_what_readers_read(robots, root):
    for address in ("/", "/articles/1/", "/themes/ceasefire/", "/search/", "/search/?q=UN"):
        assert robots.can_fetch("crawler", f"http://testserver{root}{address}")


@pytest.mark.parametrize("root", ["", "/en"])
def test_crawlers_are_kept_from_the_desk_and_from_what_has_no_end(robots, root):
    for address in ("/admin/", "/admin/login/", "/search/similar/1/", "/search/suggest/?q=a"):
        assert not robots.can_fetch("crawler", f"http://testserver{root}{address}")
