"""Names in the admin: found under any spelling, merged and split."""

from typing import Any, Final, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.admin.forms import FreshForm, NamedFormSet
from archive.admin.history import Part
from archive.admin.merging import Merging, MergingAdmin
from archive.models import Act, Article, Name, Spelling
from archive.models.held import CannotMergeError
from archive.models.history import act
from archive.models.name import LONGEST, check_spelling, how_common
from archive.names import folded

LONGEST_SEARCH = 256  # characters
MANY: Final = 200
SHARE: Final = 0.01
"""What more articles than so many, and than such a share of all, hold may be no name."""


def _wide(direction: str = "auto") -> forms.TextInput:
    return forms.TextInput(attrs={"dir": direction, "class": "vTextField wide"})


def _low(direction: str) -> forms.Textarea:
    return forms.Textarea(attrs={"dir": direction, "rows": 2, "class": "vLargeTextField"})


class AskingForm(forms.BaseForm):
    """A form that has spellings confirmed which very many articles hold.

    The page sends those that it asked about along as `common`, as they are compared
    (templates/admin/archive/name/common.html).
    """

    common: tuple[str, ...] = ()

    def ask_if_common(self, field: str, text: str) -> None:
        """Refuse a text that many articles hold, unless its author was told and sends it again."""
        count = how_common(text)
        if count <= max(MANY, SHARE * Article.objects.public().count()):
            return
        words = folded(text)
        self.common = (*self.common, words)
        if words not in cast(QueryDict, self.data).getlist("common"):
            message = ngettext(
                "One article holds “%(text)s”, and would mention this name: save again to keep it.",
                "%(number)s articles hold “%(text)s”, and would mention this name: save again to "
                "keep it.",
                count,
            )
            shown = localized(count)
            self.add_error(field, message % {"number": shown, "text": text})


class SplitForm(AskingForm, forms.Form):
    """A new name, and which spellings of an old one it takes over."""

    spellings = forms.ModelMultipleChoiceField(
        label=_("spellings that go to the new name"),
        queryset=Spelling.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the spellings that go to the new name.")},
    )
    kind = forms.ChoiceField(label=_("kind"), choices=Name.Kind.choices)
    name_ar = forms.CharField(label=_("name in Arabic"), max_length=LONGEST, widget=_wide())
    name_en = forms.CharField(label=_("name in English"), max_length=LONGEST, widget=_wide("ltr"))
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=_wide(),
        error_messages={"required": _("Say why they are two.")},
    )

    def __init__(self, old: Name, data: Any = None) -> None:
        super().__init__(data, initial={"kind": old.kind})
        self._others = old.spellings.exclude(folded__in=map(folded, old.forms))
        spellings = cast("forms.ModelMultipleChoiceField[Spelling]", self.fields["spellings"])
        spellings.queryset = self._others

    def clean(self) -> dict[str, Any]:
        """Let its preferred forms go to the new name unticked; refuse those of any other name."""
        cleaned = super().clean() or {}
        texts = {field: cleaned.get(field, "") for field in ("name_ar", "name_en")}
        chosen = Q(pk__in=cleaned.get("spellings", ())) | Q(folded__in=map(folded, texts.values()))
        self.moved = list(self._others.filter(chosen))
        for field, text in texts.items():
            try:
                if text and folded(text) not in {spelling.folded for spelling in self.moved}:
                    check_spelling(text, Name())
                    self.ask_if_common(field, text)
            except ValidationError as refused:
                self.add_error(field, refused)
        return cleaned

    def new_name(self) -> Name:
        """The name that is to be made."""
        return Name(**{field: self.cleaned_data[field] for field in ("kind", "name_ar", "name_en")})


class NameForm(AskingForm, FreshForm):
    """A name, without its spellings."""

    class Meta:
        model = Name
        fields = (
            "kind",
            "name_ar",
            "name_en",
            "slug",
            "wikidata",
            "description_ar",
            "description_en",
        )
        widgets = {
            "name_ar": _wide(),
            "name_en": _wide("ltr"),
            "slug": _wide("ltr"),
            "wikidata": _wide("ltr"),
            "description_ar": _low("auto"),
            "description_en": _low("ltr"),
        }

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # as Django's own forms of users do
        if self.errors:
            return
        for field in {"name_ar", "name_en"} & set(self.changed_data) & self.cleaned_data.keys():
            self.ask_if_common(field, self.cleaned_data[field])


class SpellingForm(AskingForm, forms.ModelForm[Spelling]):
    """A spelling."""

    class Meta:
        model = Spelling
        fields = ("text",)
        widgets = {"text": _wide()}

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # as above
        text = self.cleaned_data.get("text")
        if text and not self.errors and "text" in self.changed_data:
            self.ask_if_common("text", text)


class SpellingFormSet(NamedFormSet):
    """The spellings of one name."""

    def clean(self) -> None:
        """Refuse a spelling that stands there twice, and to take a preferred form away."""
        super().clean()
        preferred = set(map(folded, self.instance.forms))
        seen: set[str] = set()
        for form in self.forms:
            text = form.cleaned_data.get("text") if hasattr(form, "cleaned_data") else ""
            if not text:
                continue
            before = Spelling.objects.filter(pk=form.instance.pk).first()
            words, goes = folded(text), bool(form.cleaned_data.get("DELETE"))
            if before and before.folded in preferred and (goes or words != before.folded):
                raise ValidationError(
                    _("“%(text)s” is a preferred form: change that before its spelling."),
                    params={"text": before.text},
                )
            if goes:
                continue
            if words in seen or (before is None and words in preferred):
                raise ValidationError(
                    _("“%(text)s” is among the spellings already."), params={"text": text}
                )
            seen.add(words)


class SpellingInline(admin.TabularInline[Spelling, Name]):
    """All the ways to write a name."""

    model = Spelling
    form = SpellingForm
    formset = SpellingFormSet
    fields = ["text"]
    extra = 1


@admin.register(Name)
class NameAdmin(MergingAdmin[Name]):
    """The authority file that names in articles and queries are told by."""

    form = NameForm
    list_display = ["name_ar", "name_en", "kind", "spellings_kept", "on_wikidata"]
    list_filter = ["kind", ("wikidata", admin.EmptyFieldListFilter)]
    search_fields = ["spellings__folded"]
    inlines = [SpellingInline]
    history_parts = (Part(Spelling, owner="name", name="text"),)
    actions = ["merge_names"]
    merging = Merging(
        title=_("Merge names"),
        select=_("Select from two to %(most)s names of one person, body or place."),
        done=_("“%(name)s” has all of their spellings now, and their addresses lead to it."),
    )
    list_per_page = 50
    save_on_top = True

    def get_urls(self) -> list[URLPattern]:
        """The page on which a name is split, before those of names."""
        view = self.admin_site.admin_view(self.split)
        return [path("<int:pk>/split/", view, name="archive_name_split"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Name]:
        """Names with their numbers of spellings, in one query."""
        return Name.objects.with_counts()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Name], search_term: str
    ) -> tuple[QuerySet[Name], bool]:
        """Names of which one spelling holds every word."""
        text = search_term[:LONGEST_SEARCH]
        if not text.strip():
            return queryset, False
        return queryset.spelled_like(text), False  # type: ignore[attr-defined]  # get_queryset's

    @admin.action(description=_("Merge the selected names"), permissions=["merge"])
    def merge_names(self, request: HttpRequest, queryset: QuerySet[Name]) -> HttpResponse | None:
        """Ask which name stays and why, then let it take the place of the others."""
        return self.ask_and_merge(request, queryset)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of a name, with a link to split it for those who may."""
        context = {"may_split": self.has_merge_permission(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Name, form: Any, change: bool) -> None:
        """Leave it to `save_related`, which saves the spellings too."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save a name and its spellings as one act: search follows them all over the archive."""
        if not any(one.has_changed() for one in (form, *formsets)):
            return
        name: Name = form.instance
        with act(
            Act.Kind.CHANGE, cast(User, request.user), what=f"{name.name_ar} · {name.name_en}"
        ):
            super().save_model(request, name, form, change)
            super().save_related(request, form, formsets, change)

    def split(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask which spellings of a name are those of another, then make that."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        name = get_object_or_404(Name, pk=pk)
        form = SplitForm(name, request.POST if request.method == "POST" else None)
        if form.is_valid():
            new, reason = form.new_name(), form.cleaned_data["reason"]
            try:
                made = name.split(form.moved, new, cast(User, request.user), reason)
            except CannotMergeError as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(request.path)
            text = gettext("“%(new)s” is a name of its own now.") % {"new": new.name}
            messages.success(request, with_way_back(text, made))
            return HttpResponseRedirect(reverse("admin:archive_name_change", args=[new.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Split a name"),
            "opts": Name._meta,
            "name": name,
            "form": form,
        }
        return TemplateResponse(request, "admin/archive/name/split.html", context)

    @admin.display(description=_("spellings"), ordering="spelling_count")
    def spellings_kept(self, name: Name) -> str:
        """How many spellings the name has."""
        count: int = name.spelling_count  # type: ignore[attr-defined]  # annotated above
        return localized(count)

    @admin.display(description=_("Wikidata"), ordering="wikidata")
    def on_wikidata(self, name: Name) -> SafeString | str:
        """Where Wikidata says more."""
        if not name.wikidata:
            return "—"
        return format_html(
            '<a rel="noopener noreferrer" href="https://www.wikidata.org/wiki/{0}">{0}</a>',
            name.wikidata,
        )
