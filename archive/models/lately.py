"""Rows that every page shows and that change seldom: themes and outlets.

A page of results names up to forty of them. They are asked for once a second at most, which is
also how fresh the index is; what this process changes it sees as soon as it is committed, and
within the transaction at once.
"""

import time
from collections.abc import Collection, Hashable
from functools import cache
from typing import Any, Final, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

Row = TypeVar("Row", bound=Model)

FRESH: Final = 1.0
"""Seconds for which a row need not be asked for again."""
_MOST: Final = 10_000  # of one table; then all are forgotten


class Lately(Generic[Row]):
    """Rows of a table, as they were within the last second."""

    def __init__(self, model: type[Row]) -> None:
        self._model = model
        self._kept: dict[tuple[str, Hashable], tuple[float, Row | None]] = {}
        self._all: tuple[float, list[Row]] | None = None
        self._is_read_whole = False
        for signal in (post_save, post_delete):
            signal.connect(self._forget_when_committed, sender=model)

    def by_pk(self, keys: Collection[int]) -> dict[int, Row]:
        """The rows with these ids, as far as there are any."""
        return self._by("pk", keys)

    def by_slug(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows with these slugs, as far as there are any."""
        return self._by("slug", keys)

    def every(self) -> list[Row]:
        """All rows of a table that has few; from now on it is always read whole."""
        self._is_read_whole = True
        known, now = self._all, time.monotonic()
        if connection.in_atomic_block or known is None or now - known[0] > FRESH:
            known = now, list(self._model._default_manager.all())
            if not connection.in_atomic_block:
                self._all = known
        return known[1]

    def forget(self) -> None:
        """Ask for everything anew."""
        self._kept, self._all = {}, None

    def _forget_when_committed(self, **_signal: Any) -> None:
        transaction.on_commit(self.forget)

    def _by(self, field: str, keys: Collection[Any]) -> dict[Any, Row]:
        if self._is_read_whole:
            wanted = set(keys)
            return {key: row for row in self.every() if (key := getattr(row, field)) in wanted}
        # What a transaction sees may be undone, and is not for others to see.
        kept = {} if connection.in_atomic_block else self._kept
        now = time.monotonic()
        found = {key: kept.get((field, key)) for key in keys}
        missing = [k for k, known in found.items() if known is None or now - known[0] > FRESH]
        if missing:
            if len(kept) > _MOST:
                kept.clear()
            found.update(dict.fromkeys(missing, (now, None)))
            for row in self._model._default_manager.filter(**{f"{field}__in": missing}):
                found[getattr(row, field)] = kept["pk", row.pk] = now, row
            kept.update(((field, key), known) for key in missing if (known := found[key]))
        return {key: known[1] for key, known in found.items() if known and known[1] is not None}


@cache
def lately(model: type[Row]) -> Lately[Row]:
    """The rows of a table, as they were within the last second."""
    return Lately(model)
