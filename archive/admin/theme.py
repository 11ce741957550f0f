"""Themes in the admin: named, described, put in a tree, given cues, merged."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.forms import NamedFormSet
from archive.admin.history import HistoryAdmin
from archive.admin.tables import TableAdmin, ThemeResource
from archive.models import Act, Cue, Theme
from archive.models.history import act

NAMES = ("name_ar", "name_en", "slug")
"""What readers know a theme by."""


class ThemeForm(forms.ModelForm[Theme]):
    """A theme, and why it gets another name or address."""

    reason = forms.CharField(
        label=_("Why it is renamed"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
        help_text=_("Kept on record with the new name or address."),
    )

    class Meta:
        model = Theme
        fields = [*NAMES, "parent", "description_ar", "description_en"]
        widgets = {
            "description_ar": forms.Textarea(attrs={"rows": 3, "dir": "rtl", "lang": "ar"}),
            "description_en": forms.Textarea(attrs={"rows": 3, "dir": "ltr", "lang": "en"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parent := self.fields.get("parent"):
            others = Theme.objects.filter(parent=None).exclude(pk=self.instance.pk)
            parent.queryset = others  # type: ignore[attr-defined]  # it is a choice of themes

    @property
    def is_renaming(self) -> bool:
        """Whether a theme that there is gets another name or address."""
        return bool(self.instance.pk and set(NAMES) & set(self.changed_data))

    def clean(self) -> dict[str, Any] | None:
        """Refuse a new name without a reason."""
        cleaned = super().clean()
        if self.is_renaming and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why the theme is renamed."))
        return cleaned


class MergeForm(forms.Form):
    """Which of two themes stays, and why they are one."""

    stays = forms.ModelChoiceField(
        label=_("Which theme stays?"),
        queryset=Theme.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the theme that stays.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
        error_messages={"required": _("Say why the themes are merged.")},
    )

    def __init__(self, data: Any, themes: QuerySet[Theme]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["stays"].queryset = themes  # type: ignore[attr-defined]  # a choice of themes


class CueInline(admin.TabularInline[Cue, Theme]):
    """The words by which the theme is suggested."""

    model = Cue
    formset = NamedFormSet
    extra = 3
    fields = ("phrase", "is_negative")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Phrases run in the direction of their script."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "phrase":
            field.widget.attrs["dir"] = "auto"
        return field


@admin.register(Theme)
class ThemeAdmin(TableAdmin, HistoryAdmin[Theme]):
    """The vocabulary that articles are tagged with."""

    resource_classes = [ThemeResource]
    form = ThemeForm
    list_display = ["name_ar", "name_en", "parent", "articles_kept"]
    list_select_related = ["parent"]
    search_fields = ["name_ar", "name_en"]
    inlines = [CueInline]
    actions = ["merge_themes"]
    change_form_template = "admin/archive/theme/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Theme]:
        """Themes with their numbers of public articles, in one query."""
        return Theme.objects.with_counts()

    def get_fields(self, request: HttpRequest, obj: Theme | None = None) -> list[Any]:
        """A theme that there is asks for a reason besides, should it be renamed."""
        names, rest = list(NAMES), ["parent", "description_ar", "description_en"]
        return [*names, "reason", *rest] if obj else [*names, *rest]

    def get_inlines(self, request: HttpRequest, obj: Theme | None) -> list[Any]:
        """Cues are given to a theme that there is: what they change can be looked at first."""
        return self.inlines if obj else []

    def save_model(self, request: HttpRequest, obj: Theme, form: Any, change: bool) -> None:
        """Save; a new name or address is an act of its own, with its reason."""
        if not (change and form.is_renaming):
            super().save_model(request, obj, form, change)
            return
        assert request.user.is_authenticated  # the admin lets nobody else come so far
        before = Theme.objects.get(pk=obj.pk)
        what = f"{before.name_en} ({before.slug}) → {obj.name_en} ({obj.slug or '…'})"
        with act(Act.Kind.RENAME, request.user, what, 1, form.cleaned_data["reason"]):
            super().save_model(request, obj, form, change)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the user may merge themes."""
        return request.user.has_perm("archive.merge_theme")

    @admin.display(description=_("articles"), ordering="article_count")
    def articles_kept(self, theme: Theme) -> int:
        """How many public articles the theme has."""
        count: int = theme.article_count  # type: ignore[attr-defined]  # annotated above
        return count

    @admin.action(description=_("Merge the two selected themes"), permissions=["merge"])
    def merge_themes(self, request: HttpRequest, queryset: QuerySet[Theme]) -> HttpResponse | None:
        """Ask which of two stays and why, then merge the other into it."""
        chosen = Theme.objects.filter(pk__in=queryset.values("pk"))
        themes = chosen.annotate(tagging_count=Count("taggings"))
        if len(themes) != 2:
            messages.error(request, gettext("Select the two themes that are to be one."))
            return None
        form = MergeForm(request.POST if "confirmed" in request.POST else None, chosen)
        if form.is_valid():
            stays: Theme = form.cleaned_data["stays"]
            gone = chosen.exclude(pk=stays.pk).get()
            assert request.user.is_authenticated  # the admin lets nobody else come so far
            gone.merge_into(stays, request.user, form.cleaned_data["reason"])
            text = gettext("“%(gone)s” is part of “%(stays)s” now.")
            messages.success(request, text % {"gone": gone.name, "stays": stays.name})
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge two themes"),
            "opts": Theme._meta,
            "themes": themes,
            "form": form,
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/archive/theme/merge.html", context)
