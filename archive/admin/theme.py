"""Themes in the admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.history import HistoryAdmin
from archive.admin.tables import TableAdmin, ThemeResource
from archive.models import Theme


@admin.register(Theme)
class ThemeAdmin(TableAdmin, HistoryAdmin[Theme]):
    """The vocabulary that articles are tagged with."""

    resource_classes = [ThemeResource]
    list_display = ["name_ar", "name_en", "articles_kept"]
    search_fields = ["name_ar", "name_en"]
    fields = ["name_ar", "name_en", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Theme]:
        """Themes with their numbers of public articles, in one query."""
        return Theme.objects.with_counts()

    @admin.display(description=_("articles"), ordering="article_count")
    def articles_kept(self, theme: Theme) -> int:
        """How many public articles the theme has."""
        count: int = theme.article_count  # type: ignore[attr-defined]  # annotated above
        return count
