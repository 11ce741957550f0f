"""Themes in the admin: named, described, put in a tree, given cues, merged."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.admin.forms import FreshForm, NamedFormSet
from archive.admin.history import Part
from archive.admin.merging import Merging, MergingAdmin
from archive.admin.tables import TableAdmin
from archive.admin.theme_table import ThemeResource
from archive.models import Act, Cue, Theme
from archive.models.history import act
from archive.telling import became

NAMES = ("name_ar", "name_en", "slug")
"""What readers know a theme by."""


class ThemeForm(FreshForm):
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
            "name_en": forms.TextInput(attrs={"dir": "ltr", "lang": "en", "class": "vTextField"}),
            "slug": forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
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
class ThemeAdmin(TableAdmin, MergingAdmin[Theme]):
    """The vocabulary that articles are tagged with."""

    resource_classes = [ThemeResource]
    form = ThemeForm
    list_display = ["name_ar", "name_en", "parent", "articles_kept"]
    list_select_related = ["parent"]
    search_fields = ["name_ar", "name_en"]
    inlines = [CueInline]
    history_parts = (Part(Cue, owner="theme", name="phrase"),)
    actions = ["merge_themes"]
    merging = Merging(
        title=_("Merge themes"),
        select=_("Select from two to %(most)s themes that are to be one."),
        done=_("“%(name)s” has all of their articles now, and their addresses lead to it."),
    )
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
        both = Theme.objects.get(pk=obj.pk), obj

        def what() -> str:
            own, other = ("name_en", "name_ar")[:: 1 if get_language() == "en" else -1]
            name = own if {own, "slug"} & set(form.changed_data) else other
            before, after = (f"{getattr(one, name)} ({one.slug or '…'})" for one in both)
            return became([before], [after])

        with act(Act.Kind.RENAME, request.user, what, 1, form.cleaned_data["reason"]) as made:
            super().save_model(request, obj, form, change)
        text = gettext("It is called “%(name)s” now.") % {"name": obj.name}
        messages.success(request, with_way_back(text, made))

    @admin.display(description=_("articles"), ordering="article_count")
    def articles_kept(self, theme: Theme) -> str:
        """How many public articles the theme has."""
        count: int = theme.article_count  # type: ignore[attr-defined]  # annotated above
        return localized(count)

    @admin.action(description=_("Merge the selected themes"), permissions=["merge"])
    def merge_themes(self, request: HttpRequest, queryset: QuerySet[Theme]) -> HttpResponse | None:
        """Ask which theme stays and why, then let it take the place of the others."""
        return self.ask_and_merge(request, queryset)
