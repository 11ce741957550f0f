"""Recognising what a file is, by its content first."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importing.draft import Refused
from archive.importing.formats import Format, recognise, why_unreadable
from archive.importing.item import Item
from archive.importing.pages import read_page
from archive.importing.sources import found_in

FIRST = "قال الوزير إن الاجتماع سيعقد قريبا."


def zipped(*names, content=b"x"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, content)
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
    assert recognise(zipped("pages/pages.jsonl", "datapackage.json")) is Format.WACZ
    assert recognise(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n") is Format.WARC


def test_a_zip_that_holds_a_wacz_is_none():
    inner = zipped("archive/data.warc.gz", "datapackage.json")
    assert recognise(zipped("crawl.wacz", "a.html", content=inner)) is Format.ZIP


def test_a_wacz_that_was_written_as_a_stream_is_told():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

    with zipfile.ZipFile(file := Pipe(), "w") as archive:
        archive.writestr("pages/pages.jsonl", b"x")
        archive.writestr("archive/data.warc.gz", b"x")
    assert recognise(file.getvalue()) is Format.WACZ


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


@pytest.mark.parametrize(
    "start",
    [
        "<nav>",
        "<form>",
        "<iframe src=x>",
        "<noscript>",
        "<blockquote>",
        "<amp-ad>",
        "<!--" + "x" * 9000,
    ],
)
def test_a_page_may_begin_with_any_element_or_a_long_comment(start):
    assert recognise(f"{start}<p>{FIRST}</p>".encode()) is Format.HTML


@pytest.mark.parametrize("start", [FIRST, "&nbsp;", "<x-news>", "title,body\n"])
@pytest.mark.parametrize("media_type", ["text/html", "application/xhtml+xml; charset=utf-8"])
def test_what_its_sender_calls_a_page_is_one_whatever_it_begins_with(start, media_type):
    page = f"{start}<h1>عنوان قصير لخبر جديد</h1><p>{FIRST}</p><p>{FIRST}</p>"
    draft = read_page(Item("page", page.encode(), media_type))
    assert draft.title == "عنوان قصير لخبر جديد"
    assert not any("<" in paragraph for paragraph in draft.paragraphs)


def test_xml_of_another_kind_is_refused_and_not_taken_for_text():
    xml = f"<?xml version='1.0'?>\n<products><p>{FIRST}</p></products>".encode()
    with pytest.raises(Refused, match="this is XML, but no feed"):
        read_page(Item("products.xml", xml))
    assert read_page(Item("products.xml", xml), Format.HTML).paragraphs == [FIRST]


def test_the_line_that_tells_excel_the_delimiter_begins_a_table():
    assert recognise(b"sep=;\r\ntitle;body\r\n") is Format.CSV


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "save it as text, HTML or CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "save it as text, HTML or CSV"),
        (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: x", "save the page as HTML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "save the page as HTML"),
        (b"%PDF-1.7\n", "this is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "this is a picture"),
        (b"\xff\xd8\xff\xe0", "this is a picture"),
        (b"RIFF\x01\x02\x03\x04WEBP", "this is a picture"),
        (b"filedesc://x.arc 0.0.0.0 20080430204825 text/plain 76\n", "convert it to WARC"),
        (gzip.compress(b"filedesc://x.arc 0.0.0.0"), "convert it to WARC"),
    ],
)
def test_what_has_no_reader_is_refused_with_what_to_do(content, reason):
    (only,) = found_in(io.BytesIO(content), "file")
    assert reason in only.refused


@pytest.mark.parametrize("text", ["BMW تعلن نتائجها", "From: القاهرة", "PK", FIRST, ""])
def test_text_that_begins_like_another_kind_is_still_read(text):
    assert why_unreadable(text.encode()) == ""
