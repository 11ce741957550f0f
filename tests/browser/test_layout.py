"""Every public page, narrow and wide, in both languages, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tools.audit.pages import every_address, known


@pytest.fixture
def paths(seeds, client):
    """The addresses of every kind of page, Arabic and English."""
    answers = {path: client.get(path) for path in every_address(known())}
    return [
        path
        for path, answer in answers.items()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    ]


def test_nothing_is_wider_than_the_screen(open_page, site, paths):
    for width in (360, 1440):
        page = open_page("/", width=width)
        for path in paths:
            page.goto(site + path)
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 0, f"{path} is {wider} px too wide at {width} px"


def test_every_page_fits_on_paper_says_where_it_is_from_and_has_no_form(open_page, site, paths):
    page = open_page("/", width=794)  # A4
    page.emulate_media(media="print")
    for path in paths:
        page.goto(site + path)
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{path} is {wider} px too wide"
        # The address of a feed stands in a field, to be copied.
        asked = page.locator(":is(button, select, textarea, input:not([readonly])):visible")
        assert asked.count() == 0, path
        source = page.locator(".provenance:visible")
        assert source.count() == 1, path
        assert site in source.inner_text()
        for basis in page.locator(".basis p").all():
            expect(basis).to_be_visible()


def test_a_word_without_end_widens_no_page(open_page, site, seeds):
    article = seeds["003"]
    article.title = article.body = "https://example.org/" + "a" * 300
    article.save()
    page = open_page("/", width=360)
    for path in ("/", article.get_absolute_url(), "/archive/2021/", f"/search/?theme={'x' * 90}"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_page_runs_in_the_direction_of_its_language(open_page, site, paths):
    page = open_page("/")
    for path in paths:
        page.goto(site + path)
        direction = page.evaluate("getComputedStyle(document.documentElement).direction")
        assert direction == ("ltr" if path.startswith("/en/") else "rtl"), path
        for text in page.locator(".body, .card-text, .passage").all():
            assert text.evaluate("element => getComputedStyle(element).direction") == "rtl"


def test_the_fonts_come_from_the_site_and_are_used(open_page, seeds):
    page = open_page(seeds["003"].get_absolute_url())
    loaded = page.evaluate(
        """document.fonts.ready.then(() =>
            [...document.fonts].filter(f => f.status === "loaded").map(f => f.family))"""
    )
    assert {name.strip('"') for name in loaded} == {"Diwan Naskh", "Diwan Sans"}


# `make audit` looks at both colours in both widths.
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_axe_finds_nothing_to_complain_of(open_page, site, paths, scheme, width):
    page = open_page("/", width=width, color_scheme=scheme)
    axe = Axe()
    for path in paths:
        page.goto(site + path)
        results = axe.run(page)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
