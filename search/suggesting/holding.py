"""How well cues speak for a theme in all articles of the index, reckoned at once on its arrays."""

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np

from search.engines.arrays import Array
from search.engines.ranked import found_in
from search.engines.snapshot import Snapshot
from search.suggesting.cues import Cues, Phrase, strength, weights

_SHIFT: Final = 32
"""Bits for positions beside a document's number: a place is both in one."""


class Holding(NamedTuple):
    """The strength of a theme's cues in each document of the index, and which hold a positive one.

    What an index holds of an article is more than its own words: its caption, the titles of its
    copies. Of an article that has such, only its own text says how strong its cues are.
    """

    pks: Array
    strengths: Array
    is_held: Array

    @property
    def enough(self) -> set[int]:
        """Ids of the articles whose cues suffice."""
        return set(self.pks[self.strengths >= 1].tolist())

    @property
    def any(self) -> set[int]:
        """Ids of the articles that hold any positive cue."""
        return set(self.pks[self.is_held].tolist())


class _Runs(NamedTuple):
    """Places where runs of words begin and end (inclusive), in order of where they begin."""

    first: Array
    last: Array


def holding(snapshot: Snapshot, cues: Cues) -> Holding:
    """Where the cues of a theme stand, by the rule that `cues.Reader` reads by."""
    positive, negative = _runs(snapshot, cues.positive), _merged(_runs(snapshot, cues.negative))
    elsewhere = _kept(negative, ~_touched(negative, _merged(positive)))
    places = _merged(_kept(positive, ~_touched(positive, negative)))
    in_title = snapshot.lengths("title")
    said = _weighed(places, in_title) - _weighed(elsewhere, in_title)
    is_held = np.zeros(len(said), bool)
    is_held[positive.first >> _SHIFT] = True
    strengths = strength(said, snapshot.lengths("text"))
    return Holding(snapshot.pks, np.where(snapshot.lives, strengths, 0), is_held & snapshot.lives)


def _weighed(runs: _Runs, in_title: Array) -> Array:
    docs, positions = runs.first >> _SHIFT, runs.first & (2**_SHIFT - 1)
    return np.bincount(docs, weights(positions, in_title[docs]), len(in_title))


def _runs(snapshot: Snapshot, phrases: Collection[Phrase]) -> _Runs:
    first, last = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for phrase in phrases:
        here = _places(snapshot, phrase[0])
        for distance, stem in enumerate(phrase[1:], start=1):
            if not len(here):
                break
            here = here[found_in(_places(snapshot, stem), here + distance)[1]]
        first.append(here)
        last.append(here + (len(phrase) - 1))
    firsts = np.concatenate(first)
    order = np.argsort(firsts, kind="stable")
    return _Runs(firsts[order], np.concatenate(last)[order])


def _places(snapshot: Snapshot, stem: str) -> Array:
    found = snapshot.postings("text", stem)
    if found is None or found.positions is None:
        return np.zeros(0, np.int64)
    docs = np.repeat(found.docs.astype(np.int64), found.counts)
    return np.asarray((docs << _SHIFT) + found.positions)


def _merged(runs: _Runs) -> _Runs:
    """The same, those that share words being one."""
    if not len(runs.first):
        return runs
    last = np.maximum.accumulate(runs.last)
    begins = np.concatenate(([True], runs.first[1:] > last[:-1]))
    ends = np.append(np.flatnonzero(begins)[1:] - 1, len(last) - 1)
    return _Runs(runs.first[begins], last[ends])


def _touched(runs: _Runs, others: _Runs) -> Array:
    """Which runs share words with any of `others`, which share none among each other."""
    if not len(others.first):
        return np.zeros(len(runs.first), bool)
    nearest = others.last.searchsorted(runs.first)
    within = nearest < len(others.first)
    nearest[~within] = 0
    return within & (others.first[nearest] <= runs.last)


def _kept(runs: _Runs, marks: Array) -> _Runs:
    return _Runs(runs.first[marks], runs.last[marks])
