"""Papers that were drawn, kept as files in DATA_DIR/papers/ (`archive.derived`)."""

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.core.files import locks

from archive.derived import opened, put
from archive.papers.said import Paper, key, written

ROOM: Final = 256 * 2**20
"""Bytes of papers that are kept."""
SHORT: Final = 30_000
"""Characters of text up to which a paper is drawn at once, in some tenths of a second."""
PATIENCE: Final = 10.0
"""Seconds for which a request waits while another long paper is drawn."""
LONGEST: Final = 60.0
"""Seconds after which the drawing of a long paper is given up."""

log = logging.getLogger(__name__)


class BusyError(Exception):
    """Other long papers are being drawn, or this one takes too long: try again in a while."""


def kept(paper: Paper) -> BinaryIO:
    """A paper as an open file, drawn now if it is not kept; raises BusyError.

    A short one is drawn at once. Of long ones a single one is drawn at a time on this machine, in a
    process of its own: it takes neither the time of other requests nor their memory.
    """
    path = Path(settings.DATA_DIR) / "papers" / f"{key(paper)}.pdf"
    if (known := opened(path)) is not None:
        return known
    if paper.letters <= SHORT:
        # Imported late: a server that draws nothing need not hold what drawing takes.
        from archive.papers.drawing import drawn

        return _put(path, drawn(paper))
    with _alone():
        # Whoever was waited for may have drawn the same.
        return opened(path) or _put(path, _drawn_apart(paper))


def _put(path: Path, content: bytes) -> BinaryIO:
    try:
        return put(path, content, ROOM)
    except OSError:
        # A full disk is no reason to give none.
        log.exception("The paper %s could not be kept.", path)
        return BytesIO(content)


@contextmanager
def _alone() -> Iterator[None]:
    """Be the only one on this machine that draws a long paper; raises BusyError."""
    end = time.monotonic() + PATIENCE
    with (Path(settings.DATA_DIR) / "papers.lock").open("wb") as file:
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
