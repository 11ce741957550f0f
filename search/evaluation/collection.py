"""Test collections: documents, queries, and which documents answer which query.

A collection is a folder with `queries.jsonl` (`id`, `text`), `qrels.tsv` (`query_id`, `doc_id`,
`relevance`, under a header) and, where it brings documents of its own, `corpus.jsonl` or
`corpus.jsonl.gz` (`id`, `text`, and what is known of `title` and `date`).
"""

import csv
import datetime
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

CORPORA = ("corpus.jsonl", "corpus.jsonl.gz")


class BrokenCollectionError(Exception):
    """A file of a collection cannot be used; the message names it and says why."""


@dataclass(frozen=True)
class Document:
    """A text to be found."""

    id: str
    title: str
    text: str
    date: datetime.date | None


@dataclass(frozen=True)
class Collection:
    """Queries by their ids, and for each the ids of the documents that answer it with a grade."""

    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]


def read_collection(folder: Path) -> Collection:
    """The queries and judgements of a folder; queries that nothing answers are left out.

    Raises BrokenCollectionError.
    """
    relevance: dict[str, dict[str, int]] = {}
    path = folder / "qrels.tsv"
    with _opened(path) as file:
        for row in csv.DictReader(file, delimiter="\t"):
            try:
                grade = int(row["relevance"])
                query, document = row["query_id"], row["doc_id"]
            except (KeyError, TypeError, ValueError):
                columns = "query_id, doc_id and relevance"
                raise BrokenCollectionError(f"{path}: a row without {columns}: {row}") from None
            if grade > 0:
                relevance.setdefault(query, {})[document] = grade
    queries = {str(line["id"]): str(line["text"]) for line in _lines(folder / "queries.jsonl")}
    judged = {key: text for key, text in queries.items() if key in relevance}
    if not judged:
        raise BrokenCollectionError(f"{folder}: no query has a document that answers it")
    return Collection(judged, relevance)


def corpus_of(folder: Path) -> Path | None:
    """The file of the documents that a folder brings, None if it brings none."""
    return next((folder / name for name in CORPORA if (folder / name).exists()), None)


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a file of JSON lines, packed with gzip or not."""
    for line in _lines(path):
        date = str(line.get("date") or "")[:10]
        try:
            published = datetime.date.fromisoformat(date)
        except ValueError:
            published = None
        yield Document(str(line["id"]), str(line.get("title") or ""), str(line["text"]), published)


def read_pairs(path: Path) -> list[tuple[str, str, str]]:
    """Pairs of words with their categories; a file without categories has one for all."""
    with _opened(path) as file:
        try:
            return [
                (row.get("category") or "all", row["a"], row["b"])
                for row in csv.DictReader(file, delimiter="\t")
            ]
        except KeyError:
            raise BrokenCollectionError(f"{path}: no columns a and b") from None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            try:
                found = json.loads(line)
                found["id"], found["text"]
            except (json.JSONDecodeError, TypeError, KeyError):
                raise BrokenCollectionError(
                    f"{path}, line {number}: no JSON object with id and text"
                ) from None
            yield found


def _opened(path: Path) -> TextIO:
    try:
        if path.suffix == ".gz":
            return gzip.open(path, "rt", encoding="utf-8")
        return path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise BrokenCollectionError(f"{path}: {error.strerror}") from None
