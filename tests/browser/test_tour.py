"""A reader who goes through the archive with the keyboard alone, in Arabic and in English."""

import re

import pytest
from playwright.sync_api import expect

PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
MOST_PRESSES = 120

FOCUSED = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_to(page, link):
    """Press Tab until a link has the focus; everything on the way shows that it has it."""
    for _ in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            assert page.evaluate(FOCUSED), f"no focus to be seen on {link}"
            return
    raise AssertionError(f"{MOST_PRESSES} presses did not reach {link} on {page.url}")


def follow(page, link, heading):
    """Reach a link and press Enter; the page that it leads to says what was expected."""
    tab_to(page, link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert not PRESENTATION_FORMS.search(page.locator("body").inner_text())


@pytest.mark.parametrize(
    ("root", "sections", "theme", "person", "outlets"),
    [
        ("", "الأقسام", "مجلس الناتو وروسيا", "ينس ستولتنبرغ", "جهات النشر"),
        ("/en", "Sections", "NATO–Russia Council", "Jens Stoltenberg", "Outlets"),
    ],
)
def test_a_reader_tours_the_archive_with_the_keyboard(
    open_page, seeds, root, sections, theme, person, outlets
):
    article = seeds["003"]
    page = open_page(f"{root}/")
    themes = page.get_by_role("navigation", name=sections).get_by_role("link").nth(1)
    follow(page, themes, themes.inner_text())
    follow(page, page.locator("main").get_by_role("link", name=theme), theme)
    follow(page, page.locator("main").get_by_role("link", name=article.title).last, article.title)
    follow(page, page.locator(".body a.name", has_text="ستولتنبرغ").first, person)
    follow(page, page.get_by_role("link", name=article.title).first, article.title)
    kicker = page.locator(".kicker a").first
    follow(page, kicker, kicker.inner_text())
    places = page.get_by_role("navigation", name=sections)
    follow(page, places.get_by_role("link", name=outlets), outlets)


def test_a_reader_shares_and_takes_an_article_along_with_the_keyboard(open_page, seeds):
    page = open_page(seeds["003"].get_absolute_url())
    share = page.locator(".share summary")
    tab_to(page, share)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="بالبريد الإلكتروني")).to_be_focused()
    for name in ("طباعة", "PDF", "الاستشهاد به", "الإبلاغ عن خطأ"):
        tab_to(page, page.locator(".doings").get_by_role("link", name=name))


def test_nothing_moves_for_a_reader_who_wants_no_motion(open_page, seeds):
    page = open_page("/", reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(element => {
            const style = getComputedStyle(element);
            const lasts = text => text.split(",").some(part => parseFloat(part) > 0);
            return lasts(style.transitionDuration) || lasts(style.animationDuration);
        }).map(element => element.className)"""
    )
    assert moving == []
