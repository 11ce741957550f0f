"""The way of changes into the index: noted with the change, delivered when the index is free.

Whoever changes an article notes it in the same transaction. When it commits, the changed articles
are indexed, unless they are many and somebody waits for an answer: then that comes first. Where
another process is writing for too long, they stay noted, and that process delivers them when it has
finished. So does `update_index`, and each server when it starts.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Final

from django.db import DatabaseError
from django.db.models import Count, Max
from django.dispatch import Signal
from haystack import connections

from archive.models import Article
from search import answering
from search.caching import FEW_WORDS, remembering
from search.engines.arrays import DamagedFileError
from search.engines.folder import PATIENCE, IndexBusyError
from search.engines.memory import give_back
from search.management.progress import Bars
from search.models import PendingUpdate

BATCH: Final = 1_000
"""Articles that are delivered in one go, so that others can write in between."""
LOOKED_AT: Final = 10_000
"""Notes that are looked at for them: an article may be noted several times."""
WORTH_REBUILDING: Final = 2_000
"""Changed articles from which on making the index anew may take less than changing it."""
PATIENCE_OF_READERS: Final = 5.0
"""Seconds that a page waits for others to finish."""

delivered_together: Final = Signal()
"""Sent with the ids of the `articles` that were delivered after many changes."""

log = logging.getLogger(__name__)


def note(articles: Iterable[int]) -> None:
    """Note articles to be indexed; part of the transaction under way."""
    PendingUpdate.objects.bulk_create(
        (PendingUpdate(article=article) for article in articles), batch_size=BATCH
    )


def deliver(patience: float = PATIENCE) -> bool:
    """Bring the index up to date with all that is noted; returns whether nothing is left.

    Waits `patience` seconds at most for others who write. They deliver what is left.
    """
    # What was noted while this process wrote and nobody else could is seen in the next round.
    while noted := PendingUpdate.objects.order_by("pk").values_list("pk", "article")[:LOOKED_AT]:
        # An article that was noted several times is indexed once.
        waiting = defaultdict[int, list[int]](list)
        for pk, article in noted:
            if article in waiting or len(waiting) < BATCH:
                waiting[article].append(pk)
        try:
            index_articles(waiting.keys(), patience)
        except IndexBusyError:
            return False
        done = list(chain.from_iterable(waiting.values()))
        PendingUpdate.objects.filter(pk__in=done).delete()
    return True


class Delivery:
    """The way of what one transaction noted into the index, when it has committed."""

    def __init__(self, articles: Iterable[int]) -> None:
        self.articles = set(articles)

    def deliver(self) -> None:
        """Deliver all that is noted; in a request at once what is new, and not if it is much."""
        if not answering.is_under_way():
            is_done = deliver(PATIENCE_OF_READERS)
        else:
            answering.afterwards(_deliver_after_answer)
            is_done = len(self.articles) > answering.AT_ONCE or self._deliver_new()
        if not is_done:
            log.info("The index is being written; what was changed follows.")

    def _deliver_new(self) -> bool:
        noted = PendingUpdate.objects.filter(article__in=self.articles)
        waiting = list(noted.values_list("pk", flat=True))
        try:
            index_articles(self.articles, PATIENCE_OF_READERS)
        except IndexBusyError:
            return False
        PendingUpdate.objects.filter(pk__in=waiting).delete()
        return True


def _deliver_after_answer() -> None:
    deliver(patience=0)  # those who write deliver this too


def deliver_together() -> None:
    """Bring the index up to date after many changes, with a bar on a terminal.

    Where they are most of the archive a new index is made, which takes less, and learns its words
    from what came in. Both are done in little memory. What cannot be delivered now is delivered by
    whoever writes next.
    """
    noted = PendingUpdate.objects.aggregate(last=Max("pk"), count=Count("article", distinct=True))
    # With what an import left behind that was broken off.
    articles = set(PendingUpdate.objects.values_list("article", flat=True))
    public = Article.objects.public().leads().count()
    with remembering(FEW_WORDS), Bars() as bars:
        try:
            if noted["count"] > WORTH_REBUILDING and 2 * noted["count"] > public:
                connection = connections["default"]
                index = connection.get_unified_index().get_index(Article)
                connection.get_backend().rebuild(index, bars.progress, sparing=True)
                PendingUpdate.objects.filter(pk__lte=noted["last"]).delete()
            if not deliver():
                log.info("The index is being written; what came in follows.")
        except (IndexBusyError, DamagedFileError, OSError) as error:
            log.warning("The index could not be brought up to date: %s.", error)
        give_back()
        delivered_together.send(sender=None, articles=articles)


def deliver_at_start() -> None:
    """Deliver what was left when the last process ended; a server starts in any case."""
    try:
        deliver(patience=0)
    except DatabaseError:  # before the first `migrate`
        log.warning("The index could not be brought up to date.", exc_info=True)
    except Exception:
        log.exception("The index could not be brought up to date.")


def index_articles(ids: Collection[int], patience: float = PATIENCE) -> None:
    """Bring the index entries of these articles up to date; those not public leave the index."""
    connection = connections["default"]
    index = connection.get_unified_index().get_index(Article)
    connection.get_backend().refresh(index, ids, patience)
