"""Measure Diwan's engine beside its peers.

`python -m benchmarks.engines FILE …` indexes the documents of the files (JSON lines with `title`
and `text`) with every engine, asks all of them the same queries, round after round in turn, and
prints tables in Markdown. `--times 1 4 16` does so for archives of several times the size.
"""

from benchmarks.engines.command import measure
from benchmarks.engines.measured import measured
from benchmarks.engines.peers import PEERS
from benchmarks.engines.tables import growth, tables

if __name__ == "__main__":
    assert __doc__ is not None
    measure("python -m benchmarks.engines", __doc__, list(PEERS), measured, tables, growth)
