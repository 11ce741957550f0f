"""Phonetic keys of foreign names: what is left when the spellings of a name are laid together.

A foreign name is written in Arabic as each writer hears it, and in Latin letters as its own
language spells it. The keys keep the consonants that all the spellings share: ``sound`` makes one
from Arabic letters, ``latin_sound`` from Latin ones.
"""

import re
from itertools import pairwise
from typing import Final
from unicodedata import combining, normalize

# Fewer consonants are shared by too many ordinary words to say anything about a name.
_FEWEST: Final = 4
_FEWEST_LATIN: Final = 3

# One letter for the letters between which writers waver, nothing for vowels and hamza (U+0621).
_SOUNDS: Final = str.maketrans("جغقطثصشزظذضح", "كككتسسسسسسده", "اويء")
# German z and tz are «تس» or «تز» as well as «ز», ch is «تش» as well as «ش».
_AFFRICATES: Final = re.compile("ت([شسز])")
_MUTE_AT_THE_END: Final = ("ه", "ي")


def sound(word: str, fewest: int = _FEWEST) -> str:
    """Return the phonetic key of a folded word without clitics, or "" where it says too little.

    The key is made of consonants, one for each group in which spellings of foreign names waver
    (ج غ ق ك; ت ط; س ش ث ص ز ظ ذ; د ض; ه ح), none twice in a row; ا (U+0627) at its end stands
    for a final ا, which tells «هولندا» from «هولاند», but not for the «يا» of countries. A key of
    less than ``fewest`` consonants is no key, and neither has a word that is not Arabic.
    """
    if word.isascii():
        return ""
    spoken = word[:-1] if word.endswith(_MUTE_AT_THE_END) else word
    if "ت" in spoken:
        spoken = _AFFRICATES.sub(r"\1", spoken)
    ends_in_alef = word.endswith("ا") and not word.endswith("يا")
    return _key(spoken.translate(_SOUNDS), ends_in_alef, fewest)


def latin_sound(word: str) -> str:
    """Return the phonetic key of a name in Latin letters, comparable with that of ``sound``.

    Letters are read as the press reads them when it writes the name in Arabic: p is ب, v is ف,
    j and g are ج or غ, w and y are vowels. Three consonants are enough here, because the key is
    only looked up and must agree as a whole: «Ushakov» has no more. Look it up among keys made
    with ``sound(word, 3)``. A word with other than Latin letters has no key.
    """
    plain = _plain_latin(word)
    if not _LATIN.fullmatch(plain):
        return ""
    spoken = "".join(_LETTERS[found.lastgroup or ""] for found in _SPOKEN.finditer(plain))
    return _key(spoken, plain.endswith("a") and plain[-2:] not in _IA, _FEWEST_LATIN)


def _key(spoken: str, ends_in_alef: bool, fewest: int) -> str:
    if len(spoken) < fewest:
        return ""
    consonants = "".join([letter for letter, after in pairwise(f"{spoken} ") if letter != after])
    if len(consonants) < fewest:
        return ""
    return consonants + "ا" if ends_in_alef else consonants


_LATIN: Final = re.compile("[a-z]+")
_IA: Final = frozenset({"ia", "ya", "ea"})
_ARTICLE: Final = re.compile("^[ae]l-")
# Accents that change a consonant, and letters that do not decompose into a letter and an accent.
_ACCENTED: Final = str.maketrans(
    dict.fromkeys("čćç", "ch")
    | dict.fromkeys("šş", "sh")
    | {"ž": "zh", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae"}
    | {"œ": "oe"}
    | dict.fromkeys("'’ʼ-")
)


def _plain_latin(word: str) -> str:
    """Take case, accents, apostrophes, hyphens and the Arabic article off a word."""
    small = _ARTICLE.sub("", normalize("NFC", word.casefold()))
    parted = normalize("NFKD", small.translate(_ACCENTED))
    return "".join(letter for letter in parted if not combining(letter))


# What is read together comes before its parts, what depends on neighbours before what does not.
_READINGS: Final = (
    ("سك", "cki$"),  # «…تسكي» in Slavic names
    ("س", "t?sch|tch|t?sh|cz|sz|t[sz]|th"),
    ("ك", "ch(?=[rl])|zh|gh|dj|ck"),
    ("خ", "kh"),
    ("ف", "ph"),
    ("س", "ch|c(?=[eiy])|(?<=i)c$|[sz]|^x"),
    ("كس", "x"),
    ("ك", "[cgjkq]"),
    ("ب", "[bp]"),
    ("ف", "[fv]"),
    ("ت", "t"),
    ("د", "d"),
    ("ر", "r"),
    ("ل", "l"),
    ("م", "m"),
    ("ن", "n"),
    # A final h is as mute as the final ه that ``sound`` leaves out, and so is that of «John».
    ("ه", "h(?!$|(?<=oh)[nl])"),
)
_LETTERS: Final = {f"reading{place}": letters for place, (letters, _) in enumerate(_READINGS)}
_SPOKEN: Final = re.compile(
    "|".join(f"(?P<reading{place}>{latin})" for place, (_, latin) in enumerate(_READINGS))
)
