"""Haystack's Whoosh backend, taught Arabic and the questions that Diwan asks."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from haystack.backends import BaseEngine
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier
from whoosh import fields
from whoosh import query as whoosh_query
from whoosh.analysis import Analyzer, Token
from whoosh.writing import CLEAR

from search import arabic, names
from search.tree import Alternatives, And, Dated, Field, Node, Not, Or, Phrase, Prefix, Sound, Word

WRITER_PATIENCE = 30.0  # seconds to wait while another process writes

# How much a word counts where it stands; see docs/search.md.
TITLE_WEIGHT = 2.0
SURFACE_WEIGHT = 0.4
OTHER_SPELLING_WEIGHT = 0.5
TELLING_WORDS = 20  # by which the nearest articles are found


@lru_cache(maxsize=200_000)
def _sound(surface: str) -> str:
    return names.sound(surface)


NAME_KINDS = ("person", "organisation", "place")

FORMS: dict[str, Callable[[arabic.Token], str]] = {
    "stem": lambda word: word.stem,
    "surface": lambda word: word.surface,
    # Most words have none: they are too short to be told apart by sound.
    "sound": lambda word: _sound(word.surface),
}


class ArabicAnalyzer(Analyzer):
    """Diwan's own analysis behind Whoosh's interface; `form` is one of FORMS."""

    def __init__(self, form: str) -> None:
        self.form = form

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]:
        """Yield one Token for each word, with its position and offsets in the original text."""
        token = Token(positions=True, chars=True, removestops=False, mode=kwargs.get("mode", ""))
        form = FORMS[self.form]
        for word in arabic.tokens(value):
            token.text = token.original = form(word)
            if not token.text:
                continue
            token.pos, token.startchar, token.endchar = word.position, word.start, word.end
            token.boost, token.stopped = 1.0, False
            yield token


@dataclass(frozen=True)
class Found:
    """An answer: ids of one page of articles in order, the exact total, counts for each facet.

    `held` is how many of the `asked` parts of the query each article holds at least; it is less
    only where no article holds them all.
    """

    ids: list[int] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    held: int = 0
    asked: int = 0


class Backend(WhooshSearchBackend):
    """Stock Whoosh behind Haystack's interface, with Arabic analysis and `find`."""

    index: Any  # opened by setup()
    _words: tuple[int, dict[str, int]] = (-1, {})
    _facets: tuple[int, dict[str, dict[str, set[int]]]] = (-1, {})

    def build_schema(self, haystack_fields: Mapping[str, Any]) -> tuple[str, fields.Schema]:
        """The name of the document field, and a lean schema: texts analysed but not stored."""
        schema: dict[str, Any] = {
            ID: fields.ID(stored=True, unique=True),
            DJANGO_CT: fields.ID(stored=True),
            DJANGO_ID: fields.ID(stored=True),
            "text": fields.TEXT(analyzer=ArabicAnalyzer("stem"), phrase=True),
            "title": fields.TEXT(analyzer=ArabicAnalyzer("stem"), phrase=True),
            "surface": fields.TEXT(analyzer=ArabicAnalyzer("surface"), phrase=True),
            "sound": fields.TEXT(analyzer=ArabicAnalyzer("sound"), phrase=False),
            "theme_name": fields.TEXT(analyzer=ArabicAnalyzer("stem"), phrase=True),
            "outlet_name": fields.TEXT(analyzer=ArabicAnalyzer("stem"), phrase=True),
            "theme": fields.KEYWORD(commas=True, stored=True),
            "outlet": fields.ID(stored=True),
            "year": fields.ID(stored=True),
            "month": fields.ID(stored=True),
            "language": fields.ID(stored=True),
            **{kind: fields.KEYWORD(commas=True, stored=True) for kind in NAME_KINDS},
            **{
                f"{kind}_name": fields.TEXT(analyzer=ArabicAnalyzer("stem"), phrase=True)
                for kind in NAME_KINDS
            },
            "published": fields.DATETIME(stored=True),
        }
        names = {declared.index_fieldname for declared in haystack_fields.values()}
        assert names <= set(schema), f"give the index fields {names - set(schema)} a type"
        return "text", fields.Schema(**schema)

    def _from_python(self, value: Any) -> Any:
        # Years are words to filter by, not numbers to reckon with.
        return str(value) if isinstance(value, int) else super()._from_python(value)

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        """A writer that waits for others to finish; it commits, or cancels on any error."""
        if not self.setup_complete:
            self.setup()
        self.index = self.index.refresh()
        writer = self.index.writer(timeout=WRITER_PATIENCE)
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Bring the objects' entries up to date; raises LockError after WRITER_PATIENCE."""
        self.refresh(index, {instance.pk for instance in iterable})

    def refresh(self, index: Any, ids: Collection[int]) -> None:
        """Make the entries of these articles what the database says now, in one commit.

        The database is read only when this process may write: what another process changes
        while this one waits is not overwritten with what was true before. Articles that are not
        to be found leave the index.
        """
        with self._writer() as writer:
            gone = set(ids)
            for instance in index.index_queryset().filter(pk__in=ids):
                try:
                    prepared = index.full_prepare(instance)
                except SkipDocument:
                    continue
                gone.discard(instance.pk)
                values = {name: self._from_python(value) for name, value in prepared.items()}
                # Whoosh would index an empty text as a word without letters.
                writer.update_document(**{name: v for name, v in values.items() if v != ""})
            for pk in gone:
                writer.delete_by_term(ID, f"archive.article.{pk}")

    def clear(self, models: Any = None, commit: bool = True) -> None:
        """Take every entry out; the files stay, because other processes have them open."""
        if not self.is_readable():
            self.delete_index()
            # A new index counts its states from the beginning.
            self._words, self._facets = (-1, {}), (-1, {})
            return
        writer = self.index.writer(timeout=WRITER_PATIENCE)
        writer.commit(mergetype=CLEAR)

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Take one entry out."""
        with self._writer() as writer:
            writer.delete_by_term(ID, get_identifier(obj_or_string))

    def is_readable(self) -> bool:
        """Whether there is an index, made by this version of the schema, that can be opened."""
        try:
            with self._searcher() as searcher:
                return set(searcher.schema.names()) == set(self.schema.names())
        except Exception:  # a damaged file breaks in as many ways as it can be damaged
            return False

    def indexed_ids(self) -> set[int]:
        """Ids of the articles that the index holds."""
        with self._searcher() as searcher:
            return {int(entry[DJANGO_ID]) for entry in searcher.reader().all_stored_fields()}

    @contextmanager
    def _searcher(self) -> Iterator[Any]:
        if not self.setup_complete:
            self.setup()
        self.index = self.index.refresh()
        with self.index.searcher() as searcher:
            yield searcher

    def similar(self, pk: int, text: str, limit: int) -> list[int]:
        """Ids of the articles nearest to `text` in their words, the nearest first, without `pk`.

        The words that say most of the text decide: those frequent in it and rare in the archive.
        """
        counts = Counter(
            token.stem for token in arabic.tokens(text) if not arabic.is_stop_word(token.text)
        )
        with self._searcher() as searcher:
            reader, everything = searcher.reader(), searcher.doc_count()
            weights = {
                stem: count * math.log(1 + everything / frequency)
                for stem, count in counts.items()
                if (frequency := reader.doc_frequency("text", stem)) > 1
            }
            telling = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TELLING_WORDS]
            terms = [whoosh_query.Term("text", stem, boost=weights[stem]) for stem in telling]
            found = searcher.search(whoosh_query.Or(terms), limit=limit + 1)
            ids = [int(hit[DJANGO_ID]) for hit in found]
        return [found_pk for found_pk in ids if found_pk != pk][:limit]

    def vocabulary(self) -> tuple[int, dict[str, int]]:
        """The state of the index, and its surface forms with how many articles hold each."""
        with self._searcher() as searcher:
            reader = searcher.reader()
            generation: int = reader.generation()
            state = self._words
            if state[0] != generation:
                words = {
                    term.decode(): reader.doc_frequency("surface", term)
                    for term in reader.lexicon("surface")
                }
                state = self._words = (generation, words)
        return state

    def _values(self, searcher: Any, name: str) -> dict[str, set[int]]:
        """The documents that hold each value of a facet, read once for each state of the index."""
        generation = searcher.reader().generation()
        # Kept in hand: another thread may put the values of another state in its place.
        state = self._facets
        if state[0] != generation:
            state = self._facets = (generation, {})
        known = state[1]
        if name not in known:
            known[name] = _documents_by_value(searcher, name)
        return known[name]

    def find(
        self,
        query: Node | None,
        filters: Mapping[str, Collection[str]],
        facets: Collection[str],
        by_date: bool,
        offset: int,
        limit: int,
        oldest_first: bool = False,
    ) -> Found:
        """Articles that answer `query` (None: all) within `filters`.

        Several values of one facet widen it, different facets narrow each other; each facet is
        counted under the others' filters but not its own, so that its counts say what choosing
        another value would bring. Order: score or date, then date, then id, so that pages never
        overlap; undated articles count as the oldest.
        """
        with self._searcher() as searcher:
            scores = _scores(searcher, query)
            held = asked = 0
            if not scores and isinstance(query, And):
                scores, held, asked = _relaxed(searcher, query)
            values = {name: self._values(searcher, name) for name in {*facets, *filters}}
            chosen = {
                name: set().union(*(values[name].get(v, set()) for v in wanted))
                for name, wanted in filters.items()
                if wanted
            }
            counts = {name: _counts(values[name], scores, chosen, name) for name in facets}
            matched = set(scores).intersection(*chosen.values())

            def rank(document: int) -> tuple[Any, ...]:
                entry = searcher.stored_fields(document)
                date, pk = entry.get("published", datetime.min), int(entry[DJANGO_ID])
                return (date, pk) if by_date else (round(scores[document], 6), date, pk)

            in_order = sorted(matched, key=rank, reverse=not oldest_first)
            page = in_order[offset : offset + limit]
            ids = [int(searcher.stored_fields(document)[DJANGO_ID]) for document in page]
        return Found(ids, len(matched), counts, held, asked)


def _scores(searcher: Any, query: Node | None) -> dict[int, float]:
    """Every document that answers the query, with its score."""
    return dict(searcher.search(compiled(query), limit=None).items())


def _relaxed(searcher: Any, query: And) -> tuple[dict[int, float], int, int]:
    """The documents that hold most parts of a query, how many they hold, and of how many.

    What is refused and the bounds in time stay as they are: they say what is not wanted.
    """
    strict = [part for part in query.parts if isinstance(part, Not | Dated)]
    loose = [part for part in query.parts if not isinstance(part, Not | Dated)]
    if len(loose) < 2:
        return {}, 0, 0
    scores: dict[int, float] = {}
    held: dict[int, int] = {}
    for part in loose:
        found = _scores(searcher, And((part, *strict)) if strict else part)
        for document, score in found.items():
            scores[document] = scores.get(document, 0.0) + score
            held[document] = held.get(document, 0) + 1
    most = max(held.values(), default=0)
    return {d: score for d, score in scores.items() if held[d] == most}, most, len(loose)


def _documents_by_value(searcher: Any, name: str) -> dict[str, set[int]]:
    """The documents that hold each value of a facet."""
    return {
        value: set(searcher.postings(name, value).all_ids())
        for value in (term.decode() for term in searcher.reader().lexicon(name))
    }


def _counts(
    values: Mapping[str, set[int]],
    scores: Mapping[int, float],
    chosen: Mapping[str, set[int]],
    name: str,
) -> dict[str, int]:
    others = [documents for other, documents in chosen.items() if other != name]
    reachable = set(scores).intersection(*others)
    counts = {value: len(documents & reachable) for value, documents in values.items()}
    return {value: count for value, count in counts.items() if count}


@dataclass(frozen=True)
class Target:
    """Where a word is looked for: fields of stems with their weights, and one of surface forms."""

    stems: tuple[tuple[str, float], ...]
    surface: str | None = None


TEXTS = Target((("text", 1.0), ("title", TITLE_WEIGHT)), "surface")
NAMED = {
    **{kind: Target(((f"{kind}_name", 1.0),)) for kind in NAME_KINDS},
    "title": Target((("title", 1.0),)),
    "outlet": Target((("outlet_name", 1.0),)),
    "theme": Target((("theme_name", 1.0),)),
}


def compiled(node: Node | None, target: Target = TEXTS) -> whoosh_query.Query:
    """A reader's query in Whoosh's terms; None stands for every article."""
    match node:
        case None:
            return whoosh_query.Every()
        case Word(text=text):
            return whoosh_query.And([_word(token, target) for token in arabic.tokens(text)])
        case Prefix(text=text):
            return _prefix(arabic.fold(text), target)
        case Phrase(text=text):
            return _phrase(list(arabic.tokens(text)), target)
        case Field(name=name, part=part):
            return compiled(part, NAMED[name])
        case Dated(since=since, until=until):
            return whoosh_query.DateRange(
                "published",
                since and datetime.combine(since, time.min),
                until and datetime.combine(until, time.max),
            )
        case And(parts=parts):
            # The parser lets a Not stand only here, beside something wanted.
            wanted = [compiled(part, target) for part in parts if not isinstance(part, Not)]
            refused = [compiled(part.part, target) for part in parts if isinstance(part, Not)]
            query = whoosh_query.And(wanted)
            return whoosh_query.AndNot(query, whoosh_query.Or(refused)) if refused else query
        case Or(parts=parts):
            return whoosh_query.Or([compiled(part, target) for part in parts])
        case Sound(key=key):
            return whoosh_query.Term("sound", key)
        case Alternatives(typed=typed, others=others):
            widened = whoosh_query.Or([compiled(other, target) for other in others])
            return whoosh_query.Or(
                [compiled(typed, target), weighted(widened, OTHER_SPELLING_WEIGHT)]
            )
    raise TypeError(f"no such query: {node!r}")


def weighted(query: whoosh_query.Query, weight: float) -> whoosh_query.Query:
    """The query with every part's boost multiplied; Whoosh drops the boost of an Or itself."""
    if isinstance(query, whoosh_query.compound.CompoundQuery):
        return type(query)([weighted(part, weight) for part in query.subqueries])
    return query.with_boost(query.boost * weight)


def _word(token: arabic.Token, target: Target) -> whoosh_query.Query:
    terms = [whoosh_query.Term(name, token.stem, boost=weight) for name, weight in target.stems]
    if target.surface:
        terms.append(whoosh_query.Term(target.surface, token.surface, boost=SURFACE_WEIGHT))
    return whoosh_query.Or(terms)


def _phrase(tokens: list[arabic.Token], target: Target) -> whoosh_query.Query:
    """The words one after another, in any inflection; as they were typed they count for more."""
    if len(tokens) == 1:
        return _word(tokens[0], target)
    start = tokens[0].position
    if any(token.position != start + n for n, token in enumerate(tokens)):
        return whoosh_query.NullQuery()
    name, _weight = target.stems[0]
    phrases = [whoosh_query.Phrase(name, [t.stem for t in tokens])]
    if target.surface:
        surfaces = [t.surface for t in tokens]
        phrases.append(whoosh_query.Phrase(target.surface, surfaces, boost=SURFACE_WEIGHT))
    return whoosh_query.Or(phrases)


def _prefix(text: str, target: Target) -> whoosh_query.Query:
    name = target.surface or target.stems[0][0]
    return whoosh_query.Or([whoosh_query.Prefix(name, start) for start in arabic.beginnings(text)])


class SearchQuery(WhooshSearchQuery):
    """Haystack's query builder, with the fast way to say “everything”."""

    def matching_all_fragment(self) -> str:
        """What stands for a query without words."""
        return "*:*"


class Engine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = Backend
    query = SearchQuery
