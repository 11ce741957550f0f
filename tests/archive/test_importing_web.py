"""Addresses as sources: pages, feeds, sitemaps, tables and what is packed, from a real server."""

import gzip
import io
import json
import zipfile

import pytest

from archive.dates import Basis
from archive.importing import web
from archive.importing.draft import FAULT
from archive.importing.formats import Format, recognise
from archive.importing.pages import read_page
from archive.importing.tables import Columns
from archive.importing.web import found_at_url
from tests.archive.site import (
    XML,
    entry,
    feed,
    headline,
    page,
    paragraphs,
    row,
    sitemap,
    sitemap_index,
)


def titles(found):
    """The title of each, or the reason why there is none."""
    return [one.refused or (one.draft or read_page(one.item, one.format)).title for one in found]


def at(url, *arguments, **options):
    return list(found_at_url(url, *arguments, **options))


# --- A page -----------------------------------------------------------------------------------


def test_a_page_comes_with_its_address_and_the_moment(site):
    url = site.put("/news/1?id=7", page(1))
    site.pages["/news/1"] = site.pages.pop("/news/1?id=7")
    (found,) = at(url)
    assert (found.item.content, found.item.url, found.item.name) == (page(1), url, url)
    assert found.item.captured_at is not None
    assert titles([found]) == [headline(1)]


def test_a_page_that_was_moved_is_known_by_its_new_address(site):
    new = site.put("/new", page(1))
    site.pages["/old"] = lambda handler: (
        handler.send_response(301),
        handler.send_header("Location", "/new"),
        handler.send_header("Content-Length", "0"),
        handler.end_headers(),
    )
    (found,) = at(f"{site.url}/old")
    assert found.item.url == new


def test_what_cannot_be_had_is_one_refusal(site):
    url = site.fail("/gone", 410)
    (found,) = at(url)
    assert (found.item.name, found.item.url) == (url, url)
    assert "status 410" in found.refused


def test_the_format_that_somebody_gives_counts(site):
    text = "<br>\nقمة مرتقبة في جنيف\n\nقال الوزير إن الاجتماع سيعقد قريبا.\n"
    (found,) = at(site.put("/1", text.encode()), Format.TEXT)
    assert recognise(found.item.content) is Format.HTML
    assert titles([found]) == ["قمة مرتقبة في جنيف"]


def test_a_fault_of_the_program_is_one_refusal_and_logged(site, monkeypatch, caplog):
    monkeypatch.setattr(web, "read_sitemap", lambda content: 1 / 0)
    (found,) = at(site.put("/sitemap.xml", sitemap(), XML))
    assert found.refused == FAULT
    assert "ZeroDivisionError" in caplog.text


# --- Tables and archives ----------------------------------------------------------------------


def rows(*numbers, **values):
    return "\n".join(json.dumps(row(number, **values)) for number in numbers).encode()


def test_a_table_gives_its_rows(site):
    url = site.put("/export", rows(1, 2), "application/octet-stream")
    found = at(url)
    assert titles(found) == [headline(1), headline(2)]
    assert [one.item.name for one in found] == [f"{url}, line 1", f"{url}, line 2"]


def test_what_columns_mean_is_heeded(site):
    columns = Columns(mapping={"العنوان": "title"})
    content = json.dumps({"العنوان": "قمة جنيف", "body": "قال الوزير كذا.", "x": 1}).encode()
    assert titles(at(site.put("/rows.jsonl", content), None, columns)) == ["قمة جنيف"]
    assert columns.unknown == {"x": 1}


@pytest.mark.parametrize("path", ["/rows.jsonl.gz", "/export"])
def test_a_packed_table_gives_its_rows(site, path):
    url = site.put(path, gzip.compress(rows(1, 2)), "application/gzip")
    assert titles(at(url)) == [headline(1), headline(2)]


@pytest.mark.parametrize("path", ["/page.html.gz", "/page"])
def test_a_packed_page_is_read(site, path):
    url = site.put(path, gzip.compress(page(1)), "application/gzip")
    (found,) = at(url)
    assert found.item.content == page(1)
    assert titles([found]) == [headline(1)]


def test_a_zip_gives_what_it_holds(site):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.html", page(1))
        archive.writestr("b.jsonl", rows(2, 3))
    found = at(site.put("/all.zip", content.getvalue(), "application/zip"))
    assert titles(found) == [headline(1), headline(2), headline(3)]


# --- Feeds ------------------------------------------------------------------------------------


def test_a_feed_with_full_texts_needs_no_page(site):
    links = [f"{site.url}/news/{number}" for number in (1, 2)]
    url = site.put("/feed", feed(*(entry(n, link, "full") for n, link in enumerate(links))), XML)
    found = at(url)
    assert titles(found) == [headline(0), headline(1)]
    assert [one.item.url for one in found] == links
    assert all(one.item.captured_at for one in found)
    assert site.paths() == ["/feed"]


def test_of_a_feed_with_summaries_the_pages_are_read(site):
    link = site.put("/news/1", page(1))
    (found,) = at(site.put("/feed", feed(entry(1, link)), XML))
    assert (found.item.content, found.item.url) == (page(1), link)
    assert found.draft.paragraphs == paragraphs(1)
    assert found.draft.outlet == "صحيفة كذا"
    assert not found.draft.is_excerpt


def test_a_date_of_the_feed_fills_in_what_the_page_leaves_open(site):
    link = site.put("/news/1", page(1))
    (found,) = at(site.put("/feed", feed(entry(1, link)), XML))
    assert found.draft.published.date.isoformat() == "2025-03-15"
    assert found.draft.published.basis is Basis.METADATA


def test_an_entry_whose_page_cannot_be_had_is_one_refusal(site):
    gone, link = site.fail("/news/1"), site.put("/news/2", page(2))
    url = site.put("/feed", feed(entry(1, gone), entry(2, link)), XML)
    first, second = at(url)
    assert first.refused.startswith("its page cannot be read: ")
    assert "status 404" in first.refused
    assert (first.item.name, first.item.url) == (f"{url}, entry 1", gone)
    assert titles([second]) == [headline(2)]


def test_an_entry_whose_page_the_program_fails_on_is_one_refusal(site, monkeypatch, caplog):
    def read(item):
        return 1 / 0 if item.url.endswith("/1") else read_page(item)

    monkeypatch.setattr(web, "read_page", read)
    links = [site.put(f"/news/{number}", page(number)) for number in (1, 2)]
    url = site.put("/feed", feed(entry(1, links[0]), entry(2, links[1])), XML)
    assert titles(at(url)) == [FAULT, headline(2)]
    assert "ZeroDivisionError" in caplog.text


def test_pages_of_a_feed_that_are_known_are_not_fetched(site):
    links = [site.put(f"/news/{number}", page(number)) for number in (1, 2)]
    url = site.put("/feed", feed(*map(entry, (1, 2), links)), XML)
    assert titles(at(url, is_known=links[0].__eq__)) == [headline(2)]
    assert site.paths() == ["/feed", "/news/2"]


def test_a_packed_feed_is_a_feed(site):
    content = gzip.compress(feed(entry(1, f"{site.url}/news/1", "full")))
    assert titles(at(site.put("/feed.xml.gz", content, "application/gzip"))) == [headline(1)]


# --- Sitemaps ---------------------------------------------------------------------------------


@pytest.fixture
def pages(site):
    """The addresses of four pages."""
    return [site.put(f"/news/{number}", page(number)) for number in range(4)]


def test_an_index_of_sitemaps_leads_to_the_pages_of_all_in_order(site, pages):
    inner = [
        site.put("/a.xml", sitemap(*pages[:2]), XML),
        site.put("/b.xml", sitemap(*pages[2:]), XML),
    ]
    found = at(site.put("/sitemap.xml", sitemap_index(*inner), XML))
    assert [one.item.url for one in found] == pages
    assert titles(found) == [headline(number) for number in range(4)]


def test_sitemaps_may_be_packed(site, pages):
    inner = site.put("/a.xml.gz", gzip.compress(sitemap(*pages)), "application/gzip")
    packed = gzip.compress(sitemap_index(inner))
    found = at(site.put("/sitemap.xml.gz", packed, "application/x-gzip"))
    assert [one.item.url for one in found] == pages


def test_a_sitemap_that_cannot_be_read_refuses_only_itself(site, pages):
    inner = [
        site.fail("/gone.xml"),
        site.put("/a.xml", sitemap(*pages[:2]), XML),
        site.put("/html.xml", page(9)),
        site.put("/broken.xml.gz", gzip.compress(sitemap(*pages))[:-20], "application/gzip"),
        site.put("/b.xml", sitemap(*pages[2:]), XML),
    ]
    found = at(site.put("/sitemap.xml", sitemap_index(*inner), XML))
    refused = {one.item.url.rpartition("/")[2]: one.refused for one in found if one.refused}
    assert list(refused) == ["gone.xml", "html.xml", "broken.xml.gz"]
    assert "status 404" in refused["gone.xml"]
    assert "no sitemap" in refused["html.xml"]
    assert "breaks off" in refused["broken.xml.gz"]
    assert [one.item.url for one in found if not one.refused] == pages


def test_a_page_that_cannot_be_had_refuses_only_itself(site, pages):
    gone = site.fail("/gone")
    found = at(site.put("/sitemap.xml", sitemap(gone, *pages), XML))
    assert [one.item.url for one in found if one.refused] == [gone]
    assert [one.item.url for one in found if not one.refused] == pages


def test_sitemaps_that_name_each_other_and_pages_named_twice_are_fetched_once(site, pages):
    url = f"{site.url}/sitemap.xml"
    inner = site.put("/a.xml", sitemap_index(url, f"{site.url}/b.xml", f"{site.url}/a.xml"), XML)
    site.put("/b.xml", sitemap(*pages[:1] * 3), XML)
    site.put("/sitemap.xml", sitemap_index(inner, f"{site.url}/b.xml"), XML)
    assert [one.item.url for one in at(url)] == pages[:1]
    assert site.paths() == ["/sitemap.xml", "/a.xml", "/b.xml", "/news/0"]


def test_sitemaps_within_one_another_without_end_are_refused(site):
    for number in range(9):
        inner = sitemap_index(f"{site.url}/{number + 1}.xml")
        site.put(f"/{number}.xml", inner, XML)
    (found,) = at(f"{site.url}/0.xml")
    assert found.refused == "it lies within 3 others: give its own address."
    assert site.paths() == ["/0.xml", "/1.xml", "/2.xml"]


def test_no_more_pages_are_fetched_than_are_allowed_and_the_rest_follows(site, pages, monkeypatch):
    monkeypatch.setattr(web, "MOST_PAGES", 2)
    inner = [site.put(f"/{n}.xml", sitemap(url), XML) for n, url in enumerate(pages)]
    url = site.put("/sitemap.xml", sitemap_index(*inner), XML)
    *found, last = at(url)
    assert [one.item.url for one in found] == pages[:2]
    assert (last.item.url, last.refused) == (
        url,
        "it leads to more than 2 new pages: run it again.",
    )
    assert [one.item.url for one in at(url, is_known=pages[:2].__contains__)] == pages[2:]


def test_a_sitemap_without_new_pages_gives_nothing(site, pages):
    url = site.put("/sitemap.xml", sitemap(*pages), XML)
    assert at(url, is_known=pages.__contains__) == []
    assert site.paths() == ["/sitemap.xml"]


def test_pages_that_are_gone_do_not_keep_out_those_after_them(site, pages, monkeypatch):
    monkeypatch.setattr(web, "MOST_PAGES", 2)
    gone = [site.fail(f"/gone/{number}") for number in range(3)]
    no_article = site.put("/list", b"<html><body><h1>a</h1></body></html>")
    *found, last = at(site.put("/sitemap.xml", sitemap(*gone, no_article, *pages), XML))
    assert [one.item.url for one in found if one.refused] == [*gone, no_article]
    assert [one.item.url for one in found if not one.refused] == pages[:2]
    assert "more than 2 new pages" in last.refused


def test_no_more_pages_are_asked_for_than_are_allowed(site, pages, monkeypatch):
    monkeypatch.setattr(web, "MOST_TRIES", 2)
    gone = [site.fail(f"/gone/{number}") for number in range(3)]
    found = at(site.put("/sitemap.xml", sitemap(*gone, *pages), XML))
    assert len(found) == 3
    assert site.paths() == ["/sitemap.xml", "/gone/0", "/gone/1"]


@pytest.mark.parametrize(
    ("words", "day"), [("2025-03-15T10:00:00+03:00", "2025-03-15"), ("soon", None)]
)
def test_what_a_sitemap_says_of_news_fills_in_what_the_page_leaves_open(site, words, day):
    url = site.put("/news/1", page(1))
    news = (
        "<n:news><n:publication><n:name>صحيفة كذا</n:name></n:publication>"
        f"<n:publication_date>{words}</n:publication_date>"
        "<n:keywords>قمة, باريس</n:keywords></n:news>"
    )
    content = f"<urlset xmlns:n='urn:n'><url><loc>{url}</loc>{news}</url></urlset>"
    (found,) = at(site.put("/sitemap.xml", content.encode(), XML))
    published = found.draft.published
    assert (published and published.date.isoformat()) == day
    assert (found.draft.outlet, found.draft.keywords) == ("صحيفة كذا", ["قمة", "باريس"])
