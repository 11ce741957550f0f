"""What search keeps in the database: what still has to reach the index."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
