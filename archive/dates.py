"""Dates in Arabic news: finding the words that name them.

``find_dates`` reads the months of three calendars, weekdays, «اليوم الخميس» and «منذ 7 ساعات».
What a date of publication can be reasoned from them is the subject of ``archive.dating``.

Pure Python: nothing here knows of Django or of the search index.
"""

import calendar
import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from archive.events import Token, fold, tokens, unprefixed

_Value = TypeVar("_Value")


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
    ``weekday`` counts from Monday = 0, ``ago`` is how long before the reader's moment.
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

    @property
    def date(self) -> datetime.date | None:
        """The full date, if the words give year, month and day."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return datetime.date(self.year, self.month, self.day)


def find_dates(text: str) -> list[DateMention]:
    """Return the dates that ``text`` mentions, in order, never overlapping, longest reading first.

    A month word counts only with a day, a year, «شهر», «المقبل» or its other name beside it. Days
    that no calendar has (31 فبراير) are not days. Any text is fine; time is linear in its length.
    """
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
    return mentions


# --- The words of dates, in the folded form of archive.events.fold ---

_DAY = datetime.timedelta(days=1)


def _folded(table: Mapping[str, _Value]) -> dict[str, _Value]:
    return {fold(name): value for names, value in table.items() for name in names.split()}


_MONTHS = _folded(
    {
        "يناير جانفي": 1,
        "شباط فبراير فيفري": 2,
        "آذار مارس": 3,
        "نيسان أبريل أفريل": 4,
        "أيار مايو ماي": 5,
        "حزيران يونيو يونيه جوان": 6,
        "تموز يوليو يوليه جويلية يوليوز": 7,
        "آب أغسطس أوت غشت": 8,
        "أيلول سبتمبر شتنبر": 9,
        "أكتوبر": 10,
        "نوفمبر نونبر": 11,
        "ديسمبر دجنبر": 12,
    }
)
_TWO_WORD_MONTHS = {
    "كانون": _folded({"الأول أول": 12, "الثاني ثاني": 1}),
    "تشرين": _folded({"الأول أول": 10, "الثاني ثاني": 11}),
}
_WEEKDAYS = _folded(
    {
        "الاثنين": 0,
        "الثلاثاء": 1,
        "الأربعاء": 2,
        "الخميس": 3,
        "الجمعة": 4,
        "السبت": 5,
        "الأحد": 6,
    }
)
_MODIFIERS: dict[str, Relation | None] = _folded(
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
_YEAR_WORDS = _folded({"عام العام سنة السنة": True})
# The months in which such a part of the year can lie.
PARTS_OF_YEAR = _folded(
    {
        "أوائل مطلع بداية مستهل": range(1, 5),
        "منتصف أواسط": range(5, 9),
        "أواخر نهاية ختام": range(9, 13),
    }
)
# What may be written onto figures: «الـ17 من ديسمبر», «و13 يناير».
_GLUED = ("و", "ف", "ب", "ل", "ال", "وال", "بال", "لل")
_JOINS = ("-", "/", ".", ",", "٫", "٬")
_SECOND, _MINUTE, _HOUR = (datetime.timedelta(seconds=n) for n in (1, 60, 3600))
_WEEK = 7 * _DAY
_UNITS = _folded(
    {
        "ثانية ثوان ثواني": _SECOND,
        "دقيقة دقائق": _MINUTE,
        "ساعة ساعات": _HOUR,
        "يوم يوما أيام": _DAY,
        "أسبوع أسبوعا أسابيع": _WEEK,
    }
)
_SINGULARS = _folded({"ثانية دقيقة ساعة يوم أسبوع": True})
_PAIRS = _folded(
    {
        "ثانيتين": 2 * _SECOND,
        "دقيقتين": 2 * _MINUTE,
        "ساعتين": 2 * _HOUR,
        "يومين": 2 * _DAY,
        "أسبوعين": 2 * _WEEK,
    }
)
_NUMERALS = _folded(
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


def meaning(word: str, table: Mapping[str, _Value]) -> _Value | None:
    """What ``table`` says of a folded word, with or without what is written onto its front."""
    return next((table[form] for form in unprefixed(word) if form in table), None)


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


class _Reader:
    """Reads mentions off the tokens of one text.

    Every method takes the index of a token and looks a bounded number of tokens ahead, which keeps
    the whole linear. No reading crosses a line end, since a line end is a token of its own.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self._end = Token("end", "", len(text), len(text))

    def token(self, place: int) -> Token:
        return self.tokens[place] if 0 <= place < len(self.tokens) else self._end

    def word(self, place: int) -> str:
        token = self.token(place)
        return token.fold if token.kind == "word" else ""

    def mark(self, place: int) -> str:
        token = self.token(place)
        return token.fold if token.kind == "mark" else ""

    def number(self, place: int) -> int | None:
        token = self.token(place)
        return int(token.fold) if token.kind == "number" and len(token.fold) <= 4 else None

    def mention(self, place: int, parts: _Parts) -> DateMention:
        start, end = self.token(place).start, self.token(parts.end - 1).end
        return DateMention(
            self.text[start:end],
            start,
            end,
            parts.year,
            parts.month,
            parts.day,
            parts.last_day,
            parts.weekday,
            parts.relation,
            parts.ago,
        )

    def longest(self, place: int) -> _Parts | None:
        if self.token(place).kind not in ("word", "number"):
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
        comma = weekday.end + (self.mark(weekday.end) in ("،", ","))
        date = self._date(comma)
        if date is None:
            return replace(weekday, relation=relation)
        return replace(date, weekday=weekday.weekday, relation=relation or date.relation)

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
        weekday = meaning(self.word(place), _WEEKDAYS)
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
        return self._numeric(place) or self._days_of_month(place) or self._bare_month(place)

    def _numeric(self, place: int) -> _Parts | None:
        """2021-12-25 and 25/12/2021; the day comes first unless the year does."""
        first, second, third = (self.number(place + step) for step in (0, 2, 4))
        separator = self.mark(place + 1)
        if first is None or second is None or third is None or separator not in ("-", "/", "."):
            return None
        if self.mark(place + 3) != separator or self._within_number(place, place + 5):
            return None
        year_first = self._year(place) is not None
        if not year_first and self._year(place + 4) is None:
            return None
        year, day = (first, third) if year_first else (third, first)
        date = real_date(year, second, day)
        return _Parts(place + 5, date.year, date.month, date.day) if date else None

    def _within_number(self, place: int, end: int) -> bool:
        """Whether figures run on before or after: 12.5, 1-2-2021-55, R2D2."""
        before = self.token(place - 1)
        if before.kind == "word" and self._touching(place - 1):
            return before.fold not in _GLUED
        return self._joined(place - 2) or (end > place and self._joined(end - 1))

    def _joined(self, place: int) -> bool:
        """Whether figures at ``place`` run on over a mark into other figures."""
        return (
            self.mark(place + 1) in _JOINS
            and self.token(place).kind == self.token(place + 2).kind == "number"
            and self._touching(place)
            and self._touching(place + 1)
        )

    def _touching(self, place: int) -> bool:
        return self.token(place).end == self.token(place + 1).start

    def _days_of_month(self, place: int) -> _Parts | None:
        """«12 يناير», «12 و 13 يناير», «17 من شهر ديسمبر», with what may follow the month."""
        first = self.number(place)
        if first is None or self._within_number(place, place):
            return None
        last, after = None, place + 1
        joined = self.word(after) in ("و", "الي", "حتي") or self.mark(after) in ("-", "–")
        if joined and (last := self.number(after + 1)) is not None:
            after += 2
        elif self.mark(after) in ("/", "-"):
            after += 1
        after += self.word(after) == "من"
        month = self._month(after + (self.word(after) == "شهر"))
        if month is None or month.month is None:
            return None
        limit = _days_in(month.month, month.year)
        if not 1 <= first <= limit or (last is not None and not first < last <= limit):
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
        """A month, its other name, its year and «المقبل», as far as they stand there."""
        name = self._month_name(place)
        if name is None:
            return None
        month = self._with_other_name(name)
        after = month.end + (self.mark(month.end) in ("/", "-", "،", ","))
        after += self.word(after) == "من"
        after += meaning(self.word(after), _YEAR_WORDS) is not None
        if (year := self._year(after)) is not None:
            month = replace(month, year=year, end=after + 1 + (self.word(after + 1) == "م"))
        elif self.word(after) in _MODIFIERS and not self.mark(month.end):
            relation, end = self._modifier(after)
            month = replace(month, relation=relation, end=end)
        return month

    def _with_other_name(self, name: _Parts) -> _Parts:
        separator = self.mark(name.end)
        other = self._month_name(name.end + 1) if separator in ("/", "(", "-", "–") else None
        if other is None or other.month != name.month:
            return name
        if separator != "(":
            return other
        return replace(name, end=other.end + 1) if self.mark(other.end) == ")" else name

    def _month_name(self, place: int) -> _Parts | None:
        month = meaning(self.word(place), _MONTHS)
        if month is not None:
            return _Parts(place + 1, month=month)
        halves = meaning(self.word(place), _TWO_WORD_MONTHS) or {}
        month = halves.get(self.word(place + 1))
        return None if month is None else _Parts(place + 2, month=month)

    def _year(self, place: int) -> int | None:
        year = self.number(place)
        return year if year is not None and 1900 <= year <= 2100 else None

    def _year_words(self, place: int) -> _Parts | None:
        """«عام 2022», «أوائل عام 2022», «مطلع 2022»: a bare number is no year."""
        part = meaning(self.word(place), PARTS_OF_YEAR) is not None
        after = place + part
        named = meaning(self.word(after), _YEAR_WORDS) is not None
        year = self._year(after + named)
        if year is None or not (part or named):
            return None
        return _Parts(after + named + 1, year=year)

    def _ago(self, place: int) -> _Parts | None:
        """«منذ 7 ساعات», «منذ ساعتين», «قبل ثلاثة أيام»; months and years have no fixed length."""
        if meaning(self.word(place), {"منذ": True, "قبل": True}) is None:
            return None
        count, unit = self.number(place + 1), self.word(place + 2)
        if count is None:
            count = _NUMERALS.get(self.word(place + 1))
        if count is not None:
            return _Parts(place + 3, ago=count * _UNITS[unit]) if unit in _UNITS else None
        unit = self.word(place + 1)
        if unit in _PAIRS:
            return _Parts(place + 2, ago=_PAIRS[unit])
        if unit not in _SINGULARS or self._names_a_day(place + 1):
            return None
        one = self.word(place + 2) in ("واحد", "واحده")
        return _Parts(place + 2 + one, ago=_UNITS[unit])

    def _names_a_day(self, place: int) -> bool:
        """«قبل يوم الجمعة» is not a day ago, nor is «منذ يوم 5 مارس»."""
        return self.word(place) == "يوم" and (
            self._relation(place)[0] is not None
            or self._weekday(place, bracketed=False) is not None
            or self.number(place + 1) is not None
        )
