"""A reader cites an article and reports an error in it; an editor deals with the report."""

import re

import pytest
from playwright.sync_api import expect

from archive.models import ErrorReport
from tests.browser.looks import complaints


def test_a_citation_is_copied_from_the_page_of_an_article(open_page, seeds, site):
    article = seeds["003"]
    page = open_page(article.get_absolute_url(), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="الاستشهاد به").click()
    page.get_by_role("button", name="نسخ الاستشهاد").click()
    expect(page.get_by_role("button", name="نُسخ")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"«{article.title}»" in copied
    assert f"{site}{article.get_absolute_url()} " in copied
    assert page.locator(".citation").inner_text() == copied


def test_the_files_of_a_citation_are_taken_along(open_page, seeds):
    article = seeds["003"]
    page = open_page(f"{article.get_absolute_url()}cite/")
    for link, ending in (("RIS", "ris"), ("BibTeX", "bib"), ("CSL-JSON", "json")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link, exact=True).click()
        assert download.value.suggested_filename == f"diwan{article.pk}.{ending}"


def test_the_citation_can_be_read_without_javascript(open_page, seeds):
    page = open_page(f"/en{seeds['003'].get_absolute_url()}cite/", java_script_enabled=False)
    expect(page.locator(".citation")).to_contain_text("Diwan, the archive of Arabic")
    expect(page.get_by_role("button", name="Copy the citation")).to_be_hidden()


def press_to(page, field):
    """Press Tab until a field has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not come there")


def test_an_error_is_reported_with_the_keyboard_and_an_editor_deals_with_it(
    open_page, log_in, site, seeds
):
    article = seeds["003"]
    page = open_page(article.get_absolute_url())
    link = page.get_by_role("link", name="الإبلاغ عن خطأ")
    press_to(page, link)
    page.keyboard.press("Enter")
    press_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("التاريخ غير صحيح.")
    page.keyboard.press("Tab")
    page.keyboard.type("reader@example.org")
    page.keyboard.press("Tab")  # past the field that is there for programs
    expect(page.get_by_role("button", name="إرسال البلاغ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("شكرًا لك")
    report = ErrorReport.objects.get()
    assert (report.article, report.kind, report.message) == (article, "date", "التاريخ غير صحيح.")

    desk = log_in()
    waiting = desk.locator(".queues a", has_text="بلاغات بأخطاء")
    expect(waiting).to_contain_text("١")
    waiting.click()
    desk.locator("#result_list tbody th a").click()
    expect(desk.get_by_text("التاريخ غير صحيح.")).to_be_visible()
    desk.get_by_label("عولج").check()
    desk.locator("[name=note]").fill("صُحح.")
    desk.locator("[name=_save]").first.click()
    expect(desk.locator(".success")).to_be_visible()
    desk.goto(f"{site}/admin/")
    expect(waiting).to_contain_text("٠")
    report.refresh_from_db()
    assert (report.is_open, report.dealt_by.username, report.email) == (False, "samira", "")


def test_a_form_that_was_filled_wrongly_says_where(open_page, seeds):
    page = open_page(f"/en{seeds['003'].get_absolute_url()}report/", java_script_enabled=False)
    page.locator("form.report").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("The report was not sent.")
    message = page.get_by_label("What should be there instead?")
    expect(message).to_have_attribute("aria-invalid", "true")
    expect(message).to_have_accessible_description(re.compile("Write what is wrong"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_too_wide_and_axe_finds_nothing_to_complain_of(
    open_page, site, seeds, scheme, width
):
    page = open_page("/", width=width, color_scheme=scheme)
    for article in (seeds["002"], seeds["003"]):
        for language in ("", "/en"):
            for place in ("cite/", "report/", "report/thanks/"):
                page.goto(f"{site}{language}{article.get_absolute_url()}{place}")
                complaints(page)
    page.goto(f"{site}{seeds['003'].get_absolute_url()}report/")
    page.locator("form.report").evaluate("form => form.noValidate = true")
    page.locator("form.report [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    complaints(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_reports_at_the_desk_are_wide_enough_and_open_to_all(
    log_in, site, seeds, scheme, width
):
    article = seeds["003"]
    report = article.error_reports.create(
        kind="date", message="كلمة " * 80, email="reader@example.org"
    )
    page = log_in(color_scheme=scheme, width=width, bypass_csp=True)  # axe tries styles of its own
    for language in ("", "/en"):
        for place in ("", "?state=open", f"{report.pk}/change/"):
            page.goto(f"{site}{language}/admin/archive/errorreport/{place}")
            complaints(page)
