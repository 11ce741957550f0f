"""Recognising what a file is, by its content first."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importing.formats import Format, recognise

FIRST = "قال الوزير إن الاجتماع سيعقد قريبا."


def zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return file.getvalue()


MARKUP = [
    ("<!DOCTYPE html><html lang=ar>", Format.HTML),
    ("\n<!-- saved from url -->\n<html><head>", Format.HTML),
    ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>', Format.HTML),
    (f"<p>{FIRST}</p>", Format.HTML),
    ("<META charset=utf-8><p>", Format.HTML),
    ('<?xml version="1.0"?><rss version="2.0"><channel>', Format.FEED),
    ('<!DOCTYPE rss [<!ENTITY a "b">]>\n<rss version="0.91">', Format.FEED),
    ('<feed xmlns="http://www.w3.org/2005/Atom">', Format.FEED),
    ('<atom:feed xmlns:atom="http://www.w3.org/2005/Atom">', Format.FEED),
    ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', Format.FEED),
    ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', Format.SITEMAP),
    ('<?xml version="1.0"?><!-- made --><sitemapindex xmlns="…">', Format.SITEMAP),
    ('{"title": "أ"}\n{"title": "ب"}', Format.JSONL),
    ('{\n  "title": "أ"\n}', Format.JSONL),
    ('[\n {"title": "أ"}]', Format.JSONL),
    ("url,title,body\n", Format.CSV),
    ('"headline";"text";"x"\n', Format.CSV),
    ("title\tbody\r\n", Format.CSV),
    (FIRST, Format.TEXT),
    (f"عنوان، خبر, جديد; هنا\n{FIRST}", Format.TEXT),
    ("[صورة] عنوان", Format.TEXT),
    ("{عنوان}", Format.TEXT),
    ("<<خبر عاجل>>", Format.TEXT),
    ("source: title", Format.TEXT),
    ("", Format.TEXT),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("text", "format"), MARKUP)
def test_the_content_tells_the_format(text, format, encoding):
    assert recognise(text.encode(encoding)) is format


@pytest.mark.parametrize(("text", "format"), MARKUP)
def test_the_content_tells_the_format_in_windows_1256(text, format):
    assert recognise(text.encode("cp1256", errors="replace")) is format


def test_binary_containers_are_told_by_their_first_bytes():
    assert recognise(gzip.compress(b"x")) is Format.GZIP
    assert recognise(zipped("a.html")) is Format.ZIP
    assert recognise(zipped()) is Format.ZIP
    assert recognise(zipped("archive/data.warc.gz", "pages/pages.jsonl")) is Format.WACZ
    assert recognise(zipped("datapackage.json")) is Format.WACZ
    assert recognise(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n") is Format.WARC


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        (f"<custom>{FIRST}</custom>", "page.html", Format.HTML),
        (FIRST, "page.html", Format.TEXT),
        ("<html>", "page.csv", Format.HTML),
        ("<html>", "page.txt", Format.HTML),
        ("العنوان,النص\nأ,ب", "Table.CSV", Format.CSV),
        ("not json", "rows.jsonl", Format.JSONL),
        ('{"title": 1}', "rows.txt", Format.JSONL),
        (FIRST, "page.feed", Format.TEXT),
    ],
)
def test_the_name_decides_only_what_the_content_leaves_open(content, name, format):
    assert recognise(content.encode(), name) is format


@given(st.binary(max_size=400), st.text(max_size=20))
def test_any_bytes_have_a_format(head, name):
    assert recognise(head, name) in Format


@given(st.text("<!->?[]{}\"'/ \nabrshtml", max_size=200))
def test_any_broken_markup_has_a_format(text):
    assert recognise(text.encode()) in Format


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<?a", b"<!doctype html [", b" ", b"<", b"{", b"a,", b"<!-- --> "]
)
def test_a_head_of_one_piece_repeated_is_seen_through_at_once(piece):
    assert recognise(piece * 8192) in Format
