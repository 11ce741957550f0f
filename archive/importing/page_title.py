"""The title of a saved page: told apart from the name of the site it stands on."""

import copy
import re
from collections.abc import Sequence
from itertools import islice

from lxml import etree, html

from archive.importing.blocks import (
    HEADINGS,
    NAMES_OF_ARTICLES,
    NAMES_OF_TITLES,
    NEVER_TEXT,
    Block,
    blocks_of,
    names,
)
from archive.importing.furniture import Kind, Line
from archive.importing.metadata import Metadata, alike, key
from archive.importing.text import HEADLINE_WORDS, LONGEST_TITLE

RIGHTS = re.compile(r"©|الحقوق|حقوق (?:النشر|الطبع)")
LONGEST_NOTICE = 300  # characters
MOST_NOTICES = 5
MOST_PIECES = 30
MOST_TITLES = 10
NAMES_OF_LOGOS = frozenset(["brand", "logo", "sitename", "site-name", "site-title", "site-logo"])
SITE_HEADER = (
    "boolean(self::*[not(ancestor::article | ancestor::main)][descendant::hr"
    " | descendant::a[not(ancestor::h1 | ancestor::h2)]])"
)
SITE_SEPARATOR = re.compile(r"\s+[|\-–—:·•»«/]+\s+|\s*[|»]\s*")


def site_names(page: html.HtmlElement, metadata: Metadata) -> set[str]:
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


def title_of(
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
    return block.heading == "h1"


def _is_emphatic(block: Block) -> bool:
    """Whether its markup makes more of it than of a line of text."""
    is_title = bool(block.called & NAMES_OF_TITLES)
    return is_title or (not block.is_link and (block.is_bold or bool(block.heading)))


def _without_site(title: str, sites: set[str]) -> str:
    """«… | اسم الصحيفة» without the name, where the page says elsewhere that it is its name."""
    for match in SITE_SEPARATOR.finditer(title):
        if key(title[match.end() :]) in sites:
            return title[: match.start()].strip()
        if key(title[: match.start()]) in sites:
            return title[match.end() :].strip()
    return title
