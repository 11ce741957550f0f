"""Haystack with its own Whoosh backend, as its documentation uses it."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any

from benchmarks.engines.analysed import rows
from benchmarks.engines.documents import FACETS, Document
from benchmarks.engines.peer import PAGE, Answer, Peer, Question
from benchmarks.engines.queries import BOOLEAN, LONG_PREFIX, PREFIX

BATCH = 1_000
"""Articles in one update, as in Haystack's own command."""


class Haystack(Peer):
    """The stock site of `benchmarks.stock`, without its pages."""

    name = "Haystack + Whoosh, stock"
    largest = 1
    every = 20
    note = (
        "analyses the text itself, as English; finds, counts facets and marks words by "
        "SearchQuerySet and Paginator, which ask the index anew for each"
    )

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock.settings"
        os.environ["STOCK_DATA_DIR"] = str(self.files.index.parent)
        import django

        django.setup()

    def build(self) -> int:
        """Update the index by so many articles at a time."""
        from haystack import connections

        from benchmarks.stock.models import Article

        connection = connections["default"]
        index = connection.get_unified_index().get_index(Article)
        articles = self._articles()
        count = 0
        while batch := list(islice(articles, BATCH)):
            connection.get_backend().update(index, batch)
            count += len(batch)
        return count

    def _articles(self) -> Iterator[Any]:
        from benchmarks.stock.models import Article

        for document in islice(rows(self.files.documents, Document), self.files.sample):
            facets = dict(zip(FACETS, document.facets(), strict=True))
            yield Article(pk=document.number, title=document.title, text=document.text, **facets)

    def open(self) -> None:
        """Ask something, so that the index is open."""
        from haystack.query import SearchQuerySet

        SearchQuerySet().auto_query("news").count()

    def understood(self, question: Question) -> Any:
        """A SearchQuerySet."""
        from haystack.query import SQ, SearchQuerySet

        text, kind = question.query.text, question.query.kind
        every = SearchQuerySet()
        if kind == BOOLEAN:  # what auto_query does not know is written as the documentation says
            one, other, refused = text.replace("(", "").replace(" OR ", " ").split()
            either = SQ(content=one) | SQ(content=other.rstrip(")"))
            found = every.filter(either).exclude(content=refused[1:])
        elif kind in (PREFIX, LONG_PREFIX):
            found = every.filter(content__startswith=text[:-1])
        else:
            found = every.auto_query(text)
        for name in FACETS:
            found = found.facet(name)
        return found.highlight()

    def search(self, understood: Any) -> Answer:
        """A page with its marks, and the counts."""
        from django.core.paginator import Paginator

        page = Paginator(understood, PAGE).page(1)
        numbers = [int(hit.pk) for hit in page.object_list]
        counted = understood.facet_counts().get("fields", {})
        return Answer(numbers, page.paginator.count, {k: dict(v) for k, v in counted.items()})
