"""The web as a source: a page, or a feed or sitemap with the pages that it leads to."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

from archive.dates import Basis
from archive.dating import Published
from archive.importing.draft import Refused
from archive.importing.feeds import read_feed
from archive.importing.fetching import Fetched, fetch
from archive.importing.formats import HEAD, Format, recognise
from archive.importing.item import Found, Item
from archive.importing.pages import read_page
from archive.importing.sitemaps import read_sitemap
from archive.importing.sources import found_in
from archive.importing.tables import Columns

MOST_PAGES = 1_000
"""Pages that are fetched on the word of one sitemap."""

IsKnown = Callable[[str], bool]


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
        fetched = fetch(url)
        kind = format or recognise(fetched.content[:HEAD], fetched.url.partition("?")[0])
        if kind is Format.FEED:
            yield from found_in_feed(fetched, is_known)
        elif kind is Format.SITEMAP:
            yield from _on_sitemap(fetched, is_known)
        else:
            for found in found_in(io.BytesIO(fetched.content), fetched.url, kind, columns):
                is_page = found.item.name == fetched.url
                yield replace(found, item=item_of(fetched)) if is_page else found
    except Refused as reason:
        yield Found(Item(url, b"", url=url), refused=str(reason))


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
        item = item_of(fetch(entry.item.url))
        draft = read_page(item)
    except Refused as reason:
        return replace(entry, draft=None, refused=f"its page cannot be read: {reason}")
    return Found(
        item,
        replace(
            draft,
            title=draft.title or entry.draft.title,
            published=_better(draft.published, entry.draft.published),
            outlet=draft.outlet or entry.draft.outlet,
        ),
    )


def _better(of_page: Published | None, of_feed: Published | None) -> Published | None:
    """A date that somebody gave goes before one that was inferred."""
    if of_page is None or (of_feed and of_page.basis is Basis.INFERRED):
        return of_feed
    return of_page


def _on_sitemap(fetched: Fetched, is_known: IsKnown) -> Iterator[Found]:
    """The pages of a sitemap, and of those that it leads to; MOST_PAGES of them at most."""
    waiting, left, seen = [fetched], MOST_PAGES, {fetched.url}
    while waiting:
        for entry in read_sitemap(waiting.pop().content):
            if entry.url in seen or is_known(entry.url):
                continue
            seen.add(entry.url)
            if not left:
                raise Refused(f"it leads to more than {MOST_PAGES:,} new pages: run it again.")
            try:
                page = fetch(entry.url)
            except Refused as reason:
                yield Found(Item(entry.url, b"", url=entry.url), refused=str(reason))
                continue
            if entry.is_index:
                waiting.append(page)
            else:
                left -= 1
                yield Found(item_of(page))
