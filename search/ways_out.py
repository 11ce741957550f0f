"""What a reader may try who has found nothing, each with what it would find."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

from search.query import without_quotes
from search.query_errors import QueryError
from search.request import SearchRequest
from search.results import SearchPage, found_by

MOST: Final = 8
"""Searches that are tried."""


@dataclass(frozen=True)
class WayOut:
    """Another search that finds something: what is different in it, its address, how much."""

    label: str
    url: str
    count: int


def advice(asked: SearchRequest) -> str:
    """What may help after a search that found nothing, so far as this one can do it."""
    has_several = len(asked.text.split()) > 1
    if not asked.text:
        return gettext("Try to take a filter off.")
    if asked.is_narrowed and has_several:
        return gettext("Try fewer words or another spelling, or take a filter off.")
    if asked.is_narrowed:
        return gettext("Try another word or another spelling, or take a filter off.")
    if has_several:
        return gettext("Try fewer words or another spelling.")
    return gettext("Try another word or another spelling.")


def ways_out(page: SearchPage) -> list[WayOut]:
    """The searches like one that found nothing which find something, the nearest first."""
    found: dict[str, WayOut] = {}
    tried = {page.request.on_page(1).url()}
    for label, other in _others(page):
        if other.is_empty or (url := other.url()) in tried or len(tried) == MOST:
            continue
        tried.add(url)
        try:
            _ids, count = found_by(other, 0)
        except QueryError:
            continue
        if count:
            found[url] = WayOut(label, url, count)
    return list(found.values())


def _others(page: SearchPage) -> Iterator[tuple[str, SearchRequest]]:
    asked = page.request
    if asked.exact:
        yield gettext("With the other spellings of its names"), asked.widened()
    if (loose := without_quotes(asked.text)) != asked.text:
        yield gettext("The same words, not side by side"), asked.instead(loose)
    for taken in page.taken:
        yield gettext("Without “%(filter)s”") % {"filter": taken.label}, taken.without
    yield gettext("The same words in the whole archive"), asked.anywhere()
