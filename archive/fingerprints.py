"""What tells texts apart, and copies from other reports: folded words, three by three.

A copy that an editor retitled, cut or respelled still holds the same words side by side. Every
three folded words in a row are a *shingle*, kept as a number of 64 bits. Of these a text keeps
those that a fixed number divides (MinHash with one function and a fixed share of all values), so
that the samples of two texts tell how much of one stands in the other, even where one is much the
longer.

Pure Python and numpy: nothing here knows of Django or of the search index.
"""

import hashlib
import re
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.events import SIGN, fold

Shingles = NDArray[Any]
"""Different shingles in rising order, as signed numbers of 64 bits, which databases hold."""

SHARE: Final = 12
"""Of so many shingles a text keeps one."""
MOST: Final = 500
"""Shingles that are kept of the longest texts."""
_LENGTH: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
# A minus before a figure and a sign of per cent are no punctuation: «-5», «5%» and «5» differ.
_WORD_OR_SIGN: Final = re.compile(r"[^\W_]+|(?<![^\W_])[-−–](?=\d)|[%٪]")
_SIGNS: Final = str.maketrans("−–٪", "--%")
# Odd, so that no bit of a word is lost in the product; otherwise of no meaning.
_FACTORS: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


def text_key(*texts: str) -> str:
    """The sum of the folded words of texts: the same for respelled and repunctuated ones.

    Figures keep their minus and their sign of per cent.
    """
    total = hashlib.sha256()
    for text in texts:
        total.update(_numbers(text, _WORD_OR_SIGN).tobytes())
        total.update(b"\n")
    return total.hexdigest()


@lru_cache(maxsize=8)  # see `_numbers`
def shingles(text: str) -> Shingles:
    """All shingles of a text; none of a text of one or two words."""
    words = _numbers(text, _WORD)
    if len(words) < _LENGTH:
        return np.empty(0, np.int64)
    runs = np.lib.stride_tricks.sliding_window_view(words, _LENGTH)
    mixed = (runs * _FACTORS).sum(axis=1, dtype=np.uint64)
    # Products leave the low bits to the low bits of the words: bring the high ones down.
    mixed ^= mixed >> np.uint64(32)
    return np.unique((mixed * _FACTORS[0]).view(np.int64))


def sample(shingles: Shingles) -> list[int]:
    """Those of the shingles that are kept: the same ones of every text, and `MOST` at most."""
    kept: list[int] = shingles[shingles % SHARE == 0][:MOST].tolist()
    return kept


def containment(one: Shingles, other: Shingles) -> float:
    """How much of the shorter text stands in the longer, from 0 to 1."""
    shorter = min(len(one), len(other))
    return _common(one, other) / shorter if shorter else 0.0


def resemblance(one: Shingles, other: Shingles) -> float:
    """How much of both together is common to both (Jaccard), from 0 to 1."""
    common = _common(one, other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _common(one: Shingles, other: Shingles) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


@lru_cache(maxsize=16)  # a text that comes in is looked up, kept, and compared with others
def _numbers(text: str, word: re.Pattern[str]) -> NDArray[np.uint64]:
    """The folded words of a text, as numbers."""
    words = word.findall(SIGN.sub("", text))
    return np.fromiter(map(_number, words), np.uint64, len(words))


@lru_cache(maxsize=50_000)  # some 15 MB
def _number(word: str) -> int:
    folded = fold(word).translate(_SIGNS)
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "big")
