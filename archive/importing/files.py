"""Files and folders on disk: which documents they hold, and one document's way in."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction

from archive.importing.decisions import decisions_beside
from archive.importing.draft import Refused
from archive.importing.item import LARGEST
from archive.importing.store import Stored, store
from archive.importing.text import read_text
from archive.models import Capture


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and the .txt files of the folders named, in order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.txt"))
        else:
            yield path


def import_file(path: Path) -> Stored:
    """Read, capture and store one document; raises Refused and keeps nothing where it cannot."""
    content = _read(path)
    draft = read_text(content)
    decisions = decisions_beside(path)
    with transaction.atomic():
        return store(draft, Capture.objects.keep(content, _shown(path)), decisions)


def _read(path: Path) -> bytes:
    try:
        if not path.exists():
            raise Refused("there is no such file: check the path.")
        # A pipe may never end, and a device never does.
        if not path.is_file():
            raise Refused("this is not a file: name a page saved as text.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Refused(f"the file cannot be read ({reason}).") from None
    if len(content) > LARGEST:
        raise Refused(f"the file is over {LARGEST // 1024 // 1024} MB: is it a page of text?")
    return content


def _shown(path: Path) -> str:
    """The file's name as text: a file system may hold names that are none."""
    return os.fsencode(path.name).decode("utf-8", errors="replace")[:255]
