"""Reports of errors in the admin: read, looked into, marked as dealt with."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.columns import in_digits, localized
from archive.models import ErrorReport

EXCERPT = 120  # characters of a message in the list


class StateFilter(admin.SimpleListFilter):
    """Reports that wait, or that somebody has dealt with."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Both states."""
        return [("open", gettext("open")), ("dealt", gettext("dealt with"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ErrorReport]
    ) -> QuerySet[ErrorReport]:
        """The reports chosen."""
        chosen = {"open": True, "dealt": False}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(dealt_at__isnull=chosen)


class ReportForm(forms.ModelForm[ErrorReport]):
    """What an editor says of a report."""

    is_dealt_with = forms.BooleanField(
        label=_("dealt with"),
        required=False,
        help_text=_("The reader's e-mail address is then deleted: answer first, if you want to."),
    )

    class Meta:
        model = ErrorReport
        fields = ("note",)
        widgets = {"note": forms.Textarea(attrs={"dir": "auto", "rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_dealt_with"].initial = not self.instance.is_open


@admin.register(ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin[ErrorReport]):
    """What readers report, the latest first."""

    form = ReportForm
    list_display = ["heading", "kind", "excerpt", in_digits(ErrorReport, "at"), "state"]
    list_filter = [StateFilter, "kind"]
    list_select_related = ["article", "dealt_by"]
    search_fields = ["message", "note", "article__title"]
    actions = ["mark_as_dealt_with"]
    readonly_fields = ("of_article", "kind", "words", "answer_to", "sent", "state")
    fields = (*readonly_fields, "is_dealt_with", "note")

    def get_fields(self, request: HttpRequest, obj: ErrorReport | None = None) -> list[Any]:
        """Nobody who may only look is shown a box to tick."""
        fields = list(super().get_fields(request, obj))
        if not self.has_change_permission(request, obj):
            fields.remove("is_dealt_with")
        return fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Reports come from readers."""
        return False

    def save_model(self, request: HttpRequest, obj: ErrorReport, form: Any, change: bool) -> None:
        """Save the note, and what became of the report."""
        if form.cleaned_data["is_dealt_with"] != obj.is_open:
            obj.save()
        elif obj.is_open:
            assert request.user.is_authenticated  # the admin lets nobody else come so far
            obj.deal(request.user)
        else:
            obj.reopen()

    @admin.action(description=_("Mark as dealt with"), permissions=["change"])
    def mark_as_dealt_with(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> None:
        """Deal with every open report selected."""
        assert request.user.is_authenticated  # the admin lets nobody else come so far
        reports = [one for one in queryset if one.is_open]
        for one in reports:
            one.deal(request.user)
        count = len(reports)
        text = ngettext(
            "%(count)s report is dealt with.", "%(count)s reports are dealt with.", count
        )
        messages.success(request, text % {"count": localized(count)})

    @admin.display(description=_("article"), ordering="article__title")
    def heading(self, report: ErrorReport) -> SafeString:
        """The article's title, in its own direction."""
        return format_html("<bdi>{}</bdi>", report.article.heading)

    @admin.display(description=_("message"))
    def excerpt(self, report: ErrorReport) -> SafeString:
        """The beginning of what the reader wrote."""
        return format_html('<bdi dir="auto">{}</bdi>', Truncator(report.message).chars(EXCERPT))

    @admin.display(description=_("state"), ordering="dealt_at")
    def state(self, report: ErrorReport) -> SafeString | str:
        """Whether it waits; else who dealt with it, and when."""
        if report.dealt_at is None:
            return gettext("open")
        when = in_digits(ErrorReport, "dealt_at")(report)
        return format_html(
            "{}: <bdi>{}</bdi> · {}", gettext("dealt with"), report.dealt_by or "—", when
        )

    @admin.display(description=_("article"))
    def of_article(self, report: ErrorReport) -> SafeString:
        """The article, for an editor to correct it and as readers see it."""
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a> · <a href="{}">{}</a>',
            reverse("admin:archive_article_change", args=[report.article_id]),
            report.article.heading,
            report.article.get_absolute_url(),
            gettext("as readers see it"),
        )

    @admin.display(description=_("message"))
    def words(self, report: ErrorReport) -> SafeString:
        """All that the reader wrote, line by line."""
        return format_html('<div class="message" dir="auto">{}</div>', report.message)

    @admin.display(description=_("e-mail address"))
    def answer_to(self, report: ErrorReport) -> SafeString | str:
        """Where the reader would like to have an answer."""
        if not report.email:
            return "—"
        return format_html('<a href="mailto:{0}"><bdi dir="ltr">{0}</bdi></a>', report.email)

    @admin.display(description=_("sent"))
    def sent(self, report: ErrorReport) -> str:
        """When it came in."""
        return in_digits(ErrorReport, "at")(report)
