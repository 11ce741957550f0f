"""What editors decide on an article reaches the articles like it, once the editor has the answer.

A decision leaves a lesson in the transaction's wake. When a request that left some has been
answered, a few lessons are learned: the articles nearest to each are looked at anew. Those that a
thousand decisions at once leave behind wait for the next requests of editors, and for
`update_index` and `suggest_themes`, which learn them all.
"""

import logging
from collections.abc import Collection
from typing import Final

from django.db import DatabaseError

from archive.models import Article
from search import answering
from search.engines import finding
from search.engines.arrays import DamagedFileError
from search.models import PendingLesson
from search.suggesting.cues import Reading
from search.suggesting.engine import newest, suggest
from search.suggesting.neighbours import lead

REACH: Final = 30
"""How many of the nearest articles are looked at anew after a decision."""
AT_ONCE: Final = 3
"""Lessons that are learned after one request at most."""

log = logging.getLogger(__name__)


def note(articles: Collection[int]) -> None:
    """Note that editors decided on these articles."""
    PendingLesson.objects.bulk_create(PendingLesson(article=article) for article in articles)
    answering.afterwards(_learn_some)


def learn(most: int | None = None) -> None:
    """Look at the articles nearest to those that were decided on, of `most` (all) the newest.

    Raises DamagedFileError where there is no index to be read.
    """
    waiting = PendingLesson.objects.order_by("-pk").values_list("article", flat=True)
    decided = list(dict.fromkeys(waiting))[:most]
    if not decided:
        return
    suggest(articles=_nearest(decided))
    PendingLesson.objects.filter(article__in=decided).delete()


def forget() -> None:
    """Note that every article has been looked at."""
    PendingLesson.objects.all().delete()


def _learn_some() -> None:
    try:
        learn(AT_ONCE)
    except (DamagedFileError, DatabaseError, OSError) as error:
        log.warning("Decisions were not learned from; `suggest_themes` does it: %s.", error)


def _nearest(articles: Collection[int]) -> set[int]:
    snapshot = newest()
    found: set[int] = set()
    read = Article.objects.filter(pk__in=articles).only("title", "standfirst", "body")
    for article in read:
        text = lead(Reading.of(article, snapshot.analyser))
        found.update(finding.similar(snapshot, article.pk, text, REACH))
    return found
