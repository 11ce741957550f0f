"""How well themes are suggested: precision and recall on `tests/data/themes.tsv`.

`python -m benchmarks.themes CORPUS` indexes the corpus that the labels name (JSON Lines, packed or
not), and suggests themes for the labelled articles by the cues that the archive begins with: alone,
and with neighbours, an editor having decided on all the other labelled articles. The last row is of
rules for neighbours that are chosen on nine tenths of the articles and judged on the rest.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.suggesting.neighbours import Rule

from benchmarks.site import own_site

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "tests" / "data" / "themes.tsv"


def main() -> None:
    """Print a table of all themes together, and one of each."""
    with own_site():
        _tell(Path(sys.argv[1]).resolve())


def _tell(corpus: Path) -> None:
    from archive.models import Article
    from search.evaluation.archive import temporary
    from search.evaluation.collection import read_documents
    from search.evaluation.themes import Part, cross_validated, measured, read_labels, suggested
    from search.suggesting.cues import Cues
    from search.suggesting.first import first_cues

    labels = read_labels(LABELS)
    documents = list(read_documents(corpus))
    wanted = {label.article for label in labels}
    articles = {
        d.id: Article(pk=number, title=d.title, body=d.text)
        for number, d in enumerate(documents, start=1)
        if d.id in wanted
    }
    parts = {part: [label for label in labels if label.part is part] for part in Part}
    with temporary(documents) as archive:
        snapshot = archive.snapshot()
        cues = {slug: Cues.of(phrases, snapshot.analyser) for slug, phrases in first_cues().items()}
        alone = suggested(snapshot, cues, articles)
        near = suggested(snapshot, cues, articles, decided=labels)
        by_rule = [suggested(snapshot, cues, articles, labels, rule) for rule in _rules()]
    print("| articles | by | labels | suggested | right | precision | recall |")
    print("|---|---|---|---|---|---|---|")
    rows = [
        (str(part), by, measured(chosen, found, cues).whole)
        for part, chosen in [*parts.items(), ("all", labels)]
        for by, found in (("cues", alone), ("cues and neighbours", near))
    ]
    rows.append(
        ("all", "a rule chosen on nine tenths, on the last", cross_validated(labels, by_rule, cues))
    )
    for name, by, whole in rows:
        print(
            f"| {name} | {by} | {whole.labelled} | {whole.made} | {whole.right} "
            f"| {_share(whole.right, whole.made)} | {_share(whole.right, whole.labelled)} |"
        )
    print("\n| theme, by cues | labels | right of | held out: labels | right of |")
    print("|---|---|---|---|---|")
    ours = measured(parts[Part.WRITTEN_ON], alone, cues)
    held = measured([*parts[Part.HELD_OUT], *parts[Part.LATER]], alone, cues)
    for slug in cues:
        cells = [
            f"{m.labelled} | {m.right} of {m.made}" for m in (ours.themes[slug], held.themes[slug])
        ]
        print(f"| {slug} | {' | '.join(cells)} |")


def _rules() -> "Iterator[Rule]":
    """Rules by which neighbours could vote."""
    from search.suggesting.neighbours import Rule

    for nearest, alike, weight in product((3, 5), (0.1, 0.15, 0.2, 0.25), (1.0, 1.5, 2.0, 2.5)):
        yield Rule(nearest, alike, weight)


def _share(right: int, of: int) -> str:
    """A share with the interval that it lies in."""
    from search.evaluation.themes import interval

    if not of:
        return "–"
    low, high = interval(right, of)
    return f"{right / of:.2f} ({low:.2f}–{high:.2f})"


if __name__ == "__main__":
    main()
