"""Names of people, organisations and places: their spellings, and what they sound like.

A foreign name is written in Arabic as each writer hears it, and in Latin letters as its own
language spells it. Two things bring the spellings together. An *authority file* lists the names
that diplomatic news uses with all their spellings; ``Authority.find`` sees them among the words
of a query. For names that it does not know, a *phonetic key* keeps the consonants that all the
spellings share: ``sound`` makes it from Arabic letters, ``latin_sound`` from Latin ones.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import combining, normalize

from search.arabic import Token, tokens

_FILE: Final = Path(__file__).with_name("data") / "names.tsv"

# --- Sounds -----------------------------------------------------------------------------------

# Fewer consonants are shared by too many ordinary words to say anything about a name.
_FEWEST: Final = 4
_FEWEST_LATIN: Final = 3

# One letter for the letters between which writers waver, nothing for vowels and hamza (U+0621).
_SOUNDS: Final = str.maketrans("جغقطثصشزظذضح", "كككتسسسسسسده", "اويء")
# German z and tz are «تس» or «تز» as well as «ز», ch is «تش» as well as «ش».
_AFFRICATES: Final = re.compile("ت([شسز])")
_FINAL: Final = re.compile("[هي]$")


def sound(word: str, fewest: int = _FEWEST) -> str:
    """Return the phonetic key of a folded word without clitics, or "" where it says too little.

    The key is made of consonants, one for each group in which spellings of foreign names waver
    (ج غ ق ك; ت ط; س ش ث ص ز ظ ذ; د ض; ه ح), none twice in a row; ا (U+0627) at its end stands
    for a final ا, which tells «هولندا» from «هولاند», but not for the «يا» of countries. A key of
    less than ``fewest`` consonants is no key, and neither has a word that is not Arabic.
    """
    if word.isascii():
        return ""
    spoken = _AFFRICATES.sub(r"\1", _FINAL.sub("", word)).translate(_SOUNDS)
    return _key(spoken, word.endswith("ا") and not word.endswith("يا"), fewest)


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
    consonants = "".join(letter for letter, _ in groupby(spoken))
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


# --- The authority file -----------------------------------------------------------------------

KINDS: Final = ("person", "organisation", "place")


@dataclass(frozen=True)
class Name:
    """Someone or something with a name; ``spellings`` holds the preferred ones and all others."""

    slug: str
    kind: str
    arabic: str
    english: str
    spellings: tuple[str, ...]


@cache
def known_names() -> tuple[Name, ...]:
    """Return the names of the authority file, in its order."""
    return tuple(read_names(_FILE.read_text(encoding="utf-8").splitlines()))


def read_names(lines: Iterable[str]) -> Iterator[Name]:
    """Yield the names of an authority file; ValueError names the first line that is broken."""
    slugs: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            try:
                name = _read_name(line)
                if name.slug in slugs:
                    raise ValueError(f"the slug {name.slug!r} is taken")
            except ValueError as broken:
                raise ValueError(f"line {number} of the names: {broken}") from None
            slugs.add(name.slug)
            yield name


def _read_name(line: str) -> Name:
    fields = [field.strip() for field in line.split("\t")]
    if len(fields) != 6:
        raise ValueError(f"six fields parted by tabs expected, not {len(fields)}")
    slug, kind, arabic, english, *others = fields
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    if not (slug and arabic and english):
        raise ValueError("slug, Arabic and English must not be empty")
    spellings = [arabic, english, *(other.strip() for part in others for other in part.split("|"))]
    return Name(slug, kind, arabic, english, tuple(dict.fromkeys(filter(None, spellings))))


# --- Finding names ----------------------------------------------------------------------------


class Match(NamedTuple):
    """A name among words: those from ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    name: Name


_Key = tuple[str, ...]


def _surfaces(parts: Iterable[Token]) -> _Key:
    return tuple(part.surface for part in parts)


def _stems(parts: Iterable[Token]) -> _Key:
    return tuple(part.stem for part in parts)


_CLITICS: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")


def _behind_clitics(folded: str) -> Iterator[str]:
    """Yield what a folded Arabic word becomes behind the clitics that may be written before it.

    After ل the article loses its alef («للناتو»); the alef stays where «ال» belongs to the name
    («لألمانيا»), and as the list does not tell which is which, both are allowed.
    """
    if not folded.isascii():
        for clitic in _CLITICS:
            yield clitic + folded
            if clitic.endswith("ل") and folded.startswith("ال"):
                yield clitic + folded[1:]


class Authority:
    """Finds names among the words of a query.

    A name of several words is found by its words without clitics, else by their stems, so that
    it may be inflected; stems that two names share («المجلس الأوروبي», «مجلس أوروبا») find
    neither. A name of one word is found by that word as it is folded, bare or behind clitics: by
    their stems «طالب» (student) would be «طالبان» and «روسي» would be «روسيا». A spelling of two
    names is refused with a ValueError.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self._single: dict[str, Name] = {}
        self._several: dict[_Key, Name] = {}
        inflected: dict[_Key, set[Name]] = {}
        for name in names:
            for spelling in name.spellings:
                found = tokens(spelling)
                self._add(name, spelling, found)
                if len(found) > 1:
                    inflected.setdefault(_stems(found), set()).add(name)
        self._add_clitics()
        self._inflected = {key: name for key, (name, *more) in inflected.items() if not more}
        self._longest: dict[str, int] = {}
        for key in inflected:
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def _add(self, name: Name, spelling: str, found: Sequence[Token]) -> None:
        other: Name | None = None
        if len(found) == 1:
            other = self._single.setdefault(found[0].text, name)
        elif found:
            other = self._several.setdefault(_surfaces(found), name)
        if other is None:
            raise ValueError(f"{spelling!r} of {name.slug} has no words")
        if other != name:
            raise ValueError(f"{spelling!r} names {other.slug} as well as {name.slug}")

    def _add_clitics(self) -> None:
        """Let names of one word be found behind clitics; what is a name itself stays that name."""
        for word, name in tuple(self._single.items()):
            for form in _behind_clitics(word):
                self._single.setdefault(form, name)

    def find(self, words: Sequence[str]) -> list[Match]:
        """Return the names in ``words``, from left to right, the longest where several begin.

        A word may hold several that are parted by signs («Jong-un», «روسيا-الناتو»): a name
        begins and ends where such a word does.
        """
        parts: list[Token] = []
        places: list[int] = []
        for place, word in enumerate(words):
            found = tokens(word)
            parts += found
            places += [place] * len(found)
        edges = [at for at in range(len(parts)) if not at or places[at] != places[at - 1]]
        ends = [*edges[1:], len(parts)]
        return [
            Match(places[start], places[end - 1] + 1, name)
            for start, end, name in self._matches(parts, edges, ends)
        ]

    def _matches(
        self, parts: list[Token], starts: list[int], ends: list[int]
    ) -> Iterator[tuple[int, int, Name]]:
        """Yield names with the parts they reach from and to, which lie at the given edges."""
        behind = 0
        for place, start in enumerate(starts):
            if start < behind:
                continue
            reach = start + self._longest.get(parts[start].stem, 1)
            for end in reversed(
                [end for end in ends[place : place + reach - start] if end <= reach]
            ):
                name = self._name(parts[start:end])
                if name is not None:
                    yield start, end, name
                    behind = end
                    break

    def _name(self, parts: list[Token]) -> Name | None:
        """Return the name that all of ``parts`` are, if they are one."""
        if len(parts) == 1:
            return self._single.get(parts[0].text)
        return self._several.get(_surfaces(parts)) or self._inflected.get(_stems(parts))


@cache
def authority() -> Authority:
    """Return the authority over all known names."""
    return Authority(known_names())
