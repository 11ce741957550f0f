"""Pages out of web archives: which records are pages, and what a damaged archive still gives."""

import datetime
import gzip
import io
import re
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.importing.draft import Refused
from archive.importing.item import LARGEST
from archive.importing.warc import read_warc

PAGE = "<html><body><p>قال الوزير إن الاجتماع سيعقد قريبا.</p></body></html>".encode()
ADDRESS = "https://example.org/a"
DATE = "2025-03-15T10:20:30Z"


def record(
    writer,
    payload=PAGE,
    status="200 OK",
    media_type="text/html; charset=utf-8",
    kind="response",
    url=ADDRESS,
    **headers,
):
    named = [("Content-Type", media_type)] if media_type else []
    named += [(name.replace("_", "-"), value) for name, value in headers.items()]
    http = StatusAndHeaders(status, named, protocol="HTTP/1.1") if kind != "resource" else None
    return writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(payload),
        http_headers=http,
        warc_headers_dict={"WARC-Date": DATE},
        warc_content_type=media_type if kind == "resource" else "",
    )


def archived(*records):
    """A WARC of records, each a dictionary of what differs from a plain page."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=False)
    for each in records:
        writer.write_record(record(writer, **each))
    return file.getvalue()


def pages(content):
    return list(read_warc(io.BytesIO(content), "crawl.warc"))


def until_refused(content):
    """What is found before the refusal, and the refusal, which may be empty."""
    found = []
    try:
        for each in read_warc(io.BytesIO(content), "crawl.warc"):
            found.append(each)
    except Refused as refused:
        return found, str(refused)
    return found, ""


def test_a_page_comes_with_its_address_and_moment_and_charset():
    (found,) = pages(archived({}))
    item = found.item
    assert (found.draft, found.refused) == (None, "")
    assert (item.name, item.content) == ("crawl.warc, record 1", PAGE)
    assert (item.url, item.media_type) == (ADDRESS, "text/html; charset=utf-8")
    assert item.captured_at == datetime.datetime(2025, 3, 15, 10, 20, 30, tzinfo=datetime.UTC)


def test_what_is_no_page_is_passed_over():
    content = archived(
        {"media_type": "image/png"},
        {"status": "404 Not Found"},
        {"status": "301 Moved", "Location": "/b"},
        {"kind": "revisit"},
        {"kind": "request", "status": "GET / HTTP/1.1"},
        {"kind": "metadata", "media_type": "text/html"},
        {"kind": "resource", "media_type": "application/pdf"},
        {"media_type": "", "payload": b"body { color: black }"},
        {},
    )
    assert [each.item.name for each in pages(content)] == ["crawl.warc, record 9"]


@pytest.mark.parametrize(
    "media_type", ["text/html", "TEXT/HTML; charset=windows-1256", "application/xhtml+xml"]
)
def test_a_resource_of_html_is_a_page(media_type):
    (found,) = pages(archived({"kind": "resource", "media_type": media_type}))
    assert (found.item.content, found.item.media_type) == (PAGE, media_type)


def chunked(payload, size=10):
    parts = [payload[i : i + size] for i in range(0, len(payload), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("gzip", bytes),
        ("deflate", bytes),
        ("identity", bytes),
    ],
)
@pytest.mark.parametrize("is_chunked", [True, False])
def test_what_the_transfer_did_to_the_page_is_undone(encoding, pack, is_chunked):
    payload = pack(PAGE)
    headers = {"Content_Encoding": encoding}
    if is_chunked:
        payload, headers["Transfer_Encoding"] = chunked(payload), "chunked"
    (found,) = pages(archived({"payload": payload, **headers}))
    assert found.item.content == PAGE


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"payload": b"\x0b\x02", "Content_Encoding": "br"}, "packed as 'br'"),
        ({"payload": b"\x1f\x8bnothing", "Content_Encoding": "gzip"}, "cannot be unpacked"),
        ({"payload": gzip.compress(PAGE)[:-20], "Content_Encoding": "gzip"}, "cannot be unpacked"),
        ({"payload": b" " * (LARGEST + 1)}, "over 10 MB"),
        ({"payload": gzip.compress(b" " * (LARGEST + 1)), "Content_Encoding": "gzip"}, "over 10"),
    ],
)
def test_a_page_that_cannot_be_had_is_refused_and_the_others_go_on(page, reason):
    first, bad, last = pages(archived({}, page, {}))
    assert (first.item.content, last.item.content) == (PAGE, PAGE)
    assert reason in bad.refused
    assert (bad.item.content, bad.item.name) == (b"", "crawl.warc, record 2")


def test_a_bomb_in_a_page_is_not_unpacked_whole():
    bomb = gzip.compress(b"\x00" * 50_000_000)
    (found,) = pages(archived({"payload": bomb, "Content_Encoding": "gzip"}))
    assert "over 10 MB" in found.refused


@pytest.mark.parametrize("left_out", [1, 30, 150])
def test_an_archive_that_breaks_off_gives_the_records_before(left_out):
    whole = archived({}, {})
    found, refused = until_refused(whole.rstrip(b"\r\n")[:-left_out])
    assert [each.item.content for each in found] == [PAGE]
    assert "breaks off in record 2" in refused


@pytest.mark.parametrize("change", [-4, -1, 1, 2, 4])
def test_a_length_that_is_off_by_a_few_bytes_costs_no_record(change):
    one = archived({})
    size = int(re.search(rb"Content-Length: (\d+)", one)[1])
    wrong = one.replace(b"Content-Length: %d" % size, b"Content-Length: %d" % (size + change), 1)
    first, last = pages(wrong + one)
    assert "قال الوزير" in first.item.content.decode(errors="replace")
    assert last.item.content == PAGE


def test_a_page_that_is_called_nothing_is_told_by_its_content():
    (found,) = pages(archived({"media_type": ""}))
    assert found.item.content == PAGE


def test_garbage_between_records_ends_the_reading_with_a_refusal():
    one = archived({})
    found, refused = until_refused(one + b"\x00garbage\r\nmore\r\n\r\n" + one)
    assert [each.item.content for each in found] == [PAGE]
    assert "damaged after record 1" in refused


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"WARC/1.0", b"WRONG/1.0"),
        (b"Content-Length", b"Content-Lentgh"),
        (b"Content-Length: ", b"Content-Length: x"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"Content-Length: ", b"Content-Length: 9"),
    ],
)
def test_a_broken_header_ends_the_reading_with_a_refusal(old, new):
    one = archived({})
    assert old in one
    found, refused = until_refused(one + one.replace(old, new))
    assert [each.item.content for each in found] == [PAGE]
    assert refused.endswith(".")


def test_a_response_that_is_not_of_http_is_passed_over():
    content = archived({}).replace(b"HTTP/1.1 200 OK", b"FTP2/1.1 200 OK")
    assert pages(content + archived({}))[0].item.name == "crawl.warc, record 2"


def test_a_record_without_an_address_or_moment_is_still_a_page():
    content = archived({}).replace(b"WARC-Target-URI", b"WARC-Target-XXX")
    (found,) = pages(content.replace(DATE.encode(), b"a long time ago 1234"))
    assert (found.item.url, found.item.captured_at) == ("", None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"WARC/1.0\r\n" + b"a" * 3_000_000,
        b"WARC/1.0\r\n" + b"a: b\r\n" * 300_000,
        b"WARC/1.0\r\n\r\n",
        b"not a warc\r\n",
    ],
)
def test_what_is_no_archive_is_refused(content):
    found, refused = until_refused(content)
    assert found == []
    assert refused.endswith(".")


SAMPLE = archived({}, {"payload": chunked(PAGE), "Transfer_Encoding": "chunked"}, {})


@given(st.integers(0, len(SAMPLE)), st.integers(0, 60), st.binary(max_size=20))
@settings(deadline=None)
def test_any_damage_leaves_pages_or_a_refusal(start, size, damage):
    content = SAMPLE[:start] + damage + SAMPLE[start + size :]
    found, refused = until_refused(content)
    assert len(found) <= 3
    # The records before the damage are whole.
    whole = SAMPLE[:start].count(b"</html>\r\n\r\n")
    assert [each.item.content for each in found[:whole]] == [PAGE] * whole
    assert not refused or refused.endswith(".")


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_pages_or_refused(content):
    for head in (b"", b"WARC/1.0\r\n", SAMPLE[:200]):
        with suppress(Refused):
            assert all("html" in each.item.media_type for each in pages(head + content))
