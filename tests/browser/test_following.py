"""A reader follows a search, from the page to the mail and back."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from search.models import SearchAlert
from tests.browser.looks import complaints

SEARCH = "?q=%D8%B6%D9%85%D8%A7%D9%86%D8%A7%D8%AA&theme=ceasefire"


@pytest.mark.parametrize("root", ["", "/en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_following_have_no_fault(open_page, site, root, scheme):
    alert = SearchAlert.objects.create(email="reader@example.org", query=SEARCH[1:], language="ar")
    page = open_page(f"{root}/search/follow/{SEARCH}", width=360, color_scheme=scheme)
    complaints(page)
    expect(page.get_by_role("textbox", name=re.compile("بريدك|Your e-mail"))).to_be_visible()
    token = f"{root}/search/follow/{alert.token}/"
    for path in (f"{root}/search/export/{SEARCH}", token, f"{token}stop/"):
        page.goto(site + path)
        complaints(page)


def test_a_reader_follows_a_search_by_keyboard_and_stops_it_again(open_page, site, settings):
    settings.SITE_URL = site
    page = open_page(f"/en/search/follow/{SEARCH}")
    page.get_by_label("Your e-mail address").focus()
    page.keyboard.type("reader@example.org")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("every week")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("A mail is on its way")

    link = re.search(rf"{re.escape(site)}\S+", mail.outbox[0].body)[0]
    page.goto(link)
    page.get_by_role("button", name="Yes, follow it").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You follow this search")
    assert SearchAlert.objects.confirmed().get().frequency == "weekly"

    page.get_by_role("link", name="Stop this alert").press("Enter")
    page.get_by_role("button", name="Stop the mails").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The alert is stopped")
    assert not SearchAlert.objects.exists()
