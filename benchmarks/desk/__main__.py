"""Go through the day in Arabic and in English, and print a table of it."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import ViewportSize, sync_playwright

from benchmarks.desk.archive import archive, filled
from benchmarks.desk.hand import Hand
from benchmarks.desk.steps import STEPS
from tools.chromium import installed

LANGUAGES: Final[dict[str, Literal["light", "dark"]]] = {"": "light", "/en": "dark"}
"""The beginning of addresses, and the colours in which the pictures are drawn."""
SIZE: Final[ViewportSize] = {"width": 960, "height": 640}


def main() -> None:
    """Each language begins with an archive as it was filled."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("corpus", type=Path, help="JSON lines, packed with gzip or not")
    parser.add_argument("--rows", type=int, default=2_000, help="of it beside the seeds")
    parser.add_argument("--pictures", type=Path, help="folder for pictures of the desk")
    parser.add_argument("--port", type=int, default=8765)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        full = filled(Path(folder), asked.corpus, asked.rows)
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        rows: dict[str, list[Hand]] = {}
        for root, scheme in LANGUAGES.items():
            with archive(full, asked.port) as site:
                window = browser.new_context(viewport=SIZE, color_scheme=scheme)
                page, who = window.new_page(), ""
                for user, step in STEPS:
                    hand = Hand(page, site, root, asked.pictures)
                    if user != who:
                        hand.log_in(who := user)
                    step(hand)
                    rows.setdefault((step.__doc__ or "").strip(), []).append(hand)
                    if sys.stderr.isatty():
                        print(f"{root or '/ar'} {step.__name__}", file=sys.stderr)
        tell(rows)
        browser.close()


def tell(rows: dict[str, list[Hand]]) -> None:
    """The table: presses and pages of a step, and seconds waited for them in each language."""
    print("| step | presses | pages | Arabic: waited, s | English: waited, s | slowest page, s |")
    print("|---|---|---|---|---|---|")
    for step, (arabic, english) in rows.items():
        slowest = max(arabic.pages + english.pages)
        print(
            f"| {step} | {arabic.presses} | {len(arabic.pages)} | {arabic.waited:.1f} "
            f"| {english.waited:.1f} | {slowest:.2f} |"
        )


if __name__ == "__main__":
    main()
