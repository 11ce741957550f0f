"""`manage.py evaluate_search DIR`: how well a collection's queries find their documents."""

import json
import sys
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.evaluation.archive import temporary
from search.evaluation.collection import (
    BrokenCollectionError,
    Document,
    corpus_of,
    read_collection,
    read_documents,
    read_pairs,
)
from search.evaluation.measures import DEPTH, measured, summary


class Command(BaseCommand):
    """Prints one JSON object on standard output; progress goes to standard error."""

    help = "Measure the search on a test collection, in an index of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A collection, more documents, and lists of pairs."""
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")
        parser.add_argument(
            "--corpus",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="more documents, as distractors; may be repeated",
        )
        parser.add_argument(
            "--fields",
            choices=["all", "body"],
            default="all",
            help="body leaves titles out",
        )
        parser.add_argument(
            "--all-words",
            action="store_true",
            help="find as readers do: all words, or the most that any document holds",
        )
        parser.add_argument(
            "--variants", type=Path, metavar="FILE", help="pairs that should find each other"
        )
        parser.add_argument("--negatives", type=Path, metavar="FILE", help="pairs that must not")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure what is asked for; CommandError names a file that cannot be used."""
        if not any(options[name] for name in ("folder", "variants", "negatives")):
            raise CommandError("Name a folder to evaluate, or --variants or --negatives.")
        report: dict[str, Any] = {}
        try:
            if options["folder"]:
                report |= _evaluated(
                    options["folder"],
                    options["corpus"],
                    titles=options["fields"] == "all",
                    all_words=options["all_words"],
                )
            if options["variants"] or options["negatives"]:
                report |= _conflated(options["variants"], options["negatives"])
        except BrokenCollectionError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(report, ensure_ascii=False))


def _evaluated(
    folder: Path, corpora: Sequence[Path], *, titles: bool, all_words: bool
) -> dict[str, Any]:
    collection = read_collection(folder)
    own = corpus_of(folder)
    paths = [*([own] if own else []), *corpora]
    if not paths:
        raise BrokenCollectionError(f"{folder}: it brings no documents; name some with --corpus")
    start = time.perf_counter()
    with temporary(_documents(paths), titles=titles) as archive:
        built = time.perf_counter()
        found = []
        for key, text in _shown(collection.queries.items(), "query", len(collection.queries)):
            ranking = archive.ranked(text, DEPTH, all_words=all_words)
            found.append(measured(ranking, collection.relevance[key]))
        searched = time.perf_counter() - built
        return {
            **summary(found),
            "queries": len(found),
            "queries_per_second": round(len(found) / searched, 1),
            "documents": len(archive),
            "documents_per_second": round(len(archive) / (built - start), 1),
        }


def _documents(paths: Sequence[Path]) -> Iterator[Document]:
    """The documents of all files, each id once."""
    seen: set[str] = set()
    for path in paths:
        for document in _shown(read_documents(path), "document"):
            if document.id not in seen:
                seen.add(document.id)
                yield document


def _conflated(variants: Path | None, negatives: Path | None) -> dict[str, Any]:
    """The share of pairs that find each other, in an archive of all the pairs' words."""
    wanted = read_pairs(variants) if variants else []
    unwanted = read_pairs(negatives) if negatives else []
    texts = dict.fromkeys(text for _, *pair in (*wanted, *unwanted) for text in pair)
    report: dict[str, Any] = {}
    with temporary(Document(text, "", text, None) for text in texts) as archive:
        finds = {text: archive.finds(text) for text in _shown(texts, "word", len(texts))}

    def are_joined(one: str, other: str) -> bool:
        return other in finds[one] and one in finds[other]

    if wanted:
        by_category: dict[str, list[bool]] = defaultdict(list)
        for category, one, other in wanted:
            by_category[category].append(are_joined(one, other))
        every = [joined for found in by_category.values() for joined in found]
        report["conflated"] = {"all": _share(every)} | {
            category: _share(found) for category, found in by_category.items()
        }
    if unwanted:
        report["falsely_conflated"] = _share([are_joined(one, other) for _, one, other in unwanted])
    return report


def _share(found: Sequence[bool]) -> float:
    return round(sum(found) / len(found), 4)


def _shown(things: Any, unit: str, total: int | None = None) -> Any:
    return tqdm(things, unit=f" {unit}", total=total, disable=not sys.stderr.isatty(), leave=False)
