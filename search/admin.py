"""What administrators see of the searches that readers follow."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from archive.admin.columns import in_digits
from search.models import SearchAlert
from search.told import told


@admin.register(SearchAlert)
class SearchAlertAdmin(admin.ModelAdmin[SearchAlert]):
    """A list, to answer somebody who asks what is kept of them and to delete it.

    Nobody adds or changes an alert but whoever reads the mailbox; its secret is not shown.
    """

    list_display = [
        "address",
        "search",
        "frequency",
        *(in_digits(SearchAlert, name) for name in ("asked", "confirmed", "looked", "mailed")),
    ]
    list_filter = ["frequency"]
    search_fields = ["email", "query"]
    ordering = ["-pk"]
    fields = ("email", "search", "frequency", "language", "asked", "confirmed", "looked", "mailed")

    @admin.display(description=_("e-mail address"), ordering="email")
    def address(self, alert: SearchAlert) -> SafeString:
        """The address, which would jump about among Arabic."""
        return format_html('<bdi dir="ltr">{}</bdi>', alert.email)

    @admin.display(description=_("search"))
    def search(self, alert: SearchAlert) -> SafeString:
        """The search in words, with a link to it."""
        asked = alert.request
        return format_html('<a href="{}">{}</a>', asked.url(), told(asked))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No: an alert begins with a mail."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchAlert | None = None) -> bool:
        """No."""
        return False
