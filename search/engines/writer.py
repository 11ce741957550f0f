"""Writing to the index: everything that one commit changes."""

from collections.abc import Callable, Collection
from types import TracebackType
from typing import Final, Self

import numpy as np
from whoosh.index import TOC, FileIndex, clean_files

from search.analysis import Analyser
from search.engines.arrays import ArrayFile
from search.engines.codec import Segment
from search.engines.folder import write_contents
from search.engines.merging import joined
from search.engines.schema import Entry
from search.engines.segments import SegmentMaker, Vocabulary

BATCH: Final = 4_000
"""Entries that are held in memory before they are written as a segment."""
MOST_MERGED: Final = 10_000
"""Entries that a commit writes anew at most; joining them takes about a second."""

MOST_SEGMENTS: Final = 8
"""Segments that searches go through without a reader's noticing."""
MOST_DEAD: Final = 0.25
"""Deleted entries beside one that is alive."""

# Segments are merged while the next larger is at most so many times as large as those before it
# together: an article is rewritten a number of times that grows with the logarithm of the archive.
_GROWTH: Final = 2


class Writer:
    """Everything that one commit changes; nothing of it shows before, or if an error comes.

    Only one may be at work on an index: see `folder.IndexFolder.writing`. `analyser` is asked when
    there are words to analyse. `touched` are the articles that were taken out or in.
    """

    def __init__(self, index: FileIndex, analyser: Callable[[], Analyser]) -> None:
        self._storage, self._name = index.storage, index.indexname
        self._analyser = analyser
        contents = index._read_toc()
        self._schema, self._generation = contents.schema, contents.generation + 1
        self._segments: list[Segment] = list(contents.segments)
        self._before = list(contents.segments)
        self._maker = SegmentMaker()
        self._vocabulary: Vocabulary | None = None
        self._compacts = False
        self.touched: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        committed = False
        try:
            if error is None:
                self._commit()
                committed = True
        finally:
            # Of what failed nothing is left lying about; of what succeeded, nothing older.
            generation = self._generation if committed else self._generation - 1
            kept = self._segments if committed else self._before
            clean_files(self._storage, self._name, generation, kept)

    def delete(self, pks: Collection[int]) -> None:
        """Take the entries of these articles out."""
        self.touched.update(pks)
        for segment in self._segments:
            known = ArrayFile(segment.path(self._storage))["pk"]
            for document in np.flatnonzero(np.isin(known, list(pks))).tolist():
                segment.delete_document(document)

    def compact(self) -> None:
        """Join all segments with the commit, if they are many or much of them was deleted."""
        dead = sum(segment.deleted_count() for segment in self._segments)
        live = sum(segment.doc_count() for segment in self._segments)
        self._compacts = len(self._segments) > MOST_SEGMENTS or dead > MOST_DEAD * live

    def add(self, entry: Entry) -> None:
        """Take an entry in; one that the article has already must be deleted first."""
        self.touched.add(entry.pk)
        self._maker.add(entry)
        if len(self._maker) == BATCH:
            self._flush()

    def _flush(self) -> None:
        """Make a segment of what was added since the last."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self._analyser())
        self._segments.append(self._maker.write(self._storage, self._name, self._vocabulary))
        self._maker = SegmentMaker()

    def _commit(self) -> None:
        if len(self._maker):
            self._flush()
        self._segments = self._merge([s for s in self._segments if s.doc_count()])
        write_contents(TOC(self._schema, self._segments, self._generation), self._storage)

    def _merge(self, segments: list[Segment]) -> list[Segment]:
        """Join the smallest segments while that costs little, so that they stay few."""
        if self._compacts and segments:
            return [joined(self._storage, self._name, segments)]
        by_size = sorted(segments, key=lambda segment: segment.doc_count())
        group = by_size[:1]
        for segment in by_size[1:]:
            count, together = segment.doc_count(), sum(s.doc_count() for s in group)
            if count > _GROWTH * together or count + together > MOST_MERGED:
                break
            group.append(segment)
        if len(group) < 2:
            return by_size
        return [joined(self._storage, self._name, group), *by_size[len(group) :]]
