"""Many changes at once: whoever follows the archive may wait until they are through."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.dispatch import Signal

finished: Final = Signal()
"""Sent when the changes are through; not where they were broken off."""
written: Final = Signal()
"""Sent with the `records` of one model, the sender, that `archive.together` wrote or deleted.

Django sends no signal of its own for these.
"""

_under_way: ContextVar[bool] = ContextVar("bulk_under_way", default=False)


def is_under_way() -> bool:
    """Whether many changes are being made here."""
    return _under_way.get()


@contextmanager
def changes(kept: bool = True) -> Iterator[None]:
    """Make many changes; `finished` is sent after the last, if they are `kept`."""
    before = _under_way.set(True)
    try:
        yield
    finally:
        _under_way.reset(before)
    if kept:
        finished.send(sender=None)
