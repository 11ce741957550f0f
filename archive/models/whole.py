"""Saving as one act."""

from typing import Any

from django.db import models, transaction


class Whole(models.Model):
    """A record that is saved together with all that its saving sets off, or not at all.

    Django sends its signals after the transaction of a plain save; what notes a change there would
    be lost if the process ended in between.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in a transaction of its own, or in the one under way."""
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)
