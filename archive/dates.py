"""Dates in Arabic news: finding the words that name them.

``find_dates`` reads the months of three calendars, Hijri dates, weekdays, «اليوم الخميس» and
«منذ 7 ساعات». What a date of publication can be reasoned from them is the subject of
``archive.dating``.

Pure Python: nothing here knows of Django or of the search index.
"""

import calendar
import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from archive.date_words import (
    AD,
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    MONTHS,
    PARTS_OF_YEAR,
    SAME_DAY,
    TWO_WORD_MONTHS,
    WEEKDAYS,
    YEAR_WORDS,
)
from archive.events import unprefixed
from archive.hijri import MONTHS as HIJRI_MONTHS
from archive.hijri import Hijri, HijriReading, read_hijri
from archive.reading import BEFORE_MONTHS, Places, days_of_month, folded, meaning
from archive.spans import SINCE, read_span

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
"""What is published in other years is a slip of whoever wrote the date."""


class Precision(enum.StrEnum):
    """How exactly a date is known; ABOUT_DAY is the day or the one on either side."""

    DAY = "day"
    ABOUT_DAY = "about_day"
    MONTH = "month"
    YEAR = "year"


class Basis(enum.StrEnum):
    """What a date of publication rests on.

    PRINTED: the page prints it as such. METADATA: machine-readable page data. INFERRED: reasoned
    from the words of the report. EDITOR: somebody entered it.
    """

    PRINTED = "printed"
    METADATA = "metadata"
    INFERRED = "inferred"
    EDITOR = "editor"


class Relation(enum.StrEnum):
    """Where the words of a mention place it, seen from the day of the report.

    TODAY «اليوم الخميس», YESTERDAY «أمس الثلاثاء», DAY_BEFORE_YESTERDAY «أول أمس الاثنين»,
    TOMORROW «غدا الأربعاء», DAY_AFTER_TOMORROW «بعد غد الجمعة», COMING «يناير المقبل»,
    PAST «الجمعة الماضية».
    """

    TODAY = "today"
    YESTERDAY = "yesterday"
    DAY_BEFORE_YESTERDAY = "day_before_yesterday"
    TOMORROW = "tomorrow"
    DAY_AFTER_TOMORROW = "day_after_tomorrow"
    COMING = "coming"
    PAST = "past"


@dataclass(frozen=True)
class DateMention:
    """Words of a text that name a date or part of one.

    ``words`` is the exact quote, ``start`` and ``end`` (exclusive) its offsets in the original
    text. What the words leave open is None. ``last_day`` ends a range of days within one month,
    ``weekday`` counts from Monday = 0, ``ago`` is how long before the reader's moment. ``hijri`` is
    the Hijri date among the words; if no Gregorian one stands beside it, year, month and day are
    reckoned from it, as far as it settles them, and may be ``margin`` off.
    """

    words: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    relation: Relation | None = None
    ago: datetime.timedelta | None = None
    hijri: Hijri | None = None
    margin: datetime.timedelta | None = None

    @property
    def date(self) -> datetime.date | None:
        """The full date, if the words give year, month and day."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return datetime.date(self.year, self.month, self.day)


def find_dates(text: str) -> list[DateMention]:
    """Return the dates that ``text`` mentions, in order, never overlapping, longest reading first.

    A month word counts only with a day, a year, «شهر», «المقبل» or its other name beside it, a word
    or name that is a Hijri month too (صفر, رجب) only with a day and a year, «شهر» or «هـ», and
    5/10/1436 only with «هـ», since the calendar of Iran counts such years too. Where two calendars
    name one day, the Gregorian date counts. Days that no calendar has (31 فبراير) are not days. A
    range over two months is two mentions. Any text is fine; time is linear in its length.
    """
    return list(_dates_of(text))


@lru_cache(maxsize=8)  # one text is asked for its dates in several respects
def _dates_of(text: str) -> tuple["DateMention", ...]:
    reader = _Reader(text)
    mentions: list[DateMention] = []
    place = 0
    while place < len(reader.tokens):
        reading = reader.longest(place)
        if reading is None:
            place += 1
            continue
        mentions.append(reader.mention(place, reading))
        place = reading.end
    return tuple(mentions)


_DAY = datetime.timedelta(days=1)
_MODIFIERS: dict[str, Relation | None] = folded(
    {
        "المقبل المقبلة القادم القادمة": Relation.COMING,
        "الماضي الماضية الفائت الفائتة المنصرم المنصرمة": Relation.PAST,
        "الجاري الجارية الحالي الحالية": None,
    }
)
# The longest come first: «بعد غد» must not be read as «غد».
_RELATIONS: tuple[tuple[tuple[str, ...], Relation], ...] = (
    (("اول", "من", "امس"), Relation.DAY_BEFORE_YESTERDAY),
    (("اول", "امس"), Relation.DAY_BEFORE_YESTERDAY),
    (("امس", "الاول"), Relation.DAY_BEFORE_YESTERDAY),
    (("بعد", "غد"), Relation.DAY_AFTER_TOMORROW),
    (("بعد", "الغد"), Relation.DAY_AFTER_TOMORROW),
    (("امس",), Relation.YESTERDAY),
    (("غد",), Relation.TOMORROW),
    (("غدا",), Relation.TOMORROW),
    (("اليوم",), Relation.TODAY),
)

# Few words of a text begin a date: of the others no reading needs to be tried.
_OPENERS: Mapping[str, object] = {
    **dict.fromkeys([*("يوم", "نهار", "شهر"), *(words[0] for words, _ in _RELATIONS)], True),
    **(WEEKDAYS | MONTHS | ENGLISH_MONTHS | ENGLISH_WEEKDAYS),
    **(YEAR_WORDS | SINCE),
    **TWO_WORD_MONTHS,
    **PARTS_OF_YEAR,
    **BEFORE_MONTHS,
    **HIJRI_MONTHS,
}


def has_likely_year(date: datetime.date) -> bool:
    """Whether anything in this archive can have been published in the year of a date."""
    return FIRST_YEAR <= date.year <= LAST_YEAR


def real_date(year: int, month: int, day: int) -> datetime.date | None:
    """The date, or None where no calendar has it."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _days_in(month: int, year: int | None) -> int:
    # Without a year 29 February may be meant.
    return calendar.monthrange(year or 2000, month)[1]


# --- Reading mentions ---


@dataclass(frozen=True)
class _Parts:
    """What one reading of some tokens gives; ``end`` is the index of the token after it."""

    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    relation: Relation | None = None
    ago: datetime.timedelta | None = None
    hijri: Hijri | None = None
    margin: datetime.timedelta | None = None

    @property
    def date(self) -> datetime.date | None:
        if self.year is None or self.month is None or self.day is None:
            return None
        return datetime.date(self.year, self.month, self.day)


@dataclass(frozen=True)
class _Link:
    """What stands between two names of a day; ``said`` if in words, ``opened`` if by a bracket."""

    end: int
    said: bool
    opened: bool


def _reckoned(reading: HijriReading) -> _Parts:
    hijri, end = reading.hijri, reading.end
    date, last = hijri.date(), hijri._replace(day=reading.last_day).date()
    if date is None or (last and last.month != date.month):
        return _Parts(end, year=hijri.gregorian_year(), hijri=hijri)
    last_day = last.day if last else None
    return _Parts(end, date.year, date.month, date.day, last_day, hijri=hijri, margin=_DAY)


def _settled(parts: _Parts) -> _Parts:
    """A weekday tells which of the days that a Hijri date may be is meant."""
    date = parts.date
    if date is None or parts.margin is None or parts.last_day is not None:
        return parts
    for day in (date, date - _DAY, date + _DAY):
        if day.weekday() == parts.weekday:
            return replace(parts, year=day.year, month=day.month, day=day.day, margin=None)
    return parts


def _same_day(date: _Parts, hijri: Hijri, said: bool) -> _Parts | None:
    """The Gregorian date with its Hijri name; None unless that is said or they agree.

    The Hijri year gives the Gregorian one where that is left out.
    """
    if date.hijri is not None:
        return None
    reckoned = hijri.date()
    if reckoned and said and date.year is None and date.month and date.day:
        for year in (reckoned.year, reckoned.year - 1, reckoned.year + 1):
            day = real_date(year, date.month, date.day)
            if day and abs(day - reckoned) <= _DAY:
                date = replace(date, year=year)
    agree = date.date is not None and reckoned is not None and abs(date.date - reckoned) <= _DAY
    return replace(date, hijri=hijri) if said or agree else None


class _Reader(Places):
    """Reads mentions off the tokens of one text."""

    def mention(self, place: int, parts: _Parts) -> DateMention:
        start, end = self.token(place).start, self.token(parts.end - 1).end
        found = {name: value for name, value in vars(parts).items() if name != "end"}
        return DateMention(self.text[start:end], start, end, **found)

    def longest(self, place: int) -> _Parts | None:
        token = self.token(place)
        if token.kind not in ("word", "number"):
            return None
        if token.kind == "word" and meaning(token.fold, _OPENERS) is None:
            return None
        readings = (self._day_words(place), self._year_words(place), self._ago(place))
        return max(filter(None, readings), key=lambda parts: parts.end, default=None)

    def _day_words(self, place: int) -> _Parts | None:
        """«اليوم الخميس», «يوم الجمعة المقبل», «الجمعة ٢٠ / سبتمبر / ٢٠٢٤», «12 يناير»."""
        relation, after = self._relation(place)
        weekday = self._weekday(after, bracketed=relation is not None)
        if weekday is None:
            date = self._date(after)
            return date and replace(date, relation=relation or date.relation)
        relation = relation or weekday.relation
        date = self._beside_weekday(weekday.end)
        if date is None:
            return replace(weekday, relation=relation)
        date = replace(date, weekday=weekday.weekday, relation=relation or date.relation)
        return _settled(date)

    def _beside_weekday(self, place: int) -> _Parts | None:
        """The date in «الثلاثاء، 21 يوليو», «الثلاثاء الموافق 21/7/2015», «الثلاثاء (21 يوليو)»."""
        if self.mark(place) == "(":
            date = self._date(place + 1)
            bracketed = date is not None and self.mark(date.end) == ")"
            return replace(date, end=date.end + 1) if date and bracketed else None
        link = self._link(place)
        return self._date(place) or self._date(link.end)

    def _relation(self, place: int) -> tuple[Relation | None, int]:
        start = place + (meaning(self.word(place), {"يوم": True, "نهار": True}) is not None)
        forms = set(unprefixed(self.word(start)))
        for words, relation in _RELATIONS:
            if words[0] in forms and all(
                self.word(start + step) == word for step, word in enumerate(words[1:], start=1)
            ):
                return relation, start + len(words)
        return None, place

    def _weekday(self, place: int, bracketed: bool) -> _Parts | None:
        opened = bracketed and self.mark(place) == "("
        if bracketed and self.mark(place) in ("(", "،", ","):
            place += 1
        place += "يوم" in unprefixed(self.word(place))
        weekday = meaning(self.word(place), WEEKDAYS)
        if weekday is None:
            return None
        end = place + 1
        if opened:
            return _Parts(end + 1, weekday=weekday) if self.mark(end) == ")" else None
        relation, end = self._modifier(end)
        return _Parts(end, weekday=weekday, relation=relation)

    def _modifier(self, place: int) -> tuple[Relation | None, int]:
        word = self.word(place)
        return (_MODIFIERS[word], place + 1) if word in _MODIFIERS else (None, place)

    def _date(self, place: int) -> _Parts | None:
        """A date, with the name of the same day in the other calendar where it stands beside it."""
        date = self._gregorian(place)
        if date is not None:
            return self._with_hijri(date)
        reading = read_hijri(self, place)
        if reading is None:
            return None
        link = self._link(reading.end)
        weekday = self._weekday(link.end, bracketed=False)
        date = self._gregorian(weekday.end if weekday else link.end)
        if date and (same := _same_day(date, reading.hijri, link.said)):
            end = self._closed(link, same.end)
            if end is not None:
                return replace(same, weekday=weekday.weekday if weekday else None, end=end)
        return _reckoned(reading) if reading.sure else None

    def _with_hijri(self, date: _Parts) -> _Parts:
        link = self._link(date.end)
        reading = read_hijri(self, link.end)
        same = reading and _same_day(date, reading.hijri, link.said)
        end = self._closed(link, reading.end) if reading else None
        return replace(same, end=end) if same and end is not None else date

    def _link(self, place: int) -> _Link:
        """What may stand between the two names of a day: «الموافق», «-», «(», or nothing."""
        mark = self.mark(place)
        end = place + (mark in ("/", "-", "(", "،", ",", "|", "="))
        said = meaning(self.word(end), SAME_DAY) is not None
        if said:
            end += 1
            end += self.word(end) == "ل"
            end += self.mark(end) == ":"
        return _Link(end, said, mark == "(")

    def _closed(self, link: _Link, end: int) -> int | None:
        """The place after the bracket that the link has opened; None if it stays open."""
        if not link.opened:
            return end
        return end + 1 if self.mark(end) == ")" else None

    def _gregorian(self, place: int) -> _Parts | None:
        return (
            self._numeric(place)
            or self._days_of_month(place)
            or self._month_first(place)
            or self._english(place)
            or self._bare_month(place)
        )

    def _numeric(self, place: int) -> _Parts | None:
        """2021-12-25 and 25/12/2021; the day comes before the month unless the year comes first.

        12/25/2021 can only be one date too.
        """
        first, separator = self.number(place), self.mark(place + 1)
        if first is None:
            return None
        second, third = self.number(place + 2), self.number(place + 4)
        if second is None or third is None or separator not in ("-", "/", "."):
            return None
        if self.mark(place + 3) != separator or self.within_number(place, place + 5):
            return None
        year_first = self._year(place) is not None
        if not year_first and self._year(place + 4) is None:
            return None
        year, day = (first, third) if year_first else (third, first)
        date = real_date(year, second, day) or real_date(year, day, second)
        end = place + 5 + (self.word(place + 5) in AD)
        return _Parts(end, date.year, date.month, date.day) if date else None

    def _month_first(self, place: int) -> _Parts | None:
        """«يوليو 21, 2015», as some systems that print pages have it."""
        name = self._month_name(place)
        if name is None:
            return None
        month = self._with_other_names(name)
        day = self.number(month.end)
        after = month.end + 1 + (self.mark(month.end + 1) in ("،", ","))
        return self._full(after + 1, self._year(after), month.month, day)

    def _english(self, place: int) -> _Parts | None:
        """“July 21, 2015”, “Tue, 21 Jul 2015”, “21-Jul-2015”, “July 2015”: never without a year."""
        weekday = ENGLISH_WEEKDAYS.get(self.word(place))
        if weekday is not None:
            place += 1
            place += self.mark(place) in (",", ".")
        day, place = self._english_day(place)
        month = ENGLISH_MONTHS.get(self.word(place))
        if month is None:
            return None
        place += 1
        place += self.mark(place) in (".", "-", "/")
        if day is None and self._year(place) is None:
            day, place = self._english_day(place)
        place += self.mark(place) == ","
        year, end = self._year(place), place + 1
        if day is not None:
            date = self._full(end, year, month, day)
            return date and replace(date, weekday=weekday)
        return _Parts(end, year=year, month=month) if year and weekday is None else None

    def _english_day(self, place: int) -> tuple[int | None, int]:
        """“21”, “21st”, “21-”; None and the place itself where no day stands."""
        day = self.number(place)
        if day is None or self.within_number(place, place):
            return None, place
        place += 1
        place += self.word(place) in ("st", "nd", "rd", "th")
        return day, place + (self.mark(place) in ("-", "/"))

    def _full(
        self, end: int, year: int | None, month: int | None, day: int | None
    ) -> _Parts | None:
        if year is None or month is None or day is None or not real_date(year, month, day):
            return None
        end += self.word(end) in AD
        return _Parts(end, year, month, day)

    def _days_of_month(self, place: int) -> _Parts | None:
        """«12 يناير», «12 و 13 يناير», «17 من شهر ديسمبر», with what may follow the month."""
        days = days_of_month(self, place)
        if days is None:
            return None
        first, last, after = days
        month = self._month(after + (self.word(after) == "شهر"))
        if month is None or month.month is None:
            return None
        limit = _days_in(month.month, month.year)
        if not 1 <= first <= limit or (last is not None and last > limit):
            return None
        return replace(month, day=first, last_day=last)

    def _bare_month(self, place: int) -> _Parts | None:
        """A month with enough beside it: «شهر مارس», «مارس 2022», «يناير المقبل», dual names."""
        named = "شهر" in unprefixed(self.word(place))
        start = place + named
        month = self._month(start)
        if month is None:
            return None
        name = self._month_name(start)
        alone = name is not None and name.end == month.end
        return month if named or not alone else None

    def _month(self, place: int) -> _Parts | None:
        """A month, its other names, its year and «المقبل», as far as they stand there."""
        name = self._month_name(place) or self._bracketed_month(place)
        if name is None:
            return None
        month = self._with_other_names(name)
        after = month.end + (self.mark(month.end) in ("/", "-", "،", ","))
        after += self.word(after) == "من"
        after += meaning(self.word(after), YEAR_WORDS) is not None
        if (year := self._year(after)) is not None:
            month = replace(month, year=year, end=after + 1 + (self.word(after + 1) in AD))
        elif self.word(after) in _MODIFIERS and not self.mark(month.end):
            relation, end = self._modifier(after)
            month = replace(month, relation=relation, end=end)
        return month

    def _with_other_names(self, name: _Parts) -> _Parts:
        """«تشرين الثاني/نوفمبر», «كانون الأول (ديسمبر)», «كانون الثاني يناير جانفي»."""
        for _ in range(2):
            separator = self.mark(name.end)
            other = self._month_name(name.end + (separator in ("/", "(", "-")))
            if other is None or other.month != name.month:
                break
            if separator != "(":
                name = other
            elif self.mark(other.end) == ")":
                name = replace(name, end=other.end + 1)
        return name

    def _bracketed_month(self, place: int) -> _Parts | None:
        """The first name in «(كانون الأول) ديسمبر»; the other must follow."""
        name = self._month_name(place + 1) if self.mark(place) == "(" else None
        if name is None or self.mark(name.end) != ")":
            return None
        other = self._month_name(name.end + 1)
        return other if other and other.month == name.month else None

    def _month_name(self, place: int) -> _Parts | None:
        month = meaning(self.word(place), MONTHS)
        if month is not None:
            return _Parts(place + 1, month=month)
        halves = meaning(self.word(place), TWO_WORD_MONTHS) or {}
        month = halves.get(self.word(place + 1))
        return None if month is None else _Parts(place + 2, month=month)

    def _year(self, place: int) -> int | None:
        year = self.number(place)
        return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None

    def _year_words(self, place: int) -> _Parts | None:
        """«عام 2022», «أوائل عام 2022», «مطلع 2022»: a bare number is no year."""
        part = meaning(self.word(place), PARTS_OF_YEAR) is not None
        after = place + part
        named = meaning(self.word(after), YEAR_WORDS) is not None
        year = self._year(after + named)
        if year is None or not (part or named):
            return None
        end = after + named + 1
        return _Parts(end + (self.word(end) in AD), year=year)

    def _ago(self, place: int) -> _Parts | None:
        """«منذ 7 ساعات», «منذ ساعتين», «قبل ثلاثة أيام»; months and years have no fixed length."""
        span = read_span(self, place)
        ago = span and span.exact()
        if span is None or ago is None or self._names_a_day(place + 1):
            return None
        return _Parts(span.end, ago=ago)

    def _names_a_day(self, place: int) -> bool:
        """«قبل يوم الجمعة» is not a day ago, nor is «منذ يوم 5 مارس»."""
        return self.word(place) == "يوم" and (
            self._relation(place)[0] is not None
            or self._weekday(place, bracketed=False) is not None
            or self.number(place + 1) is not None
        )
