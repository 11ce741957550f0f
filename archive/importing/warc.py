"""Pages out of web archives (WARC, ISO 28500), read record by record."""

import datetime
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from warcio.archiveiterator import WARCIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from archive.importing.draft import Refused
from archive.importing.formats import HEAD, Format, is_html_type, recognise
from archive.importing.item import LARGEST, Found, Item
from archive.importing.streams import read_some

HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"])
LARGEST_HEADER = 1024 * 1024  # bytes
CHUNK = 64 * 1024
MOST_LEFT_OVER = 4  # bytes of a line between records
# zlib's names for what «deflate» has come to mean, and for gzip.
WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
PLAIN = ("", "identity")


def read_warc(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The HTML pages of a WARC that is unpacked already, each an item to be read as a page.

    These are responses of status 200 and resources that call themselves HTML, or look like it and
    are called nothing; all else is passed over. Raises Refused where
    the rest cannot be read.
    """
    records = _Records(stream, no_record_parse=True)
    # It unpacks by itself, without bounds; and it reads lines of any length.
    records.reader = _Reader(stream)
    number = 0
    try:
        for number, record in enumerate(records, start=1):
            if not isinstance(record.raw_stream, LimitReader):
                raise Refused(
                    "record %(number)s does not say how long it is: archive it again.",
                    number=number,
                )
            found = _page(record, f"{name}, record {number}")
            _pass_over(record.raw_stream, number)
            if found:
                yield found
            if records.err_count:
                _broken(number)
    except (ArchiveLoadFailed, StatusAndHeadersParserException):
        _broken(number)
    if not number:
        raise Refused("the WARC holds no records: archive the pages again.")


def _broken(number: int) -> NoReturn:
    raise Refused(
        "the WARC is damaged after record %(number)s: archive what follows again.", number=number
    )


def _pass_over(rest: LimitReader, number: int) -> None:
    while rest.read(CHUNK):
        pass
    if rest.limit:
        raise Refused(
            "the WARC breaks off in record %(number)s: get it whole again.", number=number
        )


def _page(record: ArcWarcRecord, name: str) -> Found | None:
    """The record's page, None where it holds none."""
    headers: StatusAndHeaders = record.rec_headers
    media_type, http = record.content_type or "", None
    if record.rec_type not in ("response", "resource"):
        return None
    if record.rec_type == "response":
        try:
            http = HTTP.parse(record.raw_stream)
        except (StatusAndHeadersParserException, EOFError):
            return None  # a response of another protocol
        media_type = http.get_header("Content-Type") or ""
        if http.get_statuscode() != "200":
            return None
    media_type = media_type.strip()
    if media_type and not is_html_type(media_type):
        return None
    item = Item(
        name,
        b"",
        media_type,
        headers.get_header("WARC-Target-URI") or "",
        _moment(headers.get_header("WARC-Date") or ""),
    )
    try:
        content = _payload(record.raw_stream, http)
    except Refused as refused:
        return Found(item, refused=refused.reason) if media_type else None
    if not media_type and recognise(content[:HEAD]) is not Format.HTML:
        return None
    return Found(Item(name, content, media_type, item.url, item.captured_at))


def _payload(stream: LimitReader, http: StatusAndHeaders | None) -> bytes:
    """The page's bytes as its author sent them, without what the transfer did to them."""
    if stream.limit > LARGEST:
        _too_large()
    transfer = (http.get_header("Transfer-Encoding") or "").lower() if http else ""
    encoding = (http.get_header("Content-Encoding") or "").strip().lower() if http else ""
    body: bytes = (ChunkedDataReader(stream) if transfer == "chunked" else stream).read(LARGEST + 1)
    # Some archives keep the header of what they have unpacked already.
    if encoding in PLAIN or (encoding in WINDOWS and not _is_packed(body, encoding)):
        return body
    if encoding not in WINDOWS:
        raise Refused(
            "the page is packed as '%(encoding)s': archive it without packing.",
            encoding=encoding[:20],
        )
    for window in WINDOWS[encoding]:
        inflater = zlib.decompressobj(window)
        try:
            content = inflater.decompress(body, LARGEST + 1)
        except zlib.error:
            continue
        if len(content) > LARGEST:
            _too_large()
        if not inflater.eof:
            break
        return content
    raise Refused("the page is packed and cannot be unpacked: archive it again.")


def _is_packed(body: bytes, encoding: str) -> bool:
    return not body.lstrip().startswith(b"<") if encoding == "deflate" else body[:2] == b"\x1f\x8b"


def _too_large() -> NoReturn:
    raise Refused(
        "the page is over %(most)s MB: is it a page of text?", most=LARGEST // 1024 // 1024
    )


def _moment(words: str) -> datetime.datetime | None:
    """WARC-Date, which is in UTC whatever it says."""
    try:
        moment = datetime.datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


class _Records(WARCIterator):  # type: ignore[misc]  # warcio has no types
    """Finds the next record even where the length of the one before is off by a few bytes."""

    def _consume_blanklines(self) -> tuple[bytes | None, int]:
        size = 0
        while line := self.reader.readline():
            if line.startswith(b"WARC/"):
                return line, size
            # Something longer is a part of the page before, or of one that comes after.
            self.err_count += len(line.strip()) > MOST_LEFT_OVER
            if self.err_count:
                break
            size += len(line)
        return None, size


class _Reader(BufferedReader):  # type: ignore[misc]  # warcio has no types
    """Reads a stream for warcio, and refuses headers that have no end."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(_Stepwise(stream))
        self.header_size = 0

    def read(self, length: int | None = None) -> bytes:
        self.header_size = 0
        data: bytes = super().read(length)
        return data

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or LARGEST_HEADER, LARGEST_HEADER))
        self.header_size += len(line)
        if self.header_size > LARGEST_HEADER:
            raise ArchiveLoadFailed("a header without an end")
        return line


class _Stepwise:
    """A stream as warcio reads it, which gives what is at hand."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def read(self, size: int) -> bytes:
        return read_some(self.stream, size)
