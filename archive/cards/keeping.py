"""Cards that were drawn, kept as files in DATA_DIR/cards/ under their keys (`archive.derived`)."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings

from archive.derived import opened, put

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
            put(path, card, ROOM).close()
        except OSError:
            # A full disk is no reason to show none.
            log.exception("The card %s could not be kept.", path)
    return card


def _read(path: Path) -> bytes:
    """What is there; nothing where nothing is."""
    if (file := opened(path)) is None:
        return b""
    with file:
        return file.read()
