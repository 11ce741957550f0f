"""Merging records that are one, after a page that shows them and asks which one stays and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.admin.forms import ReasonForm
from archive.admin.history import HistoryAdmin
from archive.models import Act, Article
from archive.models.held import CannotMergeError

Record = TypeVar("Record", bound=Model)
MOST: Final = 10
"""Records merged at once; nobody has more of one."""


@dataclass(frozen=True)
class Merging:
    """How records of one kind are merged, and what is said of it."""

    title: Promise
    select: Promise
    """What to select instead; may name the %(most)s."""
    done: Promise
    """What has become of the one that stays, %(name)s."""
    most: int = MOST
    needs_reason: bool = True


class _Choice(forms.ModelChoiceField[Any]):
    """A record of several, named in both languages if it is so."""

    def label_from_instance(self, obj: Any) -> str:
        """Both names of it."""
        names = filter(None, (getattr(obj, name, "") for name in ("name_ar", "name_en")))
        # Each in its own direction.
        return format_html_join(" · ", "<bdi>{}</bdi>", ((name,) for name in names)) or str(obj)


class MergeForm(ReasonForm):
    """Which of some records stays, and why they are one."""

    stays = _Choice(
        label=_("Which one stays?"),
        queryset=Article.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the one that stays.")},
    )
    field_order = ("stays", "reason")

    def __init__(self, data: Any, among: QuerySet[Any], needs_reason: bool, first: Any) -> None:
        super().__init__(data, initial={"stays": first})
        self.fields["stays"].queryset = among  # type: ignore[attr-defined]  # it is a choice
        self.fields["reason"].required = needs_reason
        self.fields["reason"].error_messages["required"] = _("Say why they are one.")


class MergingAdmin(HistoryAdmin[Record]):
    """The admin of records that a reviewer may merge."""

    merging: ClassVar[Merging]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the user may merge records of this kind."""
        return request.user.has_perm(f"{self.opts.app_label}.merge_{self.opts.model_name}")

    def merge(self, stays: Any, others: Sequence[Any], by: User, reason: str) -> Act:
        """Let one record stand for all; CannotMergeError says why not."""
        made: Act = stays.merge(others, by, reason)
        return made

    def chosen_first(self, records: Sequence[Any]) -> Any:
        """The id of the record that stays if nobody chooses another; None lets somebody choose."""
        return None

    def ask_and_merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Show the records selected, then let one of them stand for all."""
        found = self.get_queryset(request).filter(pk__in=queryset.values("pk")).order_by("pk")
        records = list(found[: self.merging.most + 1])
        if not 2 <= len(records) <= self.merging.most:
            most = localized(self.merging.most)
            messages.error(request, self.merging.select % {"most": most})
            return None
        data = request.POST if "confirmed" in request.POST else None
        first = self.chosen_first(records)
        form = MergeForm(data, found, self.merging.needs_reason, first)
        if form.is_valid():
            assert request.user.is_authenticated  # the admin lets nobody else come so far
            stays = next(one for one in records if one == form.cleaned_data["stays"])
            others = [one for one in records if one != stays]
            try:
                made = self.merge(stays, others, request.user, form.cleaned_data["reason"])
            except CannotMergeError as error:
                messages.error(request, str(error))
                if found.count() < len(records):
                    return None  # there is nothing left to choose from
            else:
                done = self.merging.done % {"name": stays}
                messages.success(request, with_way_back(done, made))
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": self.merging.title,
            "opts": self.opts,
            "records": records,
            "form": form,
            "action": request.POST["action"],
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
        }
        template = f"admin/archive/{self.opts.model_name}/merge.html"
        return TemplateResponse(request, template, context)
