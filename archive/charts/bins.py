"""The bins of pictures in time: weeks, months and years in a row, and which a date belongs to.

A `Period` of `archive.periods` is another thing: a year, month or day that has a page.
"""

import datetime
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext

from archive.dates import Precision
from archive.formatting import MONTHS_AR, MONTHS_EN, digits, month_name
from archive.periods import first_weekday


class Unit(enum.StrEnum):
    """What one mark of a picture stands for, from the finest."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def knows(self, precision: str) -> bool:
        """Whether a date of this precision tells which week, month or year is meant."""
        if self is Unit.YEAR:
            return True
        return precision != Precision.YEAR and (self is Unit.MONTH or precision != Precision.MONTH)

    def number(self, date: datetime.date) -> int:
        """The place of a date's week, month or year in the row of all of them.

        Weeks are those of the reader's language: their numbers mean nothing in another.
        """
        if self is Unit.WEEK:
            return (date.toordinal() - _first_week()) // 7
        return date.year * 12 + date.month - 1 if self is Unit.MONTH else date.year


def _first_week() -> int:
    """The first day that begins a week, as `datetime.date.toordinal` counts: day 1 is a Monday."""
    return first_weekday() + 1


@dataclass(frozen=True, order=True)
class Bin:
    """The period that one mark stands for: a week, month or year; `number` counts without a gap."""

    unit: Unit
    number: int

    @classmethod
    def of(cls, unit: Unit, date: datetime.date) -> Self:
        """The one that a date belongs to."""
        return cls(unit, unit.number(date))

    @property
    def first(self) -> datetime.date:
        """Its first day."""
        if self.unit is Unit.WEEK:
            return datetime.date.fromordinal(self.number * 7 + _first_week())
        if self.unit is Unit.MONTH:
            return datetime.date(self.number // 12, self.number % 12 + 1, 1)
        return datetime.date(self.number, 1, 1)

    @property
    def last(self) -> datetime.date:
        """Its last day."""
        return Bin(self.unit, self.number + 1).first - datetime.timedelta(1)

    def label(self, language: str) -> str:
        """The period in words: «أيار/مايو ٢٠٢٤», “Week from 4 May 2024”."""
        year = digits(self.first.year, language)
        if self.unit is Unit.YEAR:
            return year
        month = f"{month_name(self.first.month, language)} {year}"
        if self.unit is Unit.MONTH:
            return month
        day = f"{digits(self.first.day, language)} {month}"
        return gettext("Week from %(day)s") % {"day": day}


Address = Callable[[Bin], str]
"""Where the articles of a period are."""


def short_month(month: int, language: str) -> str:
    """The month's name where there is little room: in Arabic the Roman one, which is one word."""
    return MONTHS_AR[month - 1][1] if language == "ar" else MONTHS_EN[month - 1][:3]


def row(numbers: Iterable[int]) -> range:
    """All the places from the lowest of these to the highest; none where there is none."""
    known = list(numbers)
    return range(min(known), max(known) + 1) if known else range(0)
