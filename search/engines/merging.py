"""Joining segments: their documents one behind another, those deleted left out.

The lists of a field are copied straight to where they belong in the new file, some millions of
postings at a time, so that memory does not grow with the index.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from search.engines import postings, word_starts
from search.engines.arrays import Array, ArrayFile, ArrayWriter, smallest
from search.engines.codec import ArrayCodec, Segment, field_names
from search.engines.postings import Field
from search.engines.schema import ANALYSED

_AT_A_TIME: Final = 2
_AT_ONCE: Final = 500_000
"""Postings that are copied in one go; a copy takes up some 40 bytes for each."""


@dataclass(frozen=True)
class _Source:
    """A segment that is joined: which of its documents are kept, and their new numbers."""

    file: ArrayFile
    lives: Array
    new_numbers: Array


def joined(storage: Any, name: str, segments: Sequence[Segment]) -> Segment:
    """A segment of what is alive in others."""
    sources, count = [], 0
    for segment in segments:
        lives = np.ones(segment.doc_count_all(), bool)
        lives[segment.deleted()] = False
        numbers = np.cumsum(lives) - 1 + count
        sources.append(_Source(ArrayFile(segment.path(storage)), lives, numbers))
        count += int(lives.sum())
    made = ArrayCodec().new_segment(storage, name)
    made.set_doc_count(count)
    with ArrayWriter(made.path(storage)) as file:
        fields = {field: None for source in sources for field in field_names(source.file)}
        # Copying lets go of the interpreter, so that two are copied at once.
        with ThreadPoolExecutor(_AT_A_TIME) as threads:
            copies: deque[Future[None]] = deque()
            for field in fields:
                if len(copies) == _AT_A_TIME:
                    copies.popleft().result()
                copies.append(threads.submit(_copy, *_joined_field(field, sources, count, file)))
            for copy in copies:
                copy.result()
        for array in _per_document(sources[0].file):
            parts = [source.file[array][source.lives] for source in sources]
            whole = np.concatenate(parts)
            file.add(array, whole if array == "day" else smallest(whole))
        for text in ANALYSED:
            _join_bits(text, sources, file)
        _join_starts(sources, file)
    return made


def _per_document(file: ArrayFile) -> list[str]:
    """The arrays with one number for each document."""
    return ["pk", "day", *(name for name in file if name.endswith(".lengths"))]


class _Lists:
    """The lists of one field of one segment, on their way to the whole.

    `places` are the places of its terms among those of the whole. `sizes` and `reaches` say how
    many postings and positions of each term are kept.
    """

    def __init__(self, field: Field, source: _Source) -> None:
        self.field, self._source = field, source
        self._starts = field.starts.astype(np.int64)
        self.sizes = np.zeros(len(field), np.int64)
        self.reaches = np.zeros(len(field), np.int64)
        for terms in self.blocks():
            kept = self._kept(terms)
            self.sizes[terms] = self._of_terms(kept, terms)
            self.reaches[terms] = self._of_terms(kept * self._block(field.counts, terms), terms)
        self.let_go()

    def _block(self, array: Array, terms: slice) -> Array:
        return array[self._starts[terms.start] : self._starts[terms.stop]]

    def _kept(self, terms: slice) -> Array:
        return self._source.lives[self._block(self.field.docs, terms)]

    def _of_terms(self, numbers: Array, terms: slice) -> Array:
        """The sums of the numbers of each term's postings."""
        before = np.concatenate(([0], np.cumsum(numbers, dtype=np.int64)))
        edges = self._starts[terms.start : terms.stop + 1] - self._starts[terms.start]
        return np.diff(before[edges])

    def blocks(self) -> Iterator[slice]:
        """Terms that have about as many postings as are copied in one go."""
        edges = np.arange(0, int(self._starts[-1]), _AT_ONCE)
        firsts = np.unique(np.searchsorted(self._starts, edges, side="right") - 1).tolist()
        for first, end in pairwise([*firsts, len(self.field)]):
            yield slice(first, end)

    def let_go(self) -> None:
        """Give back the memory of what was read."""
        self._source.file.let_go()

    def copy(self, terms: slice, to: Array, to_positions: Array, whole: "_Whole") -> None:
        """Copy the lists of some terms to where those of each term begin in the whole."""
        kept = self._kept(terms)
        counts = self._block(self.field.counts, terms)
        at = _runs(to, self.sizes[terms])
        whole.docs[at] = self._source.new_numbers[self._block(self.field.docs, terms)[kept]]
        whole.counts[at] = counts[kept]
        if whole.positions is not None and self.field.positions is not None:
            all_positions = self.field.positions_of(terms)
            kept_positions = all_positions[np.repeat(kept, counts)]
            whole.positions[_runs(to_positions, self.reaches[terms])] = kept_positions


@dataclass(frozen=True)
class _Whole:
    """Where the lists of a field are written, and in which file."""

    docs: Array
    counts: Array
    positions: Array | None
    file: ArrayWriter


def _joined_field(
    name: str, sources: Sequence[_Source], count: int, file: ArrayWriter
) -> tuple[list[_Lists], list[Array], Array, Array, _Whole]:
    """Write the terms of a field; returns what is to be copied, and to where."""
    fields = [(Field.read(source.file, name), source) for source in sources]
    parts = [_Lists(field, source) for field, source in fields if field is not None]
    terms = sorted(set[bytes]().union(*(part.field.terms() for part in parts)))
    number = {term: n for n, term in enumerate(terms)}
    places = [
        np.fromiter(map(number.__getitem__, part.field.terms()), np.int64, len(part.field))
        for part in parts
    ]
    del number
    sizes, reaches = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
    for part, of_terms in zip(parts, places, strict=True):
        sizes[of_terms] += part.sizes
        reaches[of_terms] += part.reaches
    held = np.flatnonzero(sizes)
    starts, starts_of_positions = _laid_out(sizes), _laid_out(reaches)
    with_positions = any(part.field.positions is not None for part in parts)
    postings.write_terms(
        file,
        name,
        [terms[n] for n in held.tolist()],
        np.append(starts[held], starts[-1]),
        np.append(starts_of_positions[held], starts_of_positions[-1]) if with_positions else None,
    )
    kind_of_positions = _kind(part.field.positions for part in parts)
    whole = _Whole(
        file.reserve(f"{name}.docs", np.min_scalar_type(max(count - 1, 0)), int(starts[-1])),
        file.reserve(f"{name}.counts", _kind(part.field.counts for part in parts), int(starts[-1])),
        file.reserve(f"{name}.positions", kind_of_positions, int(starts_of_positions[-1]))
        if with_positions
        else None,
        file,
    )
    return parts, places, starts[:-1], starts_of_positions[:-1], whole


def _copy(
    parts: Sequence[_Lists],
    places: Sequence[Array],
    starts: Array,
    starts_of_positions: Array,
    whole: _Whole,
) -> None:
    """Copy the lists of all segments to where each term begins in the whole."""
    following, following_positions = starts.copy(), starts_of_positions.copy()
    for part, of_terms in zip(parts, places, strict=True):
        for block in part.blocks():
            numbers = of_terms[block]
            part.copy(block, following[numbers], following_positions[numbers], whole)
        following[of_terms] += part.sizes
        following_positions[of_terms] += part.reaches
        part.let_go()
        whole.file.let_go()


def _laid_out(sizes: Array) -> Array:
    """Where runs of such sizes begin one behind another, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(sizes)))


def _sizes(starts: Array) -> Array:
    """How long such runs are."""
    return np.asarray(np.diff(starts.astype(np.int64)), np.int64)


def _runs(starts: Array, sizes: Array) -> Array:
    """The places of runs that begin there and have such sizes."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - ends + sizes, sizes))


def _kind(arrays: Iterable[Array | None]) -> Any:
    """The smallest kind of number that holds all of these."""
    return np.result_type(np.uint8, *(array.dtype for array in arrays if array is not None))


def _join_bits(text: str, sources: Sequence[_Source], file: ArrayWriter) -> None:
    """Write the function words of the documents that are kept."""
    runs, lengths = [], []
    for source in sources:
        reach = _sizes(source.file[f"{text}.stops_at"])
        packed = source.file[f"{text}.stops"]
        bits = np.unpackbits(packed, count=int(reach.sum()), bitorder="little")
        runs.append(bits[np.repeat(source.lives, reach)])
        lengths.append(reach[source.lives])
    file.add(f"{text}.stops", np.packbits(np.concatenate(runs), bitorder="little"))
    file.add(f"{text}.stops_at", smallest(_laid_out(np.concatenate(lengths))))


def _join_starts(sources: Sequence[_Source], file: ArrayWriter) -> None:
    """Write where the words of the documents begin that are kept."""
    if not all(word_starts.DISTANCES in source.file for source in sources):
        return  # an older version wrote one of them
    for values, places in word_starts.RUNS:
        runs, lengths = [], []
        for source in sources:
            sizes = _sizes(source.file[places])
            runs.append(source.file[values][np.repeat(source.lives, sizes)])
            lengths.append(sizes[source.lives])
        file.add(values, np.concatenate(runs))
        file.add(places, smallest(_laid_out(np.concatenate(lengths))))
