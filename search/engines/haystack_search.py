"""Haystack's own way of searching, on this index.

The site itself asks `Backend.find`. This is for everything that is written for Haystack:
SearchQuerySet, its forms, views, template tags and commands.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.conf import settings
from haystack import connections
from haystack.backends import log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.constants import ID
from haystack.inputs import Clean, Not
from haystack.models import SearchResult
from haystack.utils import get_model_ct
from haystack.utils.app_loading import haystack_get_model
from whoosh.index import EmptyIndexError

from search.corrections import correction
from search.engines.arrays import Array, DamagedFileError
from search.engines.codec import MODEL
from search.engines.folder import REMEDY
from search.engines.haystack_answer import Answer, Facet, Found
from search.engines.haystack_query import CONTENT, wanted
from search.engines.snapshot import Snapshot
from search.highlight import passages
from search.tree import And, Word

_Asked = tuple[str, frozenset[str]]
_ATTEMPTS: Final = 20  # to open a state before a newer one takes its place
_EVERYTHING: Final = "*:*"
_APP, _MODEL_NAME = MODEL.split(".")
_OF_A_FIELD: Final = re.compile(r"""\w+:(?:\([^()]*\)|\[[^]]*\]|\{[^}]*\}|"[^"]*"|'[^']*'|\S+)""")


class HaystackSearch(WhooshSearchBackend):
    """What Haystack asks of a backend while reading.

    A result carries the fields that the search index declares stored: facets and the date. The
    texts are in the database alone: `result.object` has them, and `load_all()` fetches the
    objects of a page in one query.
    """

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self._latest: WeakKeyDictionary[Snapshot, tuple[_Asked, Found]] = WeakKeyDictionary()

    def snapshot(self) -> Snapshot:
        """The newest state of the index."""
        raise NotImplementedError

    def similar(self, pk: int, text: str, limit: int) -> list[int]:
        """Ids of the articles nearest to a text in their words, the nearest first, without `pk`."""
        raise NotImplementedError

    @log_query  # type: ignore[untyped-decorator]  # Haystack has no types
    def search(
        self,
        query_string: str,
        sort_by: Sequence[str] | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        fields: Collection[str] = (),
        highlight: bool | Mapping[str, Any] = False,
        facets: Collection[str] | None = None,
        date_facets: Mapping[str, Mapping[str, Any]] | None = None,
        query_facets: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        narrow_queries: Collection[str] | None = None,
        spelling_query: str | None = None,
        models: Collection[Any] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: Callable[..., Any] | None = None,
        **_unknown_here: Any,
    ) -> dict[str, Any]:
        """One page of the articles that answer, how many there are, and what else was asked."""
        # As Haystack's own backends do: nothing is found by a single letter.
        if len(query_string) < 2 and query_string != "*":
            return {"results": [], "hits": 0}
        with self._answer() as answer:
            if self._searches(models, limit_to_registered_models):
                self._find(answer, query_string, narrow_queries or ())
            page = answer.page(sort_by or (), start_offset, end_offset)
            results = self._results(answer, page, result_class, fields)
            if highlight:
                given = highlight if isinstance(highlight, Mapping) else {}
                # Those of other engines, such as their tags, mean nothing here, as in Whoosh's.
                options = {name: given[name] for name in ("count", "width") if name in given}
                self._highlight(answer, results, options)
            counted = {
                "fields": {name: self._by_value(answer, name) for name in facets or ()},
                "dates": {n: answer.by_date(n, **gaps) for n, gaps in (date_facets or {}).items()},
                "queries": answer.by_query(_queries(query_facets or ())),
            }
            found = {
                "results": results,
                "hits": len(answer.documents),
                "facets": counted if any(counted.values()) else {},
                "spelling_suggestion": None,
            }
        if self.include_spelling:
            asked = spelling_query or query_string
            found["spelling_suggestion"] = self.create_spelling_suggestion(asked)
        return found

    def more_like_this(
        self,
        model_instance: Any,
        additional_query_string: str | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        models: Collection[Any] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: Callable[..., Any] | None = None,
        fields: Collection[str] = (),
        **_unknown_here: Any,
    ) -> dict[str, Any]:
        """The articles nearest to one in their words, among those that answer a query."""
        text = self._search_index().prepare_text(model_instance)
        with self._answer() as answer:
            if self._searches(models, limit_to_registered_models):
                self._find(answer, additional_query_string or _EVERYTHING)
            answer.keep(self.similar(model_instance.pk, text, limit=answer.snapshot.size))
            page = answer.documents[start_offset:end_offset]
            return {
                "results": self._results(answer, page, result_class, fields),
                "hits": len(answer.documents),
            }

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """What the reader may have meant; None where the archive knows every word.

        What is asked of a field is not among the words.
        """
        text = _OF_A_FIELD.sub(" ", query_string)
        for character in self.RESERVED_CHARACTERS:
            text = text.replace(character, " ")
        text = " ".join(word for word in text.split() if word not in self.RESERVED_WORDS)
        words = [Word(found[0], *found.span()) for found in re.finditer(r"[^\s']+", text)]
        return correction(text, And(tuple(words)))

    # --- Results

    @contextmanager
    def _answer(self) -> Iterator[Answer]:
        """An answer to be found in the newest state of the index."""
        for _attempt in range(_ATTEMPTS):
            snapshot = self.snapshot()
            try:
                searcher = snapshot.index.searcher()
            except (FileNotFoundError, EmptyIndexError):  # another build took its place
                continue
            with searcher:
                # An empty index has no generation. Between the two, another process may write.
                if searcher.reader().generation() in (snapshot.generation, None):
                    yield Answer(snapshot, searcher)
                    return
        raise DamagedFileError(f"{snapshot.state[0]} is incomplete: {REMEDY}")

    def _find(self, answer: Answer, text: str, narrowed: Iterable[str] = ()) -> None:
        """Let an answer hold what answers a query, which Haystack asks anew for every page."""
        asked = (text, frozenset(narrowed))
        before, found = self._latest.get(answer.snapshot, (None, None))
        if found is None or before != asked:
            found = answer.find(*asked)
            self._latest[answer.snapshot] = asked, found
        answer.hold(found)

    def _search_index(self) -> Any:
        model = haystack_get_model(_APP, _MODEL_NAME)
        return connections[self.connection_alias].get_unified_index().get_index(model)

    def _searches(self, models: Collection[Any] | None, only_registered: bool | None) -> bool:
        """Whether articles are among the models that are to be searched."""
        if models:
            return MODEL in map(get_model_ct, models)
        if only_registered is None:
            only_registered = getattr(settings, "HAYSTACK_LIMIT_TO_REGISTERED_MODELS", True)
        return not only_registered or MODEL in self.build_models_list()

    def _results(
        self,
        answer: Answer,
        documents: Array,
        result_class: Callable[..., Any] | None,
        fields: Collection[str] = (),
    ) -> list[Any]:
        """These documents as Haystack has them, with the stored ones of some fields or of all."""
        stored = {
            name: [_as_declared(declared, values) for values in answer.stored(name, documents)]
            for name, declared in self._search_index().fields.items()
            if declared.stored and (not fields or name in fields)
        }
        pks, scores = answer.snapshot.pks[documents], answer.scores[documents]
        return [
            (result_class or SearchResult)(
                _APP,
                _MODEL_NAME,
                str(pk),
                score,
                **{ID: f"{MODEL}.{pk}"},
                **{name: values[row] for name, values in stored.items()},
            )
            for row, (pk, score) in enumerate(zip(pks.tolist(), scores.tolist(), strict=True))
        ]

    def _highlight(
        self, answer: Answer, results: Iterable[Any], options: Mapping[str, Any]
    ) -> None:
        """Give each result the best passages of its text, as the site shows them."""
        index = self._search_index()
        articles = index.read_queryset().in_bulk([int(result.pk) for result in results])
        marks = wanted(answer.asked, answer.snapshot.analyser)
        for result in results:
            if (article := articles.get(int(result.pk))) is not None:
                text = index.prepare_text(article)
                result.highlighted = {CONTENT: passages(text, marks, **options)}

    def _by_value(self, answer: Answer, name: str) -> Facet:
        declared = self._search_index().fields.get(name)
        counts = answer.by_value(name)
        if declared is None or declared.is_multivalued:
            return counts
        return [(declared.convert(value), number) for value, number in counts]


def _as_declared(declared: Any, values: list[Any]) -> Any:
    """The values of a field as the search index declares it: several, or one, or none."""
    if declared.is_multivalued:
        return values
    return declared.convert(values[0]) if values else None


def _queries(facets: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[str]:
    pairs = facets.items() if isinstance(facets, Mapping) else facets
    return [f"{name}:{text}" for name, text in pairs]


class SearchQuery(WhooshSearchQuery):
    """Haystack's query builder."""

    def matching_all_fragment(self) -> str:
        """What stands for a query without words."""
        return _EVERYTHING

    def boost_fragment(self, boost_word: str, boost_value: float) -> str:
        """A word that raises the score of what holds it, and is not asked of the rest."""
        return f"ANDMAYBE {super().boost_fragment(boost_word, boost_value)}"

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        """One condition; Haystack would join the words of a `Not` with it by AND."""
        if not isinstance(value, Not):
            return str(super().build_query_fragment(field, filter_type, value))
        refused = Clean(value.query_string)
        return f"NOT ({super().build_query_fragment(field, filter_type, refused)})"

    def run_mlt(self, **kwargs: Any) -> None:
        """Ask for the articles like one, and for no more than are wanted of them."""
        super().run_mlt(start_offset=self.start_offset, end_offset=self.end_offset, **kwargs)
