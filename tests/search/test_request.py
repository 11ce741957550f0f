"""What a reader asks for, read from an address and written back into one."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.urls import NoReverseMatch
from hypothesis import given
from hypothesis import strategies as st

from search.query_errors import EndsBeforeItBegins, UnknownBound
from search.request import FACETS, LAST_PAGE, NEWEST, RELEVANCE, SearchRequest


def read(address):
    return SearchRequest.read(QueryDict(urlsplit(address).query))


def test_it_reads_everything_that_an_address_says():
    request = read("/search/?q=%D9%82&theme=a&theme=b&year=2021&sort=newest&page=3")
    assert request == SearchRequest("ق", NEWEST, 3, {"theme": ("a", "b"), "year": ("2021",)})


def test_defaults_are_left_out_of_the_address():
    assert SearchRequest().url() == "/search/"
    assert SearchRequest("ق").url() == "/search/?q=%D9%82"


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        *(("", 1), ("0", 1), ("-1", 1), ("x", 1), ("1.5", 1), ("²", 1), (" 2", 1)),
        *(("7", 7), ("٧", 7), ("501", LAST_PAGE), ("999999999", LAST_PAGE)),
    ],
)
def test_a_page_out_of_bounds_becomes_the_nearest_sensible_one(typed, page):
    assert SearchRequest.read(QueryDict(f"page={typed}")).page == page


def test_a_sort_that_does_not_exist_is_relevance():
    assert SearchRequest.read(QueryDict("q=a&sort=random")).sort == RELEVANCE


def test_values_are_taken_once_and_empty_ones_not_at_all():
    assert read("?theme=a&theme=&theme=a&year=").chosen == {"theme": ("a",)}


def test_values_without_number_or_measure_are_cut():
    request = read("?" + "&".join(f"theme=t{n}" for n in range(100)) + "&year=" + "1" * 9999)
    assert len(request.chosen["theme"]) <= 20
    assert len(request.chosen["year"][0]) <= 100


def test_what_no_page_can_hold_is_dropped():
    parameters = QueryDict(mutable=True)
    parameters["q"] = "حلف\ud800"
    parameters.setlist("theme", ["\udfff", "a\udfff"])
    request = SearchRequest.read(parameters)
    assert (request.text, request.chosen) == ("حلف", {"theme": ("a",)})


def test_no_value_that_is_looked_up_holds_a_nul_for_some_databases_refuse_it():
    request = read("/search/?theme=%00a&outlet=%00&year=20%0021")
    assert "\x00" not in "".join(v for values in request.chosen.values() for v in values)


def test_ticking_a_value_goes_to_the_first_page_and_ticking_it_again_undoes_it():
    request = SearchRequest("ق", NEWEST, 4, {"theme": ("a",)})
    ticked = request.toggled("theme", "b")
    assert ticked == SearchRequest("ق", NEWEST, 1, {"theme": ("a", "b")})
    assert ticked.toggled("theme", "b") == request.on_page(1)
    assert request.toggled("theme", "a").chosen == {}


def test_another_order_begins_on_the_first_page():
    assert SearchRequest("ق", page=4).sorted_by(NEWEST) == SearchRequest("ق", NEWEST, 1)


@pytest.mark.parametrize(
    ("request_", "by_date"),
    [
        (SearchRequest("ق"), False),
        (SearchRequest("ق", NEWEST), True),
        (SearchRequest(chosen={"year": ("2021",)}), True),
    ],
)
def test_dates_decide_where_nothing_is_relevant(request_, by_date):
    assert request_.by_date is by_date


TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)
VALUES = st.lists(TEXT, max_size=25)
DATES = TEXT | st.dates().map(str) | st.text("٠١٢٣٤٥٦٧٨٩۰۱۲۳/- x", max_size=80)


@given(
    single=st.fixed_dictionaries(
        {
            "q": TEXT,
            "sort": TEXT,
            "page": TEXT | st.integers().map(str),
            "from": DATES,
            "to": DATES,
        }
    ),
    chosen=st.fixed_dictionaries(dict.fromkeys(FACETS, VALUES)),
)
def test_whatever_was_read_is_read_again_from_its_own_address(single, chosen):
    parameters = QueryDict(mutable=True)
    parameters.update(single)
    for name, values in chosen.items():
        parameters.setlist(name, values)
    request = SearchRequest.read(parameters)
    assert read(request.url()) == request


@given(st.lists(st.sampled_from("abc").map(lambda c: c * 3), max_size=6))
def test_every_address_that_ticking_makes_is_read_back(ticks):
    request = SearchRequest("ق")
    for tick in ticks:
        address = request.toggled_url("theme", tick)
        request = request.toggled("theme", tick)
        assert read(address) == read(request.url()) == request


@pytest.mark.parametrize("page", [1, 4])
def test_the_address_of_a_tick_is_that_of_the_search_it_makes(page):
    request = SearchRequest("ق", NEWEST, page, {"theme": ("a",)}, True, "2021", "٢٠٢٢")
    for facet, value in [("theme", "a"), ("theme", "b"), ("year", "2021")]:
        assert request.toggled_url(facet, value) == request.toggled(facet, value).url()


def test_ticking_more_values_than_an_address_may_hold_makes_an_address_that_is_read_back():
    request = SearchRequest("ق")
    for number in range(25):
        request = request.toggled("theme", f"t{number}")
    assert read(request.url()) == request


def test_dates_are_kept_as_they_were_written_within_bounds():
    request = read("?from=%D9%A2%D9%A0%D9%A2%D9%A1&to=++2022+&q=")
    assert (request.since, request.until) == ("٢٠٢١", "2022")
    assert len(read("?from=" + "1" * 9999).since) <= 60


def test_dates_alone_are_a_search():
    assert SearchRequest().is_empty
    assert not SearchRequest(since="2021").is_empty
    assert SearchRequest(until="2021").by_date


def test_the_period_reaches_from_the_first_day_to_the_last():
    since, until = SearchRequest(since="2021-12", until="٢٠٢٢").period()
    assert (since[0], until[1]) == (date(2021, 12, 1), date(2022, 12, 31))
    assert SearchRequest().period() == (None, None)


def test_a_period_may_be_one_day_long():
    SearchRequest(since="2021-12-31", until="2021").period()


@pytest.mark.parametrize(
    ("since", "until", "error", "parameter"),
    [
        ("x", "", UnknownBound, "from"),
        ("2021", "2021-02-30", UnknownBound, "to"),
        ("2022", "2021", EndsBeforeItBegins, "to"),
    ],
)
def test_dates_that_are_none_are_refused_with_their_parameter(since, until, error, parameter):
    with pytest.raises(error) as refused:
        SearchRequest(since=since, until=until).period()
    assert refused.value.parameter == parameter


FULL = SearchRequest("ق", NEWEST, 4, {"theme": ("a", "b")}, True, "2021", "2022")


def test_another_page_takes_the_same_parameters():
    assert FULL.url("search:tag") == FULL.url().replace("/search/", "/search/tag/")
    with pytest.raises(NoReverseMatch):
        FULL.url("search:no-such-page")


def test_a_form_hands_on_what_it_does_not_ask_for():
    beside_text, beside_dates = map(dict, (FULL.beside_text, FULL.beside_dates))
    others = {"theme": "b", "exact": "1", "sort": NEWEST}
    assert beside_text == {"from": "2021", "to": "2022", **others}
    assert beside_dates == {"q": "ق", **others}


def test_what_narrows_the_results_is_taken_off_from_the_first_page():
    assert FULL.undated(since=True) == replace(FULL, page=1, since="")
    assert FULL.undated(until=True) == replace(FULL, page=1, until="")
    assert FULL.anywhere() == SearchRequest("ق", NEWEST, exact=True)
