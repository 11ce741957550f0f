"""Finding the names that the archive knows among words: in queries, and in articles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import lru_cache, reduce
from operator import itemgetter, or_
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from search.analysis import Forms, built_in
from search.arabic import fold, raw_words
from search.known import Names, current_names, revised_with_names
from search.names import ORGANISATION, PERSON, Name
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


_OWN_WORDS: Final = frozenset(
    raw_words("باكرا بشوشا بليون باندورا فتياني فكرتي كابيلا كاسبر كاسيا كسبها كلاوس كيلين للغات")
)
"""Words and other names, folded, which are no clitic before a name: «بليون» is not «في ليون»."""

_CALLED_AFTER: Final = frozenset(
    map(
        fold,
        raw_words(
            "بن ابن بنت آل جائزة جامعة جسر حديقة دارة سد شارع طريق قاعة قاعدة كأس كلية مؤسسة متحف "
            "مجمع مدرسة مدينة مركز مسجد مستشفى مطار معهد مكتبة ملعب ميدان ميناء استاد ساحة صالة قصر"
        ),
    )
)
"""Words after which a person's name is a forefather's, or that of a thing called after someone."""


_WRITTEN_SO: Final = {"asharq-al-awsat": "لـ«الشرق الأوسط»"}
"""How texts write a name with signs that tell it from another: it is none of its spellings."""


def _readings(folded: str) -> Iterator[str]:
    """Yield a folded word, and what may stand in it behind the clitics of an Arabic name.

    After ل the article loses its alef («للناتو»); the alef stays where «ال» belongs to the name
    («لألمانيا»), and as the list does not tell which is which, both are allowed.
    """
    yield folded
    if folded in _OWN_WORDS or (folded[:1] in ("و", "ف") and folded[1:] in _OWN_WORDS):
        return
    for clitic in _CLITICS_BY_FIRST.get(folded[:1], ()):
        if folded.startswith(clitic):
            rest = folded[len(clitic) :]
            if not rest.isascii():
                yield rest
            if clitic.endswith("ل") and rest.startswith("ل"):
                yield "ا" + rest


@lru_cache(maxsize=10_000)
def _calls_after(word: str) -> bool:
    """Whether a person's name after this word mentions no one: «جامعة الملك فيصل»."""
    return not _CALLED_AFTER.isdisjoint(_readings(fold(word)))


def _of_several_words(name: Name) -> list[list[Forms]]:
    written = (*name.spellings, *filter(None, [_WRITTEN_SO.get(name.slug)]))
    return [found for spelling in written if len(found := _forms(spelling)) > 1]


def _ways_to_write(word: Forms) -> set[str]:
    """How a word of a name may be written: with an article or without."""
    return {word.text, word.surface, "ال" + word.surface}


def _is_sentence(parts: Sequence[Forms]) -> bool:
    """Whether an article before the first word alone makes it no name: «البحر متوسط الموج»."""
    first, second = parts[:2]
    return first.text == "ال" + first.surface and not second.text.startswith("ال")


def _only(names: tuple[Name, ...]) -> Name | None:
    """The name that has a form for itself."""
    return names[0] if len(names) == 1 else None


def _counted(counts: tuple[int, ...], at: int, by: int) -> tuple[int, ...]:
    """Counts of which that in one place has changed; the last is never 0."""
    changed = [*counts, *[0] * (at + 1 - len(counts))]
    changed[at] += by
    while changed and not changed[-1]:
        changed.pop()
    return tuple(changed)


class Authority:
    """Finds names among the words of a query.

    A name of several words is found by its words as they are folded, else without clitics, else,
    if it is an organisation's, by their stems, so that it may be inflected («الدولية المالية»
    would be «دولة مالي»); what two names share in such a form («المجلس الأوروبي», «مجلس أوروبا»)
    finds neither. A name of one word is found by that word as it is folded, bare or behind
    clitics: by their stems «طالب» (student) would be «طالبان» and «روسي» would be «روسيا». A
    person's name behind «بن» or «جامعة» is no mention of that person. A spelling of two names is
    refused with a ValueError.
    """

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self._single: dict[str, Name] = {}
        self._written: dict[_Key, Name] = {}
        self._written_so: dict[_Key, Name] = {}
        self._bare: dict[_Key, tuple[Name, ...]] = {}
        self._inflected: dict[_Key, tuple[Name, ...]] = {}
        # How many spellings begin with a word, by how many words they have.
        self._firsts: dict[str, tuple[int, ...]] = {}
        # In how many spellings a word is the second.
        self._seconds: dict[str, int] = {}
        # How many words those may have that begin with two words, a bit for each number. What
        # names that are gone left here is looked for in vain.
        self._lengths: dict[_Key, int] = {}
        for name in names:
            self._add(name)

    def revised(self, gone: Iterable[Name], come: Iterable[Name]) -> Self:
        """Return another authority, without some of the names and with others."""
        other = copy(self)
        for attribute, held in vars(self).items():
            setattr(other, attribute, held.copy())
        for name in gone:
            other._remove(name)
        for name in come:
            other._add(name)
        return other

    def role(self, folded: str) -> Role:
        """Return what a folded word may be in names."""
        if folded[:1] not in _CLITICS_BY_FIRST and not self._is_in_names(folded):
            return _NO_ROLE
        readings = [reading for reading in _readings(folded) if self._is_in_names(reading)]
        if not readings:
            return _NO_ROLE
        return Role(
            max(len(self._firsts.get(reading, "--")) - 1 for reading in readings),
            next((name for r in readings if (name := self._single.get(r)) is not None), None),
            any(reading in self._seconds for reading in readings),
        )

    def _is_in_names(self, folded: str) -> bool:
        return folded in self._firsts or folded in self._single or folded in self._seconds

    def _add(self, name: Name) -> None:
        for spelling in name.spellings:
            self._take(name, spelling, _forms(spelling))
        if so := _WRITTEN_SO.get(name.slug):
            self._written_so[_texts(_forms(so))] = name
        self._count(name, 1)
        for held, key in self._shared(name):
            held[key] = (*held.get(key, ()), name)

    def _remove(self, name: Name) -> None:
        for found in map(_forms, name.spellings):
            if len(found) == 1:
                self._single.pop(found[0].text, None)
            else:
                self._written.pop(_texts(found), None)
        if so := _WRITTEN_SO.get(name.slug):
            self._written_so.pop(_texts(_forms(so)), None)
        self._count(name, -1)
        for held, key in self._shared(name):
            if left := tuple(other for other in held[key] if other != name):
                held[key] = left
            else:
                del held[key]

    def _take(self, name: Name, spelling: str, found: Sequence[Forms]) -> None:
        other: Name | None = None
        if len(found) == 1:
            other = self._single.setdefault(found[0].text, name)
        elif found:
            other = self._written.setdefault(_texts(found), name)
        if other is None:
            raise ValueError(f"{spelling!r} of {name.slug} has no words")
        if other != name:
            raise ValueError(f"{spelling!r} names {other.slug} as well as {name.slug}")

    def _shared(self, name: Name) -> Iterator[tuple[dict[_Key, tuple[Name, ...]], _Key]]:
        """Yield the forms of a name's spellings that others may have too, with who has them."""
        several = _of_several_words(name)
        for key in set(map(_surfaces, several)):
            yield self._bare, key
        if name.kind == ORGANISATION:
            for key in set(map(_stems, several)):
                yield self._inflected, key

    def _count(self, name: Name, by: int) -> None:
        """Note how the spellings of a name begin, or no longer do."""
        for found in _of_several_words(name):
            for form in _ways_to_write(found[0]):
                self._firsts[form] = _counted(self._firsts.get(form, ()), len(found), by)
                if not self._firsts[form]:
                    del self._firsts[form]
            for form in _ways_to_write(found[1]):
                self._seconds[form] = self._seconds.get(form, 0) + by
                if not self._seconds[form]:
                    del self._seconds[form]
            for key in {_texts(found), _surfaces(found), _stems(found)}:
                self._lengths[key[:2]] = self._lengths.get(key[:2], 0) | 1 << len(found)

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
        found = [
            (place, name)
            for place, name in found
            if name.kind != PERSON
            or not place
            or texts[place - 1] != texts[place]
            or not _calls_after(words[occurrences[place - 1]])
        ]
        found.sort(key=itemgetter(0))
        return texts[[place for place, _ in found]], [name for _, name in found]

    def _reaches(self, one: str, other: str) -> tuple[int, ...]:
        """How many words the names have that may begin with these two, the most first."""
        pairs = zip(built_in().forms(one), built_in().forms(other), strict=True)
        found = reduce(or_, (self._lengths.get(pair, 0) for pair in pairs))
        return tuple(n for n in range(found.bit_length() - 1, 1, -1) if found >> n & 1)

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
                    if not (name.kind == PERSON and start and _calls_after(parts[start - 1].text)):
                        yield start, end, name
                    behind = end
                    break

    def _name(self, parts: list[Forms]) -> Name | None:
        """Return the name that all of ``parts`` are, if they are one."""
        if len(parts) == 1:
            return self.role(parts[0].text).name
        return self._of_several(parts)

    def _of_several(self, parts: list[Forms]) -> Name | None:
        written = _texts(parts)
        name = self._written.get(written) or self._written_so.get(written)
        if name or _is_sentence(parts):
            return name
        return _only(self._bare.get(_surfaces(parts), ())) or _only(
            self._inflected.get(_stems(parts), ())
        )


@revised_with_names(Authority.revised)
def authority(names: Names) -> Authority:
    """Return the authority over the current names."""
    return Authority(names)


def authority_now() -> Authority:
    """Return the authority over the names as the database has them at this moment."""
    current_names(now=True)
    return authority()


class _Spelled(NamedTuple):
    """The words of the spellings of a name."""

    name: Name
    spellings: list[list[Forms]]


def _spelled_out(names: Names) -> list[_Spelled]:
    return [_Spelled(name, list(map(_forms, name.spellings))) for name in names]


def _spelled_anew(spelled: list[_Spelled], gone: Names, come: Names) -> list[_Spelled]:
    left = set(map(id, gone))
    return [known for known in spelled if id(known.name) not in left] + _spelled_out(come)


@revised_with_names(_spelled_anew)
def _spelled(names: Names) -> list[_Spelled]:
    """Return the names with the words of their spellings."""
    return _spelled_out(names)


def names_answering(kind: str, text: str, *, begins: bool = False) -> list[str]:
    """Return the addresses of the names of a kind in which these words stand, in any spelling.

    With ``begins``, those with a word that begins so.
    """
    if begins:
        starts = beginnings(fold(text))
        return [
            name.slug
            for name, spellings in _spelled()
            if name.kind == kind
            and any(
                word.text.startswith(starts) or word.surface.startswith(starts)
                for words in spellings
                for word in words
            )
        ]
    sought = _stems(_forms(text))
    return [
        name.slug
        for name, spellings in _spelled()
        if name.kind == kind and any(_stands_in(sought, _stems(words)) for words in spellings)
    ]


def _stands_in(part: _Key, whole: _Key) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
