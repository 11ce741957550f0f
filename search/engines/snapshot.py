"""One state of the index, read as arrays; what is worked out of it is kept while it lasts."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, Final, TypeVar

import numpy as np
from whoosh.index import TOC

from search import ranking
from search.analysis import Analyser
from search.engines.arrays import Array, ArrayFile, DamagedFileError
from search.engines.codec import Segment
from search.engines.postings import Field, Postings

CACHE_BYTES: Final = 64 * 2**20
"""What the lists that were read may take up in memory, in all."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Part:
    """A segment within the whole: its documents are numbered from `base`."""

    file: ArrayFile
    base: int
    count: int
    deleted: Array

    def field(self, name: str) -> Field | None:
        """A field of it; None where no document has it."""
        if name not in self._fields:
            self._fields[name] = Field.read(self.file, name)
        return self._fields[name]

    @cached_property
    def _fields(self) -> dict[str, Field | None]:
        return {}


@dataclass(frozen=True)
class Values:
    """All values of a kind with the documents that have them, one list behind another."""

    numbers: Mapping[str, int]
    starts: Array
    docs: Array

    def having(self, value: str) -> Array:
        """The documents that have a value."""
        number = self.numbers.get(value)
        if number is None:
            return self.docs[:0]
        return self.docs[self.starts[number] : self.starts[number + 1]]

    def counts(self, among: Array) -> dict[str, int]:
        """How many of the documents marked in `among` have each value; those of none left out."""
        if not len(self.docs):
            return {}
        totals = np.add.reduceat(among[self.docs], self.starts[:-1], dtype=np.int64)
        return {
            value: total
            for value, total in zip(self.numbers, totals.tolist(), strict=True)
            if total
        }


class Snapshot:
    """A state of the index. Documents are numbered from 0 to `size`, deleted ones among them."""

    def __init__(
        self, storage: Any, contents: TOC, analyser: Analyser, before: "Snapshot | None" = None
    ) -> None:
        self.generation: int = contents.generation
        self.analyser = analyser
        files = before.files if before else {}
        if not all(isinstance(segment, Segment) for segment in contents.segments):
            raise DamagedFileError("an older version made the index: run `manage.py rebuild_index`")
        # What does not change from one state to the next stays open.
        self.files: dict[str, ArrayFile] = {
            segment.segment_id(): files.get(segment.segment_id())
            or ArrayFile(segment.path(storage))
            for segment in contents.segments
        }
        self.parts: list[Part] = []
        self.size = 0
        for segment in contents.segments:
            file, count = self.files[segment.segment_id()], segment.doc_count_all()
            self.parts.append(Part(file, self.size, count, segment.deleted()))
            self.size += count
        self.lives = np.ones(self.size, bool)
        for part in self.parts:
            self.lives[part.base + part.deleted] = False
        self.count = int(self.lives.sum())
        self._all_live = self.count == self.size
        self._cache: OrderedDict[tuple[str, ...], tuple[Any, int]] = OrderedDict()
        self._cached_bytes = 0
        self._lock = Lock()

    # --- Documents

    def _joined(self, name: str, dtype: Any) -> Array:
        arrays = [
            part.file[name] if name in part.file else np.zeros(part.count, dtype)
            for part in self.parts
        ]
        return np.concatenate(arrays).astype(dtype) if arrays else np.zeros(0, dtype)

    @cached_property
    def pks(self) -> Array:
        """The article that each document is."""
        return self._joined("pk", np.int64)

    @cached_property
    def days(self) -> Array:
        """The day each was published, as `datetime.date.toordinal` counts; 0 for none."""
        return self._joined("day", np.int32)

    def lengths(self, field: str) -> Array:
        """How long each is in a field, in units of the mean length."""

        def read() -> tuple[Array, int]:
            words = self._joined(f"{field}.lengths", np.float32)
            total = float(words[self.lives].sum())
            words *= np.float32(self.count / total if total else 0)
            return words, words.nbytes

        return self._kept(("lengths", field), read)

    # --- Terms

    def postings(self, field: str, term: str) -> Postings | None:
        """The list of a term in the whole index, without deleted documents; None if none has it."""
        encoded, found = term.encode(), []
        for part in self.parts:
            lists = part.field(field)
            if lists is not None and (number := lists.number(encoded)) is not None:
                found.append(self._in_whole(part, lists.postings(number)))
        return _together([p for p in found if len(p.docs)])

    def _in_whole(self, part: Part, found: Postings) -> Postings:
        docs = found.docs.astype(np.int64) + part.base
        if self._all_live:
            return Postings(docs, found.counts, found.positions)
        kept = self.lives[docs]
        positions = found.positions
        if positions is not None:
            positions = positions[np.repeat(kept, found.counts)]
        return Postings(docs[kept], found.counts[kept], positions)

    def beginning(self, field: str, prefix: str) -> Iterator[Postings]:
        """The lists of all terms that begin so."""
        encoded = prefix.encode()
        for part in self.parts:
            lists = part.field(field)
            if lists is not None:
                for number in lists.beginning(encoded):
                    yield self._in_whole(part, lists.postings(number))

    def impacts(self, field: str, term: str) -> tuple[Array, Array, float]:
        """The documents that hold a term, its BM25 in each, and how rare it is."""

        def read() -> tuple[tuple[Array, Array, float], int]:
            found = self.postings(field, term)
            if found is None:
                nothing = np.zeros(0, np.int64)
                return (nothing, nothing.astype(np.float32), 0.0), 0
            impacts, rarity = self.weighed(field, found.docs, found.counts)
            return (found.docs, impacts, rarity), found.docs.nbytes + impacts.nbytes

        return self._kept(("impacts", field, term), read)

    def weighed(self, field: str, docs: Array, counts: Array) -> tuple[Array, float]:
        """BM25 of something that these documents hold so often, and how rare it is."""
        rarity = ranking.rarity(len(docs), self.count)
        lengths = self.lengths(field)[docs]
        return rarity * ranking.saturation(counts.astype(np.float32), lengths), rarity

    def holds(self, field: str, term: str) -> bool:
        """Whether any document holds a term."""
        return len(self.impacts(field, term)[0]) > 0

    def vocabulary(self, field: str) -> dict[str, int]:
        """All terms of a field with how many documents hold each, deleted ones among them."""
        found: dict[str, int] = {}
        for part in self.parts:
            lists = part.field(field)
            if lists is not None:
                sizes = lists.inverted().sizes().tolist()
                for term, size in zip(lists.terms(), sizes, strict=True):
                    word = term.decode()
                    found[word] = found.get(word, 0) + size
        return found

    def values(self, kind: str) -> Values:
        """All values of a kind."""

        def read() -> tuple[Values, int]:
            by_value: dict[str, list[Array]] = {}
            for part in self.parts:
                lists = part.field(kind)
                if lists is not None:
                    for number, term in enumerate(lists.terms()):
                        docs = self._in_whole(part, lists.postings(number)).docs
                        if len(docs):
                            by_value.setdefault(term.decode(), []).append(docs)
            lists_of_docs = [np.concatenate(found) for found in by_value.values()]
            starts = np.cumsum([0, *map(len, lists_of_docs)])
            numbers = {value: number for number, value in enumerate(by_value)}
            everything = np.concatenate(lists_of_docs or [np.zeros(0, np.int64)])
            return Values(numbers, starts, everything), everything.nbytes

        return self._kept(("values", kind), read)

    # --- Function words

    def is_function_word(self, source: str, docs: Array, positions: Array) -> Array:
        """Whether a function word stands at each position of each document of an analysed text."""
        result = np.zeros(len(docs), bool)
        for part in self.parts:
            inside = np.flatnonzero((docs >= part.base) & (docs < part.base + part.count))
            if len(inside):
                bits, starts = part.file[f"{source}.stops"], part.file[f"{source}.stops_at"]
                local = docs[inside] - part.base
                places = starts[local].astype(np.int64) + positions[inside]
                # What lies beyond a text's last word is nothing.
                within = places < starts[local + 1]
                places = places[within]
                result[inside[within]] = (bits[places >> 3] >> (places & 7)) & 1
        return result

    # --- Cache

    def _kept(self, key: tuple[str, ...], read: Callable[[], tuple[Value, int]]) -> Value:
        """What `read` gives, kept while there is room; the longest unused goes first."""
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                known: Value = self._cache[key][0]
                return known
        value, size = read()
        size += 200  # for the objects themselves
        with self._lock:
            if key not in self._cache:
                self._cache[key] = (value, size)
                self._cached_bytes += size
                while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
                    _, (_, freed) = self._cache.popitem(last=False)
                    self._cached_bytes -= freed
        return value


def _together(found: list[Postings]) -> Postings | None:
    """Lists of different segments as one."""
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    positions = None
    if found[0].positions is not None:
        positions = np.concatenate([p.positions for p in found if p.positions is not None])
    return Postings(
        np.concatenate([p.docs for p in found]),
        np.concatenate([p.counts for p in found]),
        positions,
    )
