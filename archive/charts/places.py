"""Where the articles of a week, month, year or day are listed."""

import datetime
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from archive.addresses import address
from archive.charts.periods import Address, Period, Unit

_BOUNDS = {"ar": "من:{} إلى:{}", "en": "from:{} to:{}"}
"""Two days between which a search looks, as its readers would type them."""


def searching(**chosen: str) -> Address:
    """The search narrowed to one theme or outlet, by its address, and to a period."""

    def of(period: Period) -> str:
        if period.unit is Unit.WEEK:
            bounds = _BOUNDS["en" if get_language() == "en" else "ar"]
            when = {"q": bounds.format(period.first, period.last), "sort": "newest"}
        else:
            iso = period.first.isoformat()
            when = {period.unit.value: iso[:7] if period.unit is Unit.MONTH else iso[:4]}
        return f"{address('search:search')}?{urlencode({**chosen, **when})}"

    return of


def browsing(period: Period) -> str:
    """The page of a month or year of the whole archive; of a week, that of its first month."""
    first = period.first
    if period.unit is Unit.YEAR:
        return reverse("archive:year", args=(first.year,))
    return address("archive:month", first.year, first.month)


class Days:
    """Where the days of a month are: their own pages lie beneath the month's, where there are any.

    A calendar asks for a thousand, and each is the month's address and a number.
    """

    def __init__(self) -> None:
        try:
            address("archive:day", 2000, 1, 1)
        except NoReverseMatch:
            self._have_pages = False
        else:
            self._have_pages = True

    def __call__(self, day: datetime.date) -> str:
        """The page of a day, or of its month."""
        month = address("archive:month", day.year, day.month)
        return f"{month}{day.day}/" if self._have_pages else month
