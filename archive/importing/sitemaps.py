"""Sitemaps: the addresses that a site lists, with what it says of each."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from archive.dating import can_be_published
from archive.importing.addresses import folded
from archive.importing.draft import Draft, Refused
from archive.importing.fields import published_from
from archive.importing.fragments import Element, local_name
from archive.importing.limits import shortened
from archive.importing.markup import parse_xml, text_of

NEWS = "{*}news/{*}"  # the path into the extension for news
MOST = 50_000  # addresses of one file, by the protocol


@dataclass(frozen=True)
class SitemapEntry:
    """One address; `is_index` where it is that of another sitemap.

    `published_words` is the date of publication as the sitemap words it, `outlet` the publication
    of the extension for news.
    """

    url: str
    title: str = ""
    published_words: str = ""
    outlet: str = ""
    keywords: tuple[str, ...] = ()
    is_index: bool = False


def read_sitemap(content: bytes) -> Iterator[SitemapEntry]:
    """The first 50,000 addresses of a sitemap or an index of sitemaps, in order.

    Raises Refused where it is neither.
    """
    root, _breaks_off = parse_xml(content)
    if local_name(root) not in ("urlset", "sitemapindex"):
        raise Refused("this is no sitemap: check the address.")
    is_index = local_name(root) == "sitemapindex"
    entries = (_entry(element, is_index) for element in root)
    yield from islice(filter(None, entries), MOST)


def told_by(entry: SitemapEntry) -> Draft:
    """What a sitemap says of a page, as a draft without text; what is no date is left out."""
    published = None
    with suppress(Refused):
        published = published_from(entry.published_words)
    return Draft(
        title=shortened("title", entry.title),
        published=published if published and can_be_published(published.date) else None,
        outlet=shortened("outlet", entry.outlet),
        keywords=list(entry.keywords),
    )


def _entry(element: Element, is_index: bool) -> SitemapEntry | None:
    """What one <url> or <sitemap> says; None where it gives no whole address."""
    url = _text(element, "{*}loc")
    if not folded(url):
        return None
    keywords = (keyword.strip() for keyword in re.split("[,،]", _text(element, f"{NEWS}keywords")))
    return SitemapEntry(
        url=url,
        title=_text(element, f"{NEWS}title"),
        published_words=_text(element, f"{NEWS}publication_date"),
        outlet=_text(element, f"{NEWS}publication/{{*}}name"),
        keywords=tuple(filter(None, keywords)),
        is_index=is_index,
    )


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else text_of(found)
