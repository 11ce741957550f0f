"""The search page as a reader meets it: dates, chips, ways on, keyboard, a narrow screen."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.looks import complaints

ASKED = quote("ضمانات امنيه")
WORDS = {
    "": {"from": "من", "to": "إلى", "apply": "تطبيق", "off": "إزالة: من ٢٠٢٢"},
    "/en": {"from": "From date", "to": "To date", "apply": "Apply", "off": "Remove: From 2022"},
}
LANGUAGES = pytest.mark.parametrize("root", WORDS, ids=["ar", "en"])
STATES = {
    "start": "/search/",
    "results": f"/search/?q={ASKED}&from=2015&theme=ceasefire",
    "named": "/search/?q=Stoltenberg",
    "nothing": f"/search/?q={ASKED}&from=2099&theme=ceasefire",
    "wrong date": f"/search/?q={ASKED}&from=x",
    "wrong words": "/search/?q=%22a",
}


@pytest.fixture
def a_page(chromium, site):
    """Open an empty page, in which a browser may say on its console that an answer is an error."""
    contexts = []

    def a_page(width=1440, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        return context.new_page()

    yield a_page
    for context in contexts:
        context.close()


def tab_to(page, target, most=120):
    """Press Tab until something has the focus; its outline must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            break
    expect(target).to_be_focused()
    assert target.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"


@LANGUAGES
@pytest.mark.parametrize("javascript", [True, False])
def test_dates_are_written_in_arabic_digits_and_taken_off_by_their_chip(
    open_page, root, javascript
):
    words = WORDS[root]
    page = open_page(f"{root}/search/?q={ASKED}", java_script_enabled=javascript)
    all_of_them = page.locator(".hit").count()
    page.get_by_label(words["from"], exact=True).fill("٢٠٢٢")
    page.get_by_role("button", name=words["apply"]).click()
    expect(page.locator(".hit")).not_to_have_count(all_of_them)
    assert 0 < page.locator(".hit").count() < all_of_them
    expect(page.get_by_label(words["from"], exact=True)).to_have_value("٢٠٢٢")
    page.get_by_role("link", name=words["off"]).click()
    expect(page.locator(".hit")).to_have_count(all_of_them)
    expect(page.get_by_label(words["from"], exact=True)).to_have_value("")


def test_the_dates_stay_when_other_words_are_searched_for(open_page):
    page = open_page(f"/search/?q={ASKED}&from=2022&sort=newest")
    box = page.get_by_role("combobox")
    box.fill("الناتو")
    box.press("Enter")
    page.wait_for_url(re.compile("from=2022.*sort=newest"))
    expect(page.get_by_label("من", exact=True)).to_have_value("2022")


@LANGUAGES
def test_a_wrong_date_is_told_and_put_right_where_it_stands(a_page, site, root):
    words = WORDS[root]
    page = a_page()
    page.goto(f"{site}{root}/search/?q={ASKED}")
    page.get_by_label(words["to"], exact=True).fill("2021-13")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    field = page.get_by_label(words["to"], exact=True)
    expect(field).to_have_value("2021-13")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("combobox")).to_have_value("ضمانات امنيه")
    field.fill("٢٠٢١")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()


@LANGUAGES
def test_a_keyboard_goes_through_all_of_the_page(open_page, root):
    words = WORDS[root]
    page = open_page(f"{root}/search/")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("ضمانات امنيه")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    # A link that is not seen before leads past the hits to what narrows them.
    tab_to(page, page.locator(".to-narrow a"))
    expect(page.locator(".to-narrow a")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#narrow")).to_be_focused()
    field = page.get_by_label(words["from"], exact=True)
    tab_to(page, field)
    page.keyboard.type("2022")
    page.keyboard.press("Enter")
    chip = page.get_by_role("link", name=words["off"])
    expect(chip).to_be_visible()
    tab_to(page, chip)
    page.keyboard.press("Enter")
    expect(chip).to_have_count(0)
    tab_to(page, page.locator(".sorts a").last)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sort=oldest"))
    tab_to(page, page.locator(".facets .tally a").last)
    page.keyboard.press("Enter")
    expect(page.locator(".taken a.chip")).to_have_count(1)


def test_on_a_narrow_screen_results_come_first_and_a_link_leads_to_the_facets(open_page):
    page = open_page(f"/search/?q={ASKED}", width=360)
    hit, facets = page.locator(".hit").first, page.locator(".facets")
    assert hit.bounding_box()["y"] < 700
    assert hit.bounding_box()["y"] < facets.bounding_box()["y"]
    page.get_by_role("link", name="تضييق النتائج").click()
    expect(facets).to_be_in_viewport()


@LANGUAGES
def test_where_nothing_is_found_a_link_finds_something(open_page, root):
    page = open_page(f"{root}/search/?q={ASKED}&from=2099")
    expect(page.locator(".hit")).to_have_count(0)
    page.locator(".ways a").first.click()
    expect(page.locator(".hit").first).to_be_visible()


@LANGUAGES
def test_a_reader_without_words_begins_with_a_theme(open_page, root):
    page = open_page(f"{root}/search/")
    page.locator(".begin .tally a[href*=theme]").first.click()
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.locator(".named a")).to_be_visible()


def test_context_of_a_hit_takes_two_lines_of_a_wide_screen(open_page):
    page = open_page(f"/search/?q={ASKED}")
    for passage in page.locator(".passage").all():
        lines = passage.evaluate(
            "e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)"
        )
        assert round(lines) <= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_state_of_the_page_is_sound(a_page, site, scheme, width):
    page = a_page(width=width, color_scheme=scheme)
    for root in WORDS:
        for path in STATES.values():
            page.goto(f"{site}{root}{path}")
            for summary in page.locator("main summary").all():
                summary.click()
            complaints(page)
            assert not re.search("[\ufb50-\ufdff\ufe70-\ufefc]", page.locator("main").inner_text())
