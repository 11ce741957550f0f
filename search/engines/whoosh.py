"""Haystack's Whoosh backend, taught Arabic, and reading the index as arrays."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from haystack.backends import BaseEngine
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier, get_model_ct
from whoosh import fields
from whoosh.analysis import Analyzer, Token

from search import lexicon, ranking
from search.analysis import Analyser, built_in, loose
from search.arabic import is_stop_word
from search.engines.arrays import Array
from search.engines.codec import MODEL
from search.engines.evaluation import Answer, Evaluation
from search.engines.haystack_search import HaystackSearch, SearchQuery
from search.engines.schema import ANALYSED, VALUES, WITHOUT_POSITIONS, Entry
from search.engines.snapshot import Snapshot
from search.engines.writer import Writer
from search.tree import Node

TELLING_WORDS = 20  # by which the nearest articles are found
LEXICON = "lexicon.tsv"


class ArabicAnalyzer(Analyzer):
    """Diwan's own analysis behind Whoosh's interface; `form` is a form of `search.analysis`."""

    def __init__(self, form: str) -> None:
        self.form = form

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]:
        """Yield one Token for each word, with its position and offsets in the original text."""
        token = Token(positions=True, chars=True, removestops=False, mode=kwargs.get("mode", ""))
        for word in built_in().tokens(value):
            forms = loose(word) if self.form == "loose" else (getattr(word, self.form),)
            for form in forms:
                token.text = token.original = form
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


class Backend(HaystackSearch):
    """An index of Whoosh whose segments are arrays, with `find` for the questions of readers."""

    index: Any  # opened by setup()

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self._opening = Lock()
        self._snapshot: Snapshot | None = None
        self._learned: tuple[tuple[int, int], Analyser] | None = None
        self._words: tuple[int, dict[str, int]] = (-1, {})

    def build_schema(self, haystack_fields: Mapping[str, Any]) -> tuple[str, fields.Schema]:
        """The name of the document field, and a lean schema: texts analysed but not stored."""
        schema: dict[str, Any] = {
            ID: fields.ID(stored=True, unique=True),
            DJANGO_CT: fields.ID(stored=True),
            DJANGO_ID: fields.ID(stored=True),
            "published": fields.DATETIME(),
            **{kind: fields.KEYWORD(commas=True) for kind in VALUES},
            **{
                name: fields.TEXT(ArabicAnalyzer(form), phrase=name not in WITHOUT_POSITIONS)
                for forms in ANALYSED.values()
                for name, form in forms.items()
            },
        }
        names = {declared.index_fieldname for declared in haystack_fields.values()}
        assert names <= set(schema), f"give the index fields {names - set(schema)} a type"
        return "text", fields.Schema(**schema)

    def _from_python(self, value: Any) -> Any:
        # Years are words to filter by, not numbers to reckon with.
        return str(value) if isinstance(value, int) else super()._from_python(value)

    # --- Analysis

    def analyser(self) -> Analyser:
        """The analysis that the index was made with."""
        path = Path(self.path) / LEXICON
        try:
            state = path.stat()
        except FileNotFoundError:
            return built_in()
        if not state.st_size:  # too little to learn from
            return built_in()
        key = (state.st_mtime_ns, state.st_ino)
        known = self._learned
        if known is None or known[0] != key:
            known = self._learned = (key, Analyser(lexicon.read(path)))
        return known[1]

    def _learn(self, texts: Callable[[], Iterable[str]]) -> Analyser:
        """The analysis for writing; an index that is new learns its words from the archive."""
        path = Path(self.path) / LEXICON
        if not path.exists():
            learned = lexicon.learn(texts())
            if learned is None:
                path.touch()
            else:
                learned.write(path)
        return self.analyser()

    # --- Writing

    def _writer(self, texts: Callable[[], Iterable[str]] = tuple) -> Writer:
        """A writer that waits for others to finish."""
        if not self.setup_complete:
            self.setup()
        return Writer(self.index, lambda: self._learn(texts))

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Bring the objects' entries up to date; raises LockError if others write for too long."""
        self.refresh(index, {instance.pk for instance in iterable})

    def refresh(self, index: Any, ids: Collection[int]) -> None:
        """Make the entries of these articles what the database says now, in one commit.

        The database is read only when this process may write: what another process changes
        while this one waits is not overwritten with what was true before. Articles that are not
        to be found leave the index.
        """

        def texts() -> Iterator[str]:
            for instance in index.index_queryset().iterator(chunk_size=500):
                with suppress(SkipDocument):
                    yield index.prepare_text(instance)

        with self._writer(texts) as writer:
            writer.delete(ids)
            for instance in index.index_queryset().filter(pk__in=ids):
                with suppress(SkipDocument):
                    writer.add(entry(instance.pk, index.full_prepare(instance)))

    def add(self, entries: Collection[Entry]) -> None:
        """Take in entries that are no articles of the database; a new index learns from them."""
        with self._writer(lambda: [e.texts["text"] for e in entries]) as writer:
            for one in entries:
                writer.add(one)

    def clear(self, models: Any = None, commit: bool = True) -> None:
        """Take every entry out; the files stay, because other processes have them open.

        The words that the index learned go: the next entry makes it learn anew. Where `models`
        names no articles there is nothing to do.
        """
        if models is not None and MODEL not in map(get_model_ct, models):
            return
        if not self.is_readable():
            self.delete_index()
            return
        with self._writer() as writer:
            writer.clear()
            (Path(self.path) / LEXICON).unlink(missing_ok=True)

    def delete_index(self) -> None:
        """Take the files away and begin anew; a new index counts its states from the beginning."""
        super().delete_index()
        self._snapshot, self._words = None, (-1, {})

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Take one entry out; other models have none."""
        model, _, pk = get_identifier(obj_or_string).rpartition(".")
        if model == MODEL:
            with self._writer() as writer:
                writer.delete([int(pk)])

    # --- Reading

    def snapshot(self) -> Snapshot:
        """The newest state of the index."""
        if not self.setup_complete:
            self.setup()
        newest = self.index.latest_generation()
        current = self._snapshot
        if current is not None and current.generation == newest:
            return current
        with self._opening:
            current = self._snapshot
            for _attempt in range(3):
                try:
                    analyser = self.analyser()
                    contents = self.index._read_toc()
                    current = Snapshot(self.index.storage, contents, analyser, current)
                    break
                except FileNotFoundError:  # a newer state took its place meanwhile
                    continue
            else:
                current = Snapshot(self.index.storage, self.index._read_toc(), analyser, current)
            self._snapshot = current
            return current

    def forget(self) -> None:
        """Let go of what was worked out of the index."""
        self._snapshot = None

    def is_readable(self) -> bool:
        """Whether there is an index, made by this version of the schema, that can be opened."""
        try:
            snapshot = self.snapshot()
            names = set(self.index._read_toc().schema.names())
            return names == set(self.schema.names()) and len(snapshot.pks) == snapshot.size
        except Exception:  # a damaged file breaks in as many ways as it can be damaged
            return False

    def indexed_ids(self) -> set[int]:
        """Ids of the articles that the index holds."""
        snapshot = self.snapshot()
        return set(snapshot.pks[snapshot.lives].tolist())

    def holds(self, text: str) -> bool:
        """Whether an article holds a word of `text`, in any inflection."""
        snapshot = self.snapshot()
        return any(snapshot.holds("text", stem) for stem in snapshot.analyser.stems(text))

    def similar(self, pk: int, text: str, limit: int) -> list[int]:
        """Ids of the articles nearest to `text` in their words, the nearest first, without `pk`.

        The words that say most of the text decide: those frequent in it and rare in the archive.
        """
        snapshot = self.snapshot()
        counts = Counter(
            token.stem for token in snapshot.analyser.tokens(text) if not is_stop_word(token.text)
        )
        weights = {}
        for stem, count in counts.items():
            found = snapshot.postings("text", stem)
            if found is not None and len(found.docs) > 1:
                weights[stem] = count * math.log(1 + snapshot.count / len(found.docs))
        telling = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TELLING_WORDS]
        scores = np.zeros(snapshot.size, np.float32)
        for stem in telling:
            docs, impacts, _ = snapshot.impacts("text", stem)
            scores[docs] += np.float32(weights[stem]) * impacts
        scores[snapshot.pks == pk] = 0
        near = np.flatnonzero(scores)
        best = near[_order(scores[near], snapshot.days[near], snapshot.pks[near])][:limit]
        ids: list[int] = snapshot.pks[best].tolist()
        return ids

    def vocabulary(self) -> tuple[int, dict[str, int]]:
        """The state of the index, and its surface forms with how many articles hold each."""
        snapshot = self.snapshot()
        state = self._words
        if state[0] != snapshot.generation:
            state = self._words = (snapshot.generation, snapshot.vocabulary("surface"))
        return state

    def find(
        self,
        query: Node | None,
        filters: Mapping[str, Collection[str]],
        facets: Collection[str],
        by_date: bool,
        offset: int,
        limit: int,
        oldest_first: bool = False,
        fresh: bool = False,
        any_word: bool = False,
    ) -> Found:
        """Articles that answer `query` (None: all) within `filters`.

        Several values of one facet widen it, different facets narrow each other; each facet is
        counted under the others' filters but not its own, so that its counts say what choosing
        another value would bring. Order: score or date, then date, then id, so that pages never
        overlap; undated articles count as the oldest. `fresh` lets newer articles gain a little
        on better ones; `any_word` takes in what holds any word of the query.
        """
        snapshot = self.snapshot()
        evaluation = Evaluation(snapshot)
        if any_word and query is not None:
            answer = Answer(evaluation.any_of(query))
        else:
            answer = evaluation.answer(query)
        marks = answer.result.marks
        chosen = {
            name: _having(snapshot, name, values) for name, values in filters.items() if values
        }
        matched = _within(marks, chosen.values())
        counts = {}
        for name in facets:
            others = [having for other, having in chosen.items() if other != name]
            among = matched if len(others) == len(chosen) else _within(marks, others)
            counts[name] = snapshot.values(name).counts(among)
        documents = np.flatnonzero(matched)
        days, pks = snapshot.days[documents], snapshot.pks[documents]
        if by_date:
            order = np.lexsort((pks, days))
            order = order if oldest_first else order[::-1]
        else:
            scores = answer.result.scores[documents]
            if len(documents) > 1:
                best = _best(scores, ranking.NEIGHBOURS_AMONG)
                scores[best] += evaluation.neighbours(query, documents[best])
            if fresh:
                age = np.maximum(date.today().toordinal() - days, 0).astype(np.float32)
                scores *= ranking.freshness(age)
            top = _best(scores, max(offset + limit, ranking.NEIGHBOURS_AMONG))
            order = top[_order(scores[top], days[top], pks[top])]
        page = order[offset : offset + limit]
        return Found(pks[page].tolist(), len(documents), counts, answer.held, answer.asked)


def _within(marks: Array, others: Iterable[Array]) -> Array:
    for other in others:
        marks = marks & other
    return marks


def _having(snapshot: Snapshot, name: str, values: Collection[str]) -> Array:
    """The documents with any of these values."""
    having = np.zeros(snapshot.size, bool)
    for value in values:
        having[snapshot.values(name).having(value)] = True
    return having


def _best(scores: Array, count: int) -> Array:
    """Where the best scores are, all that equal the last of them included."""
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.flatnonzero(scores >= np.partition(scores, -count)[-count])


def _order(scores: Array, days: Array, pks: Array) -> Array:
    """The best first; equal scores by date and then by id, the newest first."""
    return np.lexsort((pks, days, scores.round(5)))[::-1]


def entry(pk: int, prepared: Mapping[str, Any]) -> Entry:
    """What Haystack prepared of an article, as the index takes it in."""
    values = {kind: Counter(_listed(prepared.get(kind))) for kind in VALUES}
    values[DJANGO_CT] = Counter([MODEL])
    texts = {name: prepared.get(name) or "" for name in ANALYSED}
    return Entry(pk, texts, values, prepared.get("published"))


def _listed(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return list(map(str, value)) if isinstance(value, list | tuple) else [str(value)]


class Engine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = Backend
    query = SearchQuery
