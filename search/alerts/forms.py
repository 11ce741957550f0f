"""The form with which a reader asks for an alert."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from search.alerts.alert import SearchAlert

LONGEST: Final = 254
"""Characters of an address of mail, by RFC 5321."""


class FollowForm(forms.Form):
    """Where to send news, and how often. `website` is for programs: people do not see it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("This is no e-mail address: write one like name@example.org."),
        },
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=SearchAlert.Frequency.choices,
        initial=SearchAlert.Frequency.DAILY,
        widget=forms.RadioSelect,
    )
    website = forms.CharField(required=False)

    def clean_email(self) -> str:
        """The address with its host in small letters, as all mail servers take it."""
        name, _at, host = self.cleaned_data["email"].rpartition("@")
        return f"{name}@{host.lower()}"

    def clean(self) -> dict[str, Any]:
        """Refuse what a program filled in; a person whose browser did so sends it once more."""
        if self.cleaned_data.get("website"):
            raise forms.ValidationError(_("A hidden field was filled in. Send the form again."))
        return self.cleaned_data
