"""What a browser loads, and how it stands there, from a server as a real installation has it."""

import re
from collections import defaultdict

import pytest

from tools.audit.site import served

KILOBYTE = 1024
MOVED = 0.05
"""How much of what is seen may move, and how far; Lighthouse is content with twice that."""
MEASURE = """() => new Promise(done => {
    let moved = 0
    const add = list => { for (const entry of list.getEntries()) moved += entry.value }
    new PerformanceObserver(add).observe({type: "layout-shift", buffered: true})
    requestAnimationFrame(() => requestAnimationFrame(() => done(moved)))
})"""
WITHOUT_FONTS, WITH_FONTS = 100 * KILOBYTE, 200 * KILOBYTE


@pytest.fixture(scope="module")
def address(production_data):
    with served(production_data) as address:
        yield address


@pytest.fixture
def loaded(chromium):
    """What a page loads into an empty cache: bytes on the wire by their kind, and from where."""

    def loaded(address):
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        kinds, bytes_by_kind, hosts = {}, defaultdict(int), set()

        def answered(event):
            kinds[event["requestId"]] = event["type"]
            hosts.add(re.match(r"[a-z]+://[^/]+", event["response"]["url"])[0])

        def finished(event):
            bytes_by_kind[kinds[event["requestId"]]] += event["encodedDataLength"]

        wire.on("Network.responseReceived", answered)
        wire.on("Network.loadingFinished", finished)
        page.goto(address, wait_until="networkidle")
        context.close()
        return bytes_by_kind, hosts

    return loaded


def articles(chromium, address):
    page = chromium.new_page()
    page.goto(address)
    links = page.locator("a[href^='/articles/']").evaluate_all("all => all.map(a => a.pathname)")
    page.close()
    return sorted({link for link in links if re.fullmatch(r"/articles/\d+/", link)})


@pytest.mark.parametrize("root", ["", "/en"])
def test_an_article_is_light_and_asks_no_other_server(chromium, address, loaded, root):
    paths = articles(chromium, address)
    assert len(paths) >= 5
    for path in paths:
        kinds, hosts = loaded(f"{address}{root}{path}")
        assert hosts == {address}
        assert kinds["Document"] > 0
        assert kinds["Stylesheet"] > 0
        assert sum(kinds.values()) - kinds["Font"] <= WITHOUT_FONTS, (path, dict(kinds))
        assert sum(kinds.values()) <= WITH_FONTS, (path, dict(kinds))


@pytest.mark.parametrize("width", [412, 1350])
@pytest.mark.parametrize("root", ["", "/en"])
def test_nothing_moves_while_a_page_loads(chromium, address, root, width):
    for path in ("/", articles(chromium, address)[0], "/themes/security-guarantees/", "/search/"):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(f"{address}{root}{path}", wait_until="networkidle")
        assert page.evaluate(MEASURE) <= MOVED, path
        context.close()
