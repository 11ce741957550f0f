"""A web page as the blocks of text that its markup makes, without what stands round an article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree, html

from archive.importing.keywords import is_keyword_label
from archive.text import clean

Counts = dict[html.HtmlElement, int]

# What ends a line of text where it begins and where it ends.
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
EMPTY_LINES = frozenset(["p", "div", "br"])
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
SPACE = re.compile(r"[ \t\n\r\f]+")  # white space that a browser shows as one space
# White space and marks that nothing follows; within a line they join words and turn directions.
EDGES = " \t\u00a0\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u3000"

NEVER_TEXT = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "embed",
        "head",
        "iframe",
        "img",
        "input",
        "link",
        "map",
        "math",
        "meta",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
ROUND_ARTICLES = frozenset(["aside", "dialog", "footer", "form", "menu", "nav"])
ROLES = frozenset(
    ["alert", "banner", "complementary", "contentinfo", "dialog", "navigation", "search"]
)
# Parts of the names that page makers give to what stands round an article.
NAMES_OF_FURNITURE = frozenset(
    [
        "ad",
        "ads",
        "advert",
        "advertisement",
        "adsense",
        "breaking",
        "breadcrumb",
        "breadcrumbs",
        "colophon",
        "comment",
        "comments",
        "consent",
        "cookie",
        "cookies",
        "copyright",
        "disqus",
        "footer",
        "gdpr",
        "login",
        "masthead",
        "menu",
        "modal",
        "nav",
        "navbar",
        "navigation",
        "newsletter",
        "paywall",
        "popup",
        "popular",
        "promo",
        "share",
        "sharing",
        "sidebar",
        "social",
        "sponsored",
        "subscribe",
        "subscription",
        "taboola",
        "ticker",
        "toolbar",
        "topbar",
        "trending",
        "outbrain",
    ]
)
NAMES_OF_SITE_HEADERS = frozenset(["header", "head"])
NAMES_OF_ARTICLES = frozenset(
    ["article", "content", "entry", "news", "post", "single", "story", "title"]
)
NAMES_OF_RELATED = frozenset(
    [
        "also",
        "latest",
        "more",
        "mostread",
        "read",
        "recommend",
        "recommended",
        "recommendations",
        "related",
        "similar",
    ]
)
NAMES_OF_TAGS = frozenset(["hashtags", "keyword", "keywords", "tag", "tags", "taglist"])
NAMES_OF_STANDFIRSTS = frozenset(
    [
        "chapeau",
        "deck",
        "dek",
        "excerpt",
        "intro",
        "lead",
        "lede",
        "sapo",
        "standfirst",
        "subheadline",
        "subhead",
        "subheading",
        "subtitle",
        "summary",
        "teaser",
    ]
)
NAMES_OF_TITLES = frozenset(["headline", "heading", "title"])
RANKS = ("h1", "h2", "h3")
NAMES_OF_CAPTIONS = frozenset(["caption", "figcaption", "wp-caption-text"])
NAME = re.compile(r"[a-z]+|[A-Z][a-z]*")
BODY_OF_ARTICLE = re.compile(r"(?:article|entry|news|post|story)[-_]+(?:body|content|text)")
# «no-share» and «has-sidebar» say what an element holds or lacks, not what it is.
QUALITY = re.compile(r"(?<!\S)(?:has|hide|no|not|with|without)[-_]\S+")
MOST = 0.5  # of a page's text: what holds more is no furniture, whatever it is called
MOSTLY_LINKS = 0.5
WORDS_OF_A_TITLE = 3
GONE = "gone"  # the name of elements that are about to go
LONGEST_TAGS = 600  # characters


@dataclass
class Block:
    """One line of text with what the markup says of it; `element` is the block that holds it."""

    element: html.HtmlElement
    text: str = ""
    blank_before: int = 0
    links: list[str] = field(default_factory=list)
    linked: int = 0  # characters that are links
    bold: int = 0  # characters in bold
    size: int = 0  # characters that are seen
    tags: list[str] = field(default_factory=list)  # where the markup makes a list of keywords

    @property
    def is_link(self) -> bool:
        """Whether nothing stands in it but links."""
        return self.size > 0 and self.linked == self.size

    @property
    def is_bold(self) -> bool:
        """Whether all of it is in bold."""
        return self.size > 0 and self.bold == self.size

    @property
    def called(self) -> set[str]:
        """What it goes by, or the element round it that holds nothing else."""
        called = names(self.element)
        parent = self.element.getparent()
        # Counting children takes time in proportion to them.
        alone = self.element.getprevious() is None and self.element.getnext() is None
        if parent is not None and alone:
            called |= names(parent)
        return called

    @property
    def heading(self) -> str:
        """The heading of one of the first three ranks that it is or stands in, else nothing."""
        above = self.element.iterancestors(*RANKS)
        found = self.element if self.element.tag in RANKS else next(above, None)
        return "" if found is None else str(found.tag)

    @property
    def shape(self) -> tuple[str, ...]:
        """How it and the element round it are marked: paragraphs of one text are marked alike."""
        parent = self.element.getparent()
        both = (self.element, parent) if parent is not None else (self.element,)
        return tuple(f"{each.tag} {each.get('class') or ''}" for each in both)


def names(element: html.HtmlElement) -> set[str]:
    """The parts of the names that an element goes by: "siteHeader top-bar" has four."""
    whole = f"{element.get('class') or ''} {element.get('id') or ''}"[:500]
    whole = QUALITY.sub(" ", whole)
    return {part.lower() for part in NAME.findall(whole)} | set(whole.lower().split())


def one_line(text: str) -> str:
    """`text` as a browser shows it on one line, without marks that nothing shows at its ends."""
    return SPACE.sub(" ", clean(text)).strip(EDGES)


def strip_furniture(page: html.HtmlElement) -> dict[html.HtmlElement, list[str]]:
    """Take out of `page` what is hidden, what is no text, and what stands round an article.

    Returns the lists of keywords that the page marks as such, by the element that held each.
    """
    sizes, links = _sizes(page)
    whole = sizes[page]
    tags = {}
    for element in list(page.iter()):
        if not isinstance(element.tag, str):
            element.drop_tree()
        elif element.tag in NEVER_TEXT:
            _take_out(element)
        elif element.tag in ("html", "body", "main", "article"):
            continue
        elif sizes[element] <= MOST * whole and _is_furniture(element, sizes, links):
            _take_out(element)
        elif sizes[element] <= LONGEST_TAGS and (words := _tags(element)):
            tags[element] = words
            for child in list(element):
                element.remove(child)
            element.text = None
    _drop_gone(page)
    return tags


def _drop_gone(page: html.HtmlElement) -> None:
    """Drop at once what is to go; one by one, the text round it would be written anew each time."""
    parents = {element.getparent() for element in page.iter(GONE)}
    etree.strip_elements(page, GONE, with_tail=False)
    for parent in parents:  # the pieces of text that are left make one
        parent.text = parent.text
        for child in parent:
            child.tail = child.tail


def _sizes(page: html.HtmlElement) -> tuple[Counts, Counts]:
    """How many characters each element holds, and how many of them are links."""
    sizes: Counts = {}
    links: Counts = {}
    for element in reversed(list(page.iter())):
        silent = not isinstance(element.tag, str) or element.tag in NEVER_TEXT
        own = 0 if silent else len(SPACE.sub("", element.text or ""))
        size, link = sizes.get(element, 0) + own, links.get(element, 0)
        link = size if element.tag == "a" else link
        sizes[element], links[element] = (0, 0) if silent else (size, link)
        parent = element.getparent()
        if parent is not None:
            tail = len(SPACE.sub("", element.tail or ""))
            sizes[parent] = sizes.get(parent, 0) + sizes[element] + tail
            links[parent] = links.get(parent, 0) + links[element]
    return sizes, links


def _is_furniture(element: html.HtmlElement, sizes: Counts, links: Counts) -> bool:
    if element.get("hidden") is not None or HIDDEN.search(element.get("style") or ""):
        return True
    if element.get("aria-hidden") == "true":
        return True
    if element.tag in HEADINGS or element.get("itemprop") in ("headline", "articleBody"):
        return False
    called = names(element)
    if any(map(BODY_OF_ARTICLE.fullmatch, called)):
        return False
    if element.tag in ("header", "div", "section", "td") and (
        element.tag == "header" or called & NAMES_OF_SITE_HEADERS or element.get("role") == "banner"
    ):
        return _is_site_header(element, called)
    is_footer = element.tag == "footer" or "footer" in called
    if is_footer and (called & NAMES_OF_ARTICLES or element.xpath("boolean(ancestor::article)")):
        # An article's own footer holds its source and its keywords.
        return links[element] > MOSTLY_LINKS * sizes[element] and not _holds_tags(element)
    if element.tag in ROUND_ARTICLES or element.get("role") in ROLES:
        return not _holds_title(element)
    if called & NAMES_OF_TAGS:
        return False
    if called & NAMES_OF_FURNITURE:
        return not _holds_title(element)
    if called & NAMES_OF_RELATED:
        return links[element] >= MOSTLY_LINKS * sizes[element] > 0
    return False


def _is_site_header(element: html.HtmlElement, called: set[str]) -> bool:
    if called & NAMES_OF_ARTICLES or element.xpath("boolean(ancestor::article | ancestor::main)"):
        return False
    return not _holds_title(element)


def _holds_title(element: html.HtmlElement) -> bool:
    headings = element.iter("h1")
    return any(len("".join(each.itertext()).split()) >= WORDS_OF_A_TITLE for each in headings)


def _holds_tags(element: html.HtmlElement) -> bool:
    return any(names(each) & NAMES_OF_TAGS for each in element.iter(*BLOCKS))


def _take_out(element: html.HtmlElement) -> None:
    """Remove an element; one that breaks lines leaves a break behind."""
    if element.getparent() is None:
        return
    is_break = element.tag in BLOCKS
    element.clear(keep_tail=True)
    element.tag = "hr" if is_break else GONE


def blocks_of(page: html.HtmlElement, tags: dict[html.HtmlElement, list[str]]) -> list[Block]:
    """The lines of text of `page`, in order, each with its markup; `tags` are its keywords."""
    return list(_Walk(page, tags).blocks())


class _Walk:
    """One pass through a page; what is open is counted, so that depth costs nothing."""

    def __init__(self, page: html.HtmlElement, tags: dict[html.HtmlElement, list[str]]) -> None:
        self.page = page
        self.tags = tags
        self.open: list[html.HtmlElement] = []  # blocks
        self.links: list[list[str]] = []
        self.bold = 0
        self.pre = 0
        self.blank = 0
        self._begin()

    def _begin(self) -> None:
        self.parts: list[str] = []
        self.line_links: list[str] = []
        self.linked = self.bolded = self.size = 0

    def blocks(self) -> Iterator[Block]:
        for event, element in etree.iterwalk(self.page, events=("start", "end")):
            tag = element.tag
            if event == "start":
                if tag in BLOCKS or tag == "br":
                    yield from self._flush()
                yield from self._start(element)
            else:
                if tag in BLOCKS:
                    yield from self._flush()
                self._end(element)
            # The text behind a start is the element's, that behind an end its parent's.
            yield from self._text(element.text if event == "start" else element.tail)
        yield from self._flush()

    def _start(self, element: html.HtmlElement) -> Iterator[Block]:
        tag = element.tag
        if tag in BLOCKS:
            self.open.append(element)
            self.blank += tag in EMPTY_LINES and _is_blank(element)
        elif tag == "br":
            before = element.getprevious()
            again = before is not None and before.tag == "br"
            self.blank += again and not one_line(before.tail or "")
        elif tag == "a" and element.get("href") is not None:
            self.links.append([])
        self.bold += _is_bold(element)
        self.pre += tag == "pre"
        if tags := self.tags.get(element):
            yield Block(element, "، ".join(tags), self.blank, tags=tags)
            self.blank = 0

    def _end(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS and self.open:
            self.open.pop()
        elif tag == "a" and element.get("href") is not None and self.links:
            text = one_line("".join(self.links.pop()))
            if text:
                self.line_links.append(text)
        self.bold -= _is_bold(element)
        self.pre -= tag == "pre"

    def _text(self, text: str | None) -> Iterator[Block]:
        if not text:
            return
        lines = text.split("\n") if self.pre else [text]
        for number, line in enumerate(lines):
            if number:
                yield from self._flush()
            self.parts.append(line)
            seen = len(SPACE.sub("", line).strip(EDGES))
            self.size += seen
            self.linked += seen if self.links else 0
            self.bolded += seen if self.bold else 0
            if self.links:
                self.links[-1].append(line)

    def _flush(self) -> Iterator[Block]:
        text = one_line("".join(self.parts))
        if text:
            element = self.open[-1] if self.open else self.page
            yield Block(
                element, text, self.blank, self.line_links, self.linked, self.bolded, self.size
            )
            self.blank = 0
        if self.parts:
            self._begin()


def _is_blank(element: html.HtmlElement) -> bool:
    """Whether an element is a line that shows nothing."""
    inner = list(islice(element.iterdescendants(), 4))
    if len(inner) > 3 or any(child.tag not in ("br", "span", "b", "strong") for child in inner):
        return False
    return not one_line("".join(element.itertext()))


def _is_bold(element: html.HtmlElement) -> bool:
    return element.tag in ("b", "strong") or bool(BOLD.search(element.get("style") or ""))


def _tags(element: html.HtmlElement) -> list[str]:
    """The keywords in an element that the page calls its tags; none where it is something else."""
    if element.tag not in BLOCKS or not names(element) & NAMES_OF_TAGS:
        return []
    items = list(element.iter("a")) or list(element.iter("li"))
    texts = [one_line("".join(item.itertext())).strip("#،, ") for item in items]
    return [text for text in texts if text and not is_keyword_label(text)]
