"""Files and folders on disk: what documents they hold, each with what was decided of it."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from archive.importing.decisions import decisions_beside
from archive.importing.draft import FAULT, Refused
from archive.importing.formats import Format
from archive.importing.item import Found, Item
from archive.importing.sources import found_in, is_passed_over
from archive.importing.tables import Columns
from archive.importing.unpacking import shown
from archive.reasons import Reason

Watch = Callable[[BinaryIO], BinaryIO]

log = logging.getLogger(__name__)


def files_at(path: Path) -> Iterator[Path]:
    """The file itself, or every file beneath a folder in order of names, hidden ones left out.

    Links to folders are not followed. What cannot be looked into is given as it is: whoever opens
    it hears why.
    """
    waiting = [path]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir():
                inside = (each for each in path.iterdir() if not is_passed_over(each.name))
                kept = (each for each in inside if not (each.is_symlink() and each.is_dir()))
                waiting += sorted(kept, reverse=True)
                continue
        except OSError:
            pass
        yield path


def found_at(
    path: Path,
    format: Format | None = None,
    columns: Columns | None = None,
    watched: Watch = lambda stream: stream,
) -> Iterator[Found]:
    """What a file holds, or all the files beneath a folder.

    `format` and `columns` are as for `sources.found_in`; `watched` may look on as each file is
    read. Nothing is raised: what cannot be read is Found with its refusal.
    """
    for file in files_at(path):
        name = _name(file.relative_to(path).as_posix() if file != path else path.name)
        try:
            with _opened(file) as stream:
                for found in found_in(watched(stream), name, format, columns):
                    # What stands in a packed file has no table of decisions beside it.
                    is_whole = found.item.name == name
                    decisions = decisions_beside(file) if is_whole else []
                    yield replace(found, decisions=tuple(decisions))
        except FileNotFoundError:
            yield _refused(name, Reason("there is no such file: check the path."))
        except Refused as refused:
            yield _refused(name, refused.reason)
        except (OSError, ValueError) as error:
            what = str(getattr(error, "strerror", None) or error)
            yield _refused(name, Reason("the file cannot be read (%(error)s).", error=what))
        except Exception:
            log.exception("%s could not be read.", name)
            yield _refused(name, FAULT)


def _opened(path: Path) -> BinaryIO:
    # A pipe may never end, and a device never does.
    if path.exists() and not path.is_file():
        raise Refused("this is not a file: name a page, a table or an archive of pages.")
    return path.open("rb")


def _refused(name: str, reason: Reason) -> Found:
    return Found(Item(name, b""), refused=reason)


def _name(path: str) -> str:
    """The name as text: a file system may hold names that are none."""
    return shown(os.fsencode(path).decode("utf-8", errors="replace"))
