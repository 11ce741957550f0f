"""How well themes are suggested: precision and recall on `tests/data/themes.tsv`.

`python -m benchmarks.themes CORPUS` indexes the corpus that the labels name (JSON Lines, packed or
not), and suggests themes for the labelled articles by the cues that the archive begins with: alone,
and with neighbours, the editor having decided on the labelled articles of the other half.
"""

import sys
from pathlib import Path

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
    from search.evaluation.themes import Result, measured, read_labels, suggested
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
    halves = {
        "even numbers (cues written on them)": [x for x in labels if not x.is_held_out],
        "odd numbers (held out)": [x for x in labels if x.is_held_out],
    }
    rows: list[tuple[str, str, Result]] = []
    with temporary(documents) as archive:
        snapshot = archive.snapshot()
        cues = {slug: Cues.of(phrases, snapshot.analyser) for slug, phrases in first_cues().items()}
        alone = suggested(snapshot, cues, articles)
        for name, half in halves.items():
            others = [label for label in labels if label not in half]
            near = suggested(snapshot, cues, articles, decided=others)
            rows.append((name, "cues", measured(half, alone, cues)))
            rows.append((name, "cues and neighbours", measured(half, near, cues)))
    print("| articles | by | labels | suggested | right | precision | recall |")
    print("|---|---|---|---|---|---|---|")
    for name, by, result in rows:
        whole = result.whole
        print(
            f"| {name} | {by} | {whole.labelled} | {whole.made} | {whole.right} "
            f"| {_share(whole.precision)} | {_share(whole.recall)} |"
        )
    print(
        "\n| theme, by cues | labels | precision | recall | held out: labels | precision | recall |"
    )
    print("|---|---|---|---|---|---|---|")
    for slug in cues:
        ours, held = rows[0][2].themes[slug], rows[2][2].themes[slug]
        cells = [f"{m.labelled} | {_share(m.precision)} | {_share(m.recall)}" for m in (ours, held)]
        print(f"| {slug} | {' | '.join(cells)} |")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
