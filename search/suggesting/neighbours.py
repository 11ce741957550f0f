"""What editors decided on the articles nearest to one, and what that says of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from search import ranking
from search.analysis import PARAGRAPH_GAP
from search.arabic import is_stop_word
from search.engines.arrays import Array
from search.engines.snapshot import Snapshot
from search.suggesting.cues import Reading

LEAD: Final = PARAGRAPH_GAP + 80
"""Where the words end by which articles are compared: so many positions below the title."""


class Rule(NamedTuple):
    """Who votes, and what a vote says."""

    nearest: int = 3
    """How many articles vote: of those that editors decided anything on, the nearest."""
    alike: float = 0.2
    """How like an article they must be, 1 being the article itself."""
    weight: float = 2.0
    """What they say if all agree and one is the same, in units of what suffices by cues."""


RULE: Final = Rule()


class Decision(NamedTuple):
    """What an editor said about one theme on one article, both told by their ids."""

    article: int
    theme: int
    is_accepted: bool


@dataclass(frozen=True)
class Vote:
    """What the neighbours of an article say of a theme, in units of what suffices by cues.

    `nearest` is the closest that has it.
    """

    weight: float
    nearest: int | None


def lead(reading: Reading) -> str:
    """The words by which an article is compared with others."""
    end = reading.in_title + LEAD
    last = next((word for word in reversed(reading.words) if word.position < end), None)
    return reading.text[: last.end] if last else ""


class Neighbours:
    """The articles that editors decided on and the index holds."""

    def __init__(
        self, snapshot: Snapshot, decisions: Iterable[Decision], rule: Rule = RULE
    ) -> None:
        self._snapshot, self._rule = snapshot, rule
        self._decided: defaultdict[int, dict[int, bool]] = defaultdict(dict)
        for article, theme, is_accepted in decisions:
            self._decided[article][theme] = is_accepted
        known = snapshot.lives & np.isin(snapshot.pks, np.fromiter(self._decided, np.int64))
        self._documents = np.flatnonzero(known)
        self._pks = snapshot.pks[self._documents]
        self._places = np.full(snapshot.size, -1, np.int32)  # of documents, among these
        self._places[self._documents] = np.arange(len(self._documents))
        self._lead_ends = snapshot.lengths("title")[self._documents] + LEAD
        self.themes = {theme for pk in self._pks.tolist() for theme in self._decided[pk]}
        """The themes on which any of them was decided."""

    def __bool__(self) -> bool:
        return bool(len(self._documents))

    def votes(self, article: int, reading: Reading) -> dict[int, Vote]:
        """What is said of each theme that any neighbour of the article was decided on.

        Each says yes or no by its likeness, or nothing; all is weighed by that of the nearest.
        """
        likeness = self._likeness(reading)
        likeness[self._pks == article] = 0
        nearest = np.lexsort((self._pks, -likeness))[: self._rule.nearest]
        nearest = nearest[likeness[nearest] >= self._rule.alike]
        if not len(nearest):
            return {}
        scale = self._rule.weight * float(likeness[nearest[0]]) / float(likeness[nearest].sum())
        weights: defaultdict[int, float] = defaultdict(float)
        closest: dict[int, int] = {}
        for at in nearest.tolist():
            pk = int(self._pks[at])
            for theme, is_accepted in self._decided[pk].items():
                weights[theme] += scale * float(likeness[at]) * (1 if is_accepted else -1)
                if is_accepted:
                    closest.setdefault(theme, pk)
        return {theme: Vote(weight, closest.get(theme)) for theme, weight in weights.items()}

    def _likeness(self, reading: Reading) -> Array:
        """What share of the words of a lead each document has in its own: 0 none, 1 all.

        Words count by their rarity, squared: what tells an event apart decides.
        """
        end = reading.in_title + LEAD
        stems = {
            word.stem
            for word in reading.words
            if word.position < end and not is_stop_word(word.text)
        }
        shared, whole = np.zeros(len(self._documents)), 0.0
        for stem in sorted(stems):  # in one order, so that sums are the same each time
            found = self._snapshot.postings("text", stem)
            weight = ranking.rarity(len(found.docs) if found else 1, self._snapshot.count) ** 2
            whole += weight
            if found is None or found.positions is None:
                continue
            places = self._places[found.docs]
            holding = np.flatnonzero(places >= 0)
            places, first = places[holding], found.positions[found.position_starts[holding]]
            shared[places[first < self._lead_ends[places]]] += weight
        return shared / whole if whole else shared
