"""What the index keeps of an article."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# What is analysed into words, and which fields of the index hold a form of those words.
ANALYSED: Final[Mapping[str, Mapping[str, str]]] = {
    "text": {"text": "stem", "surface": "surface", "loose": "loose"},
    "title": {"title": "stem", "title_surface": "surface"},
    "standfirst": {"standfirst": "stem"},
    "theme_name": {"theme_name": "stem"},
    "outlet_name": {"outlet_name": "stem"},
}
# Loose forms are too many, and phrases are sought in the others.
WITHOUT_POSITIONS: Final = frozenset({"loose", "standfirst"})
# What is kept as it is, to filter by and to count.
VALUES: Final = (
    *("theme", "outlet", "year", "month", "language", "django_ct"),
    *("person", "organisation", "place", "name"),
)
MENTIONS: Final = "name"
"""Holds all the names that a text mentions, of whatever kind, each as often as it does."""


@dataclass(frozen=True)
class Entry:
    """An article as the index takes it in: `texts` by the keys of ANALYSED, `values` by VALUES.

    Each value comes with how often the article has it.
    """

    pk: int
    texts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    published: datetime.date | None = None
