"""Cue phrases of themes, found in the words of an article.

A phrase is its stems in a row, within one paragraph; so inflection, clitics and spelling do not
matter, and words are compared whole. Where a negative cue touches a positive one, that one is
void; elsewhere it weighs against the theme as much as a positive one for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from archive.models import Article
from search.analysis import PARAGRAPH_GAP, Analyser, Token
from search.engines.arrays import Array
from search.search_indexes import PART_BREAK, before_text

IN_TITLE: Final = 5
IN_OPENING: Final = 3
"""What a cue in the title says, and one in the opening, where one further down says 1."""
OPENING: Final = PARAGRAPH_GAP + 30
"""Where the opening ends: so many positions below the title, that is thirty words."""
ENOUGH: Final = 1.5
"""What the places of any article must say at least for a theme to be suggested by them."""
WORDS: Final = 200
"""Words of an article for which its places must say 1 more: what is long mentions much."""
QUOTES: Final = 3
"""How many places are quoted at most."""
CONTEXT: Final = 3
"""Words quoted on either side of a cue."""

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Cues:
    """The cues of one theme, as stems."""

    positive: frozenset[Phrase] = frozenset()
    negative: frozenset[Phrase] = frozenset()

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, bool]], analyser: Analyser) -> "Cues":
        """Those of phrases as typed, each with whether it is negative."""
        found: dict[bool, set[Phrase]] = {False: set(), True: set()}
        for phrase, is_negative in phrases:
            if stems := tuple(analyser.stems(phrase)):
                found[is_negative].add(stems)
        return cls(frozenset(found[False]), frozenset(found[True]))


class Run(NamedTuple):
    """Words from number `first` to number `last` of a text."""

    first: int
    last: int


def own_words(article: Article) -> str:
    """The words by which an article is judged: title, standfirst and body, and no other's."""
    below = PART_BREAK.join(filter(None, [article.standfirst, *article.paragraphs()]))
    return before_text(article) + below


@dataclass(frozen=True)
class Reading:
    """The own words of an article in order; the first `in_title` of them are its title's."""

    text: str
    words: Sequence[Token]
    in_title: int

    @classmethod
    def of(cls, article: Article, analyser: Analyser) -> "Reading":
        """What is read of an article."""
        text = own_words(article)
        words = analyser.tokens(text)
        below = (n for n, word in enumerate(words) if word.start >= len(article.title))
        return cls(text, words, next(below, len(words)))


class Evidence(NamedTuple):
    """What the cues of an article say of a theme: from a strength of 1 on it is suggested."""

    strength: float
    quotes: list[str]


class Reader:
    """Reads articles for the cues of several themes at once; themes are told by their ids."""

    def __init__(self, themes: Mapping[int, Cues]) -> None:
        self._by_first: defaultdict[str, list[tuple[Phrase, int, bool]]] = defaultdict(list)
        for theme, cues in themes.items():
            for phrases, is_negative in ((cues.positive, False), (cues.negative, True)):
                for phrase in phrases:
                    self._by_first[phrase[0]].append((phrase, theme, is_negative))

    def read(self, reading: Reading) -> dict[int, Evidence]:
        """What the cues say of each theme that any of them stands for or against."""
        words = reading.words
        found: defaultdict[int, tuple[list[Run], list[Run]]] = defaultdict(lambda: ([], []))
        for first, word in enumerate(words):
            for phrase, theme, is_negative in self._by_first.get(word.stem, ()):
                if _stands_at(phrase, words, first):
                    found[theme][is_negative].append(Run(first, first + len(phrase) - 1))
        return {theme: _evidence(*runs, reading) for theme, runs in found.items()}


def _stands_at(phrase: Phrase, words: Sequence[Token], first: int) -> bool:
    if first + len(phrase) > len(words):
        return False
    start = words[first].position
    return all(
        words[first + n].stem == stem and words[first + n].position == start + n
        for n, stem in enumerate(phrase)
    )


def weights(positions: Array, in_title: Array | int) -> Array:
    """What cues at these positions say, in texts whose titles have so many words."""
    below = np.where(positions < in_title + OPENING, IN_OPENING, 1)
    return np.where(positions < in_title, IN_TITLE, below)


def strength(said: Array | int, words: Array | int) -> Array:
    """What is said in texts of so many words, in units of what suffices there."""
    return np.asarray(said / (ENOUGH + np.asarray(words, np.float64) / WORDS))


def _evidence(positive: list[Run], negative: list[Run], reading: Reading) -> Evidence:
    """What the places of the cues of a theme come to.

    `holding.strengths` reckons the same of the whole index.
    """
    words = reading.words
    against = _merged(negative)
    left = [run for run in positive if not any(_touch(run, other) for other in against)]
    elsewhere = [run for run in against if not any(_touch(run, other) for other in positive)]
    places = _merged(left)

    def total(runs: list[Run]) -> int:
        positions = np.array([words[run.first].position for run in runs], np.int64)
        return int(weights(positions, reading.in_title).sum())

    said = total(places) - total(elsewhere)
    quotes = _quotes(places, reading.text, words)
    return Evidence(float(strength(said, len(words))), list(quotes))


def _touch(one: Run, other: Run) -> bool:
    return one.first <= other.last and other.first <= one.last


def _merged(runs: Iterable[Run]) -> list[Run]:
    """The runs in order; those that share words are one."""
    merged: list[Run] = []
    for run in sorted(runs):
        if merged and run.first <= merged[-1].last:
            before = merged.pop()
            run = Run(before.first, max(before.last, run.last))
        merged.append(run)
    return merged


def _quotes(places: Iterable[Run], text: str, words: Sequence[Token]) -> Iterator[str]:
    """The text at the first places that differ, with a few words round it."""
    seen: set[Phrase] = set()
    for first, last in places:
        stems = tuple(word.stem for word in words[first : last + 1])
        if stems in seen:
            continue
        seen.add(stems)
        for _word in range(CONTEXT):
            first -= first > 0 and words[first - 1].position == words[first].position - 1
            last += last + 1 < len(words) and words[last + 1].position == words[last].position + 1
        yield text[words[first].start : words[last].end]
        if len(seen) == QUOTES:
            return
