"""What a file is, told from its first bytes; its name decides only between what fits both."""

import re
import struct
from enum import StrEnum, auto

from archive.importing.encoding import unicode_codec
from archive.importing.fields import is_known
from archive.reasons import Reason

HEAD = 8192  # bytes that recognition looks at


class Format(StrEnum):
    """What a reader exists for. FEED is RSS or Atom, WACZ a zip of WARC files with their pages."""

    TEXT = auto()
    HTML = auto()
    FEED = auto()
    SITEMAP = auto()
    WARC = auto()
    WACZ = auto()
    JSONL = auto()
    CSV = auto()
    GZIP = auto()
    ZIP = auto()


ROOTS = {
    "rss": Format.FEED,
    "feed": Format.FEED,
    "rdf": Format.FEED,
    "channel": Format.FEED,  # RSS 0.91 as some wrote it
    "urlset": Format.SITEMAP,
    "sitemapindex": Format.SITEMAP,
    "html": Format.HTML,
}
ENDINGS = {
    (".html", ".htm", ".xhtml", ".shtml"): Format.HTML,
    (".csv", ".tsv"): Format.CSV,
    (".jsonl", ".ndjson", ".json"): Format.JSONL,
    (".rss", ".atom", ".rdf"): Format.FEED,
}
# What may stand before the root element.
PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
XML = re.compile(r"\s*<\?xml\s", re.IGNORECASE)
DOCTYPE = re.compile(r"<!doctype\s+([\w:-]+)[^>\[]*(?:\[[^\]]*\]\s*)?>?\s*", re.IGNORECASE)
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")
# Elements that begin a page whose author left the <html> out, or of which a piece was saved.
HTML_ELEMENTS = re.compile(
    r"<(?:html|head|body|title|meta|link|base|style|script|noscript|template|header|footer|main|nav"
    r"|article|aside|section|div|table|tbody|thead|t[rdh]|span|h[1-6]|hgroup|p|a|img|picture|figure"
    r"|figcaption|video|audio|svg|canvas|iframe|object|embed|form|fieldset|input|button|select"
    r"|label|ul|ol|li|d[ldt]|br|hr|pre|blockquote|q|cite|address|time|font|center|b|i|u|s|strong|em"
    r"|small|big|mark|del|ins|su[bp]|details|summary|dialog|amp-[\w-]+)[\s/>]",
    re.IGNORECASE,
)
JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\]])")
WACZ_MEMBER = re.compile(rb"datapackage\.json|archive/[^/\x00]{1,200}\.warc")
LOCAL_HEADER = struct.Struct("<6xH10xI4xHH")  # flags, packed size, lengths of name and extra field
FOLLOWED_BY_SIZES = 0x8
DELIMITERS = ",;\t"
EXCEL_LINE = re.compile(r"\A\ufeff?sep=(?P<delimiter>[^\r\n])\r?\n", re.IGNORECASE)
"""The line by which Excel learns the delimiter, before the header."""
HTML_TYPES = ("text/html", "application/xhtml+xml")
PICTURE = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|BM.{4}\0{4}|II\*\0|MM\0\*|\x00\x00\x01\x00"
    rb"|.{4}ftyp(?:avif|heic|mif1)",
    re.DOTALL,
)
OFFICE = re.compile(
    rb"PK\x03\x04.{0,200}(?:\[Content_Types\]\.xml|mimetypeapplication/vnd\.oasis)"
    rb"|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    re.DOTALL,
)
MHT = re.compile(rb"From: <Saved by|[A-Za-z-]{4,40}: .{0,4000}?multipart/related", re.DOTALL | re.I)


def recognise(head: bytes, name: str = "") -> Format:
    """The format of what begins with `head`; TEXT where nothing else fits. Never raises.

    `name` is a file's name or the path of an address; it tells apart what the content leaves open.
    """
    head, name = head[:HEAD], name.lower()
    if head.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.WACZ if _is_wacz(head) or name.endswith(".wacz") else Format.ZIP
    if head.startswith(b"WARC/"):
        return Format.WARC
    text = _lenient(head)
    return _of_markup(text) or _of_rows(text) or _of_name(text, name) or Format.TEXT


def why_unreadable(head: bytes) -> Reason:
    """Why no reader exists for what begins with `head`, in a sentence; empty where one may."""
    if head.startswith(b"%PDF-"):
        return Reason("this is a PDF: copy its text into a file of text.")
    if PICTURE.match(head):
        return Reason("this is a picture: give the page or the text that it shows.")
    if OFFICE.match(head):
        return Reason("this is a document of an office program: save it as text, HTML or CSV.")
    if MHT.match(head):
        return Reason("this is a page in MHT: save the page as HTML.")
    if head.startswith(b"filedesc://"):
        return Reason("this is an ARC: convert it to WARC.")
    return Reason()


def is_xml(head: bytes) -> bool:
    """Whether what begins with `head` declares that it is XML."""
    return bool(XML.match(_lenient(head[:HEAD])))


def is_html_type(media_type: str) -> bool:
    """Whether a header Content-Type says that it is a web page."""
    return media_type.split(";")[0].strip().lower() in HTML_TYPES


def _is_wacz(head: bytes) -> bool:
    """Whether the names of its first members say so; those of a zip within it say nothing."""
    place = 0
    while head.startswith(b"PK\x03\x04", place) and place + LOCAL_HEADER.size <= len(head):
        flags, packed, name_size, extra = LOCAL_HEADER.unpack_from(head, place)
        name = place + LOCAL_HEADER.size
        if WACZ_MEMBER.match(head, name):
            return True
        if flags & FOLLOWED_BY_SIZES:  # where the next one begins is not told here
            return bool(WACZ_MEMBER.search(head, name))
        place = name + name_size + extra + packed
    return False


def _lenient(head: bytes) -> str:
    """Enough to see markup by, which is ASCII in every other encoding that is read."""
    return head.decode(unicode_codec(head) or "utf-8", errors="replace").lstrip("\ufeff")


def _of_markup(text: str) -> Format | None:
    start = _end(PROLOGUE, text, 0)
    doctype = DOCTYPE.match(text, start)
    if doctype:
        if doctype[1].lower() in ROOTS:
            return ROOTS[doctype[1].lower()]
        start = _end(PROLOGUE, text, doctype.end())
    root = ROOT.match(text, start)
    if root and root[1].lower() in ROOTS:
        return ROOTS[root[1].lower()]
    # A comment may be longer than what is looked at; no other format has such.
    is_html = HTML_ELEMENTS.match(text, start) or text.startswith("<!--", start)
    return Format.HTML if is_html else None


def _of_rows(text: str) -> Format | None:
    """Rows of JSON, or a table whose first line names at least two fields that are known."""
    if JSON_START.match(text):
        return Format.JSONL
    header = EXCEL_LINE.sub("", text.lstrip()).split("\n", 1)[0]
    for delimiter in DELIMITERS:
        cells = [cell.strip().strip('"') for cell in header.split(delimiter)]
        if len(cells) > 1 and sum(map(is_known, cells)) > 1:
            return Format.CSV
    return None


def _of_name(text: str, name: str) -> Format | None:
    named = next((kind for endings, kind in ENDINGS.items() if name.endswith(endings)), None)
    if named in (Format.HTML, Format.FEED):  # markup must be somewhere
        return named if ROOT.search(text) else None
    return named


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
