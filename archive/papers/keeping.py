"""Papers that were made stay in a folder, each under the name of its content."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final

from django.conf import settings
from django.core.files import locks

from archive.papers.said import Paper, key, written

MOST_BYTES: Final = 256 * 2**20
"""What all papers together may take up on the disk; those not asked for longest go first."""
SHORT: Final = 30_000
"""Characters of text up to which a paper is drawn at once, in some tenths of a second."""
PATIENCE: Final = 10.0
"""Seconds for which a request waits while another long paper is drawn."""
LONGEST: Final = 60.0
"""Seconds after which the drawing of a long paper is given up."""


class BusyError(Exception):
    """Other long papers are being drawn, or this one takes too long: try again in a while."""


def kept(paper: Paper) -> BinaryIO:
    """A paper as an open file, drawn now if it is not kept; raises BusyError.

    A short one is drawn at once. Of long ones a single one is drawn at a time on this machine, in a
    process of its own: it takes neither the time of other requests nor their memory.
    """
    path = _folder() / f"{key(paper)}.pdf"
    if (known := _opened(path)) is not None:
        return known
    if paper.letters <= SHORT:
        # Imported late: a server that draws nothing need not hold what drawing takes.
        from archive.papers.drawing import drawn

        return _put(path, drawn(paper))
    with _alone():
        # Whoever was waited for may have drawn the same.
        return _opened(path) or _put(path, _drawn_apart(paper))


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "papers"
    folder.mkdir(exist_ok=True)
    return folder


def _opened(path: Path) -> BinaryIO | None:
    with suppress(FileNotFoundError):
        file = path.open("rb")
        os.utime(file.fileno())  # it was asked for
        return file
    return None


def _put(path: Path, content: bytes) -> BinaryIO:
    """Keep a paper, whole or not at all; it can be read even if it goes at once."""
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(content)
    made = Path(part.name)
    file = made.open("rb")
    made.replace(path)
    _clear(path.parent)
    return file


def _clear(folder: Path) -> None:
    """Let the papers go that were not asked for longest, while all take up too much."""
    papers = []
    for path in (*folder.glob("*.pdf"), *folder.glob("*.part")):
        with suppress(FileNotFoundError):
            papers.append((path.stat().st_mtime, path.stat().st_size, path))
    total = sum(size for _time, size, _path in papers)
    for _time, size, path in sorted(papers):
        if total <= MOST_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= size


@contextmanager
def _alone() -> Iterator[None]:
    """Be the only one on this machine that draws a long paper; raises BusyError."""
    end = time.monotonic() + PATIENCE
    with (_folder() / "drawing.lock").open("wb") as file:
        while not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            if time.monotonic() > end:
                raise BusyError
            time.sleep(0.1)
        yield  # closing the file lets go


def _drawn_apart(paper: Paper) -> bytes:
    command = [sys.executable, "-m", "archive.papers"]
    try:
        done = subprocess.run(
            command,
            input=written(paper).encode(),
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            timeout=LONGEST,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise BusyError from None
    return done.stdout
