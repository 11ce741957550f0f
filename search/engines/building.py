"""Making a whole index from the archive, on every core there is.

Each process takes some thousand articles at a time from the database and puts their words aside, as
numbers. When all words are counted, because what they are depends on it, each batch is written as
a segment. All segments are joined in the end.
"""

import gc
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any, Final, NamedTuple

import django
import numpy as np
from haystack import connections
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search import lexicon
from search.analysis import Analyser, built_in
from search.caching import FEW_WORDS, Cache
from search.engines.arrays import ArrayFile, DamagedFileError
from search.engines.codec import Segment
from search.engines.entries import entries_of
from search.engines.folder import LEXICON, NAME, write_contents
from search.engines.memory import give_back
from search.engines.merging import joined
from search.engines.segments import SegmentMaker, Vocabulary
from search.lexicon import Lexicon

BATCH: Final = 16_000
"""Articles that a process holds in memory at once, as numbers."""
SMALL_BATCH: Final = 250
"""The same where memory is dear; each batch is a segment that has to be joined."""
LEAST_BATCH: Final = 1_000
"""Articles for which a batch of their own pays."""
WORTH_PROCESSES: Final = 10_000
"""Articles from which on starting more processes pays."""
_CHUNK: Final = 500
"""Articles that are fetched from the database in one go."""
_MOST_JOINED: Final = 16
"""Segments that are joined in one go."""

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how many articles of it, and of how many."""
Run = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""Gives what a function makes of each of some items, in their order."""


def quiet(step: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""


class Batch(NamedTuple):
    """The articles with ids from `first` to `last`, as a process is told of them."""

    alias: str
    model: Any
    build: Path
    first: int
    last: int

    def articles(self) -> Iterator[Any]:
        """Those of them that belong into the index."""
        found = self.index.index_queryset().filter(pk__range=(self.first, self.last))
        for number, article in enumerate(found.order_by("pk").iterator(chunk_size=_CHUNK), 1):
            yield article
            if not number % _CHUNK:
                gc.collect(0)  # articles and what was fetched with them know each other

    @property
    def aside(self) -> Path:
        """Where its words are put aside."""
        return self.build / f"{self.first}.words"

    @property
    def index(self) -> Any:
        """Haystack's description of what to index."""
        return connections[self.alias].get_unified_index().get_index(self.model)

    @property
    def storage(self) -> FileStorage:
        """Where the index is made."""
        return FileStorage(str(self.build))


def build(
    alias: str,
    index: Any,
    folder: Path,
    progress: Progress,
    processes: int = 0,
    sparing: bool = False,
) -> int:
    """Fill an empty build and check it; returns how many entries it holds.

    `processes` is how many to use (0: as many as pay). With `sparing` it takes little memory and
    three times as long: where articles are many each step has a process of its own, one after the
    other, whose memory ends with it. Raises DamagedFileError where the disk does not give back what
    was written.
    """
    ids = np.fromiter(index.index_queryset().order_by("pk").values_list("pk", flat=True), np.int64)
    processes = processes or (_cores() if len(ids) >= WORTH_PROCESSES else 1)
    size = BATCH
    if sparing:
        processes, size = 1, SMALL_BATCH
    with _pool(processes, sparing and len(ids) > SMALL_BATCH) as run:
        batches = list(_batches(alias, index, folder, ids, processes, size))

        def told(step: str, results: Iterable[Any]) -> Iterator[Any]:
            for batch, result in zip(batches, results, strict=True):
                progress(step, int(ids.searchsorted(batch.last, side="right")), len(ids))
                yield result

        parts = told("reading", run(_put_aside, batches))
        if sparing:
            list(run(partial(_learn, folder), [list(parts)]))
        else:
            _learn(folder, parts)  # while others are read
        segments = list(told("writing", run(_segment, batches)))
        _vocabulary.cache_clear()
        count = sum(int(segment.doc_count()) for segment in segments)
        while len(segments) > 1:
            group, segments = segments[:_MOST_JOINED], segments[_MOST_JOINED:]
            segments += run(partial(_join, folder), [group])
    storage = FileStorage(str(folder))
    contents = TOC.read(storage, NAME)
    write_contents(TOC(contents.schema, segments, contents.generation + 1), storage)
    verify(folder, count)
    return count


def verify(folder: Path, count: int) -> None:
    """Read a whole build; raises DamagedFileError where it is not `count` entries as written."""
    storage = FileStorage(str(folder))
    known: list[int] = []
    for segment in TOC.read(storage, NAME).segments:
        file = ArrayFile(segment.path(storage))
        file.verify()
        known += file["pk"].tolist()
    if len(known) != count or len(set(known)) != count:
        raise DamagedFileError(f"{folder} holds {len(set(known))} articles instead of {count}")


# --- Words ------------------------------------------------------------------------------------


def learn(folder: Path, lexicons: Iterable[Lexicon]) -> None:
    """Keep what the words of an archive say beside its index; nothing where they say too little."""
    (lexicon.learn(lexicons) or Lexicon()).write(folder / LEXICON)


def analyser(folder: Path) -> Analyser:
    """The analysis that a build was made with; raises DamagedFileError where it is lost."""
    try:
        learned = lexicon.load(folder / LEXICON)
    except FileNotFoundError:
        raise DamagedFileError(f"{folder / LEXICON} is lost") from None
    return Analyser(learned) if learned.counts else built_in()


# --- In each process --------------------------------------------------------------------------


def _put_aside(batch: Batch) -> Path:
    """Put the words of a batch aside; returns where it is kept what they say."""
    maker = SegmentMaker()
    with _nothing_to_collect():
        for entry in entries_of(batch.index, batch.articles()):
            maker.add(entry)
        said = batch.aside.with_suffix(".said")
        lexicon.of_words(maker.counts()).write(said)
        with batch.aside.open("wb") as file:
            pickle.dump(maker, file)
    return said


def _learn(folder: Path, parts: Iterable[Path]) -> None:
    """Learn from what the words of all batches say."""

    def read() -> Iterator[Lexicon]:
        for part in parts:
            yield lexicon.load(part)
            part.unlink()

    learn(folder, read())


def _segment(batch: Batch) -> Segment:
    """Write what was put aside of a batch."""
    vocabulary = _vocabulary(batch.build)
    with _nothing_to_collect():
        with batch.aside.open("rb") as file:
            maker: SegmentMaker = pickle.load(file)
        batch.aside.unlink()
        return maker.write(batch.storage, NAME, vocabulary)


def _join(folder: Path, group: Sequence[Segment]) -> Segment:
    """Make one segment of some."""
    storage = FileStorage(str(folder))
    made = joined(storage, NAME, group)
    for segment in group:
        segment.path(storage).unlink()
    give_back()
    return made


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Keep Python from looking for garbage in what is being made: a third of the time is that."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        give_back()


@lru_cache(maxsize=1)
def _vocabulary(build: Path) -> Vocabulary:
    vocabulary = Vocabulary(analyser(build))
    give_back()  # what reading lexicon and names took
    return vocabulary


# --- Sharing out ------------------------------------------------------------------------------


def _batches(
    alias: str, index: Any, folder: Path, ids: Any, processes: int, size: int
) -> Iterator[Batch]:
    # As many for each process, so that none waits for the last; and few, for each batch has most
    # words of the language to read, to sort and to join.
    count = processes * -(-len(ids) // (processes * size))
    each = max(-(-len(ids) // max(count, 1)), min(LEAST_BATCH, size))
    edges = [*range(0, len(ids), each), len(ids)] if len(ids) else [0]
    for start, end in pairwise(edges):
        yield Batch(alias, index.get_model(), folder, int(ids[start]), int(ids[end - 1]))


@contextmanager
def _pool(processes: int, apart: bool) -> Iterator[Run]:
    """What runs functions here, or in other processes, which start with nothing of this one.

    With `apart` each run has another process, which remembers few words.
    """
    if apart:
        give_back()
        yield _apart
    elif processes <= 1:
        yield map
        give_back()
    else:
        with _others(processes, Cache.MOST_WORDS) as executor:
            yield executor.map


def _apart(function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
    with _others(1, FEW_WORDS) as executor:
        yield from executor.map(function, items)


@contextmanager
def _others(processes: int, words: int) -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(processes, context, _begin, (words,))
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _begin(words: int) -> None:
    """Set a process up that ends with the one that started it, even where that one is killed.

    It remembers so many words.
    """
    Cache.MOST_WORDS = words
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    Thread(target=end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this
    django.setup()


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
