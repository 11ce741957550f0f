"""What was done to many records at once, and taking it back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.columns import in_digits, localized
from archive.admin.history import Entry, entry, names_of, with_earlier
from archive.models import Act
from archive.steps import recorded_models
from archive.undoing import CannotUndoError, Undone, may_undo, undo

LISTED = 200  # changes on the page of an act
NAMED = 5  # records left alone that a message names


def with_way_back(message: str, made: Act) -> SafeString:
    """A message on what was done, with the link that takes it back if whoever did it may."""
    if made.by is None or not may_undo(made, made.by):
        return format_html("{}", message)
    where = reverse("admin:archive_act_undo", args=[made.pk])
    return format_html('{} <a href="{}">{}</a>', message, where, gettext("Take it back"))


@admin.register(Act)
class ActAdmin(admin.ModelAdmin[Act]):
    """The record of acts: read, and taken back."""

    list_display = [
        "done",
        "of_what",
        in_digits(Act, "count"),
        "reason",
        "by",
        in_digits(Act, "at"),
        "is_taken_back",
    ]
    list_filter = ["kind"]
    search_fields = ["what", "what_en", "reason", "by__username"]
    date_hierarchy = "at"
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        """Taking back, before the pages of acts."""
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="archive_act_undo"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        """With who did it and what became of it."""
        return super().get_queryset(request).select_related("by", "undoes", "undone_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Acts are what was done."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:
        """Nobody changes a record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:
        """A record stays."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """What an act changed, in words."""
        done = self.get_object(request, object_id)
        if not self.has_view_permission(request, done):
            raise PermissionDenied
        if done is None:
            return super().change_view(request, object_id, form_url, extra_context)  # which says so
        assert request.user.is_authenticated  # who has a permission is
        context = {
            **self._about(request, done),
            "title": _("Act"),
            "may_undo": not _taken_back_by(done) and may_undo(done, request.user),
        }
        return TemplateResponse(request, "admin/archive/act/act.html", context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether an act is to be taken back, then do it."""
        done = get_object_or_404(self.get_queryset(request), pk=pk)
        if not request.user.is_authenticated or not may_undo(done, request.user):
            raise PermissionDenied
        where = reverse("admin:archive_act_change", args=[pk])
        if _taken_back_by(done):
            messages.error(request, gettext("This act has been taken back already."))
            return redirect(where)
        if request.method != "POST":
            context = {**self._about(request, done), "title": _("Take it all back")}
            return TemplateResponse(request, "admin/archive/act/undo.html", context)
        try:
            undone = undo(done, request.user)
        except CannotUndoError as error:
            messages.error(request, str(error))
        else:
            _tell(request, undone)
        return redirect(where)

    def _about(self, request: HttpRequest, done: Act) -> dict[str, object]:
        entries, count = _changes(done)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "act": done,
            "done": self.done(done),
            "undone_by": _taken_back_by(done),
            "entries": entries,
            "unlisted": max(count - LISTED, 0),
            "count": count,
        }

    @admin.display(description=_("what"), ordering="kind")
    def done(self, act: Act) -> str:
        """What was done; of what was taken back, what it was."""
        shown = act.get_kind_display()
        return f"{shown}: {act.undoes.get_kind_display()}" if act.undoes else shown

    @admin.display(description=_("of what"), ordering="what")
    def of_what(self, act: Act) -> str:
        """What it was done to, in the reader's language."""
        return act.told

    @admin.display(description=_("state"), empty_value="")
    def is_taken_back(self, act: Act) -> str:
        """A word where another act took it back; there is nothing to say of all others."""
        return gettext("taken back") if _taken_back_by(act) else ""


def _taken_back_by(done: Act) -> Act | None:
    return getattr(done, "undone_by", None)


def _changes(done: Act) -> tuple[list[Entry], int]:
    """The first LISTED changes of an act, and how many there are."""
    pairs: list[tuple[Any, Any | None]] = []
    count = 0
    for model in recorded_models():
        versions = model.telling(model.history.filter(act=done))
        if changed := versions.count():
            count += changed
            some = versions.order_by("history_id")[: max(LISTED - len(pairs), 0)]
            pairs += with_earlier(some)
    names = names_of(pairs)
    pairs.sort(key=lambda pair: pair[0].history_date)
    return [
        entry(
            version,
            old,
            names,
            f"{version.instance_type._meta.verbose_name}: {names.label(version)}",
            is_whole=False,
        )
        for version, old in pairs
    ], count


def _tell(request: HttpRequest, undone: Undone) -> None:
    text = ngettext(
        "%(count)s record is again as it was.",
        "%(count)s records are again as they were.",
        undone.count,
    )
    count = localized(undone.count)
    messages.success(request, with_way_back(text % {"count": count}, undone.act))
    if undone.left:
        text = ngettext(
            "%(count)s record was left alone, as it or what it belongs to was changed again "
            "since: %(names)s",
            "%(count)s records were left alone, as they or what they belong to were changed again "
            "since: %(names)s",
            len(undone.left),
        )
        more = " …" if len(undone.left) > NAMED else ""
        named = "؛ ".join(undone.left[:NAMED]) + more
        messages.warning(request, text % {"count": localized(len(undone.left)), "names": named})
