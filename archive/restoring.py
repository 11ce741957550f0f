"""Writing records as versions say they were."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from archive import together
from archive.models.history import Recorded
from archive.steps import GONE, Step, pk_of, written_fields

Link = tuple[Recorded, Any, Any]
"""A record, the field by which it points at another one, and the id of that."""


class TakenError(Exception):
    """Another record has a name or address that a record would have again."""

    def __init__(self, value: str, other: Recorded) -> None:
        super().__init__(value)
        self.value, self.other = value, other


class Writer:
    """Writes records as versions say they were; knows which records they point at are there."""

    def __init__(self, versions: Iterable[Any | None]) -> None:
        self._there: defaultdict[Any, set[Any]] = defaultdict(set)
        self._written: list[Recorded] = []
        self._waiting: list[Link] = []
        wanted: defaultdict[Any, set[Any]] = defaultdict(set)
        for version in filter(None, versions):
            for field in _links(version.instance_type):
                wanted[field.related_model].add(getattr(version, field.attname))
        for model, keys in wanted.items():
            found = model._base_manager.only("pk").in_bulk(keys - {None})
            self._there[model] = set(found)

    def take_back_all(self, steps: Iterable[Step]) -> list[Step]:
        """Undo what an act did, in this order; returns the steps that could not be taken back.

        Where many of one kind follow one another they are written together.
        """
        left: list[Step] = []
        for way, run in groupby(steps, key=_way_together):
            found = list(run)
            if way is None or len(found) == 1 or not self._take_back_together(found):
                left += [step for step in found if not self.take_back(step)]
        return left

    def take_back(self, step: Step) -> bool:
        """Undo what an act did to a record; returns whether it could be done."""
        if step.before is not None:
            return not step.changed or self.write(step.before, step.changed)
        return step.last.history_type == GONE or self._delete(step.last)

    def write(self, version: Any, names: Collection[str]) -> bool:
        """Let these fields of a record, or all if it is gone, be what a version of it says.

        Returns whether it could be done; TakenError where another record has its name or address.
        """
        model, pk = version.instance_type, pk_of(version)
        record = model._base_manager.filter(pk=pk).first()
        is_back = record is None
        record = model(pk=pk) if record is None else record
        names = written_fields(model) if is_back else names
        fields = [field for field in model.kept_fields() if field.name in names]
        waiting = self._assign(record, version, fields)
        if waiting is None:
            return False
        record.is_coming_back = True
        try:
            record.save(force_insert=is_back)
        except (IntegrityError, ValidationError):  # saved whole or not at all
            # What is there already, under another id, need not come back.
            same = {field.attname: getattr(record, field.attname) for field in fields}
            if is_back and model._base_manager.filter(**same).exists():
                return True
            if taken := record.in_the_way():
                raise TakenError(*taken) from None
            return False
        if is_back:
            self._there[model].add(pk)
            _set_moments(record, version)
        self._written.append(record)
        self._waiting += waiting
        return True

    def _take_back_together(self, steps: list[Step]) -> bool:
        """Undo what was done to many records in one way; returns whether it could be done at all.

        It could not if a single one is in the way: one by one they show which.
        """
        model: type[Recorded] = steps[0].last.instance_type
        records = model._base_manager.in_bulk([pk_of(step.last) for step in steps])
        if len(records) < len(steps):
            return False
        try:
            if steps[0].before is None:
                together.delete(model, list(records.values()))
                self._there[model] -= set(records)
                return True
            names = frozenset[str]().union(*(step.changed for step in steps))
            waiting: list[Link] = []
            for step in steps:
                fields = [field for field in model.kept_fields() if field.name in step.changed]
                found = self._assign(records[pk_of(step.last)], step.before, fields)
                if found is None:
                    return False
                waiting += found
            together.write(model, changed=list(records.values()), fields=names)
        except IntegrityError:
            return False
        self._waiting += waiting
        return True

    def _assign(self, record: Recorded, version: Any, fields: Collection[Any]) -> list[Link] | None:
        """Give fields of a record their values of a version; what is gone is pointed at no more.

        Returns what it would point at if that came back, or None where it cannot do without.
        """
        waiting: list[Link] = []
        for field in fields:
            value = getattr(version, field.attname)
            if value is not None and self._is_gone(field, value):
                if not field.null:
                    return None
                waiting.append((record, field, value))
                value = None
            setattr(record, field.attname, value)
        return waiting

    def _is_gone(self, field: Any, pk: Any) -> bool:
        return field.is_relation and pk not in self._there[field.related_model]

    def finish(self) -> None:
        """Let records point at what came back after them, and make sure of what must hold."""
        for record, field, value in self._waiting:
            if value in self._there[field.related_model]:
                record.refresh_from_db()
                setattr(record, field.attname, value)
                record.save()
        for record in self._written:
            record.is_coming_back = False
            record.came_back()

    def _delete(self, version: Any) -> bool:
        model = version.instance_type
        record = model._base_manager.filter(pk=pk_of(version)).first()
        if record is None or _is_needed(record):
            return False
        try:
            with transaction.atomic():
                record.delete()
        except (IntegrityError, ProtectedError):
            return False
        self._there[model].discard(pk_of(version))
        return True


def _way_together(step: Step) -> tuple[type[Recorded], bool] | None:
    """What steps have in common that can be taken back together; None for those that cannot."""
    model: type[Recorded] = step.last.instance_type
    if (
        not model.is_plain
        or step.last.history_type == GONE
        or not (step.changed or not step.before)
    ):
        return None
    return model, step.before is None


def _set_moments(record: Recorded, version: Any) -> None:
    """Let a record that is back have the moments of before, which the database has set anew."""
    model = type(record)
    moments = [f.attname for f in model.kept_fields() if getattr(f, "auto_now_add", False)]
    if moments:
        known = {name: getattr(version, name) for name in moments}
        model._base_manager.filter(pk=record.pk).update(**known)


def _links(model: type[Recorded]) -> list[Any]:
    return [field for field in model.kept_fields() if field.is_relation]


def _is_needed(record: Recorded) -> bool:
    """Whether records that editors make would go with it, or forbid that it goes."""
    relations = [
        field
        for field in record._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel)
        and field.on_delete in (models.CASCADE, models.PROTECT)
        and issubclass(field.related_model, Recorded)
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: record}).exists()
        for relation in relations
    )
