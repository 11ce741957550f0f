"""Outlets and themes from A to Z, and the archive by year, month and day."""

import datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from archive.alphabet import MOST_NAMES, alphabetical
from archive.collation import ARABIC
from archive.models import FormerAddress, Outlet, Theme
from archive.periods import Period, Weeks
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("root", ["", "/en"])


def get(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Page(response)


def on(year, month=1, day=1, precision="day", **values):
    return an_article(
        published=datetime.date(year, month, day), published_precision=precision, **values
    )


def titles(page):
    return page.texts(kind="card-title")


def crumbs(page):
    nav = page.one("nav", "breadcrumb")
    return nav.text


# --- Lists from A to Z ------------------------------------------------------------------------


@pytest.fixture
def outlets():
    """Two articles of each outlet, years apart; one outlet has published nothing."""
    for name in ("الحياة", "أخبار الخليج", "Reuters", "٢٤ ساعة", "بيان"):
        outlet = Outlet.objects.create(name=name)
        on(2019, outlet=outlet)
        on(2024, outlet=outlet)
    Outlet.objects.create(name="صحيفة بلا مقالات")


@pytest.mark.parametrize(
    ("root", "names", "letters"),
    [
        (
            "",
            ["٢٤ ساعة", "أخبار الخليج", "بيان", "الحياة", "Reuters"],
            ["٠–٩", "ا", "ب", "ح", "R"],
        ),
        (
            "/en",
            ["٢٤ ساعة", "Reuters", "أخبار الخليج", "بيان", "الحياة"],
            ["0–9", "R", "ا", "ب", "ح"],
        ),
    ],
)
def test_outlets_stand_from_a_to_z_under_their_letters(client, outlets, root, names, letters):
    page = get(client, f"{root}/outlets/")
    assert [e.text for e in page.all("bdi")][: len(names)] == names
    assert page.texts("h2")[: len(letters)] == letters
    assert page.texts("li", "entry")[1].split()[-2:] == (
        ["٢", "٢٠١٩–٢٠٢٤"] if not root else ["2", "2019–2024"]
    )


def test_the_bar_leads_to_letters_that_have_names_and_to_no_others(client, outlets):
    page = get(client, "/outlets/")
    bar = page.one("nav", "letters").text.split()
    assert bar == ["٠–٩", *ARABIC, "R"]
    anchors = [link for link in page.links() if link.startswith("#letter-")]
    assert anchors == ["#letter-0–9", "#letter-ا", "#letter-ب", "#letter-ح", "#letter-R"]
    for anchor in anchors:
        assert page.one("h2", id=anchor[1:])


def test_an_outlet_counts_what_readers_may_see(client):
    outlet = Outlet.objects.create(name="البيان")
    for state in ("public", "public", "review", "withdrawn"):
        an_article(outlet=outlet, state=state)
    an_article(outlet=Outlet.objects.create(name="السر"), state="review")
    page = get(client, "/en/outlets/")
    assert [entry.split()[:2] for entry in page.texts("li", "entry")] == [["البيان", "2"]]


class Asked:
    """A list of so many names, and an address that asks for a page of it."""

    def __init__(self, rf, **parameters):
        self.parameters = rf.get("/", parameters).GET

    def of(self, names):
        return alphabetical(names, str, self.parameters)


MANY = [f"ب{number}" for number in range(MOST_NAMES + 5)] + ["تونس", "The Hague"]


def test_a_long_list_is_shown_letter_by_letter(rf):
    listed = Asked(rf, kind="x").of(MANY)
    assert (listed.letter, listed.total) == ("ب", len(MANY))
    assert [len(section.items) for section in listed.sections] == [MOST_NAMES]
    urls = {letter.letter: letter.url for letter in listed.bar}
    assert urls["ا"] is None
    assert urls["ت"] == "?kind=x&letter=%D8%AA"
    second = Asked(rf, letter="ب", page="2").of(MANY)
    assert len(second.sections[0].items) == 5
    assert [letter.letter for letter in second.bar if letter.is_current] == ["ب"]


@pytest.mark.parametrize(
    ("asked", "letter", "page"),
    [
        ({"letter": "ث"}, "ب", 1),
        ({"letter": "<script>"}, "ب", 1),
        ({"letter": "ت", "page": "99"}, "ت", 1),
        ({"page": "99"}, "ب", 2),
        ({"page": "0"}, "ب", 2),
        ({"page": "x"}, "ب", 1),
    ],
)
def test_a_letter_or_page_that_is_none_gives_the_nearest(rf, asked, letter, page):
    listed = Asked(rf, **asked).of(MANY)
    assert (listed.letter, listed.page.number) == (letter, page)


@BOTH
def test_an_empty_list_says_so(client, root):
    assert get(client, f"{root}/outlets/").one("div", "index").text


# --- Outlets ----------------------------------------------------------------------------------


def test_an_outlet_says_from_when_to_when_and_on_what_it_reports(client):
    outlet = Outlet.objects.create(name="البيان")
    ceasefire, sanctions = Theme.objects.filter(slug__in=["ceasefire", "international-sanctions"])
    on(2019, 5, precision="month", outlet=outlet).tag(ceasefire)
    on(2024, 6, 7, outlet=outlet).tag(ceasefire)
    on(2022, outlet=outlet).tag(sanctions)
    an_article(published=None, outlet=outlet)
    on(2025, outlet=outlet, state="review").tag(sanctions)
    page = get(client, f"/en{reverse('archive:outlet', args=[outlet.slug])}")
    assert page.texts("time")[:2] == ["May 2019", "Friday 7 June 2024"]
    assert page.texts("li", "entry") == [f"{ceasefire.name_en} 2", f"{sanctions.name_en} 1"]
    assert crumbs(page) == "Front page Outlets البيان"


def test_the_former_address_of_an_outlet_leads_on(client):
    outlet = Outlet.objects.create(name="البيان")
    outlet.slug = "al-bayan"
    outlet.save()
    response = client.get(reverse("archive:outlet", args=["البيان"]))
    assert (response.status_code, response["Location"]) == (301, "/outlets/al-bayan/")
    assert FormerAddress.objects.lead(Outlet, "البيان") == outlet


# --- Themes -----------------------------------------------------------------------------------


def test_themes_stand_by_number_or_by_alphabet(client):
    busiest = Theme.objects.get(slug="ceasefire")
    an_article().tag(busiest)
    by_number, by_name = get(client, "/themes/"), get(client, "/themes/?order=name")
    assert by_number.texts("p", "entry")[0] == f"{busiest.name} ١"
    names = [entry.rsplit(" ", 1)[0] for entry in by_name.texts("p", "entry")]
    assert names[0] == "اتفاقيات التعاون والتجارة"
    assert names[-1] == "وقف إطلاق النار"
    assert names.index("الزيارات الرسمية والقمم") < names.index("ضمانات أمنية")
    assert by_name.one("nav", "tabs").text == by_number.one("nav", "tabs").text
    assert by_name.all("a", **{"aria-current": "page"})[-1].text == "بالترتيب الهجائي"


def test_children_stand_under_their_parent_in_the_same_order(client):
    parent = Theme.objects.get(slug="international-sanctions")
    for name in ("باء", "الألف"):
        Theme.objects.create(name_ar=name, name_en=f"en {name}", parent=parent)
    names = get(client, "/themes/?order=name").texts("p", "entry")
    at = next(place for place, name in enumerate(names) if name.startswith(parent.name_ar))
    assert [name.rsplit(" ", 1)[0] for name in names[at + 1 : at + 3]] == ["الألف", "باء"]


def test_a_theme_names_those_that_share_most_articles_with_it(client):
    theme, often, seldom, never = Theme.objects.all()[:4]
    parent = Theme.objects.create(name_ar="الأصل", name_en="The parent")
    theme.parent = parent
    theme.save()
    for others in ([often], [often, seldom], [parent]):
        article = an_article()
        for each in (theme, *others):
            article.tag(each)
    hidden = an_article(state="review")
    hidden.tag(theme)
    hidden.tag(never)
    assert [(other.pk, other.shared) for other in theme.company().related] == [
        (often.pk, 2),
        (seldom.pk, 1),
    ]
    page = get(client, theme.get_absolute_url())
    assert page.texts("li", "entry") == [f"{often.name} ٢", f"{seldom.name} ١"]
    assert f"/search/?theme={theme.slug}" in page.links()


# --- Dates ------------------------------------------------------------------------------------


@pytest.fixture
def dated():
    """Articles known to the day, to about the day, to the month, to the year, and not at all."""
    return {
        "day": on(2024, 5, 3),
        "about": on(2024, 5, 3, "about_day"),
        "month": on(2024, 5, 1, "month"),
        "year": on(2024, 1, 1, "year"),
        "undated": an_article(published=None),
        "earlier": on(2023, 11, 30),
        "later": on(2025, 2, 1),
    }


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("/archive/2024/", {"day", "about", "month", "year"}),
        ("/archive/2024/5/", {"day", "about", "month"}),
        ("/archive/2024/5/3/", {"day", "about"}),
        ("/archive/undated/", {"undated"}),
    ],
)
def test_an_article_stands_on_the_pages_that_its_date_is_exact_enough_for(
    client, dated, address, held
):
    assert set(titles(get(client, address))) == {dated[key].title for key in held}


@pytest.mark.parametrize(
    "address", ["/archive/2024/1/", "/archive/2024/5/1/", "/archive/2024/1/1/"]
)
def test_the_first_of_a_month_holds_nothing_that_is_known_less_exactly(client, dated, address):
    page = get(client, address, status=404)
    assert "ليس في الأرشيف مقالات من ذلك الوقت." in page.one("div", "message").text


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("/archive/2024/", "/archive/2023/", "/archive/2025/"),
        ("/archive/2024/5/", "/archive/2023/11/", "/archive/2025/2/"),
        ("/archive/2024/5/3/", "/archive/2023/11/30/", "/archive/2025/2/1/"),
        ("/archive/2023/", None, "/archive/2024/"),
        ("/archive/2025/2/1/", "/archive/2024/5/3/", None),
    ],
)
def test_a_period_leads_to_the_next_one_that_has_articles(client, dated, address, before, after):
    page = get(client, address)
    for rel, expected in (("prev", before), ("next", after)):
        links = [link.attrs["href"] for link in page.all("a", rel=rel)]
        assert links == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("address", "heading", "way"),
    [
        ("/archive/2024/", "2024", "Front page Archive 2024"),
        ("/archive/2024/5/", "May 2024", "Front page Archive 2024 May"),
        ("/archive/2024/5/3/", "Friday 3 May 2024", "Front page Archive 2024 May 3"),
        ("/archive/undated/", "Undated", "Front page Archive Undated"),
    ],
)
def test_a_page_of_dates_says_where_it_is(client, dated, address, heading, way):
    page = get(client, f"/en{address}")
    assert (page.one("h1").text, crumbs(page)) == (heading, way)
    assert page.one("meta", name="description").attrs["content"]


@pytest.mark.parametrize(
    ("key", "way"),
    [
        ("day", "2024 May 3"),
        ("month", "2024 May"),
        ("year", "2024"),
        ("undated", "Undated"),
    ],
)
def test_the_breadcrumb_of_an_article_leads_up_as_far_as_its_date_is_known(client, dated, key, way):
    page = get(client, f"/en{dated[key].get_absolute_url()}")
    assert crumbs(page).startswith(f"Front page Archive {way} {dated[key].title}")


def test_a_month_shows_its_days_with_their_numbers(client, dated):
    page = get(client, "/archive/2024/5/")
    table = page.one("table", "days")
    assert page.texts("span", "long")[:3] == ["السبت", "الأحد", "الاثنين"]
    links = [link for link in page.links() if link.startswith("/archive/2024/5/")]
    assert links == ["/archive/2024/5/3/"]
    assert "٣ مقالان" in table.text
    assert page.one("p", "vague").text == "مقال واحد لا يُعرف منه إلا الشهر."


def test_a_year_shows_its_months_and_how_many_articles_name_none(client, dated):
    page = get(client, "/en/archive/2024/")
    assert page.texts("li", "entry") == ["May 3"]
    assert len(page.one("ol", "months").text.split()) == 13
    assert page.one("p", "vague").text == "Of one article no more than the year is known."


def test_the_archive_counts_years_whole_and_months_as_far_as_they_are_known(client, dated):
    page = get(client, "/en/archive/")
    years = [year for year in page.texts("th") if year.isdigit() and len(year) == 4]
    assert dict(zip(years, page.texts("td", "sum"), strict=True)) == {
        "2025": "1",
        "2024": "4",
        "2023": "1",
    }
    months = {month: page.one("a", title=month).text for month in ("February 2025", "May 2024")}
    assert [text[-1] for text in months.values()] == ["1", "3"]
    assert "/en/archive/undated/" in page.links()


def test_without_undated_articles_their_page_is_none(client):
    page = get(client, "/archive/undated/", status=404)
    assert "ليس في الأرشيف مقالات بلا تاريخ." in page.one("div", "message").text


@BOTH
@pytest.mark.parametrize(
    "bad",
    [
        "/archive/2023/2/29/",
        "/archive/2024/4/31/",
        "/archive/2024/5/0/",
        "/archive/2024/5/32/",
        "/archive/2024/5/03/",
        "/archive/2024/5/٣/",
        "/archive/1999/1/1/",
    ],
)
def test_a_day_that_is_none_is_not_found(client, dated, root, bad):
    assert get(client, root + bad, status=404).one("h1").text


def test_the_weeks_of_a_month_hold_each_day_once_under_its_weekday():
    for language, first in (("ar", 5), ("en", 0)):
        with override(language):
            weeks = Weeks.of(Period(2024, 2).counts(an_article().__class__.objects.none()))
        assert weeks.weekdays[0].weekday() == first
        days = [
            (cell[0].day, weeks.weekdays[place].weekday())
            for row in weeks.rows
            for place, cell in enumerate(row)
            if cell
        ]
        assert days == [(day, datetime.date(2024, 2, day).weekday()) for day in range(1, 30)]


# --- Queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/outlets/", 3),
        ("/themes/", 2),
        ("/themes/?order=name", 2),
        ("/archive/", 4),
        ("/archive/2024/", 9),
        ("/archive/2024/5/", 8),
        ("/archive/2024/5/3/", 7),
        ("/outlets/o-0/", 10),
    ],
)
def test_a_page_asks_the_database_no_more_when_the_archive_grows(
    client, address, most, django_assert_num_queries, django_assert_max_num_queries
):
    def fill(numbers):
        for number in numbers:
            outlet, _ = Outlet.objects.get_or_create(name=f"O {number % 7}", slug=f"o-{number % 7}")
            article = on(2024, 5, 3 + number % 7, outlet=outlet)
            article.tag(Theme.objects.all()[number % 5])
        on(2024, 5, 3, outlet=Outlet.objects.get(slug="o-0")).tag(Theme.objects.all()[0])

    fill(range(7))
    with django_assert_max_num_queries(most) as few:
        get(client, address)
    fill(range(7, 40))
    with django_assert_num_queries(len(few)):
        get(client, address)
