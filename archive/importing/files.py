"""Files and folders on disk: what documents they hold, each with what was decided of it."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from archive.importing.decisions import TABLE, decisions_beside
from archive.importing.draft import Refused
from archive.importing.formats import Format
from archive.importing.item import Found, Item
from archive.importing.sources import found_in
from archive.importing.tables import Columns


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the files beneath the folders named, in order of their names.

    Hidden files and tables of decisions are no documents.
    """
    for path in paths:
        if path.is_dir():
            beneath = (p for p in path.rglob("*") if p.is_file() and p.name != TABLE)
            yield from sorted(p for p in beneath if not _is_hidden(p.relative_to(path)))
        else:
            yield path


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def found_in_files(
    paths: Iterable[Path],
    format: Format | None = None,
    columns: Columns | None = None,
    watched: Callable[[BinaryIO], BinaryIO] = lambda stream: stream,
) -> Iterator[Found]:
    """Everything that files, and those beneath folders, hold; each bad one as one refusal.

    `format` is that of all of them where it is not to be recognised; `columns` says what the fields
    of tables mean; `watched` may look on as each file is read.
    """
    for path in documents(paths):
        name = shown(path)
        try:
            with _opened(path) as stream:
                for found in found_in(watched(stream), name, format, columns):
                    # What stands in a packed file has no table of decisions beside it.
                    is_whole = found.item.name == name
                    decisions = decisions_beside(path) if is_whole else []
                    yield replace(found, decisions=tuple(decisions))
        except Refused as reason:
            yield Found(Item(name, b""), refused=str(reason))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            yield Found(Item(name, b""), refused=f"the file cannot be read ({reason}).")


def _opened(path: Path) -> BinaryIO:
    if not path.exists():
        raise Refused("there is no such file: check the path.")
    # A pipe may never end, and a device never does.
    if not path.is_file():
        raise Refused("this is not a file: name a page saved as text or HTML, or a folder.")
    return path.open("rb")


def shown(path: Path) -> str:
    """The file's name as text: a file system may hold names that are none."""
    return os.fsencode(path.name).decode("utf-8", errors="replace")[:255]
