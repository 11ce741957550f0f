"""What each part of the search brings: mean reciprocal ranks with parts added one after another.

`python -m benchmarks.ablation DIR …` runs it. Every DIR is a test collection as `manage.py
evaluate_search` reads it; `DIR+FILE` adds the documents of a file as distractors. Titles are left
out. Collections of the same documents share an index; the rows that change what is indexed make
another. The table is in Markdown.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.site import own_site

Evaluated = dict[str, float]


def _setting(**values: Any) -> Callable[[], Any]:
    """Weights of `search.ranking` for a while."""
    return lambda: patch.multiple("search.ranking", **values) if values else nullcontext()


@contextmanager
def _no_lexicon() -> Iterator[None]:
    """Analysis without any count: nothing is known, so every rule must do without."""
    from search import analysis, lexicon

    empty = lexicon.Lexicon()
    with (
        patch("search.lexicon.learn", lambda texts: None),
        patch("search.lexicon.built_in", lambda: empty),
    ):
        analysis.built_in.cache_clear()
        try:
            yield
        finally:
            analysis.built_in.cache_clear()


def rows() -> list[tuple[str, Callable[[], Any], bool]]:
    """What is measured: a name, what holds meanwhile, and whether that changes the index."""
    from search import ranking

    stems = {"text": ranking.TEXT["text"]}
    surfaces = {**stems, "surface": ranking.TEXT["surface"]}
    loose = {**surfaces, "loose": ranking.TEXT["loose"]}
    off = {"NEIGHBOURS": 0.0, "NAME": 0.0, "RELATED": 0.0}
    return [
        ("stems", _setting(TEXT=stems, **off), False),
        ("+ surface forms", _setting(TEXT=surfaces, **off), False),
        ("+ roots and sounds", _setting(TEXT=loose, **off), False),
        ("+ neighbours", _setting(TEXT=loose, **off | {"NEIGHBOURS": ranking.NEIGHBOURS}), False),
        ("+ irregular plurals", _setting(NAME=0.0), False),
        ("+ names: all of it", _setting(), False),
        ("all, without a lexicon", _no_lexicon, True),
        ("all, without surface forms", _setting(TEXT={**ranking.TEXT, "surface": 0.0}), False),
        ("all, without roots and sounds", _setting(TEXT={**ranking.TEXT, "loose": 0.0}), False),
        ("all, without neighbours", _setting(NEIGHBOURS=0.0), False),
    ]


def _measure(archive: Any, folders: Sequence[Path]) -> Evaluated:
    from search.evaluation.collection import read_collection
    from search.evaluation.measures import DEPTH, measured

    found = {}
    for folder in folders:
        collection = read_collection(folder)
        ranks = [
            measured(archive.ranked(text, DEPTH), collection.relevance[key])["mrr@10"]
            for key, text in collection.queries.items()
        ]
        found[folder.name] = sum(ranks) / len(ranks)
    return found


def main(arguments: Sequence[str]) -> None:
    """Measure every row on every collection, and print the table."""
    with own_site():
        table = _measured(arguments)
    columns = list(next(iter(table.values())))
    print("| " + " | ".join(["", *columns]) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name, row in table.items():
        print("| " + " | ".join([name, *(f"{row[c]:.3f}" for c in columns)]) + " |")


def _measured(arguments: Sequence[str]) -> dict[str, Evaluated]:
    """Mean reciprocal ranks by row and collection."""
    from search.evaluation.archive import temporary
    from search.evaluation.collection import corpus_of, read_documents

    groups: dict[tuple[Path, ...], list[Path]] = {}
    for argument in arguments:
        folder, *more = map(Path, argument.split("+"))
        own = corpus_of(folder)
        groups.setdefault((*([own] if own else []), *more), []).append(folder)
    table: dict[str, Evaluated] = {}
    for files, folders in groups.items():
        suffix = "+" + files[-1].parent.name if len(files) > 1 else ""

        def documents(files: tuple[Path, ...] = files) -> Iterator[Any]:
            for file in files:
                yield from read_documents(file)

        with temporary(documents(), titles=False) as archive:
            for name, holding, makes_index in rows():
                if makes_index:
                    with holding(), temporary(documents(), titles=False) as another:
                        found = _measure(another, folders)
                else:
                    with holding():
                        archive.forget()
                        found = _measure(archive, folders)
                row = table.setdefault(name, {})
                row.update({f"{key}{suffix}": value for key, value in found.items()})
                print(name, found, file=sys.stderr)
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
