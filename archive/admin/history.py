"""What became of a record, version by version, and the way back to any of them."""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.forms import ReasonForm
from archive.differences import Difference, Names, between
from archive.models import Act
from archive.models.history import Recorded, act
from archive.steps import GONE, MADE
from archive.undoing import CannotUndoError, bring_back

Record = TypeVar("Record", bound=Model)
PER_PAGE = 50  # versions


@dataclass(frozen=True)
class Part:
    """Records that belong to another one and whose changes its history shows."""

    model: type[Recorded]
    owner: str
    """The field that points at the record whose history it is."""
    name: str
    """The field that holds, or points at, what it is called by."""


@dataclass(frozen=True)
class Entry:
    """One version, as a page of history shows it."""

    version: Any
    subject: str
    """What is changed, where it is not the record itself."""
    done: str
    who: str
    differences: list[Difference]
    way_back: str = ""


class HistoryAdmin(admin.ModelAdmin[Record]):
    """The admin of a model whose versions are kept; its history is to be read, and gone back in."""

    history_parts: ClassVar[tuple[Part, ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        """The way back to a version, before what could be taken for the id of a record."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_bring_back"
        view = self.admin_site.admin_view(self.bring_back_view)
        return [
            path("<path:object_id>/history/<slug:kind>/<int:version_id>/", view, name=name),
            *super().get_urls(),
        ]

    def delete_model(self, request: HttpRequest, obj: Record) -> None:
        """Delete a record and what goes with it, as one act."""
        with self._deleting(request, obj.__str__, 1):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Record]) -> None:
        """Delete all records selected and what goes with them, as one act."""
        plural = self.opts.verbose_name_plural
        with self._deleting(request, lambda: str(plural), queryset.count()):
            super().delete_queryset(request, queryset)

    def _deleting(
        self, request: HttpRequest, what: Callable[[], str], count: int
    ) -> AbstractContextManager[Act]:
        assert request.user.is_authenticated  # the admin lets nobody else come so far
        return act(Act.Kind.DELETE, request.user, what=what, count=count)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every version of a record and of what belongs to it, the latest first."""
        record = self._record(request, object_id)
        keys = [
            (date, number, pk)
            for number, versions in enumerate(self._versions(object_id))
            for date, pk in versions.values_list("history_date", "history_id")
        ]
        if record is None and not keys:
            raise Http404
        page = Paginator(sorted(keys, reverse=True), PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": None,
            "opts": self.opts,
            "object": record,
            "object_id": object_id,
            "page": page,
            "entries": self._entries(request, object_id, list(page), is_gone=record is None),
            "may_see_acts": request.user.has_perm("archive.view_act"),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/archive/history.html", context)

    def bring_back_view(
        self, request: HttpRequest, object_id: str, kind: str, version_id: int
    ) -> HttpResponse:
        """Show what going back to a version would change, then do it."""
        record = self._record(request, object_id)
        of_kind = {v.model.instance_type._meta.model_name: v for v in self._versions(object_id)}
        versions = of_kind.get(kind)
        version = versions.filter(history_id=version_id).first() if versions is not None else None
        if version is None:
            raise Http404
        model: type[Recorded] = version.instance_type
        current = _as_it_is(version)
        if not self._may_bring_back(request, model, is_gone=current is None):
            raise PermissionDenied
        assert request.user.is_authenticated  # who has a permission is
        history = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[object_id]
        )
        stays = model.stays if current else ()
        differences = between(current, version, Names(filter(None, (current, version))), stays)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                bring_back(version, request.user, form.cleaned_data["reason"])
            except CannotUndoError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, gettext("The earlier version is back."))
            return redirect(history)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bring back this version"),
            "opts": self.opts,
            "object": record,
            "object_id": object_id,
            "version": version,
            "differences": differences,
            "form": form,
            "history": history,
        }
        return TemplateResponse(request, "admin/archive/bring_back.html", context)

    def _record(self, request: HttpRequest, object_id: str) -> Record | None:
        """The record, None if it is gone; refuses who may not change it."""
        record = self.get_object(request, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        return record

    def _versions(self, object_id: str) -> list[QuerySet[Any]]:
        """The versions of the record, then those of each kind of what belongs to it."""
        try:
            pk = self.opts.pk.to_python(object_id)
        except ValidationError:
            raise Http404 from None
        own: Any = self.model
        return [
            own.history.filter(**{self.opts.pk.attname: pk}),
            *(part.model.history.filter(**{part.owner: pk}) for part in self.history_parts),
        ]

    def _may_bring_back(self, request: HttpRequest, model: type[Recorded], is_gone: bool) -> bool:
        """Whether the user may bring a version back, of the record or of a part of it.

        Who may change the record may do so; one that is gone itself comes back by a reviewer's
        word.
        """
        app, name = model._meta.app_label, model._meta.model_name
        needed = [f"{app}.{'add' if is_gone else 'change'}_{name}"]
        if is_gone and model is self.model:
            needed.append("archive.undo_act")
        return request.user.has_perms(needed)

    def _entries(
        self, request: HttpRequest, object_id: str, keys: list[tuple[Any, int, int]], is_gone: bool
    ) -> list[Entry]:
        shown = [
            with_earlier(versions.filter(history_id__in=[pk for _, n, pk in keys if n == number]))
            for number, versions in enumerate(self._versions(object_id))
        ]
        pairs = {(n, v.history_id): (v, old) for n, page in enumerate(shown) for v, old in page}
        names = names_of(pairs.values())
        entries = []
        for _moment, number, pk in keys:
            version, old = pairs[number, pk]
            may = self._may_bring_back(request, version.instance_type, version.is_gone)
            # What belongs to a record does not come back without it.
            offers = may and not (number and is_gone) and (version.is_past or version.is_gone)
            entries.append(self._entry(object_id, number, version, old, names, offers))
        return entries

    def _entry(
        self, object_id: str, number: int, version: Any, old: Any, names: Names, offers: bool
    ) -> Entry:
        if number:
            part = self.history_parts[number - 1]
            field = next(one for one in part.model.kept_fields() if one.name == part.name)
            value, without = getattr(version, field.attname), {part.owner}
            if field.is_relation:
                value = names.of(field.related_model, value)
                without.add(part.name)
            subject = f"{part.model._meta.verbose_name}: {value}"
        else:
            subject, without = "", set[str]()
        way_back = ""
        if offers:
            kind = version.instance_type._meta.model_name
            way_back = reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_bring_back",
                args=[object_id, kind, version.history_id],
            )
        return entry(version, old, names, subject, way_back, is_whole=bool(number), without=without)


def entry(
    version: Any,
    old: Any | None,
    names: Names,
    subject: str,
    way_back: str = "",
    is_whole: bool = True,
    without: Collection[str] = (),
) -> Entry:
    """A version as a page shows it, `old` being the one before.

    `is_whole` shows all of a record that was made, which of a long one is too much.
    """
    user = version.history_user
    differences = []
    if version.history_type not in (MADE, GONE) or (version.history_type == MADE and is_whole):
        before = None if version.history_type == MADE else old
        differences = between(before, version, names, without)
    if version.history_type == MADE:
        done = gettext("came in") if user is None and not is_whole else gettext("made")
    elif version.history_type == GONE:
        done = gettext("deleted")
    else:
        done = gettext("changed") if differences else gettext("saved without a change")
    who = user.get_username() if user else gettext("import")
    return Entry(version, subject, done, who, differences, way_back)


def names_of(pairs: Iterable[tuple[Any, Any | None]]) -> Names:
    """What is named in these versions and in those before them."""
    return Names(version for pair in pairs for version in pair if version is not None)


def with_earlier(versions: QuerySet[Any]) -> list[tuple[Any, Any | None]]:
    """Versions, each with the one before it.

    `is_past` says whether another one came after, `is_gone` whether the last was a deletion.
    The number of queries is the same for any number of versions.
    """
    model = versions.model
    key = model.instance_type._meta.pk.attname
    of_same = model.objects.filter(**{key: OuterRef(key)})
    earlier = of_same.filter(history_id__lt=OuterRef("history_id")).order_by("-history_id")
    found = list(
        versions.select_related("act", "history_user").annotate(
            earlier=Subquery(earlier.values("history_id")[:1]),
            is_past=Exists(of_same.filter(history_id__gt=OuterRef("history_id"))),
            last=Subquery(of_same.order_by("-history_id").values("history_type")[:1]),
        )
    )
    for version in found:
        version.is_gone = version.last == GONE
    before = model.objects.in_bulk({v.earlier for v in found} - {None})
    return [(version, before.get(version.earlier)) for version in found]


def _as_it_is(version: Any) -> Any | None:
    """The record of a version as it is now, in the shape of a version; None if it is gone."""
    model = version.instance_type
    key = model._meta.pk.attname
    record = model._base_manager.filter(pk=getattr(version, key)).first()
    if record is None:
        return None
    fields = version.tracked_fields
    return type(version)(**{f.attname: getattr(record, f.attname) for f in fields})
