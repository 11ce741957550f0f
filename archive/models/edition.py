"""The edition of the archive: a mark that is another one whenever what readers may see has."""

from typing import Final

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

KEPT: Final = 100
"""Marks that stay at least; older ones are taken away from time to time."""
BITS: Final = 48
"""Of each mark, so that the sum of all is no more than a database can add up."""


class ChangeMark(models.Model):
    """A transaction that changed what readers may see left this mark.

    Nobody waits for anybody, as they would for one row that all change, and what is undone takes
    its mark along. All marks together name the edition: one that is committed late changes it too,
    though later ones were there before it.
    """

    mark = models.BigIntegerField(_("mark"))

    class Meta:
        verbose_name = _("mark of a change")
        verbose_name_plural = _("marks of changes")

    def __str__(self) -> str:
        return str(self.mark)

    @classmethod
    def edition(cls) -> int:
        """The edition that the database holds now; two states of the archive never share one."""
        return int(cls.objects.aggregate(all=Sum("mark"))["all"] or 0)
