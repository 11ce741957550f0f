"""An editor's work, from logging in to seeing it on the site."""

import re

import pytest
from playwright.sync_api import expect

from archive.models import Tagging


@pytest.fixture
def desk(open_page, editor_password):
    """The admin, logged in as an editor."""
    page = open_page("/admin/")
    page.get_by_label("اسم المستخدم").fill("samira")
    page.get_by_label("كلمة المرور").fill(editor_password)
    page.get_by_role("button", name="ابدأ الجلسة").or_(page.locator("[type=submit]")).first.click()
    return page


def test_an_editor_tags_an_article_and_sees_it_on_its_theme_and_in_the_facet(desk, seeds, site):
    article = seeds["001"]
    desk.goto(f"{site}/search/?q=ستولتنبرغ")
    facet = desk.get_by_role("complementary")
    expect(facet.get_by_role("link", name="وقف إطلاق النار")).to_have_count(0)

    desk.goto(f"{site}/admin/archive/article/{article.pk}/change/")
    desk.get_by_label("وقف إطلاق النار").check()
    desk.locator("[name=_save]").first.click()
    expect(desk.locator(".success")).to_be_visible()

    desk.goto(f"{site}/themes/ceasefire/")
    listed = desk.locator(".cards").get_by_role("link", name=article.title, exact=True)
    expect(listed).to_be_visible()
    desk.goto(f"{site}/search/?q=ستولتنبرغ")
    expect(facet.get_by_role("link", name="وقف إطلاق النار")).to_have_count(1)
    tagging = article.taggings.get(theme__slug="ceasefire")
    assert (tagging.state, tagging.by.username) == (Tagging.State.ACCEPTED, "samira")


def test_an_editor_untags_many_after_confirming(desk, seeds, site):
    desk.goto(f"{site}/admin/archive/article/?theme=ceasefire")
    desk.locator("#action-toggle").check()
    desk.locator("select[name=action]").select_option("untag_articles")
    desk.locator("button[name=index]").click()
    expect(desk.get_by_text(re.compile("وعددها ٣"))).to_be_visible()
    assert Tagging.objects.filter(theme__slug="ceasefire", state="accepted").count() == 3
    desk.get_by_label("وقف إطلاق النار").check()
    desk.get_by_role("button", name="إزالة الموضوع").click()
    expect(desk.locator(".success")).to_be_visible()
    desk.goto(f"{site}/themes/ceasefire/")
    expect(desk.get_by_text("لا شيء هنا بعد.")).to_be_visible()


def test_the_pages_that_the_project_adds_to_the_admin_are_right_to_left(desk, seeds, site):
    desk.goto(f"{site}/admin/archive/article/{seeds['003'].pk}/change/")
    assert desk.evaluate("getComputedStyle(document.body).direction") == "rtl"
    expect(desk.get_by_text("مجلس روسيا والناتو").first).to_be_attached()
