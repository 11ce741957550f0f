"""The chart of when results were published, as a reader meets it."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.made import an_article, index_all

NAMES = {
    "": ("شباط/فبراير ٢٠٢٤: مقال واحد", "عُثر على مقال واحد", "عُثر على ٣ مقالات"),
    "/en": ("February 2024: One article", "One article found", "3 articles found"),
}
LANGUAGES = pytest.mark.parametrize("root", NAMES, ids=["ar", "en"])


@pytest.fixture
def chart_page(open_page):
    """Open the results for articles of January, February and April 2024."""
    for month in (1, 1, 2, 4):
        an_article(title="مشاورات", published=datetime.date(2024, month, 9))
    index_all()

    def chart_page(root, **options):
        return open_page(f"{root}/search/?q=مشاورات", **options)

    return chart_page


def places(page):
    """Where the bars begin, from the left edge of the screen."""
    return [bar.bounding_box()["x"] for bar in page.locator(".chart a").all()]


@LANGUAGES
def test_time_runs_with_the_language(chart_page, root):
    page = chart_page(root)
    assert places(page) == sorted(places(page), reverse=not root)
    first, second, third = places(page)
    assert abs(third - second) == pytest.approx(2 * abs(second - first), abs=1)
    axis = [label.bounding_box()["x"] for label in page.locator(".axis span").all()]
    assert axis == sorted(axis, reverse=not root)


def test_the_higher_the_count_the_higher_the_bar(chart_page):
    page = chart_page("")
    heights = [bar.bounding_box()["height"] for bar in page.locator(".chart rect").all()]
    assert heights[0] == pytest.approx(2 * heights[1], rel=0.05)
    assert heights[1] == heights[2]


@LANGUAGES
def test_a_keyboard_reads_the_bars_and_chooses_several(chart_page, root):
    name, one, three = NAMES[root]
    page = chart_page(root)
    bar = page.get_by_role("link", name=name)
    bar.focus()
    expect(page.locator(".says").nth(1)).to_have_css("clip-path", "none")
    expect(page.locator(".axis")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(one)
    expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "true")
    page.locator(".chart a").first.click()
    expect(page.get_by_role("status")).to_have_text(three)


def test_the_chart_works_without_javascript(chart_page):
    page = chart_page("", java_script_enabled=False)
    page.locator(".chart a").last.click()
    expect(page.get_by_role("status")).to_have_text("عُثر على مقال واحد")
    page.get_by_text("الأشهر في قائمة").click()
    expect(page.get_by_role("link", name="نيسان/أبريل ٢٠٢٤ ١", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@LANGUAGES
def test_axe_finds_nothing_to_complain_of_in_the_chart(chart_page, root, scheme):
    page = chart_page(root, color_scheme=scheme)
    page.locator(".chart a").first.click()
    page.locator("summary").click()
    page.locator(".chart a").last.focus()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@LANGUAGES
def test_three_years_of_months_fit_a_narrow_screen(chart_page, root):
    an_article(title="مشاورات", published=datetime.date(2026, 12, 9))
    index_all()
    page = chart_page(root, width=360)
    expect(page.locator(".chart li")).to_have_count(36)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert min(bar.bounding_box()["width"] for bar in page.locator(".chart a").all()) >= 8
