"""What search keeps in the database: what is still to be done, when names changed, and alerts."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.alerts.alert import SearchAlert

__all__ = [
    "ChangedName",
    "NamesEdition",
    "PendingLesson",
    "PendingTheme",
    "PendingUpdate",
    "SearchAlert",
]


class PendingUpdate(models.Model):
    """An article whose entry in the index may not be what the database says.

    Written in the transaction that changes the article, and taken away when the index has it: what
    was changed while the index could not be written is not lost (an outbox).
    """

    # No foreign key: the entry of a deleted article has to leave the index as well.
    article = models.BigIntegerField(_("article"))
    noted = models.DateTimeField(_("noted"), auto_now_add=True)

    class Meta:
        verbose_name = _("pending update of the index")
        verbose_name_plural = _("pending updates of the index")

    def __str__(self) -> str:
        return str(self.article)


class PendingLesson(models.Model):
    """An article that editors decided on, while those like it have not been looked at anew."""

    # No foreign key: it is written and deleted by the thousand, and a stale one does no harm.
    article = models.BigIntegerField(_("article"))

    class Meta:
        verbose_name = _("pending lesson")
        verbose_name_plural = _("pending lessons")

    def __str__(self) -> str:
        return str(self.article)


class PendingTheme(models.Model):
    """A theme whose cues have changed, while its suggestions have not been made anew.

    Written in the transaction that changes the cues, and taken away when the suggestions follow.
    """

    # No foreign key, as above: a theme may be gone with its cues.
    theme = models.BigIntegerField(_("theme"))

    class Meta:
        verbose_name = _("pending theme")
        verbose_name_plural = _("pending themes")

    def __str__(self) -> str:
        return str(self.theme)


class NamesEdition(models.Model):
    """A mark that is another one whenever names have changed: one row, none before that.

    It is no number: what is undone and what is done instead must not have the same.
    """

    mark = models.CharField(_("mark"), max_length=32)

    class Meta:
        verbose_name = _("edition of the names")
        verbose_name_plural = _("editions of the names")

    def __str__(self) -> str:
        return self.mark

    @classmethod
    def current(cls) -> str:
        """The mark of the names as they are; empty where they are as they were loaded."""
        return cls.objects.values_list("mark", flat=True).first() or ""

    @classmethod
    def change(cls, name: int) -> None:
        """Note a change of the name with this id; part of the transaction under way."""
        mark = uuid.uuid4().hex
        _put(cls, 1, mark)
        _put(ChangedName, name, mark)


class ChangedName(models.Model):
    """A name that is not as it was loaded: its mark is another one with each change.

    Who knows an older edition reads again those names alone whose marks are others.
    """

    # No foreign key: that a name was deleted has to be known as well.
    name = models.BigIntegerField(_("name"), primary_key=True)
    mark = models.CharField(_("mark"), max_length=32)

    class Meta:
        verbose_name = _("changed name")
        verbose_name_plural = _("changed names")

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def marks(cls) -> dict[int, str]:
        """The marks by the ids of the names."""
        return dict(cls.objects.values_list("name", "mark"))


def _put(model: type[NamesEdition] | type[ChangedName], pk: int, mark: str) -> None:
    if not model._base_manager.filter(pk=pk).update(mark=mark):
        model._base_manager.update_or_create(pk=pk, defaults={"mark": mark})
