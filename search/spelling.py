"""Words of the archive that a reader may have meant by a word that is not in it.

Only the words that share the most pairs of letters with the unknown one are compared with it
letter by letter. Shared pairs are counted for all words at once: the words that have a pair are
one integer with a bit for each word, so that counting is a few operations on long integers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, chain, combinations, islice, pairwise
from math import inf, log1p
from typing import Final, TypeVar

from search.arabic import fold
from search.keyboard import neighbours

# --- What a mistake costs ---------------------------------------------------------------------
# The more easily it is made, the less. Any other mistake in one letter costs 1.

ALIKE: Final = 0.4
"""A letter for one that sounds like it or stands for the same foreign sound."""
VOWEL: Final = 0.45
"""A long vowel left out or put in: foreign names are written both ways."""
NEXT_KEY: Final = 0.6
"""A letter for one beside it on the keyboard."""
SWAP: Final = 0.7
"""Two letters in each other's place."""

# --- What else decides ------------------------------------------------------------------------

SEVERAL: Final = 0.3
"""Added for more than one mistake: two that are easily made are still rarer than one."""
FREQUENCY: Final = 0.1
"""What a word gains by being e times as frequent: less than any mistake costs."""
COMPARED: Final = 150
"""How many words are compared letter by letter; twice as many find hardly more."""
SHORTEST: Final = 3
"""Letters below which a word is too much like all others for a guess."""
LONGEST: Final = 40
"""Letters beyond which it is no word; a reader may paste anything."""

# The last three are spellings rather than sounds: hamza and what it sits on («مسوول» for
# «مسؤول», folded «مسءول»), and the two forms of ta at the end of a word («رحمت» for «رحمة»).
_ALIKE: Final = ("تط", "ثسص", "ذزظد", "ضظ", "حهخ", "قكغ", "اع", "ءا", "ءو", "ءي", "ته")
_VOWELS: Final = frozenset("اوي")
# No numbers, because another number is another thing.
_WORD: Final = re.compile("[\u0620-\u064a]+|[a-z]+")


def _furthest(word: str) -> float:
    """Return the distance beyond which nothing is a likely meaning of ``word``."""
    if len(word) <= 4:
        return 1.0
    return 1.6 if len(word) <= 7 else 2.2


# --- Distance ---------------------------------------------------------------------------------


def _substitutions() -> dict[str, dict[str, float]]:
    """Return what a letter in the place of another costs, where that is less than 1."""
    near = [(NEXT_KEY, fold(one), fold(other)) for one, other in neighbours()]
    alike = [(ALIKE, *pair) for letters in _ALIKE for pair in combinations(letters, 2)]
    costs: dict[str, dict[str, float]] = defaultdict(dict)
    for cost, one, other in near + alike:  # the cheaper last, to stay
        costs[one][other] = costs[other][one] = cost
    return dict(costs)


_SUBSTITUTIONS: Final = _substitutions()
_NO_SUBSTITUTIONS: Final[dict[str, float]] = {}


def _difference(one: str, other: str) -> tuple[str, str]:
    """Return what is left of two words without their common beginning and end."""
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _is_one_mistake(one: str, other: str) -> bool:
    """Say whether a difference is one letter, or two letters that are swapped."""
    return max(len(one), len(other)) < 2 or (len(one) == 2 and one == other[::-1])


def _dropping(letter: str) -> float:
    return VOWEL if letter in _VOWELS else 1.0


def _distance(one: str, other: str, furthest: float = inf) -> float:
    """Return what the cheapest way from ``one`` to ``other`` costs (optimal string alignment).

    The same both ways; infinite, to save time, when it is clear that it is beyond ``furthest``.
    """
    added = [_dropping(letter) for letter in other]
    row = list(accumulate(added, initial=0.0))
    last: list[float] = []
    for i, letter in enumerate(one):
        before, last = last, row
        dropped = _dropping(letter)
        substitutions = _SUBSTITUTIONS.get(letter, _NO_SUBSTITUTIONS)
        cost = last[0] + dropped
        row = [cost]
        for j, wanted in enumerate(other):
            # Most of the time goes here; comparing is faster than ``min``.
            cost += added[j]
            if (without := last[j + 1] + dropped) < cost:
                cost = without
            changed = 0.0 if letter == wanted else substitutions.get(wanted, 1.0)
            if (instead := last[j] + changed) < cost:
                cost = instead
            if i and j and letter == other[j - 1] and wanted == one[i - 1]:
                cost = min(cost, before[j - 1] + SWAP)
            row.append(cost)
        # Two rows, because a swap reaches back over one.
        if min(row) > furthest and min(last) > furthest:
            return inf
    return row[-1]


# --- Sets of words ----------------------------------------------------------------------------

_Feature = TypeVar("_Feature", str, int)


def _pairs(word: str) -> set[str]:
    """Return the pairs of letters of a word, its ends paired with a space."""
    return {one + other for one, other in pairwise(f" {word} ")}


def _numbers_by_feature(words: Iterable[Iterable[_Feature]]) -> dict[_Feature, int]:
    """Return for each feature the set of the words that have it.

    A set is an integer: bit n stands for the n-th word.
    """
    numbers: dict[_Feature, bytearray] = defaultdict(bytearray)
    for number, features in enumerate(words):
        byte, bit = divmod(number, 8)
        for feature in features:
            bits = numbers[feature]
            bits.extend(bytes(byte + 1 - len(bits)))
            bits[byte] |= 1 << bit
    return {feature: int.from_bytes(bits, "little") for feature, bits in numbers.items()}


def _members(numbers: int) -> Iterator[int]:
    """Yield the numbers in a set, the lowest first."""
    bits = f"{numbers:b}"[::-1]
    number = bits.find("1")
    while number >= 0:
        yield number
        number = bits.find("1", number + 1)


# --- Suggestions ------------------------------------------------------------------------------


class Speller:
    """Finds what readers may have meant by words that are not in the archive.

    ``counts`` says how often each folded word stands there.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        # The most frequent first, so that they are the first members of every set.
        self._words = sorted(filter(_WORD.fullmatch, counts), key=lambda w: (-counts[w], w))
        self._known = frozenset(self._words)
        self._gains = [FREQUENCY * log1p(counts[word]) for word in self._words]
        self._with_pair = _numbers_by_feature(map(_pairs, self._words))
        self._of_length = _numbers_by_feature([len(word)] for word in self._words)

    def suggest(self, word: str, limit: int = 5) -> list[str]:
        """Return the words most likely meant by a folded word, the likeliest first.

        None for a word that is known, has fewer than three letters, or is not made of Arabic
        letters alone or Latin letters alone.
        """
        if word in self._known or not _WORD.fullmatch(word):
            return []
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        furthest = _furthest(word)
        found = []
        for number in self._alike(word, longer=round(furthest)):
            one, other = _difference(word, self._words[number])
            distance = _distance(one, other, furthest)
            if distance <= furthest:
                several = 0.0 if _is_one_mistake(one, other) else SEVERAL
                found.append((distance + several - self._gains[number], number))
        return [self._words[number] for _, number in sorted(found)[:limit]]

    def _alike(self, word: str, longer: int) -> Iterator[int]:
        """Yield the numbers of the words that share the most pairs of letters with ``word``.

        They are at most ``longer`` letters longer or shorter; among words that share equally
        many pairs, the frequent are first.
        """
        pairs = _pairs(word)
        # sharing[n] is the set of words that share at least n pairs.
        sharing = [0] * (len(pairs) + 1)
        for length in range(len(word) - longer, len(word) + longer + 1):
            sharing[0] |= self._of_length.get(length, 0)
        for seen, pair in enumerate(pairs, 1):
            having = self._with_pair.get(pair, 0)
            for n in range(seen, 0, -1):
                sharing[n] |= sharing[n - 1] & having
        from_most = pairwise([0, *reversed(sharing[1:])])
        alike = (_members(fewer ^ more) for more, fewer in from_most)
        return islice(chain.from_iterable(alike), COMPARED)
