"""The names that editors keep, as search uses them: read once, and each again when it has changed.

A process asks once a second at most whether they have; what it changes itself it sees as soon as
it is committed.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from threading import RLock
from typing import Final, NamedTuple, TypeVar

from django.db import DatabaseError

from archive.names import Name, known_names, months

Names = tuple[Name, ...]
Value = TypeVar("Value")


class _Read(NamedTuple):
    """Names by their ids and in order, what marked their changes, and when that was asked for.

    `edition` is None before the first `migrate`.
    """

    edition: str | None
    marks: dict[int, str]
    by_id: dict[int, Name]
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
            # Marks are read before the names: what comes in between is read again.
            edition = NamesEdition.current()
            if _read is None or edition != _read.edition:
                _read = _read_again(_read, edition)
        except DatabaseError:
            if _read is None:
                _read = _Read(None, {}, {}, known_names(), time.monotonic())
        _read = _read._replace(asked=time.monotonic())
        return _read.names


def ask_anew() -> None:
    """Ask for the names when they are next needed."""
    global _read
    with _reading:
        if _read is not None:
            _read = _read._replace(asked=float("-inf"))


def forget() -> None:
    """Read all names when they are next needed: the database is another one."""
    global _read
    with _reading:
        _read = None


def _read_again(before: _Read | None, edition: str) -> _Read:
    """What the database has now, of which only the names are read that have changed since."""
    from search.models import ChangedName

    marks = ChangedName.marks()
    if before is None or before.edition is None:
        by_id = _names_kept({name.slug: name for name in known_names()})
    else:
        # A mark may be gone as well: with a change that was undone.
        changed = {pk for pk, _mark in marks.items() ^ before.marks.items()}
        others = {pk: name for pk, name in before.by_id.items() if pk not in changed}
        former = (name for pk in changed if (name := before.by_id.get(pk)))
        by_id = others | _names_kept({name.slug: name for name in former}, changed)
    names = (*(by_id[pk] for pk in sorted(by_id)), *months().values())
    return _Read(edition, marks, by_id, names, time.monotonic())


def _names_kept(known: Mapping[str, Name], pks: Collection[int] | None = None) -> dict[int, Name]:
    """The names with these ids, or all, as the database has them.

    Where one is as `known`, by its address, it is that same object.
    """
    from archive import models

    kept, spelled = models.Name.objects.all(), models.Spelling.objects.all()
    if pks is not None:
        kept, spelled = kept.filter(pk__in=pks), spelled.filter(name__in=pks)
    spellings: defaultdict[int, list[str]] = defaultdict(list)
    for pk, text in spelled.order_by("pk").values_list("name", "text"):
        spellings[pk].append(text)
    found = {}
    for pk, slug, kind, arabic, english in kept.values_list(
        "pk", "slug", "kind", "name_ar", "name_en"
    ):
        preferred = [form for form in (arabic, english) if form in spellings[pk]]
        every = tuple(dict.fromkeys(preferred + spellings[pk]))
        made = Name(slug, kind, arabic, english, every)
        same = known.get(slug)
        found[pk] = same if same == made else made
    return found


def made_of_names(make: Callable[[Names], Value]) -> Callable[[], Value]:
    """Let a function of all names give what it last gave until they have changed."""
    return _kept(make, lambda _before, names, _gone, _come: make(names))


def revised_with_names(
    revise: Callable[[Value, Names, Names], Value],
) -> Callable[[Callable[[Names], Value]], Callable[[], Value]]:
    """The same, where what was made can be revised for names that went and names that came.

    `revise` leaves what it is given as it is, for others may be reading it. A name that has
    changed went as it was and came as it is.
    """
    return lambda make: _kept(make, lambda before, _names, gone, come: revise(before, gone, come))


def _kept(
    make: Callable[[Names], Value], remake: Callable[[Value, Names, Names, Names], Value]
) -> Callable[[], Value]:
    kept: tuple[Names, Value] | None = None
    making = RLock()

    @wraps(make)
    def current() -> Value:
        nonlocal kept
        names, last = current_names(), kept
        if last is not None and last[0] is names:
            return last[1]
        with making:
            if kept is None:
                kept = names, make(names)
            elif kept[0] is not names:
                before, value = kept
                kept = names, remake(value, names, _lacking(before, names), _lacking(names, before))
            return kept[1]

    return current


def _lacking(names: Names, others: Names) -> Names:
    """The names that are not among others: unchanged ones are the same objects."""
    known = set(map(id, others))
    return tuple(name for name in names if id(name) not in known)


@made_of_names
def names_by_slug(names: Names) -> dict[str, Name]:
    """Return the current names by their addresses."""
    return {name.slug: name for name in names}
