"""Names and themes as those who keep them see them, and a name's page as readers do."""

from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from archive.models import Name, Theme
from tests.browser.looks import complaints
from tests.made import an_article

NAMES = "/admin/archive/name/"
THEMES = "/admin/archive/theme/"


@pytest.fixture
def reviewer(editor):
    """The user who logs in, who may merge as well."""
    editor.groups.set(Group.objects.filter(name="Reviewers"))
    return editor


@pytest.fixture
def rutte(seeds):
    return Name.objects.get(slug="mark-rutte")


@pytest.fixture
def paths(reviewer, rutte):
    """The pages of a name and of a theme whose spellings and cues have changed."""
    theme = Theme.objects.get(slug="ceasefire")
    spelling = rutte.spellings.create(text="مارك روتيه الهولندي")
    rutte.description_ar, rutte._history_user = "أمين عام الحلف.", reviewer
    rutte.save()
    theme.description_ar, theme._history_user = "ما يوقف القتال.", reviewer
    theme.save()
    of_name, of_theme = (f"{base}{kept.pk}" for base, kept in ((NAMES, rutte), (THEMES, theme)))
    pages = (
        f"{NAMES}?q=روته",
        f"{NAMES}add/",
        f"{of_name}/change/",
        f"{of_name}/split/",
        f"{of_name}/history/",
        f"{of_name}/history/spelling/{spelling.history.get().history_id}/",
        rutte.get_absolute_url(),
        THEMES,
        f"{of_theme}/change/",
        f"{of_theme}/history/",
        f"{of_theme}/history/theme/{theme.history.first().history_id}/",
    )
    return [*pages, *(f"/en{page}" for page in pages)]


def ask_to_merge(page, site, path, action):
    """Select the first two of a list: the page that asks which of them stays."""
    page.goto(site + path)
    for number in range(2):
        page.locator("[name=_selected_action]").nth(number).check()
    page.locator("select[name=action]").select_option(action)
    page.locator("button[name=index]").click()
    page.locator("[name=confirmed]").wait_for(state="attached")


def ask_what_cues_change(page, site, path):
    """Write another cue in the form of a theme: the page that says what it would change."""
    page.goto(site + path)
    page.locator("[name=cues-0-phrase]").fill("الناتو")
    ask = page.locator("button[formaction]")
    ask.evaluate("button => button.removeAttribute('formtarget')")
    ask.click()
    page.locator("#gains").wait_for()


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 360), ("dark", 360), ("light", 1440), ("dark", 1440)]
)
def test_nothing_is_too_wide_and_axe_finds_nothing_to_complain_of(
    log_in, site, paths, scheme, width
):
    page = log_in(color_scheme=scheme, width=width, bypass_csp=True)  # axe tries styles of its own
    for path in paths:
        page.goto(site + path)
        complaints(page)
    for root in ("", "/en"):
        ask_to_merge(page, site, f"{root}{NAMES}?q=روسيا", "merge_names")
        complaints(page)
        ask_to_merge(page, site, root + THEMES, "merge_themes")
        complaints(page)
        theme = Theme.objects.get(slug="ceasefire")
        ask_what_cues_change(page, site, f"{root}{THEMES}{theme.pk}/change/")
        complaints(page)


def test_a_spelling_that_an_editor_adds_finds_the_article_at_once(log_in, site, rutte):
    page = log_in()
    page.goto(f"{site}{NAMES}{rutte.pk}/change/")
    page.locator("[name^=spellings-][name$=-text]:visible").last.fill("روتخه")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".success")).to_be_visible()
    page.goto(f"{site}/search/?q=روتخه")
    expect(page.locator(".hit").first).to_contain_text("روته")


def test_a_common_word_is_a_spelling_once_it_was_confirmed(log_in, site, rutte, monkeypatch):
    monkeypatch.setattr("archive.admin.name.MANY", 0)
    an_article(body="انعقد المؤتمر أمس.")
    page = log_in()
    page.goto(f"{site}{NAMES}{rutte.pk}/change/")
    page.locator("[name^=spellings-][name$=-text]:visible").last.fill("المؤتمر")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".errorlist", has_text="«المؤتمر»")).to_be_visible()
    assert not rutte.spellings.filter(text="المؤتمر").exists()
    page.locator("[name=_save]").first.click()
    expect(page.locator(".success")).to_be_visible()
    assert rutte.spellings.filter(text="المؤتمر").exists()


@pytest.fixture
def double(seeds):
    """Another record of the same man, under a spelling that no article holds."""
    return Name.objects.create(kind="person", name_ar="مارك روتخه", name_en="Mark Rotche")


def test_two_names_are_merged_and_parted_again(log_in, site, reviewer, rutte, double):
    page = log_in()
    page.goto(f"{site}{NAMES}?q=مارك رو")
    for name in (rutte, double):
        page.locator(f"[name=_selected_action][value='{name.pk}']").check()
    page.locator("select[name=action]").select_option("merge_names")
    page.locator("button[name=index]").click()
    page.locator(f"[name=stays][value='{rutte.pk}']").check()
    page.locator("[name=reason]").fill("رجل واحد")
    page.locator("input[type=submit].default").click()
    done = page.locator(".success")
    expect(done).to_contain_text("مارك روته")

    old, new = (f"{site}{name.get_absolute_url()}" for name in (double, rutte))
    page.goto(old)
    assert unquote(page.url) == unquote(new)
    expect(page.locator("h1")).to_have_text("مارك روته")
    expect(page.locator(".spellings")).to_contain_text("مارك روتخه")
    page.goto(f"{site}/search/?q=مارك روتخه")
    expect(page.locator(".hit").first).to_contain_text("روته")

    page.goto(f"{site}/admin/archive/act/")
    page.locator("#result_list tbody tr th a").first.click()
    page.locator("a[href$='/undo/']").first.click()
    page.locator("#content input[type=submit]").first.click()
    expect(page.locator(".success")).to_be_visible()
    page.goto(old)
    assert unquote(page.url) == unquote(old)
    expect(page.locator("h1")).to_have_text("مارك روتخه")
    page.goto(new)
    expect(page.locator("h1")).to_have_text("مارك روته")
    expect(page.locator(".spellings")).not_to_contain_text("مارك روتخه")


def test_a_name_is_split_and_both_are_found(log_in, site, reviewer, rutte):
    rutte.spellings.create(text="روتخه")
    article = an_article(title="لقاء مع روتخه")
    page = log_in()
    page.goto(f"{site}{NAMES}{rutte.pk}/change/")
    page.locator("a[href$='/split/']").click()
    page.get_by_label("روتخه", exact=True).check()
    page.locator("[name=name_ar]").fill("يان روتخه")
    page.locator("[name=name_en]").fill("Jan Rotche")
    page.locator("[name=reason]").fill("رجلان")
    page.locator("input[type=submit].default").click()
    expect(page.locator(".success")).to_contain_text("يان روتخه")
    expect(page.locator("[name=name_ar]")).to_have_value("يان روتخه")
    new = Name.objects.get(slug="jan-rotche")
    for name, spelling in ((new, "روتخه"), (rutte, "روتيه")):
        page.goto(f"{site}{name.get_absolute_url()}")
        expect(page.locator("h1")).to_have_text(name.name_ar)
        expect(page.locator(".spellings")).to_contain_text(spelling)
    page.goto(f"{site}{NAMES}?q=روتخه")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.goto(f"{site}/search/?person=jan-rotche")
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".hit")).to_contain_text(article.title)
    page.goto(f"{site}/search/?person=mark-rutte")
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(article.title)
