"""A day at the editors' desk, as an editor's browser shows it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from archive.models import Act, Article, Spelling, Tagging, Theme
from tests.made import an_article, index_all

DESK = [
    "/admin/",
    "/admin/archive/article/?needs=review",
    "/admin/archive/article/quick/",
    "/admin/archive/tagging/",
    "/admin/archive/tagging/import/",
    "/search/tag/?q=الناتو",
]
PATHS = [*DESK, *(f"/en{path}" for path in DESK)]


@pytest.fixture
def theme(seeds):
    return Theme.objects.get(slug="ceasefire")


def test_an_editor_reviews_what_waits_one_after_another(log_in, site, seeds):
    page = log_in()
    waiting = Article.objects.awaiting_review().count()
    page.get_by_role("link", name="ينتظر المراجعة").click()
    page.locator("#result_list th.field-heading_shown a").first.click()
    for _ in range(waiting):
        page.locator("[name=title]").fill("عنوان راجعه المحرر")
        page.locator("[name=_next]").first.click()
        expect(page.locator(".success")).to_be_visible()
    assert Article.objects.filter(title="عنوان راجعه المحرر").count() == waiting >= 3


def test_forty_results_are_tagged_at_once(log_in, site, theme):
    found = [an_article(title=f"قمة رقم {number}") for number in range(40)]
    index_all()
    page = log_in()
    page.goto(f"{site}/search/?q=قمة رقم")
    page.get_by_role("link", name="تصنيف هذه النتائج (٤٠)").click()
    page.get_by_label("قمة رقم 7", exact=True).uncheck()
    page.get_by_label("وقف إطلاق النار").check()
    page.get_by_role("button", name="إضافة الموضوع").click()
    expect(page.get_by_role("status").filter(has_text="٣٩")).to_be_visible()
    assert Article.objects.on_theme(theme).filter(pk__in=[a.pk for a in found]).count() == 39
    assert Act.objects.get().count == 39


def test_articles_are_tagged_with_the_keyboard_alone(log_in, site, seeds):
    first, second = an_article(title="لوحة المفاتيح"), an_article(title="لوحة المفاتيح ثانية")
    page = log_in()
    page.goto(f"{site}/admin/archive/article/quick/?q=لوحة المفاتيح")
    for key in ("j", "Space", "j", "Space", "s"):
        page.keyboard.press(key)
    expect(page.locator(".success")).to_be_visible()
    for article in (first, second):
        (tagging,) = article.taggings.filter(state="accepted")
        assert tagging.by.username == "samira"


@pytest.mark.parametrize("width", [360, 960, 1440])
def test_no_page_of_the_desk_is_wider_than_the_screen(log_in, site, theme, width):
    page = log_in(width=width)
    for path in PATHS:
        page.goto(site + path)
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{path} is {wider} px too wide at {width} px"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_desk(log_in, site, seeds, theme, scheme):
    Tagging.objects.get_or_create(article=seeds["001"], theme=theme, defaults={"words": ["هدنة"]})
    page = log_in(color_scheme=scheme, bypass_csp=True)  # axe tries styles of its own
    axe = Axe()
    article = f"/admin/archive/article/{seeds['001'].pk}/change/"
    for path in (*PATHS, article, f"/en{article}"):
        page.goto(site + path)
        results = axe.run(page)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"


# --- What roles may do -------------------------------------------------------------------------


@pytest.fixture
def reviewer(editor):
    """The same user, who reviews as well."""
    editor.groups.set([Group.objects.get(name="Reviewers")])
    return editor


def test_what_was_tagged_at_once_is_taken_back_at_once(log_in, site, theme):
    found = [an_article(title=f"قمة رقم {number}") for number in range(40)]
    index_all()
    page = log_in()
    page.goto(f"{site}/search/tag/?q=قمة رقم")
    page.get_by_label("وقف إطلاق النار").check()
    page.get_by_role("button", name="إضافة الموضوع").click()
    page.get_by_role("status").get_by_role("link").click()
    page.locator("[type=submit].default").click()
    expect(page.locator(".success")).to_be_visible()
    assert not Article.objects.on_theme(theme).filter(pk__in=[a.pk for a in found]).exists()


def test_a_reviewer_merges_two_themes_and_an_editor_may_not(log_in, site, seeds, reviewer):
    gone, stays = (Theme.objects.get(slug=slug) for slug in ("peace-talks", "ceasefire"))
    page = log_in()
    page.goto(f"{site}/admin/archive/theme/")
    for theme in (gone, stays):
        page.locator(f"input[name=_selected_action][value='{theme.pk}']").check()
    page.locator("select[name=action]").select_option("merge_themes")
    page.locator("button[name=index]").click()
    page.locator(f"input[name=stays][value='{stays.pk}']").check()
    page.locator("[name=reason]").fill("موضوع واحد")
    page.locator("[type=submit]").last.click()
    expect(page.locator(".success")).to_be_visible()
    page.goto(f"{site}/themes/{gone.slug}/")
    page.wait_for_url(f"{site}/themes/{stays.slug}/")
    reviewer.groups.set([Group.objects.get(name="Editors")])
    page.goto(f"{site}/admin/archive/theme/")
    expect(page.locator("option[value=merge_themes]")).to_have_count(0)


def test_an_article_is_found_by_a_spelling_that_was_just_added(log_in, site, seeds):
    name = Spelling.objects.get(text="ستولتنبرغ").name
    page = log_in()
    page.goto(f"{site}/admin/archive/name/{name.pk}/change/")
    row = page.locator("[name^=spellings-][name$=-text]:visible").last
    row.fill("شتولتنبيرك")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".success")).to_be_visible()
    page.goto(f"{site}/search/?q=شتولتنبيرك")
    expect(page.get_by_role("link", name=seeds["001"].title, exact=True)).to_be_visible()


def test_an_older_version_is_brought_back(log_in, site, seeds):
    article, title = seeds["001"], seeds["001"].title
    page = log_in()
    page.goto(f"{site}/admin/archive/article/{article.pk}/change/")
    page.locator("[name=title]").fill("عنوان آخر")
    page.locator("[name=_save]").first.click()
    page.goto(f"{site}/admin/archive/article/{article.pk}/history/")
    expect(page.locator("ins").first).to_be_visible()
    page.locator("table.versions a").last.click()
    page.locator("[type=submit].default").click()
    expect(page.locator(".success")).to_be_visible()
    article.refresh_from_db()
    assert article.title == title
