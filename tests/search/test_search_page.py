"""/search/ as a reader gets it, whatever is typed into it."""

import datetime
import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from haystack import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Outlet, Theme
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db

ROOTS = {"ar": "", "en": "/en"}


@pytest.fixture
def library():
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    for number in range(22):
        article = an_article(
            title=f"ضمانات أمنية لكييف {number}", outlet=outlet if number < 3 else None
        )
    article.tag(Theme.objects.get(slug="ceasefire"))
    index_all()


def ask(client, query="", language="ar", **parameters):
    parameters = {"q": query, **parameters} if query else parameters
    return client.get(f"{ROOTS[language]}/search/", parameters)


def page(client, query="", language="ar", **parameters):
    response = ask(client, query, language, **parameters)
    assert response.status_code == 200
    return Page(response)


# --- What it shows ----------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "help_"), [("ar", "اكتب الكلمات"), ("en", "Type the words")])
def test_without_a_query_it_says_how_to_search(client, language, help_):
    shown = page(client, language=language)
    assert help_ in shown.one("div", "help").text
    assert not shown.all("ol", "hits")


def test_every_example_that_it_gives_can_be_searched_for(client):
    links = [link for link in page(client).links() if "/search/?q=" in link]
    assert len(links) == 4
    for link in links:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("language", "count"), [("ar", "عُثر على ٢٢ مقالًا"), ("en", "22 articles found")]
)
def test_it_shows_hits_with_marks_and_the_exact_total(client, library, language, count):
    shown = page(client, "الضمانات", language)
    assert shown.one("p", "count").text == count
    assert len(shown.all("li", "hit")) == 20
    assert set(shown.texts("mark")) == {"ضمانات"}


def test_it_keeps_what_was_typed_in_every_box(client, library):
    boxes = page(client, "ضمانات «أمنية»").all("input", name="q")
    assert {box.attrs["value"] for box in boxes} == {"ضمانات «أمنية»"}


def test_it_offers_facets_and_ticking_one_narrows_the_results(client, library):
    shown = page(client, "ضمانات")
    (link,) = (
        a for a in shown.all("a") if a.text == "صحيفة الاتحاد ٣" and "outlet=" in a.attrs["href"]
    )
    narrowed = Page(client.get(link.attrs["href"]))
    assert len(narrowed.all("li", "hit")) == 3
    assert "صحيفة الاتحاد" in narrowed.one("div", "taken").text


def test_a_ticked_value_goes_along_with_the_next_search(client, library):
    shown = page(client, "ضمانات", theme="ceasefire", sort="newest")
    for name, value in {"theme": "ceasefire", "sort": "newest"}.items():
        boxes = shown.all("input", type="hidden", name=name)
        # One in the form of the words and one in that of the dates.
        assert [box.attrs["value"] for box in boxes] == [value, value]


def test_its_pages_lead_to_one_another(client, library):
    first = page(client, "ضمانات")
    second = Page(client.get(first.one("a", rel="next").attrs["href"]))
    assert len(second.all("li", "hit")) == 2
    assert second.one("a", rel="prev")


def test_a_page_that_does_not_exist_says_so_and_leads_to_the_first(client, library):
    shown = page(client, "ضمانات", page="9")
    assert shown.one("p", "empty").text.startswith("لا صفحة بهذا الرقم")
    assert "/search/?q=" + quote("ضمانات") in shown.links()


def test_a_search_that_finds_nothing_says_what_to_try(client, library):
    assert "جرّب" in page(client, "قسطنطينية").one("p", "empty").text


def test_an_untitled_hit_is_shown_as_untitled(client):
    an_article(title="", body="عقد حلفاء أوكرانيا اجتماعا.")
    index_all()
    assert page(client, "حلفاء").one(kind="card-title").text.startswith("بلا عنوان عقد حلفاء")


def test_other_search_engines_are_led_to_the_words_alone(client, library):
    shown = page(client, "ضمانات", theme="ceasefire", sort="newest", **{"from": "2024"})
    address = f"http://testserver/search/?{urlencode({'q': 'ضمانات'})}"
    assert shown.one("link", rel="canonical").attrs["href"] == address
    assert not shown.all("meta", name="robots")


@pytest.mark.parametrize("language", ROOTS)
def test_the_order_is_a_labelled_list_that_names_the_present_one(client, library, language):
    shown = page(client, "ضمانات", language, sort="newest")
    (orders,) = (e for e in shown.all("ul") if e.attrs.get("aria-labelledby") == "order")
    assert shown.one(id="order").text == {"ar": "الترتيب:", "en": "Order:"}[language]
    current = [e.text for e in shown.all("span") if e.attrs.get("aria-current")]
    assert current == [{"ar": "الأحدث أولًا", "en": "Newest first"}[language]]
    assert current[0] in orders.text


def test_without_words_the_order_is_one_of_time(client, library):
    shown = page(client, theme="ceasefire", year="2024")
    assert not shown.all(id="order")  # one article has no order
    shown = page(client, year="2024")
    assert [e.text for e in shown.all("span") if e.attrs.get("aria-current")] == ["الأحدث أولًا"]
    assert "الأوثق صلة" not in shown.html


def test_two_passages_of_a_text_are_one_with_the_gap_marked_once(client):
    an_article(title="خبر", body=f"الهدنة قريبة {'من كل جهة ' * 40} وتبدأ الهدنة غدا.")
    index_all()
    (passage,) = page(client, "الهدنة").all("p", "passage")
    assert re.fullmatch(r"الهدنة قريبة .+ … .+ وتبدأ الهدنة غدا\.", passage.text)
    assert "… …" not in passage.text


def test_many_other_outlets_of_a_story_are_folded(client):
    lead = an_article(title="هدنة")
    for number in range(4):
        outlet = Outlet.objects.create(name=f"صحيفة {number}")
        an_article(title="هدنة", outlet=outlet, copy_of=lead)
    index_all()
    shown = page(client, "هدنة")
    assert "ونشرته أيضًا: ٤ جهات أخرى" in shown.texts("summary")
    assert "صحيفة 3" in shown.one("details", "also").text


def test_a_label_of_the_page_keeps_its_own_direction_beside_arabic_names(client):
    lead = an_article(title="هدنة")
    an_article(title="هدنة", outlet=Outlet.objects.create(name="صحيفة"), copy_of=lead)
    index_all()
    for shown in (page(client, "هدنة", "en"), Page(client.get("/en/archive/2024/"))):
        assert "Also published by: صحيفة" in shown.texts("bdi", dir="ltr")


def test_the_english_page_searches_in_english_addresses(client, library):
    shown = page(client, "ضمانات", "en")
    assert {form.attrs["action"] for form in shown.all("form", role="search")} == {"/en/search/"}
    assert shown.one("a", rel="next").attrs["href"].startswith("/en/search/")


def test_the_other_language_shows_the_same_search(client, library):
    link = page(client, "ضمانات", page="2", theme="ceasefire").one("a", "language")
    assert link.attrs["href"].startswith("/en/search/?q=")
    assert "page=2" in link.attrs["href"]
    assert "theme=ceasefire" in link.attrs["href"]


# --- Where to begin, and where to go on --------------------------------------------------------


def test_before_a_search_it_shows_what_there_is_to_begin_with(client, library):
    shown = page(client)
    links = {a.text: a.attrs["href"] for a in shown.all("a")}
    assert links["وقف إطلاق النار ١"] == "/search/?theme=ceasefire"
    assert "صحيفة الاتحاد ٣" in links
    assert shown.one("input", id="from")


def test_an_empty_archive_has_a_search_page_too(client):
    assert page(client).one("h1").text == "بحث"


def test_facets_show_the_first_values_and_the_others_behind_more(client):
    for number in range(24):
        outlet = Outlet.objects.create(name=f"صحيفة {number:02}")
        an_article(title="هدنة", outlet=outlet)
    index_all()
    aside = page(client, "هدنة", "en", outlet="صحيفة-23")
    (more,) = (e for e in aside.all("details") if "Outlets" in e.text)
    behind = re.findall(r"صحيفة \d\d", more.text)
    assert behind == [f"صحيفة {number:02}" for number in range(8, 20)]
    assert "These are the most frequent." in more.text
    assert aside.one("a", href="/en/search/?" + urlencode({"q": "هدنة"}), kind="chip")


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("وقف اطلاق النار", "موضوع", "وقف إطلاق النار"),
        ("Stoltenberg", "شخص", "ينس ستولتنبرغ"),
        ("«الناتو»", "منظمة", "حلف شمال الأطلسي"),
        ("الاتحاد", "جهة نشر", "الاتحاد"),
    ],
)
def test_the_page_of_what_is_named_stands_over_the_results(client, typed, kind, label):
    article = an_article(
        title="خبر",
        body="قال ستولتنبرغ في مقر الناتو إن وقف إطلاق النار قريب.",
        outlet=Outlet.objects.create(name="الاتحاد"),
    )
    article.tag(Theme.objects.get(slug="ceasefire"))
    index_all()
    named = page(client, typed).one("p", "named")
    assert named.text.startswith(f"{kind} {label} صفحة فيها مقال واحد")


def test_words_that_name_nothing_lead_to_no_page(client, library):
    assert not page(client, "ضمانات لكييف").all("p", "named")


def test_where_nothing_is_found_each_way_out_says_what_it_finds(client, library):
    shown = page(client, "ضمانات", theme="ceasefire", **{"from": "2030"})
    ways = [e.text for e in shown.all("li") if "بدون" in e.text or "الأرشيف كله" in e.text]
    assert ways == [
        "بدون «من ٢٠٣٠» مقال واحد",
        "الكلمات نفسها في الأرشيف كله ٢٢ مقالًا",
    ]
    for link in shown.all("a"):
        if link.text.startswith("بدون"):
            assert len(Page(client.get(link.attrs["href"])).all("li", "hit")) == 1


def test_every_chip_takes_itself_off_and_one_link_all_of_them(client, library):
    narrowed = {"theme": "ceasefire", "from": "2024", "to": "٢٠٢٥"}
    shown = page(client, "ضمانات", sort="newest", **narrowed)
    chips = {a.text: a.attrs["href"] for a in shown.all("a", "chip")}
    taken = {text: href for text, href in chips.items() if text.startswith("إزالة:")}
    assert list(taken) == [
        "إزالة: من ٢٠٢٤ ×",
        "إزالة: حتى ٢٠٢٥ ×",
        "إزالة: وقف إطلاق النار ×",
    ]
    for name, href in zip(("from", "to", "theme"), taken.values(), strict=True):
        left = parse_qs(urlsplit(href).query).keys()
        assert left == {"q", "sort", *narrowed} - {name}
    everything = shown.one("a", "all").attrs["href"]
    assert parse_qs(urlsplit(everything).query).keys() == {"q", "sort"}


def test_a_language_that_was_chosen_can_be_taken_off_again(client, library):
    response = client.get("/search/", {"q": "ضمانات", "language": "ar"})
    assert Page(response).one("a", "chip", href=f"/search/?{urlencode({'q': 'ضمانات'})}")


# --- When it was published --------------------------------------------------------------------


@pytest.fixture
def months():
    """Three articles of January 2024, one of February and two of April."""
    for month in (1, 1, 1, 2, 4, 4):
        an_article(title="ضمانات", published=datetime.date(2024, month, 9))
    index_all()


def bars(shown):
    """What each bar says and where it leads."""
    says = shown.texts("span", "says")
    links = [a for a in shown.all("a") if a.text in says]
    return {a.text: a.attrs for a in links}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "ar",
            [
                "كانون الثاني/يناير ٢٠٢٤: ٣ مقالات",
                "شباط/فبراير ٢٠٢٤: مقال واحد",
                "نيسان/أبريل ٢٠٢٤: مقالان",
            ],
        ),
        (
            "en",
            ["January 2024: 3 articles", "February 2024: One article", "April 2024: 2 articles"],
        ),
    ],
)
def test_each_bar_says_its_month_and_its_number(client, months, language, expected):
    shown = page(client, "ضمانات", language)
    assert shown.texts("span", "says") == expected
    assert [rect.attrs["height"] for rect in shown.all("rect")] == ["100", "33", "67"]
    first, last = expected[0].split(":")[0], expected[2].split(":")[0]
    assert shown.one("p", "axis").text == f"{first} {last}"


def test_a_month_without_articles_is_a_gap(client, months):
    shown = page(client, "ضمانات")
    gaps = [li for li in shown.all("li") if li.attrs.get("aria-hidden") == "true"]
    assert len(gaps) == 1


def test_a_bar_narrows_to_its_month_a_second_one_widens_and_each_takes_itself_off(client, months):
    january, february = list(bars(page(client, "ضمانات")))[:2]
    one = Page(client.get(bars(page(client, "ضمانات"))[january]["href"]))
    assert len(one.all("li", "hit")) == 3
    assert bars(one)[january]["aria-current"] == "true"
    two = Page(client.get(bars(one)[february]["href"]))
    assert len(two.all("li", "hit")) == 4
    again = Page(client.get(bars(two)[january]["href"]))
    assert len(again.all("li", "hit")) == 1


def test_the_months_can_be_read_as_a_list_as_well(client, months):
    shown = page(client, "ضمانات", "en")
    assert "Months as a list" in shown.texts("summary")
    assert "February 2024 1" in shown.texts("li")


def test_years_are_drawn_where_the_months_are_too_many_and_lead_to_their_months(client, months):
    an_article(title="ضمانات", published=datetime.date(2018, 5, 1))
    index_all()
    shown = page(client, "ضمانات", "en")
    assert list(bars(shown)) == ["2018: One article", "2024: 6 articles"]
    year = Page(client.get(bars(shown)["2024: 6 articles"]["href"]))
    assert list(bars(year))[0] == "January 2024: 3 articles"
    assert "Years" in year.texts("h2")


def test_results_of_one_month_are_not_drawn(client, library):
    shown = page(client, "ضمانات")
    assert not shown.all("div", "chart")
    assert "الأشهر" in shown.texts("h2")


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2024-02", "", 3),
        ("", "2024-02", 4),
        ("٢٠٢٤", "۲۰۲۴", 6),
        ("شباط 2024", "آذار ٢٠٢٤", 1),
        ("10/1/2024", "April 2024", 3),
        ("", "9 كانون الثاني/يناير 2024", 3),
        ("2025", "", 0),
    ],
)
@pytest.mark.parametrize("words", ["ضمانات", ""])
def test_dates_bound_the_results_however_they_are_written(
    client, months, words, since, until, count
):
    shown = page(client, words, **{"from": since, "to": until})
    assert len(shown.all("li", "hit")) == count
    assert shown.one("input", id="from").attrs["value"] == since
    assert shown.one("input", id="to").attrs["value"] == until


def test_the_bars_within_the_dates_narrow_them_further(client, months):
    shown = page(client, "ضمانات", "en", **{"from": "2024-02"})
    assert list(bars(shown)) == ["February 2024: One article", "April 2024: 2 articles"]
    one = Page(client.get(bars(shown)["April 2024: 2 articles"]["href"]))
    assert len(one.all("li", "hit")) == 2
    assert one.one("input", id="from").attrs["value"] == "2024-02"


def test_the_reading_in_words_tells_the_dates(client, months):
    shown = page(client, "ضمانات", "en", **{"from": "2024-02"})
    assert "published since Thursday 1 February 2024" in shown.one("p", "reading-of").text


@pytest.mark.parametrize(
    ("since", "until", "wrong", "sentence"),
    [
        ("غدا", "2024", "from", "تعذّرت قراءة هذا التاريخ"),
        ("2024", "2024-13", "to", "تعذّرت قراءة هذا التاريخ"),
        ("2024", "2023", "to", "ينتهي هذا المدى قبل أن يبدأ"),
    ],
)
def test_a_wrong_date_stays_in_its_field_beside_its_sentence(
    client, months, since, until, wrong, sentence
):
    response = ask(client, "ضمانات", **{"from": since, "to": until})
    assert response.status_code == 400
    shown = Page(response)
    assert shown.one("p", role="alert").text.startswith(sentence)
    fields = {name: shown.one("input", id=name).attrs for name in ("q", "from", "to")}
    assert [f["value"] for f in fields.values()] == ["ضمانات", since, until]
    assert [name for name, f in fields.items() if "aria-invalid" in f] == [wrong]
    assert "query-error" in fields[wrong]["aria-describedby"].split()


# --- Queries that cannot be understood --------------------------------------------------------

WRONG = {
    "ا" * 257: ("٢٥٦", "256 characters"),
    "كلمة " * 17: ("١٦ كلمة", "16 words"),
    "؟!": ("لا كلمات", "no words"),
    "-روسيا": ("يُستبعد", "leave out"),
    "«حلف": ("علامة اقتباس", "quotation mark"),
    "(حلف": ("ينقص قوس", "bracket is missing"),
    "حلف ()": ("بين القوسين", "between the brackets"),
    "(" * 11 + "حلف" + ")" * 11: ("متداخلة", "inside one another"),
    "حلف أو": ("على كل جانب", "on each side"),
    "ن*": ("النجمة", "A star"),
}


@pytest.mark.parametrize("language", ROOTS)
@pytest.mark.parametrize("typed", WRONG)
def test_a_query_that_cannot_be_understood_gets_a_sentence(client, typed, language):
    response = ask(client, typed, language)
    assert response.status_code == 400
    notice = Page(response).one("p", role="alert").text
    assert WRONG[typed][language == "en"] in notice
    assert notice.endswith(".")


def test_a_wrong_query_stays_in_the_box_beside_its_sentence(client):
    shown = Page(ask(client, "«حلف"))
    box = shown.one("input", id="q")
    assert box.attrs["value"] == "«حلف"
    assert shown.one(id=box.attrs["aria-describedby"]).text


# --- Anything at all --------------------------------------------------------------------------

NASTY = [
    *("*", "**", "ا*", "*ا*", "((((", "))))", '"', '""""', "«»«»", "- - -", "--", "|", "||||"),
    *("AND", "OR", "NOT", "أو أو أو", "text:x", "django_ct:archive.article", "[a TO z]", "a~5"),
    *("a^9", "a?b", "\\", "%", "%%%s%(x)s{0}{{x}}{% x %}", "' OR 1=1 --", "'; DROP TABLE x;--"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "</title>"),
    *("\x00", "a\x00b", "\x1b[31m", "\u202e\u2066\u202b", "\u200f", "\ufeff", "\ufdfa", "\u0640"),
    *("\u064b" * 200, "\U0001f600", "e\u0301" * 100, "\n", "a\r\nb", "\ud800", "\udfff\ud800"),
    *("ا" * 10_000, "ا " * 5_000, '"' * 10_000, "(" * 256, "1" * 256, "٠" * 256, "-" * 256),
]


def check(client, address):
    response = client.get(address)
    assert response.status_code in (200, 400)
    shown = Page(response)
    if response.status_code == 400:
        assert re.search(r"\w.+\.", shown.one("p", role="alert").text)
    assert "<script>alert" not in shown.html
    assert not shown.all("img")
    assert not [name for e in shown.elements for name in e.attrs if name.startswith("on")]


def encoded(text):
    return quote(text.encode("utf-8", errors="surrogatepass"))


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_it_answers_anything_that_is_typed(client, library, typed):
    check(client, f"/search/?q={encoded(typed)}")
    check(client, f"/search/?q={encoded('ضمانات ' + typed)}")


@pytest.mark.parametrize("name", ["theme", "outlet", "year", "month", "sort", "page", "from", "to"])
@pytest.mark.parametrize(
    "value", ["", "\x00", "\ud800", "<script>alert(1)</script>", "١" * 9999, "2٠٢1-12", "9" * 99]
)
def test_it_answers_any_other_parameter(client, library, name, value):
    check(client, f"/search/?q={quote('ضمانات')}&{name}={encoded(value)}")


@pytest.mark.parametrize(
    "query",
    [
        "q=%ED%A0%80",
        "q=%FF%FE",
        "q=%",
        "q=%zz",
        "q=a&q=b&q=%22",
        "q",
        "&&&===",
        "q[]=a",
        "q=a;page=2",
        "page=%00&sort=%00&year=%00",
    ],
)
def test_it_answers_any_query_string(client, query):
    an_article()
    index_all()
    check(client, f"/search/?{query}")


def test_more_parameters_than_can_be_read_get_a_page_that_says_so(client):
    response = client.get("/search/?" + "&".join(f"a{n}=" for n in range(1001)))
    assert response.status_code == 400
    assert Page(response).one("h1").text == "تعذّرت قراءة الطلب"


PIECES = st.one_of(
    st.sampled_from([*'()|-*"«»“” \x00:^~', "OR", "أو", "ليس", "ضمانات", "الض", "من", "<b>"]),
    st.text(st.characters(exclude_categories=[]), max_size=4),
)


@given(typed=st.lists(PIECES, max_size=25).map("".join))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_it_never_breaks(client, library, typed):
    check(client, f"/search/?q={encoded(typed)}")


# --- Methods ----------------------------------------------------------------------------------


def test_it_answers_head_without_a_body(client, library):
    response = client.head("/search/", {"q": "ضمانات"})
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_takes_nothing(client, method):
    assert getattr(client, method)("/search/?q=a").status_code == 405


def test_an_error_points_at_its_place(client):
    page = Page(client.get("/search/", {"q": 'الناتو "روسيا'}))
    assert page.one("p", "place").text == 'الناتو "روسيا'
    assert page.one("mark").text == '"روسيا'


@pytest.mark.parametrize("language", ROOTS)
def test_an_error_begins_where_the_page_does_whatever_was_typed(client, language):
    place = Page(ask(client, "(NATO", language)).one("p", "place")
    assert "dir" not in place.attrs
    assert Page(ask(client, "(NATO", language)).one("bdi", dir="auto").text == "(NATO"


def test_below_an_error_stand_the_examples_and_what_to_begin_with(client, library):
    shown = Page(ask(client, "«حلف"))
    assert shown.one("div", "help")
    assert shown.one("section", "begin")
    assert not shown.all("input", id="from")


@pytest.mark.parametrize(
    ("typed", "more"), [("من:أمس هدنة", {}), ("هدنة", {"from": "أمس"}), ("ا" * 257, {})]
)
def test_an_arabic_error_has_arabic_digits_alone(client, typed, more):
    assert not re.search("[0-9]", Page(ask(client, typed, **more)).one("p", role="alert").text)


@pytest.mark.parametrize("written", ["٢٠٢١/١٢/٣١", "٢٠٢١/١٢", "٢٠٢١"])
def test_a_date_is_read_as_its_error_says_to_write_it(client, library, written):
    assert page(client, f"ضمانات من:{written}").all("li", "hit")


def test_what_holds_a_part_is_told_before_how_much_there_is_of_it(client, library):
    shown = page(client, "ضمانات كييف زرافة", "en")
    told = shown.one("p", "notice").text
    assert told.startswith("No article holds all")
    assert shown.html.index(told) < shown.html.index("articles found")
    assert not shown.all("p", "reading-of")


def test_other_spellings_are_one_list_with_the_word_of_each(client):
    an_article(title="خبر", body="التقى ستولتنبرغ وترامب.")
    index_all()
    shown = page(client, "ستولتنبرج ترمب")
    assert shown.html.count("بحثنا أيضًا عن:") == 1
    typed = shown.one("div", "expansions").text
    assert "ستولتنبرج: " in typed
    assert "ترمب: " in typed


def test_the_page_of_similar_articles_leads_on(client, seeds):
    page = Page(client.get(f"/search/similar/{seeds['001'].pk}/"))
    assert seeds["003"].get_absolute_url() in page.links()
    assert page.one("h1").text == "مقالات مشابهة"


def test_an_article_that_readers_may_not_see_is_like_nothing(client, seeds):
    hidden = seeds["001"].found_inside.first()
    assert client.get(f"/search/similar/{hidden.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/search/?q=باريس", "/en/search/?q=باريس"])
def test_a_damaged_index_is_told_and_the_rest_of_the_site_stays(client, db, address):
    backend = connections["default"].get_backend()
    an_article(title="قمة باريس")
    index_all()
    for file in Path(backend.path).glob("build-*/*.arrays"):
        file.write_bytes(file.read_bytes()[:100])
    backend.forget()
    response = client.get(address)
    assert response.status_code == 503
    assert "متوقف" in response.content.decode() or "out of service" in response.content.decode()
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("dates", ["from=2021-02-30", "from=2022&to=2021", "from=غدا", "to=0"])
@pytest.mark.parametrize("root", ["", "/en"])
def test_dates_alone_that_cannot_be_read_are_told_in_a_sentence(client, db, root, dates):
    response = client.get(f"{root}/search/?{dates}")
    assert response.status_code == 400
    page = Page(response)
    kept = [page.one("input", id=bound).attrs["value"] for bound in ("from", "to")]
    assert (
        "&".join(f"{name}={text}" for name, text in zip(("from", "to"), kept, strict=True) if text)
        == dates
    )
