"""The hand that goes through the desk: it counts what it presses and how long it waits."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from benchmarks.desk.archive import PASSWORD


@dataclass
class Hand:
    """An editor's browser at a site in one language (`root` is `/en` for English)."""

    page: Page
    site: str
    root: str
    pictures: Path | None
    """Where pictures go; None draws none."""
    presses: int = 0
    """Clicks, ticks, and keys that are no letters of a text."""
    waited: float = 0
    """Seconds between a press and the page that it leads to, the last picture loaded."""
    pages: list[float] = field(default_factory=list)
    """The same for each page."""

    def open(self, path: str) -> None:
        """Go to an address of the site, as by a bookmark."""
        self._arrive(lambda: self.page.goto(self.site + self.root + path))

    def press(self, what: Locator) -> None:
        """Click what leads to another page, and wait for it."""
        self._arrive(what.click)

    def key(self, name: str, *, leads: bool = False) -> None:
        """Press a key that is no letter of a text; wait where it `leads` to another page."""
        if leads:
            self._arrive(lambda: self.page.keyboard.press(name))
        else:
            self.presses += 1
            self.page.keyboard.press(name)

    def tick(self, what: Locator) -> None:
        """Tick or untick, choose or unfold: the page stays."""
        self.presses += 1
        what.click()

    def choose(self, what: Locator, value: str) -> None:
        """Choose from a menu: one press opens it, one chooses."""
        self.presses += 2
        what.select_option(value)

    def write(self, what: Locator, text: str) -> None:
        """Type a text into a field."""
        self.presses += 1
        what.fill(text)

    def log_in(self, user: str) -> None:
        """Come in with a password; whoever was logged in is out. Not counted as work."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}{self.root}/admin/login/?next={self.root}/admin/")
        self.page.locator("[name=username]").fill(user)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[type=submit]").first.click()
        self.page.wait_for_url(f"{self.site}{self.root}/admin/")

    def draw(self, name: str) -> None:
        """Keep a picture of what the window shows."""
        if self.pictures:
            path = self.pictures / f"desk-{name}-{'en' if self.root else 'ar'}.png"
            self.page.screenshot(path=path)

    def _arrive(self, go: Any) -> None:
        self.presses += 1
        start = time.perf_counter()
        with self.page.expect_navigation(wait_until="load"):
            go()
        self.pages.append(time.perf_counter() - start)
        self.waited += self.pages[-1]
