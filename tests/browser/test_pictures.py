"""The pictures of the archive, as a reader meets them."""

import datetime
import itertools

import pytest
from playwright.sync_api import expect

from archive.models import Outlet, Theme
from tests.browser.looks import complaints
from tests.made import an_article, index_all

LANGUAGES = pytest.mark.parametrize("root", ["", "/en"], ids=["ar", "en"])
PAGES = (
    "/themes/refugees/",
    "/themes/refugees/names/",
    "/archive/",
    "/archive/2024/",
    "/outlets/made-up/",
)
TALKS = "التقى إيمانويل ماكرون ودونالد ترامب وينس ستولتنبرغ في باريس وبحثوا مع روسيا وأوكرانيا."


@pytest.fixture
def pictures(open_page):
    """Open a page of an archive whose theme, outlet and years have something to draw."""
    outlet = Outlet.objects.create(name="صحيفة مختلقة", slug="made-up")
    other = Outlet.objects.create(name="صحيفة مختلقة أخرى")
    theme = Theme.objects.get(slug="refugees")
    for month, articles in ((1, 1), (2, 6), (3, 1), (6, 2), (9, 5), (12, 1)):
        for day in range(1, articles + 1):
            published = datetime.date(2024, month, day)
            an_article(body=TALKS, published=published, outlet=outlet).tag(theme)
    an_article(published=datetime.date(2025, 3, 5), outlet=other)
    index_all()
    return open_page


def boxes(found):
    return [element.bounding_box() for element in found.all()]


@LANGUAGES
def test_time_begins_where_reading_does(pictures, root):
    page = pictures(f"{root}/themes/refugees/")
    bars = [box["x"] for box in boxes(page.locator(".timeline .bar:not(.top)"))]
    assert len(bars) > 2
    assert bars == sorted(bars, reverse=not root)
    marks = [box["x"] for box in boxes(page.locator(".timeline .mark"))]
    assert len(marks) > 1
    assert marks == sorted(marks, reverse=not root)
    names = [box["x"] for box in boxes(page.locator(".timeline .axis a:visible"))]
    assert names == sorted(names, reverse=not root)


@LANGUAGES
def test_a_mark_stands_over_its_bar(pictures, root):
    page = pictures(f"{root}/themes/refugees/")
    tops, marks = (boxes(page.locator(f".timeline .{kind}")) for kind in ("top", "mark"))
    for bar, mark in zip(tops, marks, strict=True):
        middle = bar["x"] + bar["width"] / 2
        assert middle == pytest.approx(mark["x"] + mark["width"] / 2, abs=1)
        assert mark["y"] + mark["height"] <= bar["y"]


def test_the_higher_the_count_the_higher_the_bar(pictures):
    page = pictures("/themes/refugees/")
    heights = [box["height"] for box in boxes(page.locator(".timeline .bar:not(.top)"))]
    page.locator("details.as-table summary").click()
    counts = [int(cell.inner_text()) for cell in page.locator(".figures td").all()]
    for height, count in zip(heights, counts, strict=True):
        assert height / max(heights) == pytest.approx(count / max(counts), rel=0.05)


def test_a_pointer_follows_a_bar_to_its_articles(pictures):
    page = pictures("/en/themes/refugees/")
    count = page.locator(".timeline .hits a").nth(2).locator("title").text_content()
    page.locator(".timeline .hits rect").nth(2).click()
    expect(page.get_by_role("status")).to_contain_text("found")
    assert "article" in count


@LANGUAGES
def test_the_days_of_a_year_run_as_the_language_does(pictures, root):
    page = pictures(f"{root}/archive/2024/")
    days = [box["x"] for box in boxes(page.locator(".calendar a rect"))]
    assert days[0] != days[-1]
    assert (days[0] > days[-1]) is (not root)


@LANGUAGES
@pytest.mark.parametrize("width", [360, 1440])
def test_no_label_of_the_network_stands_on_another(pictures, root, width):
    page = pictures(f"{root}/themes/refugees/names/", width=width)
    labels = boxes(page.locator(".network text:visible"))
    assert len(labels) >= 3
    for a, b in itertools.combinations(labels, 2):
        apart = (
            a["x"] + a["width"] <= b["x"]
            or b["x"] + b["width"] <= a["x"]
            or a["y"] + a["height"] <= b["y"]
            or b["y"] + b["height"] <= a["y"]
        )
        assert apart, (a, b)


def test_a_keyboard_reaches_the_names_and_the_headlines(pictures):
    page = pictures("/en/themes/refugees/names/")
    node = page.locator(".names-wide a").first
    name = node.get_attribute("aria-label")
    node.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name.split(":")[0])
    page.go_back()
    page.goto(page.url.removesuffix("names/"))
    headline = page.locator(".peak-title").first
    title = headline.inner_text()
    headline.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@LANGUAGES
def test_nobody_is_kept_out_of_a_picture(pictures, root, scheme):
    page = pictures("/", color_scheme=scheme)
    start = page.url.rstrip("/")
    for path in PAGES:
        page.goto(start + root + path)
        assert page.locator(".picture svg").count(), path
        for summary in page.locator(".picture summary").all():
            summary.click()
        complaints(page)


@LANGUAGES
def test_the_pictures_fit_a_narrow_screen(pictures, root):
    page = pictures("/", width=360)
    start = page.url.rstrip("/")
    for path in PAGES:
        page.goto(start + root + path)
        for summary in page.locator(".picture summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
