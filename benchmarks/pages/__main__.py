"""Measure whole pages of results.

`python -m benchmarks.pages FILE …` fills and indexes Diwan and a stock Haystack site with the
documents of the files (JSON lines with `title` and `text`), serves each with one worker, asks both
for pages over HTTP in turn, and prints tables in Markdown. `--times 1 4` does so for archives of
several times the size.
"""

import statistics
from collections.abc import Iterable, Sequence

from benchmarks.engines.command import measure
from benchmarks.engines.measures import MB, PERCENTILES, Spread, percentile, short
from benchmarks.engines.queries import KINDS
from benchmarks.engines.tables import NONE, table
from benchmarks.pages.measured import Measured, Pages, Seconds, measured
from benchmarks.pages.sites import SITES

_TITLES = [
    *(f"p{p}" for p in PERCENTILES),
    "start, s",
    "first search",
    "first round, p50 / p95",
    "kB of HTML",
    "MB of the worker",
]


def tables(run: Measured) -> str:
    """Everything that one run measured."""
    parts = [
        f"### {run.count:,} documents (x{run.times})",
        "Milliseconds from the request to the last byte of the page, one worker, one client:",
        table(
            ["site", *_TITLES],
            map(_line, run.sites),
        ),
        "The same by the kind of query, p50 / p95:",
        table(["site", *KINDS], (_by_kind(run, pages) for pages in run.sites)),
    ]
    own, *others = run.sites
    for other in others:
        pairs = list(zip(own.rounds, other.rounds, strict=True))
        p50, p95 = (Spread(tuple(_ratio(b, a, p) for a, b in pairs)) for p in (50, 95))
        parts.append(f"{other.name} takes {p50} times as long at p50, {p95} times at p95.")
    return "\n\n".join(parts) + "\n"


def growth(runs: Sequence[Measured]) -> str:
    """How pages grow with the archive."""
    lines = [[f"{run.count:,}", *_line(run.sites[0])[1:]] for run in runs if run.sites[0].rounds]
    shown = table(["documents", *_TITLES], lines)
    return f"### Growth of {runs[0].sites[0].name}'s pages\n\n{shown}\n"


def _line(pages: Pages) -> list[str]:
    spreads = (Spread(tuple(_p(r.values(), p) for r in pages.rounds)) for p in PERCENTILES)
    first = " / ".join(short(_p(pages.first.values(), percent)) for percent in (50, 95))
    search = short(next(iter(pages.first.values())) * 1000)
    size = f"{statistics.median(pages.sizes) / 1000:.0f}"
    held = NONE if pages.resident is None else f"{pages.resident / MB:,.0f}"
    return [pages.name, *map(str, spreads), f"{pages.start:.1f}", search, first, size, held]


def _by_kind(run: Measured, pages: Pages) -> list[str]:
    cells = [pages.name]
    for kind in KINDS:
        times = [
            seconds
            for taken in pages.rounds
            for number, seconds in taken.items()
            if run.queries[number].kind == kind
        ]
        shown = (short(_p(times, percent)) for percent in (50, 95)) if times else (NONE,)
        cells.append(" / ".join(shown))
    return cells


def _p(seconds: Iterable[float], percent: float) -> float:
    """A percentile in milliseconds."""
    return percentile(seconds, percent) * 1000


def _ratio(one: Seconds, other: Seconds, percent: float) -> float:
    both = one.keys() & other.keys()
    a, b = (_p([taken[number] for number in both], percent) for taken in (one, other))
    return a / b


if __name__ == "__main__":
    assert __doc__ is not None
    measure("python -m benchmarks.pages", __doc__, list(SITES), measured, tables, growth)
