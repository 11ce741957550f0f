"""What an engine must do to be measured."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.engines.asked import Asked
from benchmarks.engines.queries import KINDS, Query

PAGE = 20


@dataclass(frozen=True)
class Question:
    """A query as typed, and as terms in the two readings of `asked`."""

    query: Query
    stems: Asked
    alike: Asked


@dataclass(frozen=True)
class Answer:
    """Numbers of the best documents, the exact total, counts of each facet's values.

    What an engine cannot tell is None.
    """

    numbers: list[int]
    total: int | None = None
    facets: dict[str, dict[str, int]] | None = None


@dataclass(frozen=True)
class Files:
    """Where the documents are, as they came and analysed, and the folder for the index.

    `sample` is how many documents a peer takes that is too slow for all.
    """

    documents: Path
    analysed: Path
    index: Path
    sample: int | None = None


@dataclass
class Timing:
    """Seconds of the queries that a peer was asked, with the totals found, by their numbers."""

    seconds: dict[int, float] = field(default_factory=dict)
    totals: dict[int, int | None] = field(default_factory=dict)


class Peer:
    """An engine: `build` in one process, then `open` and rounds of searches in another."""

    name: ClassVar[str]
    rows: ClassVar[tuple[str, ...]] = ("",)
    """What is said beside the name for each time that a round asks the same, in that order."""
    kinds: ClassVar[tuple[str, ...]] = KINDS
    every: ClassVar[int] = 1
    """Asked only every so manyth query, if it is slow."""
    largest: ClassVar[int | None] = None
    """How many times the corpus it is measured with at most."""
    command: ClassVar[tuple[str, ...]] = ()
    """What its processes are run by."""
    note: ClassVar[str] = ""
    """What the reader of the table must know."""

    @classmethod
    def missing(cls) -> str | None:
        """What it needs and this machine does not have."""
        return None

    def __init__(self, files: Files) -> None:
        self.files = files

    def prepare(self) -> None:
        """What is there before anything is indexed; it is not timed."""

    def build(self) -> int:
        """Index the documents and say how many there were."""
        raise NotImplementedError

    def open(self) -> None:
        """Open the index for searching."""
        raise NotImplementedError

    def understood(self, question: Question) -> Any:
        """A question as `search` takes it; not a part of what is measured."""
        raise NotImplementedError

    def search(self, understood: Any) -> Answer:
        """Answer it."""
        raise NotImplementedError

    def begin(self) -> None:
        """Be as at the beginning of a round."""

    def timed(self, questions: Mapping[int, Question]) -> Timing:
        """Ask of these whatever this engine understands."""
        timing = Timing()
        for number, question in questions.items():
            if question.query.kind not in self.kinds or number % self.every:
                continue
            understood = self.understood(question)
            start = time.perf_counter()
            answer = self.search(understood)
            timing.seconds[number] = time.perf_counter() - start
            timing.totals[number] = answer.total
        return timing

    def size(self) -> int:
        """Bytes of the index on disk."""
        return sum(p.stat().st_size for p in self.files.index.rglob("*") if p.is_file())

    def close(self) -> None:
        """Let go of what it holds."""

    def other_process(self) -> int | None:
        """The id of the process that holds the index, if it is not this one."""
        return None
