"""Which documents of a snapshot answer a query, and with which score.

Every part of a query becomes `Ranked`, the documents that answer it with their scores; what a
single word finds is kept by the snapshot, because readers ask for the same words again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from search.engines.ranked import Ranked, both, either, found_in, raising
from search.engines.schema import WITHOUT_POSITIONS
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

_PHRASE_SHIFT: Final = 32
"""Bits for positions beside a document's number."""

_NAME_FIELDS: Final = ("person", "organisation", "place")
_SOURCE_OF: Final = {"text": "text", "surface": "text", "title": "title", "title_surface": "title"}


@dataclass(frozen=True)
class Answer:
    """What answers a query; it holds at least `held` of its `asked` parts.

    `asked` is 0 where every part is held, as is the rule.
    """

    found: Ranked
    held: int = 0
    asked: int = 0


class Evaluation:
    """The answers that one snapshot gives."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._size = snapshot.size
        self._tokens: Callable[[str], list[Token]] = snapshot.analyser.tokens

    def answer(self, query: Node | None) -> Answer:
        """Everything that answers a query, or, where nothing does, what holds most of its parts."""
        if query is None:
            return Answer(self._everything())
        found = self._found(query)
        if isinstance(query, And) and not len(found):
            return self._relaxed(query)
        return Answer(found)

    def any_of(self, query: Node) -> Ranked:
        """Everything that answers any part of a query that is a row of words."""
        if not isinstance(query, And):
            return self._found(query)
        return self._allowed(query, self._any(_wanted(query)))

    def neighbours(self, query: Node | None, documents: Array) -> Array:
        """What each of some documents gains by holding words of the query side by side."""
        gains = np.zeros(len(documents), np.float32)
        if not isinstance(query, And) or not len(documents):
            return gains
        order = np.argsort(documents)
        in_order = documents[order]
        damping = self._snapshot.damping("text")[in_order]
        places: dict[str, Array] = {}
        for row in _rows_of_words(query):
            stems = [token.stem for word in row for token in self._tokens(word.text)]
            for one, other in pairwise(stems):
                if one == other:
                    continue
                for stem in (one, other):
                    if stem not in places:
                        found = self._snapshot.postings("text", stem)
                        places[stem] = _places(found, in_order) if found else np.zeros(0, np.int64)
                counts = self._beside(places[one], places[other], in_order)
                if counts is not None:
                    rarity = sum(self._snapshot.rarity("text", stem) for stem in (one, other))
                    gains[order] += np.float32(rarity) * ranking.saturation(counts, damping)
        return gains * np.float32(ranking.NEIGHBOURS)

    # --- Parts of a query

    def _found(self, node: Node, target: str | None = None, *, raises: bool = False) -> Ranked:
        """What answers a part of a query.

        `raises` tells as well which documents hold no form of a word to be found by, but one that
        raises them where they answer another part.
        """
        match node:
            case Word(text=text, as_written=True) if target is None:
                return self._all(self._term("surface", t.surface) for t in self._tokens(text))
            case Word(text=text):
                words = [self._word(token, target, raises) for token in self._tokens(text)]
                return words[0] if len(words) == 1 else self._all(words, raises)
            case Prefix(text=text):
                return self._prefix(fold(text), target)
            case Phrase(text=text):
                return self._phrase(self._tokens(text), target)
            case Field(name=name, part=part):
                return self._named(name, part) if name in _NAME_FIELDS else self._found(part, name)
            case Dated():
                return Ranked.unscored(np.flatnonzero(self._in_time(node)).astype(np.int32))
            case And():
                # The parser lets a Not stand only here, beside something wanted.
                wanted = [self._found(part, target, raises=raises) for part in _wanted(node)]
                found = self._all(wanted, raises) if wanted else self._everything()
                return self._allowed(node, found, target)
            case Or(parts=parts):
                return self._any(parts, target)
            case Sound(key=key):
                return self._term("loose", "~" + key)
            case Alternatives():
                return self._alternatives(node, target, raises)
        raise TypeError(f"no such query: {node!r}")

    def _everything(self) -> Ranked:
        return Ranked.unscored(self._snapshot.everything)

    def _all(self, parts: Iterable[Ranked], raises: bool = False) -> Ranked:
        return (raising if raises else both)(list(parts), self._size)

    def _any(self, parts: Iterable[Node], target: str | None = None) -> Ranked:
        return either([self._found(part, target, raises=True) for part in parts], self._size)

    def _relaxed(self, query: And) -> Answer:
        """What holds most parts of a query; in a long one, every fifth part more may be missing.

        What is refused and the bounds in time stay as they are: they say what is not wanted.
        """
        wanted = [self._found(part, raises=True) for part in _wanted(query)]
        found = self._allowed(query, either(wanted, self._size))
        if len(wanted) < 2 or not len(found):
            return Answer(Ranked.nothing())
        held = np.zeros(len(found), np.int32)
        for part in wanted:
            held += part.holds(found.docs, self._size)
        enough = max(int(held.max()) - len(wanted) // 5, 1)
        return Answer(found.kept(held >= enough), enough, len(wanted))

    def _allowed(self, query: And, found: Ranked, target: str | None = None) -> Ranked:
        """What the query neither refuses nor leaves out by its date."""
        for part in query.parts:
            if isinstance(part, Dated):
                found = found.within(self._in_time(part))
            elif isinstance(part, Not):
                refused = np.zeros(self._size, bool)
                refused[self._found(part.part, target).docs] = True
                found = found.within(~refused)
        return found

    def _in_time(self, node: Dated) -> Array:
        """Marks of the documents of which it is known that they were published then."""
        days = self._snapshot.days
        marks = self._snapshot.lives & (days > 0)
        if node.since is not None:
            marks &= days >= node.since.toordinal()
        if node.until is not None:
            marks &= days <= node.until.toordinal()
        return marks

    # --- Words

    def _term(self, field: str, term: str) -> Ranked:
        found = self._snapshot.postings(field, term)
        return self._weighed(field, found.docs, found.counts) if found else Ranked.nothing()

    def _weighed(self, field: str, docs: Array, counts: Array) -> Ranked:
        return Ranked(docs, self._snapshot.weighed(field, docs, counts))

    def _word(self, token: Token, target: str | None, raises: bool = False) -> Ranked:
        """What holds a word in any form; its forms that nobody would seek raise scores alone."""

        def read() -> tuple[Ranked, int]:
            weights = ranking.TEXT if target is None else ranking.NAMED[target]
            terms = list(self._forms(token, weights))
            if target is None:
                related = relatives(token.surface, token.stem, self._snapshot.analyser)
                terms += [(field, term, ranking.RELATED) for field, term in related]
            found = self._together(terms, raises)
            return found, found.nbytes

        key = (
            "raising" if raises else "word",
            target or "",
            token.text,
            token.surface,
            token.stem,
        )
        return self._snapshot.kept(key, read)

    def _forms(
        self, token: Token, weights: Mapping[str, float]
    ) -> Iterator[tuple[str, str, float]]:
        """The terms that a word is in each field."""
        for field, weight in weights.items():
            if field == "loose":
                yield from ((field, term, weight) for term in loose(token))
            else:
                yield field, token.surface if field.endswith("surface") else token.stem, weight

    def _together(self, terms: Iterable[tuple[str, str, float]], raises: bool) -> Ranked:
        """What holds any of these terms, each with its weight; loose forms only raise."""
        scores, marks = np.zeros(self._size, np.float32), np.zeros(self._size, bool)
        for field, term, weight in terms:
            found = self._term(field, term)
            if len(found):
                scores[found.docs] += np.float32(weight) * found.scores
                if field != "loose":
                    marks[found.docs] = True
        return Ranked.of_dense(scores, marks, with_raised=raises)

    def _prefix(self, text: str, target: str | None) -> Ranked:
        """Words that begin so, weighed as if they were one."""

        def read() -> tuple[Ranked, int]:
            counts = np.zeros(self._size, np.float64)
            for start in beginnings(text):
                for docs, found in self._snapshot.beginning(field, start):
                    counts += np.bincount(docs, found, self._size)
            docs = np.flatnonzero(counts).astype(np.int32)
            ranked = self._weighed(field, docs, counts[docs])
            return ranked, ranked.nbytes

        weights = ranking.TEXT if target is None else ranking.NAMED[target]
        surfaces = [name for name in weights if name.endswith("surface")]
        field = surfaces[0] if surfaces else next(iter(weights))
        return self._snapshot.kept(("prefix", field, text), read)

    def _alternatives(self, node: Alternatives, target: str | None, raises: bool) -> Ranked:
        found = [self._found(node.typed, target, raises=raises)]
        if node.name is not None and target is None:
            found.append(self._term("name", node.name).times(ranking.NAME))
        else:
            found += [self._found(other, target).times(ranking.SOUND) for other in node.others]
        return either(found, self._size)

    # --- Names

    def _named(self, kind: str, part: Node) -> Ranked:
        """Articles that mention someone or something of this kind whose name answers `part`."""
        if isinstance(part, And):
            found = self._all(self._named(kind, p) for p in part.parts if not isinstance(p, Not))
            for refused in part.parts:
                if isinstance(refused, Not):
                    others = self._named(kind, refused.part)
                    found = found.kept(~others.holds(found.docs, self._size))
            return found
        slugs = [
            slug
            for leaf in leaves(part)
            if isinstance(leaf, Word | Phrase | Prefix)
            for slug in names_answering(kind, leaf.text, begins=isinstance(leaf, Prefix))
        ]
        return either([self._term(kind, slug) for slug in slugs], self._size)

    # --- Words side by side

    def _phrase(self, tokens: list[Token], target: str | None) -> Ranked:
        """The words one after another in any inflection; as they were typed they count for more."""
        if not tokens:
            return Ranked.nothing()
        if len(tokens) == 1:
            return self._word(tokens[0], target)
        start = tokens[0].position
        if any(token.position != start + n for n, token in enumerate(tokens)):
            return Ranked.nothing()
        scores, marks = np.zeros(self._size, np.float32), np.zeros(self._size, bool)
        weights = ranking.TEXT if target is None else ranking.NAMED[target]
        for field, weight in weights.items():
            if field in WITHOUT_POSITIONS:
                continue
            terms = [t.surface if field.endswith("surface") else t.stem for t in tokens]
            docs, counts = self._in_row(field, terms)
            if len(docs):
                found = self._weighed(field, docs, counts)
                scores[docs] += np.float32(weight * len(tokens)) * found.scores
                if not field.endswith("surface"):
                    marks[docs] = True
        return Ranked.of_dense(scores, marks)

    def _in_row(self, field: str, terms: Sequence[str]) -> tuple[Array, Array]:
        """Documents that hold these terms in a row, and how often.

        Between two of them a text may have one function word more.
        """
        none = np.zeros(0, np.int32)
        lists = {term: self._snapshot.postings(field, term) for term in terms}
        held = {term: found for term, found in lists.items() if found is not None}
        if len(held) < len(lists):
            return none, none
        docs = self._all(Ranked.unscored(found.docs) for found in held.values()).docs
        if not len(docs):
            return none, none
        places = {term: _places(found, docs) for term, found in held.items()}
        here = places[terms[0]]
        for term in terms[1:]:
            here = self._followed(_SOURCE_OF.get(field, field), here, places[term])
        found_in, counts = np.unique(here >> _PHRASE_SHIFT, return_counts=True)
        return found_in.astype(np.int32), counts

    def _followed(self, source: str, before: Array, after: Array, gap: int = 1) -> Array:
        """Those places in `after` that come right after one in `before`.

        At most `gap` function words may stand between them.
        """
        if not len(before):
            return after[:0]
        # The nearest one before decides: where a word between is no function word, none farther
        # off is beside it either.
        nearest = before[np.maximum(before.searchsorted(after) - 1, 0)]
        apart = after - nearest
        near = (apart > 0) & (apart <= gap + 1)
        after, apart = after[near], apart[near]
        for step in range(1, gap + 1):
            parted = np.flatnonzero(apart > step)
            if not len(parted):
                break
            docs, at = after[parted] >> _PHRASE_SHIFT, after[parted] & (2**_PHRASE_SHIFT - 1)
            passed = np.ones(len(after), bool)
            passed[parted] = self._snapshot.is_function_word(source, docs, at - step)
            after, apart = after[passed], apart[passed]
        return after

    def _beside(self, one: Array, other: Array, documents: Array) -> Array | None:
        """How often a word of `other` follows one of `one` in each document, function words apart.

        None where it never does.
        """
        places = self._followed("text", one, other, gap=2)
        if not len(places):
            return None
        at = documents.searchsorted(places >> _PHRASE_SHIFT)
        return np.bincount(at, minlength=len(documents)).astype(np.float32)


def _places(found: Postings, docs: Array) -> Array:
    """Where a term stands in these documents, in order: document and position in one number."""
    assert found.positions is not None
    at, held = found_in(found.docs, docs)
    at, docs = at[held], docs[held]
    starts, counts = found.position_starts[at], found.counts[at].astype(np.int64)
    ends = np.cumsum(counts)
    if not len(ends):
        return np.zeros(0, np.int64)
    picked = np.arange(ends[-1]) + np.repeat(starts - ends + counts, counts)
    docs_of_places = np.repeat(docs.astype(np.int64), counts)
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
