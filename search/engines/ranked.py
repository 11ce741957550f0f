"""Documents that answer something, each with its score, and how two such lists are joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from search.engines.arrays import Array

# Looking one document up costs about as much as laying out so many in a row.
_LOOKING_UP = 16


@dataclass(frozen=True)
class Ranked:
    """Documents in rising order (int32) and their scores (float32, none below nought).

    The arrays may be shared with a cache: nothing here changes them.
    """

    docs: Array
    scores: Array

    @classmethod
    def nothing(cls) -> Self:
        """No document."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.float32))

    @classmethod
    def unscored(cls, docs: Array) -> Self:
        """Documents that answer, none better than another."""
        return cls(docs, np.zeros(len(docs), np.float32))

    @classmethod
    def of_dense(cls, scores: Array, marks: Array) -> Self:
        """The marked ones of all documents."""
        docs = np.flatnonzero(marks).astype(np.int32)
        return cls(docs, scores[docs])

    def __len__(self) -> int:
        return len(self.docs)

    def times(self, weight: float) -> "Ranked":
        """The same with its scores multiplied."""
        return Ranked(self.docs, self.scores * np.float32(weight))

    def kept(self, marks: Array) -> "Ranked":
        """Those that are marked; one mark for each of them."""
        return Ranked(self.docs[marks], self.scores[marks])

    def within(self, marks: Array) -> "Ranked":
        """Those that are marked; one mark for each document of the index."""
        return self.kept(marks[self.docs])

    def holds(self, docs: Array, size: int) -> Array:
        """Which of these documents are among the ranked, in an index of `size` documents."""
        if len(docs) * _LOOKING_UP < size:
            return found_in(self.docs, docs)[1]
        marks = np.zeros(size, bool)
        marks[self.docs] = True
        return marks[docs]

    def plus(self, other: "Ranked", size: int) -> "Ranked":
        """Those that `other` holds as well, with the sum of both scores."""
        one, other = (self, other) if len(self) <= len(other) else (other, self)
        if len(one) * _LOOKING_UP < size:
            at, held = found_in(other.docs, one.docs)
            scores = other.scores[at[held]]
        else:
            of_all = np.full(size, -1, np.float32)
            of_all[other.docs] = other.scores
            scores = of_all[one.docs]
            held = scores >= 0
            scores = scores[held]
        return Ranked(one.docs[held], one.scores[held] + scores)


def both(parts: Sequence[Ranked], size: int) -> Ranked:
    """What is in all of them, with the sum of the scores; the rarest first, as that is fastest."""
    if not parts:
        return Ranked.nothing()
    first, *others = sorted(parts, key=len)
    for other in others:
        if not len(first):
            break
        first = first.plus(other, size)
    return first


def either(parts: Sequence[Ranked], size: int) -> Ranked:
    """What is in any of them, with the sum of the scores."""
    held = [part for part in parts if len(part)]
    if len(held) < 2:
        return held[0] if held else Ranked.nothing()
    scores, marks = np.zeros(size, np.float32), np.zeros(size, bool)
    for part in held:
        scores[part.docs] += part.scores
        marks[part.docs] = True
    return Ranked.of_dense(scores, marks)


def found_in(known: Array, docs: Array) -> tuple[Array, Array]:
    """Where each of `docs` stands or would stand in `known`, and whether it does."""
    if not len(known):
        return np.zeros(len(docs), np.intp), np.zeros(len(docs), bool)
    at = known.searchsorted(docs)
    at[at == len(known)] = 0
    return at, known[at] == docs
