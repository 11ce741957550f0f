"""Spans of time counted back from the reader's moment: «منذ 7 ساعات», «قبل سنتين»."""

import datetime
from typing import NamedTuple

from archive.reading import Places, folded, meaning

_DAY = datetime.timedelta(days=1)


class Unit(NamedTuple):
    """A unit of time by its shortest and longest length; they differ for months and years."""

    shortest: datetime.timedelta
    longest: datetime.timedelta


class Span(NamedTuple):
    """So many units of time; ``end`` is the place after the words."""

    end: int
    amount: int
    unit: Unit

    def exact(self) -> datetime.timedelta | None:
        """The length, None for months and years."""
        return self.amount * self.unit.shortest if self.unit.shortest == self.unit.longest else None


_SECOND, _MINUTE, _HOUR, _FULL_DAY, _WEEK = (
    Unit(length, length)
    for length in (
        datetime.timedelta(seconds=1),
        datetime.timedelta(minutes=1),
        datetime.timedelta(hours=1),
        _DAY,
        7 * _DAY,
    )
)
_MONTH, _YEAR = Unit(28 * _DAY, 31 * _DAY), Unit(365 * _DAY, 366 * _DAY)
_SINGULARS = folded(
    {
        "ثانية": _SECOND,
        "دقيقة": _MINUTE,
        "ساعة": _HOUR,
        "يوم": _FULL_DAY,
        "أسبوع": _WEEK,
        "شهر": _MONTH,
        "سنة عام": _YEAR,
    }
)
PLURALS = folded(
    {
        "ثوان ثواني": _SECOND,
        "دقائق": _MINUTE,
        "ساعات": _HOUR,
        "أيام": _FULL_DAY,
        "أسابيع": _WEEK,
        "أشهر شهور": _MONTH,
        "سنوات سنين أعوام": _YEAR,
    }
)
_COUNTED = (
    _SINGULARS
    | PLURALS
    | folded({"يوما": _FULL_DAY, "أسبوعا": _WEEK, "شهرا": _MONTH, "عاما": _YEAR})
)
_PAIRS = folded(
    {
        "ثانيتين": _SECOND,
        "دقيقتين": _MINUTE,
        "ساعتين": _HOUR,
        "يومين": _FULL_DAY,
        "أسبوعين": _WEEK,
        "شهرين": _MONTH,
        "سنتين عامين": _YEAR,
    }
)
_NUMERALS = folded(
    {
        "ثلاث ثلاثة": 3,
        "أربع أربعة": 4,
        "خمس خمسة": 5,
        "ست ستة": 6,
        "سبع سبعة": 7,
        "ثمان ثماني ثمانية": 8,
        "تسع تسعة": 9,
        "عشر عشرة": 10,
    }
)
SINCE = folded({"منذ قبل": True})
_ONE = folded({"واحد واحدة": True})


def read_span(places: Places, place: int) -> Span | None:
    """Read «منذ 7 ساعات», «منذ ساعتين», «قبل ثلاثة أيام», «منذ ساعة واحدة», «قبل سنتين»."""
    return read_length(places, place + 1) if meaning(places.word(place), SINCE) else None


def read_length(places: Places, place: int) -> Span | None:
    """Read «7 ساعات», «ساعتين», «ثلاثة أيام», «ساعة واحدة»."""
    count = places.number(place)
    if count is None:
        count = _NUMERALS.get(places.word(place))
    if count is not None:
        unit = _COUNTED.get(places.word(place + 1))
        return Span(place + 2, count, unit) if unit else None
    word = places.word(place)
    if word in _PAIRS:
        return Span(place + 1, 2, _PAIRS[word])
    if word in _SINGULARS:
        return Span(place + 1 + (places.word(place + 1) in _ONE), 1, _SINGULARS[word])
    return None
