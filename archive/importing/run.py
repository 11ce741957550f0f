"""An import from end to end: everything that some sources hold, into the archive, in batches.

What is committed stays: an import that is broken off goes on where it stopped when it is run again,
because what the archive has is passed over.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db import InterfaceError, OperationalError, transaction

from archive import bulk, rehearsal
from archive.importing.draft import FAULT, Refused
from archive.importing.item import Found
from archive.importing.pages import read_page
from archive.importing.store import Stored, store
from archive.reasons import Reason

if TYPE_CHECKING:
    from django.contrib.auth.models import User

BATCH: Final = 100
"""Items of which an import that is broken off loses no more."""
REFUSED: Final = "refused"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one item: `stored`, or `reason` where it was refused."""

    name: str
    stored: Stored | None = None
    reason: Reason = Reason()

    @property
    def outcome(self) -> str:
        """One of Outcome, or REFUSED."""
        return self.stored.outcome.value if self.stored else REFUSED


@dataclass
class Tally:
    """What became of everything that an import took up."""

    outcomes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    refused: list[Result] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Count one more."""
        self.outcomes[result.outcome] += 1
        self.waiting += bool(result.stored and result.stored.waits)
        if result.stored is None:
            self.refused.append(result)

    @property
    def total(self) -> int:
        """How many items were taken up."""
        return self.outcomes.total()


def run(found: Iterable[Found], dry: bool = False, by: "User | None" = None) -> Iterator[Result]:
    """Store everything that was found, and say what became of each.

    With `dry` everything is undone in the end, so the results are those that an import has. Nothing
    is committed before, hence no other process can write to an SQLite database until then: see
    `rehearsal.apart`. `by` is who brings it at the desk, as for `store`.
    """
    items = iter(found)
    with rehearsal.undone() if dry else bulk.changes():
        while batch := list(islice(items, BATCH)):
            with transaction.atomic():
                results = [_store(one, by) for one in batch]
            yield from results


def _store(found: Found, by: "User | None") -> Result:
    item = found.item
    try:
        if found.refused:
            raise Refused(found.refused)
        draft = found.draft or read_page(item, found.format)
        return Result(item.name, store(draft, item, found.decisions, by=by))
    except Refused as refused:
        return Result(item.name, reason=refused.reason)
    except (OperationalError, InterfaceError):  # nothing that comes after would be kept either
        raise
    except Exception:
        log.exception("%s could not be imported.", item.name)
        return Result(item.name, reason=FAULT)
