"""How many articles were published when: one query for a picture."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Self

from django.db.models import CharField, Count
from django.db.models.functions import Cast, Substr

from archive.charts.bins import Unit
from archive.dates import has_likely_year
from archive.models import ArticleQuerySet


@dataclass(frozen=True)
class Dated:
    """So many articles of one date; `day` is None for undated ones."""

    day: datetime.date | None
    precision: str
    count: int


@dataclass(frozen=True)
class Counts:
    """How many articles were published when, each as exactly as its date is known."""

    rows: tuple[Dated, ...]

    @classmethod
    def of(cls, articles: ArticleQuerySet) -> Self:
        """Count articles by day; one query, which gives a row for each day at most.

        Those whose year is a slip are left out: no page is theirs to lead to.
        """
        days = articles.order_by().values_list("published", "published_precision")
        rows = (Dated(*found) for found in days.annotate(count=Count("pk")))
        return cls(tuple(row for row in rows if row.day is None or has_likely_year(row.day)))

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(row.count for row in self.rows)

    @property
    def undated(self) -> int:
        """How many have no date."""
        return sum(row.count for row in self.rows if row.day is None)

    def by(self, unit: Unit) -> Counter[int]:
        """How many by the number of their week, month or year; only those whose date tells it."""
        found: Counter[int] = Counter()
        for row in self.rows:
            if row.day is not None and unit.knows(row.precision):
                found[unit.number(row.day)] += row.count
        return found

    def by_day(self) -> Counter[datetime.date]:
        """How many by their day, where it is known, be it as “about that day”."""
        found: Counter[datetime.date] = Counter()
        for row in self.rows:
            if row.day is not None and Unit.WEEK.knows(row.precision):
                found[row.day] += row.count
        return found

    def rough(self, unit: Unit) -> int:
        """How many have a date that does not tell which week or month is meant."""
        return sum(r.count for r in self.rows if r.day is not None and not unit.knows(r.precision))


def month_of(field: str) -> Substr:
    """The month of a date, 2024-05, as the database has it: no function of Python for each row."""
    return Substr(Cast(field, CharField()), 1, 7)


def first_of(month: str) -> datetime.date:
    """The first day of a month that the database wrote, 2024-05."""
    return datetime.date.fromisoformat(f"{month}-01")
