"""Alphabetical order, and the letter under which a name stands in a list.

Names are ordered word by word as the Unicode Collation Algorithm says, after their letters have
been brought to the one under which readers seek them: every alef and a hamza alone under ا, a hamza
on waw or ya under its seat, ة under ه, ى under ي, letters of Persian under their Arabic neighbours.
The article at the head of a name is passed over: «ال», “the”. Numbers come first, by their value,
then the script of the reader's language, then the other one; docs/lists.md says why.

Pure Python: nothing here knows of Django.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import ascii_uppercase
from struct import pack
from typing import Any, Final, Generic, NamedTuple, TypeVar
from unicodedata import name as name_of_character
from unicodedata import normalize

from archive.words import fold, raw_words

Item = TypeVar("Item")

ARABIC: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
LATIN: Final = ascii_uppercase
DIGITS: Final = "0–9"
OTHERS: Final = "…"
"""What stands over names that begin with a number, and with a letter of neither alphabet."""

_HAMZA: Final = str.maketrans("ؤئء", "ويا")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['\u2018\u2019\u02bb\u02bc](?=\w)")
_NUMBERS, _OWN, _FOREIGN, _REST = range(4)
_WIDEST: Final = 12  # digits up to which numbers are ordered by their value


class Key(NamedTuple):
    """The place of a name: names whose `script` and `letters` are the same differ in marks alone.

    Two names have the same key only if they are the same text.
    """

    script: int
    letters: bytes
    marks: bytes
    text: str


@dataclass(frozen=True)
class Section(Generic[Item]):
    """What stands under one letter of a list, in order."""

    letter: str
    items: list[Item]


def sort_key(text: str, language: str) -> Key:
    """Where a name stands among others, for readers of a language; never fails."""
    letters, marks = _weights(text)
    return Key(_script(text, language), letters, marks, text)


def letter_of(text: str) -> str:
    """The letter under which a name stands: of ARABIC, of LATIN, DIGITS or OTHERS."""
    head = _head(text)
    if head.isdecimal():
        return DIGITS
    alphabet = _alphabet(head)
    if not alphabet:
        return OTHERS
    letters, _marks = _weights(text)
    # A letter of neither alphabet's own, such as ø, stands under the one before it.
    return alphabet[max(bisect_right(_first_weights(alphabet), letters[:2]) - 1, 0)]


def in_order(items: Iterable[Item], name: Callable[[Item], str], language: str) -> list[Item]:
    """The items in the order of their names."""
    return sorted(items, key=lambda item: sort_key(name(item), language))


def sections(
    items: Iterable[Item], name: Callable[[Item], str], language: str
) -> list[Section[Item]]:
    """The items under the letters of their names, both in order."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in in_order(items, name, language):
        found[letter_of(name(item))].append(item)
    order = [letter for part in _parts(language) for letter in part]
    return [Section(letter, found[letter]) for letter in order if letter in found]


def letters_bar(held: Mapping[str, int], language: str) -> list[str]:
    """The letters that a reader chooses from, in order; `held` is how many names stand under each.

    The alphabet that holds most is given in full, of all others the letters that hold names.
    """
    parts = _parts(language)
    full = max(parts[1:3], key=lambda alphabet: sum(held.get(letter, 0) for letter in alphabet))
    return [letter for part in parts for letter in part if letter in held or part == full]


def _parts(language: str) -> tuple[str | tuple[str], ...]:
    """The letters of a list: numbers, the reader's own alphabet, the other, the rest."""
    own, foreign = (ARABIC, LATIN) if language == "ar" else (LATIN, ARABIC)
    return (DIGITS,), own, foreign, (OTHERS,)


def _script(text: str, language: str) -> int:
    head = _head(text)
    if head.isdecimal():
        return _NUMBERS
    alphabet = _alphabet(head)
    if not alphabet:
        return _REST
    return _OWN if (alphabet == ARABIC) is (language == "ar") else _FOREIGN


def _head(text: str) -> str:
    """The first letter or digit that counts; empty where there is none."""
    return next((word[0] for word in _words(text)), "")


def _alphabet(letter: str) -> str:
    """The alphabet that a letter belongs to, if it is one of the two."""
    if "\u0600" <= letter <= "\u08ff":
        return ARABIC
    return LATIN if letter and name_of_character(letter, "").startswith("LATIN") else ""


@lru_cache(maxsize=16_384)
def _words(text: str) -> tuple[str, ...]:
    """The words that count for the order, in the letters under which they are sought."""
    # «B'Tselem» is one word.
    raw = raw_words(_APOSTROPHE.sub("", normalize("NFKC", text)))
    if len(raw) > 1 and raw[0].casefold() == "the":
        raw = raw[1:]
    folded = [fold(normalize("NFC", word).translate(_HAMZA)) for word in raw]
    if folded and raw[0][0] in "اٱ" and _has_article(folded[0]):
        # An alef with a hamza begins no article: «ألمانيا», «إلياس», «آل ثاني».
        folded[0] = folded[0][2:]
    return tuple(word.zfill(_WIDEST) if word.isdecimal() else word for word in folded if word)


def _has_article(word: str) -> bool:
    return word.startswith("ال") and len(word) > 3 and word != "الله"


@lru_cache(maxsize=16_384)
def _weights(text: str) -> tuple[bytes, bytes]:
    """What letters weigh in the order of names, and what tells names apart whose letters do not."""
    letters = _collate(" ".join(_words(text)))
    return _packed(letters[: letters.index(0)]), _packed(_collate(text))


def _packed(weights: tuple[int, ...]) -> bytes:
    # Two bytes a weight, the greater first: bytes are in the order of their weights.
    return pack(f">{len(weights)}H", *weights)


@cache
def _first_weights(alphabet: str) -> list[bytes]:
    return [_weights(letter)[0] for letter in alphabet]


def _collate(text: str) -> tuple[int, ...]:
    weights: tuple[int, ...] = _collator().sort_key(text)
    return weights


@cache
def _collator() -> Any:
    # Its table takes a part of a second to read, and most processes never need it.
    from pyuca import Collator

    return Collator()
