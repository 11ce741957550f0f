"""Showing a reader the words they searched for: marks in a text, and its best passages.

Words are compared by stem, exactly as in the index, but what is shown is always the original
text with its diacritics and tatweel. Everything is escaped here; only ``<mark>`` is added.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Final, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from search.analysis import Analyser, Forms, Token, built_in, loose
from search.arabic import STOP_WORDS, word_matches

_PHRASE_WEIGHT: Final = 4
_WHITE_SPACE_WITH_BREAK: Final = re.compile("[ \t\xa0]*[\n\r\u2028\u2029]\\s*")
_ELLIPSIS: Final = "…"

_Key = str | tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What to mark: stems of words, beginnings of words, phrases as stems, sounds of names.

    ``surfaces`` are words to mark as they are written alone. All of them are forms that
    ``analyser`` makes.
    """

    stems: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    sounds: frozenset[str] = frozenset()
    surfaces: frozenset[str] = frozenset()
    analyser: Analyser = field(default_factory=built_in, compare=False)

    @cached_property
    def phrases_by_first(self) -> dict[str, list[tuple[str, ...]]]:
        """The phrases under their first stem, so that most words of a text need no look at one."""
        found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in self.phrases:
            if phrase:
                found[phrase[0]].append(phrase)
        return dict(found)

    @cached_property
    def longest_phrase(self) -> int:
        """How many words any phrase reaches over, function words between its own counted."""
        return 2 * max(map(len, self.phrases), default=0)

    @cached_property
    def terms(self) -> list[tuple[str, str]]:
        """The terms of the index, with their fields, of wanted words and first words of phrases."""
        stems = self.stems | self.phrases_by_first.keys()
        return [("text", stem) for stem in stems] + [("surface", s) for s in self.surfaces]

    def key(self, word: Forms | Token) -> str | None:
        """Return the stem or prefix (with a star) that a word answers to, if any.

        A prefix is sought behind the clitics of the word, as the index does.
        """
        if word.stem in self.stems:
            return word.stem
        if word.surface in self.surfaces:
            return word.surface
        if self.sounds and (sound := self._sound(word)):
            return sound
        for prefix in self.prefixes:
            if word.surface.startswith(prefix):
                return prefix + "*"
        return None

    def _sound(self, word: Forms | Token) -> str | None:
        return next((f for f in loose(word) if f[0] == "~" and f[1:] in self.sounds), None)


class _Run(NamedTuple):
    """A stretch of text to mark, with the wanted words and phrases found in it."""

    start: int
    end: int
    keys: frozenset[_Key]


def mark(text: str, wanted: Wanted) -> SafeString:
    """Return all of ``text``, escaped, with ``<mark>`` round the words and phrases found."""
    return _marked(text, _runs(text, wanted), 0, len(text))


class Part(NamedTuple):
    """A stretch of a text, and whether it is wanted."""

    text: str
    is_wanted: bool


def parts(text: str, wanted: Wanted) -> Iterator[Part]:
    """Cut ``text`` where the words and phrases found begin and end, for who marks it elsewhere."""
    at = 0
    for run in _runs(text, wanted):
        if at < run.start:
            yield Part(text[at : run.start], False)
        yield Part(text[run.start : run.end], True)
        at = run.end
    if at < len(text):
        yield Part(text[at:], False)


def passages(
    text: str,
    wanted: Wanted,
    count: int = 2,
    width: int = 160,
    starts: Sequence[int] | None = None,
) -> list[SafeString]:
    """Return the best passages of ``text``, about ``width`` characters each, marked, in order.

    A passage is better the more different wanted words stand in it, a phrase counting as several,
    and then the more often they stand there. Passages do not overlap and are cut between words,
    with «…» where text was left out; line breaks become spaces. Where nothing is found, the
    beginning of the text is the only passage; a text of white space has none.

    ``starts`` is where the wanted words begin, and the first words of phrases, as far as the index
    tells: then no other word is looked at. Where one of them begins with neither, the index must
    have been made of another text, and all words are looked at.
    """
    if count < 1 or width < 1 or not text.strip():
        return []
    runs = _runs(text, wanted, starts)
    return [_passage(text, runs, extent) for extent in _best(text, runs, count, width)]


def context(
    text: str, wanted: Wanted, width: int, starts: Sequence[int] | None = None
) -> list[SafeString]:
    """Return two passages of together about ``width`` characters, or one as long as both.

    All else is as in ``passages``.
    """
    if width < 2 or not text.strip():
        return []
    runs = _runs(text, wanted, starts)
    best = _best(text, runs, 2, width // 2)
    if len(best) < 2:
        best = _best(text, runs, 1, width)
    return [_passage(text, runs, extent) for extent in best]


# --- Finding ----------------------------------------------------------------------------------


def _runs(text: str, wanted: Wanted, starts: Sequence[int] | None = None) -> list[_Run]:
    """Return what is to be marked, in order; what overlaps becomes one run."""
    known = None if starts is None else _matches_at(starts, text, wanted)
    runs: list[_Run] = []
    for found in _matches(text, wanted) if known is None else known:
        if runs and found.start < runs[-1].end:
            last = runs.pop()
            found = _Run(last.start, max(last.end, found.end), last.keys | found.keys)
        runs.append(found)
    return runs


def _matches(text: str, wanted: Wanted) -> Iterator[_Run]:
    """Yield each phrase and single word found, by where it starts."""
    if wanted.phrases:
        words = wanted.analyser.tokens(text)
        for at, token in enumerate(words):
            yield from _phrases_at(at, words, wanted)
            if (key := wanted.key(token)) is not None:
                yield _Run(token.start, token.end, frozenset([key]))
        return
    for match in word_matches(text):
        if (key := wanted.key(wanted.analyser.forms(match[0]))) is not None:
            yield _Run(match.start(), match.end(), frozenset([key]))


def _matches_at(starts: Sequence[int], text: str, wanted: Wanted) -> list[_Run] | None:
    """Return the same, of the words that begin there; None where one there is not wanted."""
    found: list[_Run] = []
    for start in starts:
        # From one letter before: a word must not begin within another.
        words = wanted.analyser.tokens(text, max(start - 1, 0), 1)
        if not words or words[0].start != start:
            return None
        word = words[0]
        key = wanted.key(word)
        if word.stem in wanted.phrases_by_first:
            words = wanted.analyser.tokens(text, start, wanted.longest_phrase)
            found += _phrases_at(0, words, wanted)
        elif key is None:
            return None
        if key is not None:
            found.append(_Run(word.start, word.end, frozenset([key])))
    return found


def _phrases_at(at: int, words: list[Token], wanted: Wanted) -> Iterator[_Run]:
    """Yield the phrases that begin with a word."""
    for phrase in wanted.phrases_by_first.get(words[at].stem, ()):
        if (last := _end_of(phrase, words, at)) is not None:
            yield _Run(words[at].start, words[last].end, frozenset([phrase]))


def _end_of(phrase: tuple[str, ...], words: list[Token], at: int) -> int | None:
    """Return the place of the last word of ``phrase`` where it stands at word ``at``.

    Its words follow each other in their positions, with one function word between two at most.
    """
    for stem in phrase[1:]:
        position, follower = words[at].position, at + 1
        if _is(words, follower, stem, position + 1):
            at = follower
        elif _is(words, follower + 1, stem, position + 2) and words[follower].text in STOP_WORDS:
            at = follower + 1
        else:
            return None
    return at


def _is(words: list[Token], at: int, stem: str, position: int) -> bool:
    return at < len(words) and words[at].stem == stem and words[at].position == position


# --- Choosing ---------------------------------------------------------------------------------


class _Window(NamedTuple):
    """A candidate passage from its first to its last run; the best one sorts first."""

    distinct: int  # negative: more is better
    hits: int  # negative
    start: int
    end: int


class _Extent(NamedTuple):
    """Where a passage stands in the text."""

    start: int
    end: int


def _best(text: str, runs: list[_Run], count: int, width: int) -> list[_Extent]:
    """Return the best passages in their order, at least one."""
    chosen: list[_Extent] = []
    for window in sorted(_windows(runs, width)):
        extent = _extent(text, window, width)
        if all(extent.end <= other.start or other.end <= extent.start for other in chosen):
            chosen.append(extent)
            if len(chosen) == count:
                break
    return sorted(chosen) or [_opening(text, width)]


def _weight(key: _Key) -> int:
    return 1 if isinstance(key, str) else _PHRASE_WEIGHT * len(key)


def _windows(runs: list[_Run], width: int) -> Iterator[_Window]:
    """Yield for each run the widest window that starts with it; linear in the runs."""
    inside: defaultdict[_Key, int] = defaultdict(int)
    distinct = stop = 0
    for first, run in enumerate(runs):
        # A run wider than a passage is still a window of its own.
        while stop < len(runs) and (stop <= first or runs[stop].end - run.start <= width):
            for key in runs[stop].keys:
                distinct += 0 if inside[key] else _weight(key)
                inside[key] += 1
            stop += 1
        yield _Window(-distinct, first - stop, run.start, runs[stop - 1].end)
        for key in run.keys:
            inside[key] -= 1
            distinct -= 0 if inside[key] else _weight(key)


def _extent(text: str, window: _Window, width: int) -> _Extent:
    """Widen ``window`` to ``width`` with text on both sides, then cut between words.

    What the edge of the text leaves unused on one side goes to the other.
    """
    length = window.end - window.start
    size = max(width, length)
    start = max(min(window.start - (size - length) // 2, len(text) - size), 0)
    end = min(start + size, len(text))
    return _Extent(_start_of_word(text, start, window.start), _end_of_word(text, window.end, end))


def _start_of_word(text: str, start: int, limit: int) -> int:
    """Return the first beginning of a word at or after ``start``, at most ``limit``."""
    while 0 < start < limit and not text[start - 1].isspace():
        start += 1
    while start < limit and text[start].isspace():
        start += 1
    return start


def _end_of_word(text: str, limit: int, end: int) -> int:
    """Return the last end of a word at or before ``end``, at least ``limit``."""
    while limit < end < len(text) and not text[end].isspace():
        end -= 1
    while limit < end and text[end - 1].isspace():
        end -= 1
    return end


def _opening(text: str, width: int) -> _Extent:
    """Return the beginning of the text; a first word wider than a passage is cut through."""
    start = len(text) - len(text.lstrip())
    end = min(start + width, len(text))
    return _Extent(start, _end_of_word(text, start, end) if _has_space(text, start, end) else end)


def _has_space(text: str, start: int, end: int) -> bool:
    return end == len(text) or any(character.isspace() for character in text[start : end + 1])


# --- Writing ----------------------------------------------------------------------------------


def _passage(text: str, runs: list[_Run], extent: _Extent) -> SafeString:
    start, end = extent
    before = _ELLIPSIS if text[:start].strip() else ""
    after = _ELLIPSIS if text[end:].strip() else ""
    marked = _marked(text, runs, start, end)
    return mark_safe(before + _WHITE_SPACE_WITH_BREAK.sub(" ", marked) + after)


def _marked(text: str, runs: list[_Run], start: int, end: int) -> SafeString:
    """Return ``text[start:end]``, escaped, with the runs that stand wholly in it marked."""
    parts: list[str] = []
    for run in runs:
        if start <= run.start and run.end <= end:
            parts += escape(text[start : run.start]), "<mark>"
            parts += escape(text[run.start : run.end]), "</mark>"
            start = run.end
    parts.append(escape(text[start:end]))
    return mark_safe("".join(parts))
