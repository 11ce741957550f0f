"""Reads a saved web page: metadata first, then the article's lines as copied text is read.

trafilatura says which paragraphs are the article. The element that holds them is its region; the
region's lines, and the title above them, go through the segmenter of `archive.importing.text`,
which tells captions, labels, credits and other articles from the text.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import dropwhile, islice

from lxml import etree, html

from archive.dating import Published, can_be_published, printed_date
from archive.importing.blocks import (
    NAMES_OF_CAPTIONS,
    NEVER_TEXT,
    Block,
    blocks_of,
    names,
    strip_furniture,
)
from archive.importing.bylines import is_byline_of_date
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.encoding import decode, holds_damage
from archive.importing.fragments import check_tags
from archive.importing.furniture import Kind, Line, classify
from archive.importing.languages import IN_ARABIC_LETTERS, language_of
from archive.importing.metadata import Metadata, key, read_metadata
from archive.importing.page_region import article_text, marked_lines, region_of
from archive.importing.page_title import site_names, title_of
from archive.importing.text import HEADLINE_WORDS, MOST_TEXT, Known, Page

MOST_ELEMENTS = 50_000
MOST_ON_PAGE = 1_000_000  # characters that are no script, with all that stands round an article
OF_HEAD = frozenset(["base", "link", "meta", "noscript", "script", "style", "template", "title"])
NEAR = 20  # elements inside a line
NAMES_OF_BYLINES = frozenset(
    ["author", "byline", "date", "datetime", "meta", "postmeta", "published", "time"]
)
LONGEST_BYLINE = 15  # words
ARABIC = re.compile("[\u0600-\u06ff]")
LANGUAGES_IN_ARABIC_LETTERS = ("ar", "ckb", "fa", "ku", "ps", "sd", "ug", "ur")
# What no XML may hold.
UNTEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Lines that stand at the foot of a page or over it, whatever holds them.
NOTICE = re.compile(
    r"(?:.{0,40}(?:©|\(c\)|Copyright|(?:جميع|كافة|كل) الحقوق محفوظة|حقوق (?:النشر|الطبع)).{0,80}"
    r"|.{0,60}(?:ملفات تعريف الارتباط|ملفات الارتباط|الكوكيز|cookies).{0,200})",
    re.IGNORECASE,
)
CARD_LINES = 2  # a linked title, and a date or a place between it and the words beneath
LEAST_CARDS = 4
MOST_CARDS = 0.6  # of the paragraphs; an article's own headings are seldom links
FEW_WORDS = 40


def read_html(
    content: bytes, *, url: str = "", charset: str = "", captured_at: datetime | None = None
) -> Draft:
    """Make a draft of a saved page; raises Refused with a sentence for the editor.

    `url` is where it was fetched from, `charset` what the server called its encoding,
    `captured_at` when it was fetched, in the page's own time zone if that is known.
    """
    page = _parse(decode(content, charset, damaged=True))
    body = copy.deepcopy(page)
    tags = strip_furniture(body)
    blocks = blocks_of(body, tags)
    lines = [_line(block, number) for number, block in enumerate(blocks, start=1)]
    text = article_text(body, blocks, lines)
    _bound(blocks, text)
    first = min(text, default=len(blocks))
    above = {key(block.text) for block in blocks[:first]}
    below = {key(block.text) for block in blocks[first:]} - above
    metadata = read_metadata(page, url, others=below)
    sites = site_names(page, metadata)
    title = title_of(metadata, blocks[: first + 1], lines, sites, below)
    chosen = region_of(blocks, lines, text, title)
    _bound(blocks, chosen)
    if not metadata.published:
        _refuse_other_pages(page, blocks, text)
    known = Known(
        title=title,
        outlet=metadata.outlet,
        credits=tuple(DraftCredit(name, "line") for name in metadata.agencies),
        published=_published(metadata, [blocks[number] for number in chosen], title, captured_at),
        viewed=captured_at,
    )
    marked = marked_lines(chosen, blocks, lines, text, known.title, metadata)
    draft = Page(marked, known).draft()
    kept = [draft.caption, *(each.text() for each in (draft, *draft.found_inside))]
    if holds_damage("\n".join(kept), content):
        raise Refused("bytes of the article are not UTF-8: save the file as UTF-8.")
    draft.keywords = draft.keywords or list(metadata.keywords)
    draft.url = metadata.url or url
    draft.language = _language(metadata, draft)
    return draft


def _parse(text: str) -> html.HtmlElement:
    check_tags(text)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = UNTEXT.sub("", text).encode("utf-8", errors="replace")
    try:
        page = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise Refused("there is no page in the file: save the page as HTML.") from None
    if sum(1 for _ in page.iter()) > MOST_ELEMENTS:
        raise Refused(
            "the page has over %(most)s elements: save the article alone.", most=MOST_ELEMENTS
        )
    _move_out_of_head(page)
    # «&#1;» is a control again once it is parsed, and lxml moves no text that holds one.
    size = 0
    for element in page.iter():
        text, tail = element.text or "", element.tail or ""
        if UNTEXT.search(text):
            element.text = UNTEXT.sub("", text)
        if UNTEXT.search(tail):
            element.tail = UNTEXT.sub("", tail)
        size += len(tail) + (0 if element.tag in NEVER_TEXT else len(text))
    if size > MOST_ON_PAGE:
        raise Refused(
            "the page has over %(most)s characters of text: save the article alone.",
            most=MOST_ON_PAGE,
        )
    return page


def _move_out_of_head(page: html.HtmlElement) -> None:
    """Let a body begin where the head has ended, though the page says neither.

    The parser knows this of the elements of HTML 4 alone, not of <main> or <article>.
    """
    head = page.find("head")
    strays = [] if head is None else list(dropwhile(lambda each: each.tag in OF_HEAD, head))
    if strays:
        body = page.find("body")
        body = etree.SubElement(page, "body") if body is None else body
        for place, stray in enumerate(strays):
            body.insert(place, stray)


def _bound(blocks: Sequence[Block], chosen: Sequence[int]) -> None:
    """Refuse what is too long for one article: reasoning out a date takes its time."""
    if sum(len(blocks[number].text) for number in chosen) > MOST_TEXT:
        raise Refused(
            "the article is over %(most)s characters: save the article alone.", most=MOST_TEXT
        )


def _refuse_other_pages(
    page: html.HtmlElement, blocks: Sequence[Block], text: Sequence[int]
) -> None:
    """Refuse a list of other articles, and a few words beside a field for a password."""
    texts = set(text)
    cards = sum(
        any(
            blocks[above].is_link and blocks[above].heading
            for above in range(max(0, number - CARD_LINES), number)
            if above not in texts
        )
        for number in text
        if number - 1 not in texts
    )
    if cards >= LEAST_CARDS and cards > MOST_CARDS * len(text):
        raise Refused("the page lists several articles: save each of them by itself.")
    words = sum(len(blocks[number].text.split()) for number in text)
    if words < FEW_WORDS and page.xpath("boolean(//input[@type='password'])"):
        raise Refused("the page asks for a password: save the article once you are logged in.")


def _line(block: Block, number: int) -> Line:
    """Say what a block is: its markup outweighs its words."""
    line = classify(block.text, number, block.blank_before)
    if block.tags:
        return replace(line, kind=Kind.TAGS, value="، ".join(block.tags), is_link=True)
    line = replace(line, is_link=_leads_elsewhere(block))
    called = block.called
    if block.element.tag == "figcaption" or called & NAMES_OF_CAPTIONS or _is_in_figure(block):
        return replace(line, kind=Kind.FIGURE)
    if line.kind is Kind.KEYWORDS and block.links:
        return replace(line, value="، ".join(block.links))
    if line.kind not in (Kind.PARAGRAPH, Kind.HEADLINE):
        return line
    is_notice = block.element.tag != "h1" and NOTICE.fullmatch(line.text)
    if is_notice or (line.kind is Kind.HEADLINE and called & NAMES_OF_BYLINES):
        return replace(line, kind=Kind.FURNITURE)
    parent = block.element.getparent()
    is_item = block.element.tag == "li" or (parent is not None and parent.tag == "li")
    return replace(line, kind=Kind.BULLET) if is_item else line


def _is_in_figure(block: Block) -> bool:
    within = block.element.iterancestors("figure")
    return block.element.tag == "figure" or next(within, None) is not None


def _leads_elsewhere(block: Block) -> bool:
    """Whether it is a link that is no longer than titles are."""
    return block.is_link and len(block.text.split()) <= HEADLINE_WORDS.stop


def _published(
    metadata: Metadata,
    blocks: Sequence[Block],
    title: str,
    captured_at: datetime | None,
) -> Published | None:
    """The day that the metadata gives, else the one printed at the title, if it is none to come."""
    dates = [metadata.published, *_printed(blocks, title)]
    seen = captured_at.date() if captured_at else None
    return next((date for date in dates if date and can_be_published(date.date, seen)), None)


def _printed(blocks: Sequence[Block], title: str) -> list[Published | None]:
    """The dates of the lines next to the title; one above it may be the day of viewing."""
    places = [number for number, block in enumerate(blocks) if block.text == title]
    if not title or not places:
        return []
    found: list[Published | None] = []
    for block in blocks[places[0] + 1 :]:
        times = block.element.xpath("descendant-or-self::time/@datetime | ancestor::time/@datetime")
        found += [printed_date(str(time).strip()) for time in times]
        if classify(block.text, 1, 0).kind is Kind.PARAGRAPH:
            break
        if not block.heading:
            found.append(_byline_date(block))
    return found


def _byline_date(block: Block) -> Published | None:
    """The date of a short line that holds little else; a subtitle may hold that of an event."""
    date = printed_date(block.text) if len(block.text.split()) <= LONGEST_BYLINE else None
    called = block.called.union(*map(names, islice(block.element.iterdescendants(), NEAR)))
    is_byline = called & NAMES_OF_BYLINES or is_byline_of_date(block.text)
    return date if is_byline else None


def _language(metadata: Metadata, draft: Draft) -> str:
    """The language that the page names, unless its letters say otherwise."""
    code = re.match(r"[a-z]{2,3}(?![a-z])", metadata.language.lower())
    text = draft.text()
    is_arabic = 2 * len(ARABIC.findall(text)) > len(re.findall(r"[^\W\d_]", text))
    told = language_of(text)
    if told in IN_ARABIC_LETTERS:
        return told
    if is_arabic and (not code or code[0] not in LANGUAGES_IN_ARABIC_LETTERS):
        return "ar"
    if not code:
        return told or "ar"
    return code[0]
