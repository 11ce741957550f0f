"""Answering readers: one page of what answers a query, how much there is, and what to narrow by."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from search import ranking
from search.arabic import is_stop_word
from search.engines.arrays import Array
from search.engines.evaluation import Answer, Evaluation
from search.engines.ranked import Ranked
from search.engines.snapshot import Snapshot
from search.tree import And, Node

TELLING_WORDS: Final = 20
"""Words of an article by which the nearest are found."""


@dataclass(frozen=True)
class Telling:
    """Terms with their fields, which have positions in the text, and beginnings of surfaces."""

    terms: Collection[tuple[str, str]] = ()
    prefixes: Collection[str] = ()


@dataclass(frozen=True)
class Found:
    """An answer: ids of one page of articles in order, the exact total, counts for each facet.

    `held` is how many of the `asked` parts of the query each article holds at least; it is less
    only where no article holds them all. `starts` says for each article where the words that were
    to be told begin in its text, in characters; None where that is not known.
    """

    ids: list[int] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    held: int = 0
    asked: int = 0
    starts: list[list[int] | None] = field(default_factory=list)


def find(
    snapshot: Snapshot,
    query: Node | None,
    filters: Mapping[str, Collection[str]],
    facets: Collection[str],
    by_date: bool,
    offset: int,
    limit: int,
    oldest_first: bool = False,
    fresh: bool = False,
    any_word: bool = False,
    most: Mapping[str, int] | None = None,
    telling: Telling | None = None,
) -> Found:
    """Articles that answer `query` (None: all) within `filters`.

    Several values of one facet widen it, different facets narrow each other; each facet is
    counted under the others' filters but not its own, so that its counts say what choosing
    another value would bring. Order: score or date, then date, then id, so that pages never
    overlap; undated articles count as the oldest. `fresh` lets newer articles gain a little
    on better ones; `any_word` takes in what holds any word of the query. `most` is how many
    values of a facet are told, if not all: the commonest, and those chosen in any case. `telling`
    are the words whose places in the texts are told.
    """
    evaluation = Evaluation(snapshot)
    if any_word and query is not None:
        answer = Answer(evaluation.any_of(query))
    else:
        answer = evaluation.answer(query)
    chosen = {
        name: snapshot.facet(name).marks(values) for name, values in filters.items() if values
    }
    found = _within(answer.found, chosen.values())
    counts = {}
    for name in facets:
        others = [marks for other, marks in chosen.items() if other != name]
        counted = found if len(others) == len(chosen) else _within(answer.found, others)
        facet = snapshot.facet(name)
        is_all = len(counted) == snapshot.count
        every = facet.totals if is_all else facet.counts(counted.docs)
        counts[name] = facet.named(every, (most or {}).get(name))
        for value in filters.get(name, ()):  # what was chosen is told in any case
            counts[name].setdefault(value, facet.count(every, value))
    documents, wanted = found.docs, offset + limit
    days = snapshot.days[documents]
    if by_date:
        top = _best(-days if oldest_first else days, wanted)
        order = np.lexsort((snapshot.pks[documents[top]], days[top]))
        order = top[order if oldest_first else order[::-1]]
    else:
        scores = found.scores
        if len(documents) > 1 and isinstance(query, And):
            best = _best(scores, ranking.NEIGHBOURS_AMONG)
            scores = scores.copy()
            scores[best] += evaluation.neighbours(query, documents[best])
        if fresh:
            age = np.maximum(date.today().toordinal() - days, 0).astype(np.float32)
            scores = scores * ranking.freshness(age)
        # Rounded before the best are picked: pages must cut where the order has its ties.
        scores = scores.round(5)
        top = _best(scores, max(wanted, ranking.NEIGHBOURS_AMONG))
        order = top[_order(scores[top], days[top], snapshot.pks[documents[top]])]
    page = documents[order[offset:wanted]]
    return Found(
        snapshot.pks[page].tolist(),
        len(documents),
        counts,
        answer.held,
        answer.asked,
        [None] * len(page) if telling is None else _starts(snapshot, page, telling),
    )


def _starts(snapshot: Snapshot, documents: Array, telling: Telling) -> list[list[int] | None]:
    """Where words begin in the texts of documents."""
    positions: dict[int, list[Array]] = {document: [] for document in documents.tolist()}
    for name, term in telling.terms:
        found = snapshot.postings(name, term)
        if found is None or found.positions is None:
            continue
        places = np.searchsorted(found.docs, documents)
        places[places == len(found.docs)] = 0
        for at in places[found.docs[places] == documents].tolist():
            begin, end = found.position_starts[at : at + 2].tolist()
            positions[int(found.docs[at])].append(found.positions[begin:end])
    for prefix in telling.prefixes:
        for document, here in snapshot.positions_of_beginning("surface", prefix, documents):
            positions[document].append(here)
    return [
        snapshot.word_starts(document, np.unique(np.concatenate(here))) if here else []
        for document, here in positions.items()
    ]


def similar(snapshot: Snapshot, pk: int, text: str, limit: int) -> list[int]:
    """Ids of the articles nearest to `text` in their words, the nearest first, without `pk`.

    The words that say most of the text decide: those frequent in it and rare in the archive.
    """
    scores = likeness(snapshot, text)
    scores[snapshot.pks == pk] = 0
    near = np.flatnonzero(scores)
    best = near[_order(scores[near].round(5), snapshot.days[near], snapshot.pks[near])][:limit]
    ids: list[int] = snapshot.pks[best].tolist()
    return ids


def likeness(snapshot: Snapshot, text: str) -> Array:
    """How near each document is to `text` in its words (float32), 0 where it shares none."""
    scores = np.zeros(snapshot.size, np.float32)
    for stem, weight in _telling(snapshot, text).items():
        found = snapshot.postings("text", stem)
        if found is not None:
            impacts = snapshot.weighed("text", found.docs, found.counts)
            scores[found.docs] += np.float32(weight) * impacts
    return scores


def _telling(snapshot: Snapshot, text: str) -> dict[str, float]:
    """The stems that say most of a text with their weights, of those that two documents hold."""
    counts = Counter(
        token.stem for token in snapshot.analyser.tokens(text) if not is_stop_word(token.text)
    )
    weights = {}
    for stem, count in counts.items():
        found = snapshot.postings("text", stem)
        if found is not None and len(found.docs) > 1:
            weights[stem] = count * math.log(1 + snapshot.count / len(found.docs))
    telling = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TELLING_WORDS]
    return {stem: weights[stem] for stem in telling}


def _within(found: Ranked, chosen: Iterable[Array]) -> Ranked:
    for marks in chosen:
        found = found.within(marks)
    return found


def _best(scores: Array, count: int) -> Array:
    """Where the best scores are, all that equal the last of them included."""
    if not count:
        return np.zeros(0, np.intp)
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.flatnonzero(scores >= np.partition(scores, -count)[-count])


def _order(scores: Array, days: Array, pks: Array) -> Array:
    """The best first; equal scores by date and then by id, the newest first."""
    return np.lexsort((pks, days, scores))[::-1]
