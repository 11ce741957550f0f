"""Themes are suggested when an article comes in, and anew when its text or a theme's cues change.

After the commit, so that nothing waits for it; what many changes at once bring is looked at
together when the index has it. What editors decide is noted for `learning.py`.
"""

import logging
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from archive import bulk
from archive.models import Article, Cue, Tagging, Theme
from search.engines.arrays import DamagedFileError
from search.management.progress import Bars
from search.outbox import delivered_together
from search.suggesting import learning
from search.suggesting.engine import refresh, suggest

READ: Final = frozenset({"title", "standfirst", "body", "state", "copy_of"})
"""The fields of an article that its suggestions depend on."""

log = logging.getLogger(__name__)


class _Changed:
    """What changed in one transaction, or in many; calling it makes the suggestions."""

    def __init__(self, articles: Collection[int] = ()) -> None:
        self.articles = set(articles)
        self.themes: set[int] = set()
        self.decided: set[int] = set()

    def __call__(self) -> None:
        try:
            if self.decided:
                learning.note(self.decided)
            with Bars() as bars:
                if self.articles:
                    suggest(articles=self.articles, progress=bars.progress)
            for theme in Theme.objects.filter(pk__in=self.themes):
                refresh(theme)
        except (DamagedFileError, DatabaseError, OSError) as error:
            log.warning("Themes could not be suggested; `suggest_themes` does it: %s.", error)


def connect() -> None:
    """Begin to listen."""
    post_save.connect(note, sender=Article)
    for signal in (post_save, post_delete):
        signal.connect(note, sender=Cue)
        signal.connect(note, sender=Tagging)
    bulk.written.connect(note_together)
    learning.connect()
    delivered_together.connect(deliver)


def disconnect() -> None:
    """Stop listening."""
    post_save.disconnect(note, sender=Article)
    for signal in (post_save, post_delete):
        signal.disconnect(note, sender=Cue)
        signal.disconnect(note, sender=Tagging)
    bulk.written.disconnect(note_together)
    learning.disconnect()
    delivered_together.disconnect(deliver)


def note(
    sender: type[Model],
    instance: Article | Cue | Tagging,
    update_fields: Collection[str] | None = None,
    **_signal: Any,
) -> None:
    """Note what suggestions are to be looked at when this is committed."""
    if bulk.is_under_way():
        return
    if isinstance(instance, Cue):
        _waiting().themes.add(instance.theme_id)
    elif isinstance(instance, Tagging):
        _waiting().decided.add(instance.article_id)
    elif update_fields is None or READ & set(update_fields):
        _waiting().articles.add(instance.pk)


def note_together(sender: type[Model], records: Iterable[Any], **_signal: Any) -> None:
    """Note what was changed at once."""
    for record in records if sender in (Article, Cue, Tagging) else ():
        note(sender, record)


def deliver(articles: Collection[int], **_signal: Any) -> None:
    """Make the suggestions for what came in while many changes were made."""
    _Changed(articles)()


def _waiting() -> _Changed:
    """What waits for the transaction under way."""
    for _, function, _ in transaction.get_connection().run_on_commit:
        if isinstance(function, _Changed):
            return function
    changed = _Changed()
    # robust: the change is saved; no failing suggestion must turn it into an error page.
    transaction.on_commit(changed, robust=True)
    return changed
