"""Dates and numbers as readers of each language write them."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import Precision
from archive.formatting import (
    absolute_date,
    digits,
    month_name,
    number,
    relative_date,
    weekday_name,
    weekday_short,
)

DAY = datetime.date(2021, 12, 17)


@pytest.mark.parametrize(
    ("precision", "language", "words"),
    [
        (Precision.DAY, "ar", "الجمعة ١٧ كانون الأول/ديسمبر ٢٠٢١"),
        (Precision.ABOUT_DAY, "ar", "نحو ١٧ كانون الأول/ديسمبر ٢٠٢١"),
        (Precision.MONTH, "ar", "كانون الأول/ديسمبر ٢٠٢١"),
        (Precision.YEAR, "ar", "٢٠٢١"),
        (Precision.DAY, "en", "Friday 17 December 2021"),
        (Precision.ABOUT_DAY, "en", "about 17 December 2021"),
        (Precision.MONTH, "en", "December 2021"),
        (Precision.YEAR, "en", "2021"),
    ],
)
def test_a_date_says_no_more_than_is_known(precision, language, words):
    assert absolute_date(DAY, precision, language) == words


def test_a_date_read_from_the_database_is_written_alike():
    assert absolute_date(DAY, "about_day", "ar") == absolute_date(DAY, Precision.ABOUT_DAY, "ar")


@pytest.mark.parametrize(
    ("month", "name"),
    [(1, "كانون الثاني/يناير"), (8, "آب/أغسطس"), (11, "تشرين الثاني/نوفمبر")],
)
def test_a_month_has_both_its_arabic_names(month, name):
    assert month_name(month, "ar") == name


def test_weekdays_fall_on_their_days():
    sunday = datetime.date(2024, 5, 5)
    assert (weekday_name(sunday, "ar"), weekday_name(sunday, "en")) == ("الأحد", "Sunday")


@pytest.mark.parametrize(
    ("days", "arabic", "english"),
    [
        (0, "اليوم", "today"),
        (1, "قبل يوم واحد", "1 day ago"),
        (2, "قبل يومين", "2 days ago"),
        (4, "قبل ٤ أيام", "4 days ago"),
        (730, "قبل سنتين", "2 years ago"),
        (1461, "قبل ٤ سنوات", "4 years ago"),
        (4383, "قبل ١٢ سنة", "12 years ago"),
    ],
)
def test_how_long_ago_is_said_in_grammatical_words(days, arabic, english):
    then = DAY - datetime.timedelta(days=days)
    assert relative_date(then, DAY, "ar") == arabic
    assert relative_date(then, DAY, "en") == english


def test_a_day_still_to_come_is_not_said_to_be_past():
    assert "قبل" not in relative_date(DAY + datetime.timedelta(days=3), DAY, "ar")


def test_numbers_have_the_digits_of_their_language():
    assert (digits("9 من 10", "ar"), digits(1234567890, "en")) == ("٩ من ١٠", "1234567890")


def test_numbers_have_their_thousands_set_apart_as_their_language_does():
    assert [number(n, "ar") for n in (7, 2000, 1234567, 0.5)] == ["٧", "٢٬٠٠٠", "١٬٢٣٤٬٥٦٧", "٠٫٥"]
    assert [number(n, "en") for n in (7, 2000, 1234567, 0.5)] == ["7", "2,000", "1,234,567", "0.5"]


@given(st.dates(), st.dates(), st.sampled_from(Precision))
def test_arabic_dates_hold_no_latin_letters_or_digits(date, today, precision):
    text = absolute_date(date, precision, "ar") + relative_date(date, today, "ar")
    assert not re.search("[0-9A-Za-z]", text)


def test_weekdays_are_short_in_narrow_places():
    wednesday = datetime.date(2024, 5, 8)
    assert (weekday_short(wednesday, "ar"), weekday_short(wednesday, "en")) == ("أربعاء", "Wed")
