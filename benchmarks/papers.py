"""How long PDFs of articles and dossiers take, in how much memory, and how large they are.

`python -m benchmarks.papers FILE [articles]` draws the first articles of a JSON Lines file (packed
or not), each on its own and all of them as a dossier, the latter in a process of its own as the
site does it. Times are of the processor, so that what runs beside it does not count, and of the
clock; the memory is what the process of the dossier held at most.
"""

import gzip
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from archive.papers.drawing import drawn
from archive.papers.said import ArticlePaper, Dossier, Said, Source, written
from archive.text import clean

ARTICLES = 100
ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print the table."""
    source = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rt", encoding="utf-8") as file:
        articles = tuple(said(json.loads(line)) for line in islice(file, count))
    drawn(paper(articles[0]))  # what is imported and read the first time
    alone = [measured(article) for article in articles]
    times = sorted(milliseconds for milliseconds, _size in alone)
    print("| what | characters | size, kB | processor, ms | clock, s | most memory, MB |")
    print("|---|---|---|---|---|---|")
    print(
        f"| an article, median | {statistics.median(a.letters for a in articles):,.0f}"
        f" | {statistics.median(size for _time, size in alone) / 1000:,.0f}"
        f" | {statistics.median(times):,.0f} | – | – |"
    )
    print(f"| an article, 95th of 100 | | | {times[int(len(times) * 0.95)]:,.0f} | – | – |")
    print(dossier_of(articles))


def said(row: dict[str, str]) -> Said:
    """The article of a row."""
    link = row.get("url", "")
    return Said(
        heading=clean(row["title"]),
        language="ar",
        rtl=True,
        outlet=row.get("source", ""),
        date=row.get("date", ""),
        standfirst="",
        notes=(),
        paragraphs=tuple(filter(str.strip, clean(row["text"]).split("\n"))),
        cut="",
        sources=(Source("في ديوان:", link, link),),
    )


def paper(article: Said) -> ArticlePaper:
    """The paper of one article."""
    return ArticlePaper("ar", article, "المصدر")


def measured(article: Said) -> tuple[float, int]:
    """Milliseconds of the processor for one article, and bytes of its PDF."""
    start = time.process_time()
    content = drawn(paper(article))
    return (time.process_time() - start) * 1000, len(content)


def dossier_of(articles: tuple[Said, ...]) -> str:
    """The row of all articles in one."""
    dossier = Dossier(
        language="ar",
        kind="ملف",
        title="ملف",
        description="",
        facts=(),
        link="",
        contents_heading="المحتويات",
        sources_heading="المصادر",
        articles=articles,
    )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "dossier.pdf"
        command = [sys.executable, "-m", "archive.papers", str(made), "600"]
        start = time.perf_counter()
        subprocess.run(command, input=written(dossier).encode(), cwd=ROOT, check=True)
        seconds = time.perf_counter() - start
        size = made.stat().st_size
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        f"| a dossier of {len(articles)} | {dossier.letters:,} | {size / 1000:,.0f}"
        f" | {(used.ru_utime + used.ru_stime) * 1000:,.0f} | {seconds:.1f}"
        f" | {used.ru_maxrss / 1024:,.0f} |"
    )


if __name__ == "__main__":
    main()
