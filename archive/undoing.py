"""Taking acts back as one, and bringing single versions back.

Both leave versions of their own behind, so that they can be taken back in their turn.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.utils.translation import gettext

from archive.differences import Names
from archive.models import FormerAddress
from archive.models.history import Act, InAct, Recorded, act, instance_of
from archive.restoring import TakenError, Writer
from archive.steps import (
    GONE,
    Step,
    pk_of,
    recorded_models,
    steps_of,
    taking_apart,
    written_fields,
)

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
    """What the records are called that were left alone: they were changed again since, others need
    them, or what they belong to is gone."""


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
    # Former addresses go with what had them.
    changed = (model for model in changed_models(done) if model is not FormerAddress)
    may = [f"archive.change_{model._meta.model_name}" for model in changed]
    return first.kind not in REVIEWERS_ONLY and user.has_perms(may)


def undo(done: Act, by: User | None) -> Undone:
    """Take back every change of an act, as one new act; CannotUndoError says why not.

    What something else changed since is left alone: a field that the act did not change is no
    matter, nor is what later mergers passed on of what a merger had passed on. Where a name or
    address is another's by now, or what was merged cannot come back, nothing is taken back at all:
    what belongs to it, and the ways that lead to it, would be left without it.
    """
    with act(Act.Kind.UNDO, by, what=lambda: done.told) as made, _telling_what_is_taken():
        done = Act.objects.select_for_update().get(pk=done.pk)
        if Act.objects.filter(undoes=done).exists():
            raise CannotUndoError(gettext("This act has been taken back already."))
        made.undoes = done
        made.save(update_fields=["undoes"])
        steps = sorted(steps_of(done), key=lambda step: step.moment, reverse=True)
        writer = Writer(step.before for step in steps)
        with taking_apart([step for step in steps if not step.is_changed_since]) as apart:
            free = (step for step in steps if not step.is_changed_since)
            stuck = {id(step) for step in writer.take_back_all(free)}
            left = [
                step
                for step in steps
                if step.is_changed_since
                or id(step) in stuck
                or (step in apart and not step.changed)
            ]
        writer.finish()
        _refuse_without_what_was_merged(done, left)
        if len(left) == len(steps):
            raise CannotUndoError(
                gettext("Nothing is left to take back: everything in it was changed again since.")
            )
        made.count = len(steps) - len(left)
        made.save(update_fields=["count"])
    names = Names(step.last for step in left)
    # An old address that leads to something else by now is nobody's matter.
    told = (step.last for step in left if step.last.instance_type is not FormerAddress)
    return Undone(made, made.count, tuple(map(names.label, told)))


def _refuse_without_what_was_merged(done: Act, left: Iterable[Step]) -> None:
    for step in left:
        of_readers = hasattr(step.last.instance_type, "get_absolute_url")
        is_back = step.last.history_type != GONE or step.is_changed_since
        if done.kind == Act.Kind.MERGE and of_readers and not is_back:
            text = gettext("“%(name)s” cannot come back: its place is taken. Nothing was changed.")
            raise CannotUndoError(text % {"name": instance_of(step.last)})


@contextmanager
def _telling_what_is_taken() -> Iterator[None]:
    try:
        yield
    except TakenError as taken:
        text = gettext(
            "“%(value)s” is the name or address of “%(other)s” now: give that another one first. "
            "Nothing was changed."
        )
        values = {"value": taken.value, "other": taken.other}
        raise CannotUndoError(text % values) from None


def bring_back(version: InAct, by: User | None, reason: str = "") -> Recorded:
    """Let a record be again what it was in a version of it; CannotUndoError says why not.

    What its model names in `stays` is left as it is.
    """
    was: Any = version
    with (
        act(Act.Kind.RESTORE, by, lambda: Names([was]).label(was), reason=reason),
        _telling_what_is_taken(),
    ):
        model: type[Recorded] = was.instance_type
        is_back = not model._base_manager.filter(pk=pk_of(was)).exists()
        writer = Writer([was])
        with model.taking_back([(was, None)] if is_back else []):
            if not writer.write(was, written_fields(model) - model.stays):
                raise CannotUndoError(
                    gettext(
                        "This version cannot be brought back: it clashes with what is kept now."
                    )
                )
        writer.finish()
        record: Recorded = model._base_manager.get(pk=pk_of(was))
    return record
