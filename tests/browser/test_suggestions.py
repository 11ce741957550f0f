"""Suggestions as a reader meets them, by keyboard and by mouse."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WORDS = {"": ("ستولت", "ينس ستولتنبرغ"), "/en": ("Stolt", "Jens Stoltenberg")}
LANGUAGES = pytest.mark.parametrize("root", WORDS, ids=["ar", "en"])


def typed(page, text):
    """Type into the box, key by key, and return it when the list is there."""
    box = page.get_by_role("combobox")
    box.press_sequentially(text)
    expect(page.get_by_role("listbox")).to_be_visible()
    return box


def active(box):
    """The option that a screen reader is told of."""
    return box.page.locator(f"#{box.get_attribute('aria-activedescendant')}")


@LANGUAGES
def test_the_arrows_walk_through_the_list_and_enter_opens(open_page, site, root):
    text, name = WORDS[root]
    page = open_page(f"{root}/")
    box = typed(page, text)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    box.press("ArrowDown")
    expect(active(box)).to_have_text(name)
    expect(active(box)).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    box.press("Enter")
    page.wait_for_url(f"{site}{root}/search/?person=jens-stoltenberg")
    expect(page.locator(".hit")).to_have_count(2)


def test_beyond_either_end_stands_the_box_itself(open_page):
    page = open_page("/")
    box = typed(page, "ضمانات")
    options = page.get_by_role("option")
    box.press("ArrowUp")
    assert active(box).get_attribute("id") == options.last.get_attribute("id")
    box.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    box.press("ArrowDown")
    assert active(box).get_attribute("id") == options.first.get_attribute("id")


@LANGUAGES
def test_without_a_choice_the_words_are_searched_for_as_typed(open_page, site, root):
    page = open_page(f"{root}/")
    box = typed(page, "ضمانات")
    box.press("Enter")
    page.wait_for_url(re.compile(re.escape(f"{site}{root}/search/?q=")))
    expect(page.get_by_role("combobox")).to_have_value("ضمانات")


def test_escape_closes_the_list_and_leaves_the_words(open_page):
    page = open_page("/")
    box = typed(page, "ضمانات")
    box.press("ArrowDown")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(box).to_have_value("ضمانات")
    box.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


@LANGUAGES
def test_a_click_opens_what_was_clicked(open_page, site, root):
    text, name = WORDS[root]
    page = open_page(f"{root}/")
    typed(page, text)
    page.get_by_role("option", name=name).click()
    page.wait_for_url(f"{site}{root}/search/?person=jens-stoltenberg")


def test_a_tap_opens_an_article(open_page, seeds, site):
    page = open_page("/", width=360, has_touch=True)
    typed(page, "ضمانات")
    page.get_by_role("option", name=seeds["000"].title).tap()
    page.wait_for_url(site + seeds["000"].get_absolute_url())


def test_the_list_goes_when_the_reader_leaves_the_box(open_page):
    page = open_page("/")
    box = typed(page, "ضمانات")
    box.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_list_goes_with_the_words(open_page):
    page = open_page("/")
    box = typed(page, "ضمانات")
    box.fill("ض")
    expect(page.get_by_role("listbox")).to_be_hidden()


@LANGUAGES
def test_groups_and_the_number_are_named_in_the_language_of_the_page(open_page, root):
    page = open_page(f"{root}/")
    typed(page, "ضمانات")
    names = ["Themes", "Articles"] if root else ["الموضوعات", "المقالات"]
    for name in names:
        expect(page.get_by_role("group", name=name)).to_be_visible()
    count = "3 suggestions" if root else "٣ اقتراحات"
    expect(page.locator("[aria-live=polite]")).to_have_text(count)


def test_the_typed_words_are_marked_whole(open_page):
    page = open_page("/")
    typed(page, "ضما")
    marked = page.get_by_role("listbox").locator("mark").all_inner_texts()
    assert set(marked) == {"ضمانات", "الضمانات"}


def test_a_title_is_shown_as_text_whatever_it_holds(open_page, seeds):
    article = seeds["003"]
    article.title = "<img src=x onerror=alert(1)> قمة & غيرها"
    article.save()
    page = open_page("/")
    typed(page, "قمة")
    expect(page.get_by_role("option", name=article.title)).to_be_visible()
    expect(page.get_by_role("listbox").locator("img")).to_have_count(0)


def test_nothing_is_asked_for_while_an_input_method_composes(open_page):
    page = open_page("/")
    asked = []
    page.on("request", lambda request: "suggest" in request.url and asked.append(request.url))
    box = page.get_by_role("combobox")
    box.focus()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "nato", "selectionStart": 4, "selectionEnd": 4}
    )
    page.wait_for_timeout(500)
    assert [address for address in asked if "/search/suggest/" in address] == []
    session.send("Input.insertText", {"text": "nato"})
    expect(page.get_by_role("listbox")).to_be_visible()


def test_a_late_answer_to_earlier_words_is_not_shown(open_page):
    page = open_page("/")
    waiting = []

    def hold(route):
        # The first question stays open until the second one is answered.
        if not waiting:
            waiting.append(route)
        else:
            route.continue_()

    page.route("**/search/suggest/**", hold)
    box = page.get_by_role("combobox")
    with page.expect_request("**/search/suggest/**"):
        box.fill("ضمانات")
    box.fill("ستولت")
    expect(page.get_by_role("option", name="ينس ستولتنبرغ")).to_be_visible()
    waiting[0].abort()
    expect(page.get_by_role("option")).to_have_count(1)


def test_the_box_on_the_search_page_suggests_too(open_page, site):
    page = open_page("/search/?q=Stoltenber")
    box = page.get_by_role("combobox")
    box.press("End")
    box.press_sequentially("g")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"{site}/search/?person=jens-stoltenberg")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@LANGUAGES
def test_axe_finds_nothing_to_complain_of_in_the_open_list(open_page, root, scheme):
    for path in ("/", "/search/?q=x"):
        page = open_page(root + path, color_scheme=scheme)
        page.get_by_role("combobox").fill("")
        box = typed(page, "ضمانات")
        box.press("ArrowDown")
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


@LANGUAGES
def test_the_open_list_fits_a_narrow_screen(open_page, seeds, root):
    article = seeds["003"]
    article.title = "ضمانات " + "كلمةبلانهاية" * 30
    article.save()
    page = open_page(f"{root}/", width=360)
    box = typed(page, "ضمانات")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    area, form = (
        page.get_by_role("listbox").bounding_box(),
        page.get_by_role("search").bounding_box(),
    )
    assert area["x"] >= 0
    assert area["x"] + area["width"] <= 360
    assert area["width"] == pytest.approx(form["width"], abs=2)
    box.press("ArrowUp")
    expect(active(box)).to_be_in_viewport()
