"""Posting lists as arrays: which documents hold a term, how often, and where.

The lists of all terms of a field stand one behind another, terms in the order of their bytes,
documents rising within a term and positions within a document. `Field` reads them from a file,
`write` puts them there, `inverted` makes them of the words of documents; `merging` joins those
of several segments.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from search.engines.arrays import Array, ArrayFile, ArrayWriter, smallest

_HIGHEST = b"\xff"  # no UTF-8 text holds this byte
_FENCED = 64


@dataclass(frozen=True)
class Postings:
    """The list of one term; `positions` are those of all documents, `counts[n]` of the n-th."""

    docs: Array
    counts: Array
    positions: Array | None = None

    @cached_property
    def position_starts(self) -> Array:
        """Where the positions of each document begin, and where the last ones end."""
        return np.concatenate(([0], np.cumsum(self.counts, dtype=np.int64)))

    @property
    def nbytes(self) -> int:
        """What it takes up in memory, `position_starts` among it; not what lies in a file."""
        arrays = (self.docs, self.counts, self.positions)
        owned = sum(a.nbytes for a in arrays if a is not None and a.flags.owndata)
        return owned + 8 * len(self.docs)


@dataclass(frozen=True)
class Inverted:
    """All lists of a field: `starts[n]` is where the postings of `terms[n]` begin in `docs`."""

    terms: list[bytes]
    starts: Array
    docs: Array
    counts: Array
    positions: Array | None


def inverted(
    terms: Sequence[str], occurrences: Array, docs: Array, positions: Array | None
) -> Inverted:
    """The lists of the words of documents.

    `terms` are in order; `occurrences` are places in them (-1: no term), one for each word, `docs`
    and `positions` say where it stands. Within a term, documents must rise, and positions within a
    document. Terms that stand nowhere are left out.
    """
    if not (is_term := occurrences >= 0).all():
        occurrences, docs = occurrences[is_term], docs[is_term]
        positions = None if positions is None else positions[is_term]
    order = _stable_order(occurrences)
    docs = docs[order]
    ends = np.cumsum(np.bincount(occurrences, minlength=len(terms)))
    is_first = np.ones(len(order) + 1, bool)
    is_first[1:-1] = docs[1:] != docs[:-1]
    is_first[ends] = True
    first = np.flatnonzero(is_first[:-1])
    starts = np.searchsorted(first, np.concatenate(([0], ends)))
    held = np.flatnonzero(np.diff(starts))
    return Inverted(
        [terms[n].encode() for n in held.tolist()],
        np.append(starts[held], len(first)),
        docs[first],
        np.diff(np.append(first, len(order))),
        None if positions is None else positions[order],
    )


def _stable_order(numbers: Array) -> Array:
    """The order that sorts numbers, none below nought, equal ones as they stand.

    Sixteen bits at a time: numpy sorts these by counting, which is several times as fast.
    """
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    if numbers.max(initial=0) < 2**16:
        return order
    return np.asarray(order[np.argsort((numbers >> 16).astype(np.uint16)[order], kind="stable")])


def write(file: ArrayWriter, name: str, field: Inverted) -> None:
    """Put the lists of a field into a file."""
    places = None
    if field.positions is not None:
        places = np.concatenate(([0], np.cumsum(field.counts, dtype=np.int64)))[field.starts]
        file.add(f"{name}.positions", smallest(field.positions))
    write_terms(file, name, field.terms, field.starts, places)
    file.add(f"{name}.docs", smallest(field.docs))
    file.add(f"{name}.counts", smallest(field.counts))


def write_terms(
    file: ArrayWriter, name: str, terms: Sequence[bytes], starts: Array, places: Array | None
) -> None:
    """Put the terms of a field into a file, with where their postings and positions begin."""
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    file.add(f"{name}.terms", np.frombuffer(b"".join(terms), np.uint8))
    file.add(f"{name}.ends", smallest(np.cumsum(lengths)))
    file.add(f"{name}.starts", smallest(starts))
    if places is not None:
        file.add(f"{name}.places", smallest(places))


class Field:
    """The lists of one field of a segment, read from its file where they lie."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._terms = file[f"{name}.terms"].data
        self._ends = file[f"{name}.ends"]
        self.starts = file[f"{name}.starts"]
        self.docs = file[f"{name}.docs"]
        self.counts = file[f"{name}.counts"]
        self.positions: Array | None = None
        if f"{name}.positions" in file:
            self.positions = file[f"{name}.positions"]
            self._places = file[f"{name}.places"]

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, number: int) -> bytes:
        """The n-th term."""
        start = self._ends[number - 1] if number else 0
        return bytes(self._terms[start : self._ends[number]])

    def terms(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The terms from number `start` to `end` (exclusive), in order."""
        ends = self._ends[start:end].tolist()
        begin = int(self._ends[start - 1]) if start else 0
        for stop in ends:
            yield bytes(self._terms[begin:stop])
            begin = stop

    def number_from(self, term: bytes) -> int:
        """The number of the first term that is not before `term`."""
        fence = bisect_left(self._fences, term)
        low, high = max(fence - 1, 0) * _FENCED, min(fence * _FENCED, len(self))
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _fences(self) -> list[bytes]:
        """Some of the terms at even distances: most of the way to a term is gone in these."""
        return [self.term(number) for number in range(0, len(self), _FENCED)]

    def number(self, term: bytes) -> int | None:
        """The number of a term, None where the field does not hold it."""
        found = self.number_from(term)
        return found if found < len(self) and self.term(found) == term else None

    def beginning(self, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        return range(self.number_from(prefix), self.number_from(prefix + _HIGHEST))

    def postings(self, number: int) -> Postings:
        """The list of the n-th term."""
        run = slice(self.starts[number], self.starts[number + 1])
        positions = None
        if self.positions is not None:
            positions = self.positions[self._places[number] : self._places[number + 1]]
        return Postings(self.docs[run], self.counts[run], positions)

    def positions_of(self, terms: slice) -> Array:
        """The positions of terms that follow each other."""
        assert self.positions is not None
        return self.positions[self._places[terms.start] : self._places[terms.stop]]

    def run(self, numbers: range) -> tuple[Array, Array]:
        """The documents and counts of terms that follow each other, one list behind another."""
        run = slice(self.starts[numbers.start], self.starts[numbers.stop])
        return self.docs[run], self.counts[run]

    def sizes(self) -> Array:
        """How many documents hold each term."""
        return np.diff(self.starts.astype(np.int64))

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> Self | None:
        """The field, None where no document of the segment has it."""
        return cls(file, name) if f"{name}.terms" in file else None
