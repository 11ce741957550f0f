"""The tokens of one text by their place, for readers that look a bounded number of them ahead."""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from archive.events import Token, fold, tokens, unprefixed

_Value = TypeVar("_Value")

# Dashes and strokes that mean the same between the parts of a date.
_MARKS = str.maketrans("–—‐‑−\\؍", "-----//")
_JOINS = ("-", "/", ".", ",", "٫", "٬")
# What may be written onto figures: «الـ17 من ديسمبر», «و13 يناير».
_GLUED = ("و", "ف", "ب", "ل", "ال", "وال", "بال", "لل", "في", "بتاريخ")


def folded(table: Mapping[str, _Value]) -> dict[str, _Value]:
    """A table whose keys are folded words, from one whose keys are lists of words."""
    return {fold(name): value for names, value in table.items() for name in names.split()}


def meaning(word: str, table: Mapping[str, _Value]) -> _Value | None:
    """What ``table`` says of a folded word, with or without what is written onto its front."""
    for form in unprefixed(word):
        if form in table:
            return table[form]
    return None


class Places:
    """The tokens of ``text``; a place outside them holds no word, no mark and no number.

    Every reading begins at a place and looks a bounded number of tokens ahead, which keeps the
    whole linear. None crosses a line end, since a line end is a token of its own.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self._count = len(self.tokens)
        self._end = Token("end", "", len(text), len(text))

    def token(self, place: int) -> Token:
        """The token there; one of the kind ``end`` where there is none."""
        return self.tokens[place] if 0 <= place < self._count else self._end

    def word(self, place: int) -> str:
        """The folded word there, or nothing."""
        token = self.token(place)
        return token.fold if token.kind == "word" else ""

    def mark(self, place: int) -> str:
        """The mark there, or nothing; every dash is «-», a tatweel on its own too."""
        token = self.token(place)
        if token.kind == "word" and not token.fold:
            return "-"
        return token.fold.translate(_MARKS) if token.kind == "mark" else ""

    def number(self, place: int) -> int | None:
        """The number of at most four figures there."""
        token = self.token(place)
        return int(token.fold) if token.kind == "number" and len(token.fold) <= 4 else None

    def quote(self, place: int, end: int) -> str:
        """The literal words from one place up to the place ``end``, which is left out."""
        return self.text[self.token(place).start : self.token(end - 1).end]

    def within_number(self, place: int, end: int) -> bool:
        """Whether figures run on before or after: 12.5, 1-2-2021-55, R2D2, but not 02:51-25/12."""
        before = self.token(place - 1)
        if before.kind == "word" and before.fold and self._touching(place - 1):
            return before.fold not in _GLUED
        if self._joined(place - 2, (*_JOINS, ":")) and self.mark(place - 3) != ":":
            return True
        return end > place and self._joined(end - 1, _JOINS) and self.mark(end + 2) != ":"

    def _joined(self, place: int, joins: tuple[str, ...]) -> bool:
        """Whether figures at ``place`` run on over a mark into other figures."""
        return (
            self.mark(place + 1) in joins
            and self.token(place).kind == self.token(place + 2).kind == "number"
            and self._touching(place)
            and self._touching(place + 1)
        )

    def _touching(self, place: int) -> bool:
        return self.token(place).end == self.token(place + 1).start


class Days(NamedTuple):
    """A day of the month, or the first and last of a range; ``end`` is the place after them."""

    first: int
    last: int | None
    end: int


_LISTED_DAYS = 6  # «12 و13 و14 يناير»
_FIRST_DAYS = ("غره", "فاتح", "الفاتح")
_ORDINALS = folded(
    {
        "الأول": 1,
        "الحادي": 1,
        "الثاني": 2,
        "الثالث": 3,
        "الرابع": 4,
        "الخامس": 5,
        "السادس": 6,
        "السابع": 7,
        "الثامن": 8,
        "التاسع": 9,
        "العاشر": 10,
        "العشرين العشرون": 20,
        "الثلاثين الثلاثون": 30,
    }
)
_TENS = folded({"عشر": 10, "والعشرين والعشرون": 20, "والثلاثين والثلاثون": 30})
# «الأسبوع الأول من يناير» names no day: only these may stand before an ordinal that does.
_BEFORE_ORDINALS = folded(
    {
        "في يوم اليوم نهار صباح مساء فجر ظهر عصر ليل ليلة حتى إلى من منذ قبل بعد بين بتاريخ"
        " الموافق المصادف"
        " الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد": True
    }
)

BEFORE_MONTHS: Mapping[str, object] = {**dict.fromkeys(_FIRST_DAYS, True), **_ORDINALS}
"""Words, folded, that a day of a month may begin with, besides figures."""


def days_of_month(places: Places, place: int) -> Days | None:
    """Days before the name of a month: «12», «12 و 13», «12 إلى 15 من», «غرة», «الثاني من»."""
    day = _day_of_month(places, place)
    if day is None:
        return None
    (first, end), last = day, None
    for _ in range(_LISTED_DAYS):
        joined = places.word(end) in ("و", "الي", "حتي") or places.mark(end) == "-"
        further = places.number(end + 1) if joined else None
        if further is None or further <= (last or first):
            break
        last, end = further, end + 2
    end += places.mark(end) in ("/", "-")
    return Days(first, last, end + (places.word(end) == "من"))


def _day_of_month(places: Places, place: int) -> tuple[int, int] | None:
    """One day and the place after it."""
    number = places.number(place)
    if number is not None:
        return None if places.within_number(place, place) else (number, place + 1)
    word = places.word(place)
    if word in _FIRST_DAYS:
        return 1, place + 1
    day = meaning(word, _ORDINALS)
    before = places.token(place - 1)
    if day is None or (before.kind == "word" and meaning(before.fold, _BEFORE_ORDINALS) is None):
        return None
    end = place + 1
    if day < 10 and (tens := _TENS.get(places.word(end))) is not None:
        day, end = day + tens, end + 1
    return (day, end) if places.word(end) == "من" else None
