"""bm25s: scores of words over arrays, and nothing besides."""

from typing import Any

import bm25s

from benchmarks.engines.analysed import Analysed, rows
from benchmarks.engines.asked import All, Asked, Term
from benchmarks.engines.peer import PAGE, Answer, Peer, Question
from benchmarks.engines.queries import WORDS


class Scores(Peer):
    """Whatever holds any of the words, best first."""

    name = "bm25s, stems"
    kinds = WORDS
    note = (
        "given words already analysed; knows neither all-words nor phrases, booleans, beginnings, "
        "totals or facets: it ranks what holds any of the words"
    )

    def build(self) -> int:
        """Score every word of every document."""
        texts = [row.text.split(" ") for row in rows(self.files.analysed, Analysed)]
        index = bm25s.BM25()
        index.index(texts, show_progress=False)
        index.save(self.files.index, show_progress=False)
        return len(texts)

    def open(self) -> None:
        """Load it, as files mapped into memory."""
        self.index = bm25s.BM25.load(self.files.index, mmap=True, show_progress=False)
        self.known = self.index.vocab_dict

    def understood(self, question: Question) -> Any:
        """The words it knows; it fails on a query of none."""
        return [word for word in _words(question.stems) if word in self.known]

    def search(self, understood: Any) -> Answer:
        """The best 20."""
        if not understood:
            return Answer([])
        found, _scores = self.index.retrieve([understood], k=PAGE, show_progress=False, n_threads=0)
        return Answer((found[0] + 1).tolist())


def _words(asked: Asked) -> list[str]:
    if isinstance(asked, Term):
        return [asked.text]
    assert isinstance(asked, All)
    return [word for part in asked.parts for word in _words(part)]
