"""Which lines of a saved page are its article, and what their places there say of them."""

import logging
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import trafilatura
from lxml import etree, html

from archive.importing.blocks import HEADINGS, NAMES_OF_STANDFIRSTS, NAMES_OF_TITLES, Block
from archive.importing.furniture import Kind, Line
from archive.importing.keywords import is_keyword_label
from archive.importing.metadata import Metadata, key

NEAR = 20  # lines
MOST_ELEMENTS_FOR_TRAFILATURA = 20_000  # beyond that it takes minutes
MOST_OF_TEXT = 0.85  # of the article's text: what holds as much is its region
MOST_OF_ARTICLE = 0.7  # the same for an element that calls itself the article
LEAST_WORDS_OF_TEXT = 8
LEAST_WORDS_OF_STANDFIRST = 5
LEAVES = HEADINGS | {"p", "li", "blockquote", "figcaption", "dd", "dt", "caption"}
LABEL = re.compile(r"(?:\S+\s+){0,2}\S*\s?[:：]")  # «المصدر:», of what stands on the next line
# What it discards is this reader's own concern, and told in a sentence.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def article_text(
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
    return not block.called & (NAMES_OF_TITLES | NAMES_OF_STANDFIRSTS)


def region_of(
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
        start, shape = text[0], blocks[text[0]].shape
        while start and lines[start - 1].kind is Kind.PARAGRAPH:
            if blocks[start - 1].shape != shape:
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
    shapes = {blocks[number].shape for number in text}
    last = max(
        (
            n
            for n in within
            if blocks[n].element.getparent() in parents or blocks[n].shape in shapes
        ),
        default=text[-1],
    )
    return within[0], max(last, text[-1])


def marked_lines(
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
    shapes = {blocks[number].shape for number in text}
    for number in shown:
        line, block = lines[number], blocks[number]
        if number == standfirst:
            line = replace(line, kind=Kind.STANDFIRST)
        elif number < first and title and line.kind is Kind.HEADLINE and not block.heading:
            line = replace(line, kind=Kind.FURNITURE)  # between title and text: a name, a place
        elif number < first and number not in texts and LABEL.fullmatch(line.text):
            line = replace(line, kind=Kind.FURNITURE)
        elif (
            number < first
            and not title
            and line.kind is Kind.HEADLINE
            and block.shape not in shapes
        ):
            line = replace(line, kind=Kind.FURNITURE)  # a title would have been known for one
        elif line.kind is Kind.HEADLINE:
            is_long = len(block.text.split()) >= LEAST_WORDS_OF_TEXT
            is_text = is_long and block.element.tag not in HEADINGS and block.shape in shapes
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
        if block.called & NAMES_OF_STANDFIRSTS:
            return number
        if block.heading in ("h2", "h3") or block.element.tag in ("h4", "h5", "h6"):
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
    return (
        lines[follows].kind is not Kind.PARAGRAPH or blocks[follows].shape == blocks[before].shape
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
