"""Cards that were drawn, kept as files in DATA_DIR/cards/ under their keys.

They are derived: the folder may be emptied at any time. Those that nobody asked for the longest go
when there is no more room.
"""

import logging
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings

ROOM: Final = 64 * 2**20
"""Bytes of cards that are kept: some thousands of them."""

log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()
"""A server with many threads still draws one card at a time, and each but once."""


def kept(key: str, draw: Callable[[], bytes]) -> bytes:
    """The card with this key; where it is not kept it is drawn, and is from now on."""
    path = Path(settings.DATA_DIR) / "cards" / f"{key}.png"
    if card := _read(path):
        return card
    with _one_at_a_time:
        if card := _read(path):
            return card
        card = draw()
        try:
            _write(path, card)
            _make_room(path.parent, ROOM)
        except OSError:
            # A full disk is no reason to show none.
            log.exception("The card %s could not be kept.", path)
    return card


def _read(path: Path) -> bytes:
    """What is there, marked as asked for now; nothing where nothing is."""
    try:
        card = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return b""
    return card


def _write(path: Path, card: bytes) -> None:
    """Write all of it or nothing, whoever else does so at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(card)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise


def _make_room(folder: Path, room: int) -> None:
    """Remove what was not asked for the longest, until the rest has room.

    What a process that died left unfinished goes the same way.
    """
    found = []
    for entry in os.scandir(folder):
        try:
            state = entry.stat()
        except FileNotFoundError:  # another process makes room too
            continue
        found.append((state.st_mtime, state.st_size, entry.path))
    taken = sum(size for _at, size, _path in found)
    for _at, size, path in sorted(found):
        if taken <= room:
            return
        Path(path).unlink(missing_ok=True)
        taken -= size
