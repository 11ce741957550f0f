"""How fast the Arabic analysis runs beside Whoosh's own analyzers, on the text of the seeds.

`make bench` runs it. Each round gives every analyzer the same text in turn, so that a change in
the machine's speed touches all alike; the table holds medians and, in brackets, the extremes.
"""

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from whoosh.analysis import LanguageAnalyzer, StemmingAnalyzer

from search.analysis import built_in

SEEDS = Path(__file__).parents[1] / "seeds"
COPIES = 20  # of the seeds in one round, so that a round lasts long enough to be timed
ROUNDS = 7


def analyzers() -> dict[str, Callable[[str], int]]:
    """Each analyzer as a function from a text to the number of its tokens."""
    stock, isri, diwan = StemmingAnalyzer(), LanguageAnalyzer("ar"), built_in()
    return {
        "Diwan, stems": lambda text: len(diwan.stems(text)),
        "Diwan, tokens with offsets": lambda text: len(diwan.tokens(text)),
        "Whoosh StemmingAnalyzer (English)": lambda text: sum(1 for _ in stock(text)),
        'Whoosh LanguageAnalyzer("ar")': lambda text: sum(1 for _ in isri(text)),
    }


def measure(text: str) -> dict[str, list[float]]:
    """Tokens a second of each analyzer in each round, caches warm."""
    words = len(built_in().tokens(text))
    rates: dict[str, list[float]] = {name: [] for name in analyzers()}
    ready = analyzers()
    for analyse in ready.values():
        analyse(text)
    for _ in range(ROUNDS):
        for name, analyse in ready.items():
            start = time.perf_counter()
            analyse(text)
            rates[name].append(words / (time.perf_counter() - start))
    return rates


def main() -> None:
    """Print the table, and the memory that the process came to."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))
    rates = measure(text * COPIES)
    base = rates['Whoosh LanguageAnalyzer("ar")']
    print("| analyzer | thousand tokens/s, warm | times Whoosh's Arabic analyzer |")
    print("|---|---|---|")
    for name, found in rates.items():
        ratios = [rate / other for rate, other in zip(found, base, strict=True)]
        print(f"| {name} | {_spread([rate / 1000 for rate in found], 0)} | {_spread(ratios, 1)} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of the whole process: {peak:.0f} MB.")


def _spread(values: list[float], places: int) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{places}f} ({low:,.{places}f}–{high:,.{places}f})"


if __name__ == "__main__":
    main()
