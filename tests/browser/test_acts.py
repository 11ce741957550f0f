"""Histories, acts and what asks before it is done, as a reviewer's browser shows them."""

import pytest
from django.contrib.auth.models import Group

from archive.merging_articles import merge
from archive.models import Act, Article, Theme
from archive.models.history import act
from tests.browser.looks import complaints

LIST = "/admin/archive/article/"


@pytest.fixture
def paths(seeds, editor):
    """The pages of an article that was corrected and tagged, and of the act that did it."""
    article, theme = seeds["002"], Theme.objects.get(slug="nato-russia-council")
    article.title, article.body = "عنوان من محرر", article.body.replace("قال", "أعلن")
    article._history_user = editor
    article.save()
    with act(Act.Kind.TAG, editor, what=theme.name, count=2, reason="متابعة") as made:
        for tagged in (article, seeds["000"]):
            tagged.tag(theme, by=editor)
    first = article.history.last().history_id
    merged = merge(seeds["000"], article, editor)
    pages = (
        f"{LIST}{article.pk}/history/",
        f"{LIST}{article.pk}/history/article/{first}/",
        "/admin/archive/act/",
        f"/admin/archive/act/{made.pk}/change/",
        f"/admin/archive/act/{merged.pk}/change/",
        f"/admin/archive/act/{made.pk}/undo/",
    )
    return [*pages, *(f"/en{page}" for page in pages)]


@pytest.fixture
def log_in(open_page, site, editor, editor_password):
    """The admin in a window of some width, logged in as a reviewer."""
    editor.groups.set(Group.objects.filter(name="Reviewers"))

    def log_in(**options):
        page = open_page("/admin/login/?next=/admin/", **options)
        page.locator("[name=username]").fill("samira")
        page.locator("[name=password]").fill(editor_password)
        page.locator("[type=submit]").first.click()
        page.wait_for_url(f"{site}/admin/")
        return page

    return log_in


def choose(page, site, action, count, address=f"{LIST}?state__exact=public"):
    """Select the first records of a list and choose an action."""
    page.goto(f"{site}{address}")
    for number in range(count):
        page.locator("[name=_selected_action]").nth(number).check()
    page.locator("select[name=action]").select_option(action)
    page.locator("button[name=index]").click()


def ask(page, site, action, count, *address):
    """Choose an action: the page that asks about it."""
    choose(page, site, action, count, *address)
    page.locator("[name=confirmed]").wait_for(state="attached")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_nothing_is_too_wide_and_axe_finds_nothing_to_complain_of(
    log_in, site, paths, scheme, width
):
    page = log_in(color_scheme=scheme, width=width, bypass_csp=True)  # axe tries styles of its own
    for path in paths:
        page.goto(site + path)
        complaints(page)
    for root in ("", "/en"):
        for action, count, kind in (
            ("withdraw_articles", 2, "article"),
            ("merge_articles", 2, "article"),
            ("merge_themes", 3, "theme"),
            ("merge_names", 3, "name"),
        ):
            ask(page, site, action, count, f"{root}/admin/archive/{kind}/")
            complaints(page)


def test_a_reviewer_withdraws_two_articles_and_takes_it_back(log_in, site, seeds):
    page = log_in()
    ask(page, site, "withdraw_articles", 2)
    page.locator("[name=reason]").fill("تجربة")
    page.locator("[type=submit].default").click()
    page.locator(".messagelist .success a").click()
    assert Article.objects.filter(state="withdrawn").count() == 2
    page.locator("[type=submit].default").click()
    page.locator(".messagelist .success").wait_for()
    assert not Article.objects.filter(state="withdrawn").exists()


def test_an_editor_joins_a_story_and_takes_it_back(log_in, site, seeds, editor):
    editor.groups.set(Group.objects.filter(name="Editors"))
    page = log_in()
    choose(page, site, "join_articles", 2)
    page.locator(".messagelist .success a").click()
    assert Article.objects.copies().count() == 1
    page.locator("[type=submit].default").click()
    page.locator(".messagelist .success").wait_for()
    assert not Article.objects.copies().exists()


def test_a_reviewer_merges_three_themes_and_takes_it_back(log_in, site, seeds):
    page = log_in()
    ask(page, site, "merge_themes", 3, "/admin/archive/theme/")
    themes = list(Theme.objects.with_counts()[:3])
    page.locator(f"input[name=stays][value='{themes[2].pk}']").check()
    page.locator("[name=reason]").fill("موضوع واحد")
    page.locator("[type=submit].default").click()
    back = page.locator(".messagelist .success a").get_attribute("href")
    page.goto(f"{site}/themes/{themes[0].slug}/")
    page.wait_for_url(f"{site}{themes[2].get_absolute_url()}")
    page.goto(f"{site}{back}")
    page.locator("[type=submit].default").click()
    page.locator(".messagelist .success").wait_for()
    page.goto(f"{site}/themes/{themes[0].slug}/")
    assert page.url == f"{site}/themes/{themes[0].slug}/"
