"""The archive as a calendar: a shade for each day, week beside week, and for each month."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import get_language, get_language_bidi, gettext

from archive.charts.bins import Bin, Unit, row, short_month
from archive.charts.counting import Counts
from archive.charts.places import browsing, day_page
from archive.charts.scale import Row, plain
from archive.charts.words import articles_in_words
from archive.formatting import (
    WEEKDAYS_AR,
    WEEKDAYS_EN,
    digits,
    month_name,
    number,
    weekday_name,
)
from archive.periods import first_weekday

LEVELS: Final = 4
"""Shades above the one for nothing."""
USUAL: Final = 97
"""Of a hundred days or months: a few very busy ones do not make all others pale."""
LATEST: Final = 3
"""Years drawn day by day; the others are on their own pages."""

WEEKS: Final = 54  # columns that every year has room for
ACROSS: Final = 10  # from one week to the next, in units that stretch with the screen
DOWN: Final = 16  # pixels from one day to the next
GAP: Final = (1, 2)  # between two days, of those
HEAD: Final = 20  # pixels for the months' names


@dataclass(frozen=True)
class Shades:
    """From how many articles on each level of heat begins, level 1 first; all different."""

    bounds: tuple[int, ...]

    @classmethod
    def for_counts(cls, counts: Iterable[int]) -> "Shades":
        """Levels in equal steps, up to what only a few days or months exceed."""
        held = sorted(count for count in counts if count)
        if not held:
            return cls(())
        top = held[len(held) * USUAL // 100]
        steps = (1 + top * level // LEVELS for level in range(LEVELS))
        return cls(tuple(sorted(set(steps))))

    def level(self, count: int) -> int:
        """The level of a count: 0 for none, and never lower for more."""
        return sum(count >= bound for bound in self.bounds)

    @property
    def key(self) -> list[tuple[int, str]]:
        """Each level with the counts that it stands for, in the reader's digits."""
        language = get_language() or "ar"
        ends = [*(bound - 1 for bound in self.bounds[1:]), None]
        found = [(0, number(0, language))]
        for level, (first, last) in enumerate(zip(self.bounds, ends, strict=True), 1):
            text = number(first, language)
            if last is None:
                text = gettext("%(number)s or more") % {"number": text}
            elif last > first:
                text += f"–{number(last, language)}"
            found.append((level, text))
        return found


@dataclass(frozen=True)
class Day:
    """A day that has articles, as a square of the calendar."""

    date: datetime.date
    count: int
    level: int
    url: str
    x: int
    y: int

    @property
    def says(self) -> str:
        """The day in words."""
        language = get_language() or "ar"
        date = self.date
        month = f"{month_name(date.month, language)} {digits(date.year, language)}"
        day = f"{weekday_name(date, language)} {digits(date.day, language)} {month}"
        return f"{day}: {articles_in_words(self.count)}"


@dataclass(frozen=True)
class Word:
    """A name beside the squares: of a month (`x` in percents) or of a day of the week (`y`)."""

    text: str
    x: str
    y: str
    number: int = 0


@dataclass(frozen=True)
class YearOfDays:
    """A year, day by day; `rough` are the articles of which only the month or year is known."""

    year: int
    url: str
    days: list[Day]
    months: list[Word]
    weekdays: list[Word]
    shades: Shades
    rough: int
    empty: str
    """The squares of all days, as the path of one shape."""
    across: ClassVar = WEEKS * ACROSS
    down: ClassVar = 7 * DOWN
    head: ClassVar = HEAD
    height: ClassVar = HEAD + 7 * DOWN
    wide: ClassVar = ACROSS - GAP[0]
    high: ClassVar = DOWN - GAP[1]

    @property
    def says(self) -> str:
        """The picture in words."""
        total = sum(day.count for day in self.days)
        busiest = max(self.days, key=lambda day: day.count)
        return gettext("%(year)s: %(articles)s. Most: %(most)s.") % {
            "year": digits(self.year, get_language() or "ar"),
            "articles": articles_in_words(total),
            "most": busiest.says,
        }

    @property
    def table(self) -> list["MonthOfDays"]:
        """The months that have days, with these."""
        return [
            MonthOfDays(Bin.of(Unit.MONTH, days[0].date), days)
            for month in range(1, 13)
            if (days := [day for day in self.days if day.date.month == month])
        ]


@dataclass(frozen=True)
class MonthOfDays:
    """A month of a year's table."""

    period: Bin
    days: list[Day]

    @property
    def label(self) -> str:
        """Its name."""
        return month_name(self.period.first.month, get_language() or "ar")

    @property
    def url(self) -> str:
        """Its page."""
        return browsing(self.period)

    @property
    def count(self) -> int:
        """How many articles its days have."""
        return sum(day.count for day in self.days)


@dataclass(frozen=True)
class Month:
    """A month of the grid of all years; `count` is 0 for one without articles."""

    label: str
    count: int
    level: int
    url: str


@dataclass(frozen=True)
class YearOfMonths:
    """A row of that grid."""

    year: int
    url: str
    months: list[Month]
    count: int


@dataclass(frozen=True)
class Calendar:
    """The whole archive: its newest years by day, all of them by month, the newest first."""

    newest: list[YearOfDays]
    years: list[YearOfMonths]
    shades: Shades
    heads: list[Word]
    undated: int


def calendar(counts: Counts) -> Calendar:
    """The archive as a calendar; `newest` and `years` are empty where nothing is dated."""
    months, whole = counts.by(Unit.MONTH), counts.by(Unit.YEAR)
    shades = Shades.for_counts(months.values())
    days = counts.by_day()
    held = sorted({day.year for day in days}, reverse=True)[:LATEST]
    shown = Shades.for_counts(count for day, count in days.items() if day.year in held)
    language = get_language() or "ar"
    return Calendar(
        newest=[year_of_days(counts, year, days, shown) for year in held],
        years=[_year(year, whole[year], months, shades) for year in sorted(whole, reverse=True)],
        shades=shades,
        heads=[
            Word(month_name(n, language), "", short_month(n, language), n) for n in range(1, 13)
        ],
        undated=counts.undated,
    )


def one_year(counts: Counts, year: int) -> YearOfDays | None:
    """The calendar of one year; None where no day of it is known to have articles."""
    days = {day: count for day, count in counts.by_day().items() if day.year == year}
    return year_of_days(counts, year, days, Shades.for_counts(days.values())) if days else None


def year_of_days(
    counts: Counts, year: int, days: Mapping[datetime.date, int], shades: Shades
) -> YearOfDays:
    """A year of which some of these days are."""
    slots = Row(WEEKS, get_language_bidi())
    first = datetime.date(year, 1, 1)
    language = get_language() or "ar"

    def column(day: datetime.date) -> int:
        return Unit.WEEK.number(day) - Unit.WEEK.number(first)

    def at(day: datetime.date) -> tuple[int, int]:
        across = WEEKS - 1 - column(day) if slots.rtl else column(day)
        return across * ACROSS, (day - Bin.of(Unit.WEEK, day).first).days * DOWN

    shown = [
        Day(day, count, shades.level(count), day_page(day), *at(day))
        for day, count in sorted(days.items())
        if day.year == year
    ]
    every = (first + datetime.timedelta(n) for n in range(366))
    # One shape for all of them, instead of as many as the year has days.
    empty = "".join(
        f"M{x} {y}h{ACROSS - GAP[0]}v{DOWN - GAP[1]}h-{ACROSS - GAP[0]}z"
        for day in every
        if day.year == year
        for x, y in [at(day)]
    )
    return YearOfDays(
        year=year,
        url=browsing(Bin(Unit.YEAR, year)),
        days=shown,
        months=[
            Word(short_month(n, language), plain(slots.left(column(month), 0)), "", n)
            for n in range(1, 13)
            for month in [datetime.date(year, n, 1)]
        ],
        weekdays=[
            Word(_weekday(n, language), "", str(HEAD + DOWN * n + DOWN - 4), n)
            for n in range(0, 7, 2)
        ],
        shades=shades,
        rough=sum(
            row.count
            for row in counts.rows
            if row.day is not None and row.day.year == year and not Unit.WEEK.knows(row.precision)
        ),
        empty=empty,
    )


def _weekday(place: int, language: str) -> str:
    """The name of a day by its place in the reader's week."""
    names = WEEKDAYS_AR if language == "ar" else WEEKDAYS_EN
    name = names[(first_weekday() + place) % 7]
    return name if language == "ar" else name[:3]


def _year(year: int, count: int, months: Mapping[int, int], shades: Shades) -> YearOfMonths:
    language = get_language() or "ar"
    shown = []
    for n in row((year * 12, year * 12 + 11)):
        period = Bin(Unit.MONTH, n)
        held = months.get(n, 0)
        url = browsing(period) if held else ""
        shown.append(Month(period.label(language), held, shades.level(held), url))
    return YearOfMonths(year, browsing(Bin(Unit.YEAR, year)), shown, count)
