"""A root-like form: the consonants that Arabic weaves its patterns round.

«كاتب», «مكتوب» and «مكاتب» share ك ت ب. Taking the pattern off a word finds broken plurals,
verbal nouns and participles together, and words that merely share a root as well: good enough to
raise what is already found, never to find by.
"""

import re
from typing import Final

from search.arabic import data_lines, folded_words

_PATTERNS: Final = tuple(folded_words(data_lines("patterns.txt")))
_RADICALS: Final = str.maketrans(dict.fromkeys("فعل", "(.)"))
_BY_LENGTH: Final = {
    length: re.compile("|".join(p.translate(_RADICALS) for p in _PATTERNS if len(p) == length))
    for length in set(map(len, _PATTERNS))
}

_PREFIXES: Final = "يتنسا"
_SUFFIXES: Final = (
    *("هما", "تين", "تان", "ون", "ات", "ان", "ين"),
    *("تم", "هم", "ها", "نا", "كم", "وا", "يه"),
)


def root(word: str) -> str:
    """Return the root-like form of a folded word without clitics; "" where none is seen.

    A root has three letters, the weak ones among them (ا و ي ء) as they stand. A word that fits
    no pattern loses an ending or a verbal prefix and is tried again.
    """
    if len(word) < 3 or word.isascii():
        return ""
    if len(word) == 3:
        return word
    if (patterns := _BY_LENGTH.get(len(word))) and (match := patterns.fullmatch(word)):
        last = match.lastindex or 0  # of the three radicals of the pattern that fits
        return "".join(match.group(last - 2, last - 1, last))
    for ending in _SUFFIXES if word.endswith(_SUFFIXES) else ():
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return root(word[: -len(ending)])
    if len(word) > 3 and word[-1] in "هيات":
        return root(word[:-1])
    if len(word) > 3 and word[0] in _PREFIXES:
        return root(word[1:])
    return ""
