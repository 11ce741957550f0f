"""Outlets in the admin."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.columns import localized
from archive.models import Outlet


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin[Outlet]):
    """Publishers, with how much of each is kept."""

    list_display = ["name", "articles_kept"]
    search_fields = ["name"]
    fields = ["name", "slug"]
    ordering = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        """Outlets with their numbers of articles, in one query."""
        return super().get_queryset(request).annotate(article_count=Count("articles"))

    @admin.display(description=_("articles"), ordering="article_count")
    def articles_kept(self, outlet: Outlet) -> str:
        """How many articles of the outlet are kept, in any state."""
        count: int = outlet.article_count  # type: ignore[attr-defined]  # annotated above
        return localized(count)
