"""`python -m tools.audit`: look at the public pages as a reader's browser gets them.

Serves an archive as in production and prints what Lighthouse, axe and html-validate say. Ends with
status 1 where a page gets less than is asked for.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from tools.audit import axe, lighthouse, validity
from tools.audit.node import MissingError, Tools, install
from tools.audit.site import CannotServeError, fill, run, served
from tools.chromium import ARGUMENTS, installed

MARKED: Final = ("/", "/articles/{article}/", "/search/?q={query}", "/themes/{theme}/")
"""The pages that Lighthouse looks at."""
PARTS: Final = ("lighthouse", "axe", "html")


def main() -> int:
    """Audit; returns the status of the process."""
    asked = _arguments()
    try:
        install()
        tools = _tools()
        with tempfile.TemporaryDirectory(prefix="diwan-audit-") as folder:
            data = Path(folder) / "data"
            if asked.data:
                # A copy: what is looked at stays as it is.
                shutil.copytree(asked.data, data)
            else:
                print("archive     taking in the seeds", flush=True)
                fill(data)
            with served(data) as site:
                listed = _listed(data)
                passed = [_PARTS[part](tools, site, listed, asked) for part in asked.only]
    except (CannotServeError, MissingError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"{error}\n{error.stderr or ''}", file=sys.stderr)
        return 1
    return 0 if all(passed) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder to look at instead of the seeds")
    parser.add_argument("--runs", type=int, default=3, help="of Lighthouse for each page (3)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


def _tools() -> Tools:
    chromium = installed()
    if chromium is None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            chromium = playwright.chromium.executable_path
    return Tools(chromium, tuple(ARGUMENTS))


def _listed(data: Path) -> dict[str, Any]:
    """The addresses of this archive, and what they are made with."""
    listed: dict[str, Any] = json.loads(run(data, "-m", "tools.audit.pages"))
    return listed


def _lighthouse(tools: Tools, site: str, listed: dict[str, Any], asked: argparse.Namespace) -> bool:
    print(f"\n{'Lighthouse':<12}{'perf.':>7}{'access.':>9}{'practice':>10}{'seo':>6}  page")
    passed = True
    for form in lighthouse.FORMS:
        for address in (path.format_map(listed["known"]) for path in MARKED):
            got = lighthouse.marks(tools, site + address, form, asked.runs)
            passed &= got.passes
            cells = [f"{mark}{'!' if got.is_below(of) else ' '}" for of, mark in got.marks.items()]
            row = "".join(f"{c:>{w}}" for c, w in zip(cells, (8, 9, 10, 7), strict=True))
            print(f"{form:<12}{row} {address}", flush=True)
            for fault in got.faults:
                print(f"{'':<12}  - {fault}")
    return passed


def _axe(tools: Tools, site: str, listed: dict[str, Any], _asked: argparse.Namespace) -> bool:
    pages = validity.html_pages(site, listed["pages"])
    print(
        f"\naxe on {len(pages)} pages, light and dark, {' and '.join(map(str, axe.WIDTHS))} px wide"
    )
    found = 0
    for address, faults in axe.faults(tools, site, pages):
        found += len(faults)
        for fault in faults:
            print(f"{address}\n  - {fault}", flush=True)
    print(f"{found} faults", flush=True)
    return not found


def _html(tools: Tools, site: str, listed: dict[str, Any], _asked: argparse.Namespace) -> bool:
    pages = validity.html_pages(site, listed["pages"])
    found = validity.faults(tools, pages)
    print(
        f"\nhtml-validate on {len(pages)} pages",
        *found,
        f"{len(found)} faults",
        sep="\n",
        flush=True,
    )
    return not found


_PARTS: Final = {"lighthouse": _lighthouse, "axe": _axe, "html": _html}

if __name__ == "__main__":
    sys.exit(main())
