"""The record of changes: who changed what and when, each by itself or many as one act."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.dispatch import receiver
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from archive.models.whole import Whole

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Act(models.Model):
    """What somebody did at once and for one reason, however many records it changed."""

    class Kind(models.TextChoices):
        """What was done."""

        TAG = "tag", _("put a theme on articles")
        UNTAG = "untag", _("took a theme off articles")
        DECIDE = "decide", _("decided on themes")
        JOIN = "join", _("joined articles to one story")
        PART = "part", _("took articles out of their story")
        MERGE = "merge", _("merged into one")
        SPLIT = "split", _("split one in two")
        CHANGE = "change", _("edited")
        DELETE = "delete", _("deleted")
        RENAME = "rename", _("renamed")
        WITHDRAW = "withdraw", _("withdrew")
        PUBLISH = "publish", _("made public")
        IMPORT = "import", _("brought in a table")
        RESTORE = "restore", _("brought back an earlier version")
        UNDO = "undo", _("took back an act")

    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    what = models.CharField(_("of what"), max_length=500, blank=True)
    what_en = models.CharField(_("of what, in English"), max_length=500, blank=True)
    """The same in English, where that differs."""
    count = models.PositiveIntegerField(_("how many"), default=1)
    reason = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    undoes = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="undone_by",
        verbose_name=_("takes back"),
    )

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-at", "-id"]
        permissions = [("undo_act", "Can take back acts of others")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.told}" if self.what else self.get_kind_display()

    @property
    def told(self) -> str:
        """What it was done to, in the reader's language."""
        return self.what_en or self.what if translation.get_language() == "en" else self.what


_under_way: ContextVar[Act | None] = ContextVar("act_under_way", default=None)


@contextmanager
def act(
    kind: Act.Kind,
    by: "User | None",
    what: str | Callable[[], str] = "",
    count: int = 1,
    reason: str = "",
) -> Iterator[Act]:
    """Make every change in here part of one act: all of them are kept, or none.

    Colleagues read in either language `what` is changed: where that differs, as names of themes do,
    it is a function that tells it in the language in use.
    """
    with transaction.atomic():
        of = {"what": what[:500]} if isinstance(what, str) else _in_both_languages(what)
        made = Act.objects.create(kind=kind, by=by, count=count, reason=reason, **of)
        before = _under_way.set(made)
        try:
            yield made
        finally:
            _under_way.reset(before)


def _in_both_languages(what: Callable[[], str]) -> dict[str, str]:
    told = []
    for language in ("ar", "en"):
        with translation.override(language):
            told.append(what()[:500])
    arabic, english = told
    return {"what": arabic, "what_en": "" if english == arabic else english}


def act_under_way() -> Act | None:
    """The act that changes are part of here, if any."""
    return _under_way.get()


class InAct(models.Model):
    """What each version of a record says besides: the act that made it, if it was one."""

    history_user: Any

    act = models.ForeignKey(
        Act, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("act")
    )

    class Meta:
        abstract = True


def versions(**options: Any) -> HistoricalRecords:
    """The record of the versions of a model; `options` are those of HistoricalRecords."""
    return HistoricalRecords(bases=[InAct], **options)


class Recorded(Whole):
    """A record whose versions are all kept, as `history`."""

    keeps_first_version: ClassVar[bool] = True
    """Whether a version is kept when it is made; else when it is first changed.

    Imports make a million records, and most are never changed: that would keep all of them twice.
    """
    is_plain: ClassVar[bool] = False
    """Whether saving it does no more than to keep it with a version, and nothing points at it.

    Many of such records may be written together, see `archive.together`.
    """
    stays: ClassVar[frozenset[str]] = frozenset()
    """Fields that stay as they are when an earlier version is brought back."""
    apart: ClassVar[frozenset[str]] = frozenset()
    """Fields that follow from others too, as the lead of a story does.

    A change of these alone begins no history, unless it is part of an act; `taking_back` takes it
    back.
    """
    called_by: ClassVar[tuple[str, ...]] = ()
    """Fields of names and addresses, none of which two records of this kind may share."""
    is_coming_back = False
    """Whether it is just being restored: what belongs to it is restored beside it."""
    derived: ClassVar[frozenset[str]] = frozenset()
    """Fields that follow from others, of which a difference need not tell."""
    history: ClassVar[Any]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a version of what is saved, and one of what it was if there was none yet."""
        with transaction.atomic(using=kwargs.get("using")):
            if self._state.adding:
                # One that comes back with its id has versions already.
                is_kept = self.keeps_first_version or self.pk is not None
            elif is_kept := self._tells(kwargs.get("update_fields")):
                self._keep_first_version()
            if is_kept:
                super().save(*args, **kwargs)
                return
            self.skip_history_when_saving = True
            try:
                super().save(*args, **kwargs)
            finally:
                del self.skip_history_when_saving

    def in_the_way(self) -> "tuple[str, Recorded] | None":
        """A name or address of this record that another one has, and that other one."""
        others = type(self)._base_manager.exclude(pk=self.pk)
        for name in self.called_by:
            if (value := getattr(self, name)) and (other := others.filter(**{name: value}).first()):
                return str(value), other
        return None

    @classmethod
    def telling(cls, versions: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        """Those of these versions that tell a person something."""
        return versions

    @classmethod
    def points_at(cls, version: Any, name: str) -> "tuple[Any, Any] | None":
        """The model and the id of the record that a field of a version points at, if it does."""
        field = cls._meta.get_field(name)
        if not field.is_relation:
            return None
        return field.related_model, getattr(version, field.attname)  # type: ignore[union-attr]

    def came_back(self) -> None:
        """Make sure of what must hold of it; called once it and all with it are restored."""

    @classmethod
    @contextmanager
    def taking_back(cls, changes: Collection[tuple[Any, Any | None]]) -> Iterator[Collection[Any]]:
        """Take changes of the fields in `apart` back, while all others are written within.

        Each change is the version before, and the one after it or None. Gives the ids of the
        records that are left as they are, because something else has changed them since.
        """
        yield ()

    @classmethod
    @cache  # `history` makes a manager, which takes its time
    def kept_fields(cls) -> "tuple[models.Field[Any, Any], ...]":
        """The fields that versions keep, without those that the database sets by itself."""
        fields: list[models.Field[Any, Any]] = cls.history.model.tracked_fields
        kept = (f for f in fields if not getattr(f, "auto_now", False) and not f.primary_key)
        return tuple(kept)

    def _tells(self, updated: Iterable[str] | None) -> bool:
        """Whether a version that is kept now would differ from the one before."""
        if updated is None:
            return True
        told = {f.name for f in self.kept_fields() if {f.name, f.attname} & {*updated}}
        if told and told <= self.apart and _under_way.get() is None:
            return self._has_versions()
        return bool(told)

    def _has_versions(self) -> bool:
        model = type(self)
        found: bool = model.history.filter(**{model._meta.pk.attname: self.pk}).exists()
        return found

    def _keep_first_version(self) -> None:
        if self._has_versions():
            return
        model = type(self)
        if first := model._base_manager.filter(pk=self.pk).first():
            moment = getattr(first, "created", None) or timezone.now()
            first._history_user = None  # type: ignore[attr-defined]  # no user of this site
            model.history.bulk_history_create([first], default_date=moment)


def instance_of(version: Any) -> Recorded:
    """The record as a version says it was; asks the database for nothing."""
    model: type[Recorded] = version.instance_type
    return model(**{f.attname: getattr(version, f.attname) for f in version.tracked_fields})


@receiver(pre_create_historical_record)
def note_act(history_instance: Any, **_signal: Any) -> None:
    """Put a version to the act that is under way."""
    if isinstance(history_instance, InAct) and (under_way := _under_way.get()):
        history_instance.act = under_way
        history_instance.history_user = under_way.by
