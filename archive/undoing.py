"""Taking acts back as one, and bringing single versions back.

Both leave versions of their own behind, so that they can be taken back in their turn.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext

from archive.differences import Names
from archive.models.history import Act, InAct, Recorded, act, instance_of

GONE: Final = "-"
"""The type of the version that is kept of a record when it is deleted."""
MADE: Final = "+"
REVIEWERS_ONLY: Final = frozenset(
    {Act.Kind.MERGE, Act.Kind.PUBLISH, Act.Kind.WITHDRAW, Act.Kind.DELETE}
)
"""Acts that need more than the right to change what they changed."""


class CannotUndoError(Exception):
    """Says in one sentence, in its reader's language, why something cannot be taken back."""


@dataclass(frozen=True)
class Undone:
    """What became of an act that was taken back."""

    act: Act
    """The act that took it back."""
    count: int
    """The records that are again as they were."""
    left: tuple[str, ...]
    """The records that were left alone, as they were changed again since or others need them."""


def recorded_models() -> list[type[Recorded]]:
    """Every model of which versions are kept."""
    return [model for model in apps.get_models() if issubclass(model, Recorded)]


def changed_models(done: Act) -> list[type[Recorded]]:
    """The models of the records that an act changed."""
    return [model for model in recorded_models() if model.history.filter(act=done).exists()]


def may_undo(done: Act, user: User) -> bool:
    """Whether `user` may take an act back: a reviewer any, an editor his own as far as he could."""
    if user.has_perm("archive.undo_act"):
        return True
    if done.by_id != user.pk:
        return False
    first = done
    while first.undoes:
        first = first.undoes
    changed = (model._meta.model_name for model in changed_models(done))
    may = [f"archive.change_{name}" for name in changed]
    return first.kind not in REVIEWERS_ONLY and user.has_perms(may)


def undo(done: Act, by: User | None) -> Undone:
    """Take back every change of an act, as one new act; CannotUndoError says why not.

    What something else changed since is left alone: a field that the act did not change is no
    matter, nor is what later mergers passed on of what a merger had passed on.
    """
    with act(Act.Kind.UNDO, by, what=done.what) as made:
        done = Act.objects.select_for_update().get(pk=done.pk)
        if Act.objects.filter(undoes=done).exists():
            raise CannotUndoError(gettext("This act has been taken back already."))
        made.undoes = done
        made.save(update_fields=["undoes"])
        steps = sorted(_steps(done), key=lambda step: step.moment, reverse=True)
        writer = _Writer(step.before for step in steps)
        with _taking_apart([step for step in steps if not step.is_changed_since]) as apart:
            left = [
                step
                for step in steps
                if step.is_changed_since
                or not writer.take_back(step)
                or (step in apart and not step.changed)
            ]
        writer.finish()
        if len(left) == len(steps):
            raise CannotUndoError(
                gettext("Nothing is left to take back: everything in it was changed again since.")
            )
        made.count = len(steps) - len(left)
        made.save(update_fields=["count"])
    names = Names(step.last for step in left)
    return Undone(made, made.count, tuple(names.label(step.last) for step in left))


def bring_back(version: InAct, by: User | None, reason: str = "") -> Recorded:
    """Let a record be again what it was in a version of it; CannotUndoError says why not.

    What its model names in `stays` is left as it is.
    """
    was: Any = version
    with act(Act.Kind.RESTORE, by, what=str(instance_of(was)), reason=reason):
        model: type[Recorded] = was.instance_type
        is_back = not model._base_manager.filter(pk=pk_of(was)).exists()
        writer = _Writer([was])
        with model.taking_back([(was, None)] if is_back else []):
            if not writer.write(was, _names(model) - model.stays):
                raise CannotUndoError(
                    gettext(
                        "This version cannot be brought back: it clashes with what is kept now."
                    )
                )
        writer.finish()
        record: Recorded = model._base_manager.get(pk=pk_of(was))
    return record


def pk_of(version: Any) -> Any:
    """The id of the record of which this is a version."""
    return getattr(version, version.instance_type._meta.pk.attname)


# --- What there is to take back ---------------------------------------------------------------


@dataclass(frozen=True)
class _Step:
    """What an act did to one record: the version before it, if it was there, and those within."""

    before: Any | None
    first: Any
    last: Any
    changed: frozenset[str]
    """The fields that differ before and after, those in `apart` left out."""
    is_changed_since: bool

    @property
    def moment(self) -> Any:
        """Steps are taken back in the reverse order of this: so that what others point at is there.

        What the act made goes after all that was made of it, what it deleted comes back before.
        """
        version = self.last if self.before else self.first
        return (version.history_date, version.history_id)


def _steps(done: Act) -> Iterator[_Step]:
    mergers = Act.objects.filter(kind=Act.Kind.MERGE, pk__gt=done.pk).values_list("pk", flat=True)
    passing_on = set(mergers if done.kind == Act.Kind.MERGE else ())
    for model in recorded_models():
        key = model._meta.pk.attname
        touched = model.history.filter(act=done).values(key)
        versions = defaultdict(list)
        for version in model.history.filter(**{f"{key}__in": touched}).order_by("history_id"):
            versions[getattr(version, key)].append(version)
        for of_record in versions.values():
            if (step := _step(of_record, done, passing_on)) is not None:
                yield step


def _step(versions: list[Any], done: Act, passing_on: Collection[int]) -> _Step | None:
    """What an act did to the record of these versions; None where it is as it was.

    Changes by the acts `passing_on` are none since.
    """
    within = [version for version in versions if version.act_id == done.pk]
    first, last = within[0], within[-1]
    before = _before(versions, first)
    is_unknown = before is None and first.history_type != MADE
    since = versions[versions.index(last) + 1 :]
    now = next((v for v in reversed(since) if v.act_id not in passing_on), last)
    model: type[Recorded] = first.instance_type
    fields = _names(model)
    if before is not None and GONE not in (first.history_type, last.history_type):
        fields = _differing(before, last, fields)
        if not fields and not _differing(before, last, model.apart):
            return None
    is_changed = _is_gone(last) != _is_gone(now) or (
        not _is_gone(last) and bool(_differing(last, now, fields))
    )
    return _Step(before, first, last, fields, is_unknown or is_changed)


def _before(versions: list[Any], first: Any) -> Any | None:
    """The version before the first of an act; None where the act made the record."""
    if first.history_type == MADE:
        return None
    # The version of a deletion says what there was, even of a record that was never changed.
    if _is_gone(first):
        return first
    place = versions.index(first)
    return versions[place - 1] if place else None


def _is_gone(version: Any) -> bool:
    return bool(version.history_type == GONE)


def _names(model: type[Recorded]) -> frozenset[str]:
    """The fields that are written as a version says they were."""
    return frozenset(field.name for field in model.kept_fields()) - model.apart


def _differing(one: Any, other: Any, names: Collection[str]) -> frozenset[str]:
    """Those of these fields in which two versions differ."""
    fields = (f for f in one.instance_type.kept_fields() if f.name in names)
    return frozenset(f.name for f in fields if getattr(one, f.attname) != getattr(other, f.attname))


@contextmanager
def _taking_apart(steps: list[_Step]) -> Iterator[list[_Step]]:
    """Take back what fields in `apart` say, all others within; gives the steps that are left."""
    with ExitStack() as stack:
        left: list[_Step] = []
        for model in {step.last.instance_type for step in steps}:
            of_model = {pk_of(step.last): step for step in steps if _is_of(step, model)}
            changes = [
                (step.before, None if _is_gone(step.last) else step.last)
                for step in of_model.values()
                if step.before is not None
            ]
            left += [of_model[pk] for pk in stack.enter_context(model.taking_back(changes))]
        yield left


def _is_of(step: _Step, model: type[Recorded]) -> bool:
    return bool(step.last.instance_type is model)


# --- How it is written ------------------------------------------------------------------------


class _Writer:
    """Writes records as versions say they were; knows which records they point at are there."""

    def __init__(self, versions: Iterable[Any | None]) -> None:
        self._there: defaultdict[Any, set[Any]] = defaultdict(set)
        self._written: list[Recorded] = []
        wanted: defaultdict[Any, set[Any]] = defaultdict(set)
        for version in filter(None, versions):
            for field in _links(version.instance_type):
                wanted[field.related_model].add(getattr(version, field.attname))
        for model, keys in wanted.items():
            found = model._base_manager.only("pk").in_bulk(keys - {None})
            self._there[model] = set(found)

    def take_back(self, step: _Step) -> bool:
        """Undo what an act did to a record; returns whether it could be done."""
        if step.before is not None:
            return not step.changed or self.write(step.before, step.changed)
        return step.last.history_type == GONE or self._delete(step.last)

    def write(self, version: Any, names: Collection[str]) -> bool:
        """Let these fields of a record, or all if it is gone, be what a version of it says.

        Returns whether it could be done.
        """
        model, pk = version.instance_type, pk_of(version)
        record = model._base_manager.filter(pk=pk).first()
        is_back = record is None
        record = model(pk=pk) if record is None else record
        names = _names(model) if is_back else names
        fields = [field for field in model.kept_fields() if field.name in names]
        links = set(_links(model))
        for field in fields:
            value = getattr(version, field.attname)
            if field in links and value not in (None, *self._there[field.related_model]):
                if not field.null:
                    return False
                value = None
            setattr(record, field.attname, value)
        record.is_coming_back = True
        try:
            record.save(force_insert=is_back)
        except (IntegrityError, ValidationError):  # saved whole or not at all
            # What is there already, under another id, need not come back.
            same = {field.attname: getattr(record, field.attname) for field in fields}
            return is_back and model._base_manager.filter(**same).exists()
        if is_back:
            self._there[model].add(pk)
            _set_moments(record, version)
        self._written.append(record)
        return True

    def finish(self) -> None:
        """Let every record that was written make sure of what must hold of it."""
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
