"""Diwan's own engine, built from a database as on a site."""

import os
from typing import Any

from benchmarks.engines.documents import FACETS
from benchmarks.engines.peer import PAGE, Answer, Peer, Question
from benchmarks.pages.sites import SITES


class Diwan(Peer):
    """Asked what a page of results asks; the site's other facets are left out."""

    name = "Diwan"
    rows = ("first sight", "warm")
    note = "reads a database and analyses the text; at first sight its caches hold no word yet"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ |= {"DIWAN_MODE": "local", "DIWAN_DATA_DIR": str(self.files.index.parent)}
        import django

        django.setup()
        from search.engines.whoosh import Backend

        self.backend = Backend("default", PATH=str(self.files.index))

    def prepare(self) -> None:
        """Put the articles into a database, as on a site."""
        SITES["diwan"].fill(self.files.documents.parent, self.files.sample)

    def build(self) -> int:
        """What `manage.py rebuild_index` does."""
        from haystack import connections

        from archive.models import Article

        index = connections["default"].get_unified_index().get_index(Article)
        return self.backend.rebuild(index)

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
