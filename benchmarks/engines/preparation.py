"""What is made ready before anything is measured: documents and questions, in files."""

import pickle
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engines.analysed import Analysed, analysed, analyser, rows, write
from benchmarks.engines.asked import alike, stems
from benchmarks.engines.documents import Document, multiplied, read
from benchmarks.engines.peer import Question
from benchmarks.engines.queries import Query, drawn


@dataclass(frozen=True)
class Plan:
    """What is to be measured: `documents` of the files at most, `sample` of them by slow peers."""

    files: Sequence[Path]
    documents: int | None
    peers: Sequence[str]
    queries: int
    rounds: int
    sample: int | None = None


@dataclass(frozen=True)
class Ready:
    """How many documents there are, and what is asked."""

    count: int
    queries: Sequence[Query]


def prepare(plan: Plan, times: int, folder: Path) -> Ready:
    """Write the documents, unless an earlier run did, and draw the queries."""
    told = folder / "ready"
    if not told.exists():
        folder.mkdir(parents=True, exist_ok=True)
        say(f"x{times}: documents")
        found = read(plan.files)[: plan.documents]
        write(folder / "documents", multiplied(found, times))
        ready = Ready(len(found) * times, drawn(found, plan.queries))
        told.write_bytes(pickle.dumps(ready))
    known = pickle.loads(told.read_bytes())
    assert isinstance(known, Ready)
    return known


def analyse(ready: Ready, folder: Path) -> float:
    """Write the documents and questions in analysed words; how many documents a second."""
    told = folder / "analysed.rate"
    if told.exists():
        return float(told.read_text())
    documents = folder / "documents"
    by = analyser(rows(documents, Document))
    vocabulary: set[str] = set()

    def every() -> Iterator[Analysed]:
        for number, document in enumerate(rows(documents, Document)):
            if number % 1000 == 0:
                say(f"{number:,} of {ready.count:,} documents analysed")
            one = analysed(document, by)
            vocabulary.update(one.text.split(" "))
            yield one

    start = time.perf_counter()
    write(folder / "analysed", every())
    rate = ready.count / (time.perf_counter() - start)

    def is_known(text: str) -> bool:
        return not vocabulary.isdisjoint(by.stems(text))

    questions = [Question(q, stems(q.text, by), alike(q.text, by, is_known)) for q in ready.queries]
    (folder / "questions").write_bytes(pickle.dumps(questions))
    told.write_text(str(rate))
    return rate


def say(text: str) -> None:
    """Tell whoever waits at a terminal how far it is."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
