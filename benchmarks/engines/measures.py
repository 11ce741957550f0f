"""Times, sizes and memory as figures."""

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PERCENTILES = (50, 95, 99)
MB = 1_000_000


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest of the values that at least so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def short(value: float) -> str:
    """A figure with as many digits as it says something with."""
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.095 else 4
    return f"{value:,.{places}f}"


@dataclass(frozen=True)
class Spread:
    """What several rounds gave."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        """The median with the extremes in brackets, or the one value there is."""
        if len(self.values) == 1:
            return short(self.middle)
        low, high = min(self.values), max(self.values)
        return f"{short(self.middle)} ({short(low)}–{short(high)})"


@dataclass(frozen=True)
class Memory:
    """What a process holds, in bytes; None where the system does not tell.

    `private` leaves out the pages of files, which the system may take back.
    """

    peak: int | None
    resident: int | None
    private: int | None


def memory(process: int | None = None) -> Memory:
    """What a process holds, this one if none is named."""
    try:
        lines = Path(f"/proc/{process or 'self'}/status").read_text().splitlines()
    except OSError:
        return Memory(None, None, None)
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    fields = ("VmHWM", "VmRSS", "RssAnon")
    peak, resident, private = (int(told[f].split()[0]) * 1024 for f in fields)
    return Memory(peak, resident, private)
