"""Which documents of a snapshot answer a query, and with which score.

Every part of a query becomes a `Result`, an array of marks and one of scores over all documents;
the parts are joined by plain arithmetic of arrays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from search import ranking
from search.analysis import Token, loose
from search.arabic import fold
from search.authority import names_answering
from search.engines.arrays import Array
from search.engines.postings import Postings
from search.engines.snapshot import Snapshot
from search.irregular import relatives
from search.stemming import beginnings
from search.tree import (
    Alternatives,
    And,
    Dated,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sound,
    Word,
    leaves,
)

MOST_ENDINGS: Final = 1_000
"""Words that the beginning of a word stands for, at most, in each segment."""

_PHRASE_SHIFT: Final = 20
"""Bits for positions beside a document's number; no text has so many words."""

_AS_WRITTEN: Final = {"surface": 1.0}
_NAME_FIELDS: Final = ("person", "organisation", "place")
_SOURCE_OF: Final = {"text": "text", "surface": "text", "title": "title", "title_surface": "title"}


@dataclass
class Result:
    """Which documents answer, and how well; a score stands for nothing where no mark is."""

    marks: Array
    scores: Array

    def also(self, other: "Result") -> None:
        """Let what answers `other` answer this as well."""
        self.marks |= other.marks
        self.scores += other.scores

    def times(self, weight: float) -> "Result":
        """The same with its scores multiplied."""
        self.scores *= np.float32(weight)
        return self


@dataclass(frozen=True)
class Answer:
    """What answers a query; it holds at least `held` of its `asked` parts.

    `asked` is 0 where every part is held, as is the rule.
    """

    result: Result
    held: int = 0
    asked: int = 0


class Evaluation:
    """The answers that one snapshot gives."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._tokens: Callable[[str], list[Token]] = snapshot.analyser.tokens

    def answer(self, query: Node | None) -> Answer:
        """Everything that answers a query, or, where nothing does, what holds most of its parts."""
        if query is None:
            return Answer(self._everything())
        result = self._result(query)
        if isinstance(query, And) and not result.marks.any():
            return self._relaxed(query)
        return Answer(result)

    def any_of(self, query: Node) -> Result:
        """Everything that answers any part of a query that is a row of words."""
        if not isinstance(query, And):
            return self._result(query)
        result = self._union(_wanted(query))
        result.marks &= self._allowed(query)
        return result

    def neighbours(self, query: Node | None, documents: Array) -> Array:
        """What each of some documents gains by holding words of the query side by side."""
        gains = np.zeros(len(documents), np.float32)
        if not isinstance(query, And) or not len(documents):
            return gains
        order = np.argsort(documents)
        in_order = documents[order]
        lengths = self._snapshot.lengths("text")[in_order]
        for row in _rows_of_words(query):
            stems = [token.stem for word in row for token in self._tokens(word.text)]
            for one, other in pairwise(stems):
                if one == other:
                    continue
                counts = self._beside(one, other, in_order)
                if counts.any():
                    rarity = sum(self._snapshot.impacts("text", stem)[2] for stem in (one, other))
                    gains[order] += np.float32(rarity) * ranking.saturation(counts, lengths)
        return gains * np.float32(ranking.NEIGHBOURS)

    # --- Parts of a query

    def _result(self, node: Node, target: str | None = None) -> Result:
        match node:
            case Word(text=text, as_written=True) if target is None:
                surfaces = [token.surface for token in self._tokens(text)]
                return self._all([self._term(_AS_WRITTEN, surface) for surface in surfaces])
            case Word(text=text):
                return self._all([self._word(token, target) for token in self._tokens(text)])
            case Prefix(text=text):
                return self._prefix(fold(text), target)
            case Phrase(text=text):
                return self._phrase(self._tokens(text), target)
            case Field(name=name, part=part):
                return self._named(name, part) if name in _NAME_FIELDS else self._result(part, name)
            case Dated():
                return self._dated(node)
            case And(parts=parts):
                # The parser lets a Not stand only here, beside something wanted.
                wanted = [p for p in parts if not isinstance(p, Not)]
                result = self._all([self._result(p, target) for p in wanted])
                for refused in (p.part for p in parts if isinstance(p, Not)):
                    result.marks &= ~self._result(refused, target).marks
                return result
            case Or(parts=parts):
                return self._union(parts, target)
            case Sound(key=key):
                return self._term({"loose": 1.0}, "~" + key)
            case Alternatives():
                return self._alternatives(node, target)
        raise TypeError(f"no such query: {node!r}")

    def _nothing(self) -> Result:
        size = self._snapshot.size
        return Result(np.zeros(size, bool), np.zeros(size, np.float32))

    def _everything(self) -> Result:
        size = self._snapshot.size
        return Result(self._snapshot.lives.copy(), np.zeros(size, np.float32))

    def _all(self, results: Sequence[Result]) -> Result:
        """What answers all of them, with the sum of the scores."""
        if not results:
            return self._nothing()
        first, *others = results
        for other in others:
            first.marks &= other.marks
            first.scores += other.scores
        return first

    def _union(self, parts: Iterable[Node], target: str | None = None) -> Result:
        result = self._nothing()
        for part in parts:
            result.also(self._result(part, target))
        return result

    def _relaxed(self, query: And) -> Answer:
        """What holds most parts of a query; in a long one, every fifth part more may be missing.

        What is refused and the bounds in time stay as they are: they say what is not wanted.
        """
        wanted = _wanted(query)
        total, held = self._nothing(), np.zeros(self._snapshot.size, np.int32)
        for part in wanted:
            result = self._result(part)
            held += result.marks
            total.scores += result.scores
        held[~self._allowed(query)] = 0
        most = int(held.max(initial=0))
        if len(wanted) < 2 or not most:
            return Answer(self._nothing())
        enough = max(most - len(wanted) // 5, 1)
        total.marks = held >= enough
        return Answer(total, enough, len(wanted))

    def _allowed(self, query: And) -> Array:
        """Marks of what the query neither refuses nor leaves out by its date."""
        allowed = self._everything().marks
        for part in query.parts:
            if isinstance(part, Not):
                allowed &= ~self._result(part.part).marks
            elif isinstance(part, Dated):
                allowed &= self._result(part).marks
        return allowed

    # --- Words

    def _term(self, fields: Mapping[str, float], term: str) -> Result:
        result = self._nothing()
        for field, weight in fields.items():
            self._add(result, field, term, weight)
        return result

    def _add(
        self, result: Result, field: str, term: str, weight: float, marks: bool = True
    ) -> None:
        docs, impacts, _ = self._snapshot.impacts(field, term)
        result.scores[docs] += np.float32(weight) * impacts
        if marks:
            result.marks[docs] = True

    def _word(self, token: Token, target: str | None) -> Result:
        result = self._nothing()
        weights = ranking.TEXT if target is None else ranking.NAMED[target]
        for field, weight in weights.items():
            form = token.surface if field.endswith("surface") else token.stem
            if field == "loose":
                for term in loose(token):
                    self._add(result, field, term, weight, marks=False)
            else:
                self._add(result, field, form, weight)
        if target is None:
            for field, term in relatives(token.surface, token.stem, self._snapshot.analyser):
                self._add(result, field, term, ranking.RELATED)
        return result

    def _prefix(self, text: str, target: str | None) -> Result:
        """Words that begin so, weighed as if they were one."""
        weights = ranking.TEXT if target is None else ranking.NAMED[target]
        surfaces = [field for field in weights if field.endswith("surface")]
        field = surfaces[0] if surfaces else next(iter(weights))
        docs, counts = [], []
        for start in beginnings(text):
            for number, found in enumerate(self._snapshot.beginning(field, start)):
                if number == MOST_ENDINGS:
                    break
                docs.append(found.docs)
                counts.append(found.counts)
        if not docs:
            return self._nothing()
        every, places = np.unique(np.concatenate(docs), return_inverse=True)
        return self._weighed(field, every, np.bincount(places, np.concatenate(counts)))

    def _weighed(self, field: str, docs: Array, counts: Array) -> Result:
        result = self._nothing()
        result.scores[docs] = self._snapshot.weighed(field, docs, counts)[0]
        result.marks[docs] = True
        return result

    def _alternatives(self, node: Alternatives, target: str | None) -> Result:
        result = self._result(node.typed, target)
        if node.name is not None and target is None:
            mentions = self._term({"name": 1.0}, node.name)
            result.also(mentions.times(ranking.NAME))
        else:
            for other in node.others:
                result.also(self._result(other, target).times(ranking.SOUND))
        return result

    def _dated(self, node: Dated) -> Result:
        result = self._everything()
        days = self._snapshot.days
        result.marks &= days > 0
        if node.since is not None:
            result.marks &= days >= node.since.toordinal()
        if node.until is not None:
            result.marks &= days <= node.until.toordinal()
        return result

    # --- Names

    def _named(self, kind: str, part: Node) -> Result:
        """Articles that mention someone or something of this kind whose name answers `part`."""
        if isinstance(part, And):
            wanted = [p for p in part.parts if not isinstance(p, Not)]
            result = self._all([self._named(kind, p) for p in wanted])
            for refused in part.parts:
                if isinstance(refused, Not):
                    result.marks &= ~self._named(kind, refused.part).marks
            return result
        result = self._nothing()
        for leaf in leaves(part):
            if isinstance(leaf, Word | Phrase | Prefix):
                for slug in names_answering(kind, leaf.text, begins=isinstance(leaf, Prefix)):
                    result.also(self._term({kind: 1.0}, slug))
        return result

    # --- Words side by side

    def _phrase(self, tokens: list[Token], target: str | None) -> Result:
        """The words one after another in any inflection; as they were typed they count for more."""
        if not tokens:
            return self._nothing()
        if len(tokens) == 1:
            return self._word(tokens[0], target)
        start = tokens[0].position
        if any(token.position != start + n for n, token in enumerate(tokens)):
            return self._nothing()
        result = self._nothing()
        weights = ranking.TEXT if target is None else ranking.NAMED[target]
        for field, weight in weights.items():
            if field in ("loose", "standfirst"):
                continue
            terms = [t.surface if field.endswith("surface") else t.stem for t in tokens]
            docs, counts = self._in_row(field, terms)
            if len(docs):
                found = self._weighed(field, docs, counts)
                if field.endswith("surface"):
                    found.marks[:] = False
                result.also(found.times(weight * len(tokens)))
        return result

    def _in_row(self, field: str, terms: Sequence[str]) -> tuple[Array, Array]:
        """Documents that hold these terms in a row, and how often.

        Between two of them a text may have one function word more.
        """
        none = np.zeros(0, np.int64)
        lists = {term: self._snapshot.postings(field, term) for term in terms}
        held = {term: found for term, found in lists.items() if found is not None}
        if len(held) < len(lists):
            return none, none
        docs = min((found.docs for found in held.values()), key=len)
        for found in held.values():
            docs = docs[np.isin(docs, found.docs, assume_unique=True)]
        if not len(docs):
            return none, none
        places = {term: _places(found, docs) for term, found in held.items()}
        here = places[terms[0]]
        for term in terms[1:]:
            here = self._followed(_SOURCE_OF.get(field, field), here, places[term])
        return np.unique(here >> _PHRASE_SHIFT, return_counts=True)

    def _followed(self, source: str, before: Array, after: Array, gap: int = 1) -> Array:
        """Those places in `after` that come right after one in `before`.

        At most `gap` function words may stand between them.
        """
        found = [after[np.isin(after, before + 1, assume_unique=True)]]
        for between in range(1, gap + 1):
            near = after[np.isin(after, before + 1 + between, assume_unique=True)]
            docs, at = near >> _PHRASE_SHIFT, near & (2**_PHRASE_SHIFT - 1)
            for step in range(1, between + 1):
                passed = self._snapshot.is_function_word(source, docs, at - step)
                near, docs, at = near[passed], docs[passed], at[passed]
            found.append(near)
        return np.unique(np.concatenate(found))

    def _beside(self, one: str, other: str, documents: Array) -> Array:
        """How often `other` follows `one` in each of some documents, function words apart."""
        first, second = (self._snapshot.postings("text", stem) for stem in (one, other))
        if first is None or second is None:
            return np.zeros(len(documents), np.float32)
        places = self._followed(
            "text", _places(first, documents), _places(second, documents), gap=2
        )
        counts = np.zeros(len(documents), np.float32)
        at, repeated = np.unique(places >> _PHRASE_SHIFT, return_counts=True)
        counts[np.searchsorted(documents, at)] = repeated
        return counts


def _places(found: Postings, docs: Array) -> Array:
    """Where a term stands in these documents, in order: document and position in one number."""
    assert found.positions is not None
    among = np.flatnonzero(np.isin(found.docs, docs, assume_unique=True))
    starts, counts = found.position_starts[among], found.counts[among].astype(np.int64)
    ends = np.cumsum(counts)
    if not len(ends):
        return np.zeros(0, np.int64)
    picked = np.arange(ends[-1]) + np.repeat(starts - ends + counts, counts)
    docs_of_places = np.repeat(found.docs[among], counts)
    return np.asarray((docs_of_places << _PHRASE_SHIFT) + found.positions[picked])


def _wanted(query: And) -> list[Node]:
    """The parts of a query that say what is sought."""
    return [part for part in query.parts if not isinstance(part, Not | Dated)]


def _rows_of_words(query: And) -> Iterable[list[Word]]:
    """Words of a query that the reader wrote side by side."""
    row: list[Word] = []
    for part in query.parts:
        typed = part.typed if isinstance(part, Alternatives) else part
        if isinstance(typed, Word):
            row.append(typed)
        elif isinstance(typed, And) and all(isinstance(word, Word) for word in typed.parts):
            row += [word for word in typed.parts if isinstance(word, Word)]
        else:
            yield row
            row = []
    yield row
