"""Every weight that decides the order of what is found, and the formula they stand in.

The score of an article is a sum over the words of the query and over the forms in which the
article holds them: BM25 of the form times the weight of the form's field. docs/search.md shows
what each part brings.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

K1: Final = 1.0
"""How soon more of the same word stops counting (BM25's k1)."""
LENGTH: Final = 0.85
"""How much more of a word a longer text has to hold to count as much (BM25's b)."""

TEXT: Final[Mapping[str, float]] = {
    "text": 1.0,
    "surface": 0.5,
    "loose": 0.4,
    # The text holds the title and the standfirst as well. More than this, and short titles drown
    # what articles say.
    "title": 0.3,
    "title_surface": 0.1,
    "standfirst": 0.1,
}
"""Fields in which a word is looked for, whatever the reader wrote it in."""

NAMED: Final[Mapping[str, Mapping[str, float]]] = {
    "title": {"title": 1.0, "title_surface": 0.4},
    "theme": {"theme_name": 1.0},
    "outlet": {"outlet_name": 1.0},
}
"""Fields that the reader asked for by name."""

NEIGHBOURS: Final = 0.4
"""Two words of the query side by side, times the sum of their rarities."""
NEIGHBOURS_AMONG: Final = 100
"""How many of the best articles are looked at for neighbours."""

NAME: Final = 0.5
"""A mention of the name that a word of the query is, under whatever spelling."""
RELATED: Final = 0.1
"""The irregular plural of a word, or the singular."""
SOUND: Final = 0.5
"""A word that sounds like one in the query."""


def rarity(holding: int, documents: int) -> float:
    """What a term says that `holding` of so many documents hold: BM25's idf, above nought."""
    return float(np.log1p((documents - holding + 0.5) / (holding + 0.5)))


def damping(lengths: Array) -> Array:
    """What dampens the words of texts of such lengths, in units of the mean length."""
    return np.asarray(np.float32(K1) * (np.float32(1 - LENGTH) + np.float32(LENGTH) * lengths))


def saturation(counts: Array, damping: Array) -> Array:
    """How much so many uses of a term count, from 0 to 1, in texts that dampen them so."""
    return np.asarray(counts / (counts + damping))


def freshness(days_old: Array) -> Array:
    """What a score is multiplied by when a reader asks for relevant and recent articles together.

    1 for today's, 0.75 after a year, never below 0.5.
    """
    return np.asarray(np.float32(0.5) + np.float32(0.5) / (1 + days_old / np.float32(365)))
