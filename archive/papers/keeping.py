"""Papers that were drawn, kept as files in DATA_DIR/papers/ (`archive.derived`)."""

import logging
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import BinaryIO, Final

from django.conf import settings
from django.core.files import locks

from archive.derived import opened, put
from archive.papers.said import Paper, key, written

ROOM: Final = 256 * 2**20
"""Bytes of papers that are kept."""
SHORT: Final = 10_000
"""Characters of text up to which a paper is drawn at once, in half a second at most."""
PATIENCE: Final = 2.0
"""Seconds for which the request that starts the drawing of a long paper waits for it."""
LONGEST: Final = 60.0
"""Seconds after which the drawing of a long paper is given up."""

log = logging.getLogger(__name__)


class BusyError(Exception):
    """A long paper is being drawn, this one or another: ask again in a while."""


class DrawingError(Exception):
    """A paper could not be drawn."""


def kept(paper: Paper) -> BinaryIO:
    """A paper as an open file, drawn now if it is not kept.

    A short one is drawn at once. Of long ones a single one is drawn at a time on this machine, by a
    process beside the server: it takes neither the time of other requests nor their memory, and
    goes on when the request that started it was answered. Raises BusyError while it does so,
    DrawingError where it fails, and OSError where a disk does.
    """
    path = Path(settings.DATA_DIR) / "papers" / f"{key(paper)}.pdf"
    if (known := opened(path)) is not None:
        return known
    if paper.letters <= SHORT:
        return _put(path, _drawn_here(paper))
    return _drawn_beside(paper, path)


def _drawn_here(paper: Paper) -> bytes:
    # Imported late: a server that draws nothing need not hold what drawing takes.
    from archive.papers.drawing import drawn

    try:
        return drawn(paper)
    except Exception as error:  # whatever a text nobody thought of does to fonts and libraries
        raise DrawingError(key(paper)) from error


def _put(path: Path, content: bytes) -> BinaryIO:
    try:
        return put(path, content, ROOM)
    except OSError:
        # A full disk is no reason to give none.
        log.exception("The paper %s could not be kept.", path)
        return BytesIO(content)


def _drawn_beside(paper: Paper, path: Path) -> BinaryIO:
    """A long paper, if it is drawn within `PATIENCE`."""
    with (Path(settings.DATA_DIR) / "papers.lock").open("wb") as lock:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            raise BusyError
        if (known := opened(path)) is not None:  # whoever had the lock has drawn the same
            return known
        process = _started(paper, path, lock)
    # The process has the lock open too, and so holds it until it ends, however it does.
    try:
        status = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        Thread(target=_seen_off, args=(process, path), daemon=True).start()
        raise BusyError from None
    if status or (made := opened(path)) is None:
        raise DrawingError(f"Drawing {path} ended with status {status}.")
    return made


def _started(paper: Paper, path: Path, lock: BinaryIO) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "archive.papers", str(path.absolute()), str(LONGEST)]
    with TemporaryFile() as said:  # a pipe would make this process wait until it is read
        said.write(written(paper).encode())
        said.seek(0)
        return subprocess.Popen(
            command,
            stdin=said,
            stdout=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            pass_fds=[lock.fileno()],
            start_new_session=True,  # what stops the server at a terminal does not stop it
        )


def _seen_off(process: "subprocess.Popen[bytes]", path: Path) -> None:
    """Wait for the end of a process, which the system keeps a note of until somebody does."""
    if status := process.wait():
        log.error("Drawing %s ended with status %s.", path, status)
