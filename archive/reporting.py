"""Reporting an error in an article: a form for readers, who need no account."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from archive.addresses import address
from archive.guards import of_article
from archive.models import Article, ErrorReport
from archive.models.report import LONGEST
from archive.senders import sender_of
from archive.text import clean

_TOO_MANY: Final = 429


class MessageField(forms.CharField):
    """A text as the archive keeps it: a line end, of which browsers make two characters, is one."""

    def to_python(self, value: Any) -> str:
        """The text, cleaned before it is measured."""
        return clean(super().to_python(value) or "")


class ReportForm(forms.ModelForm[ErrorReport]):
    """What a reader says. `homepage` is a trap: people do not see it, programs fill it in."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ErrorReport.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    message = MessageField(
        label=_("What should be there instead?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Quote the words that are wrong, and say how you know."),
        error_messages={"required": _("Write what is wrong, in a sentence or two.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address, if you want an answer"),
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        help_text=_("Only editors see it. It is deleted once the report is dealt with."),
    )
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = ErrorReport
        fields = ("kind", "message", "email")

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """Refuse what a program filled in; a person whose browser did so sends it once more."""
        if self.cleaned_data.get("homepage"):
            self.data = {name: self.data[name] for name in self.data} | {"homepage": ""}
            raise forms.ValidationError(_("A hidden field was filled in. Send the report again."))
        return self.cleaned_data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_article
def report(request: HttpRequest, article: Article) -> HttpResponse:
    """Ask what is wrong with an article, and keep the answer for the editors."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        sender = sender_of(request)
        if not ErrorReport.objects.too_many(article, sender):
            form.instance.article, form.instance.sender = article, sender
            form.save()
            ErrorReport.objects.forget_senders()
            return redirect(address("archive:report_thanks", article.pk))
        form.add_error(None, gettext("Many reports have just come in. Send yours in an hour."))
        status = _TOO_MANY
    return render(request, "archive/report.html", {"article": article, "form": form}, status=status)


@require_safe
@of_article
def thanks(request: HttpRequest, article: Article) -> HttpResponse:
    """Say that the report came in."""
    return render(request, "archive/report_thanks.html", {"article": article})
