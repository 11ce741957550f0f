"""Work that a request leaves until it has been answered.

It is done in the thread that answered. So what must not be lost is noted in the database as well:
a process may be ended before it comes to it.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any, Final

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

AT_ONCE: Final = 200
"""Articles that are indexed or read at most for what a request changed, before it is answered."""

Work = Callable[[], object]

log = logging.getLogger(__name__)


class _Here(threading.local):
    """What one thread is about."""

    def __init__(self) -> None:
        self.is_answering = False
        self.left: dict[Work, None] = {}


_here = _Here()


def connect() -> None:
    """Begin to listen to requests."""
    request_started.connect(_begin)
    request_finished.connect(_end)


def disconnect() -> None:
    """Listen no more."""
    request_started.disconnect(_begin)
    request_finished.disconnect(_end)


def is_under_way() -> bool:
    """Whether somebody waits for the answer of this thread."""
    return _here.is_answering


def afterwards(work: Work) -> None:
    """Do something once, when the request under way, or the next, has been answered."""
    _here.left[work] = None


def _begin(**_signal: Any) -> None:
    _here.is_answering = True


def _end(**_signal: Any) -> None:
    _here.is_answering = False
    left, _here.left = _here.left, {}
    for work in left:
        try:
            work()
        except Exception:
            log.exception("What was to follow an answer failed.")
    if left:
        close_old_connections()
