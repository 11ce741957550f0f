"""Many records of one model written at once, with their versions: some statements for thousands.

Only for models that are `is_plain`. What follows the archive hears of them by `bulk.written`.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from archive import bulk
from archive.models.history import Recorded, act_under_way

BATCH: Final = 500
"""Records written by one statement."""


def write(
    model: type[Recorded],
    made: Sequence[Any] = (),
    changed: Sequence[Any] = (),
    fields: Collection[str] = (),
) -> None:
    """Keep new records, and these `fields` of changed ones, as part of the act under way."""
    with transaction.atomic():
        _keep_first_versions(model, changed)
        model._base_manager.bulk_create(made, batch_size=BATCH)
        # An upsert writes each row's own values; an update of many needs a long case for each.
        model._base_manager.bulk_create(
            changed,
            batch_size=BATCH,
            update_conflicts=bool(changed),
            update_fields=list(fields) if changed else None,
            unique_fields=["pk"] if changed else None,
        )
        _keep_versions(model, made, "+")
        _keep_versions(model, changed, "~")
        bulk.written.send(sender=model, records=[*made, *changed])


def delete(model: type[Recorded], records: Sequence[Any]) -> None:
    """Delete records, as part of the act under way; nothing may point at them."""
    with transaction.atomic():
        _keep_versions(model, records, "-")
        for batch in _batches(records):
            doomed = model._base_manager.filter(pk__in=[record.pk for record in batch])
            # Without Django's search for what points at them, one record after another.
            doomed._raw_delete(doomed.db)
        bulk.written.send(sender=model, records=list(records))


def _keep_first_versions(model: type[Recorded], records: Sequence[Any]) -> None:
    """Keep what records were until now of which there is no version yet."""
    key = model._meta.pk.attname
    for batch in _batches(records):
        keys = [record.pk for record in batch]
        known = model.history.filter(**{f"{key}__in": keys}).values_list(key, flat=True)
        if unknown := set(keys) - set(known):
            first = model._base_manager.filter(pk__in=unknown)
            _create(model, first, history_type="+")


def _keep_versions(model: type[Recorded], records: Sequence[Any], kind: str) -> None:
    made = act_under_way()
    by = made.by if made else None
    _create(model, records, history_type=kind, act=made, history_user=by)


def _create(model: type[Recorded], records: Collection[Any], **told: Any) -> None:
    history = model.history.model
    now = timezone.now()
    fields = [field.attname for field in history.tracked_fields]
    rows = (
        history(**{name: getattr(record, name) for name in fields}, history_date=now, **told)
        for record in records
    )
    history.objects.bulk_create(rows, batch_size=BATCH)


def _batches(records: Sequence[Any]) -> Iterator[list[Any]]:
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        yield batch
