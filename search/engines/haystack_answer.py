"""What answers a query of Haystack's: found by Whoosh, ordered and counted in arrays."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any, Final

import numpy as np
from haystack.constants import DJANGO_ID, ID
from haystack.exceptions import SearchBackendError
from whoosh import query
from whoosh.searching import Searcher
from whoosh.support.relativedelta import relativedelta

from search.engines.arrays import Array
from search.engines.haystack_query import parse
from search.engines.schema import VALUES
from search.engines.snapshot import Snapshot

DATE: Final = "published"
Facet = list[tuple[Any, int]]
"""Values with how many articles have each, the most first; None stands for having none."""

_DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """A query, the numbers of the documents that answer it, and how well each of all does."""

    asked: query.Query
    documents: Array
    scores: Array


class Answer:
    """The articles of one state of the index that answer a query, at first none.

    `documents` are their numbers, in no order unless `keep` brought them into one; `scores` says
    how well each document answers.
    """

    def __init__(self, snapshot: Snapshot, searcher: Searcher) -> None:
        self.snapshot, self._searcher = snapshot, searcher
        self.hold(Found(query.NullQuery, np.zeros(0, np.int64), self._no_scores()))

    def hold(self, found: Found) -> None:
        """Be of what was found in this state of the index."""
        self.asked, self.documents, self.scores = found.asked, found.documents, found.scores

    def find(self, text: str, narrowed: Iterable[str] = ()) -> Found:
        """What answers a query and each of those that narrow it."""
        asked = self._parsed(text)
        limits = [self._parsed(limit) for limit in narrowed]
        scores = self._no_scores()
        if asked == query.Every() and not limits:
            return Found(asked, np.flatnonzero(self.snapshot.lives), scores)
        limited = query.And(limits) if limits else None
        results = self._searcher.search(asked, limit=None, filter=limited)
        documents = np.array([document for document, _ in results.items()], np.int64)
        scores[documents] = [score for _, score in results.items()]
        # Whoosh takes deleted documents behind the last match for answers to a `Not`.
        return Found(asked, documents[self.snapshot.lives[documents]], scores)

    def _no_scores(self) -> Array:
        return np.zeros(self.snapshot.size, np.float32)

    def keep(self, pks: Iterable[int]) -> None:
        """Leave out all articles but these, and bring them into their order."""
        by_pk = dict(zip(self._pks.tolist(), self.documents.tolist(), strict=True))
        self.documents = np.array([by_pk[pk] for pk in pks if pk in by_pk], np.int64)

    def _parsed(self, text: str) -> query.Query:
        return parse(text, self.snapshot.analyser)

    # --- Order

    @property
    def _days(self) -> Array:
        return self.snapshot.days[self.documents]

    @property
    def _pks(self) -> Array:
        return self.snapshot.pks[self.documents]

    def page(self, order: Sequence[str], start: int, end: int | None) -> Array:
        """Documents from one place to another, ordered by fields («-» for the other direction).

        Without an order the best come first; what is equal comes newest first.
        """
        keys = [-self._days, -self._pks]
        for field in reversed(order or ["-score"]):
            key = self._key(field.removeprefix("-"))
            keys.insert(0, -key if field.startswith("-") else key)
        return self.documents[np.lexsort(keys[::-1])[start:end]]

    def _key(self, field: str) -> Array:
        if field == "score":
            return self.scores[self.documents].round(5)
        if field == DATE:
            return self._days
        if field in (ID, DJANGO_ID):
            return self._pks
        if field not in VALUES:
            raise SearchBackendError(
                f"articles are not ordered by {field!r}, but by score, {DATE}, {ID} "
                f"or {', '.join(VALUES)}"
            )
        # The first of several values in the order of their letters; none comes last.
        facet = self.snapshot.facet(field)
        places = np.full(self.snapshot.size, len(facet.values))
        for place, value in reversed(list(enumerate(facet.values))):
            places[facet.marks([value])] = place
        return places[self.documents]

    # --- Fields

    def stored(self, field: str, documents: Array) -> list[list[Any]]:
        """The values of a field that each of some documents has."""
        if field == DATE:
            days = self.snapshot.days[documents].tolist()
            return [[datetime.date.fromordinal(day)] if day else [] for day in days]
        return self.snapshot.facet(field).of(documents)

    # --- Counts

    @property
    def _marks(self) -> Array:
        marks = np.zeros(self.snapshot.size, bool)
        marks[self.documents] = True
        return marks

    def by_value(self, field: str) -> Facet:
        """How many articles have each value of a field."""
        if field not in VALUES:
            raise SearchBackendError(f"{field!r} is not counted, but {', '.join(VALUES)}")
        facet, documents = self.snapshot.facet(field), np.sort(self.documents)
        without = len(documents) - facet.having_any(documents)
        return _most_first(facet.named(facet.counts(documents)), without)

    def by_date(
        self,
        field: str,
        start_date: datetime.date,
        end_date: datetime.date,
        gap_by: str,
        gap_amount: int = 1,
    ) -> Facet:
        """How many articles each stretch of time has, from its beginning up to the next."""
        if field != DATE or gap_amount < 1:
            raise SearchBackendError(f"dates are counted in {DATE!r}, by stretches of time")
        start, end = _instant(start_date), _instant(end_date)
        limits = [start]
        for gaps in count(1):
            if limits[-1] >= end:
                break
            limits.append(start + relativedelta(**{f"{gap_by}s": gaps * gap_amount}))
        at = np.array([(limit - datetime.datetime.min) / _DAY + 1 for limit in limits])
        stretches = list(pairwise(limits))
        places = np.searchsorted(at, self._days, side="right") - 1
        inside = places[(places >= 0) & (places < len(stretches))]
        found, counts = np.unique(inside, return_counts=True)
        by_stretch = {
            stretches[place]: number
            for place, number in zip(found.tolist(), counts.tolist(), strict=True)
        }
        return _most_first(by_stretch, len(places) - len(inside))

    def by_query(self, queries: Collection[str]) -> dict[str, int]:
        """How many articles answer each of some other queries as well."""
        marks = self._marks
        return {
            text: int(marks[list(self._searcher.docs_for_query(self._parsed(text)))].sum())
            for text in queries
        }


def _instant(date: datetime.date) -> datetime.datetime:
    if isinstance(date, datetime.datetime):
        return date.replace(tzinfo=None)
    return datetime.datetime(date.year, date.month, date.day)


def _most_first(counts: dict[Any, int], without: int) -> Facet:
    found = [*counts.items(), *([(None, without)] if without else [])]
    return sorted(found, key=lambda item: (-item[1], item[0] is None, item[0]))
