"""Words of an Arabic text: which are function words, and what the lists of words hold.

Where words stand and how they are folded is in ``archive.words``, the function words themselves in
``archive.stop_words``. What is made of folded words by
cutting is in ``search.stemming``, everything together in ``search.analysis``.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from archive.stop_words import STOP_WORDS
from archive.words import fold, raw_words, word_matches

__all__ = [
    "STOP_WORDS",
    "data_lines",
    "fold",
    "folded_words",
    "is_stop_word",
    "raw_words",
    "word_matches",
]

_DATA: Final = Path(__file__).with_name("data")


# --- Word lists -------------------------------------------------------------------------------


def data_lines(name: str) -> Iterator[str]:
    """Yield the lines of a data file that are neither empty nor comments."""
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def folded_words(lines: Iterable[str]) -> Iterator[str]:
    """Yield every word of ``lines``, folded."""
    return (fold(word) for line in lines for word in line.split())


def is_stop_word(folded: str) -> bool:
    """Say whether a folded word is a function word (with or without و or ف before it)."""
    return folded in STOP_WORDS
