import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import Basis, Precision
from archive.dating import infer_published
from archive.stamps import read_stamp

VIEWED = datetime.datetime(2025, 8, 19, 14, 30)
TODAY = VIEWED.date()


@pytest.mark.parametrize(
    ("line", "date", "precision"),
    [
        ("منذ 7 ساعات", "2025-08-19", Precision.DAY),
        ("منذ ٧ ساعات", "2025-08-19", Precision.DAY),
        ("منذ ساعة", "2025-08-19", Precision.DAY),
        ("منذ ساعة واحدة", "2025-08-19", Precision.DAY),
        ("قبل ساعتين", "2025-08-19", Precision.DAY),
        ("7 ساعات مضت", "2025-08-19", Precision.DAY),
        ("آخر تحديث: منذ ساعتين", "2025-08-19", Precision.DAY),
        ("نُشر منذ 20 دقيقة", "2025-08-19", Precision.DAY),
        ("منذ دقائق", "2025-08-19", Precision.DAY),
        ("قبل قليل", "2025-08-19", Precision.DAY),
        ("الآن", "2025-08-19", Precision.DAY),
        ("اليوم", "2025-08-19", Precision.DAY),
        ("اليوم، الساعة 10:30 ص", "2025-08-19", Precision.DAY),
        ("أمس", "2025-08-18", Precision.DAY),
        ("أمس 22:15", "2025-08-18", Precision.DAY),
        ("أول من أمس", "2025-08-17", Precision.DAY),
        ("أمس الأول", "2025-08-17", Precision.DAY),
        # Between 23:30 and 01:00.
        ("منذ 14 ساعة", "2025-08-19", Precision.ABOUT_DAY),
        ("منذ يوم", "2025-08-18", Precision.ABOUT_DAY),
        ("منذ ٣ أيام", "2025-08-16", Precision.ABOUT_DAY),
        ("قبل خمسة أيام", "2025-08-14", Precision.ABOUT_DAY),
        # One week to two, from the 5th to the 16th.
        ("قبل أسبوع", "2025-08-01", Precision.MONTH),
        ("منذ أسبوعين", "2025-01-01", Precision.YEAR),
        ("منذ شهر", "2025-01-01", Precision.YEAR),
        ("قبل شهرين", "2025-01-01", Precision.YEAR),
        ("منذ 3 أشهر", "2025-01-01", Precision.YEAR),
    ],
)
def test_a_stamp_counts_back_as_exactly_as_it_may(line, date, precision):
    published = infer_published("عنوان", line, VIEWED)
    assert (str(published.date), published.precision) == (date, precision)
    assert published.basis is Basis.INFERRED
    assert published.words[0] in line


@pytest.mark.parametrize("line", ["منذ 8 أشهر", "منذ سنة", "قبل 3 سنوات", "قبل 9999 سنة"])
def test_a_stamp_that_leaves_the_year_open_gives_no_date(line):
    assert read_stamp(line).words == line
    assert infer_published("عنوان", line, VIEWED) is None


@pytest.mark.parametrize("line", ["منذ 7 ساعات", "أمس", "قبل قليل", "منذ شهر"])
def test_a_stamp_without_a_moment_of_capture_is_kept_as_words_only(line):
    assert infer_published("عنوان", line) is None
    published = infer_published("قال الوزير اليوم الخميس 9 ديسمبر 2021 إنهم اتفقوا", line)
    assert published.date == datetime.date(2021, 12, 9)
    assert published.words[0] == line


def test_a_stamp_that_leaves_the_month_open_yields_to_the_words_of_the_report():
    published = infer_published("قال اليوم الخميس 17 يوليو 2025 ذلك", "منذ شهر", VIEWED)
    assert (published.date, published.precision) == (datetime.date(2025, 7, 17), Precision.DAY)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "منذ",
        "منذ عام 2022",
        "منذ اليوم الأول",
        "أخبار اليوم",
        "اليوم السابع",
        "أمس الثلاثاء 12 ضحية",
        "منذ ساعتين قتل رجل",
        "سنة 2022",
        "7 ساعات",
        "قبل يوم الجمعة",
    ],
)
def test_other_lines_are_no_stamps(line):
    assert read_stamp(line) is None


WORDS = "منذ قبل أمس اليوم الأول أول من 7 10:30 ٣ ساعات شهر سنة واحدة نشر : - مضت قليل الآن ص 9999"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join) | st.text(max_size=80))
def test_any_line_is_read_without_an_error(line):
    for viewed in (VIEWED, datetime.datetime.min, datetime.datetime.max):
        stamp = read_stamp(line)
        seen = stamp and stamp.seen_at(viewed)
        assert stamp is None or stamp.words in line
        assert not seen or seen[0] <= viewed.date()


@given(st.datetimes(datetime.datetime(2000, 1, 1)), st.integers(1, 40), st.floats(0, 0.999))
def test_what_a_page_rounds_down_lies_within_what_the_stamp_gives(viewed, count, part):
    for unit, length in (("ساعة", 1 / 24), ("يوما", 1), ("أسبوعا", 7), ("شهرا", 30.4)):
        seen = read_stamp(f"منذ {count} {unit}").seen_at(viewed)
        date = (viewed - datetime.timedelta(days=(count + part) * length)).date()
        if seen is None:
            continue
        given, precision = seen
        assert {
            Precision.DAY: date == given,
            Precision.ABOUT_DAY: abs((date - given).days) <= 1,
            Precision.MONTH: date.replace(day=1) == given,
            Precision.YEAR: date.replace(month=1, day=1) == given,
        }[precision]
