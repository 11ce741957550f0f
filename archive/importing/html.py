"""Reads a saved web page: metadata first, then the article's lines as copied text is read.

trafilatura says which paragraphs are the article. The element that holds them is its region; the
region's lines, and the title above them, go through the segmenter of `archive.importing.text`,
which tells captions, labels, credits and other articles from the text.
"""

import copy
import logging
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import dropwhile, islice
from typing import Any

import trafilatura
from lxml import etree, html

from archive.dating import Published, can_be_published, printed_date
from archive.importing.blocks import (
    HEADINGS,
    NAMES_OF_ARTICLES,
    NAMES_OF_CAPTIONS,
    NAMES_OF_STANDFIRSTS,
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
from archive.importing.keywords import is_keyword_label
from archive.importing.languages import IN_ARABIC_LETTERS, language_of
from archive.importing.metadata import Metadata, alike, key, read_metadata
from archive.importing.text import HEADLINE_WORDS, LONGEST_TITLE, MOST_TEXT, Known, Page

MOST_ELEMENTS = 50_000
MOST_ON_PAGE = 1_000_000  # characters that are no script, with all that stands round an article
OF_HEAD = frozenset(["base", "link", "meta", "noscript", "script", "style", "template", "title"])
NEAR = 20  # lines
MOST_ELEMENTS_FOR_TRAFILATURA = 20_000  # beyond that it takes minutes
MOST_OF_TEXT = 0.85  # of the article's text: what holds as much is its region
MOST_OF_ARTICLE = 0.7  # the same for an element that calls itself the article
LEAST_WORDS_OF_TEXT = 8
LEAST_WORDS_OF_STANDFIRST = 5
LEAVES = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "blockquote",
        "figcaption",
        "dd",
        "dt",
        "caption",
    ]
)
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
RIGHTS = re.compile(r"©|الحقوق|حقوق (?:النشر|الطبع)")
LONGEST_NOTICE = 300  # characters
MOST_NOTICES = 5
LABEL = re.compile(r"(?:\S+\s+){0,2}\S*\s?[:：]")  # «المصدر:», of what stands on the next line
MOST_PIECES = 30
MOST_TITLES = 10
NAMES_OF_LOGOS = frozenset(["brand", "logo", "sitename", "site-name", "site-title", "site-logo"])
NAMES_OF_TITLES = frozenset(["headline", "heading", "title"])
RANKS = ("h1", "h2", "h3")
CARD_LINES = 2  # a linked title, and a date or a place between it and the words beneath
LEAST_CARDS = 4
MOST_CARDS = 0.6  # of the paragraphs; an article's own headings are seldom links
FEW_WORDS = 40
SITE_HEADER = (
    "boolean(self::*[not(ancestor::article | ancestor::main)][descendant::hr"
    " | descendant::a[not(ancestor::h1 | ancestor::h2)]])"
)
SITE_SEPARATOR = re.compile(r"\s+[|\-–—:·•»«/]+\s+|\s*[|»]\s*")
# What it discards is this reader's own concern, and told in a sentence.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


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
    text = _article_text(body, blocks, lines)
    _bound(blocks, text)
    first = min(text, default=len(blocks))
    above = {key(block.text) for block in blocks[:first]}
    below = {key(block.text) for block in blocks[first:]} - above
    metadata = read_metadata(page, url, others=below)
    sites = _site_names(page, metadata)
    title = _title(metadata, blocks[: first + 1], lines, sites, below)
    chosen = _region(blocks, lines, text, title)
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
    marked = _mark(chosen, blocks, lines, text, known.title, metadata)
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
            blocks[above].is_link and _heading(blocks[above])
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


# --- Lines ---


def _line(block: Block, number: int) -> Line:
    """Say what a block is: its markup outweighs its words."""
    line = classify(block.text, number, block.blank_before)
    if block.tags:
        return replace(line, kind=Kind.TAGS, value="، ".join(block.tags), is_link=True)
    line = replace(line, is_link=_leads_elsewhere(block))
    called = _names(block)
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


def _names(block: Block) -> set[str]:
    """What the block goes by, or the element round it that holds nothing else."""
    called = names(block.element)
    parent = block.element.getparent()
    # Counting children takes time in proportion to them.
    alone = block.element.getprevious() is None and block.element.getnext() is None
    if parent is not None and alone:
        called |= names(parent)
    return called


def _is_in_figure(block: Block) -> bool:
    within = block.element.iterancestors("figure")
    return block.element.tag == "figure" or next(within, None) is not None


def _leads_elsewhere(block: Block) -> bool:
    """Whether it is a link that is no longer than titles are."""
    return block.is_link and len(block.text.split()) <= HEADLINE_WORDS.stop


def _article_text(
    body: html.HtmlElement, blocks: Sequence[Block], lines: Sequence[Line]
) -> list[int]:
    """Which blocks are paragraphs of an article, as far as trafilatura finds it."""
    paragraphs = [
        number
        for number, (block, line) in enumerate(zip(blocks, lines, strict=True))
        if (line.kind is Kind.PARAGRAPH or _is_plain_paragraph(block, line))
        and not line.is_link
        and block.element.tag not in HEADINGS
        and len(block.text.split()) >= LEAST_WORDS_OF_TEXT
    ]
    found: Any = None
    if sum(1 for _ in body.iter()) <= MOST_ELEMENTS_FOR_TRAFILATURA:
        try:
            found = trafilatura.bare_extraction(
                body, fast=True, favor_recall=True, include_comments=False
            )
        except (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError):
            found = None  # its faults with odd pages are no reason to lose them
    extracted = {key(line) for line in ((found and found.text) or "").split("\n")}
    chosen = [number for number in paragraphs if key(blocks[number].text) in extracted]
    return chosen or paragraphs


def _is_plain_paragraph(block: Block, line: Line) -> bool:
    """Whether it is a <p> like any other, though no sentence ends at its end."""
    if line.kind is not Kind.HEADLINE or block.element.tag != "p" or block.is_bold:
        return False
    return not _names(block) & (NAMES_OF_TITLES | NAMES_OF_STANDFIRSTS)


# --- Title ---


def _site_names(page: html.HtmlElement, metadata: Metadata) -> set[str]:
    """Keys of the names of the site: its metadata's, its logo's, and that beside its «©»."""
    found = {key(site) for site in metadata.sites}
    for element in page.iter():
        if names(element) & NAMES_OF_LOGOS or (element.tag == "a" and element.get("href") == "/"):
            found.add(key(_beginning(element)))
    told = key(" | ".join(_notices(page)))
    for part in (metadata.title, *SITE_SEPARATOR.split(metadata.title)):
        if key(part) and f" {key(part)} " in f" {told} ":
            found.add(key(part))
    headings = map(_beginning, islice(page.iter("h1"), MOST_NOTICES))
    found |= {key(text) for text in headings if key(text) and f" {key(text)} " in f" {told} "}
    # A notice may name the article as well; what stands before the site's own name is its title.
    known = {key(site) for site in metadata.sites}
    cut = ((title, _without_site(title, known)) for title in (*metadata.titles, metadata.title))
    return found - {key(title) for whole, title in cut if title != whole} - {""}


def _notices(page: html.HtmlElement) -> list[str]:
    """The last lines of a page that tell whose rights they are; a title may speak of rights."""
    shown = copy.deepcopy(page)
    etree.strip_elements(shown, *NEVER_TEXT, with_tail=False)
    lines = [
        block.text[:LONGEST_NOTICE]
        for block in blocks_of(shown, {})
        if RIGHTS.search(block.text) and block.element.tag not in HEADINGS
    ]
    return lines[-MOST_NOTICES:]


def _beginning(element: html.HtmlElement) -> str:
    """The first words of an element; what is searched for is short."""
    return "".join(islice(element.itertext(), MOST_PIECES))[:LONGEST_NOTICE]


def _title(
    metadata: Metadata,
    above: Sequence[Block],
    lines: Sequence[Line],
    sites: set[str],
    below: set[str],
) -> str:
    """The title as the page prints it above its text, else as its metadata has it, else nothing."""
    headers: dict[html.HtmlElement, bool] = {}
    stories = set(map(key, metadata.titles))
    printed = [
        block
        for block, line in zip(above, lines, strict=False)
        if line.kind in (Kind.HEADLINE, Kind.PARAGRAPH)
        and (
            HEADLINE_WORDS.start <= len(block.text.split())
            or (_is_first_heading(block) and key(block.text) in stories)
        )
        and (len(block.text) <= LONGEST_TITLE or _is_first_heading(block))
        and key(block.text) not in sites
        and not _is_of_site(block, headers)
    ]
    named = dict.fromkeys(map(key, (*metadata.titles, metadata.title)))
    told = [title for title in named if title not in sites][:MOST_TITLES]
    shown = [(block.text, key(block.text)) for block in reversed(printed)]
    for same in (str.__eq__, alike):
        for title in told:
            for text, folded in shown:
                if same(title, folded):
                    return text
    for marked in (_is_first_heading, _is_emphatic):
        for block in printed:
            if marked(block):
                return block.text
    for title in (_without_site(title, sites) for title in metadata.titles):
        if len(title.split()) >= HEADLINE_WORDS.start and key(title) not in below | sites:
            return title
    return ""


def _is_of_site(block: Block, headers: dict[html.HtmlElement, bool]) -> bool:
    """Whether it stands in the header of the site: one that holds more than a heading.

    `headers` keeps what was found of each header.
    """
    above = [block.element, *block.element.iterancestors("header", "article", "main")]
    for element in above:
        if element.tag == "header":
            if element not in headers:
                headers[element] = bool(element.xpath(SITE_HEADER)) and not (
                    names(element) & NAMES_OF_ARTICLES
                )
            if headers[element]:
                return True
    return False


def _is_first_heading(block: Block) -> bool:
    return _heading(block) == "h1"


def _is_emphatic(block: Block) -> bool:
    """Whether its markup makes more of it than of a line of text."""
    is_title = bool(_names(block) & NAMES_OF_TITLES)
    return is_title or (not block.is_link and (block.is_bold or bool(_heading(block))))


def _heading(block: Block) -> str:
    above = block.element.iterancestors(*RANKS)
    found = block.element if block.element.tag in RANKS else next(above, None)
    return "" if found is None else str(found.tag)


def _without_site(title: str, sites: set[str]) -> str:
    """«… | اسم الصحيفة» without the name, where the page says elsewhere that it is its name."""
    for match in SITE_SEPARATOR.finditer(title):
        if key(title[match.end() :]) in sites:
            return title[: match.start()].strip()
        if key(title[: match.start()]) in sites:
            return title[match.end() :].strip()
    return title


# --- Region ---


def _region(
    blocks: Sequence[Block], lines: Sequence[Line], text: list[int], title: str
) -> list[int]:
    """The blocks of the article: those of its region, the title above, the sources beneath."""
    if not text:
        return list(range(len(blocks)))
    element = _smallest(blocks, text)
    inside = set(element.iter())
    within = [number for number, block in enumerate(blocks) if block.element in inside]
    start, end = _ends(blocks, text, within)
    titles = [number for number in range(text[0] + 1) if blocks[number].text == title]
    if title and titles:
        start = titles[0] if titles[0] < start else start
        if titles[-1] > start and element.tag in ("body", "html"):
            start = titles[0]
    elif element.tag in ("body", "html"):
        # trafilatura may take the first paragraph for a part of what stands above.
        start, shape = text[0], _shape(blocks[text[0]])
        while start and lines[start - 1].kind is Kind.PARAGRAPH:
            if _shape(blocks[start - 1]) != shape:
                break
            start -= 1
    while end + 1 < len(lines) and lines[end + 1].kind in (
        *(Kind.CREDIT, Kind.KEYWORDS, Kind.TAGS, Kind.TIME, Kind.FURNITURE),
    ):
        end += 1
    return list(range(start, end + 1))


def _smallest(blocks: Sequence[Block], text: list[int]) -> html.HtmlElement:
    """The smallest element that holds most of the text, or the article that holds that."""
    weights: Counter[html.HtmlElement] = Counter()
    for number in text:
        element = blocks[number].element
        for above in element.iterancestors():
            weights[above] += len(blocks[number].text)
        if element.tag not in LEAVES:
            weights[element] += len(blocks[number].text)
    whole = sum(len(blocks[number].text) for number in text)
    depth = {element: sum(1 for _ in element.iterancestors()) for element in weights}
    holding = [each for each, weight in weights.items() if weight >= MOST_OF_TEXT * whole]
    smallest = max(holding, key=lambda each: depth[each])
    articles = [
        each
        for each, weight in weights.items()
        if (each.tag == "article" or each.get("itemprop") == "articleBody")
        and weight >= MOST_OF_ARTICLE * whole
    ]
    around = [each for each in articles if each in set(smallest.iterancestors())]
    return max(around or [smallest], key=lambda each: depth[each])


def _ends(blocks: Sequence[Block], text: list[int], within: list[int]) -> tuple[int, int]:
    """The first and last block of a region; what only follows the text there is no part of it."""
    parents = {blocks[number].element.getparent() for number in text}
    shapes = {_shape(blocks[number]) for number in text}
    last = max(
        (
            n
            for n in within
            if blocks[n].element.getparent() in parents or _shape(blocks[n]) in shapes
        ),
        default=text[-1],
    )
    return within[0], max(last, text[-1])


def _shape(block: Block) -> tuple[str, ...]:
    """How an element and the one round it are marked: paragraphs of one text are marked alike."""
    parent = block.element.getparent()
    both = (block.element, parent) if parent is not None else (block.element,)
    return tuple(f"{each.tag} {each.get('class') or ''}" for each in both)


def _mark(
    chosen: list[int],
    blocks: Sequence[Block],
    lines: Sequence[Line],
    text: list[int],
    title: str,
    metadata: Metadata,
) -> list[Line]:
    """The chosen lines with what their places in the page say of them."""
    marked = {number: lines[number] for number in chosen}
    shown = [number for number in chosen if blocks[number].text != title]
    standfirst = _standfirst(shown, blocks, lines, title, metadata)
    texts = set(text)
    first = next((n for n in shown if n in texts and n != standfirst), len(blocks))
    shapes = {_shape(blocks[number]) for number in text}
    for number in shown:
        line, block = lines[number], blocks[number]
        if number == standfirst:
            line = replace(line, kind=Kind.STANDFIRST)
        elif number < first and title and line.kind is Kind.HEADLINE and not _heading(block):
            line = replace(line, kind=Kind.FURNITURE)  # between title and text: a name, a place
        elif number < first and number not in texts and LABEL.fullmatch(line.text):
            line = replace(line, kind=Kind.FURNITURE)
        elif (
            number < first
            and not title
            and line.kind is Kind.HEADLINE
            and _shape(block) not in shapes
        ):
            line = replace(line, kind=Kind.FURNITURE)  # a title would have been known for one
        elif line.kind is Kind.HEADLINE:
            is_long = len(block.text.split()) >= LEAST_WORDS_OF_TEXT
            is_text = is_long and block.element.tag not in HEADINGS and _shape(block) in shapes
            line = replace(line, is_like_text=is_text)
        elif line.kind is Kind.RELATED:
            line = replace(line, is_link=_text_goes_on(number, chosen, blocks, lines))
        elif is_keyword_label(line.text):
            line = replace(line, kind=Kind.KEYWORDS)
        marked[number] = line
    return _gather_keywords([marked[number] for number in chosen])


def _standfirst(
    shown: list[int],
    blocks: Sequence[Block],
    lines: Sequence[Line],
    title: str,
    metadata: Metadata,
) -> int | None:
    """The line that the markup sets apart as the standfirst: by name, rank, emphasis or place."""
    if not title:
        return None
    kinds = (Kind.PARAGRAPH, Kind.HEADLINE)
    texts = [
        number
        for number in shown
        if lines[number].kind in kinds
        and len(blocks[number].text.split()) >= LEAST_WORDS_OF_STANDFIRST
    ][:6]
    for number in texts:
        block = blocks[number]
        if _names(block) & NAMES_OF_STANDFIRSTS:
            return number
        if _heading(block) in ("h2", "h3") or block.element.tag in ("h4", "h5", "h6"):
            return number
        if lines[number].kind is Kind.PARAGRAPH:
            break
    else:
        return None
    rest = [other for other in texts if other > number]
    if len(rest) < 2:
        return None
    if blocks[number].is_bold and not any(blocks[other].is_bold for other in rest):
        return number
    if _stands_outside(number, rest, blocks):
        return number
    return number if key(metadata.description) == key(blocks[number].text) else None


def _stands_outside(number: int, rest: list[int], blocks: Sequence[Block]) -> bool:
    """Whether a paragraph stands before the element that all those after it share."""
    parents = {blocks[other].element.getparent() for other in rest}
    if len(parents) != 1 or len(rest) < 3:
        return False
    parent = parents.pop()
    above = {blocks[number].element, *blocks[number].element.iterancestors()}
    return parent not in above and parent is not None


def _text_goes_on(
    label: int, chosen: list[int], blocks: Sequence[Block], lines: Sequence[Line]
) -> bool:
    """Whether links follow a label and after them the text in which it stands."""
    place = bisect_left(chosen, label)
    after = chosen[place + 1 : place + 1 + NEAR]
    if not after or not lines[after[0]].is_link:
        return False
    follows = next((n for n in after if not lines[n].is_link), None)
    before = next(
        (n for n in chosen[max(0, place - NEAR) : place] if lines[n].kind is Kind.PARAGRAPH), None
    )
    if follows is None or before is None:
        return True
    return lines[follows].kind is not Kind.PARAGRAPH or _shape(blocks[follows]) == _shape(
        blocks[before]
    )


def _gather_keywords(lines: list[Line]) -> list[Line]:
    """Put the links after a label of keywords onto the label's own line."""
    gathered: list[Line] = []
    values: list[str] = []  # of the label that was gathered last
    for line in lines:
        label = gathered[-1] if gathered else None
        if (
            label
            and is_keyword_label(label.text)
            and label.kind is Kind.KEYWORDS
            and (line.is_link or line.kind is Kind.BULLET)
            and line.kind is not Kind.RELATED
        ):
            values.append(line.value if line.kind is Kind.TAGS else line.text)
        else:
            _put_on_label(gathered, values)
            gathered.append(line)
    _put_on_label(gathered, values)
    return gathered


def _put_on_label(gathered: list[Line], values: list[str]) -> None:
    if values:
        label = gathered[-1]
        gathered[-1] = replace(label, value="، ".join(filter(None, [label.value, *values])))
        values.clear()


# --- Date and language ---


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
        if not _heading(block):
            found.append(_byline_date(block))
    return found


def _byline_date(block: Block) -> Published | None:
    """The date of a short line that holds little else; a subtitle may hold that of an event."""
    date = printed_date(block.text) if len(block.text.split()) <= LONGEST_BYLINE else None
    called = _names(block).union(*map(names, islice(block.element.iterdescendants(), NEAR)))
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
