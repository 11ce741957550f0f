"""“Did you mean …?” from the archive's own words."""

import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from unicodedata import category

from haystack import connections

from archive.models import Article
from search.analysis import Token
from search.arabic import fold, is_stop_word
from search.authority import authority
from search.keyboard import other_layout
from search.spelling import Speller
from search.tree import Node, Word, leaves

LARGE: Final = 2_000
"""Articles from which on the words are not laid out anew for each change."""
GROWTH: Final = 1.1
"""How many times as many articles there must be before they are."""
BETWEEN_WORDS: Final = re.compile(r'[\s"«»“”():|*!?؟-]+')
"""Signs of a query and of a sentence, on whose keys neither layout has a letter."""
TATWEEL: Final = "\u0640"
TELLING: Final = 3
"""Letters from which on one word that is known speaks for those beside it."""


def correction(text: str, asked: Node) -> str | None:
    """A query that the reader may have meant, or None where every word of it is known.

    First the keyboard: «hgkhj,» are the keys of «الناتو». Then the spelling of each word that
    the archive does not know.
    """
    words = _words(asked)
    if not any(map(_is_known, words)):
        switched = other_layout(text)
        if switched and _says_something(switched):
            return switched.strip()
    corrected = text
    # From the end, so that offsets before the place of a change stay right.
    for word in sorted(words, key=lambda word: word.start, reverse=True):
        meant = None if _is_known(word) else _meant(word.text)
        if meant:
            corrected = corrected[: word.start] + meant + corrected[word.end :]
    return corrected if corrected != text else None


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = connections["default"].get_backend().analyser().tokens(text)
    return tokens


def _words(asked: Node) -> list[Word]:
    return [leaf for leaf in leaves(asked, excluded=False) if isinstance(leaf, Word)]


def _is_known(word: Word) -> bool:
    return any(map(_is_known_token, _tokens(word.text)))


def _says_something(text: str) -> bool:
    """Whether a text is one of words, and some of them are known.

    Known are the words of the archive and the names of the authority file. A sign among the
    letters of a word, as in «rs'k'dk,fgs», says that these keys were not meant so, whatever its
    pieces are.
    """
    words = [word for word in BETWEEN_WORDS.split(text) if word]
    if any(category(sign)[0] not in "LMN" for word in words for sign in word):
        return False
    if authority().find(words):
        return True
    known = [any(map(_is_known_token, _tokens(word))) for word in words]
    return all(known) or any(
        is_known and len(word) >= TELLING for word, is_known in zip(words, known, strict=True)
    )


def _is_known_token(token: Token) -> bool:
    return bool(_snapshot().holds("surface", token.surface))


def _snapshot() -> Any:
    return connections["default"].get_backend().snapshot()


def _speller() -> Speller:
    """The speller of the archive's words, as they are or, in a large archive, were lately.

    Laying a large vocabulary out takes a second: it is done again when the archive has grown.
    """
    snapshot = _snapshot()
    build, state = snapshot.state
    return _made(build, state if snapshot.count < LARGE else int(math.log(snapshot.count, GROWTH)))


@lru_cache(maxsize=1)
def _made(build: Path, state: int) -> Speller:
    words = _snapshot().vocabulary("surface")
    return Speller({word: n for word, n in words.items() if not is_stop_word(word)})


def _meant(typed: str) -> str | None:
    folded, bare, *_rest = connections["default"].get_backend().analyser().forms(typed)
    suggestions = _speller().suggest(bare, limit=1)
    if not suggestions:
        return None
    article = "ال" if folded == f"ال{bare}" else ""
    return article + _as_written(suggestions[0])


def _as_written(surface: str) -> str:
    """A folded word as an article writes it: with its hamzas, without what is joined to it."""
    backend = connections["default"].get_backend()
    word = Word(surface, 0, 0, as_written=True)
    found = backend.find(word, {}, [], by_date=True, offset=0, limit=5)
    for article in Article.objects.filter(pk__in=found.ids):
        text = f"{article.title}\n{article.body}"
        for token in _tokens(text):
            written = text[token.start : token.end]
            if token.surface == surface and (end := _end(written, surface)):
                return end
    return surface


def _end(written: str, surface: str) -> str:
    """The end of a written word that folds to this, from a letter to a letter; empty if none."""
    starts = [n for n, sign in enumerate(written) if sign != TATWEEL and category(sign)[0] in "LN"]
    ends = (written[start:].rstrip(TATWEEL) for start in starts)
    return next((end for end in ends if fold(end) == surface), "")
