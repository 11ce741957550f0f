"""An archive of test documents: indexed and searched by the code of the site, kept nowhere."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from haystack import connections

from archive.dates import Precision
from archive.models import Article
from archive.models.article import FETCHED_COPIES, FETCHED_OUTLETS, FETCHED_THEMES
from search.engines.entries import entry
from search.engines.schema import Entry
from search.engines.snapshot import Snapshot
from search.engines.whoosh import Backend
from search.evaluation.collection import Document
from search.expansion import expand
from search.query import plain
from search.tree import without_stop_words


class Archive:
    """Documents that can be searched for as readers search for articles."""

    def __init__(self, backend: Backend, documents: Iterable[Document], *, titles: bool) -> None:
        self._backend = backend
        self._ids: list[str] = []
        self._titles = titles
        backend.add(list(map(self._entry, documents)))

    def _entry(self, document: Document) -> Entry:
        article = Article(
            pk=len(self._ids) + 1,
            title=document.title if self._titles else "",
            body=document.text,
            published=document.date,
            published_precision=Precision.DAY if document.date else "",
        )
        for fetched in (FETCHED_THEMES, FETCHED_COPIES, FETCHED_OUTLETS):
            setattr(article, fetched, [])
        self._ids.append(document.id)
        index = connections["default"].get_unified_index().get_index(Article)
        return entry(article.pk, index.full_prepare(article))

    def snapshot(self) -> Snapshot:
        """The index; document n of the archive is article n there, from 1 on."""
        return self._backend.snapshot()

    def forget(self) -> None:
        """Work everything out anew, because weights were changed."""
        self._backend.forget()

    def __len__(self) -> int:
        return len(self._ids)

    def ranked(self, text: str, limit: int, *, all_words: bool = False) -> list[str]:
        """Ids of the documents that a text finds, the best first.

        The text is taken as words, not as a query with operators. Without `all_words` whatever
        holds one of them is ranked, as search engines are compared; with it the reader's rule
        holds: all words, or the most that any document holds.
        """
        query = plain(text)
        if query is None:
            return []
        asked, _expansions = expand(without_stop_words(query), self._backend.holds)
        found = self._backend.find(
            asked, {}, (), by_date=False, offset=0, limit=limit, any_word=not all_words
        )
        return [self._ids[pk - 1] for pk in found.ids]

    def finds(self, text: str) -> set[str]:
        """Ids of all documents that hold all words of a text, in whatever form."""
        query = plain(text)
        if query is None:
            return set()
        asked, _expansions = expand(without_stop_words(query), self._backend.holds)
        found = self._backend.find(asked, {}, (), by_date=True, offset=0, limit=len(self))
        return set() if found.asked else {self._ids[pk - 1] for pk in found.ids}


@contextmanager
def temporary(documents: Iterable[Document], *, titles: bool = True) -> Iterator[Archive]:
    """An archive that is gone afterwards; without `titles` only texts are indexed."""
    with TemporaryDirectory(prefix="diwan-") as folder:
        yield Archive(Backend("default", PATH=folder), documents, titles=titles)
