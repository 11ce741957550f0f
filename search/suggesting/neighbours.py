"""What editors decided on the articles nearest to one, and what that says of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from search.engines import finding
from search.engines.snapshot import Snapshot

NEAREST: Final = 5
"""How many articles vote: of those that editors decided anything on, the nearest."""
ALIKE: Final = 0.4
"""How like an article they must be, 1 being the article itself."""
FOR: Final = 0.5
"""What acceptances must outweigh refusals by, in likeness, to suggest a theme without cues."""
AGAINST: Final = 0.45
"""What refusals must outweigh acceptances by to keep a theme from being suggested."""


class Decision(NamedTuple):
    """What an editor said about one theme on one article, both told by their ids."""

    article: int
    theme: int
    is_accepted: bool


@dataclass(frozen=True)
class Vote:
    """What the neighbours of an article say of a theme; `nearest` is the closest in favour."""

    weight: float
    nearest: int | None

    @property
    def is_for(self) -> bool:
        """Whether they suffice to suggest it."""
        return self.weight >= FOR

    @property
    def is_against(self) -> bool:
        """Whether they suffice to keep it from being suggested."""
        return self.weight <= -AGAINST


class Neighbours:
    """The articles that editors decided on and the index holds."""

    def __init__(self, snapshot: Snapshot, decisions: Iterable[Decision]) -> None:
        self._snapshot = snapshot
        self._decided: defaultdict[int, dict[int, bool]] = defaultdict(dict)
        for article, theme, is_accepted in decisions:
            self._decided[article][theme] = is_accepted
        known = snapshot.lives & np.isin(snapshot.pks, np.fromiter(self._decided, np.int64))
        self._documents = np.flatnonzero(known)

    def __bool__(self) -> bool:
        return bool(len(self._documents))

    def votes(self, article: int, text: str) -> dict[int, Vote]:
        """What is said of each theme that any neighbour of the article was decided on."""
        likeness = finding.likeness(self._snapshot, text, self._documents)
        pks = self._snapshot.pks[self._documents]
        likeness[pks == article] = 0
        nearest = np.lexsort((pks, -likeness))[:NEAREST]
        weights: defaultdict[int, float] = defaultdict(float)
        closest: dict[int, int] = {}
        for at in nearest[likeness[nearest] >= ALIKE].tolist():
            for theme, is_accepted in self._decided[int(pks[at])].items():
                weights[theme] += float(likeness[at]) * (1 if is_accepted else -1)
                if is_accepted:
                    closest.setdefault(theme, int(pks[at]))
        return {theme: Vote(weight, closest.get(theme)) for theme, weight in weights.items()}
