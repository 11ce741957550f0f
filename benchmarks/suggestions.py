"""How long suggestions take while a reader types, letter by letter, over an archive made up here.

`python -m benchmarks.suggestions [articles]` runs it. Titles and bodies are drawn from the words of
the seeds, so that words are as frequent as in them; bodies are short, because only titles are
searched. Each typed beginning is asked for in turn, and the table holds the median, the 95th
percentile and the slowest; the first answer after a change of the index is told apart, because it
counts names anew.
"""

import random
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.site import own_site

SEEDS = Path(__file__).parents[1] / "seeds"
ARTICLES = 30_000
ROUNDS = 5
TYPED = ["ضمانات أمنية", "الولايات المتحدة", "ستولتنبرغ", "وقف إطلاق النار", "Zelensky", "روسيا"]


def fill(count: int) -> None:
    """Put `count` public articles into the archive and its index."""
    from django.core.management import call_command

    from archive.models import Article

    words = [w for path in sorted(SEEDS.glob("*.txt")) for w in path.read_text("utf-8").split()]
    rng = random.Random(1)
    Article.objects.bulk_create(
        Article(
            title=" ".join(rng.choices(words, k=8)),
            body=" ".join(rng.choices(words, k=40)),
            published=date(2010, 1, 1) + timedelta(days=rng.randrange(5000)),
            published_precision="day",
        )
        for _ in range(count)
    )
    call_command("update_index", verbosity=0)


def beginnings() -> list[str]:
    """What stands in the box after each key, from the second letter on."""
    return [text[:end] for text in TYPED for end in range(2, len(text) + 1)]


def timed(text: str) -> float:
    """Milliseconds for one answer."""
    from search.suggestions import suggest

    start = time.perf_counter()
    suggest(text)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Make the archive in a folder that is thrown away, and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with own_site():
        fill(count)
        first = timed("ضم")
        times = sorted(timed(text) for _ in range(ROUNDS) for text in beginnings())
    print("| articles | median, ms | 95th percentile | slowest | first after a change |")
    print("|---|---|---|---|---|")
    late = times[int(len(times) * 0.95)]
    print(
        f"| {count:,} | {statistics.median(times):.1f} | {late:.1f} | {times[-1]:.1f} "
        f"| {first:.0f} |"
    )


if __name__ == "__main__":
    main()
