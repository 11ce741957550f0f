"""An import from end to end: everything that some sources hold, into the archive, in batches.

What is committed stays: an import that is broken off goes on where it stopped when it is run again,
because what the archive has is passed over.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from django.db import DatabaseError, transaction

from archive import bulk
from archive.importing.draft import Refused
from archive.importing.item import Found, Item
from archive.importing.pages import read_page
from archive.importing.store import Outcome, Stored, store
from archive.models.capture import sum_of

BATCH: Final = 100
"""Items of which an import that is broken off loses no more."""
REFUSED: Final = "refused"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one item: `stored`, or `reason` where it was refused."""

    name: str
    stored: Stored | None = None
    reason: str = ""

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


def run(found: Iterable[Found], dry: bool = False) -> Iterator[Result]:
    """Store everything that was found, and say what became of each.

    With `dry` nothing is kept, and the results are those that an import would have.
    """
    items, seen = iter(found), _Seen()
    with bulk.changes():
        while batch := list(islice(items, BATCH)):
            with transaction.atomic():
                results = [(one.item, _store(one)) for one in batch]
                transaction.set_rollback(dry)
            yield from (seen.again(*result) if dry else result[1] for result in results)


def _store(found: Found) -> Result:
    item = found.item
    try:
        if found.refused:
            raise Refused(found.refused)
        draft = found.draft or read_page(item)
        return Result(item.name, store(draft, item, found.decisions))
    except Refused as reason:
        return Result(item.name, reason=str(reason))
    except DatabaseError:
        raise
    except Exception:
        # A fault of ours must not keep out everything that comes after.
        log.exception("%s could not be read.", item.name)
        return Result(item.name, reason="a fault of the program kept it out: see the log.")


class _Seen:
    """What a dry run would have kept by now."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def again(self, item: Item, result: Result) -> Result:
        """The result as it would be if everything before had been kept."""
        if result.stored is None:
            return result
        article = result.stored.article
        same = {sum_of(item.content): Outcome.UNCHANGED, article.text_key: Outcome.DUPLICATE}
        outcome = next((same[key] for key in same if key in self._known), None)
        self._known.update(same)
        if outcome is None or result.stored.outcome is not Outcome.NEW:
            return result
        return replace(result, stored=Stored(article, outcome))
