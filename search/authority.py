"""Finding the names that the archive knows among words: in queries, and in articles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import Forms, built_in
from search.arabic import fold, raw_words
from search.known import Names, current_names, made_of_names
from search.names import Name
from search.stemming import beginnings


class Match(NamedTuple):
    """A name among words: those from ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    name: Name


class Role(NamedTuple):
    """What a word may be in names.

    ``longest`` is how many words one that begins with it has at most, ``name`` the one that it is
    alone, ``continues`` says whether it may be the second word of one.
    """

    longest: int
    name: Name | None
    continues: bool


_NO_ROLE: Final = Role(1, None, False)

_Key = tuple[str, ...]
_Run = tuple[int, ...]
Array = NDArray[Any]


def _forms(text: str) -> list[Forms]:
    return [built_in().forms(word) for word in raw_words(text)]


def _texts(parts: Iterable[Forms]) -> _Key:
    return tuple(part.text for part in parts)


def _surfaces(parts: Iterable[Forms]) -> _Key:
    return tuple(part.surface for part in parts)


def _stems(parts: Iterable[Forms]) -> _Key:
    return tuple(part.stem for part in parts)


CLITICS: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
_CLITICS_BY_FIRST: Final = {
    first: tuple(clitic for clitic in CLITICS if clitic[0] == first) for first in "وفبلك"
}


def _readings(folded: str) -> Iterator[str]:
    """Yield a folded word, and what may stand in it behind the clitics of an Arabic name.

    After ل the article loses its alef («للناتو»); the alef stays where «ال» belongs to the name
    («لألمانيا»), and as the list does not tell which is which, both are allowed.
    """
    yield folded
    for clitic in _CLITICS_BY_FIRST.get(folded[:1], ()):
        if folded.startswith(clitic):
            rest = folded[len(clitic) :]
            if not rest.isascii():
                yield rest
            if clitic.endswith("ل") and rest.startswith("ل"):
                yield "ا" + rest


def _ways_to_write(word: Forms) -> set[str]:
    """How a word of a name may be written: with an article or without."""
    return {word.text, word.surface, "ال" + word.surface}


def _of_one(names: Mapping[_Key, set[Name]]) -> dict[_Key, Name]:
    """What is a form of one name alone."""
    return {key: next(iter(found)) for key, found in names.items() if len(found) == 1}


def _lengths(keys: Iterable[_Key]) -> dict[_Key, set[int]]:
    """How many words those have that begin with two words."""
    found: dict[_Key, set[int]] = {}
    for key in keys:
        found.setdefault(key[:2], set()).add(len(key))
    return found


class Authority:
    """Finds names among the words of a query.

    A name of several words is found by its words as they are folded, else without clitics, else
    by their stems, so that it may be inflected; what two names share in such a form («المجلس
    الأوروبي», «مجلس أوروبا») finds neither. A name of one word is found by that word as it is
    folded, bare or behind clitics: by their stems «طالب» (student) would be «طالبان» and «روسي»
    would be «روسيا». A spelling of two names is refused with a ValueError.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self._single: dict[str, Name] = {}
        self._written: dict[_Key, Name] = {}
        bare: dict[_Key, set[Name]] = {}
        inflected: dict[_Key, set[Name]] = {}
        self._longest: dict[str, int] = {}
        self._seconds: set[str] = set()
        for name in names:
            for spelling in name.spellings:
                found = _forms(spelling)
                self._add(name, spelling, found)
                if len(found) > 1:
                    bare.setdefault(_surfaces(found), set()).add(name)
                    inflected.setdefault(_stems(found), set()).add(name)
                    self._seconds |= _ways_to_write(found[1])
                    for form in _ways_to_write(found[0]):
                        self._longest[form] = max(len(found), self._longest.get(form, 0))
        self._bare, self._inflected = _of_one(bare), _of_one(inflected)
        self._words = {*self._longest, *self._single, *self._seconds}
        self._lengths = _lengths(chain(self._written, self._bare, self._inflected))

    def role(self, folded: str) -> Role:
        """Return what a folded word may be in names."""
        if folded[:1] not in _CLITICS_BY_FIRST and folded not in self._words:
            return _NO_ROLE
        readings = [reading for reading in _readings(folded) if reading in self._words]
        if not readings:
            return _NO_ROLE
        return Role(
            max(self._longest.get(reading, 1) for reading in readings),
            next((name for r in readings if (name := self._single.get(r)) is not None), None),
            not self._seconds.isdisjoint(readings),
        )

    def _add(self, name: Name, spelling: str, found: Sequence[Forms]) -> None:
        other: Name | None = None
        if len(found) == 1:
            other = self._single.setdefault(found[0].text, name)
        elif found:
            other = self._written.setdefault(_texts(found), name)
        if other is None:
            raise ValueError(f"{spelling!r} of {name.slug} has no words")
        if other != name:
            raise ValueError(f"{spelling!r} names {other.slug} as well as {name.slug}")

    def find(self, words: Sequence[str]) -> list[Match]:
        """Return the names in ``words``, from left to right, the longest where several begin.

        A word may hold several that are parted by signs («Jong-un», «روسيا-الناتو»): a name
        begins and ends where such a word does.
        """
        parts: list[Forms] = []
        places: list[int] = []
        for place, word in enumerate(words):
            found = _forms(word)
            parts += found
            places += [place] * len(found)
        edges = [at for at in range(len(parts)) if not at or places[at] != places[at - 1]]
        ends = [*edges[1:], len(parts)]
        return [
            Match(places[start], places[end - 1] + 1, name)
            for start, end, name in self._matches(parts, edges, ends)
        ]

    def mentions(self, text: str) -> Counter[Name]:
        """Return how often a text mentions each name, under whatever spelling."""
        words = raw_words(text)
        roles = [self.role(fold(word)) for word in words]
        places = np.arange(len(words))
        _, found = self.mentions_among(words, roles, places, np.zeros_like(places))
        return Counter(found)

    def mentions_among(
        self, words: Sequence[str], roles: Sequence[Role], occurrences: Array, texts: Array
    ) -> tuple[Array, list[Name]]:
        """Return all mentions of names in many texts: the text of each, and the name.

        ``occurrences`` are places in ``words``, one for each word of the texts, ``texts`` says in
        which text it stands; ``roles`` are those of ``words``. What has to be asked in Python is
        asked once for each pair of words that may begin a name.
        """
        longest = np.array([role.longest for role in roles], np.int32)[occurrences]
        is_single = np.array([role.name is not None for role in roles], bool)[occurrences]
        continues = np.array([role.continues for role in roles], bool)[occurrences]
        may_begin = np.flatnonzero((longest[:-1] > 1) & continues[1:] & (texts[1:] == texts[:-1]))
        pairs = occurrences[may_begin].astype(np.int64) * len(words) + occurrences[may_begin + 1]
        distinct, inverse = np.unique(pairs, return_inverse=True)
        reaches = [
            self._reaches(words[pair // len(words)], words[pair % len(words)])
            for pair in distinct.tolist()
        ]
        begins = np.flatnonzero(np.array([bool(reach) for reach in reaches], bool)[inverse])
        ends = np.searchsorted(texts, texts[may_begin[begins]], side="right")
        found: list[tuple[int, Name]] = []
        known: dict[_Run, tuple[Name, int] | None] = {}
        behind = 0
        for start, end, pair in zip(
            may_begin[begins].tolist(), ends.tolist(), inverse[begins].tolist(), strict=True
        ):
            if start >= behind:
                reach = reaches[pair]
                run = tuple(occurrences[start : min(start + max(reach), end)].tolist())
                if run not in known:
                    known[run] = self._beginning([words[n] for n in run], reach)
                if (whole := known[run]) is not None:
                    name, length = whole
                    found.append((start, name))
                    behind = start + length
                    is_single[start:behind] = False
        for place in np.flatnonzero(is_single).tolist():
            if (single := roles[occurrences[place]].name) is not None:
                found.append((place, single))
        found.sort(key=itemgetter(0))
        return texts[[place for place, _ in found]], [name for _, name in found]

    def _reaches(self, one: str, other: str) -> tuple[int, ...]:
        """How many words the names have that may begin with these two, the most first."""
        pairs = zip(built_in().forms(one), built_in().forms(other), strict=True)
        found = {length for pair in pairs for length in self._lengths.get(pair, ())}
        return tuple(sorted(found, reverse=True))

    def _beginning(self, words: Sequence[str], reach: Sequence[int]) -> tuple[Name, int] | None:
        """The longest name of several words that these begin with, and how many words it has."""
        parts = list(map(built_in().forms, words))
        for length in reach:
            if length <= len(parts) and (name := self._of_several(parts[:length])) is not None:
                return name, length
        return None

    def _matches(
        self, parts: list[Forms], starts: list[int], ends: list[int]
    ) -> Iterator[tuple[int, int, Name]]:
        """Yield names with the parts they reach from and to, which lie at the given edges."""
        behind = 0
        for place, start in enumerate(starts):
            if start < behind:
                continue
            reach = start + self.role(parts[start].text).longest
            for end in reversed(
                [end for end in ends[place : place + reach - start] if end <= reach]
            ):
                name = self._name(parts[start:end])
                if name is not None:
                    yield start, end, name
                    behind = end
                    break

    def _name(self, parts: list[Forms]) -> Name | None:
        """Return the name that all of ``parts`` are, if they are one."""
        if len(parts) == 1:
            return self.role(parts[0].text).name
        return self._of_several(parts)

    def _of_several(self, parts: list[Forms]) -> Name | None:
        return (
            self._written.get(_texts(parts))
            or self._bare.get(_surfaces(parts))
            or self._inflected.get(_stems(parts))
        )


@made_of_names
def authority(names: Names) -> Authority:
    """Return the authority over the current names."""
    return Authority(names)


def authority_now() -> Authority:
    """Return the authority over the names as the database has them at this moment."""
    current_names(now=True)
    return authority()


@made_of_names
def _spelled(names: Names) -> dict[str, list[tuple[str, list[list[Forms]]]]]:
    """Return the addresses of the names of each kind, with the words of their spellings."""
    found: dict[str, list[tuple[str, list[list[Forms]]]]] = {}
    for name in names:
        words = [_forms(spelling) for spelling in name.spellings]
        found.setdefault(name.kind, []).append((name.slug, words))
    return found


def names_answering(kind: str, text: str, *, begins: bool = False) -> list[str]:
    """Return the addresses of the names of a kind in which these words stand, in any spelling.

    With ``begins``, those with a word that begins so.
    """
    if begins:
        starts = beginnings(fold(text))
        return [
            slug
            for slug, spellings in _spelled().get(kind, ())
            if any(
                word.text.startswith(starts) or word.surface.startswith(starts)
                for words in spellings
                for word in words
            )
        ]
    sought = _stems(_forms(text))
    return [
        slug
        for slug, spellings in _spelled().get(kind, ())
        if any(_stands_in(sought, _stems(words)) for words in spellings)
    ]


def _stands_in(part: _Key, whole: _Key) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
