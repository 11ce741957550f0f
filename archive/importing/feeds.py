"""Feeds (RSS 0.9x, 1.0, 2.0 and Atom): each entry with its draft."""

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from email.utils import parsedate
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from archive.dates import Basis, Precision, real_date
from archive.dating import Published, can_be_published
from archive.importing.addresses import folded
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.encoding import holds_damage
from archive.importing.fields import bounded, language_from, published_from
from archive.importing.fragments import Element, local_name, one_line, paragraphs_of
from archive.importing.item import Found, Item
from archive.importing.languages import IN_ARABIC_LETTERS, language_of
from archive.importing.markup import parse_xml

HOLDERS = ("rss", "RDF", "channel", "feed")
RSS, ATOM = "application/rss+xml", "application/atom+xml"
# What a feed says of itself that bears on its entries; more of it would be read for each of them.
OF_FEED = ("title", "language", "link")
LONGEST_OF_FEED = 1000  # bytes
FEWEST_PARAGRAPHS = 3  # of a description that is the article itself
YEAR_CUT_SHORT = re.compile(r"(?:[A-Za-z]+,? )?[0-9]{1,2}[ -][A-Za-z]{3,9}[ -][0-9]{2}(?: .*)?")
APPEARED_FIRST = re.compile(
    r"The post .+ (?:first appeared|appeared first) on .+"
    r"|ظهرت? (?:ال)?(?:مقالة|مقال|تدوينة|خبر) .+ أول(?:ا|اً|ًا) (?:على|في) .+"
)
ARABIC = re.compile("[ء-ي]")
LETTER = re.compile(r"[^\W\d_]")


def read_feed(content: bytes, name: str, url: str = "") -> Iterator[Found]:
    """The entries of a feed, each with its draft or its refusal; `url` is the feed's own address.

    `Draft.is_excerpt` is set where the feed gives a summary alone, so that the page is worth
    fetching. Raises Refused where no entry can be read.
    """
    root, breaks_off = parse_xml(content)
    first = next(filter(_is_entry, root.iter("{*}item", "{*}entry")), None)
    if first is None:
        raise Refused("no entries of a feed can be read: check its address.")
    parent = first.getparent()
    # In a broken feed an entry may have come to lie within another.
    entries = list(root.iter(first.tag))
    for entry in entries:
        entry.getparent().remove(entry)
    head = _Head(root, parent)
    for number, entry in enumerate(entries, start=1):
        own = etree.tostring(entry, encoding="utf-8", with_tail=False)
        media_type = ATOM if local_name(entry) == "entry" else RSS
        item = Item(f"{name}, entry {number}", own, media_type)
        try:
            if holds_damage(own.decode(), content):
                raise Refused("bytes of the entry are not UTF-8: fetch the feed again.")
            if breaks_off and number == len(entries):
                raise Refused("the feed breaks off here: fetch it again.")
            draft = _draft(*head.parsed(entry), url)
        except Refused as refused:
            yield Found(item, refused=refused.reason)
            continue
        yield Found(Item(item.name, own, media_type, draft.url), draft)


def _is_entry(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) in HOLDERS


class _Head:
    """A feed without its entries, in which each of them is parsed by itself.

    Entries and their bytes belong together in this way, however broken the feed is.
    """

    def __init__(self, root: Element, parent: Element) -> None:
        self.root = _shallow(root)
        channel = next((each for each in root if local_name(each) == "channel"), root)
        of_feed = self.root
        if channel is not root:
            of_feed = _shallow(channel)
            self.root.append(of_feed)
        # RSS 1.0 has its items beside the channel.
        self.holder = self.root if parent is root else of_feed
        for child in channel[:50]:
            if local_name(child) in OF_FEED and len(etree.tostring(child)) < LONGEST_OF_FEED:
                of_feed.append(deepcopy(child))

    def parsed(self, entry: Element) -> tuple[Any, Any]:
        """The feed and the entry as feedparser reads them; Refused where it reads nothing."""
        self.holder.append(entry)
        document = etree.tostring(self.root, encoding="utf-8")
        self.holder.remove(entry)
        headers = {"content-type": "application/xml; charset=utf-8"}
        # No HTML is kept, so none needs to be made safe.
        parsed = feedparser.parse(
            io.BytesIO(document),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        if not parsed.entries:
            raise Refused("the entry cannot be read: check the feed.")
        return parsed.feed, parsed.entries[0]


def _shallow(element: Element) -> Element:
    try:
        return etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap)
    except ValueError:
        raise Refused("the feed's own names are damaged: fetch it again.") from None


def _draft(feed: Any, entry: Any, url: str) -> Draft:
    contents = [_paragraphs(each.get("value") or "") for each in entry.get("content", [])]
    full = max(contents, key=lambda paragraphs: sum(map(len, paragraphs)), default=[])
    summary = _paragraphs(entry.get("summary") or "")
    draft = Draft(
        title=bounded("title", " ".join(paragraphs_of(entry.get("title") or ""))),
        standfirst=" ".join(summary) if full and summary != full else "",
        paragraphs=full or summary,
        outlet=bounded("outlet", " ".join(paragraphs_of(feed.get("title") or ""))),
        credits=[DraftCredit(bounded("credits", name), "line") for name in _credited(entry)],
        keywords=_unique(tag.get("label") or tag.get("term") for tag in entry.get("tags", [])),
        published=_published(entry),
        url=_address(entry, feed, url),
    )
    draft.is_excerpt = not full and len(summary) < FEWEST_PARAGRAPHS
    if not draft.title and not draft.paragraphs:
        raise Refused("the entry has neither a title nor a text: nothing of it can be kept.")
    draft.language = _language(entry, feed, draft.text())
    return draft


def _paragraphs(html: str) -> list[str]:
    """The paragraphs of an entry, without the line that a blog's software sets beneath them."""
    paragraphs = paragraphs_of(html)
    if len(paragraphs) > 1 and APPEARED_FIRST.fullmatch(paragraphs[-1]):
        del paragraphs[-1]
    return paragraphs


def _credited(entry: Any) -> list[str]:
    authors = [author.get("name") for author in entry.get("authors", [])]
    return _unique([*authors, (entry.get("source") or {}).get("title")])


def _unique(names: Any) -> list[str]:
    lines = (one_line(name) for name in names if isinstance(name, str))
    return list(dict.fromkeys(filter(None, lines)))


def _address(entry: Any, feed: Any, url: str) -> str:
    link = (entry.get("link") or "").strip()
    try:
        address = urljoin(url or feed.get("link") or "", link) if link else ""
    except ValueError:
        return ""
    return bounded("url", address) if folded(address) else ""


def _published(entry: Any) -> Published | None:
    """The day as the feed words it, in the time zone that it chose."""
    for field in ("published", "updated"):
        # The dictionary's own `get`: feedparser's would give one for the other.
        words = one_line(dict.get(entry, field) or "")
        try:
            published = published_from(words)
            if published and can_be_published(published.date):
                return published
        except Refused:
            pass
        # A year of two figures, as the first feeds had it; all else that is no date stays none.
        parts = parsedate(words) if YEAR_CUT_SHORT.fullmatch(words) else None
        date = real_date(*parts[:3]) if parts else None
        if date and can_be_published(date):
            return Published(date, Precision.DAY, Basis.METADATA, (words,))
    return None


def _language(entry: Any, feed: Any, text: str) -> str:
    """What the text is written in: feeds leave the language of their software standing."""
    told = language_of(text)
    if told in IN_ARABIC_LETTERS:
        return told
    if 2 * len(ARABIC.findall(text)) > len(LETTER.findall(text)):
        return "ar"
    named = entry.get("language") or feed.get("language")
    return language_from(named or told)
