"""Writing to the index: entries in, one segment out.

The words of all entries become numbers as they come in, one for each raw word; analysis happens
once for each of them, and the postings of a field are made in one sort.
"""

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from whoosh.index import TOC, LockError, clean_files
from whoosh.util.filelock import try_for

from search.analysis import PARAGRAPH_GAP, Analyser, Forms, loose
from search.arabic import STOP_WORDS, raw_words
from search.engines import postings
from search.engines.arrays import Array, ArrayFile, ArrayWriter, smallest
from search.engines.codec import ArrayCodec, Segment, field_names
from search.engines.postings import Inverted
from search.engines.schema import ANALYSED, VALUES, WITHOUT_POSITIONS, Entry

PATIENCE: Final = 30.0
"""Seconds to wait while another process writes."""

# Segments are merged while the next larger is at most so many times as large as those before it
# together: an article is rewritten a number of times that grows with the logarithm of the archive.
_GROWTH: Final = 2

_LINE_BREAK: Final = re.compile("[\n\r\u2028\u2029]+")


class Numbers(dict[str, int]):
    """Numbers words from nought, in the order in which they are first seen."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Texts:
    """The words of one analysed text of all entries, as numbers."""

    def __init__(self) -> None:
        self.words, self.positions, self.lengths = array("I"), array("I"), array("I")

    def add(self, text: str, numbers: Numbers) -> None:
        """Take in the text of one entry."""
        position, before = 0, len(self.words)
        for paragraph in _LINE_BREAK.split(text):
            found = raw_words(paragraph)
            if found:
                self.words.extend(map(numbers.__getitem__, found))
                self.positions.extend(range(position, position + len(found)))
                position += len(found) + PARAGRAPH_GAP
        self.lengths.append(len(self.words) - before)


class _Values:
    """The values of one kind of all entries."""

    def __init__(self) -> None:
        self._numbers, self._found, self._docs = Numbers(), array("I"), array("I")

    def add(self, values: Mapping[str, int], doc: int) -> None:
        """Take in the values of one entry."""
        for value, count in values.items():
            self._found.extend([self._numbers[value]] * count)
            self._docs.extend([doc] * count)

    def inverted(self) -> Inverted:
        """The lists of the values."""
        found, docs = np.array(self._found), np.array(self._docs)
        return postings.inverted(list(self._numbers), found, docs, None)


class Writer:
    """Everything that one commit changes; nothing of it shows before, or if an error comes.

    Waits for other processes that write; raises whoosh.index.LockError after PATIENCE seconds.
    `analyser` is asked when there are words to analyse, so nobody else writes meanwhile.
    """

    def __init__(self, index: Any, analyser: Callable[[], Analyser]) -> None:
        self._lock = index.lock("WRITELOCK")
        if not try_for(self._lock.acquire, timeout=PATIENCE, delay=0.02):
            raise LockError(
                f"another process has been writing the search index for {PATIENCE:.0f} s; "
                "try again when it has finished"
            )
        self._storage, self._name = index.storage, index.indexname
        self._analyser = analyser
        contents = index._read_toc()
        self._schema, self._generation = contents.schema, contents.generation + 1
        self._segments: list[Segment] = list(contents.segments)
        self._words = Numbers()
        self._texts = {name: _Texts() for name in ANALYSED}
        self._values = {name: _Values() for name in VALUES}
        self._pks, self._days = array("q"), array("i")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._commit()
        finally:
            self._lock.release()

    def delete(self, pks: Collection[int]) -> None:
        """Take the entries of these articles out."""
        for segment in self._segments:
            known = ArrayFile(segment.path(self._storage))["pk"]
            for document in np.flatnonzero(np.isin(known, list(pks))).tolist():
                segment.delete_document(document)

    def clear(self) -> None:
        """Take every entry out."""
        self._segments = []

    def add(self, entry: Entry) -> None:
        """Take an entry in; one that the article has already must be deleted first."""
        for name, texts in self._texts.items():
            texts.add(entry.texts.get(name, ""), self._words)
        for name, values in self._values.items():
            values.add(entry.values.get(name, {}), len(self._pks))
        self._pks.append(entry.pk)
        self._days.append(entry.published.toordinal() if entry.published else 0)

    def _commit(self) -> None:
        kept = [segment for segment in self._segments if segment.doc_count()]
        if self._pks:
            kept.append(self._flush())
        kept = self._merge(kept)
        TOC(self._schema, kept, self._generation).write(self._storage, self._name)
        clean_files(self._storage, self._name, self._generation, kept)

    def _flush(self) -> Segment:
        """Write what was added as a segment."""
        fields: dict[str, Inverted] = {}
        numbers: dict[str, Array] = {}
        forms = list(map(self._analyser().forms, self._words))
        for source, targets in ANALYSED.items():
            texts = self._texts[source]
            words, lengths = np.array(texts.words), np.array(texts.lengths)
            docs = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
            for name, form in targets.items():
                positions = None if name in WITHOUT_POSITIONS else np.array(texts.positions)
                fields[name] = _field(forms, form, words, docs, positions)
                numbers[f"{name}.lengths"] = _lengths(fields[name], len(lengths))
            places = np.array(texts.positions, np.int64)
            numbers |= _function_words(source, forms, words, docs, places, len(lengths))
        for name, values in self._values.items():
            fields[name] = values.inverted()
        numbers["pk"], numbers["day"] = np.array(self._pks), np.array(self._days)
        return self._write(fields, numbers, len(self._pks))

    def _write(
        self, fields: Mapping[str, Inverted], numbers: Mapping[str, Array], count: int
    ) -> Segment:
        segment = ArrayCodec().new_segment(self._storage, self._name)
        segment.set_doc_count(count)
        with ArrayWriter(segment.path(self._storage)) as file:
            for name, field in fields.items():
                postings.write(file, name, field)
            for name, array_of_all in numbers.items():
                file.add(name, smallest(array_of_all) if name != "day" else array_of_all)
        return segment

    def _merge(self, segments: Iterable[Segment]) -> list[Segment]:
        """Join the smallest segments while that costs little, so that they stay few."""
        by_size = sorted(segments, key=lambda segment: segment.doc_count())
        group = by_size[:1]
        for segment in by_size[1:]:
            if segment.doc_count() > _GROWTH * sum(s.doc_count() for s in group):
                break
            group.append(segment)
        if len(group) < 2:
            return by_size
        return [self._joined(group), *by_size[len(group) :]]

    def _joined(self, segments: list[Segment]) -> Segment:
        files = [ArrayFile(segment.path(self._storage)) for segment in segments]
        new_numbers, kept, count = [], [], 0
        for segment in segments:
            lives = np.ones(segment.doc_count_all(), bool)
            lives[segment.deleted()] = False
            new_numbers.append(np.where(lives, count + np.cumsum(lives) - 1, -1))
            kept.append(lives)
            count += int(lives.sum())
        names = {name: None for file in files for name in field_names(file)}
        fields = {
            name: postings.merged(
                [
                    (postings.Field(file, name).inverted(), numbers)
                    for file, numbers in zip(files, new_numbers, strict=True)
                ]
            )
            for name in names
        }
        per_document = ["pk", "day", *(name for name in files[0] if name.endswith(".lengths"))]
        numbers = {
            name: np.concatenate(
                [file[name][lives] for file, lives in zip(files, kept, strict=True)]
            )
            for name in per_document
        }
        for source in ANALYSED:
            numbers.update(_joined_bits(source, files, kept))
        return self._write(fields, numbers, count)


def _joined_bits(source: str, files: list[ArrayFile], kept: list[Array]) -> dict[str, Array]:
    """The function words of the documents that are kept of several segments."""
    runs, lengths = [], []
    for file, lives in zip(files, kept, strict=True):
        starts = file[f"{source}.stops_at"].astype(np.int64)
        reach = starts[1:] - starts[:-1]
        bits = np.unpackbits(file[f"{source}.stops"], count=int(reach.sum()), bitorder="little")
        runs.append(bits[np.repeat(lives, reach)])
        lengths.append(reach[lives])
    return {
        f"{source}.stops": np.packbits(np.concatenate(runs), bitorder="little"),
        f"{source}.stops_at": np.concatenate(([0], np.cumsum(np.concatenate(lengths)))),
    }


def _field(
    forms: list[Forms], form: str, words: Array, docs: Array, positions: Array | None
) -> Inverted:
    """The lists of one form of the words of a text."""
    terms = Numbers()
    if form == "loose":
        pairs = [(*loose(f), "", "")[:2] for f in forms]
        of_word = np.array([[terms[t] if t else -1 for t in pair] for pair in pairs], np.int32)
        of_word = of_word.reshape(-1, 2)
        # The two kinds of loose form never look the same, so each list stays in order.
        occurrences = np.concatenate([of_word[words, 0], of_word[words, 1]])
        return postings.inverted(list(terms), occurrences, np.concatenate([docs, docs]), None)
    of_word = np.array([terms[getattr(f, form)] for f in forms], np.int32)
    return postings.inverted(list(terms), of_word[words], docs, positions)


def _function_words(
    source: str, forms: list[Forms], words: Array, docs: Array, places: Array, count: int
) -> dict[str, Array]:
    """Which words of each text are function words, one bit for each position.

    A phrase may have one between its words, and two words beside each other in a query may have
    some between them in a text.
    """
    reach = np.zeros(count, np.int64)
    np.maximum.at(reach, docs, places + 1)
    starts = np.concatenate(([0], np.cumsum(reach)))
    bits = np.zeros(starts[-1], np.uint8)
    is_function_word = np.array([form.text in STOP_WORDS for form in forms], bool)
    of_these = is_function_word[words] if len(forms) else np.zeros(0, bool)
    bits[starts[docs[of_these]] + places[of_these]] = 1
    return {f"{source}.stops": np.packbits(bits, bitorder="little"), f"{source}.stops_at": starts}


def _lengths(field: Inverted, count: int) -> Array:
    """How many words each document has in a field."""
    return np.bincount(field.docs, field.counts, count).astype(np.int64)
