"""Measure Diwan's engine beside its peers.

`python -m benchmarks.engines FILE …` indexes the documents of the files (JSON lines with `title`
and `text`) with every engine, asks all of them the same queries, round after round in turn, and
prints tables in Markdown. `--times 1 4 16` does so for archives of several times the size.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.engines.measured import Plan, measured
from benchmarks.engines.peers import PEERS
from benchmarks.engines.tables import growth, tables


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--times", nargs="+", type=int, default=[1], help="sizes of the archive")
    parser.add_argument("--documents", type=int, help="take only the first so many")
    parser.add_argument("--only", default=",".join(PEERS), help="engines, by commas")
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sample", type=int, help="documents for stock Haystack, which is slow")
    parser.add_argument(
        "--folder", type=Path, help="keeps what is built, for another run of the same plan"
    )
    asked = parser.parse_args()
    peers = asked.only.split(",")
    if unknown := set(peers) - set(PEERS):
        parser.error(f"no such engine: {', '.join(unknown)} (there are {', '.join(PEERS)})")
    if missing := [str(path) for path in asked.files if not path.is_file()]:
        parser.error(f"no such file: {', '.join(missing)}")
    plan = Plan(
        asked.files, asked.documents, peers, asked.queries, max(asked.rounds, 1), asked.sample
    )
    found = []
    with tempfile.TemporaryDirectory(prefix="diwan-bench-") as temporary:
        Path(temporary).chmod(0o711)  # PostgreSQL's own user must come through
        folder = asked.folder or Path(temporary)
        for times in asked.times:
            one = measured(plan, times, folder / f"x{times}")
            print(tables(one), flush=True)
            found.append(one)
    if len(found) > 1:
        print(growth(found))


if __name__ == "__main__":
    main()
