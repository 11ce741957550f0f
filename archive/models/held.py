"""Records that are held while something is decided on them, so that two cannot do it at once."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext

Held = TypeVar("Held", bound=models.Model)


class CannotMergeError(Exception):
    """Says in one sentence, in its reader's language, why records cannot be merged or split."""


def held(records: Iterable[Held]) -> list[Held]:
    """These records, which are of one kind, as they are now; nobody changes them meanwhile.

    To be called in a transaction, which holds them until it ends. CannotMergeError where one is
    gone.
    """
    records = list(records)
    keys = [record.pk for record in records]
    # Always in one order: two that wait for each other would wait for ever.
    found = type(records[0])._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    now = {record.pk: record for record in found}
    if len(now) < len(set(keys)):
        raise CannotMergeError(
            gettext("Somebody merged or deleted one of them meanwhile: look at the list again.")
        )
    return [now[key] for key in keys]
