"""The forms of the editors' desk."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models import Article, Theme
from archive.telling import listed
from archive.text import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


class LinesField(forms.CharField):
    """A list of short texts, written one a line."""

    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})

    def prepare_value(self, value: Any) -> Any:
        """A list as lines; what was typed stays as typed."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list, by design
        """The lines that are not blank."""
        return [
            line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()
        ]


class NamedFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """Forms in the rows of a table, whose fields say what they are: no label is beside them."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add what Django adds, and name all of it."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label


class FreshForm(forms.ModelForm[Any]):
    """A form that keeps what others changed in its record while it was open.

    The page sends along which version was `seen` (templates/admin/archive/change_form.html). What
    its author left alone stays as others have made it; where both wrote, the author is asked: what
    was typed is kept, and replaces what the others wrote if it is sent once more.
    """

    @property
    def seen(self) -> str:
        """The latest version of the record; empty where it has none yet."""
        latest = self.instance.history.first() if self.instance.pk else None
        return str(latest.history_id) if latest else ""

    def clean(self) -> dict[str, Any] | None:
        """Refuse what would undo a change that its author has not seen."""
        cleaned = super().clean()
        seen = self.data.get("seen", self.seen)
        if seen == self.seen or not self.instance.pk:
            return cleaned
        shown = self._version(seen)
        both = [str(field.verbose_name) for field in self._fields() if self._clashes(field, shown)]
        if both:
            who = self.instance.history.first().history_user
            self.add_error(
                None,
                _(
                    "%(who)s changed this while you had it open: %(fields)s. Look at its history. "
                    "What you typed is kept below; saving once more replaces it."
                )
                % {"who": who.get_username() if who else _("An import"), "fields": listed(both)},
            )
        return cleaned

    def _version(self, seen: str) -> Any:
        """What the author saw: what had no version then has kept it as its first."""
        versions = self.instance.history
        known = versions.filter(history_id=seen).first() if seen.isdecimal() else None
        return known or versions.last()

    def _fields(self) -> list[models.Field[Any, Any]]:
        kept = {field.name for field in self.instance.kept_fields()}
        return [
            field
            for field in self.instance._meta.concrete_fields
            if field.name in kept and field.name in self.cleaned_data
        ]

    def _clashes(self, field: "models.Field[Any, Any]", shown: Any) -> bool:
        """Whether the author and others changed a field; what only others changed is taken over."""
        typed = self.cleaned_data[field.name]
        typed = getattr(typed, "pk", typed)
        was, now = (getattr(one, field.attname) for one in (shown, self.instance))
        if isinstance(typed, str):
            typed, was, now = clean(typed), clean(was or ""), clean(now or "")
        if now in (was, typed):
            return False
        if typed != was:
            return True
        self.cleaned_data[field.name] = getattr(self.instance, field.name)
        initial = self.get_initial_for_field(self.fields[field.name], field.name)
        value = self.fields[field.name].prepare_value(initial)
        sent: Any = self.data
        sent = sent.copy()
        sent[self.add_prefix(field.name)] = "" if value is None else str(value)
        self.data = sent
        return False


class ArticleForm(FreshForm):
    """An article, with its accepted themes as checkboxes."""

    accepted = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        # What was ticked when the page was made: another editor may have ticked more since.
        show_hidden_initial=True,
    )
    date_is_right = forms.BooleanField(
        label=_("the date is right"),
        required=False,
        help_text=_("Tick this to confirm a date that was inferred."),
    )
    keywords = LinesField(
        label=_("publisher's keywords"), required=False, help_text=_("One on each line.")
    )

    user: "User | AnonymousUser | None" = None
    """Who fills it in: the states offered are those that the article may take by this user."""

    class Meta:
        model = Article
        fields = [
            "title",
            "standfirst",
            "caption",
            "body",
            "language",
            "outlet",
            "url",
            "keywords",
            "state",
            "withdrawn_note",
            "published",
            "published_precision",
        ]
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto", "class": "vTextField wide"}),
            "standfirst": forms.Textarea(attrs={"dir": "auto", "rows": 3, "class": "article-text"}),
            "caption": forms.TextInput(attrs={"dir": "auto", "class": "vTextField wide"}),
            "url": forms.URLInput(attrs={"dir": "ltr", "class": "vURLField"}),
            "body": forms.Textarea(attrs={"dir": "auto", "rows": 24, "class": "article-text"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["accepted"].initial = self.instance.accepted_themes()
        if self.user is not None and "state" in self.fields:
            self._offer_states(self.user)
        if self.user is not None and "withdrawn_note" in self.fields:
            # Readers see it, as long as the article is withdrawn.
            may_withdraw = self.user.has_perm("archive.withdraw_article")
            self.fields["withdrawn_note"].disabled = not may_withdraw

    def _offer_states(self, user: "User | AnonymousUser") -> None:
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        may = [state for state in Article.State if self.instance.may_become(state, user)]
        field.choices = [(state.value, state.label) for state in may]
        if not self.instance.pk:
            self.initial.setdefault("state", Article.first_state(user).value)
        field.error_messages["invalid_choice"] = _(
            "You may not take the article to this state: ask a reviewer to do it."
        )

    def themes_decided(self) -> tuple[set[Theme], set[Theme]]:
        """The themes that the editor ticked, and those that the editor unticked."""
        hidden = forms.MultipleHiddenInput()
        name = self.add_initial_prefix("accepted")
        shown = {str(pk) for pk in hidden.value_from_datadict(self.data, self.files, name) or []}
        chosen = set(self.cleaned_data["accepted"])
        ticked = {theme for theme in chosen if str(theme.pk) not in shown}
        unticked = {theme for theme in Theme.objects.all() if str(theme.pk) in shown} - chosen
        return ticked, unticked


class ThemeChoiceForm(forms.Form):
    """Which theme a bulk action puts on, or takes off, the articles selected."""

    theme = forms.ModelChoiceField(
        label=_("theme"),
        queryset=Theme.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a theme.")},
    )


class ReasonForm(forms.Form):
    """Why something is done that others may want to understand later."""

    reason = forms.CharField(
        label=_("why"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
    )


class WithdrawForm(ReasonForm):
    """Why articles are withdrawn: for colleagues, and for readers if they are to know."""

    note = forms.CharField(
        label=_("why it was withdrawn"),
        help_text=_("Readers see this at the address of a withdrawn article."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
    )
