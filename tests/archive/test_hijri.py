import datetime

import hijridate
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import find_dates
from archive.hijri import Hijri

DAY = datetime.timedelta(days=1)
MONTHS = [
    ("محرم", "المحرم"),
    ("صفر",),
    ("ربيع الأول", "ربيع أول"),
    ("ربيع الآخر", "ربيع الثاني"),
    ("جمادى الأولى", "جمادى الأول"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادي الاخرة"),
    ("رجب",),
    ("شعبان",),
    ("رمضان", "رمضان المبارك"),
    ("شوال",),
    ("ذو القعدة", "ذي القعدة", "ذوالقعدة"),
    ("ذو الحجة", "ذي الحجة", "ذي حجة"),
]
DATES = st.dates(datetime.date(1925, 1, 1), datetime.date(2076, 12, 31))


def hijri_of(date):
    return Hijri(*hijridate.Gregorian.fromdate(date).to_hijri().datetuple())


def only(text):
    (mention,) = find_dates(text)
    assert text[mention.start : mention.end] == mention.words
    return mention


@pytest.mark.parametrize(
    ("name", "month"), [(name, month) for month, names in enumerate(MONTHS, 1) for name in names]
)
def test_a_hijri_month_is_read_in_every_spelling(name, month):
    for text in (f"5 {name} 1436", f"5 من شهر {name} لعام 1436هـ", f"٥ {name} ١٤٣٦ هجرية"):
        mention = only(text)
        assert (mention.words, mention.hijri) == (text, Hijri(1436, month, 5))
        assert mention.date == hijridate.Hijri(1436, month, 5).to_gregorian()
        assert mention.margin == DAY


@pytest.mark.parametrize(
    ("text", "hijri", "date"),
    [
        ("5/10/1436هـ", Hijri(1436, 10, 5), datetime.date(2015, 7, 21)),
        ("1436-10-05 هـ", Hijri(1436, 10, 5), datetime.date(2015, 7, 21)),
        ("٥ / ١٠ / ١٤٣٦ هـ", Hijri(1436, 10, 5), datetime.date(2015, 7, 21)),
        ("۵/۱۰/۱۴۳۶ هجري", Hijri(1436, 10, 5), datetime.date(2015, 7, 21)),
        ("5-شوال-1436هـ", Hijri(1436, 10, 5), datetime.date(2015, 7, 21)),
        ("غرة رمضان 1440", Hijri(1440, 9, 1), datetime.date(2019, 5, 6)),
        # Umm al-Qura gives that month 29 days, but elsewhere the moon was seen a day later.
        ("30 رمضان 1444هـ", Hijri(1444, 9, 30), datetime.date(2023, 4, 21)),
        # Older than the tables of Umm al-Qura.
        ("5 شوال 1310هـ", Hijri(1310, 10, 5), None),
        ("5 من شهر رمضان", Hijri(None, 9, 5), None),
        ("شهر صفر", Hijri(None, 2, None), None),
        ("رجب 1440هـ", Hijri(1440, 7, None), None),
        ("ذو الحجة 1440", Hijri(1440, 12, None), None),
        ("عام 1440هـ", Hijri(1440, None, None), None),
    ],
)
def test_a_hijri_date_is_read_whole(text, hijri, date):
    mention = only(text)
    assert (mention.words, mention.hijri, mention.date) == (text, hijri, date)
    assert mention.month == (date and date.month)


def test_a_hijri_month_gives_the_year_only_where_it_lies_in_one():
    assert only("رجب 1440هـ").year == 2019
    assert only("ربيع الآخر 1440هـ").year is None  # December 2018 and January 2019


@pytest.mark.parametrize(
    "text",
    [
        "رمضان",
        "5 رمضان",
        "رمضان 1440",
        "فاز الفريق 3 صفر",
        "شعبان 1436",
        "5/10/1436",
        "1394/4/30",
        "30 تير 1394 هـ.ش",
        "1394/4/30 هـ ش",
        "عام 1394 هجري شمسي",
        "31 شوال 1436",
        "5/13/1436هـ",
        "5 شوال 1299",
        "قتل 1436 شخصا",
    ],
)
def test_it_finds_no_hijri_date_in_other_words(text):
    assert find_dates(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "الثلاثاء 5 شوال 1436هـ الموافق 21 يوليو 2015م",
        "5 شوال 1436هـ الموافق الثلاثاء 21 يوليو/تموز 2015م",
        "5 شوال 1436 هـ الموافق لـ 21 يوليو 2015",
        "5 شوال 1436هـ الموافق: 21/7/2015م",
        "5 شوال 1436هـ - 21 يوليو 2015م",
        "5 شوال 1436هـ (21 يوليو 2015)",
        "5 شوال 1436هـ الموافق 21 يوليو",
        "5 شوال الموافق 21 يوليو 2015",
        "5/10/1436 الموافق 21/7/2015",
        "1436/10/5هـ 2015/7/21م",
        "21 يوليو 2015م الموافق 5 شوال 1436هـ",
        "21 يوليو 2015 (5 شوال 1436)",
        "21 يوليو الموافق 5 شوال 1436هـ",
        # A day apart, as calendars of other countries may be.
        "6 شوال 1436هـ - 21 يوليو 2015م",
    ],
)
def test_two_names_of_one_day_are_one_mention(text):
    mention = only(text)
    assert (mention.words, mention.date) == (text, datetime.date(2015, 7, 21))
    assert mention.hijri.month == 10
    assert mention.margin is None


def test_the_gregorian_date_wins_where_the_two_disagree():
    mention = only("5 شوال 1436هـ الموافق 30 يوليو 2015م")
    assert (mention.date, mention.margin) == (datetime.date(2015, 7, 30), None)


def test_days_that_nothing_calls_the_same_are_two_mentions():
    words = [mention.words for mention in find_dates("5 شوال 1436هـ - 30 يوليو 2015م")]
    assert words == ["5 شوال 1436هـ", "30 يوليو 2015م"]


@pytest.mark.parametrize(
    ("weekday", "day", "margin"),
    [("الثلاثاء", 21, None), ("الأربعاء", 22, None), ("الاثنين", 20, None), ("الجمعة", 21, DAY)],
)
def test_a_weekday_settles_on_which_day_the_month_began(weekday, day, margin):
    mention = only(f"{weekday} 5 شوال 1436هـ")
    assert (mention.date, mention.margin) == (datetime.date(2015, 7, day), margin)


def test_a_range_of_hijri_days_is_a_range():
    mention = only("من 5 إلى 7 شوال 1436هـ")
    assert (mention.date, mention.last_day) == (datetime.date(2015, 7, 21), 23)


def test_a_range_of_hijri_days_over_two_months_gives_neither():
    mention = only("14 - 17 شوال 1436هـ")  # 30 July to 2 August
    assert (mention.year, mention.month, mention.day) == (2015, None, None)


@given(DATES, st.sampled_from(range(3)))
def test_every_hijri_date_is_read_back(date, shape):
    hijri = hijri_of(date)
    name = MONTHS[hijri.month - 1][0]
    text = (
        f"{hijri.day} {name} {hijri.year}",
        f"{hijri.day}/{hijri.month}/{hijri.year}هـ",
        f"{hijri.day} {name} {hijri.year}هـ الموافق {date:%d/%m/%Y}م",
    )[shape]
    mention = only(text)
    assert (mention.words, mention.hijri, mention.date) == (text, hijri, date)


@given(st.integers(-10, 9999), st.integers(-1, 14), st.integers(1, 30))
def test_reckoning_never_raises(year, month, day):
    date = Hijri(year, month, day).date()
    assert (date is not None) == (1343 <= year <= 1500 and 1 <= month <= 12)
