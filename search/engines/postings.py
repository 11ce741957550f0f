"""Posting lists as arrays: which documents hold a term, how often, and where.

The lists of all terms of a field stand one behind another, terms in the order of their bytes,
documents rising within a term and positions within a document. `Field` reads them from a file,
`write` puts them there, `inverted` makes them of the words of documents, `merged` of several
segments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from search.engines.arrays import Array, ArrayFile, ArrayWriter, smallest

_HIGHEST = b"\xff"  # no UTF-8 text holds this byte


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
        """What it takes up in memory, `position_starts` among it."""
        positions = 0 if self.positions is None else self.positions.nbytes
        return self.docs.nbytes + self.counts.nbytes + positions + 8 * len(self.docs)


@dataclass(frozen=True)
class Inverted:
    """All lists of a field: `starts[n]` is where the postings of `terms[n]` begin in `docs`."""

    terms: list[bytes]
    starts: Array
    docs: Array
    counts: Array
    positions: Array | None

    def sizes(self) -> Array:
        """How many documents hold each term."""
        starts = self.starts.astype(np.int64)
        return np.asarray(starts[1:] - starts[:-1])


def inverted(
    terms: Sequence[str], occurrences: Array, docs: Array, positions: Array | None
) -> Inverted:
    """The lists of the words of documents.

    `occurrences` are places in `terms` (-1: no term), one for each word, `docs` and `positions`
    say where it stands. Documents must rise, and positions within a document. Terms that stand
    nowhere are left out.
    """
    by_bytes = sorted(range(len(terms)), key=terms.__getitem__)  # as UTF-8 would be ordered
    rank = np.empty(len(terms) + 1, np.int32)
    rank[by_bytes] = np.arange(len(terms), dtype=np.int32)
    rank[-1] = -1
    ranked = rank[occurrences]
    kept = np.flatnonzero(ranked >= 0)
    order = kept[np.argsort(ranked[kept], kind="stable")]
    ranked, docs = ranked[order], docs[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = (ranked[1:] != ranked[:-1]) | (docs[1:] != docs[:-1])
    first = np.flatnonzero(is_first)
    starts = np.searchsorted(ranked[first], np.arange(len(terms) + 1))
    held = np.flatnonzero(np.diff(starts))
    return Inverted(
        [terms[by_bytes[n]].encode() for n in held.tolist()],
        np.append(starts[held], len(first)),
        docs[first],
        np.diff(np.append(first, len(order))),
        None if positions is None else positions[order],
    )


def merged(fields: Sequence[tuple[Inverted, Array]]) -> Inverted:
    """The lists of several segments as one; with each come the new numbers of its documents.

    A document of number -1 is left out, and so are terms that no document holds any more.
    """
    terms = sorted({term for field, _ in fields for term in field.terms})
    number = {term: n for n, term in enumerate(terms)}
    of_term, docs, counts, positions = [], [], [], []
    for field, new_numbers in fields:
        numbers = np.fromiter(map(number.__getitem__, field.terms), np.int64, len(field.terms))
        term_of_posting = np.repeat(numbers, field.sizes())
        new = new_numbers[field.docs]
        kept = new >= 0
        of_term.append(term_of_posting[kept])
        docs.append(new[kept])
        counts.append(field.counts[kept].astype(np.int64))
        if field.positions is not None:
            positions.append(field.positions[np.repeat(kept, field.counts)].astype(np.int64))
    term_of, doc_of, count_of = map(np.concatenate, (of_term, docs, counts))
    order = np.argsort(term_of, kind="stable")
    starts = np.searchsorted(term_of[order], np.arange(len(terms) + 1))
    held = np.flatnonzero(np.diff(starts))
    return Inverted(
        [terms[n] for n in held.tolist()],
        np.append(starts[held], len(order)),
        doc_of[order],
        count_of[order],
        _reordered(np.concatenate(positions), count_of, order) if positions else None,
    )


def _reordered(positions: Array, counts: Array, order: Array) -> Array:
    """The runs of positions, of `counts` each, in another order."""
    starts = np.cumsum(counts) - counts
    lengths = counts[order]
    ends = np.cumsum(lengths)
    shifts = np.repeat(starts[order] - ends + lengths, lengths)
    return np.asarray(positions[np.arange(len(positions)) + shifts])


def write(file: ArrayWriter, name: str, field: Inverted) -> None:
    """Put the lists of a field into a file."""
    lengths = np.fromiter(map(len, field.terms), np.int64, len(field.terms))
    file.add(f"{name}.terms", np.frombuffer(b"".join(field.terms), np.uint8))
    file.add(f"{name}.ends", smallest(np.cumsum(lengths)))
    file.add(f"{name}.starts", smallest(field.starts))
    file.add(f"{name}.docs", smallest(field.docs))
    file.add(f"{name}.counts", smallest(field.counts))
    if field.positions is not None:
        places = np.concatenate(([0], np.cumsum(field.counts, dtype=np.int64)))
        file.add(f"{name}.positions", smallest(field.positions))
        file.add(f"{name}.places", smallest(places[field.starts]))


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
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

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

    def run(self, numbers: range) -> tuple[Array, Array]:
        """The documents and counts of terms that follow each other, one list behind another."""
        run = slice(self.starts[numbers.start], self.starts[numbers.stop])
        return self.docs[run], self.counts[run]

    def sizes(self) -> Array:
        """How many documents hold each term."""
        return np.diff(self.starts.astype(np.int64))

    def inverted(self) -> Inverted:
        """The whole field, to be merged."""
        return Inverted(list(self.terms()), self.starts, self.docs, self.counts, self.positions)

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> Self | None:
        """The field, None where no document of the segment has it."""
        return cls(file, name) if f"{name}.terms" in file else None
