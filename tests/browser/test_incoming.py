"""Bringing articles in, as an editor's browser shows it."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from archive.models import Article, Feed, Outlet
from archive.reasons import Reason
from tests.conftest import SEEDS

GONE = "%(host)s answers with status %(status)s: check the address."
BRING = "/admin/archive/article/bring/"
THIRD = next(SEEDS.glob("003_*.txt"))
ROWS = [
    {"title": "خبر أول", "body": "قال الوزير إن المحادثات كانت مفيدة.", "url": "https://e.org/1"},
    {"title": "خبر بلا نص", "url": "https://example.org/news/" + "a" * 200},
]


@pytest.fixture
def bring(site):
    """Send a file; the address of the page on which it is looked at, without the site's."""

    def bring(page, name, content):
        page.goto(site + BRING)
        file = {"name": name, "mimeType": "text/plain", "buffer": content}
        page.locator("[name=file]").set_input_files(file)
        page.locator("[type=submit].default").click()
        page.wait_for_url(f"{site}{BRING}*/")
        return page.url.removeprefix(site)

    return bring


@pytest.fixture
def paths(bring):
    """The addresses of every page of it in both languages."""

    def paths(page):
        outlet = Outlet.objects.create(name="وكالة أنباء ذات اسم طويل جدا للشؤون الدولية")
        feed = Feed.objects.create(
            url="https://example.org/feeds/" + "politics-" * 20,
            outlet=outlet,
            errors=2,
        )
        feed.failed(Reason(GONE, host="example.org", status="404"))
        Feed.objects.create(url="https://example.org/rss")
        arabic = [
            BRING,
            bring(page, THIRD.name, THIRD.read_bytes()),
            bring(page, "rows.jsonl", "\n".join(map(json.dumps, ROWS)).encode()),
            "/admin/archive/feed/",
            f"/admin/archive/feed/{feed.pk}/change/",
            "/admin/archive/feed/add/",
        ]
        return [*arabic, *("/en" + path for path in arabic)]

    return paths


def test_an_editor_brings_a_page_in_and_corrects_its_title(log_in, site, bring, seeds):
    Article.objects.filter(pk=seeds["003"].pk).delete()
    page = log_in()
    page.goto(f"{site}/admin/archive/article/")
    page.get_by_role("link", name="إدخال مقالات").click()
    bring(page, THIRD.name, THIRD.read_bytes())
    title = page.get_by_label("العنوان:", exact=True)
    expect(title).to_have_value("الناتو وروسيا إلى اجتماع في يناير المقبل")
    original = page.locator("pre.original")
    expect(original).to_contain_text("الوضع المظلم")
    title.fill("الناتو وروسيا يجتمعان في يناير")
    page.get_by_role("button", name="احفظه").click()
    expect(page.locator(".success")).to_contain_text("صار المقال في الأرشيف.")
    article = Article.objects.get(title="الناتو وروسيا يجتمعان في يناير")
    page.goto(f"{site}{article.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text(article.title)


def test_the_calendar_of_the_date_works(log_in, bring, seeds):
    page = log_in()
    bring(page, THIRD.name, THIRD.read_bytes())
    page.get_by_role("link", name="اليوم", exact=True).click()
    assert page.locator("[name=published]").input_value() != "2021-12-25"


@pytest.mark.parametrize(("width", "is_beside"), [(1440, True), (360, False)])
def test_parse_and_original_stand_side_by_side_where_there_is_room(
    log_in, bring, seeds, width, is_beside
):
    page = log_in(width=width)
    bring(page, THIRD.name, THIRD.read_bytes())
    form = page.locator("form.read").bounding_box()
    original = page.locator("section.kept").bounding_box()
    assert (original["y"] < form["y"] + form["height"]) is is_beside
    assert (original["x"] + original["width"] <= form["x"]) is is_beside  # to its left, in Arabic


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_is_wider_than_the_screen(log_in, site, paths, seeds, width):
    page = log_in(width=width)
    for path in paths(page):
        page.goto(site + path)
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{path} is {wider} px too wide at {width} px"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of(log_in, site, paths, seeds, scheme):
    page = log_in(color_scheme=scheme, bypass_csp=True)  # axe tries styles of its own
    axe = Axe()
    for path in paths(page):
        page.goto(site + path)
        results = axe.run(page)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
