"""One state of the index, read as arrays; what is worked out of it is kept while it lasts."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

import numpy as np
from whoosh.index import FileIndex

from search import ranking
from search.analysis import Analyser
from search.engines.arrays import Array, ArrayFile, DamagedFileError
from search.engines.codec import Segment
from search.engines.facets import Facet, SegmentValues
from search.engines.postings import Field, Postings
from search.engines.word_starts import WordStarts

CACHE_BYTES: Final = 64 * 2**20
"""What the lists that were read may take up in memory, unless HAYSTACK_CONNECTIONS says."""
_CLOCK_STEP: Final = 100_000_000  # nanoseconds; file systems tell time in steps
Value = TypeVar("Value")


class SegmentData:
    """What never changes of a segment: its arrays, and what was worked out of them."""

    def __init__(self, file: ArrayFile) -> None:
        self.file = file
        self._fields: dict[str, Field | None] = {}
        self._values: dict[str, SegmentValues] = {}

    def field(self, name: str) -> Field | None:
        """A field of it; None where no document has it."""
        if name not in self._fields:
            self._fields[name] = Field.read(self.file, name)
        return self._fields[name]

    def values(self, kind: str, size: int) -> SegmentValues | None:
        """The values of a kind that its documents have; None where none has any."""
        if kind not in self._values:
            field = self.field(kind)
            if field is None:
                return None
            self._values[kind] = SegmentValues(field, size)
        return self._values[kind]

    @cached_property
    def word_starts(self) -> WordStarts | None:
        """Where the words of its documents begin."""
        return WordStarts.read(self.file)


@dataclass(frozen=True)
class Part:
    """A segment within the whole: its documents are numbered from `base`."""

    data: SegmentData
    base: int
    count: int
    deleted: Array


class Snapshot:
    """A state of the index. Documents are numbered from 0 to `size`, deleted ones among them.

    Everything that a state holds is opened here: files that a newer state has done away with can
    be read on. `most_bytes` is what the lists that were read may take up in memory.
    """

    def __init__(
        self,
        index: FileIndex,
        analyser: Analyser,
        before: "Snapshot | None" = None,
        most_bytes: int = CACHE_BYTES,
    ) -> None:
        self.index, self.analyser = index, analyser
        self._build = Path(index.storage.folder)
        self._seen = 0  # when the build was changed last, if that is certain
        storage, contents = index.storage, index._read_toc()
        self.generation: int = contents.generation
        self._most_bytes = most_bytes
        known = before.segments if before else {}
        if not all(isinstance(segment, Segment) for segment in contents.segments):
            raise DamagedFileError("an older version made it")
        # What does not change from one state to the next stays open.
        self.segments: dict[str, SegmentData] = {
            segment.segment_id(): known.get(segment.segment_id())
            or SegmentData(ArrayFile(segment.path(storage)))
            for segment in contents.segments
        }
        self.parts: list[Part] = []
        self.size = 0
        for segment in contents.segments:
            data, count = self.segments[segment.segment_id()], segment.doc_count_all()
            self.parts.append(Part(data, self.size, count, segment.deleted()))
            self.size += count
        self.lives = np.ones(self.size, bool)
        for part in self.parts:
            self.lives[part.base + part.deleted] = False
        self.count = int(self.lives.sum())
        self._all_live = self.count == self.size
        self._cache: OrderedDict[tuple[str, ...], tuple[Any, int]] = OrderedDict()
        self._cached_bytes = 0
        self._lock = Lock()

    @property
    def state(self) -> tuple[Path, int]:
        """What no other state of any index has."""
        return self._build, self.generation

    def is_newest(self, build: Path) -> bool:
        """Whether this is still the newest state, if `build` is in service."""
        if build != self._build:
            return False
        try:
            changed = build.stat().st_mtime_ns
        except FileNotFoundError:
            return False
        if changed == self._seen:
            return True
        if self.generation != self.index.latest_generation():
            return False
        # A second change within the clock's step would look like the first.
        self._seen = changed if time.time_ns() - changed > _CLOCK_STEP else 0
        return True

    # --- Documents

    def _joined(self, name: str, dtype: Any) -> Array:
        arrays = [
            part.data.file[name] if name in part.data.file else np.zeros(part.count, dtype)
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

    @cached_property
    def everything(self) -> Array:
        """All documents that are not deleted."""
        return np.flatnonzero(self.lives).astype(np.int32)

    def lengths(self, field: str) -> Array:
        """How many words each has in a field; an array of the caller's own (float32)."""
        return self._joined(f"{field}.lengths", np.float32)

    def damping(self, field: str) -> Array:
        """How much the length of each in a field dampens what it holds, as `ranking` says."""

        def read() -> tuple[Array, int]:
            words = self.lengths(field)
            total = float(words[self.lives].sum())
            words *= np.float32(self.count / total if total else 0)
            damping = ranking.damping(words)
            return damping, damping.nbytes

        return self.kept(("damping", field), read)

    # --- Terms

    def postings(self, field: str, term: str) -> Postings | None:
        """The list of a term in the whole index, without deleted documents; None if none has it."""

        def read() -> tuple[Postings | None, int]:
            encoded, found = term.encode(), []
            for part in self.parts:
                lists = part.data.field(field)
                if lists is not None and (number := lists.number(encoded)) is not None:
                    found.append(self._in_whole(part, lists.postings(number)))
            whole = _together([p for p in found if len(p.docs)])
            return whole, whole.nbytes if whole else 0

        return self.kept(("postings", field, term), read)

    def _in_whole(self, part: Part, found: Postings) -> Postings:
        docs = found.docs.astype(np.int32)
        docs += part.base
        if self._all_live:
            return Postings(docs, found.counts, found.positions)
        kept = self.lives[docs]
        positions = found.positions
        if positions is not None:
            positions = positions[np.repeat(kept, found.counts)]
        return Postings(docs[kept], found.counts[kept], positions)

    def beginning(self, field: str, prefix: str) -> Iterator[tuple[Array, Array]]:
        """Documents that hold terms that begin so, and how often each: more than once, perhaps."""
        encoded = prefix.encode()
        for part in self.parts:
            lists = part.data.field(field)
            if lists is not None and (numbers := lists.beginning(encoded)):
                docs, counts = lists.run(numbers)
                docs = docs.astype(np.int32)
                docs += part.base
                kept = self.lives[docs]
                yield docs[kept], counts[kept]

    def positions_of_beginning(
        self, field: str, prefix: str, documents: Array
    ) -> Iterator[tuple[int, Array]]:
        """Which of these documents hold terms that begin so, and where: several times, perhaps."""
        encoded, sought = prefix.encode(), np.zeros(self.size, bool)
        sought[documents] = True
        for part in self.parts:
            lists = part.data.field(field)
            if lists is not None and (numbers := lists.beginning(encoded)):
                docs, counts = lists.run(numbers)
                positions = lists.positions_of(slice(numbers.start, numbers.stop))
                ends = np.cumsum(counts, dtype=np.int64)
                for at in np.flatnonzero(sought[part.base : part.base + part.count][docs]).tolist():
                    yield part.base + int(docs[at]), positions[ends[at] - counts[at] : ends[at]]

    def weighed(self, field: str, docs: Array, counts: Array) -> Array:
        """BM25 of something that these documents hold so often."""
        rarity = np.float32(ranking.rarity(len(docs), self.count))
        return rarity * ranking.saturation(counts.astype(np.float32), self.damping(field)[docs])

    def rarity(self, field: str, term: str) -> float:
        """How rare a term is, as `ranking` says; 0 where no document holds it."""
        found = self.postings(field, term)
        return ranking.rarity(len(found.docs), self.count) if found else 0.0

    def holds(self, field: str, term: str) -> bool:
        """Whether any document holds a term."""
        return self.postings(field, term) is not None

    def vocabulary(self, field: str) -> dict[str, int]:
        """All terms of a field with how many documents hold each, deleted ones among them."""
        found: dict[str, int] = {}
        for part in self.parts:
            lists = part.data.field(field)
            if lists is not None:
                for term, size in zip(lists.terms(), lists.sizes().tolist(), strict=True):
                    word = term.decode()
                    found[word] = found.get(word, 0) + size
        return found

    def facet(self, kind: str) -> Facet:
        """All values of a kind."""

        def read() -> tuple[Facet, int]:
            segments = [
                (values, part.base, part.base + part.count)
                for part in self.parts
                if (values := part.data.values(kind, part.count)) is not None
            ]
            return Facet(segments, self.lives), 0

        return self.kept(("facet", kind), read)

    # --- Function words

    def is_function_word(self, source: str, docs: Array, positions: Array) -> Array:
        """Whether a function word stands at each position of each document of an analysed text."""
        result = np.zeros(len(docs), bool)
        for part in self.parts:
            inside = np.flatnonzero((docs >= part.base) & (docs < part.base + part.count))
            if len(inside):
                bits, starts = (
                    part.data.file[f"{source}.stops"],
                    part.data.file[f"{source}.stops_at"],
                )
                local = docs[inside] - part.base
                places = starts[local].astype(np.int64) + positions[inside]
                # What lies beyond a text's last word is nothing.
                within = places < starts[local + 1]
                places = places[within]
                result[inside[within]] = (bits[places >> 3] >> (places & 7)) & 1
        return result

    # --- Places

    def word_starts(self, document: int, positions: Array) -> list[int] | None:
        """Where the words at these positions of a document begin in its text.

        None where an older version wrote the segment.
        """
        part = next(p for p in self.parts if p.base <= document < p.base + p.count)
        starts = part.data.word_starts
        return starts.of(document - part.base, positions) if starts else None

    # --- Cache

    def kept(self, key: tuple[str, ...], read: Callable[[], tuple[Value, int]]) -> Value:
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
                while self._cached_bytes > self._most_bytes and len(self._cache) > 1:
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
