"""All forms of the words of a text, for articles, queries and marks alike.

| form | «وبالضمانات» | what it is for |
|---|---|---|
| folded | وبالضمانات | one spelling of what is spelt in several ways |
| surface | ضمانات | without clitics: exactness, and beginnings of words |
| stem | ضمان | without inflection: decides whether an article is found |
| loose | ضمن | root-like form and sound of a name: raise the score of what is found |
"""

import re
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from search import lexicon
from search.arabic import STOP_WORDS, fold, raw_words, word_matches
from search.caching import Cache
from search.irregular import singular
from search.lexicon import Lexicon
from search.roots import root
from search.sounds import sound
from search.stemming import Stemmer

PARAGRAPH_GAP: Final = 50
"""What a line break adds to word positions: more than any phrase is long."""

_LINE_BREAK: Final = re.compile("[\n\r\u2028\u2029]")
# Not ٱ (U+0671): that is how the alef of an article may be written.
_HAMZAS: Final = frozenset("أإآ")
_TANWIN: Final = "\u064b"


class Forms(NamedTuple):
    """The forms of a word."""

    text: str
    surface: str
    stem: str


class Token(NamedTuple):
    """A word of a text.

    ``text`` is the folded word, ``surface`` the same without clitics, ``stem`` its stem; ``start``
    and ``end`` (exclusive) are offsets into the original text; ``position`` counts words, with a
    gap at each line break.
    """

    text: str
    surface: str
    stem: str
    start: int
    end: int
    position: int


class Analyser:
    """Analysis under one lexicon. Everything that an index holds, and what is asked of it, must
    go through analysers of the same lexicon.
    """

    def __init__(self, words: Lexicon) -> None:
        self._stemmer = Stemmer(words)
        self._cache = Cache(self._analysed)
        self._told: dict[tuple[str, bool, bool], Forms] = {}

    def forms(self, raw: str) -> Forms:
        """Return the forms of a word as it stands in a text."""
        return self._cache[raw]

    def tokens(self, text: str, start: int = 0, most: int | None = None) -> list[Token]:
        """Return the words of ``text`` in their order, function words included.

        They are read from ``start`` on, ``most`` of them at most. Positions are consecutive; a
        line break adds ``PARAGRAPH_GAP`` so that no phrase reaches from one paragraph into the
        next.
        """
        found: list[Token] = []
        position, last = -1, start
        for match in islice(word_matches(text, start), most):
            start, end = match.span()
            position += 1
            between = text[last:start]
            # Most words are parted by one space: that needs no search.
            if between != " " and position and _LINE_BREAK.search(between):
                position += PARAGRAPH_GAP
            found.append(Token(*self._cache[match[0]], start, end, position))
            last = end
        return found

    def stems(self, text: str) -> list[str]:
        """Return the stems of all words of ``text`` in their order, function words included."""
        return [forms[2] for forms in map(self._cache.__getitem__, raw_words(text))]

    def _analysed(self, raw: str) -> Forms:
        folded = fold(raw)
        if not "\u0620" <= folded[:1] <= "\u064a" or len(folded) > Cache.LONGEST:
            return Forms(folded, folded, folded)
        # Most spellings of a word say the same of it, so most are analysed already.
        key = (folded, raw[0] in _HAMZAS, _TANWIN in raw)
        forms = self._told.get(key)
        if forms is None:
            surface = self._stemmer.surface(folded, key[1])
            forms = Forms(folded, surface, self._stemmer.stem(folded, surface, key[2]))
            if len(self._told) >= Cache.MOST_WORDS:
                self._told.clear()
            self._told[key] = forms
        return forms


def loose(word: Forms | Token) -> tuple[str, ...]:
    """Return the loose forms of a word: its root, and «~» with its sound; none of function words.

    A root never begins so, hence the two are never taken for each other.
    """
    if word.text in STOP_WORDS or len(word.text) > Cache.LONGEST:
        return ()
    return _LOOSE[word.surface]


def _loose(surface: str) -> tuple[str, ...]:
    by_root, by_sound = root(singular(surface)), sound(surface)
    return (*filter(None, [by_root]), *(["~" + by_sound] if by_sound else []))


_LOOSE: Final = Cache(_loose)


@cache
def built_in() -> Analyser:
    """Return the analyser under the built-in lexicon, for names and other data of our own."""
    return Analyser(lexicon.built_in())
