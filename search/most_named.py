"""Who and what is in the news: the names that most articles of the newest weeks mention."""

import datetime
from dataclasses import dataclass
from typing import Final

import numpy as np
from haystack import connections

from search.known import names_by_slug
from search.names import Name

SPAN: Final = 30  # days


@dataclass(frozen=True)
class MostNamed:
    """Names with the number of articles that mention them, from `first` to `last` day."""

    first: datetime.date
    last: datetime.date
    names: list[tuple[Name, int]]

    @property
    def is_now(self) -> bool:
        """Whether these are the weeks just past: an archive may end long ago."""
        return (datetime.date.today() - self.last).days < SPAN


def most_named(kind: str, most: int) -> MostNamed | None:
    """The names of a kind that most public articles mention of the SPAN days up to the newest.

    None where nothing is dated. Raises DamagedFileError while the index is out of service.
    """
    snapshot = connections["default"].get_backend().snapshot()
    last = int(snapshot.days[snapshot.lives].max(initial=0))
    if not last:
        return None
    recent = np.flatnonzero(snapshot.lives & (snapshot.days > last - SPAN))
    facet, known = snapshot.facet(kind), names_by_slug()
    counts = facet.named(facet.counts(recent), most)
    found = [(known[slug], count) for slug, count in counts.items() if slug in known]
    found.sort(key=lambda pair: (-pair[1], pair[0].slug))
    first = datetime.date.fromordinal(last - SPAN + 1)
    return MostNamed(first, datetime.date.fromordinal(last), found)
