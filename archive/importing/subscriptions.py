"""Feeds that the archive follows: each fetched for what is new in it."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from archive.importing.addresses import folded
from archive.importing.draft import FAULT, Refused
from archive.importing.fetching import fetch
from archive.importing.item import Found
from archive.importing.run import Tally, run
from archive.importing.web import found_in_feed
from archive.models import Appearance, Feed
from archive.models.appearance import page_key

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_ENTRIES = 200
"""New entries of a feed that are taken in at one time; the rest follow the next time."""

TRIES_FOR_EACH = 5
"""Entries that are looked at for each that is taken in; the others are refused."""

log = logging.getLogger(__name__)


def fetch_feed(feed: Feed, most: int = MOST_ENTRIES, by: "User | None" = None) -> Tally:
    """Take in what is new in a feed, `most` entries of it, and note with the feed how that went.

    `by` is who asks for it at the desk, as for `store`. Raises Refused, with the reason that is
    noted, where the feed itself cannot be had.
    """
    tally = Tally()
    try:
        fetched = fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        if fetched.is_unchanged:
            feed.stayed(fetched.etag, fetched.last_modified)
            return tally
        entries = found_in_feed(fetched, is_known_page, feed.fetches_pages)
        # Entries that are refused each time must not keep out those behind them.
        tries = most * TRIES_FOR_EACH
        while tries and (left := most - (tally.total - len(tally.refused))) > 0:
            some = list(islice(entries, min(left, tries)))
            if not some:
                break
            tries -= len(some)
            for result in run(_as_of(feed, some), by=by):
                tally.add(result)
        # What is left over comes with the next fetching, which must not be told of no change.
        is_all = next(entries, None) is None
    except Refused as refused:
        feed.failed(refused.reason)
        raise
    except Exception:
        log.exception("The feed %s could not be read.", feed.url)
        feed.failed(FAULT)
        raise Refused(FAULT) from None
    feed.succeeded(
        Feed.Result.FETCHED if tally.total else Feed.Result.UNCHANGED,
        [(one.name, one.reason) for one in tally.refused],
        fetched.etag,
        fetched.last_modified,
        is_all,
    )
    return tally


def is_known_page(url: str) -> bool:
    """Whether the archive has met this page."""
    key = page_key(folded(url))
    return bool(key) and Appearance.objects.filter(page_key=key).exists()


def _as_of(feed: Feed, entries: Iterable[Found]) -> Iterator[Found]:
    """The entries, published by the outlet that an editor has given the feed."""
    for found in entries:
        if feed.outlet and found.draft:
            yield replace(found, draft=replace(found.draft, outlet=feed.outlet.name))
        else:
            yield found
