"""The names that editors keep, as search uses them: read once, and again when they have changed.

A process asks once a second at most whether they have; what it changes itself it sees as soon as
it is committed.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Final, NamedTuple, TypeVar

from django.db import DatabaseError

from archive.names import Name, known_names, months

Names = tuple[Name, ...]
Value = TypeVar("Value")


class _Read(NamedTuple):
    """Names, the mark of their edition, and when it was last asked for."""

    edition: str | None
    names: Names
    asked: float


FRESH: Final = 1.0
"""Seconds for which names need not be asked for again."""

_read: _Read | None = None
_reading: Final = RLock()


def current_names(*, now: bool = False) -> Names:
    """Return the names that editors keep, and the months; the same tuple while they do not change.

    With `now` they are as the database has them at this moment, not up to a second ago. Before the
    first `migrate` they are those of the file.
    """
    global _read
    # Processes that make an index import this before Django is set up.
    from search.models import NamesEdition

    known = _read
    if known is not None and not now and time.monotonic() - known.asked <= FRESH:
        return known.names
    with _reading:
        try:
            # The mark is read before the names: what comes in between is read again.
            edition = NamesEdition.current()
            if _read is None or edition != _read.edition:
                _read = _Read(edition, _names_kept(), time.monotonic())
        except DatabaseError:
            if _read is None:
                _read = _Read(None, known_names(), time.monotonic())
        _read = _read._replace(asked=time.monotonic())
        return _read.names


def ask_anew() -> None:
    """Ask for the names when they are next needed."""
    global _read
    with _reading:
        if _read is not None:
            _read = _read._replace(asked=float("-inf"))


def _names_kept() -> Names:
    from archive import models

    spellings: defaultdict[int, list[str]] = defaultdict(list)
    for pk, text in models.Spelling.objects.order_by("pk").values_list("name", "text"):
        spellings[pk].append(text)
    # Names that nobody has changed are in memory already.
    known = {name.slug: name for name in (_read.names if _read else known_names())}
    fields = ("pk", "slug", "kind", "name_ar", "name_en")
    found = []
    for pk, slug, kind, arabic, english in models.Name.objects.order_by("pk").values_list(*fields):
        preferred = [form for form in (arabic, english) if form in spellings[pk]]
        every = tuple(dict.fromkeys(preferred + spellings[pk]))
        made = Name(slug, kind, arabic, english, every)
        same = known.get(slug)
        found.append(same if same == made else made)
    return (*found, *months().values())


def made_of_names(make: Callable[[Names], Value]) -> Callable[[], Value]:
    """Let a function of all names give what it last gave until they have changed."""
    kept: tuple[Names, Value] | None = None
    making = RLock()

    @wraps(make)
    def current() -> Value:
        nonlocal kept
        names, last = current_names(), kept
        if last is not None and last[0] is names:
            return last[1]
        with making:
            if kept is None or kept[0] is not names:
                kept = names, make(names)
            return kept[1]

    return current


@made_of_names
def names_by_slug(names: Names) -> dict[str, Name]:
    """Return the current names by their addresses."""
    return {name.slug: name for name in names}
