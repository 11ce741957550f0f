"""Lighthouse's marks for a page, on a desktop and on a middling phone."""

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.audit.node import Tools

FORMS: Final = {"desktop": ("--preset=desktop",), "mobile": ()}
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
LEAST: Final = {"desktop": {}, "mobile": {"performance": 95}}
"""The least mark for which a page passes, where that is not 100."""
TRIES: Final = 3
"""Now and then Chromium misses the beginning of its trace, and Lighthouse asks to be run again."""
SHOWN: Final = 3
"""Places that are named at most for a fault."""


@dataclass(frozen=True)
class Marks:
    """What one page got: marks of 0 to 100 by category, and what took points, in words."""

    form: str
    address: str
    marks: dict[str, int]
    faults: tuple[str, ...]

    def is_below(self, category: str) -> bool:
        """Whether the mark is less than asked for."""
        return self.marks[category] < LEAST[self.form].get(category, 100)

    @property
    def passes(self) -> bool:
        """Whether all marks are what is asked for."""
        return not any(map(self.is_below, CATEGORIES))


def marks(tools: Tools, address: str, form: str, runs: int) -> Marks:
    """Ask Lighthouse `runs` times: performance is the median, the rest the worst of them.

    What else a machine is doing shows in its performance, hence the median. Raises
    CalledProcessError or ValueError where Lighthouse fails TRIES times.
    """
    reports = [_patiently(tools, address, form) for _ in range(runs)]
    by_category = {
        category: [
            round(100 * (report["categories"][category]["score"] or 0)) for report in reports
        ]
        for category in CATEGORIES
    }
    found = {category: min(of_runs) for category, of_runs in by_category.items()}
    found["performance"] = int(statistics.median(by_category["performance"]))
    middle = min(
        reports, key=lambda report: abs(_mark(report, "performance") - found["performance"])
    )
    return Marks(form, address, found, tuple(_faults(middle)))


def _mark(report: dict[str, Any], category: str) -> int:
    return round(100 * (report["categories"][category]["score"] or 0))


def _patiently(tools: Tools, address: str, form: str) -> dict[str, Any]:
    for _ in range(TRIES - 1):
        try:
            return _report(tools, address, form)
        except (subprocess.CalledProcessError, ValueError) as error:
            why = getattr(error, "stderr", None) or str(error)
            print(f"lighthouse: once more, as it failed on {address}: {why}", file=sys.stderr)
    return _report(tools, address, form)


def _report(tools: Tools, address: str, form: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        command = [tools.command("lighthouse"), address, *FORMS[form], "--quiet"]
        command += ["--output=json", f"--output-path={target}"]
        command += [f"--only-categories={','.join(CATEGORIES)}"]
        command += [f"--chrome-flags={' '.join(('--headless=new', *tools.flags))}"]
        subprocess.run(command, check=True, env=tools.environment, capture_output=True, text=True)
        report: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    if error := report.get("runtimeError"):
        raise ValueError(f"{address}: {error.get('message', error)}")
    return report


def _faults(report: dict[str, Any]) -> list[str]:
    """The audits that cost points, those that weigh most first, each with some of its places."""
    lines: list[tuple[float, str]] = []
    for category in CATEGORIES:
        for ref in report["categories"][category]["auditRefs"]:
            audit = report["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
                told = [f"{category}: {audit['title']}", audit.get("displayValue", "")]
                told += _places(audit)
                lines.append((ref["weight"], " · ".join(filter(None, told))))
    return [line for _weight, line in sorted(lines, key=lambda line: -line[0])]


def _places(audit: dict[str, Any]) -> list[str]:
    items = audit.get("details", {}).get("items", [])
    found = [
        item.get("node", {}).get("selector") or item.get("description") or item.get("url") or ""
        for item in items
        if isinstance(item, dict)
    ]
    shown = [str(place) for place in found if place]
    return shown[:SHOWN] + (["…"] if len(shown) > SHOWN else [])
