"""One run over an archive of one size: everything built, then rounds in which all take turns."""

import json
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.engines import documents as corpus
from benchmarks.engines.analysed import analysed, analyser, rows, write
from benchmarks.engines.asked import alike, stems
from benchmarks.engines.peer import Peer, Question, Timing
from benchmarks.engines.peers import peer
from benchmarks.engines.queries import Query, drawn

TURN: Final = 25
"""Queries that an engine is asked before it is the next one's turn."""
Ask: TypeAlias = Callable[[int, int], dict[str, Any]]
"""Asks the questions between two numbers."""


@dataclass(frozen=True)
class Plan:
    """What is to be measured."""

    files: Sequence[Path]
    documents: int | None
    peers: Sequence[str]
    queries: int
    rounds: int
    sample: int | None = None


@dataclass(frozen=True)
class Built:
    """How indexing went: memory is the most that the process held."""

    count: int
    seconds: float
    bytes: int
    peak: int | None


@dataclass
class Row:
    """What one row of the tables is made of."""

    name: str
    note: str
    built: Built
    rounds: list[Timing] = field(default_factory=list)
    resident: int | None = None
    private: int | None = None


@dataclass(frozen=True)
class Measured:
    """One run: `analysis` is documents a second that were analysed for the peers."""

    times: int
    count: int
    analysis: float
    queries: Sequence[Query]
    rows: Sequence[Row]


def measured(plan: Plan, times: int, folder: Path) -> Measured:
    """Build what is not in the folder from an earlier run, and measure."""
    folder.mkdir(parents=True, exist_ok=True)
    found = corpus.read(plan.files)[: plan.documents]
    analysis, queries = _prepare(plan, found, times, folder)
    count = len(found) * times
    del found
    usable = {key: peer(key) for key in _usable(plan.peers, times)}
    built = {key: _built(key, kind, plan, folder) for key, kind in usable.items()}
    rows = {
        (key, row): Row(_name(kind, row, built[key], count), kind.note, built[key])
        for key, kind in usable.items()
        for row in kind.rows
    }
    with ExitStack() as stack:
        asking = {
            key: stack.enter_context(_searching(key, kind, plan, folder))
            for key, kind in usable.items()
        }
        for number in range(plan.rounds + 1):
            _say(f"x{times}: round {number} of {plan.rounds}")
            # The first round brings the files into memory; it is not counted.
            ready = {key: ask for key, ask in asking.items() if number or usable[key].every == 1}
            timings = _round(ready, len(queries), rows)
            for row, timing in timings.items() if number else ():
                rows[row].rounds.append(timing)
    return Measured(times, count, analysis, queries, list(rows.values()))


def _round(
    asking: Mapping[str, Ask], count: int, rows: Mapping[tuple[str, str], Row]
) -> dict[tuple[str, str], Timing]:
    """Everything asked of everyone, a few queries at a time so that all meet the same weather."""
    timings = {key: Timing() for key in rows}
    for start in range(0, count, TURN):
        for key, ask in asking.items():
            answer = ask(start, start + TURN)
            for name, told in answer["rows"].items():
                row, timing = rows[key, name], timings[key, name]
                timing.seconds |= {int(at): value for at, value in told["seconds"].items()}
                timing.totals |= {int(at): value for at, value in told["totals"].items()}
                row.resident = answer["memory"]["resident"]
                row.private = answer["memory"]["private"]
    return timings


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _prepare(
    plan: Plan, found: Sequence[corpus.Document], times: int, folder: Path
) -> tuple[float, list[Query]]:
    """Documents and questions in files, as the workers take them; speed of analysis, queries."""
    documents, words, told = folder / "documents", folder / "analysed", folder / "prepared"
    if told.exists():
        rate, queries = pickle.loads(told.read_bytes())
        return rate, queries
    _say(f"x{times}: documents")
    write(documents, corpus.multiplied(found, times))
    by = analyser(rows(documents, corpus.Document))
    vocabulary: set[str] = set()

    def every() -> Iterator[object]:
        for number, document in enumerate(rows(documents, corpus.Document)):
            if number % 1000 == 0:
                _say(f"x{times}: {number:,} documents analysed")
            one = analysed(document, by)
            vocabulary.update(one.text.split(" "))
            yield one

    start = time.perf_counter()
    write(words, every())
    rate = len(found) * times / (time.perf_counter() - start)
    queries = drawn(found, plan.queries)

    def is_known(text: str) -> bool:
        return not vocabulary.isdisjoint(by.stems(text))

    questions = [Question(q, stems(q.text, by), alike(q.text, by, is_known)) for q in queries]
    (folder / "questions").write_bytes(pickle.dumps(questions))
    told.write_bytes(pickle.dumps((rate, queries)))
    return rate, queries


def _usable(peers: Sequence[str], times: int) -> Iterator[str]:
    for key in peers:
        try:
            kind = peer(key)
            missing = kind.missing()
        except ImportError as error:
            missing = error.name
        if missing:
            print(f"{key} is left out: there is no {missing} here.\n", flush=True)
        elif kind.largest is None or times <= kind.largest:
            yield key


def _name(kind: type[Peer], row: str, built: Built, count: int) -> str:
    name = f"{kind.name}, {row}" if row else kind.name
    return name if built.count == count else f"{name} ({built.count:,} documents)"


def _command(task: str, key: str, kind: type[Peer], plan: Plan, folder: Path) -> list[str]:
    sample = [str(plan.sample)] if plan.sample else []
    module = "benchmarks.engines.worker"
    return [*kind.command, sys.executable, "-m", module, task, key, str(folder), *sample]


def _built(key: str, kind: type[Peer], plan: Plan, folder: Path) -> Built:
    answer = folder / key / "built.json"
    if not answer.exists():
        _say(f"{key}: indexing")
        shutil.rmtree(folder / key, ignore_errors=True)
        command = _command("build", key, kind, plan, folder)
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        answer.write_text(done.stdout)
    told = json.loads(answer.read_text())
    return Built(told["count"], told["seconds"], told["bytes"], told["memory"]["peak"])


@contextmanager
def _searching(key: str, kind: type[Peer], plan: Plan, folder: Path) -> Iterator[Ask]:
    command = _command("search", key, kind, plan, folder)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        asks, answers = process.stdin, process.stdout
        assert asks is not None
        assert answers is not None

        def ask(start: int, end: int) -> dict[str, Any]:
            asks.write(f"{start} {end}\n")
            asks.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer

        yield ask
