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
from contextlib import contextmanager
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
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
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
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            ]
        except KeyError:
            raise BrokenCollectionError(f"{path}: no columns a and b") from None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
                found["id"], found["text"]
            except (json.JSONDecodeError, TypeError, KeyError):
                raise BrokenCollectionError(
                    f"{path}, line {number}: no JSON object with id and text"
                ) from None
            yield found


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig") as file:
            yield file
    except UnicodeDecodeError:
        raise BrokenCollectionError(f"{path}: not in UTF-8") from None
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or "not packed with gzip, or cut off"
        raise BrokenCollectionError(f"{path}: {reason}") from None
