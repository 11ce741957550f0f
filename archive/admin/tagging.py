"""The record of decisions on themes: looked through, taken along and brought in as a table."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from archive.admin.columns import in_digits
from archive.admin.tables import TableAdmin
from archive.admin.tagging_table import TaggingResource
from archive.models import Tagging


@admin.register(Tagging)
class TaggingAdmin(TableAdmin, admin.ModelAdmin[Tagging]):
    """Decisions are made where the articles are; here they are read."""

    resource_classes = [TaggingResource]
    list_display = ["heading", "theme", "state", "decided_by", in_digits(Tagging, "at")]
    list_filter = ["state", "theme", "at"]
    list_select_related = ["article", "theme", "by"]
    search_fields = ["article__title", "source", "by__username"]
    ordering = ["-at", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Decisions are made with the checkboxes of an article."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Tagging | None = None) -> bool:
        """A decision stays on record as it was made."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tagging | None = None) -> bool:
        """A decision stays on record."""
        return False

    @admin.display(description=_("article"), ordering="article__title")
    def heading(self, tagging: Tagging) -> SafeString:
        """The title of the article, in its own direction."""
        return format_html("<bdi>{}</bdi>", tagging.article.heading)

    @admin.display(description=_("decided by"), ordering="by")
    def decided_by(self, tagging: Tagging) -> str:
        """The user, or where else the decision comes from."""
        return str(tagging.by or tagging.source or "—")
