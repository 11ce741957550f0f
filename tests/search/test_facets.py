"""The chart of when results were published."""

import pytest
from django.utils import translation

from search.facets import Choice, Facet, chart


def facet(name, counts, chosen=()):
    choices = [Choice(v, v, n, v in chosen, lambda: "") for v, n in counts.items()]
    return Facet(name, choices)


def values(drawn):
    return [bar.choice.value if bar else None for bar in drawn.bars]


def test_months_stand_in_the_order_of_time_with_gaps_between():
    drawn = chart([facet("month", {"2024-03": 1, "2023-12": 4, "2024-01": 2})])
    assert values(drawn) == ["2023-12", "2024-01", None, "2024-03"]
    assert [bar.height for bar in drawn.bars if bar] == [100, 50, 25]
    assert (drawn.first.value, drawn.last.value) == ("2023-12", "2024-03")


def test_a_bar_and_the_room_over_it_fill_the_height():
    drawn = chart([facet("month", {"2024-01": 1000, "2024-02": 1})])
    assert [(bar.top, bar.height) for bar in drawn.bars] == [(0, 100), (96, 4)]


@pytest.mark.parametrize(("last", "name"), [("2025-12", "month"), ("2026-01", "year")])
def test_more_than_five_years_are_drawn_year_by_year(last, name):
    months = facet("month", {last: 1, "2021-01": 1})
    years = facet("year", {last[:4]: 1, "2021": 1})
    assert chart([years, months]).facet.name == name


@pytest.mark.parametrize(("language", "shown"), [("ar", "١٬٢٠٠"), ("en", "1,200")])
def test_the_highest_bar_is_told_in_the_digits_of_the_page(language, shown):
    drawn = chart([facet("month", {"2024-01": 7, "2024-02": 1200})])
    with translation.override(language):
        assert drawn.highest == shown


def test_the_span_is_that_of_the_results_and_not_of_what_is_ticked():
    counts = {"2024-01": 1, "2024-03": 2, "2024-02": 0, "1990-01": 0, "nonsense": 0}
    drawn = chart([facet("month", counts, chosen=["2024-02", "1990-01", "nonsense"])])
    assert values(drawn) == ["2024-01", "2024-02", "2024-03"]
    assert (drawn.bars[1].height, drawn.bars[1].choice.is_chosen) == (0, True)


@pytest.mark.parametrize(
    "facets",
    [
        [],
        [facet("month", {"2024-01": 5}), facet("year", {"2024": 5})],
        [facet("month", {"2024-01": 0, "2024-02": 0})],
        [facet("year", {"1024": 1, "2024": 1})],
        [facet("theme", {"2024": 1, "2023": 1})],
    ],
)
def test_where_there_is_nothing_to_compare_or_too_much_nothing_is_drawn(facets):
    assert chart(facets) is None
