"""How long the card of a shared link takes to draw, and how large its file is.

`python -m benchmarks.cards CORPUS [cards]` draws cards with titles of the corpus (JSON Lines,
packed or not), in one process. Fonts are read before.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.site import own_site

CARDS = 500


class Taken(NamedTuple):
    """Milliseconds on the clock, and of them those of the processor."""

    whole: float
    busy: float


def timed(do: Callable[[], object]) -> Taken:
    """What something takes."""
    clock, processor = time.perf_counter(), time.thread_time()
    do()
    return Taken((time.perf_counter() - clock) * 1000, (time.thread_time() - processor) * 1000)


def main() -> None:
    """Draw, and print the table."""
    corpus, *most = sys.argv[1:]
    with own_site(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        from archive.cards.content import Card
        from archive.cards.drawing import draw
        from archive.cards.keeping import kept
        from search.evaluation.collection import read_documents

        settings.DATA_DIR = Path(folder)
        titles = sorted({one.title for one in read_documents(Path(corpus)) if one.title})
        drawn = random.Random(1).sample(titles, min(int(most[0]) if most else CARDS, len(titles)))
        cards = [
            Card("ar", title, "rtl", "صحيفة", "", "السبت ٣ أيار/مايو ٢٠٢٥", ("وقف إطلاق النار",))
            for title in drawn
        ]
        sizes = [len(draw(card)) for card in cards]
        keep = [partial(kept, card.key, partial(draw, card)) for card in cards]
        rows = {
            "drawn": [timed(partial(draw, card)) for card in cards],
            "drawn and kept": [timed(one) for one in keep],
            "kept before": [timed(one) for one in keep],
        }
    print("| | processor, p50 ms | p50 | p95 | longest |\n|---|---|---|---|---|")
    for name, row in rows.items():
        whole = statistics.quantiles((one.whole for one in row), n=20)
        busy = statistics.median(one.busy for one in row)
        longest = max(one.whole for one in row)
        print(f"| {name} | {busy:.2f} | {whole[9]:.2f} | {whole[18]:.2f} | {longest:.1f} |")
    print(f"\nFiles of {statistics.median(sizes) / 1000:.0f} kB, {max(sizes) / 1000:.0f} at most.")


if __name__ == "__main__":
    main()
