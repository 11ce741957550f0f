"""Feeds in the admin: entered, watched, fetched at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive.admin.columns import in_digits, localized
from archive.admin.incoming import told_waiting
from archive.admin.refusals import refusal
from archive.importing.draft import Refused
from archive.importing.subscriptions import fetch_feed
from archive.models import Feed

MOST_AT_ONCE = 20  # entries of each feed, as somebody waits for the page


class ErrorFilter(admin.SimpleListFilter):
    """Feeds that could not be fetched when last tried."""

    title = _("state")
    parameter_name = "errors"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """The one state that calls for somebody."""
        return [("yes", str(_("in error")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        """The feeds chosen."""
        return queryset.filter(errors__gt=0) if self.value() == "yes" else queryset


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin[Feed]):
    """The feeds that the archive follows."""

    list_display = [
        "address",
        "outlet",
        "is_active",
        in_digits(Feed, "fetched"),
        "result",
        in_digits(Feed, "errors"),
    ]
    list_filter = [ErrorFilter, "is_active"]
    list_select_related = ["outlet"]
    search_fields = ["url", "outlet__name"]
    fields = ("url", "outlet", "fetches_pages", "is_active")
    readonly_fields = ("fetched", "result", "report_shown", "errors")
    actions = ["fetch_now"]
    formfield_overrides = {
        URLField: {
            "assume_scheme": "https",
            "widget": forms.URLInput(attrs={"dir": "ltr", "class": "vURLField wide"}),
        }
    }

    def get_fields(self, request: HttpRequest, obj: Feed | None = None) -> list[Any]:
        """With the record of a feed that there is."""
        fields = list(super().get_fields(request, obj))
        return [*fields, *self.readonly_fields] if obj else fields

    @admin.display(description=_("web address"), ordering="url")
    def address(self, feed: Feed) -> SafeString:
        """The address, which would jump about among Arabic."""
        return format_html('<bdi dir="ltr">{}</bdi>', feed.url)

    @admin.display(description=_("report"))
    def report_shown(self, feed: Feed) -> SafeString | str:
        """What went wrong when it was last fetched, line by line."""
        lines = ((refusal(reason, name),) for name, reason in feed.refusals)
        return format_html_join("", '<div class="refusal">{}</div>', lines) or "—"

    @admin.action(description=_("Fetch the selected feeds now"), permissions=["change"])
    def fetch_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """Fetch the feeds selected, and say of each how that went."""
        assert request.user.is_authenticated  # the admin lets nobody else come so far
        waiting = 0
        for feed in queryset.select_related("outlet"):
            try:
                tally = fetch_feed(feed, MOST_AT_ONCE, request.user)
            except Refused as refused:
                messages.error(request, refusal(refused.reason, feed.url))
                continue
            waiting += tally.waiting
            new = tally.outcomes["new"]
            text = ngettext("%(feed)s: one new article", "%(feed)s: %(count)s new articles", new)
            shown = localized(new)
            messages.success(request, text % {"feed": feed, "count": shown})
            if tally.refused:
                messages.warning(request, refusal(tally.refused[0].reason, tally.refused[0].name))
        if waiting:
            messages.warning(request, told_waiting(waiting))
