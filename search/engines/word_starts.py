"""Where the words of a text begin, so that words found need not be sought in it again.

Postings hold positions: numbers of words, with a gap between paragraphs. For each word the index
keeps how many characters lie between its beginning and that of the word before it, and for each
paragraph how many words it has; these lead from a position to a place in the text.
"""

from typing import Final, Self

import numpy as np

from search.analysis import PARAGRAPH_GAP
from search.engines.arrays import Array, ArrayFile

SOURCE: Final = "text"
"""The analysed text that this is kept of."""
DISTANCES, _WORDS_AT = f"{SOURCE}.distances", f"{SOURCE}.words_at"
_PARAGRAPHS, _PARAGRAPHS_AT = f"{SOURCE}.paragraphs", f"{SOURCE}.paragraphs_at"
RUNS: Final = ((DISTANCES, _WORDS_AT), (_PARAGRAPHS, _PARAGRAPHS_AT))
"""Values of the words and paragraphs, each with where those of a document begin among them."""


class WordStarts:
    """Where the words of a segment's documents begin."""

    def __init__(self, file: ArrayFile) -> None:
        self._distances, self._words_at = file[DISTANCES], file[_WORDS_AT]
        self._paragraphs, self._paragraphs_at = file[_PARAGRAPHS], file[_PARAGRAPHS_AT]

    @classmethod
    def read(cls, file: ArrayFile) -> Self | None:
        """Those of a file; None where an older version wrote it."""
        return cls(file) if DISTANCES in file else None

    def of(self, doc: int, positions: Array) -> list[int]:
        """Where the words at these positions of a document begin in its text, in characters."""
        first, end = self._words_at[doc : doc + 2].tolist()
        first_paragraph, end_paragraph = self._paragraphs_at[doc : doc + 2].tolist()
        lengths = self._paragraphs[first_paragraph:end_paragraph].astype(np.int64) + PARAGRAPH_GAP
        ends = np.cumsum(lengths)
        words = positions - PARAGRAPH_GAP * np.searchsorted(ends, positions, side="right")
        starts: list[int] = np.cumsum(self._distances[first:end], dtype=np.int64)[words].tolist()
        return starts


def distances(starts: Array, sizes: Array) -> Array:
    """How far words begin from each other, `sizes` being the numbers of words of documents.

    The first word of a document is as far from its beginning.
    """
    found = np.diff(starts.astype(np.int64), prepend=0)
    firsts = (np.cumsum(sizes) - sizes)[sizes > 0]
    found[firsts] = starts[firsts]
    return found
