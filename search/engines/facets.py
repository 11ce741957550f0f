"""What documents are counted under: themes, outlets, months, names."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from search.engines.arrays import Array
from search.engines.postings import Field

# From this share of all documents on, going through every value is faster than picking.
_MANY = 1 / 8


class SegmentValues:
    """The values of one kind that the documents of one segment have, deleted ones among them."""

    def __init__(self, field: Field, size: int) -> None:
        self.values = [term.decode() for term in field.terms()]
        self._numbers = {value: number for number, value in enumerate(self.values)}
        self.starts = field.starts.astype(np.int64)
        self.docs = field.docs.astype(np.int32)
        self._size = size

    def having(self, value: str) -> Array:
        """The documents that have a value."""
        number = self._numbers.get(value)
        if number is None:
            return self.docs[:0]
        return self.docs[self.starts[number] : self.starts[number + 1]]

    @cached_property
    def _by_document(self) -> tuple[Array, Array]:
        """The values of each document, one list behind another, and where each list begins."""
        numbers = np.repeat(np.arange(len(self.values), dtype=np.int32), np.diff(self.starts))
        starts = np.concatenate(([0], np.cumsum(np.bincount(self.docs, minlength=self._size))))
        return numbers[np.argsort(self.docs, kind="stable")], starts

    def of(self, doc: int) -> list[str]:
        """The values of a document."""
        numbers, starts = self._by_document
        return [self.values[number] for number in numbers[starts[doc] : starts[doc + 1]].tolist()]

    @cached_property
    def _column(self) -> Array | None:
        """The value of each document, where none has two; behind the last stands for none."""
        if len(self.docs) and np.bincount(self.docs).max() > 1:
            return None
        column = np.full(self._size, len(self.values), np.int32)
        column[self.docs] = np.repeat(np.arange(len(self.values)), np.diff(self.starts))
        return column

    def counts(self, docs: Array) -> Array:
        """How many of these documents have each value."""
        if self._column is not None:
            return np.bincount(self._column[docs], minlength=len(self.values) + 1)[:-1]
        if len(docs) >= _MANY * self._size:
            among = np.zeros(self._size, bool)
            among[docs] = True
            before = np.concatenate(([0], np.cumsum(among[self.docs])))
            return np.asarray(before[self.starts[1:]] - before[self.starts[:-1]])
        numbers, starts = self._by_document
        first = starts[docs]
        lengths = starts[docs + 1] - first
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        picked = np.repeat(first - ends + lengths, lengths) + np.arange(total)
        return np.bincount(numbers[picked], minlength=len(self.values))


@dataclass(frozen=True)
class _Part:
    values: SegmentValues
    base: int
    end: int
    numbers: Array  # of the segment's values among those of all segments


class Facet:
    """All values of a kind in a state of the index.

    `segments` are the values in each of its segments, with the first and the last number
    (exclusive) of its documents; `lives` marks the documents that are not deleted.
    """

    def __init__(self, segments: Sequence[tuple[SegmentValues, int, int]], lives: Array) -> None:
        self._lives = lives
        self.values = sorted({value for found, *_ in segments for value in found.values})
        place = {value: number for number, value in enumerate(self.values)}
        self._parts = [
            _Part(found, base, end, np.array([place[v] for v in found.values], np.intp))
            for found, base, end in segments
        ]

    def marks(self, values: Collection[str]) -> Array:
        """Marks of the documents that have any of these values, deleted ones among them."""
        marks = np.zeros(len(self._lives), bool)
        for part in self._parts:
            for value in values:
                marks[part.base + part.values.having(value)] = True
        return marks

    def counts(self, docs: Array) -> Array:
        """How many of these documents, in rising order, have each value."""
        totals = np.zeros(len(self.values), np.int64)
        for part in self._parts:
            start, end = docs.searchsorted((part.base, part.end)).tolist()
            if start < end:
                totals[part.numbers] += part.values.counts(docs[start:end] - part.base)
        return totals

    def having_any(self, docs: Array) -> int:
        """How many of these documents have any value."""
        any_of_all = np.zeros(len(self._lives), bool)
        for part in self._parts:
            any_of_all[part.base + part.values.docs] = True
        return int(any_of_all[docs].sum())

    def of(self, docs: Array) -> list[list[str]]:
        """The values of each of some documents."""
        found: list[list[str]] = []
        for doc in docs.tolist():
            part = next((p for p in self._parts if p.base <= doc < p.end), None)
            found.append(part.values.of(doc - part.base) if part else [])
        return found

    @cached_property
    def totals(self) -> Array:
        """How many documents have each value."""
        return self.counts(np.flatnonzero(self._lives))

    def count(self, counts: Array, value: str) -> int:
        """The count of one value; 0 for one that no document has."""
        at = bisect_left(self.values, value)
        return int(counts[at]) if self.values[at : at + 1] == [value] else 0

    def named(self, counts: Array, most: int | None = None) -> dict[str, int]:
        """The counts by their values, those of none left out: the `most` highest if so many."""
        held = counts.nonzero()[0]
        if most is not None and len(held) > most:
            # Equal counts by their value, so that a list does not change by itself.
            held = held[np.argsort(-counts[held], kind="stable")[:most]]
        numbers = zip(held.tolist(), counts[held].tolist(), strict=True)
        return {self.values[number]: count for number, count in numbers}
