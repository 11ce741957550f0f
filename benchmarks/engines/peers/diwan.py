"""Diwan's own engine, fed through the site's own SearchIndex."""

import os
from collections.abc import Iterator
from typing import Any

from benchmarks.engines.analysed import rows
from benchmarks.engines.documents import FACETS, Document
from benchmarks.engines.peer import PAGE, Answer, Peer, Question

BATCH = 32_000
"""Documents that are added in one go: what is at hand must fit into memory."""


class Diwan(Peer):
    """Asked what a page of results asks; the site's other facets are left out."""

    name = "Diwan"
    rows = ("first sight", "warm")
    note = "analyses the text itself; at first sight its caches hold no word yet"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ |= {"DIWAN_MODE": "local", "DIWAN_DATA_DIR": str(self.files.index.parent)}
        import django

        django.setup()
        from search.engines.whoosh import Backend

        self.backend = Backend("default", PATH=str(self.files.index))

    def build(self) -> int:
        """Add everything, prepared as the site prepares an article."""
        count = 0
        batch: list[Any] = []
        for one in self._entries():
            batch.append(one)
            if len(batch) == BATCH:
                self.backend.add(batch)
                count, batch = count + len(batch), []
        if batch:
            self.backend.add(batch)
        return count + len(batch)

    def _entries(self) -> Iterator[Any]:
        from haystack import connections

        from archive.dates import Precision
        from archive.models import Article, Outlet, Tagging, Theme
        from search.engines.whoosh import entry

        index = connections["default"].get_unified_index().get_index(Article)
        for document in rows(self.files.documents, Document):
            article = Article(
                pk=document.number,
                title=document.title,
                body=document.text,
                published=document.date,
                published_precision=Precision.DAY,
                outlet=Outlet(slug=document.outlet, name=document.outlet),
            )
            theme = Theme(slug=document.theme, name_ar=document.theme, name_en=document.theme)
            article.accepted_taggings = [Tagging(theme=theme)]  # type: ignore[attr-defined]
            yield entry(article.pk, index.full_prepare(article))

    def open(self) -> None:
        """Read what is read before the first query."""
        self.backend.snapshot()

    def understood(self, question: Question) -> Any:
        """Parsed and widened as for a page of results."""
        from search.expansion import expand
        from search.query import parse
        from search.tree import without_stop_words

        parsed = parse(question.query.text)
        assert parsed is not None
        return expand(without_stop_words(parsed), self.backend.holds)[0]

    def search(self, understood: Any) -> Answer:
        """What the page of results asks for."""
        found = self.backend.find(understood, {}, FACETS, by_date=False, offset=0, limit=PAGE)
        # Where nothing holds all words Diwan shows what holds most of them; others find nothing.
        return Answer(found.ids, 0 if found.asked else found.total, found.facets)

    def begin(self) -> None:
        """Empty the caches; what is asked again later in the round finds them filled."""
        self.backend.forget()
        self.backend.snapshot()
