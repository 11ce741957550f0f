"""How fast a corpus comes in and is indexed, in how much memory, and how well copies are known.

`python -m benchmarks.importing FILE` imports JSON Lines (packed or not) into an empty archive with
the one command that editors use. Where the file holds the articles of `tests/data/copies.tsv`, the
pairs labelled there are compared with the stories that the import made.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from benchmarks import memory

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "tests" / "data" / "copies.tsv"


def main() -> None:
    """Print both tables."""
    source = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DIWAN_MODE": "local", "DIWAN_DATA_DIR": folder, "DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        _manage("migrate", "-v0")
        start = time.perf_counter()
        command = [sys.executable, "manage.py", "import_articles", str(source), "-v0"]
        printed, peak = memory.run(command, ROOT)
        seconds = time.perf_counter() - start
        print(printed.strip())
        import django

        django.setup()
        _tell(seconds, peak, Path(folder))
        _tell_copies(source)


def _manage(*arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout + done.stderr


def _tell(seconds: float, peak: float, folder: Path) -> None:
    from archive.models import Article, Shingle

    count, leads = Article.objects.count(), Article.objects.leads().count()
    size = sum(file.stat().st_size for file in folder.glob("diwan.sqlite3*")) / 1024**2
    index = sum(f.stat().st_size for f in (folder / "index").rglob("*") if f.is_file()) / 1024**2
    print(
        "\n| articles | stories | articles/s | MB at most | database, MB | index, MB | shingles |"
    )
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {count:,} | {leads:,} | {count / seconds:,.0f} | {peak:.0f} | {size:.0f} | {index:.0f} "
        f"| {Shingle.objects.count():,} |"
    )


def _tell_copies(source: Path) -> None:
    stories = _stories(source)
    pairs = [line.split("\t") for line in LABELS.read_text().splitlines() if line[0] != "#"][1:]
    held = [pair for pair in pairs if pair[0] in stories and pair[1] in stories]
    if not held:
        return
    print("\n| pairs | right of those joined | so with “part” | copies that were joined |")
    print("|---|---|---|---|")
    for name, weighted in (("as labelled", False), ("as in the corpus", True)):
        sums = dict.fromkeys(("copy", "part", "other", "missed"), 0.0)
        for one, other, label, weight in held:
            is_joined = stories[one] == stories[other]
            if is_joined or label == "copy":
                sums[label if is_joined else "missed"] += float(weight) if weighted else 1
        joined = sums["copy"] + sums["part"] + sums["other"]
        print(
            f"| {name} ({len(held)}) | {sums['copy'] / joined:.3f} "
            f"| {1 - sums['other'] / joined:.3f} "
            f"| {sums['copy'] / (sums['copy'] + sums['missed']):.3f} |"
        )


def _stories(source: Path) -> dict[str, int]:
    """The lead of the story that each document of a file came into, by the document's id."""
    from archive.models import Appearance

    met = Appearance.objects.filter(part=0).select_related("article")
    leads = {
        one.capture.sha256: one.article.copy_of_id or one.article_id
        for one in met.select_related("article", "capture").defer("capture__compressed")
    }
    return {
        json.loads(line)["id"]: lead
        for line in _lines(source)
        if (lead := leads.get(sha256(line).hexdigest())) is not None
    }


def _lines(source: Path) -> Iterator[bytes]:
    with gzip.open(source) if source.suffix == ".gz" else source.open("rb") as file:
        for line in file:
            yield line.rstrip(b"\r\n")


if __name__ == "__main__":
    main()
