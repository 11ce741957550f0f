"""Keeps the index in step with the archive: one update for each transaction, when it commits."""

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from haystack.signals import BaseSignalProcessor

from archive import bulk
from archive.models import Article, Name, Outlet, Spelling, Tagging, Theme
from archive.models.name import asked_how_common
from search import answering, known, outbox
from search.engines.arrays import DamagedFileError
from search.mentions import articles_naming, count_holding
from search.models import NamesEdition
from search.suggesting import following

log = logging.getLogger(__name__)

_NAMING: Final = (Name, Spelling)


class OnCommitSignalProcessor(BaseSignalProcessor):
    """Notes which articles a transaction touches and indexes them together when it commits.

    A transaction that is rolled back leaves the index alone. Articles that readers may no longer
    see leave it.
    """

    def setup(self) -> None:
        """Listen to everything whose change shows in what is found."""
        for model in (Article, Tagging, Theme, Outlet):
            post_save.connect(self.note, sender=model)
        for model in (Tagging, Article):
            post_delete.connect(self.note, sender=model)
        # Once a theme is gone nothing says which articles had it.
        pre_delete.connect(self.note, sender=Theme)
        for naming in _NAMING:
            pre_save.connect(self.note_former_name, sender=naming)
            post_save.connect(self.note_name, sender=naming)
            pre_delete.connect(self.note_name, sender=naming)
        bulk.written.connect(self.note_together)
        asked_how_common.connect(self.tell_how_common)
        bulk.finished.connect(self.deliver)
        answering.connect()
        following.connect()  # last: suggestions ask the index for what came in

    def teardown(self) -> None:
        """Stop listening."""
        for model in (Article, Tagging, Theme, Outlet):
            post_save.disconnect(self.note, sender=model)
        for model in (Tagging, Article):
            post_delete.disconnect(self.note, sender=model)
        pre_delete.disconnect(self.note, sender=Theme)
        for naming in _NAMING:
            pre_save.disconnect(self.note_former_name, sender=naming)
            post_save.disconnect(self.note_name, sender=naming)
            pre_delete.disconnect(self.note_name, sender=naming)
        bulk.written.disconnect(self.note_together)
        asked_how_common.disconnect(self.tell_how_common)
        bulk.finished.disconnect(self.deliver)
        following.disconnect()
        answering.disconnect()

    def deliver(self, **_signal: Any) -> None:
        """Index what was noted while many changes were made."""
        outbox.deliver_together()

    def tell_how_common(self, text: str, **_signal: Any) -> int:
        """In how many articles a text stands; 0 while the index cannot be read."""
        try:
            return count_holding(text)
        except (DamagedFileError, OSError):
            log.exception("How many articles hold “%s” is not known.", text)
            return 0

    def note(self, sender: type[Model], instance: Model, **kwargs: Any) -> None:
        """Note the articles that this change touches, to be indexed when it is committed."""
        if kwargs.get("created") and isinstance(instance, Theme | Outlet):
            return
        self._note(articles_touched_by(instance))

    def note_together(self, sender: type[Model], records: Iterable[Model], **_signal: Any) -> None:
        """Note the articles that many changes touch."""
        if issubclass(sender, Article | Tagging | Theme | Outlet):
            self._note(set().union(*map(articles_touched_by, records)))

    def note_former_name(
        self, sender: type[Name] | type[Spelling], instance: Name | Spelling, **_: Any
    ) -> None:
        """Note the articles that mention a name as it was before this change."""
        former: Name | Spelling | None = sender._base_manager.filter(pk=instance.pk).first()
        if former and _is_found_otherwise(former, instance):
            self.note_name(sender, former)

    def note_name(self, sender: type[Model], instance: Name | Spelling, **kwargs: Any) -> None:
        """Note the articles that may mention a name, and that names have changed."""
        NamesEdition.change(instance.name_id if isinstance(instance, Spelling) else instance.pk)
        known.ask_anew()
        transaction.on_commit(known.ask_anew)
        if isinstance(instance, Name) and kwargs.get("signal") is post_save:
            return  # its spellings say where it is mentioned, and what it was before is noted
        try:
            self._note(articles_naming(instance))
        except (DamagedFileError, OSError):
            log.exception("The articles that mention “%s” are not known.", instance)

    def _note(self, articles: Iterable[int]) -> None:
        articles = set(articles)
        outbox.note(articles)
        # What comes in by the thousand is indexed together, when all of it is in.
        if not bulk.is_under_way():
            _deliver_on_commit(articles)


def _deliver_on_commit(articles: set[int]) -> None:
    for _, function, _ in transaction.get_connection().run_on_commit:
        delivery = getattr(function, "__self__", None)
        if isinstance(delivery, outbox.Delivery):
            delivery.articles |= articles
            return
    # robust: the change is saved; a failing index must not turn it into an error page.
    transaction.on_commit(outbox.Delivery(articles).deliver, robust=True)


def _is_found_otherwise(former: Model, instance: Model) -> bool:
    """Whether the index has to say something else of a name or spelling from now on."""
    fields = ("text", "name_id") if isinstance(instance, Spelling) else ("slug", "kind")
    return any(getattr(former, field) != getattr(instance, field) for field in fields)


def articles_touched_by(instance: Model) -> set[int]:
    """Ids of the articles whose entry in the index depends on `instance`."""
    if isinstance(instance, Article):
        # The lead of a story is found by the titles and outlets of its copies.
        return {instance.pk, instance.copy_of_id or instance.pk}
    if isinstance(instance, Tagging):
        return {instance.article_id}
    if isinstance(instance, Theme):
        # What is under a theme is found under its parent as well.
        related = Q(themes=instance) | Q(themes__parent=instance)
    else:
        related = Q(outlet=instance)
    return set(Article.objects.filter(related).values_list("pk", flat=True))
