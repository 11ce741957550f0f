"""What a file is, told from its first bytes; its name decides only between what fits both."""

import re
from enum import StrEnum, auto

from archive.importing.encoding import unicode_codec
from archive.importing.fields import is_known

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
DOCTYPE = re.compile(r"<!doctype\s+([\w:-]+)[^>\[]*(?:\[[^\]]*\]\s*)?>?\s*", re.IGNORECASE)
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[\s/>]")
# Elements that begin a page whose author left the <html> out, or of which a piece was saved.
HTML_ELEMENTS = re.compile(
    r"<(?:html|head|body|title|meta|link|base|style|script|header|main|article|section|div|table"
    r"|span|h[1-6]|p|a|img|ul|ol|br|hr|font|center|b|i|strong|em)[\s/>]",
    re.IGNORECASE,
)
JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\]])")
WACZ_MEMBER = re.compile(rb"datapackage\.json|archive/[^/\x00]{1,200}\.warc")
DELIMITERS = ",;\t"


def recognise(head: bytes, name: str = "") -> Format:
    """The format of what begins with `head`; TEXT where nothing else fits. Never raises.

    `name` is a file's name or the path of an address; it tells apart what the content leaves open.
    """
    head, name = head[:HEAD], name.lower()
    if head.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        is_wacz = WACZ_MEMBER.search(head) or name.endswith(".wacz")
        return Format.WACZ if is_wacz else Format.ZIP
    if head.startswith(b"WARC/"):
        return Format.WARC
    text = _lenient(head)
    return _of_markup(text) or _of_rows(text) or _of_name(text, name) or Format.TEXT


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
    return Format.HTML if HTML_ELEMENTS.match(text, start) else None


def _of_rows(text: str) -> Format | None:
    """Rows of JSON, or a table whose first line names at least two fields that are known."""
    if JSON_START.match(text):
        return Format.JSONL
    header = text.lstrip().split("\n", 1)[0]
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
