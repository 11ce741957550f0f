"""What the names of people, organisations and places say about the words they are made of.

This rests on the file of names alone (``archive.names``), whatever editors add to it: an index and
what is asked of it must be analysed alike. ``search.authority`` finds names in queries and
articles; names that nobody listed are brought together by their sound (``search.sounds``).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from archive.names import KINDS, ORGANISATION, PERSON, Name, known_names, read_names
from search import lexicon
from search.arabic import STOP_WORDS, fold, raw_words
from search.sounds import sound

__all__ = [
    "KINDS",
    "ORGANISATION",
    "PERSON",
    "RARE",
    "Name",
    "known_names",
    "read_names",
    "spelling_families",
    "words_of_names",
]

RARE: Final = 3
"""Uses in the built-in lexicon up to which a word is hardly known."""


@cache
def words_of_names() -> frozenset[str]:
    """Return the Arabic words of the names of people and places, folded, and names of one word.

    Left out are those with an article, which a text may leave out, and function words.
    """
    found = {
        fold(word)
        for name in known_names()
        for spelling in name.spellings
        for words in [raw_words(spelling)]
        if name.kind in ("person", "place") or len(words) == 1
        for word in words
        if not word.isascii() and word[:2] != "ال" and fold(word) not in STOP_WORDS
    }
    # «البوسنة والهرسك», «جامو وكشمير»
    return frozenset(
        word for word in found if word[0] != "و" or (word[1:3] != "ال" and word[1:] not in found)
    )


@cache
def spelling_families() -> Mapping[str, str]:
    """Return folded words that stand for each other in names, each with the one to write.

    Where two spellings of a name have as many words, those in the same place that sound alike
    are the same word: «هيلاري كلنتون» tells that «كلنتون» is «كلينتون». Besides, every word of a
    name may be written as ``_waverings`` says. A word that the news writes more often than the
    one it would be taken for is another word.
    """
    chosen: dict[str, str] = {}
    count = lexicon.built_in().count

    def first(word: str) -> str:
        while chosen.get(word, word) != word:
            word = chosen[word]
        return word

    def join(other: str, one: str) -> None:
        # Short words, and words that the news knows well, are too easily other words.
        most = count(one) if sound(other) else RARE
        other = first(other)
        is_other_word = {one, other} & STOP_WORDS.keys() or count(other) > max(most, RARE)
        if is_other_word or other == "و" + one or one == "و" + other:
            return
        if other != first(one):
            chosen[other] = first(one)

    for name in known_names():
        written = [tuple(map(fold, raw_words(spelling))) for spelling in name.spellings]
        for words in written[1:]:
            model = next(other for other in written if len(other) == len(words))
            for one, other in zip(model, words, strict=True):
                if one != other and not other.isascii() and _are_one(one, other):
                    join(other, one)
        for word in {word for words in written for word in words if not word.isascii()}:
            for other in _waverings(word):
                if not count(other):
                    join(other, word)
    return {word: first(word) for word in chosen if first(word) != word}


_WAVERING: Final = (
    (re.compile("غ"), "ج"),  # a foreign g
    (re.compile("تس"), "تز"),  # a German z
    (re.compile("(?<=[^اوي])ون$"), "ن"),  # -ton, -son
)


def _waverings(word: str) -> Iterator[str]:
    """Yield the spellings of a word of a name that follow from rules alone."""
    if len(word) >= 4:
        for letters, others in _WAVERING:
            if (varied := letters.sub(others, word)) != word:
                yield varied


def _are_one(one: str, other: str) -> bool:
    """Whether two words in the same place of a name are spellings of one word."""
    heard = sound(one, fewest=2)
    # «نيجيريا» is not «نيجر», though the ending of countries is not heard.
    alike_at_edges = one.endswith("يا") == other.endswith("يا") and one[:2] != "ال" != other[:2]
    return bool(heard) and heard == sound(other, fewest=2) and alike_at_edges
