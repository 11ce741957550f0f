"""A root-like form: the consonants that Arabic weaves its patterns round.

«كاتب», «مكتوب» and «مكاتب» share ك ت ب. Taking the pattern off a word finds broken plurals,
verbal nouns and participles together, and words that merely share a root as well: good enough to
raise what is already found, never to find by. The idea of stemming by patterns without a list of
roots is that of Taghva, Elkhoury and Coombs (2005); the patterns here are those of Arabic grammar.
"""

import re
from typing import Final

# Folded: ة is ه, ئ is ء. The letters ف ع ل stand for the root, all others for themselves.
_PATTERNS: Final = (
    # seven letters
    "استفعاله متفاعله انفعاله",
    # six
    "استفعال مستفعل استفعل افتعال انفعال افعلاء تفاعيل مفاعيل فواعيل مفاعله تفعيله فعاعيل متفاعل"
    " متفعله مفتعله منفعله افاعيل فعلاوي مفعوله",
    # five
    "افتعل انفعل مفعول مفعال مفعيل تفعيل تفاعل مفاعل فواعل فعاءل فعاله فعوله فعيله فاعله مفعله تفعله"
    " افعله افعال افعيل مفتعل منفعل متفعل يفتعل تفتعل فاعول فعلان فعلاء افاعل تفعال فعالي نفتعل"
    " ينفعل فعالا",
    # four
    "فاعل فعال فعول فعيل مفعل تفعل افعل يفعل نفعل فعله فوعل فيعل",
)


def _compiled(pattern: str) -> re.Pattern[str]:
    slots = {"ف": "(.)", "ع": "(.)", "ل": "(.)"}
    if pattern == "فعاعيل":  # a doubled middle radical
        return re.compile(r"(.)(.)ا\2ي(.)")
    return re.compile("".join(slots.get(letter, letter) for letter in pattern))


_BY_LENGTH: Final[dict[int, list[re.Pattern[str]]]] = {}
for _line in _PATTERNS:
    for _pattern in _line.split():
        _BY_LENGTH.setdefault(len(_pattern), []).append(_compiled(_pattern))

_PREFIXES: Final = "يتنسا"
_SUFFIXES: Final = ("هما", "تين", "تان", "ون", "ات", "ان", "ين", "تم", "هم", "ها", "نا", "كم", "وا", "يه")
_WEAK: Final = str.maketrans({"ء": "ا", "و": "ا", "ي": "ا"})


def root(word: str) -> str:
    """Return the root-like form of a folded word without clitics; "" where none is seen.

    A root has three letters, the weak ones among them (ا و ي ء) as they stand. A word that fits
    no pattern loses an ending or a verbal prefix and is tried again.
    """
    if len(word) < 3 or word.isascii():
        return ""
    if len(word) == 3:
        return word
    for pattern in _BY_LENGTH.get(len(word), ()):
        if match := pattern.fullmatch(word):
            return "".join(match.groups())
    for ending in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return root(word[: -len(ending)])
    if len(word) > 3 and word[-1] in "هيات":
        return root(word[:-1])
    if len(word) > 3 and word[0] in _PREFIXES:
        return root(word[1:])
    return ""
