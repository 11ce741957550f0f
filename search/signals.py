"""Keeps the index in step with the archive: one update for each transaction, when it commits."""

from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete
from haystack import connections
from haystack.signals import BaseSignalProcessor

from archive.models import Article, Outlet, Tagging, Theme


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

    def teardown(self) -> None:
        """Stop listening."""
        for model in (Article, Tagging, Theme, Outlet):
            post_save.disconnect(self.note, sender=model)
        for model in (Tagging, Article):
            post_delete.disconnect(self.note, sender=model)
        pre_delete.disconnect(self.note, sender=Theme)

    def note(self, sender: type[Model], instance: Model, **kwargs: Any) -> None:
        """Remember the articles that this change touches until the transaction commits."""
        touched = articles_touched_by(instance)
        if kwargs.get("created") and isinstance(instance, Theme | Outlet):
            return
        connection = transaction.get_connection()
        waiting: Update | None = getattr(connection, "update_of_the_index", None)
        if waiting is not None and waiting.will_run(connection):
            waiting.articles |= touched
            return
        update = Update(touched)
        connection.update_of_the_index = update
        # robust: the change is saved; a failing index must not turn it into an error page.
        transaction.on_commit(update.run, robust=True)


class Update:
    """The articles whose entries one transaction has to bring up to date when it commits."""

    def __init__(self, articles: set[int]) -> None:
        self.articles = articles

    def run(self) -> None:
        """Bring them up to date."""
        index_articles(self.articles)

    def will_run(self, connection: Any) -> bool:
        """Whether it still waits for the transaction under way, which may have been another."""
        return any(function == self.run for _, function, _ in connection.run_on_commit)


def articles_touched_by(instance: Model) -> set[int]:
    """Ids of the articles whose entry in the index depends on `instance`."""
    if isinstance(instance, Article):
        return {instance.pk}
    if isinstance(instance, Tagging):
        return {instance.article_id}
    related = Q(themes=instance) if isinstance(instance, Theme) else Q(outlet=instance)
    return set(Article.objects.filter(related).values_list("pk", flat=True))


def index_articles(ids: set[int]) -> None:
    """Bring the index entries of these articles up to date; those not public leave the index."""
    connection = connections["default"]
    index = connection.get_unified_index().get_index(Article)
    connection.get_backend().refresh(index, ids)
