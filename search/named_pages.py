"""The pages of what a search names: a theme, a name, an outlet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.translation import get_language, pgettext_lazy
from haystack import connections

from archive.addresses import address
from archive.models import Outlet, Theme
from archive.models.lately import lately
from search import query
from search.analysis import built_in
from search.arabic import is_stop_word
from search.authority import authority
from search.known import names_by_slug
from search.names import Name
from search.query_errors import QueryError
from search.request import SearchRequest
from search.tree import And, Phrase, Word

_KINDS: Final = {
    "theme": pgettext_lazy("kind of page", "Theme"),
    "person": pgettext_lazy("kind of page", "Person"),
    "organisation": pgettext_lazy("kind of page", "Organisation"),
    "place": pgettext_lazy("kind of page", "Place"),
    "outlet": pgettext_lazy("kind of page", "Outlet"),
}
MOST: Final = 6
"""Pages named by some words of a search."""


@dataclass(frozen=True)
class NamedPage:
    """The page of a theme, a name or an outlet, and on how many articles it is."""

    kind: str
    label: str
    url: str
    count: int

    @property
    def kind_label(self) -> str:
        """What it is the page of."""
        return str(_KINDS[self.kind])


def exactly_named(asked: SearchRequest) -> list[NamedPage]:
    """The pages of which the words of a search are a name, in any spelling.

    Of a search without words that of the one thing it is narrowed to. Only what the archive has
    articles on.
    """
    if asked.text:
        return list(_with_articles(_called(_words(asked.text))))
    match [(kind, value) for kind, values in asked.chosen.items() for value in values]:
        case [(kind, slug)] if kind in _KINDS:
            return list(_with_articles(_at(kind, slug)))
    return []


def partly_named(asked: SearchRequest) -> list[NamedPage]:
    """The pages of names that stand in a search, and of themes that share a word with it."""
    words = _words(asked.text)
    names = (_of_name(match.name) for match in authority().find(words))
    sought = {
        stem
        for word in words
        if not is_stop_word(built_in().forms(word).text)
        for stem in built_in().stems(word)
    }
    themes = (
        _of_theme(theme)
        for theme in lately(Theme).every()
        if any(not sought.isdisjoint(built_in().stems(name)) for name in _names(theme))
    )
    return list(dict.fromkeys(_with_articles([*names, *themes])))[:MOST]


class _Page(NamedTuple):
    kind: str
    slug: str
    label: str
    url: str


def _words(text: str) -> list[str]:
    """The words of a query that is nothing but words, or one phrase."""
    try:
        asked = query.parse(text)
    except QueryError:
        return []
    match asked:
        case Word(text=one) | Phrase(text=one):
            return one.split()
        case And(parts=parts):
            words = [part.text for part in parts if isinstance(part, Word)]
            return words if len(words) == len(parts) else []
    return []


def _called(words: list[str]) -> Iterator[_Page]:
    """The pages of what is called so."""
    key = _key(" ".join(words))
    if not key:
        return
    yield from (
        _of_theme(theme) for theme in lately(Theme).every() if key in map(_key, _names(theme))
    )
    match authority().find(words):
        case [(0, end, name)] if end == len(words):
            yield _of_name(name)
    yield from (_of_outlet(outlet) for outlet in lately(Outlet).every() if key == _key(outlet.name))


def _at(kind: str, slug: str) -> Iterator[_Page]:
    """The page of what has this address."""
    if kind == "theme":
        yield from map(_of_theme, lately(Theme).by_slug([slug]).values())
    elif kind == "outlet":
        yield from map(_of_outlet, lately(Outlet).by_slug([slug]).values())
    elif name := names_by_slug().get(slug):
        yield _of_name(name)


def _with_articles(pages: Iterable[_Page]) -> Iterator[NamedPage]:
    snapshot = connections["default"].get_backend().snapshot()
    for page in pages:
        facet = snapshot.facet(page.kind)
        if count := facet.count(facet.totals, page.slug):
            yield NamedPage(page.kind, page.label, page.url, count)


def _of_theme(theme: Theme) -> _Page:
    return _Page("theme", theme.slug, theme.name, theme.get_absolute_url())


def _of_outlet(outlet: Outlet) -> _Page:
    return _Page("outlet", outlet.slug, outlet.name, outlet.get_absolute_url())


def _of_name(name: Name) -> _Page:
    label = name.english if get_language() == "en" else name.arabic
    return _Page(name.kind, name.slug, label, address("search:name", name.slug))


def _names(theme: Theme) -> tuple[str, str]:
    return theme.name_ar, theme.name_en


@lru_cache(maxsize=4096)
def _key(text: str) -> tuple[str, ...]:
    """The words of a name without what may stand before them: «الضمانات» is «ضمانات»."""
    return tuple(token.surface for token in built_in().tokens(text))
