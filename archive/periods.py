"""Years, months and days of the archive: what was published in each, and what came before.

An article belongs to a period if its date is known at least as exactly: one that is known to be of
May stands on the page of May and on that of the year, on none of a day.
"""

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from django.db.models import Count, Subquery
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.translation import get_language

from archive.addresses import address
from archive.dates import Precision, has_likely_year
from archive.formatting import absolute_date, digits, month_name
from archive.models import Article, ArticleQuerySet

_EXACT: Final = {
    Precision.YEAR: tuple(Precision),
    Precision.MONTH: (Precision.MONTH, Precision.DAY, Precision.ABOUT_DAY),
    Precision.DAY: (Precision.DAY, Precision.ABOUT_DAY),
}
"""How exactly a date must be known to belong to a year, to a month, to a day."""
# The week begins on Saturday in most Arab countries, on Monday in ISO 8601.
_FIRST_WEEKDAY: Final = {"ar": calendar.SATURDAY, "en": calendar.MONDAY}


def first_weekday() -> int:
    """The day a week begins with in the reader's language, 0 being Monday."""
    return _FIRST_WEEKDAY.get(get_language() or "ar", calendar.MONDAY)


@dataclass(frozen=True, order=True)
class Period:
    """A year, a month or a day; ValueError where no calendar has it."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        _ = self.first  # refuses what no calendar has

    @property
    def first(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def precision(self) -> Precision:
        """How exactly it says when."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def last(self) -> datetime.date:
        """Its last day."""
        month = self.month or 12
        day = self.day or calendar.monthrange(self.year, month)[1]
        return datetime.date(self.year, month, day)

    @property
    def name(self) -> str:
        """It in words, in the reader's language: «الجمعة ٣ أيار/مايو ٢٠٢٤», “May 2024”."""
        return absolute_date(self.first, self.precision, get_language() or "ar")

    @property
    def short_name(self) -> str:
        """The same where what it is part of is said already: «٣», “May”."""
        language = get_language() or "ar"
        if self.month is None or self.day is not None:
            return digits(self.day or self.year, language)
        return month_name(self.month, language)

    @property
    def line(self) -> "list[Period]":
        """What it is part of, the widest first, and itself."""
        parts = [part for part in (self.year, self.month, self.day) if part is not None]
        return [Period(*parts[:count]) for count in range(1, len(parts) + 1)]

    def get_absolute_url(self) -> str:
        """The page of what was published in it."""
        parts = [str(part) for part in (self.year, self.month, self.day) if part is not None]
        return address(f"archive:{self.precision}", *parts)

    def articles(self, among: ArticleQuerySet) -> ArticleQuerySet:
        """What was published in it, as far as that is known so exactly."""
        return self._dated(among).filter(published__range=(self.first, self.last))

    def around(self, among: ArticleQuerySet) -> "tuple[Self | None, Self | None]":
        """The last period of its kind before it in which anything was published, the first after.

        One query; `among` holds at least one article.
        """
        dated = self._dated(among).values("published")
        before = dated.filter(published__lt=self.first).order_by("-published")[:1]
        after = dated.filter(published__gt=self.last).order_by("published")[:1]
        found = among.order_by().values_list(Subquery(before), Subquery(after))[:1]
        (ends,) = found or [(None, None)]
        return self._like(ends[0]), self._like(ends[1])

    def _dated(self, among: ArticleQuerySet) -> ArticleQuerySet:
        if self.precision == Precision.YEAR:
            return among.dated()
        return among.dated().filter(published_precision__in=_EXACT[self.precision])

    def _like(self, date: datetime.date | None) -> Self | None:
        if date is None:
            return None
        month = None if self.month is None else date.month
        return type(self)(date.year, month, None if self.day is None else date.day)

    def counts(self, among: ArticleQuerySet) -> "dict[Period, int]":
        """Its months or days, those without articles among them, and what each published."""
        if self.day is not None:
            return {}
        part = ExtractMonth("published") if self.month is None else ExtractDay("published")
        exact = Precision.MONTH if self.month is None else Precision.DAY
        held = self.articles(among).filter(published_precision__in=_EXACT[exact])
        counts = dict(held.values_list(part).annotate(count=Count("pk")).order_by())
        return {one: counts.get(one.day or one.month, 0) for one in self._parts()}

    def _parts(self) -> "Iterator[Period]":
        if self.month is None:
            yield from (Period(self.year, month) for month in range(1, 13))
        else:
            yield from (Period(self.year, self.month, day) for day in range(1, self.last.day + 1))


@dataclass(frozen=True)
class Weeks:
    """The days of a month with their numbers of articles, as a calendar shows them."""

    weekdays: list[datetime.date]
    """Any days that are those of the week, in the reader's order."""
    rows: list[list[tuple[Period, int] | None]]
    """The weeks; None stands for a day of another month."""

    @classmethod
    def of(cls, counts: "dict[Period, int]") -> Self:
        """The weeks of a month, of which `Period.counts` gave the days."""
        days = {one.day: (one, count) for one, count in counts.items()}
        month = next(iter(counts))
        weeks = calendar.Calendar(first_weekday())
        rows = weeks.monthdayscalendar(month.year, month.month or 1)
        monday = datetime.date(2024, 1, 1)
        weekdays = [monday + datetime.timedelta(day) for day in weeks.iterweekdays()]
        return cls(weekdays, [[days.get(day) for day in row] for row in rows])


def period_of(article: Article) -> Period | None:
    """The smallest period that an article belongs to; None without a date of a likely year."""
    if article.published is None or not has_likely_year(article.published):
        return None
    date, precision = article.published, article.published_precision
    month = date.month if precision != Precision.YEAR else None
    return Period(date.year, month, date.day if precision in _EXACT[Precision.DAY] else None)
