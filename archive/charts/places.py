"""Where the articles of a week, month, year or day are listed."""

import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from archive.addresses import address
from archive.charts.bins import Address, Bin, Unit

_BOUNDS = {"ar": "من:{} إلى:{}", "en": "from:{} to:{}"}
"""Two days between which a search looks, as its readers would type them."""


def searching(**chosen: str) -> Address:
    """The search narrowed to one theme or outlet, by its address, and to a period."""

    def of(period: Bin) -> str:
        if period.unit is Unit.WEEK:
            bounds = _BOUNDS["en" if get_language() == "en" else "ar"]
            when = {"q": bounds.format(period.first, period.last), "sort": "newest"}
        else:
            iso = period.first.isoformat()
            when = {period.unit.value: iso[:7] if period.unit is Unit.MONTH else iso[:4]}
        return f"{address('search:search')}?{urlencode({**chosen, **when})}"

    return of


def browsing(period: Bin) -> str:
    """The page of a month or year of the whole archive; of a week, that of its first month."""
    first = period.first
    if period.unit is Unit.YEAR:
        return reverse("archive:year", args=(first.year,))
    return address("archive:month", first.year, first.month)


def day_page(day: datetime.date) -> str:
    """The page of a day. A calendar asks for a thousand: each is its month's, and a number."""
    return f"{address('archive:month', day.year, day.month)}{day.day}/"
