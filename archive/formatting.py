"""Dates, times and numbers as Arabic and English readers write them."""

import datetime
from functools import cache

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from django.utils.translation import get_language_info

from archive.dates import Precision

# Arab newspapers print the month under both of its names: that of the Levant and the Roman one.
MONTHS_AR = (
    ("كانون الثاني", "يناير"),
    ("شباط", "فبراير"),
    ("آذار", "مارس"),
    ("نيسان", "أبريل"),
    ("أيار", "مايو"),
    ("حزيران", "يونيو"),
    ("تموز", "يوليو"),
    ("آب", "أغسطس"),
    ("أيلول", "سبتمبر"),
    ("تشرين الأول", "أكتوبر"),
    ("تشرين الثاني", "نوفمبر"),
    ("كانون الأول", "ديسمبر"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS_AR = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@cache
def direction(language: str) -> str:
    """Where lines of this language begin: "rtl", "ltr", or "auto" where that is not known."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "auto"


def digits(value: object, language: str) -> str:
    """`value` as text, its digits Arabic-Indic in Arabic."""
    text = str(value)
    return text.translate(ARABIC_INDIC) if language == "ar" else text


def number(value: float, language: str) -> str:
    """A number with its thousands set apart: «١٢٬٣٤٥», “12,345”; three figures behind the point."""
    system = "arab" if language == "ar" else "latn"
    shown: str = format_decimal(value, locale=language, numbering_system=system)
    return digits(shown, language)


def month_name(month: int, language: str) -> str:
    """The month's name, 1 being January; in Arabic both names, set apart by a stroke."""
    return "/".join(MONTHS_AR[month - 1]) if language == "ar" else MONTHS_EN[month - 1]


def weekday_name(date: datetime.date, language: str) -> str:
    """The day's name."""
    return (WEEKDAYS_AR if language == "ar" else WEEKDAYS_EN)[date.weekday()]


def weekday_short(date: datetime.date, language: str) -> str:
    """The day's name for narrow places: in Arabic without its article, in English its beginning."""
    name = weekday_name(date, language)
    return name.removeprefix("ال") if language == "ar" else name[:3]


def absolute_date(date: datetime.date, precision: str, language: str) -> str:
    """The date in words with its weekday, saying no more than `precision` allows."""
    shown = plain_date(date, precision, language)
    return f"{weekday_name(date, language)} {shown}" if precision == Precision.DAY else shown


def plain_date(date: datetime.date, precision: str, language: str) -> str:
    """The date in words, saying no more than `precision` (a value of Precision) allows."""
    if precision == Precision.YEAR:
        return digits(date.year, language)
    month = f"{month_name(date.month, language)} {digits(date.year, language)}"
    if precision == Precision.MONTH:
        return month
    day = f"{digits(date.day, language)} {month}"
    if precision == Precision.ABOUT_DAY:
        return f"نحو {day}" if language == "ar" else f"about {day}"
    return day


def relative_date(date: datetime.date, today: datetime.date, language: str) -> str:
    """How long ago `date` was, in grammatical words: «قبل سنتين», “2 years ago”."""
    if date == today:
        return "اليوم" if language == "ar" else "today"
    words: str = format_timedelta(date - today, threshold=1, add_direction=True, locale=language)
    return digits(words, language)
