"""What an act did, record by record: read from the versions, to be taken back."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps

from archive.models.history import Act, Recorded

GONE: Final = "-"
"""The type of the version that is kept of a record when it is deleted."""
MADE: Final = "+"


def recorded_models() -> list[type[Recorded]]:
    """Every model of which versions are kept."""
    return [model for model in apps.get_models() if issubclass(model, Recorded)]


def pk_of(version: Any) -> Any:
    """The id of the record of which this is a version."""
    return getattr(version, version.instance_type._meta.pk.attname)


@dataclass(frozen=True)
class Step:
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


def steps_of(done: Act) -> Iterator[Step]:
    """What an act did, record by record."""
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


def _step(versions: list[Any], done: Act, passing_on: Collection[int]) -> Step | None:
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
    fields = written_fields(model)
    if before is not None and GONE not in (first.history_type, last.history_type):
        fields = _differing(before, last, fields)
        if not fields and not _differing(before, last, model.apart):
            return None
    is_changed = _is_gone(last) != _is_gone(now) or (
        not _is_gone(last) and bool(_differing(last, now, fields))
    )
    return Step(before, first, last, fields, is_unknown or is_changed)


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


def written_fields(model: type[Recorded]) -> frozenset[str]:
    """The fields that are written as a version says they were."""
    return frozenset(field.name for field in model.kept_fields()) - model.apart


def _differing(one: Any, other: Any, names: Collection[str]) -> frozenset[str]:
    """Those of these fields in which two versions differ."""
    fields = (f for f in one.instance_type.kept_fields() if f.name in names)
    return frozenset(f.name for f in fields if getattr(one, f.attname) != getattr(other, f.attname))


@contextmanager
def taking_apart(steps: list[Step]) -> Iterator[list[Step]]:
    """Take back what fields in `apart` say, all others within; gives the steps that are left."""
    with ExitStack() as stack:
        left: list[Step] = []
        for model in {step.last.instance_type for step in steps}:
            of_model = {pk_of(step.last): step for step in steps if _is_of(step, model)}
            changes = [
                (step.before, None if _is_gone(step.last) else step.last)
                for step in of_model.values()
                if step.before is not None
            ]
            left += [of_model[pk] for pk in stack.enter_context(model.taking_back(changes))]
        yield left


def _is_of(step: Step, model: type[Recorded]) -> bool:
    return bool(step.last.instance_type is model)
