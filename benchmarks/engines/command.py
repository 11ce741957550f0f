"""The command line that the benchmarks of engines and of pages share."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.engines.preparation import Plan
from benchmarks.site import own_site

Run = TypeVar("Run")


def measure(
    program: str,
    about: str,
    known: Sequence[str],
    measured: Callable[[Plan, int, Path], Run],
    tables: Callable[[Run], str],
    growth: Callable[[Sequence[Run]], str],
) -> None:
    """Read the command line, measure archives of every size asked for, and print tables."""
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--times", nargs="+", type=int, default=[1], help="sizes of the archive")
    parser.add_argument("--documents", type=int, help="take only the first so many")
    parser.add_argument("--only", default=",".join(known), help="these alone, by commas")
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sample", type=int, help="documents for stock Haystack, which is slow")
    parser.add_argument("--folder", type=Path, help="keeps what is built, for another such run")
    asked = parser.parse_args()
    peers = asked.only.split(",")
    if unknown := set(peers) - set(known):
        parser.error(f"no such thing to measure: {', '.join(unknown)} (but {', '.join(known)})")
    if missing := [str(path) for path in asked.files if not path.is_file()]:
        parser.error(f"no such file: {', '.join(missing)}")
    rounds = max(asked.rounds, 1)
    plan = Plan(asked.files, asked.documents, peers, asked.queries, rounds, asked.sample)
    runs = []
    # Queries are read here as well, with the names of an archive.
    with own_site() as temporary:
        temporary.chmod(0o711)  # PostgreSQL's own user must come through
        folder = asked.folder or temporary
        for times in asked.times:
            run = measured(plan, times, (folder / f"x{times}").resolve())
            print(tables(run), flush=True)
            runs.append(run)
    if len(runs) > 1:
        print(growth(runs))
