"""An import from end to end: everything that some sources hold, into the archive, in batches.

What is committed stays: an import that is broken off goes on where it stopped when it is run again,
because what the archive has is passed over.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from django.db import InterfaceError, OperationalError, transaction

from archive import bulk
from archive.importing.addresses import folded
from archive.importing.draft import FAULT, Refused
from archive.importing.item import Found, Item
from archive.importing.pages import read_page
from archive.importing.store import Outcome, Stored, store
from archive.models.appearance import page_key
from archive.models.capture import sum_of
from archive.reasons import Reason

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


def run(found: Iterable[Found], dry: bool = False) -> Iterator[Result]:
    """Store everything that was found, and say what became of each.

    With `dry` nothing is kept, and the results are those that an import would have; only of a page
    that changes more than once in what is brought it may take the change for another one.
    """
    items, seen = iter(found), _Seen()
    # A dry run changes nothing that others would have to hear of.
    with nullcontext() if dry else bulk.changes():
        while batch := list(islice(items, BATCH)):
            with transaction.atomic():
                results = [_store(one) for one in batch]
                if dry:
                    transaction.set_rollback(True)
            if dry:
                results = [
                    seen.again(one.item, result) for one, result in zip(batch, results, strict=True)
                ]
            yield from results


def _store(found: Found) -> Result:
    item = found.item
    try:
        if found.refused:
            raise Refused(found.refused)
        draft = found.draft or read_page(item, found.format)
        return Result(item.name, store(draft, item, found.decisions))
    except Refused as refused:
        return Result(item.name, reason=refused.reason)
    except (OperationalError, InterfaceError):  # nothing that comes after would be kept either
        raise
    except Exception:
        log.exception("%s could not be imported.", item.name)
        return Result(item.name, reason=FAULT)


class _Seen:
    """What a dry run would have kept by now; each batch knows only of itself."""

    def __init__(self) -> None:
        self._sums: set[tuple[str, str]] = set()
        self._pages: dict[str, str] = {}
        self._words: set[str] = set()

    def again(self, item: Item, result: Result) -> Result:
        """The result as it would be if everything before had been kept."""
        if result.stored is None:
            return result
        article, outcome = result.stored.article, result.stored.outcome
        digest, words = sum_of(item.content), article.text_key
        page = page_key(folded(article.url))
        if outcome is Outcome.NEW:
            if self._sums & {(digest, page), (digest, "")} or self._pages.get(page) == words:
                outcome = Outcome.UNCHANGED
            elif words in self._words:
                outcome = Outcome.DUPLICATE
            elif page in self._pages:
                outcome = Outcome.UPDATED
        self._sums.add((digest, page))
        self._words.add(words)
        if page:
            self._pages[page] = words
        return Result(result.name, Stored(article, outcome))
