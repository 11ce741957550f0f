import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import Basis, Precision
from archive.dating import printed_date

JULY_21 = datetime.date(2015, 7, 21)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("نُشر في: الثلاثاء 21 يوليو 2015 - 10:30 ص", "الثلاثاء 21 يوليو 2015"),
        ("آخر تحديث: الثلاثاء، 21 تموز / يوليو 2015 10:30", "الثلاثاء، 21 تموز / يوليو 2015"),
        ("تاريخ النشر ٢١/٠٧/٢٠١٥", "٢١/٠٧/٢٠١٥"),
        ("۲۰۱۵/۰۷/۲۱", "۲۰۱۵/۰۷/۲۱"),
        (
            "الثلاثاء 5 شوال 1436هـ الموافق 21 يوليو 2015م",
            "الثلاثاء 5 شوال 1436هـ الموافق 21 يوليو 2015م",
        ),
        ("الثلاثاء 5 شوال 1436هـ", "الثلاثاء 5 شوال 1436هـ"),
        ("القاهرة - 21 يوليو 2015", "21 يوليو 2015"),
        ("اليوم الثلاثاء 21 يوليو 2015", "اليوم الثلاثاء 21 يوليو 2015"),
        ("يوليو 21, 2015", "يوليو 21, 2015"),
        ("2015-07-21", "2015-07-21"),
        ("2015-07-21 02:51:32", "2015-07-21"),
        ("20150721T025132Z", "20150721T025132Z"),
        ("20150721", "20150721"),
        ("Tue, 21 Jul 2015 02:51:32 +0300", "Tue, 21 Jul 2015"),
        ("Published: July 21, 2015", "July 21, 2015"),
        ("نشر في 21/7/2015 | آخر تحديث 22/7/2015", "21/7/2015"),
        ("آخر تحديث 22/7/2015 | نشر في 21/7/2015", "21/7/2015"),
        ("21/7/2015 (آخر تحديث 22/7/2015)", "21/7/2015"),
        ("الثلاثاء 21 يوليو 2015 | 21/07/2015", "الثلاثاء 21 يوليو 2015"),
        ("عدد يوليو 2015: 21/7/2015", "21/7/2015"),
    ],
)
def test_the_day_that_a_line_prints_is_read(line, words):
    published = printed_date(line)
    assert (published.date, published.precision) == (JULY_21, Precision.DAY)
    assert (published.basis, published.words) == (Basis.PRINTED, (words,))


@pytest.mark.parametrize("zone", ["Z", "+03:00", "-11:00", ".123+14:00"])
def test_the_date_is_the_local_one_as_printed(zone):
    assert printed_date(f"2015-07-21T23:51:32{zone}").date == JULY_21


@pytest.mark.parametrize(
    ("line", "date", "precision"),
    [
        ("5 شوال 1436هـ", JULY_21, Precision.ABOUT_DAY),
        ("شوال 1436هـ", datetime.date(2015, 1, 1), Precision.YEAR),
        ("تموز 2015", datetime.date(2015, 7, 1), Precision.MONTH),
        ("2015-07", datetime.date(2015, 7, 1), Precision.MONTH),
        ("تاريخ النشر: ٢٠١٥", datetime.date(2015, 1, 1), Precision.YEAR),
        ("2015", datetime.date(2015, 1, 1), Precision.YEAR),
    ],
)
def test_no_more_is_claimed_than_is_printed(line, date, precision):
    published = printed_date(line)
    assert (published.date, published.precision) == (date, precision)
    assert published.words[0] in line


def test_a_caller_says_where_the_line_comes_from():
    assert printed_date("2015-07-21", Basis.METADATA).basis is Basis.METADATA


@pytest.mark.parametrize(
    "line",
    [
        "",
        "منذ 3 أيام",
        "أمس الثلاثاء 21 يوليو 2015",
        "21/7/2015 22/7/2015",
        "نشر 21/7/2015 نشر 22/7/2015",
        "12-13 يناير 2022",
        "من 5 إلى 7 شوال 1436هـ",
        "21 يوليو",
        "21/07/15",
        "31/02/2015",
        "2015-13",
        "20151341",
        "© 2015",
        "جميع الحقوق محفوظة © 2015",
        "حصاد عام 2015",
        "عام 1436هـ",
        "21 يوليو 2015 " + "و" * 300,
    ],
)
def test_a_line_that_prints_no_date_gives_none(line):
    assert printed_date(line) is None


PIECES = "نشر تحديث في : - | 21/7/2015 22/7/2015 2015-07 2015 20150721 يوليو 21 شوال 1436هـ السبت"


@given(st.lists(st.sampled_from(PIECES.split()), max_size=9).map(" ".join) | st.text(max_size=99))
def test_any_line_is_read_and_quoted(line):
    published = printed_date(line)
    assert published is None or all(words in line for words in published.words)


@given(st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2099, 12, 31)))
def test_what_machines_write_is_read_back(moment):
    lines = [moment.isoformat(), moment.strftime("%Y%m%dT%H%M%S"), moment.strftime("%Y-%m-%d")]
    lines += [moment.strftime(f"%a, %d %b %Y %H:%M:%S {zone}") for zone in ("GMT", "+0300")]
    assert {printed_date(line).date for line in lines} == {moment.date()}
