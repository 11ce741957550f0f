"""What a page is asked that somebody looks at."""

from axe_playwright_python.sync_playwright import Axe


def complaints(page):
    """Fail where a page is wider than the screen, or axe finds something."""
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0, f"{page.url} is {wider} px too wide"
    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
