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

    `raised` are other documents, with what they gain where they answer something else that is
    sought beside this. The arrays may be shared with a cache: nothing here changes them.
    """

    docs: Array
    scores: Array
    raised: "Ranked | None" = None

    @classmethod
    def nothing(cls) -> Self:
        """No document."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.float32))

    @classmethod
    def unscored(cls, docs: Array) -> Self:
        """Documents that answer, none better than another."""
        return cls(docs, np.zeros(len(docs), np.float32))

    @classmethod
    def of_dense(cls, scores: Array, marks: Array, *, with_raised: bool = False) -> "Ranked":
        """The marked ones of all documents."""
        docs = np.flatnonzero(marks).astype(np.int32)
        raised = cls.of_dense(scores, (scores > 0) & ~marks) if with_raised else None
        return Ranked(docs, scores[docs], raised)

    def __len__(self) -> int:
        return len(self.docs)

    def times(self, weight: float) -> "Ranked":
        """The same with its scores multiplied."""
        raised = self.raised.times(weight) if self.raised else None
        return Ranked(self.docs, self.scores * np.float32(weight), raised)

    @property
    def nbytes(self) -> int:
        """What it takes up in memory."""
        return self.docs.nbytes + self.scores.nbytes + (self.raised.nbytes if self.raised else 0)

    def kept(self, marks: Array) -> "Ranked":
        """Those that are marked; one mark for each of them."""
        return Ranked(self.docs[marks], self.scores[marks])

    def within(self, marks: Array) -> "Ranked":
        """Those that are marked; one mark for each document of the index."""
        raised = self.raised.within(marks) if self.raised else None
        kept = self.kept(marks[self.docs])
        return Ranked(kept.docs, kept.scores, raised)

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
    """What is in any of them, with the sum of the scores, and of what raises them."""
    held = [part for part in parts if len(part) or part.raised]
    if len(held) < 2:
        return held[0] if held else Ranked.nothing()
    marks = np.zeros(size, bool)
    for part in held:
        marks[part.docs] = True
    with_raised = any(part.raised for part in held)
    return Ranked.of_dense(_sum(held, size), marks, with_raised=with_raised)


def raising(parts: Sequence[Ranked], size: int) -> Ranked:
    """What is in all of them; what is in some, or raised by some, is raised."""
    together = both([Ranked.unscored(part.docs) for part in parts], size)
    marks = np.zeros(size, bool)
    marks[together.docs] = True
    return Ranked.of_dense(_sum(parts, size), marks, with_raised=True)


def _sum(parts: Sequence[Ranked], size: int) -> Array:
    """The sum of the scores of each document, and of what raises it."""
    scores = np.zeros(size, np.float32)
    for part in parts:
        scores[part.docs] += part.scores
        if part.raised:
            scores[part.raised.docs] += part.raised.scores
    return scores


def found_in(known: Array, docs: Array) -> tuple[Array, Array]:
    """Where each of `docs` stands or would stand in `known`, and whether it does."""
    if not len(known):
        return np.zeros(len(docs), np.intp), np.zeros(len(docs), bool)
    at = known.searchsorted(docs)
    at[at == len(known)] = 0
    return at, known[at] == docs
