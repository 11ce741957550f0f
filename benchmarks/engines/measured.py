"""One run over an archive of one size: everything built, then rounds in which all take turns."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.engines.peer import Peer, Timing
from benchmarks.engines.peers import peer
from benchmarks.engines.preparation import Plan, analyse, prepare, say
from benchmarks.engines.queries import Query

TURN: Final = 25
"""Queries that an engine is asked before it is the next one's turn."""
Ask: TypeAlias = Callable[[int, int], dict[str, Any]]
"""Asks the questions between two numbers."""


@dataclass(frozen=True)
class Built:
    """How indexing went: memory is the most that the process held."""

    count: int
    seconds: float
    bytes: int
    peak: int | None


@dataclass
class Row:
    """What one row of the tables is made of; an engine may have several."""

    engine: str
    name: str
    note: str
    built: Built
    rounds: list[Timing] = field(default_factory=list)
    resident: int | None = None
    private: int | None = None

    def quiet(self) -> Timing:
        """The quickest time of each query: what it takes when nothing else is running."""
        best = {n: min(r.seconds[n] for r in self.rounds) for n in self.rounds[0].seconds}
        return Timing(best, self.rounds[0].totals)


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
    ready = prepare(plan, times, folder)
    analysis = analyse(ready, folder)
    kinds = {key: peer(key) for key in usable(plan.peers, times)}
    built = {key: build(key, kind, plan, folder) for key, kind in kinds.items()}
    rows = {}
    for key, kind in kinds.items():
        engine = _name(kind, built[key], ready.count)
        for said in kind.rows:
            name = f"{engine}, {said}" if said else engine
            rows[key, said] = Row(engine, name, kind.note, built[key])
    with ExitStack() as stack:
        asking = {
            key: stack.enter_context(_searching(key, kind, plan, folder))
            for key, kind in kinds.items()
        }
        for number in range(plan.rounds + 1):
            say(f"x{times}: round {number} of {plan.rounds}")
            # The first round brings the files into memory; it is not counted.
            turns = {key: ask for key, ask in asking.items() if number or kinds[key].every == 1}
            timings = _round(turns, len(ready.queries), rows)
            for row, timing in timings.items() if number else ():
                rows[row].rounds.append(timing)
    return Measured(times, ready.count, analysis, ready.queries, list(rows.values()))


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


def usable(peers: Sequence[str], times: int) -> Iterator[str]:
    """Those that can be measured here with an archive of that size."""
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


def _name(kind: type[Peer], built: Built, count: int) -> str:
    return kind.name if built.count == count else f"{kind.name} ({built.count:,} documents)"


def _command(task: str, key: str, kind: type[Peer], plan: Plan, folder: Path) -> list[str]:
    sample = [str(plan.sample)] if plan.sample else []
    module = "benchmarks.engines.worker"
    return [*kind.command, sys.executable, "-m", module, task, key, str(folder), *sample]


def build(key: str, kind: type[Peer], plan: Plan, folder: Path) -> Built:
    """Index the documents of a folder in a process of its own, unless that was done before."""
    answer = folder / key / "built.json"
    if not answer.exists():
        say(f"{key}: indexing")
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
