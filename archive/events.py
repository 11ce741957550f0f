"""A small gazetteer of dated diplomatic events, and the reading of Arabic words that it needs.

News pages often name an event and a weekday but no date. An event whose date is public knowledge
turns such a page into a dated one. The events stand in ``data/events.json``; each has *cues*: words
that a report of that very event uses.

Pure Python: nothing here knows of Django or of the search index.
"""

import datetime
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_DATA = Path(__file__).with_name("data") / "events.json"

# Vowel signs, Quranic signs, the tatweel and the zero-width joiners: part of a word, never of its
# identity.
_SIGNS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200c\u200d"
_INVISIBLE = "\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"

# Every alternative consumes single characters from disjoint classes, so that matching is linear.
_TOKEN = re.compile(
    rf"(?P<word>[^\W\d_](?:[^\W\d_]|[{_SIGNS}])*)"
    r"|(?P<number>[0-9٠-٩۰-۹]+)"
    r"|(?P<line>[\n\r\u2028\u2029])"
    rf"|(?P<mark>[^\s{_INVISIBLE}])"
)
SIGN = re.compile(f"[{_SIGNS}]")
_FOLDS = str.maketrans(
    "أإآٱىیئکةؤ" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹", "ااااييي" + "كهو" + "0123456789" * 2, "ء"
)
_PREFIXES = ("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل")


class Token(NamedTuple):
    """One word, number, line end or mark of a text.

    ``kind`` is ``word``, ``number``, ``line`` or ``mark``; ``fold`` is the form to compare;
    ``start`` and ``end`` (exclusive) are offsets into the original text.
    """

    kind: str
    fold: str
    start: int
    end: int


def fold(word: str) -> str:
    """Return ``word`` without vowel signs and spelling variants, its digits as 0–9.

    Only for comparing: the result is never shown and has no offsets.
    """
    return SIGN.sub("", word).translate(_FOLDS).casefold()


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` in order; white space and invisible marks are left out."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "", fold(match.group()), match.start(), match.end())


@functools.lru_cache(maxsize=20_000)  # some 4 MB; each word is asked for in many readings
def unprefixed(word: str) -> tuple[str, ...]:
    """A folded word as it stands, then as it is without each prefix that it may carry.

    The prefixes are و ف ب ل and their pairs. «للجمعه» is also «الجمعه», since ل swallows the alef
    of the article.
    """
    forms = [word]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix) + 1:
            rest = word[len(prefix) :]
            forms.append(rest)
            if prefix.endswith("ل") and rest.startswith("ل"):
                forms.append("ا" + rest)
    return tuple(forms)


class _Reading:
    """The words and numbers of one text, indexed by every form in which they can be asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [token for token in tokens(text) if token.kind in ("word", "number")]
        self.places: dict[str, list[int]] = {}
        for place, token in enumerate(self.words):
            for form in set(unprefixed(token.fold)):
                self.places.setdefault(form, []).append(place)

    def quote(self, cue: str) -> str | None:
        """Return the first literal stretch of the text that reads as ``cue``."""
        wanted = _folded_words(cue)
        for place in self.places.get(wanted[0], ()) if wanted else ():
            stretch = self.words[place : place + len(wanted)]
            if len(stretch) == len(wanted) and all(map(_reads_as, stretch[1:], wanted[1:])):
                return self.text[stretch[0].start : stretch[-1].end]
        return None


_LONG = 2_000  # characters; no sentence has as many


def _reading(text: str) -> _Reading:
    # Every event asks for the same text in turn: it is read once, however many sentences are.
    return _long_reading(text) if len(text) > _LONG else _short_reading(text)


_long_reading = functools.lru_cache(maxsize=4)(_Reading)
_short_reading = functools.lru_cache(maxsize=64)(_Reading)


@functools.lru_cache(maxsize=1024)
def _folded_words(cue: str) -> tuple[str, ...]:
    return tuple(token.fold for token in tokens(cue) if token.kind in ("word", "number"))


def _reads_as(token: Token, word: str) -> bool:
    return word in unprefixed(token.fold)


def first_quote(text: str, alternatives: Iterable[str]) -> str | None:
    """Return the literal words of ``text`` that read as the first alternative found in it.

    Comparing is by folded whole words in sequence, with the prefixes و ف ب ل allowed. None if no
    alternative stands in the text.
    """
    reading = _reading(text)
    return next((quote for cue in alternatives if (quote := reading.quote(cue))), None)


@dataclass(frozen=True)
class Event:
    """A diplomatic event whose day is a public fact.

    ``date`` is the event's day where it took place, its first day if it lasted longer. ``cues`` is
    a conjunction of alternatives: a text tells of the event if every group has one alternative that
    stands in it.
    """

    date: datetime.date
    name_ar: str
    name_en: str
    cues: tuple[tuple[str, ...], ...]

    def quotes(self, text: str) -> tuple[str | None, ...]:
        """Return for every group of cues the literal words found in ``text``, None where none."""
        return tuple(first_quote(text, group) for group in self.cues)

    def stands_in(self, text: str) -> tuple[str, ...] | None:
        """Return the literal words by which ``text`` tells of this event, None if it does not."""
        found = tuple(quote for quote in self.quotes(text) if quote)
        return found if len(found) == len(self.cues) else None


def read_events(source: str) -> tuple[Event, ...]:
    """Read events from JSON text: a list of objects with date, name_ar, name_en and cues.

    Raises ValueError, with the number of the entry and the reason, at the first thing wrong.
    """
    try:
        entries = json.loads(source)
    except json.JSONDecodeError as error:
        raise ValueError(f"Events are not valid JSON: {error}") from error
    if not isinstance(entries, list):
        raise ValueError("Events must be a JSON list.")
    return tuple(_event(number, entry) for number, entry in enumerate(entries, start=1))


@functools.cache
def known_events() -> tuple[Event, ...]:
    """Return the events of the project's own gazetteer, read once.

    Raises ValueError if the file is missing or malformed.
    """
    try:
        return read_events(_DATA.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"Events cannot be read: {error}") from error


def _event(number: int, entry: object) -> Event:
    try:
        if not isinstance(entry, Mapping) or set(entry) != set(Event.__dataclass_fields__):
            raise ValueError("it must have exactly date, name_ar, name_en and cues")
        return Event(
            date=datetime.date.fromisoformat(_text(entry["date"])),
            name_ar=_text(entry["name_ar"]),
            name_en=_text(entry["name_en"]),
            cues=tuple(tuple(map(_cue, _list(group))) for group in _list(entry["cues"])),
        )
    except ValueError as error:
        raise ValueError(f"Event {number} is malformed: {error}.") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} should be text")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{value!r} should be a list with something in it")
    return value


def _cue(value: object) -> str:
    cue = _text(value)
    if not _folded_words(cue):
        raise ValueError(f"{cue!r} has no word in it")
    return cue
