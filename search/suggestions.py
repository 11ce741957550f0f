"""What a reader may be typing: themes, names and titles that hold the words so far.

The index says which titles hold the words and which names occur; what readers may see is asked of
the database each time.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final, NamedTuple

from django.utils.translation import get_language
from haystack import connections

from archive.models import Article, Theme
from search.analysis import Token, built_in
from search.arabic import is_stop_word
from search.highlight import Part, Wanted, parts
from search.known import Names, revised_with_names
from search.names import Name
from search.query import MAX_LENGTH, MAX_TERMS, MIN_PREFIX
from search.request import SearchRequest
from search.stemming import beginnings
from search.tree import And, Field, Node, Or, Prefix, Word, join

MOST: Final = 8
NAMED: Final = ("theme", "person", "organisation", "place")

_ARTICLE: Final = "ال"
_SIGNS: Final = re.compile(r'[()|*:："“”„‟＂«»‹›]')
_REFUSAL: Final = re.compile(r"(?:^|[\s(|])[-‐‑−－]\S")


@dataclass(frozen=True)
class Suggestion:
    """Where typed words may lead: to an article, or to all articles on a theme or name.

    `kind` is one of NAMED or "title", `language` that of the label. `parts` are the label once
    more, cut where words that were typed begin and end.
    """

    kind: str
    label: str
    url: str
    language: str
    parts: tuple[Part, ...]


class Typed(NamedTuple):
    """The words typed so far, of which the last may be unfinished."""

    whole: list[Token]
    last: Token

    @property
    def words(self) -> list[Token]:
        """All of them."""
        return [*self.whole, self.last]

    @property
    def beginnings(self) -> tuple[str, ...]:
        """What the last word may be the beginning of; one letter beside others says too little."""
        is_telling = not self.whole or len(self.last.text) >= MIN_PREFIX
        return beginnings(self.last.text) if is_telling else ()

    @property
    def stems(self) -> list[str]:
        """The stems of the words before, function words aside."""
        return [word.stem for word in self.whole if not is_stop_word(word.text)]


def suggest(text: str, limit: int = MOST) -> list[Suggestion]:
    """What the words typed so far may become.

    Themes come first, then people, organisations and places, then titles, the newest first, which
    take half of the places at most. In a query with signs the words behind the last sign are
    meant. Where a word is refused nothing is suggested: it would lead to what the reader does not
    want.
    """
    typed = read(text)
    if typed is None:
        return []
    titles = _articles(typed, limit // 2)
    names = _names(typed, limit - len(titles))
    language = get_language() or "ar"
    found = [(name.kind, _label(name, language), _url(name), language) for name in names]
    found += [("title", a.title, a.get_absolute_url(), a.language) for a in titles]
    marks = Wanted(frozenset([*typed.stems, typed.last.stem]), typed.beginnings)
    return [
        Suggestion(kind, label, url, spoken, tuple(parts(label, marks)))
        for kind, label, url, spoken in found
    ]


def read(text: str) -> Typed | None:
    """The words of a text, or None where they say too little or are more than words."""
    if len(text) > MAX_LENGTH or _REFUSAL.search(text):
        return None
    # An article that waits for its word says nothing yet.
    words = [word for word in built_in().tokens(_SIGNS.split(text)[-1]) if word.text != _ARTICLE]
    if len(words) > MAX_TERMS or sum(len(word.text) for word in words) < MIN_PREFIX:
        return None
    return Typed(words[:-1], words[-1])


# --- Titles, themes and names -----------------------------------------------------------------


def _articles(typed: Typed, limit: int) -> list[Article]:
    """The newest articles with such a title that are public at this moment."""
    parts: list[Node] = [
        Word(word.text, 0, 0) for word in typed.whole if not is_stop_word(word.text)
    ]
    if typed.beginnings:
        last = typed.last.text
        parts.append(Or((Word(last, 0, 0), Prefix(last, 0, 0))))
    if not parts:
        return []
    query = Field("title", join(And, parts))
    found = _backend().find(query, {}, (), by_date=True, offset=0, limit=limit)
    # Asked for by id alone: SQLite would look through all that is public for these few.
    articles = Article.objects.only("title", "language", "state").in_bulk(found.ids)
    return [articles[pk] for pk in found.ids if pk in articles and articles[pk].is_public]


def _counts() -> dict[str, dict[str, int]]:
    """How many articles there are on each theme and name."""
    counts: dict[str, dict[str, int]] = (
        _backend().find(None, {}, NAMED, by_date=True, offset=0, limit=0).facets
    )
    return counts


def _backend() -> Any:
    return connections["default"].get_backend()


class _Key(NamedTuple):
    """What a name is found by the beginning of: the words of a spelling from one of them on."""

    text: str
    at: int  # which word of the spelling it begins with
    name: Name


def _names(typed: Typed, limit: int) -> list[Name]:
    """The likeliest themes and names of which there are articles, those of one kind together.

    Likelier is what begins with the words typed than what holds them further on, and then what
    more articles are on.
    """
    counts = _counts()
    first = _occurring(_as_written(typed.words), counts) or _occurring(
        _without_articles(typed.words), counts
    )
    likely = sorted(
        first, key=lambda name: (first[name] > 0, -counts[name.kind][name.slug], name.slug)
    )
    return sorted(likely[:limit], key=lambda name: NAMED.index(name.kind))


def _occurring(beginning: str, counts: Mapping[str, Mapping[str, int]]) -> dict[Name, int]:
    """The themes and names of which there are articles, with their first word that begins so."""
    keys = sorted(_keys_from(beginning), key=lambda key: -key.at)
    return {key.name: key.at for key in keys if key.name.slug in counts[key.name.kind]}


def _keys_from(beginning: str) -> list[_Key]:
    """The keys that begin so."""
    if len(beginning) < MIN_PREFIX:
        return []
    index = _index()
    start = bisect_left(index, beginning, key=lambda key: key.text)
    behind = (index[at] for at in range(start, len(index)))
    named = takewhile(lambda key: key.text.startswith(beginning), behind)
    themes = (key for theme in _themes() for key in _keys(theme))
    return [*named, *(key for key in themes if key.text.startswith(beginning))]


def _place(key: _Key) -> tuple[str, str]:
    return key.text, key.name.slug


def _revised(index: list[_Key], gone: Names, come: Names) -> list[_Key]:
    left = set(map(id, gone))
    revised = [key for key in index if id(key.name) not in left]
    for key in _keys_of(come):
        insort(revised, key, key=_place)
    return revised


@revised_with_names(_revised)
def _index(names: Names) -> list[_Key]:
    """The keys of all names in their order."""
    return sorted(_keys_of(names), key=_place)


def _keys_of(names: Names) -> Iterator[_Key]:
    return (key for name in names if name.kind in NAMED for key in _keys(name))


def _themes() -> Iterator[Name]:
    """The themes, as names of a kind of their own."""
    for theme in Theme.objects.all():
        names = theme.name_ar, theme.name_en
        yield Name(theme.slug, "theme", *names, spellings=names)


def _keys(name: Name) -> Iterator[_Key]:
    for spelling in name.spellings:
        words = built_in().tokens(spelling)
        for at in range(len(words)):
            for text in {_as_written(words[at:]), _without_articles(words[at:])}:
                yield _Key(text, at, name)


def _as_written(words: Sequence[Token]) -> str:
    return " ".join(word.text for word in words)


def _without_articles(words: Sequence[Token]) -> str:
    """The words without their article, as far as it is one: «ألمانيا» keeps its first letters."""
    return " ".join(
        word.surface if word.text == _ARTICLE + word.surface else word.text for word in words
    )


def _label(name: Name, language: str) -> str:
    return name.english if language == "en" else name.arabic


def _url(name: Name) -> str:
    return SearchRequest(chosen={name.kind: (name.slug,)}).url()
