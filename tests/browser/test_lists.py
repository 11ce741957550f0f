"""Lists of names, outlets, themes and dates as readers see them and walk through them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import complaints

PATHS = [
    "/names/",
    "/names/?kind=place",
    "/names/mark-rutte/",
    "/outlets/",
    "/outlets/{outlet}/",
    "/themes/",
    "/themes/?order=name",
    "/themes/security-guarantees/",
    "/archive/",
    "/archive/2021/",
    "/archive/2021/12/",
    "/archive/2021/12/25/",
    "/archive/1999/",
]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lists_fit_the_screen_and_axe_finds_nothing(chromium, site, seeds, width, scheme):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    outlet = seeds["003"].outlet.slug
    for root in ("", "/en"):
        for path in PATHS:
            page.goto(site + root + path.format(outlet=outlet))
            complaints(page)
    context.close()


def test_a_reader_walks_by_keyboard_from_a_letter_to_a_name_to_an_article(open_page, seeds):
    page = open_page("/names/")
    bar = page.get_by_role("navigation", name="الحروف")
    bar.get_by_role("link", name="ي", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#letter-ي")).to_be_in_viewport()
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("article").first.get_by_role("heading").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/articles/"))


def test_a_letter_without_names_is_no_link(open_page):
    bar = open_page("/names/").get_by_role("navigation", name="الحروف")
    expect(bar.get_by_role("listitem")).to_have_count(28)
    letters = bar.get_by_role("link").all_inner_texts()
    assert 0 < len(letters) < 28


def test_a_reader_goes_from_the_archive_to_a_day_and_on(open_page, seeds):
    page = open_page("/archive/2021/12/")
    page.get_by_role("table", name="المقالات بالأيام").get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("كانون الأول/ديسمبر ٢٠٢١")
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("navigation", name="ما قبله وما بعده").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)


def test_columns_begin_on_the_side_where_the_language_does(open_page):
    for path, side in (("/names/?kind=place", "rtl"), ("/en/names/?kind=place", "ltr")):
        page = open_page(path)
        places = page.locator(".index h2").evaluate_all(
            "headings => headings.map(h => h.getBoundingClientRect().x)"
        )
        assert (places[0] > places[-1]) is (side == "rtl")
