"""Feeds that the archive follows: each fetched for what is new in it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from archive.importing.addresses import folded
from archive.importing.draft import Refused
from archive.importing.fetching import fetch
from archive.importing.item import Found
from archive.importing.run import Tally, run
from archive.importing.web import found_in_feed
from archive.models import Appearance, Feed
from archive.models.appearance import page_key

MOST_ENTRIES = 200
"""New entries of a feed that are taken in at one time; the rest follow the next time."""


def fetch_feed(feed: Feed, most: int = MOST_ENTRIES) -> Tally:
    """Take in what is new in a feed, `most` entries of it, and note with the feed how that went.

    Raises Refused, with the reason that is noted, where the feed itself cannot be had.
    """
    try:
        fetched = fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        if fetched.is_unchanged:
            feed.succeeded(Feed.Result.UNCHANGED, "", feed.etag, feed.last_modified)
            return Tally()
        entries = list(islice(found_in_feed(fetched, is_known_page, feed.fetches_pages), most + 1))
        if len(entries) == 1 and entries[0].refused and not entries[0].item.url:
            raise Refused(entries[0].refused)
    except Refused as reason:
        feed.failed(str(reason))
        raise
    tally = Tally()
    for result in run(_as_of(feed, entries[:most])):
        tally.add(result)
    # What is left over comes with the next fetching, which must not be told of no change.
    is_all = len(entries) <= most and not tally.refused
    feed.succeeded(
        Feed.Result.FETCHED if tally.total else Feed.Result.UNCHANGED,
        "\n".join(f"{one.name}: {one.reason}" for one in tally.refused),
        fetched.etag if is_all else "",
        fetched.last_modified if is_all else "",
    )
    return tally


def is_known_page(url: str) -> bool:
    """Whether the archive has met this page."""
    key = page_key(folded(url))
    return bool(key) and Appearance.objects.filter(page_key=key).exists()


def _as_of(feed: Feed, entries: list[Found]) -> Iterator[Found]:
    """The entries, published by the outlet that an editor has given the feed."""
    for found in entries:
        if feed.outlet and found.draft:
            yield replace(found, draft=replace(found.draft, outlet=feed.outlet.name))
        else:
            yield found
