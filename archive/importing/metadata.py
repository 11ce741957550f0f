"""What a web page says of itself to machines: JSON-LD, Open Graph, Dublin Core, microdata."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from archive.dates import Basis, Precision, real_date
from archive.dating import Published, can_be_published, printed_date
from archive.events import fold
from archive.importing.addresses import folded
from archive.importing.blocks import NAMES_OF_RELATED, names, one_line
from archive.importing.credits import is_agency
from archive.importing.limits import LONGEST as MOST_ROOM

TYPES_OF_ARTICLES = frozenset(
    [
        "AdvertiserContentArticle",
        "AnalysisNewsArticle",
        "Article",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "NewsArticle",
        "OpinionNewsArticle",
        "Report",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "SocialMediaPosting",
    ]
)
MOST_NODES = 5_000  # of JSON-LD; no honest page comes near
LONGEST = 2_000  # characters of a value that is no text
LONGEST_NAME = MOST_ROOM["outlet"]
LEAST_WORDS_CUT_SHORT = 6  # of a title whose end metadata left out
MOST_PROPERTIES = 500  # of microdata
LONGEST_KEYWORD = 100
MOST_OF_ONE_NAME = 100  # <meta> elements; keywords may have one each
MOST_KEYWORDS = 50
NEARLY_ALL = 0.8  # of a headline's telling words
MORE_THAN_HALF = 0.51
ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ].*)?)?)?", re.DOTALL)
KEYWORD_SEPARATOR = re.compile(r"\s*[,،;؛|]\s*")
WORD = re.compile(r"\w+")
PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published"),
    *("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date"),
    *("prism.publicationdate", "citation_publication_date", "citation_date", "parsely-pub-date"),
    *("sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date"),
)
TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
OUTLETS = ("og:site_name", "dc.publisher", "dcterms.publisher", "prism.publicationname")
KEYWORDS = ("article:tag", "og:article:tag", "news_keywords", "citation_keywords", "dc.subject")
AGENCIES = ("author", "article:author", "dc.creator", "dc.source", "dcterms.source")


@dataclass(frozen=True)
class Metadata:
    """A page's words on itself, empty where it says nothing.

    `titles` come best first and may carry the site's name; `sites` are names of the site, `url`
    is where the page says it is published, `title` what stands in <title>.
    """

    titles: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    published: Published | None = None
    outlet: str = ""
    sites: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = ""
    url: str = ""


@dataclass(frozen=True)
class _Story:
    """One article that JSON-LD or microdata describes."""

    headline: str = ""
    description: str = ""
    published: str = ""
    publisher: str = ""
    agencies: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = ""
    url: str = ""
    urls: tuple[str, ...] = ()  # of its page, `url` among them; folded before they are compared


def key(text: str) -> str:
    """The words of `text` in the form to compare: spelling, vowel signs and marks set aside."""
    return " ".join(WORD.findall(fold(text)))


# Words that headlines on the most different matters share.
FUNCTION_WORDS = frozenset(
    key(
        "في من إلى الى على عن مع بعد قبل حول بين ضد منذ خلال حتى عند لدى بشأن أن إن ان لا لم لن ما "
        "هل قد أو او ثم هذا هذه ذلك التي الذي وفي ومن وعلى كما غير بدون the a an of in on at to "
        "for and or by with from as is are was were be after before over"
    ).split()
)


def alike(said: str, printed: str) -> bool:
    """Whether two keys are the same title: what is `said` may add a name or have lost its end."""
    if not said or not printed:
        return False
    if len(said) < len(printed):
        return len(said.split()) >= LEAST_WORDS_CUT_SHORT and printed.startswith(said)
    is_title = len(printed.split()) > 2
    return said == printed or (
        is_title and (said.startswith(f"{printed} ") or said.endswith(f" {printed}"))
    )


def read_date(value: str) -> Published | None:
    """A date as metadata writes it, ISO 8601 for the most part; its own day, in no other zone."""
    value = one_line(value[:LONGEST])
    match = ISO.fullmatch(value)
    if match:
        year, month, day = (int(part) if part else None for part in match.groups())
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        date = real_date(year or 0, month or 1, day or 1)
    else:
        # A page may put what it prints into its metadata: «6 مايو 2024».
        printed = printed_date(value, Basis.METADATA)
        return replace(printed, words=(value[:200],)) if printed else None
    return Published(date, precision, Basis.METADATA, (value[:200],)) if date else None


def read_metadata(
    page: html.HtmlElement, url: str = "", others: Collection[str] = frozenset()
) -> Metadata:
    """Read what the markup of `page` says, which came from `url`.

    `others` are keys of lines that are titles of other articles, if they are titles.
    """
    metas = _metas(page)
    title = one_line("".join(page.xpath("string((//head/title | //title)[1])"))[:LONGEST])
    headings = [one_line("".join(h1.itertext()))[:LONGEST] for h1 in page.iter("h1")][:20]
    canonical = _canonical(page, metas, url)
    nodes = list(_nodes(page))
    stories = [_story(node) for node in nodes if _types(node) & TYPES_OF_ARTICLES]
    printed = [*headings, title, *(metas.get("og:title") or [])]
    own = _pages([canonical, url], url)
    stories = [replace(each, urls=_pages(each.urls, url)) for each in [*stories, *_microdata(page)]]
    story = _choose(stories, printed, set(own), others) or _Story()
    sites = [
        *(metas.get("og:site_name") or []),
        *(metas.get("application-name") or []),
        *(_name(node) for node in nodes if _types(node) & {"WebSite", "NewsMediaOrganization"}),
        story.publisher,
    ]
    outlets = [story.publisher, *_all(metas, OUTLETS)]
    named = [*story.agencies, *(name for name in _all(metas, AGENCIES) if is_agency(name))]
    dates = (read_date(value) for value in [story.published, *_all(metas, PUBLISHED)])
    keywords = story.keywords or _keywords(_all(metas, KEYWORDS))
    locale = "".join(metas.get("og:locale", [])[:1])
    return Metadata(
        titles=tuple(filter(None, [story.headline, *_all(metas, TITLES)])),
        title=title,
        description=story.description,
        published=next((date for date in dates if date and can_be_published(date.date)), None),
        outlet=next((name for name in outlets if 0 < len(name) <= LONGEST_NAME), ""),
        sites=tuple(dict.fromkeys(filter(None, sites))),
        agencies=tuple(dict.fromkeys(named)),
        keywords=tuple(keywords),
        language=story.language or _language(page) or locale,
        url=canonical or _absolute(story.url, url),
    )


# --- Meta elements ---


def _metas(page: html.HtmlElement) -> dict[str, list[str]]:
    """The contents of <meta> by name in small letters; a name may stand more than once."""
    found: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        name = meta.get("property") or meta.get("name")
        content = one_line((meta.get("content") or "")[:LONGEST])
        if name and content:
            contents = found.setdefault(name.strip().lower(), [])
            if len(contents) < MOST_OF_ONE_NAME:
                contents.append(content)
    return found


def _all(metas: dict[str, list[str]], wanted: Iterable[str]) -> list[str]:
    return [value for name in wanted for value in metas.get(name, [])]


def _canonical(page: html.HtmlElement, metas: dict[str, list[str]], url: str) -> str:
    links = [
        link.get("href")
        for link in page.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    found = (_absolute(link, url) for link in [*filter(None, links), *metas.get("og:url", [])])
    return next(filter(None, found), "")


def _absolute(link: str, url: str) -> str:
    """`link` as the address of a page of the web; empty where it is none, or not of `url`'s site.

    The bare address of a site is that of no article, whatever careless templates say.
    """
    try:
        address = urljoin(url, link.strip())
        hosts = (urlsplit(address).hostname or "", urlsplit(url).hostname or "")
    except ValueError:
        return ""
    of_site = not hosts[1] or hosts[0].removeprefix("www.") == hosts[1].removeprefix("www.")
    return address if of_site and _pages([address], "") else ""


def _pages(links: Iterable[str], url: str) -> tuple[str, ...]:
    """The keys of those links, on a page at `url`, that lead to more than a bare site."""
    found = []
    for link in filter(None, links):
        try:
            address = folded(urljoin(url, link.strip()))
        except ValueError:
            continue
        if re.search("[/?#]", address):
            found.append(address)
    return tuple(found)


def _language(page: html.HtmlElement) -> str:
    root = page.getroottree().getroot()
    return (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:20]


def _keywords(values: Iterable[str]) -> list[str]:
    parts = (one_line(part) for value in values for part in KEYWORD_SEPARATOR.split(value))
    kept = [part for part in parts if 0 < len(part) <= LONGEST_KEYWORD]
    return list(dict.fromkeys(kept))[:MOST_KEYWORDS]


# --- JSON-LD ---


def _nodes(page: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The things that JSON-LD describes in their own right: not what they mention or belong to."""
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or _is_of_other(script):
            continue
        for value in _values(script.text or ""):
            yield from _top(value)


def _is_of_other(element: html.HtmlElement) -> bool:
    """Whether an element stands in a box for other articles."""
    return any(
        above.tag == "aside" or names(above) & NAMES_OF_RELATED
        for above in element.iterancestors("aside", "div", "section", "ul", "li")
    )


def _values(text: str) -> Iterator[Any]:
    """The JSON values in a script; what is broken is passed over, from there to the next one."""
    decoder = json.JSONDecoder(strict=False)
    start = 0
    for _ in range(20):
        places = [place for mark in "{[" if (place := text.find(mark, start)) >= 0]
        if not places:
            return
        try:
            value, start = decoder.raw_decode(text, min(places))
        except (ValueError, RecursionError):
            # A comma before a closing bracket is the commonest fault; a comment round it another.
            try:
                mended = re.sub(r",(\s*[}\]])", r"\1", text[min(places) :])
                value, _end = decoder.raw_decode(mended)
            except (ValueError, RecursionError):
                return
            start = len(text)
        yield value


def _top(value: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [value], 0
    while waiting and seen < MOST_NODES:
        value, seen = waiting.pop(0), seen + 1
        if isinstance(value, list):
            waiting = value[:MOST_NODES] + waiting
        elif isinstance(value, dict):
            yield value
            waiting = [value.get("@graph"), value.get("mainEntity"), *waiting]


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1] for kind in listed if isinstance(kind, str)}


def _text(value: Any) -> str:
    """A value as a line of text; JSON-LD may give a list, or a thing where a name was wanted."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value[:10])), "") if _flat(value) else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    # Some pages escape their titles twice.
    text = str(value) if isinstance(value, str) or abs(value) < 10**12 else ""
    return one_line(_unescaped(text[:LONGEST]))


def _flat(values: list[Any]) -> bool:
    return not any(isinstance(value, list) for value in values)


def _unescaped(text: str) -> str:
    if "&" not in text and "<" not in text:
        return text
    try:
        return "".join(html.fragment_fromstring(text, create_parent="p").itertext())
    except (ValueError, html.etree.LxmlError):
        return text


def _name(value: Any) -> str:
    name = _text(value.get("name") if isinstance(value, dict) else value)
    return name if len(name) <= LONGEST_NAME else ""


def _story(node: dict[str, Any]) -> _Story:
    page = node.get("mainEntityOfPage")
    address = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    people = [node.get(role) for role in ("author", "creator", "provider", "sourceOrganization")]
    named = [
        _name(each)
        for value in people
        for each in (value if isinstance(value, list) else [value])[:20]
    ]
    words = node.get("keywords")
    urls = tuple(filter(None, map(_text, (node.get("url"), address, node.get("@id")))))
    return _Story(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        description=_text(node.get("alternativeHeadline")) or _text(node.get("description")),
        published=_text(node.get("datePublished")),
        publisher=_name(node.get("publisher")),
        agencies=tuple(name for name in named if is_agency(name)),
        keywords=tuple(
            _keywords(map(_text, words[:MOST_KEYWORDS] if isinstance(words, list) else [words]))
        ),
        language=_text(node.get("inLanguage")),
        url=next(iter(urls), ""),
        urls=urls,
    )


# --- Microdata ---


def _microdata(page: html.HtmlElement) -> Iterator[_Story]:
    scopes: dict[html.HtmlElement, dict[str, str]] = {}
    for element in page.xpath("(//*[@itemprop])[position() <= $most]", most=MOST_PROPERTIES):
        owners = element.xpath("ancestor::*[@itemscope][1]")
        for owner in owners:
            values = scopes.setdefault(owner, {})
            values.setdefault(element.get("itemprop"), _microvalue(element))
    for scope, values in scopes.items():
        kind = (scope.get("itemtype") or "").strip().rsplit("/", 1)[-1]
        urls = tuple(filter(None, map(values.get, ("url", "mainEntityOfPage"))))
        if kind in TYPES_OF_ARTICLES and not _is_of_other(scope):
            yield _Story(
                headline=values.get("headline", ""),
                description=values.get("alternativeHeadline", ""),
                published=values.get("datePublished", ""),
                publisher=values.get("publisher", "")[:LONGEST_NAME],
                language=values.get("inLanguage", ""),
                url=next(iter(urls), ""),
                urls=urls,
            )


def _microvalue(element: html.HtmlElement) -> str:
    if element.get("itemscope") is not None:
        named = element.xpath(".//*[@itemprop='name'][1]")
        return _microvalue(named[0]) if named and named[0].get("itemscope") is None else ""
    for attribute in ("content", "datetime", "href"):
        if value := element.get(attribute):
            return one_line(value[:LONGEST])
    return one_line("".join(element.itertext())[:LONGEST])


# --- Which of several is the page's own ---


def _choose(
    stories: list[_Story], printed: list[str], own: set[str], others: Collection[str]
) -> _Story | None:
    """The story that the page's headings or its addresses (`own`, folded) bear out, if any does.

    One alone may still be of an article further down, or of one that is not in the page.
    """
    titles = [title for title in map(key, printed) if len(title.split()) > 2]
    for story in stories:
        if any(_same(key(story.headline), title) for title in titles):
            return story
    for story in stories:
        if own & set(story.urls):
            return story
    if len(stories) != 1 or key(stories[0].headline) in others:
        return None
    story = stories[0]
    if not story.headline or not titles:
        return story if not own or not story.urls else None
    # An address that is not the page's own speaks against it.
    least = NEARLY_ALL if story.urls else MORE_THAN_HALF
    return story if any(_shared(story.headline, title) >= least for title in titles) else None


def _same(headline: str, title: str) -> bool:
    return alike(headline, title) or alike(title, headline)


def _shared(headline: str, title: str) -> float:
    """The part of the headline's telling words that a title has too."""
    telling = set(key(headline).split()) - FUNCTION_WORDS
    return len(telling & set(title.split())) / len(telling) if telling else 0.0
