"""What an engine must do to be measured."""

import time
from collections.abc import Sequence
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
    """Seconds of each query of one round, in order, with the totals found."""

    seconds: list[float] = field(default_factory=list)
    totals: list[int | None] = field(default_factory=list)


class Peer:
    """An engine: `build` in one process, then `open` and rounds of searches in another."""

    name: ClassVar[str]
    rows: ClassVar[tuple[str, ...]] = ("",)
    """Rows of the table that a round fills, by what is said of them beside the name."""
    kinds: ClassVar[tuple[str, ...]] = KINDS
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

    def round(self, questions: Sequence[Question]) -> dict[str, Timing]:
        """Ask everything once, and time it: a Timing for each of `rows`."""
        return {"": self.timed(questions)}

    def timed(self, questions: Sequence[Question]) -> Timing:
        """Ask every question that this engine understands."""
        timing = Timing()
        for question in questions:
            if question.query.kind not in self.kinds:
                continue
            understood = self.understood(question)
            start = time.perf_counter()
            answer = self.search(understood)
            timing.seconds.append(time.perf_counter() - start)
            timing.totals.append(answer.total)
        return timing

    def size(self) -> int:
        """Bytes of the index on disk."""
        return sum(p.stat().st_size for p in self.files.index.rglob("*") if p.is_file())

    def close(self) -> None:
        """Let go of what it holds."""

    def other_process(self) -> int | None:
        """The id of the process that holds the index, if it is not this one."""
        return None
