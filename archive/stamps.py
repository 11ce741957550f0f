"""Time stamps of pages: lines that say nothing but how long ago, such as «منذ 7 ساعات», «أمس».

They date nothing without the moment at which the page was captured.
"""

import datetime
from dataclasses import dataclass

from archive.dates import Precision
from archive.reading import Places, folded
from archive.spans import PLURALS, SINCE, read_length, read_span

_DAY = datetime.timedelta(days=1)
_NO_TIME = datetime.timedelta()
_LONGEST_LINE = 160  # characters

# What may stand round a stamp or a printed date without saying anything else, folded.
PUBLISHED = folded(
    {
        "نشر النشر نشرت نشره منشور أضيف أضيفت الإضافة": True,
        "published posted publish": True,
    }
)
UPDATED = folded(
    {"تحديث التحديث تحديثه حدث حدثت محدث عدل تعديل التعديل updated update modified": True}
)
LABELS = (
    PUBLISHED
    | UPDATED
    | folded({"تم تاريخ بتاريخ التاريخ وقت الوقت في آخر الخبر date last on": True})
)
_CLOCK = folded({"الساعة في ص م صباحا مساء am pm": True})
# «منذ دقائق»: at most until the next larger unit would have been named.
_PLURAL_AT_MOST = folded({"ثوان ثواني": 60, "دقائق": 60, "ساعات": 24, "أيام": 11, "أسابيع": 11})
_A_WHILE = folded({"قليل لحظات": datetime.timedelta(hours=6)})
_DAYS_BACK = folded({"اليوم": 0, "أمس الأمس البارحة": 1})
_NOW = folded({"الآن": True})


@dataclass(frozen=True)
class Stamp:
    """How long before the reader's moment, at ``least`` and at ``most``.

    ``words`` is the exact quote; ``usual`` is the length that the words name. Where ``days_back``
    is given, the words count days of the calendar: «أمس».
    """

    words: str
    least: datetime.timedelta = _NO_TIME
    usual: datetime.timedelta = _NO_TIME
    most: datetime.timedelta = _NO_TIME
    days_back: int | None = None

    def seen_at(self, viewed: datetime.datetime) -> tuple[datetime.date, Precision] | None:
        """The date for a page captured at ``viewed``, no more exact than the words allow.

        Pages round as they like: «منذ 3 أيام» may be two days and a half or nearly four. None
        where that leaves the year open.
        """
        try:
            if self.days_back is not None:
                return viewed.date() - self.days_back * _DAY, Precision.DAY
            first, last = (viewed - self.most).date(), (viewed - self.least).date()
            usual = (viewed - self.usual).date()
        except OverflowError:
            return None
        if first == last:
            return first, Precision.DAY
        if max(usual - first, last - usual) <= _DAY:
            return usual, Precision.ABOUT_DAY
        if (first.year, first.month) == (last.year, last.month):
            return first.replace(day=1), Precision.MONTH
        return (first.replace(month=1, day=1), Precision.YEAR) if first.year == last.year else None


def read_stamp(line: str) -> Stamp | None:
    """Read a line that is nothing but a stamp, with or without a label and a time of day."""
    if len(line) > _LONGEST_LINE:
        return None
    places = Places(line.strip())
    start = 0
    while places.word(start) in LABELS or places.mark(start):
        start += 1
    reading = _span(places, start) or _vague(places, start) or _day(places, start)
    if reading is None:
        return None
    stamp, end = reading
    rest = places.tokens[end:]
    return stamp if all(token.kind == "mark" for token in rest) else None


def _span(places: Places, place: int) -> tuple[Stamp, int] | None:
    """«منذ 7 ساعات», «7 ساعات مضت»."""
    span, end = read_span(places, place), 0
    if span is not None:
        end = span.end
    elif (span := read_length(places, place)) is not None:
        end = span.end + 1
        if places.word(span.end) not in ("مضت", "مضي", "ago"):
            return None
    if span is None:
        return None
    half = span.unit.shortest / 2
    least = max(span.amount * span.unit.shortest - half, _NO_TIME)
    usual, most = span.amount * span.unit.shortest, (span.amount + 1) * span.unit.longest
    return Stamp(places.quote(place, end), least, usual, most), end


def _vague(places: Places, place: int) -> tuple[Stamp, int] | None:
    """«منذ دقائق», «قبل قليل», «الآن»."""
    if places.word(place) in _NOW:
        return Stamp(places.quote(place, place + 1)), place + 1
    if places.word(place) not in SINCE:
        return None
    word, words = places.word(place + 1), places.quote(place, place + 2)
    if word in _A_WHILE:
        return Stamp(words, most=_A_WHILE[word]), place + 2
    if word not in _PLURAL_AT_MOST:
        return None
    unit = PLURALS[word].shortest
    least, most = 2 * unit, _PLURAL_AT_MOST[word] * unit
    return Stamp(words, least, (least + most) / 2, most), place + 2


def _day(places: Places, place: int) -> tuple[Stamp, int] | None:
    """«أمس», «أول أمس», «اليوم 10:30 ص»."""
    first = places.word(place)
    if first == "اول" and places.word(place + 1 + (places.word(place + 1) == "من")) == "امس":
        days, end = 2, place + 2 + (places.word(place + 1) == "من")
    elif first in _DAYS_BACK:
        days, end = _DAYS_BACK[first], place + 1
        if days == 1 and places.word(end) == "الاول":
            days, end = 2, end + 1
    else:
        return None
    stamp = Stamp(places.quote(place, end), days_back=days)
    return stamp, _after_clock(places, end)


def _after_clock(places: Places, place: int) -> int:
    """The place after a time of day, if one stands there."""
    end = place
    end += places.mark(end) in ("،", ",", "-", "|")
    while places.word(end) in _CLOCK:
        end += 1
    if places.number(end) is None:
        return place
    while places.number(end) is not None or places.mark(end) == ":" or places.word(end) in _CLOCK:
        end += 1
    return end
