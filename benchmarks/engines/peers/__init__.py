"""The engines that are measured, a module each."""

from importlib import import_module
from typing import Final

from benchmarks.engines.peer import Peer

PEERS: Final = {
    "diwan": "diwan.Diwan",
    "tantivy": "tantivy.Stems",
    "tantivy-alike": "tantivy.Alike",
    "sqlite": "sqlite.Fts5",
    "postgresql": "postgresql.FullText",
    "bm25s": "bm25s.Scores",
    "stock": "stock.Haystack",
}
"""Each by the name that the command knows it by, the one that all are compared with first."""


def peer(key: str) -> type[Peer]:
    """The class of a peer; raises ImportError where its library is not installed."""
    module, _, name = PEERS[key].partition(".")
    found: type[Peer] = getattr(import_module(f"{__name__}.{module}"), name)
    return found
