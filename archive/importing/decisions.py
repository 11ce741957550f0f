"""Themes that editors accepted before an import, kept in a table beside the documents.

`themes.tsv` has a line for each decision: file name, theme's address, then the words of the
article that it rests on, all set apart by tabs. Lines that begin with # are remarks.
"""

from dataclasses import dataclass
from pathlib import Path

from archive.importing.draft import Refused

TABLE = "themes.tsv"


@dataclass(frozen=True)
class Decision:
    """One accepted theme for one document; `source` is the table that says so."""

    theme: str
    words: tuple[str, ...]
    source: str


def decisions_beside(document: Path) -> list[Decision]:
    """What the table in the document's folder says of it; raises Refused where a line is broken."""
    table = document.parent / TABLE
    if not table.is_file():
        return []
    source = f"{table.parent.name}/{TABLE}"
    found = []
    try:
        lines = table.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused(
            "%(source)s cannot be read: save it as a table in UTF-8.", source=source
        ) from None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, *rest = line.split("\t")
        if not rest or not rest[0]:
            raise Refused(
                "%(source)s line %(number)s names no theme: write file, tab, theme, words.",
                source=source,
                number=number,
            )
        if name == document.name:
            found.append(Decision(rest[0], tuple(filter(None, rest[1:])), source))
    return found
