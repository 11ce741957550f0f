"""Pieces of HTML, as feeds and tables hold them in their fields, made into paragraphs of text."""

import html
import re
from typing import Any

from lxml import etree

from archive.importing.draft import Refused
from archive.text import clean

Element = Any  # lxml has no types
BLOCKS = (
    "address|article|aside|blockquote|body|br|center|d[dlt]|div|fieldset|figcaption|figure|footer"
    "|form|h[1-6r]|header|html|li|main|nav|ol|p|pre|section|table|t(?:body|d|foot|h|head|r)|ul"
)
BLOCK = re.compile(BLOCKS)
UNSEEN = re.compile("script|style|template|noscript|head|title|iframe|object|svg|select")
# What no text holds by accident: a whole tag of text in HTML, a whole reference to a character.
# A script alone is none: what somebody writes of it, or tries with it, is shown as it came.
TAG = re.compile(
    rf"</?(?:{BLOCKS}|a|abbr|b|cite|del|em|font|i|ins|q|small|span|strong"
    r"|su[bp]|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
BLOCK_TAG = re.compile(rf"</?(?:{BLOCKS})[\s/>]", re.IGNORECASE)
MOST_ATTRIBUTES = 2_000  # of one tag; the parser compares each with all others
OVERLONG_TAG = re.compile(
    r"""<[A-Za-z](?>[^\s<>/]*)(?:(?>[\s/]*)(?>[^\s=<>"'/]+)"""
    rf"""(?>\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?){{{MOST_ATTRIBUTES}}}"""
)
REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def one_line(text: str) -> str:
    """`text` as the archive keeps it, without line breaks and double spaces."""
    return " ".join(clean(text).split())


def check_tags(text: str) -> None:
    """Raise Refused for HTML that takes minutes to parse."""
    if OVERLONG_TAG.search(text):
        raise Refused(
            "a tag has over %(most)s attributes: save the article alone.", most=MOST_ATTRIBUTES
        )


def lines_of_field(text: str) -> list[str]:
    """The lines of a field that holds plain text or HTML; a lone «<» or «&» is plain text.

    HTML that marks no blocks keeps its lines apart by line breaks, as plain text does.
    """
    if not TAG.search(text):
        # It may have been escaped as a whole.
        text = REFERENCE.sub(lambda match: html.unescape(match[0]), text)
    if not TAG.search(text):
        return [line for line in map(str.strip, clean(text).split("\n")) if line]
    if not BLOCK_TAG.search(text):
        text = clean(text).replace("\n", "<br>")
    return paragraphs_of(text)


def paragraphs_of(text: str) -> list[str]:
    """The text of some HTML, taken apart where its blocks begin and end; or lines of plain text.

    Raises Refused where that would take minutes.
    """
    if "<" not in text and "&" not in text:
        return [line for line in map(one_line, clean(text).split("\n")) if line]
    check_tags(text)
    encoded = text.encode(errors="replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(encoded, parser) if encoded.strip() else None
    if root is None:
        return []
    parts: list[str] = []
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local_name(element).lower()
        is_start = event == "start"
        unseen += bool(UNSEEN.fullmatch(name)) * (1 if is_start else -1)
        if BLOCK.fullmatch(name):
            parts.append("\n")
        piece = element.text if is_start else element.tail
        if piece and not unseen:
            parts.append(re.sub(r"\s+", " ", piece))
    return [line for line in map(one_line, "".join(parts).split("\n")) if line]
