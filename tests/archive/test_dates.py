import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import dates
from archive.dates import Basis, Precision, Relation, find_dates
from archive.dating import infer_published
from archive.events import Event
from archive.formatting import WEEKDAYS_AR

SEEDS = Path(__file__).parents[2] / "seeds"
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

WORDS = (
    "اليوم أمس بعد غد غدا يوم الخميس والجمعة الاثنين 12 31 ١٧ ۲۰۲۲ 2022 و من عام أوائل "
    "يناير فبراير/شباط كانون الأول (ديسمبر) المقبل الماضي منذ قبل ساعتين ساعات أيام "
    "/ - ( ) ، . ستعقد ترامب بوتين 2021-12-25 الموافق شوال رجب 1436 1436هـ هـ غرة ربيع شهر ذو "
    "الثاني عشر May 21st"
)
MARKS = ["\n", "\u00a0", "\u064f", "\u0640", "\u200f", "\x00"]
PIECES = st.sampled_from([*WORDS.split(), *MARKS])
ANY_TEXT = st.text(max_size=200) | st.lists(PIECES, max_size=30).map(" ".join)


def seed(number, *spans):
    (path,) = SEEDS.glob(f"{number}_*.txt")
    lines = path.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for first, last in spans for line in lines[first - 1 : last])


def read(text):
    """The only mention of a text, by its words and whatever it settles."""
    (mention,) = find_dates(text)
    fields = {name: value for name, value in vars(mention).items() if value is not None}
    assert text[fields.pop("start") : fields.pop("end")] == fields["words"]
    return fields.pop("words"), fields


def words_found(text):
    return [mention.words for mention in find_dates(text)]


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("كانون الثاني، يناير، جانفي", 1),
        ("شباط، فبراير، فيفري", 2),
        ("آذار، مارس", 3),
        ("نيسان، أبريل، إبريل، أفريل", 4),
        ("أيار، مايو، ماي", 5),
        ("حزيران، يونيو، يونيه، جوان", 6),
        ("تموز، يوليو، يوليه، جويلية، يوليوز", 7),
        ("آب، أغسطس، أوت، غشت", 8),
        ("أيلول، سبتمبر، شتنبر", 9),
        ("تشرين الأول، أكتوبر", 10),
        ("تشرين الثاني، نوفمبر، نونبر", 11),
        ("كانون الأول، ديسمبر، دجنبر", 12),
    ],
)
def test_a_month_is_read_in_every_calendar(names, month):
    for name in names.split("، "):
        text = f"في 5 {name} 2021"
        assert read(text) == (text[3:], {"year": 2021, "month": month, "day": 5})


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("17 كانون الأول (ديسمبر)", {"month": 12, "day": 17}),
        ("15 ديسمبر / كانون الأول", {"month": 12, "day": 15}),
        ("تشرين الثاني/نوفمبر", {"month": 11}),
        ("24 فبراير/شباط 2022", {"year": 2022, "month": 2, "day": 24}),
        ("12 و 13 يناير", {"month": 1, "day": 12, "last_day": 13}),
        ("12 و13 يناير", {"month": 1, "day": 12, "last_day": 13}),
        ("12-13 يناير 2022", {"year": 2022, "month": 1, "day": 12, "last_day": 13}),
        ("17 من شهر ديسمبر", {"month": 12, "day": 17}),
        ("مارس 2022", {"year": 2022, "month": 3}),
        ("شهر مارس", {"month": 3}),
        ("يناير المقبل", {"month": 1, "relation": Relation.COMING}),
        ("12 يناير من العام الماضي", {"month": 1, "day": 12, "relation": Relation.PAST}),
        ("أوائل عام 2022", {"year": 2022}),
        ("سنة 2022", {"year": 2022}),
        ("2021-12-25", {"year": 2021, "month": 12, "day": 25}),
        ("25/12/2021", {"year": 2021, "month": 12, "day": 25}),
        ("25.12.2021", {"year": 2021, "month": 12, "day": 25}),
        ("25–12–2021م", {"year": 2021, "month": 12, "day": 25}),
        ("25\\12\\2021", {"year": 2021, "month": 12, "day": 25}),
        ("۲۰۲۱/۱۲/۲۵", {"year": 2021, "month": 12, "day": 25}),
        ("٢٥ - ١٢ - ٢٠٢١", {"year": 2021, "month": 12, "day": 25}),
        ("12/25/2021", {"year": 2021, "month": 12, "day": 25}),
        ("يوليو 21, 2015", {"year": 2015, "month": 7, "day": 21}),
        ("الثلاثاء، يوليو/تموز 21، 2015", {"year": 2015, "month": 7, "day": 21, "weekday": 1}),
        ("12–13 يناير", {"month": 1, "day": 12, "last_day": 13}),
        ("12 إلى 15 يناير", {"month": 1, "day": 12, "last_day": 15}),
        ("12 و13 و14 يناير 2022م", {"year": 2022, "month": 1, "day": 12, "last_day": 14}),
        ("الثاني من أغسطس", {"month": 8, "day": 2}),
        ("الخامس والعشرين من يناير 2022", {"year": 2022, "month": 1, "day": 25}),
        ("فاتح ماي 2021", {"year": 2021, "month": 5, "day": 1}),
        ("5 تشرين الثاني نوفمبر 2021", {"year": 2021, "month": 11, "day": 5}),
        ("5 نوفمبر - تشرين الثاني 2021", {"year": 2021, "month": 11, "day": 5}),
        ("5 نوفمبر (تشرين الثاني) 2021", {"year": 2021, "month": 11, "day": 5}),
        ("5 (تشرين الثاني) نوفمبر 2021", {"year": 2021, "month": 11, "day": 5}),
        ("5 تشرين الثاني ـ نوفمبر ـ 2021", {"year": 2021, "month": 11, "day": 5}),
        ("كانون الثاني/يناير/جانفي 2021", {"year": 2021, "month": 1}),
        ("عام ٢٠٢٢م", {"year": 2022}),
        ("July 21, 2015", {"year": 2015, "month": 7, "day": 21}),
        ("21-Jul-2015", {"year": 2015, "month": 7, "day": 21}),
        ("Tuesday, July 21st, 2015", {"year": 2015, "month": 7, "day": 21, "weekday": 1}),
        ("July 2015", {"year": 2015, "month": 7}),
        (
            "يوم الثلاثاء الموافق 21/7/2015",
            {"year": 2015, "month": 7, "day": 21, "weekday": 1},
        ),
        (
            "اليوم الثلاثاء (21 يوليو/ تموز 2015)",
            {"year": 2015, "month": 7, "day": 21, "weekday": 1, "relation": Relation.TODAY},
        ),
        (
            "الجمعة ٢٠ / سبتمبر / ٢٠٢٤",
            {"year": 2024, "month": 9, "day": 20, "weekday": 4},
        ),
        (
            "اليوم (الخميس) 9 ديسمبر",
            {"month": 12, "day": 9, "weekday": 3, "relation": Relation.TODAY},
        ),
    ],
)
def test_a_calendar_date_is_read_whole(text, fields):
    assert read(text) == (text, fields)


@pytest.mark.parametrize(
    "text",
    [
        "2015-07-21 02:51:32",
        "2015-07-21T02:51:32+03:00",
        "21/07/2015 - 02:51 ص",
        "21-07-2015-02:51",
        "02:51-21/07/2015",
        "02:11 - 21 يوليو 2015",
        "Tue, 21 Jul 2015 02:51:32 +0300",
    ],
)
def test_a_time_beside_a_date_is_no_part_of_it(text):
    (mention,) = find_dates(text)
    assert mention.date == datetime.date(2015, 7, 21)
    assert mention.last_day is None


def test_a_range_over_two_months_is_two_mentions_and_the_year_belongs_to_the_second():
    first, second = find_dates("30 ديسمبر – 2 يناير 2022")
    assert (first.month, first.day, first.year) == (12, 30, None)
    assert second.date == datetime.date(2022, 1, 2)


@pytest.mark.parametrize(
    ("text", "weekday", "relation"),
    [
        ("اليوم الخميس", 3, Relation.TODAY),
        ("أمس الثلاثاء", 1, Relation.YESTERDAY),
        ("أول من أمس الأحد", 6, Relation.DAY_BEFORE_YESTERDAY),
        ("غدا الاربعاء", 2, Relation.TOMORROW),
        ("بعد غد الجمعة", 4, Relation.DAY_AFTER_TOMORROW),
        ("الجمعة المقبلة", 4, Relation.COMING),
        ("يوم الجمعة الماضي", 4, Relation.PAST),
    ],
)
def test_a_weekday_is_read_with_its_relation(text, weekday, relation):
    assert read(text) == (text, {"weekday": weekday, "relation": relation})


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("الاثنين", 0),
        ("والإثنين", 0),
        ("الثلاثا", 1),
        ("الاربعاء", 2),
        ("للخميس", 3),
        ("يوم الجُمعة", 4),
        ("يوم\u00a0السبت", 5),
        ("الاحد", 6),
    ],
)
def test_a_bare_weekday_is_read_in_every_spelling(text, weekday):
    assert read(text) == (text, {"weekday": weekday})


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("منذ 7 ساعات", 7 * HOUR),
        ("منذ ساعة", HOUR),
        ("منذ ساعة واحدة", HOUR),
        ("منذ ساعتين", 2 * HOUR),
        ("قبل يومين", 2 * DAY),
        ("منذ ٣ أيام", 3 * DAY),
        ("قبل خمسة أيام", 5 * DAY),
        ("قبل أسبوعين", 14 * DAY),
    ],
)
def test_a_span_of_time_is_read(text, ago):
    assert read(text) == (text, {"ago": ago})


@pytest.mark.parametrize(
    "text",
    [
        "“مارس الضغط على روسيا”",
        "31 فبراير",
        "99/99/2021",
        "المارس 2022",
        "الوطن12 يناير",
        "1.12 يناير",
        "1-2-2021-55",
        "منذ أسابيع",
        "منذ سنتين ونصف",
        "قبل نحو 4 سنوات",
        "يوم ناجح للغاية",
        "في الأيام المقبلة",
        "اليوم",
        "غد",
        "12\nيناير",
        "25/13/2021",
        "25/12/21",
        "May 5",
        "الأسبوع الأول من مارس",
        "النصف الثاني من يناير",
        "",
        "\x00",
    ],
)
def test_it_finds_no_date_where_none_is_named(text):
    assert find_dates(text) == []


def test_it_reads_a_friday_after_before_as_a_friday():
    assert words_found("قبل يوم الجمعة") == ["يوم الجمعة"]


def test_an_impossible_day_leaves_the_month_and_year():
    assert read("31 فبراير 2022") == ("فبراير 2022", {"year": 2022, "month": 2})


def test_it_finds_the_dates_of_a_seed_in_order():
    assert words_found(seed("000", (1, 41))) == [
        "منذ 7 ساعات",
        "الاثنين",
        "يوم الاثنين",
        "يوم الجمعة",
        "24 فبراير/شباط 2022",
    ]


@given(ANY_TEXT)
def test_a_mention_quotes_the_original_text(text):
    end = 0
    for mention in find_dates(text):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.words
        end = mention.end


@given(ANY_TEXT, ANY_TEXT, st.none() | st.just(datetime.datetime(2026, 2, 1, 8)))
def test_it_survives_any_text(report, surroundings, viewed):
    published = infer_published(report, surroundings, viewed)
    if published:
        page = [report, surroundings]
        assert published.basis is Basis.INFERRED
        assert all(any(words in text for text in page) for words in published.words)


@given(st.lists(PIECES, max_size=20).map(" ".join))
def test_the_script_of_the_digits_does_not_matter(text):
    plain = text.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2))
    arabic = plain.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    persian = plain.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

    def meanings(version):
        return [vars(mention) | {"words": ""} for mention in find_dates(version)]

    assert meanings(plain) == meanings(arabic) == meanings(persian)


@pytest.mark.parametrize("piece", ["الخميس ", "12 ", "ا", "1", "يناير/", "كانون ", "منذ ساعة "])
def test_a_very_long_text_does_not_choke_it(piece):
    assert infer_published(piece * (100_000 // len(piece))) is None


@pytest.mark.parametrize("piece", ["1", "12/", "٣ ١:(،"])
def test_a_hundred_thousand_figures_and_marks_do_not_choke_it(piece):
    assert find_dates(piece * (100_000 // len(piece))) == []


NAMES = [
    "كانون الثاني يناير جانفي",
    "شباط فبراير فيفري",
    "آذار مارس",
    "نيسان أبريل أفريل",
    "أيار مايو ماي",
    "حزيران يونيو جوان",
    "تموز يوليو جويلية يوليوز",
    "آب أغسطس أوت غشت",
    "أيلول سبتمبر شتنبر",
    "تشرين الأول أكتوبر",
    "تشرين الثاني نوفمبر نونبر",
    "كانون الأول ديسمبر دجنبر",
]
SHAPES = (
    "{weekday} {day} {month} {year}",
    "{weekday}، {day} {month}، {year}م",
    "يوم {weekday} الموافق {day} من شهر {month} لعام {year}",
    "{weekday} ({day}/{number}/{year})",
    "{day}-{month}-{year}",
    "{month} {day}, {year}",
    "{day} {month}/{other} {year}",
    "{day} {other} - {month} {year}",
    "{day} {month} ({other}) {year}",
    "{day} {other} {month} {year}",
    "{day}/{number:02}/{year}",
    "{day:02}.{number:02}.{year}",
    "{year}-{number:02}-{day:02}",
    "{year} / {number} / {day}",
    "{date:%d %b %Y}",
    "{date:%B %d, %Y}",
    "{date:%A, %d-%b-%Y}",
)


@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)),
    st.sampled_from(SHAPES),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
    st.data(),
)
def test_every_date_is_read_back_from_every_shape(date, shape, digits, data):
    names = NAMES[date.month - 1].split()
    if names[0] in ("كانون", "تشرين"):
        names[:2] = [" ".join(names[:2])]
    text = shape.format(
        date=date,
        weekday=WEEKDAYS_AR[date.weekday()],
        day=date.day,
        number=date.month,
        month=data.draw(st.sampled_from(names)),
        other=data.draw(st.sampled_from(names)),
        year=date.year,
    ).translate(str.maketrans("0123456789", digits))
    (mention,) = find_dates(text)
    assert (mention.date, mention.last_day, mention.margin) == (date, None, None)
    assert mention.words == text
    assert mention.weekday in (None, date.weekday())


def test_000_is_dated_by_the_white_house_meeting_and_its_monday():
    published = infer_published(seed("000", (1, 1), (6, 38)), seed("000", (3, 3)))
    assert published.date == datetime.date(2025, 8, 19)
    assert published.precision is Precision.ABOUT_DAY
    assert published.basis is Basis.INFERRED
    assert published.words[:2] == ("منذ 7 ساعات", "الاثنين")
    assert published.note == "اجتماع ترامب وزيلينسكي والقادة الأوروبيين في البيت الأبيض"


def test_001_is_of_the_thursday_after_the_video_summit():
    published = infer_published(seed("001", (1, 4)), seed("001", (5, 15)))
    assert (published.date, published.precision) == (datetime.date(2021, 12, 9), Precision.DAY)
    assert published.words[:2] == ("اليوم الخميس", "أمس الثلاثاء")


def test_the_older_report_in_001_is_of_the_day_after_the_summit():
    published = infer_published(seed("001", (5, 12)), seed("001", (1, 4)))
    assert (published.date, published.precision) == (datetime.date(2021, 12, 8), Precision.DAY)
    assert published.words[:2] == ("أمس الثلاثاء", "بعد غد الجمعة")


def test_002_is_of_the_day_of_the_virtual_meeting():
    published = infer_published(seed("002", (1, 6), (10, 13)))
    assert (published.date, published.precision) == (datetime.date(2025, 3, 15), Precision.DAY)
    assert published.words[:2] == ("اليوم السبت", "الخميس")


def test_the_report_inside_002_is_of_the_month_of_the_coming_summit():
    published = infer_published(seed("002", (23, 30), (32, 37)))
    assert (published.date, published.precision) == (datetime.date(2025, 8, 1), Precision.MONTH)
    assert "هذا الأسبوع" in published.words
    assert published.note == "قمة ترامب وبوتين في ألاسكا"


@pytest.mark.parametrize("spans", [[(4, 4), (7, 25)], [(1, 25)]])
def test_003_is_dated_by_next_january_and_never_by_the_day_it_was_viewed(spans):
    published = infer_published(seed("003", *spans))
    assert published.date == datetime.date(2021, 12, 25)
    assert published.precision is Precision.ABOUT_DAY
    assert {"يوم الجمعة", "17 كانون الأول (ديسمبر)", "12 يناير", "يناير المقبل"} <= set(
        published.words
    )
    assert published.note == ""


def test_004_is_of_the_day_of_the_paris_meeting():
    published = infer_published(seed("004", (4, 4), (8, 52)))
    assert (published.date, published.precision) == (datetime.date(2026, 1, 6), Precision.DAY)
    assert published.words[:2] == ("اليوم الثلاثاء", "يوم الأحد")


def test_a_teaser_without_dates_gives_none():
    assert infer_published(seed("004", (62, 64))) is None


def test_it_counts_back_from_the_moment_of_capture():
    viewed = datetime.datetime(2025, 8, 19, 14)
    published = infer_published("عنوان", "منذ 7 ساعات", viewed)
    assert (published.date, published.precision) == (viewed.date(), Precision.DAY)
    assert published.words == ("منذ 7 ساعات",)


def test_a_count_of_days_is_only_about_right():
    published = infer_published("عنوان", "منذ 3 أيام", datetime.datetime(2025, 8, 19, 14))
    assert published.date == datetime.date(2025, 8, 16)
    assert published.precision is Precision.ABOUT_DAY


def test_a_span_in_running_prose_is_no_stamp():
    prose = "وقال مسؤول عسكري إن المعارك مستمرة في محيط المدينة منذ 7 ساعات"
    assert infer_published(prose, viewed=datetime.datetime(2025, 8, 19)) is None


def test_a_date_that_calls_itself_todays_is_the_day():
    published = infer_published("قال الوزير اليوم الخميس 9 ديسمبر 2021 إن المحادثات مستمرة")
    assert (published.date, published.precision) == (datetime.date(2021, 12, 9), Precision.DAY)


def test_a_full_date_with_its_weekday_is_an_anchor():
    text = "اجتمع الوزراء الثلاثاء 7 ديسمبر 2021 في المدينة. وقال الناطق اليوم الخميس إنهم اتفقوا."
    assert infer_published(text).date == datetime.date(2021, 12, 9)


@pytest.mark.parametrize(
    "text",
    [
        "قال الوزير اليوم الخميس إن المحادثات مستمرة",
        "قال الوزير اليوم الخميس إن مذكرة بودابست وقعت في 5 ديسمبر 1994",
        "قال الوزير اليوم الخميس إن الحرب مستمرة منذ الخميس 24 فبراير 2022",
        "يجتمعون في 12 يناير المقبل بحلول عام 2030، بعد لقاء 17 ديسمبر، وقال يوم الجمعة ذلك",
    ],
)
def test_it_never_guesses_a_year(text):
    assert infer_published(text) is None


FAIR = Event(datetime.date(2021, 12, 7), "معرض", "Fair", (("معرض", "المعرض"), ("الكتاب",)))


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("افتتح اليوم الثلاثاء معرض الكتاب", datetime.date(2021, 12, 7), Precision.DAY),
        ("افتتح أمس الثلاثاء معرض الكتاب", datetime.date(2021, 12, 8), Precision.DAY),
        ("يفتتح غدا الثلاثاء معرض الكتاب", datetime.date(2021, 12, 6), Precision.DAY),
        ("يفتتح بعد غد الثلاثاء معرض الكتاب", datetime.date(2021, 12, 5), Precision.DAY),
        ("افتتح معرض الكتاب الثلاثاء", datetime.date(2021, 12, 8), Precision.ABOUT_DAY),
    ],
)
def test_an_event_dates_the_report_through_its_own_weekday(text, date, precision):
    published = infer_published(text, events=[FAIR])
    assert (published.date, published.precision) == (date, precision)
    assert published.note == "معرض"


@pytest.mark.parametrize("text", ["افتتح اليوم الأربعاء معرض الكتاب", "افتتح معرض الكتاب"])
def test_an_event_whose_weekday_the_page_does_not_name_is_no_anchor(text):
    assert infer_published(text, events=[FAIR]) is None


def test_an_event_early_in_its_month_gives_no_month_beforehand():
    assert infer_published("معرض الكتاب المقرر هذا الأسبوع", events=[FAIR]) is None


def test_a_weekday_that_contradicts_its_date_gives_none():
    text = "افتتح معرض الكتاب الثلاثاء. وقال اليوم الخميس 23 ديسمبر إنه نجح."
    assert infer_published(text, events=[FAIR]) is None


def test_nothing_is_published_after_it_was_viewed():
    viewed = datetime.datetime(2020, 1, 1)
    assert infer_published("افتتح اليوم الثلاثاء معرض الكتاب", "", viewed, [FAIR]) is None


class AllOpen(dict):
    """As if every word could begin a date."""

    def __contains__(self, word):
        return True

    def __missing__(self, word):
        return True


PIECES = [
    "يوم",
    "اليوم",
    "نهار",
    "شهر",
    "منذ",
    "قبل",
    "في",
    "من",
    "بعد",
    "غد",
    "أمس",
    "الأول",
    "أول",
    "الخميس",
    "الجمعة",
    "المقبل",
    "الماضي",
    "وبالأمس",
    "للجمعة",
    "يناير",
    "كانون",
    "الثاني",
    "تشرين",
    "أوائل",
    "نهاية",
    "عام",
    "سنة",
    "رجب",
    "شوال",
    "ربيع",
    "جمادى",
    "ذو",
    "ذوالحجة",
    "القعدة",
    "الآخر",
    "غرة",
    "فاتح",
    "الخامس",
    "والعشرين",
    "عشر",
    "العاشر",
    "الموافق",
    "هـ",
    "م",
    "مضت",
    "ساعتين",
    "ساعة",
    "أيام",
    "ثلاثة",
    "Tue",
    "July",
    "Jul",
    "of",
    "on",
    "last",
    "5",
    "12",
    "2022",
    "1440",
    "1443",
    "/",
    "-",
    "(",
    ")",
    "،",
    ",",
    ".",
    ":",
    "ش",
    "الوزير",
    "باريس",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
@settings(max_examples=500)
def test_words_that_begin_no_date_are_passed_over_without_loss(text):
    found = dates.find_dates(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_OPENERS", AllOpen())
        assert dates.find_dates(text) == found
