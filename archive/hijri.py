"""Dates of the Hijri calendar: reading them, and the Gregorian days that they are.

Months begin when the new moon is seen, which may be a day apart from country to country. Reckoning
is by the calendar of Umm al-Qura, so a reckoned day may be one day off.
"""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

import hijridate

from archive.date_words import YEAR_WORDS
from archive.events import unprefixed
from archive.reading import Places, days_of_month, folded, meaning

YEARS = range(1300, 1501)
_LONGEST_MONTH = 30
_DAY = datetime.timedelta(days=1)


class Hijri(NamedTuple):
    """A Hijri date as it is printed; what the words leave open is None."""

    year: int | None
    month: int | None
    day: int | None

    def date(self) -> datetime.date | None:
        """The Gregorian day, give or take one; None unless all is known and the year 1343–1500."""
        if self.year is None or self.month is None or self.day is None:
            return None
        first = _first_day(self.year, self.month)
        return first and first + (self.day - 1) * _DAY

    def gregorian_year(self) -> int | None:
        """The Gregorian year, where the whole month lies in one; a Hijri year never does."""
        if self.year is None or self.month is None:
            return None
        first = _first_day(self.year, self.month)
        if first is None:
            return None
        years = {(first - _DAY).year, (first + _LONGEST_MONTH * _DAY).year}
        return years.pop() if len(years) == 1 else None


class HijriReading(NamedTuple):
    """What a reading gives; ``end`` is the place after it, ``last_day`` ends a range of days.

    ``sure`` is False where other things are written so too: رجب is a name, 1394/4/30 may be Persian
    or Roman. Only a Gregorian date that is said to be the same day makes such a reading good.
    """

    end: int
    hijri: Hijri
    sure: bool
    last_day: int | None = None


def _first_day(year: int, month: int) -> datetime.date | None:
    try:
        first = hijridate.Hijri(year, month, 1).to_gregorian()
    except (OverflowError, ValueError):  # the tables of Umm al-Qura begin with 1343
        return None
    return datetime.date(*first.datetuple())


# Each is a person's name or an ordinary word too.
_ORDINARY_MONTHS = folded(
    {"محرم المحرم": 1, "صفر": 2, "رجب": 7, "شعبان": 8, "رمضان": 9, "شوال": 10}
)
_SPRING = folded({"الأول أول": 3, "الآخر آخر الثاني ثاني": 4})
_JUMADA = folded({"الأولى أولى الأول": 5, "الآخرة آخرة الآخر الأخرى الثانية ثانية الثاني": 6})
_DHU = folded({"القعدة قعدة": 11, "الحجة حجة": 12})
_TWO_WORD_MONTHS = folded({"ربيع": _SPRING, "جمادى": _JUMADA, "ذو ذي ذا": _DHU})
_JOINED_MONTHS = folded({"ذوالقعدة ذيالقعدة": 11, "ذوالحجة ذيالحجة": 12})
MONTHS: Mapping[str, object] = {**_ORDINARY_MONTHS, **_JOINED_MONTHS, **_TWO_WORD_MONTHS}
"""Words, folded, that the name of a Hijri month begins with."""
_HONOURS = folded({"المبارك الكريم الفضيل الحرام المعظم الخير المرجب الأصب": True})
_ERAS = folded({"هـ هجري هجرية الهجري الهجرية للهجرة": True})
# The solar Hijri calendar of Iran is another one: «1394 هـ.ش».
_SOLAR = folded({"ش شمسي شمسية الشمسي الشمسية": True})


def read_hijri(places: Places, place: int) -> HijriReading | None:
    """Read «5 شوال 1436», «5/10/1436هـ», «غرة شهر رمضان المبارك», «ذو الحجة 1440هـ», «عام 1440هـ».

    None where nothing of the kind stands there, or where the calendar is the Persian one.
    """
    return _numeric(places, place) or _named(places, place) or _year_alone(places, place)


def _numeric(places: Places, place: int) -> HijriReading | None:
    numbers = [places.number(place + step) for step in (0, 2, 4)]
    separator = places.mark(place + 1)
    if separator not in ("-", "/", ".") or places.mark(place + 3) != separator:
        return None
    if places.within_number(place, place + 5):
        return None
    first, month, third = numbers
    year, day = (first, third) if first in YEARS else (third, first)
    if year not in YEARS or month is None or day is None:
        return None
    if not 1 <= month <= 12 or not 1 <= day <= _LONGEST_MONTH:
        return None
    end = _after_era(places, place + 5)
    return None if end is None else HijriReading(end, Hijri(year, month, day), end > place + 5)


def _named(places: Places, place: int) -> HijriReading | None:
    days = days_of_month(places, place)
    day, last_day, after = days or (None, None, place)
    if day is not None and not 1 <= day <= (last_day or day) <= _LONGEST_MONTH:
        return None
    called_month = "شهر" in unprefixed(places.word(after))
    name = _month_name(places, after + called_month)
    if name is None:
        return None
    month, ordinary, end = name
    end += places.word(end) in _HONOURS
    year, after_year = _year(places, end)
    after_era = _after_era(places, after_year)
    if after_era is None:
        return None
    has_era = year is not None and after_era > after_year
    named_well = (day is not None and year is not None) or not (
        ordinary or (day is None and year is None)
    )
    end = after_era if year is not None else end
    sure = called_month or has_era or named_well
    return HijriReading(end, Hijri(year, month, day), sure, last_day)


def _year_alone(places: Places, place: int) -> HijriReading | None:
    start = place + (meaning(places.word(place), YEAR_WORDS) is not None)
    year = places.number(start)
    if year not in YEARS or places.within_number(start, start + 1):
        return None
    end = _after_era(places, start + 1)
    return HijriReading(end, Hijri(year, None, None), True) if end and end > start + 1 else None


def _month_name(places: Places, place: int) -> tuple[int, bool, int] | None:
    """The month, whether its name is an ordinary word, and the place after it."""
    word = places.word(place)
    if (month := meaning(word, _ORDINARY_MONTHS)) is not None:
        return month, True, place + 1
    if (month := meaning(word, _JOINED_MONTHS)) is not None:
        return month, False, place + 1
    month = (meaning(word, _TWO_WORD_MONTHS) or {}).get(places.word(place + 1))
    return None if month is None else (month, False, place + 2)


def _year(places: Places, place: int) -> tuple[int | None, int]:
    """The year behind a month and the place after it, or None and the place it was looked for."""
    after = place + (places.mark(place) in ("/", "-", "،", ","))
    after += places.word(after) == "من"
    after += meaning(places.word(after), YEAR_WORDS) is not None
    year = places.number(after)
    return (year, after + 1) if year in YEARS else (None, place)


def _after_era(places: Places, place: int) -> int | None:
    """The place after «هـ», if it stands there; None if it is the «هـ.ش» of Iran."""
    if places.word(place) not in _ERAS:
        return place
    end = place + 1
    behind = end + (places.mark(end) == ".")
    return None if places.word(behind) in _SOLAR else end
