"""The web as a source: a page, or a feed or sitemap with the pages that it leads to."""

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from archive.dates import Basis
from archive.dating import Published
from archive.importing.draft import FAULT, Draft, Refused
from archive.importing.feeds import read_feed
from archive.importing.fetching import Fetched, fetch
from archive.importing.formats import HEAD, Format, recognise
from archive.importing.item import Found, Item
from archive.importing.pages import read_page
from archive.importing.sitemaps import SitemapEntry, read_sitemap, told_by
from archive.importing.sources import PACKED, found_in
from archive.importing.streams import with_head
from archive.importing.tables import Columns
from archive.importing.unpacking import Budget, gunzip
from archive.reasons import Reason

MOST_PAGES: Final = 1_000
"""Pages that are taken in on the word of one sitemap."""
MOST_TRIES: Final = 10_000
"""Pages that are asked for, many of which may be gone."""
DEEPEST: Final = 3  # sitemaps within one another; the protocol has one
LARGEST_LIST: Final = 50 * 1024 * 1024  # bytes of a sitemap unpacked, by the protocol

IsKnown = Callable[[str], bool]

log = logging.getLogger(__name__)


def found_at_url(
    url: str,
    format: Format | None = None,
    columns: Columns | None = None,
    is_known: IsKnown = lambda url: False,
) -> Iterator[Found]:
    """Everything that an address leads to; what cannot be had is one refusal.

    `is_known` says of a page that it need not be fetched again.
    """
    try:
        fetched = _unpacked(fetch(url), format)
        kind = recognise(fetched.content[:HEAD], _path(fetched.url))
        if kind not in PACKED:
            kind = format or kind
        if kind is Format.FEED:
            yield from found_in_feed(fetched, is_known)
        elif kind is Format.SITEMAP:
            yield from _Sitemaps(is_known).pages(fetched)
        elif kind in (Format.TEXT, Format.HTML):
            yield Found(item_of(fetched), format=format)
        else:
            inner = format if kind in PACKED else kind
            yield from found_in(io.BytesIO(fetched.content), fetched.url, inner, columns)
    except Refused as refused:
        yield _refused(url, refused.reason)
    except Exception:
        log.exception("%s could not be read.", url)
        yield _refused(url, FAULT)


def item_of(fetched: Fetched) -> Item:
    """A page that was fetched, as it came in."""
    return Item(fetched.url, fetched.content, fetched.media_type, fetched.url, fetched.fetched_at)


def found_in_feed(
    fetched: Fetched, is_known: IsKnown = lambda url: False, pages: bool = True
) -> Iterator[Found]:
    """The entries of a feed; of those that hold only the beginning the page itself, if `pages`."""
    for found in read_feed(fetched.content, fetched.url, fetched.url):
        if is_known(found.item.url):
            continue
        if pages and found.draft and found.draft.is_excerpt and found.item.url:
            yield _page_of(found)
        else:
            yield replace(found, item=replace(found.item, captured_at=fetched.fetched_at))


def _page_of(entry: Found) -> Found:
    """The page of an entry; what the feed says of it fills in what the page leaves open."""
    assert entry.draft is not None
    try:
        return _page(entry.item.url, entry.draft)
    except Refused as refused:
        reason = Reason("its page cannot be read: %(reason)s", reason=refused.reason)
        return replace(entry, draft=None, refused=reason)
    except Exception:
        log.exception("%s could not be read.", entry.item.url)
        return replace(entry, draft=None, refused=FAULT)


def _page(url: str, told: Draft) -> Found:
    """The page at an address; what is `told` of it fills in what it leaves open."""
    item = replace(item_of(fetch(url)), asked=url)
    draft = read_page(item)
    return Found(
        item,
        replace(
            draft,
            title=draft.title or told.title,
            published=_better(draft.published, told.published),
            outlet=draft.outlet or told.outlet,
            keywords=draft.keywords or told.keywords,
        ),
    )


def _better(of_page: Published | None, of_feed: Published | None) -> Published | None:
    """A date that somebody gave goes before one that was inferred."""
    if of_page is None or (of_feed and of_page.basis is Basis.INFERRED):
        return of_feed
    return of_page


class _TooMany(Refused):
    """Sitemaps lead to more pages than are fetched at one time."""


class _Sitemaps:
    """The pages that sitemaps lead to, each fetched once."""

    def __init__(self, is_known: IsKnown) -> None:
        self._is_known = is_known
        self._seen: set[str] = set()
        self._left, self._tries = MOST_PAGES, MOST_TRIES

    def pages(self, fetched: Fetched, depth: int = 1) -> Iterator[Found]:
        """The pages of a sitemap and of those that it leads to; Refused where it is none."""
        self._seen.add(fetched.url)
        for entry in list(read_sitemap(fetched.content)):
            if entry.url in self._seen or (not entry.is_index and self._is_known(entry.url)):
                continue
            self._seen.add(entry.url)
            try:
                if entry.is_index:
                    yield from self._within(entry, depth)
                else:
                    yield self._page(entry)
            except _TooMany:
                raise
            except Refused as refused:
                yield _refused(entry.url, refused.reason)
            except Exception:
                log.exception("%s could not be read.", entry.url)
                yield _refused(entry.url, FAULT)

    def _within(self, entry: SitemapEntry, depth: int) -> Iterator[Found]:
        if depth == DEEPEST:
            raise Refused("it lies within %(most)s others: give its own address.", most=DEEPEST)
        yield from self.pages(_unpacked(fetch(entry.url), Format.SITEMAP), depth + 1)

    def _page(self, entry: SitemapEntry) -> Found:
        if not self._left or not self._tries:
            raise _TooMany(
                Reason("it leads to more than %(most)s new pages: run it again.", most=MOST_PAGES)
            )
        self._tries -= 1
        found = _page(entry.url, told_by(entry))
        # Pages that cannot be had come up again the next time: they must not keep out the others.
        self._left -= 1
        return found


def _unpacked(fetched: Fetched, format: Format | None) -> Fetched:
    """The same; a feed or a sitemap that came packed, as sitemap.xml.gz does, unpacked."""
    if recognise(fetched.content[:HEAD]) is not Format.GZIP:
        return fetched
    unpacked = gunzip(io.BytesIO(fetched.content), Budget(LARGEST_LIST))
    head, stream = with_head(unpacked, HEAD)
    if (format or recognise(head, _path(fetched.url))) not in (Format.FEED, Format.SITEMAP):
        return fetched
    return replace(fetched, content=stream.read())


def _path(url: str) -> str:
    """What of an address may end as a file's name does."""
    return url.partition("?")[0].removesuffix(".gz")


def _refused(url: str, reason: Reason) -> Found:
    return Found(Item(url, b"", url=url), refused=reason)
