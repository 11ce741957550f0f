"""Whether axe finds anything on a page, narrow and wide, light and dark."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request, sync_playwright

from tools.audit.node import Tools

WIDTHS: Final = (360, 1440)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
PATIENCE: Final = 60_000  # milliseconds


def faults(tools: Tools, site: str, addresses: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each page with what is wrong with it: what axe says, what it asks other servers for.

    What its scripts complain of counts as well.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.chromium, args=[*tools.flags])
        windows = [_Window(browser, site, *shown) for shown in product(WIDTHS, SCHEMES)]
        for address in addresses:
            yield address, [fault for window in windows for fault in window.faults(address)]
        browser.close()


class _Window:
    """A window of some width in which pages are looked at one after another."""

    def __init__(
        self, browser: Browser, site: str, width: int, scheme: Literal["light", "dark"]
    ) -> None:
        self._shown = f"{width} px, {scheme}"
        self._site = site
        self._complaints: list[str] = []
        self._page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self._page.set_default_timeout(PATIENCE)
        self._page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self._page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if not request.url.startswith(self._site):
            self._complaints.append(f"asks for {request.url}")

    def faults(self, address: str) -> list[str]:
        """What is wrong with a page in this window."""
        self._complaints.clear()
        self._page.goto(self._site + address)
        violations = [
            f"{violation['id']} ({violation['help']}): {', '.join(_targets(violation))}"
            for violation in Axe().run(self._page).response["violations"]
        ]
        return [f"{self._shown}: {fault}" for fault in (*self._complaints, *violations)]


def _targets(violation: dict[str, list[dict[str, list[str]]]]) -> list[str]:
    return [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
