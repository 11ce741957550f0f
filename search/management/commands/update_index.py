"""`manage.py update_index`: entries brought up to date while everybody goes on."""

from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils.timezone import is_naive, make_aware
from haystack import connections
from haystack.exceptions import NotHandled
from haystack.management.commands import update_index
from haystack.utils.app_loading import haystack_get_models

from search import outbox
from search.engines.arrays import DamagedFileError
from search.engines.folder import IndexBusyError
from search.management.progress import Bars
from search.suggesting.following import follow_cues
from search.suggesting.learning import learn

BATCH = 1_000


def _here(when: datetime | None) -> datetime | None:
    """A time that was typed is one of this place."""
    return make_aware(when) if when and is_naive(when) else when


class Command(update_index.Command):
    """Takes Haystack's options; workers, retries and `--nocommit` mean nothing here.

    First what is noted in the outbox, then the articles asked for, some at a time; at last the
    segments are joined where they have become many. What editors decided since is learned from, and
    suggestions follow the cues that were changed.
    """

    help = "Bring the search index up to date, and take in what still waited for it."

    def handle(self, **options: Any) -> None:
        """Update; CommandError says why it cannot be done now."""
        self._refusal: Exception | None = None
        try:
            outbox.deliver()
            super().handle(**options)
            if self._refusal:
                raise self._refusal
            for alias in self.backends:
                connections[alias].get_backend().compact()
            outbox.deliver()
            follow_cues()
            learn()
        except (IndexBusyError, DamagedFileError, OSError) as error:
            raise CommandError(f"{error}.") from None

    def update_backend(self, label: str, using: str) -> None:
        """Bring the entries of an app's models up to date."""
        try:
            self._update(label, using)
        except (IndexBusyError, DamagedFileError, OSError) as error:
            self._refusal = error  # Haystack would print where it came from, line by line

    def _update(self, label: str, using: str) -> None:
        backend = connections[using].get_backend()
        for model in haystack_get_models(label):
            try:
                index = connections[using].get_unified_index().get_index(model)
            except NotHandled:
                continue
            chosen = index.build_queryset(
                using=using, start_date=_here(self.start_date), end_date=_here(self.end_date)
            )
            ids = list(chosen.order_by("pk").values_list("pk", flat=True))
            if self.verbosity >= 1:
                self.stdout.write(f"Indexing {len(ids):,} articles")
            size = max(self.batchsize or BATCH, 1)
            with Bars() as bars:
                for start in range(0, len(ids), size):
                    backend.refresh(index, ids[start : start + size])
                    outbox.deliver()  # what others left because this process was writing
                    bars.progress("articles", min(start + size, len(ids)), len(ids))
            if self.remove:
                shown = index.index_queryset(using=using).values_list("pk", flat=True)
                if gone := backend.indexed_ids() - set(shown):
                    backend.refresh(index, gone)  # which looks whether they are still gone
