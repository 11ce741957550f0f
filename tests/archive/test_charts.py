"""The pictures of the archive: where their marks are, what they count, and what they say."""

import datetime
import re
from collections import Counter

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.charts.activity import MONTHS, by_theme
from archive.charts.bins import Bin, Unit, row
from archive.charts.counting import Counts, Dated
from archive.charts.heat import LATEST, Shades, calendar, one_year
from archive.charts.outlets import OUTLETS, outlets_over_time
from archive.charts.places import searching
from archive.charts.scale import LOWEST, Row, plain, rise, ticks
from archive.charts.timeline import (
    APART,
    LEAST,
    MOST,
    PEAKS,
    WIDEST,
    labels,
    peaks,
    timeline,
    unit_for,
)
from archive.models import Article, Outlet, Theme
from tests.html import Page
from tests.made import an_article

DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 11, 30))
UNITS = st.sampled_from(Unit)
COUNTS = st.dictionaries(st.integers(0, 150), st.integers(1, 5000), min_size=1)


def day(text):
    return datetime.date.fromisoformat(text)


def dated(*days, precision="day", **values):
    return [an_article(published=day(d), published_precision=precision, **values) for d in days]


def counts_of(*rows):
    return Counts(tuple(Dated(day(text) if text else None, *rest) for text, *rest in rows))


# --- Weeks, months, years ---------------------------------------------------------------------


@given(UNITS, DAYS)
def test_a_day_lies_in_its_period(unit, date):
    period = Bin.of(unit, date)
    assert period.first <= date <= period.last


@given(UNITS, DAYS)
def test_periods_follow_each_other_without_a_gap(unit, date):
    period = Bin.of(unit, date)
    assert Bin(unit, period.number + 1).first == period.last + datetime.timedelta(1)


@pytest.mark.parametrize(("language", "weekday"), [("ar", "Saturday"), ("en", "Monday")])
@given(date=DAYS)
def test_a_week_begins_as_in_the_calendar_of_the_language(language, weekday, date):
    with translation.override(language):
        assert Bin.of(Unit.WEEK, date).first.strftime("%A") == weekday


@pytest.mark.parametrize(
    ("unit", "language", "label"),
    [
        (Unit.WEEK, "ar", "الأسبوع من ٤ أيار/مايو ٢٠٢٤"),
        (Unit.WEEK, "en", "Week from 6 May 2024"),
        (Unit.MONTH, "ar", "أيار/مايو ٢٠٢٤"),
        (Unit.MONTH, "en", "May 2024"),
        (Unit.YEAR, "ar", "٢٠٢٤"),
        (Unit.YEAR, "en", "2024"),
    ],
)
def test_a_period_is_named_in_the_language_of_the_page(unit, language, label):
    with translation.override(language):
        assert Bin.of(unit, day("2024-05-08")).label(language) == label


def test_a_row_has_no_gaps_and_may_be_empty():
    assert list(row([3, 6])) == [3, 4, 5, 6]
    assert list(row([])) == []


# --- Counting ---------------------------------------------------------------------------------


def test_an_article_counts_only_where_its_date_is_exact_enough():
    counts = counts_of(
        ("2024-05-08", "day", 1),
        ("2024-05-08", "about_day", 2),
        ("2024-05-01", "month", 4),
        ("2024-01-01", "year", 8),
        (None, "", 16),
    )
    assert [sum(counts.by(unit).values()) for unit in Unit] == [3, 7, 15]
    assert [counts.rough(unit) for unit in Unit] == [12, 8, 0]
    assert counts.by_day() == {day("2024-05-08"): 3}
    assert counts.undated == 16


@pytest.mark.django_db
def test_counting_is_one_query(django_assert_num_queries):
    dated("2024-05-08", "2024-05-08", "2024-06-01")
    with django_assert_num_queries(1):
        counts = Counts.of(Article.objects.public().leads())
    assert sorted(counts.by(Unit.MONTH).values()) == [1, 2]


# --- Places in a picture ----------------------------------------------------------------------


@given(st.floats(0, 10_000, allow_nan=False))
def test_svg_reads_every_number(value):
    assert re.fullmatch(r"\d+(\.\d{1,3})?", plain(value))
    assert float(plain(value)) == pytest.approx(value, abs=0.001)


@given(st.integers(1, 200), st.data())
def test_time_runs_from_the_right_where_the_language_does(slots, data):
    slot = data.draw(st.integers(0, slots - 1))
    ltr, rtl = Row(slots, rtl=False), Row(slots, rtl=True)
    assert ltr.left(slot) + rtl.left(slot) + ltr.wide(1) == pytest.approx(100)
    assert ltr.middle(slot) == pytest.approx(100 - rtl.middle(slot))
    assert -1e-6 <= rtl.left(slot) <= 100 - rtl.wide(1) + 1e-6


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_more_is_never_lower_and_something_is_always_seen(highest, count):
    assume(count <= highest)
    height = rise(count, highest, 120)
    assert height == 0 if not count else LOWEST <= height <= 120
    assert height <= rise(min(count + 1, highest), highest, 120)


@given(st.integers(1, 10**7))
def test_a_few_round_lines_help_to_read_the_height(highest):
    lines = ticks(highest)
    assert 1 <= len(lines) <= 4
    assert lines[-1] <= highest
    assert lines == sorted(set(lines))
    assert all(re.fullmatch(r"[1-9]\d?0*", str(line)) for line in lines)


# --- The timeline -----------------------------------------------------------------------------


@given(COUNTS)
def test_peaks_stand_out_and_apart(counts):
    places = row(counts)
    found = peaks(counts, places)
    assert found == sorted(found)
    assert len(found) <= PEAKS
    for place in found:
        assert counts[place] >= sum(counts.values()) / len(places)
        assert counts[place] >= max(counts.get(place - 1, 0), counts.get(place + 1, 0))
    assert all(b - a >= APART * len(places) for a, b in zip(found, found[1:], strict=False))


def test_a_few_single_articles_are_each_told_by_a_headline():
    assert peaks({0: 1, 9: 1, 20: 1}, range(21)) == [0, 9, 20]
    assert peaks({0: 1}, range(1)) == []


def test_the_highest_bar_is_a_peak_and_a_plain_row_has_none():
    assert peaks({0: 1, 3: 9, 6: 1}, range(7)) == [3]
    assert peaks(dict.fromkeys(range(12), 5), range(12)) == []


@given(st.integers(0, 2999), st.integers(1, 180), st.sampled_from([Unit.MONTH, Unit.YEAR]))
def test_labels_lie_in_the_picture_in_the_order_of_time(first, length, unit):
    start = (1000 + first % 1000) * (12 if unit is Unit.MONTH else 1)
    for language, sign in (("ar", -1), ("en", 1)):
        with translation.override(language):
            found = list(labels(range(start, start + length), unit, lambda _period: "/"))
        across = [sign * float(label.x) for label in found]
        assert found
        assert across == sorted(across)
        assert all(0 <= float(label.x) <= 100 for label in found)


@pytest.mark.parametrize(
    ("last", "unit"),
    [("2024-03-01", Unit.WEEK), ("2027-03-01", Unit.MONTH), ("2049-03-01", Unit.YEAR)],
)
def test_the_longer_the_time_the_coarser_the_bars(last, unit):
    counts = counts_of(("2024-01-01", "day", 1), (last, "day", 1))
    assert unit_for(counts) is unit
    assert len(row(counts.by(unit))) <= MOST.get(unit, 2000)


def test_bars_are_months_where_few_articles_are_known_by_the_week():
    counts = counts_of(("2024-01-01", "day", 1), ("2024-02-01", "month", 9))
    assert unit_for(counts) is Unit.MONTH


@pytest.fixture
def ceasefire(db):
    return Theme.objects.get(slug="ceasefire")


def tagged(theme, *days, **values):
    articles = dated(*days, **values)
    for article in articles:
        article.tag(theme)
    return articles


def on(theme):
    return Article.objects.public().leads().on_theme(theme)


def drawn(theme):
    return timeline(on(theme), searching(theme=theme.slug))


def test_a_timeline_counts_stories_of_the_theme_and_of_those_below_it(ceasefire):
    below = Theme.objects.create(name_ar="هدنة", name_en="Truce", parent=ceasefire)
    lead, copy = tagged(ceasefire, "2024-01-10", "2024-01-11")
    Article.objects.filter(pk=copy.pk).update(copy_of=lead)
    tagged(below, "2024-03-10")
    tagged(Theme.objects.get(slug="refugees"), "2024-02-10")
    tagged(ceasefire, "2024-02-11", state="withdrawn")
    tagged(ceasefire, *["2024-03-11"] * 3)
    assert [bar.count for bar in drawn(ceasefire).bars] == [1, 4]


def test_a_timeline_of_one_bar_is_none(ceasefire):
    tagged(ceasefire, *["2024-01-10"] * LEAST)
    assert drawn(ceasefire) is None


def test_too_few_articles_are_no_timeline(ceasefire):
    tagged(ceasefire, "2024-01-10", *["2024-02-10"] * (LEAST - 2))
    assert drawn(ceasefire) is None
    tagged(ceasefire, "2024-03-10")
    assert drawn(ceasefire)


def test_few_bars_are_no_wider_than_many(ceasefire):
    tagged(ceasefire, "2024-01-10", *["2024-01-20"] * LEAST)
    assert {float(bar.width) for bar in drawn(ceasefire).bars} == {WIDEST}


def test_a_peak_is_named_by_the_story_with_most_copies(ceasefire):
    tagged(ceasefire, "2021-01-10", "2024-12-10")
    month = tagged(ceasefire, "2023-05-01", "2023-05-02", "2023-05-02", "2023-05-03")
    copies = dated("2023-05-03", "2023-05-04")
    Article.objects.filter(pk__in=[c.pk for c in copies]).update(copy_of=month[3])
    (peak,) = drawn(ceasefire).peaks
    assert (peak.bar.count, peak.article) == (4, month[3])


def test_a_peak_without_copies_is_named_by_the_first_article_of_its_busiest_day(ceasefire):
    tagged(ceasefire, "2021-01-10", "2024-12-10")
    tagged(ceasefire, "2023-05-02", title="")
    month = tagged(ceasefire, "2023-05-01", "2023-05-02", "2023-05-02")
    assert drawn(ceasefire).peaks[0].article == month[1]


def test_a_peak_without_any_title_has_no_headline(ceasefire):
    tagged(ceasefire, "2021-01-10", "2024-12-10")
    tagged(ceasefire, "2023-05-02", "2023-05-02", "2023-05-03", title="")
    assert [peak.article for peak in drawn(ceasefire).peaks] == [None]


def test_a_timeline_is_two_queries_however_much_there_is(ceasefire, django_assert_num_queries):
    for year in (2021, 2022, 2023):
        tagged(ceasefire, *[f"{year}-05-0{n}" for n in range(1, 7)], f"{year}-09-01")
    with django_assert_num_queries(2):
        assert len(drawn(ceasefire).peaks) == 3


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_earliest_bar_is_where_reading_begins(ceasefire, language):
    tagged(ceasefire, *[f"2024-0{month}-10" for month in range(1, LEAST + 1)])
    with translation.override(language):
        across = [float(bar.x) for bar in drawn(ceasefire).bars]
    assert across == sorted(across, reverse=language == "ar")


# --- Where a reader finds a period ------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "parameters"),
    [
        (Unit.MONTH, "theme=ceasefire&month=2024-05"),
        (Unit.YEAR, "theme=ceasefire&year=2024"),
        (Unit.WEEK, "theme=ceasefire&q=from%3A2024-05-06+to%3A2024-05-12&sort=newest"),
    ],
)
def test_a_bar_leads_to_the_search_for_its_articles(unit, parameters):
    with translation.override("en"):
        address = searching(theme="ceasefire")(Bin.of(unit, day("2024-05-08")))
    assert address == f"/en/search/?{parameters}"


# --- The calendar -----------------------------------------------------------------------------


@given(st.lists(st.integers(1, 100_000), min_size=1))
def test_shades_rise_with_the_counts_and_none_is_for_nothing(found):
    shades = Shades.for_counts(found)
    levels = [shades.level(count) for count in sorted(found)]
    assert levels == sorted(levels)
    assert set(levels) <= {1, 2, 3, 4}
    assert shades.level(0) == 0
    assert list(shades.bounds) == sorted(set(shades.bounds))
    assert [level for level, _text in shades.key] == list(range(len(shades.bounds) + 1))


def test_shades_of_few_counts_are_one_a_count():
    with translation.override("en"):
        key = Shades.for_counts([1, 2, 3, 4]).key
    assert key == [(0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "4 or more")]


@given(st.sets(st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)), min_size=1))
def test_each_day_has_a_square_of_its_own_within_the_year(days):
    year = one_year(Counts(tuple(Dated(d, "day", 1) for d in days)), 2024)
    assert [shown.date for shown in year.days] == sorted(days)
    places = Counter((shown.x, shown.y) for shown in year.days)
    assert set(places.values()) == {1}
    for shown in year.days:
        assert 0 <= shown.x <= year.across - year.wide
        assert 0 <= shown.y <= year.down - year.high
        assert f"M{shown.x} {shown.y}h" in year.empty


def test_the_newest_years_are_drawn_by_day_and_all_by_month():
    counts = counts_of(*((f"{year}-05-08", "day", 3) for year in range(2000, 2025)))
    shown = calendar(counts)
    assert [year.year for year in shown.newest] == list(range(2024, 2024 - LATEST, -1))
    assert [year.year for year in shown.years] == list(range(2024, 1999, -1))
    assert [len(year.months) for year in shown.years] == [12] * 25


def test_an_empty_archive_has_no_calendar(client, db):
    page = Page(client.get("/archive/"))
    assert page.pictures() == []
    assert "لا شيء هنا بعد." in page.texts("p")


def test_the_archive_page_of_a_full_quarter_of_a_century_is_light(client, db):
    start = day("2000-01-01").toordinal()
    Article.objects.bulk_create(
        Article(
            title="خبر",
            body="خبر",
            published=datetime.date.fromordinal(start + n),
            published_precision="day",
        )
        for n in range(25 * 365)
    )
    assert len(client.get("/archive/").content) < 500_000


def test_articles_of_a_rough_date_are_said_to_be_left_out(client, db):
    dated("2024-05-08")
    dated("2024-05-01", precision="month")
    page = Page(client.get("/en/archive/2024/"))
    assert "One article is left out, because its date is known too roughly." in page.texts("p")


# --- Outlets ----------------------------------------------------------------------------------


def test_the_largest_outlets_are_drawn_on_one_scale_in_three_queries(db, django_assert_num_queries):
    for number in range(1, OUTLETS + 2):
        outlet = Outlet.objects.create(name=f"صحيفة {number}")
        dated("2021-05-08", *["2024-05-08"] * number, outlet=outlet)
    with django_assert_num_queries(3):
        shown = outlets_over_time()
    assert [one.count for one in shown.outlets] == [8, 7, 6, 5, 4, 3]
    tops = [float(one.bars[-1].height) for one in shown.outlets]
    assert tops == sorted(tops, reverse=True)
    assert [len(counts) for _period, counts in shown.table] == [OUTLETS] * len(shown.periods)


def test_outlets_of_one_month_are_not_drawn(db):
    dated("2024-05-08", outlet=Outlet.objects.create(name="صحيفة"))
    assert outlets_over_time() is None


# --- Activity ---------------------------------------------------------------------------------


def test_all_themes_are_counted_in_two_queries_over_the_same_months(
    ceasefire, django_assert_num_queries
):
    refugees = Theme.objects.get(slug="refugees")
    below = Theme.objects.create(name_ar="هدنة", name_en="Truce", parent=ceasefire)
    (both,) = tagged(ceasefire, "2024-05-08")
    both.tag(below)
    tagged(below, "2024-04-08")
    tagged(refugees, "2023-06-30", "2023-05-31")
    themes = list(Theme.objects.all())
    with django_assert_num_queries(2):
        found = by_theme(themes)
    assert found[ceasefire.pk].counts[-2:] == (1, 1)
    assert found[below.pk].counts[-2:] == (1, 1)
    assert found[refugees.pk].counts == (1, *[0] * (MONTHS - 1))
    assert found.keys() == {theme.pk for theme in themes}


def test_there_is_no_activity_where_nothing_is_dated(ceasefire):
    dated("2024-01-01", precision="year")
    assert by_theme([ceasefire]) == {}


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ar", "الأشهر الاثنا عشر حتى أيار/مايو ٢٠٢٤: مقالان."),
        ("en", "The 12 months to May 2024: 2 articles."),
    ],
)
def test_activity_is_drawn_with_a_name_that_says_it(ceasefire, language, says):
    tagged(ceasefire, "2024-05-08", "2024-03-08")
    template = Template("{% load charts %}{% activity found theme %}")
    with translation.override(language):
        context = Context({"found": by_theme([ceasefire]), "theme": ceasefire})
        html = template.render(context)
        empty = template.render(Context({"found": {}, "theme": ceasefire}))
    assert f'aria-label="{says}"' in html
    across = [int(x) for x in re.findall(r'<rect x="(\d+)"', html)]
    assert across == ([8, 0] if language == "ar" else [36, 44])
    assert empty.strip() == ""


# --- Pages ------------------------------------------------------------------------------------

HEADINGS = {"": "المقالات في الأسبوع", "/en": "Articles per week"}


@pytest.mark.parametrize("root", HEADINGS)
def test_a_theme_shows_its_timeline_with_a_table(client, ceasefire, root):
    tagged(ceasefire, "2024-05-08", "2024-05-08", "2024-05-15", "2024-06-19", "2024-06-20")
    an_article(published=None).tag(ceasefire)
    page = Page(client.get(f"{root}/themes/ceasefire/"))
    assert HEADINGS[root] in page.texts("h2")
    assert page.one("desc", id="timeline-desc").text
    assert len(page.all("rect", "bar")) == len(page.all("tr")) - 1 + len(page.all("rect", "top"))
    undated = "مقال واحد بلا تاريخ." if not root else "One article is undated."
    assert undated in page.texts("p")


def test_the_peaks_are_a_list_that_links_their_headlines(client, ceasefire):
    tagged(ceasefire, "2024-01-08", "2024-08-20")
    first, *_ = tagged(ceasefire, *["2024-05-08"] * LEAST)
    page = Page(client.get("/themes/ceasefire/"))
    assert page.one("a", "peak-title").attrs["href"] == first.get_absolute_url()
    assert page.one("text", "mark-number").text == "١"


def test_only_the_first_page_of_a_theme_has_pictures(client, ceasefire):
    tagged(ceasefire, *["2024-05-08", "2024-08-08"] * 11)
    assert Page(client.get("/themes/ceasefire/")).pictures()
    assert Page(client.get("/themes/ceasefire/?page=2")).pictures() == []


def test_an_outlet_shows_its_timeline(client, db):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    dated(*[f"2024-0{month}-08" for month in range(1, LEAST + 1)], outlet=outlet)
    page = Page(client.get(outlet.get_absolute_url()))
    bars = [bar for bar in page.all("rect", "bar") if "top" not in bar.classes]
    assert len(bars) == LEAST
