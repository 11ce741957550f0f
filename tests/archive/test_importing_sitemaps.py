"""Sitemaps: addresses, what is said of them, and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.importing.draft import Refused
from archive.importing.sitemaps import MOST, SitemapEntry, read_sitemap

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
URL = "https://example.org/news/1"


def urlset(*urls, spaces=f"{SPACE} {NEWS} {IMAGE}"):
    return f"<urlset {spaces}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>".encode()


def test_an_address_of_news_comes_with_what_is_said_of_it():
    news = """<news:news><news:publication><news:name>صحيفة كذا</news:name>
      <news:language>ar</news:language></news:publication>
      <news:publication_date>2025-03-15T10:00:00+03:00</news:publication_date>
      <news:title>الوفود \u202bتصل</news:title><news:keywords>أ، ب, ج</news:keywords></news:news>"""
    image = "<image:image><image:loc>https://example.org/a.jpg</image:loc></image:image>"
    (entry,) = read_sitemap(urlset(f"{image}<loc> {URL} </loc>{news}"))
    assert entry == SitemapEntry(
        url=URL,
        title="الوفود تصل",
        published_words="2025-03-15T10:00:00+03:00",
        outlet="صحيفة كذا",
        keywords=("أ", "ب", "ج"),
    )


def test_an_address_alone_is_enough_with_or_without_a_namespace():
    content = f"<loc>{URL}</loc><lastmod>2025-03-15</lastmod>"
    assert list(read_sitemap(urlset(content))) == [SitemapEntry(URL)]
    assert list(read_sitemap(urlset(content, spaces=""))) == [SitemapEntry(URL)]


def test_an_index_gives_the_addresses_of_sitemaps():
    index = f"<sitemapindex {SPACE}><sitemap><loc>{URL}</loc></sitemap></sitemapindex>"
    assert list(read_sitemap(index.encode())) == [SitemapEntry(URL, is_index=True)]


@pytest.mark.parametrize("loc", ["", "/a", "file:///etc/passwd", "javascript:x", "ftp://a/b"])
def test_what_is_no_whole_address_is_left_out(loc):
    entries = list(read_sitemap(urlset(f"<loc>{loc}</loc>", f"<loc>{URL}</loc>", "")))
    assert entries == [SitemapEntry(URL)]


def test_no_more_are_given_than_the_protocol_allows():
    assert sum(1 for _ in read_sitemap(urlset(*["<loc>https://e.org/a</loc>"] * 50_010))) == MOST


def test_a_sitemap_that_breaks_off_gives_what_came_before():
    content = urlset(f"<loc>{URL}</loc>", f"<loc>{URL}2</loc>")
    assert next(read_sitemap(content[:-30])).url == URL


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "declares"),
        (b"<rss></rss>", "no sitemap"),
        (b"nothing", "no XML"),
        (b"", "empty"),
    ],
)
def test_what_is_no_sitemap_is_refused(content, reason):
    with pytest.raises(Refused, match=reason):
        list(read_sitemap(content))


def test_elements_nested_without_end_do_no_harm():
    with suppress(Refused):
        assert len(list(read_sitemap(urlset("<a>" * 100_000, f"<loc>{URL}</loc>")))) <= 1


@given(st.binary(max_size=100) | st.text("<>/urlsetoc &;", max_size=100).map(str.encode))
@settings(deadline=None)
def test_any_bytes_are_addresses_or_refused(content):
    for each in (content, b"<urlset><url><loc>" + content):
        with suppress(Refused):
            assert all(entry.url.startswith("http") for entry in read_sitemap(each))
