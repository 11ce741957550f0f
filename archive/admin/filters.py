"""Ways to narrow the list of articles in the admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.queues import QUEUES
from archive.models import Article, Theme


class ThemeFilter(admin.SimpleListFilter):
    """Articles that editors accepted under a theme, or under none."""

    title = _("theme")
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Every theme, and the lack of any."""
        themes = [(theme.slug, theme.name) for theme in Theme.objects.all()]
        return [*themes, ("-", str(_("without a theme")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The articles chosen."""
        if not self.value():
            return queryset
        if self.value() == "-":
            return queryset.exclude(taggings__state="accepted")
        return queryset.filter(taggings__theme__slug=self.value(), taggings__state="accepted")


class YearFilter(admin.SimpleListFilter):
    """Articles of a year of publication, or without one."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Every year that has articles."""
        years = (
            Article.objects.filter(published__isnull=False)
            .annotate(year=ExtractYear("published"))
            .values_list("year", flat=True)
            .distinct()
            .order_by("-year")
        )
        return [*((str(year), str(year)) for year in years), ("-", str(_("undated")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The articles chosen."""
        value = self.value()
        if value == "-":
            return queryset.filter(published__isnull=True)
        if value and value.isdecimal() and len(value) == 4 and value != "0000":
            return queryset.filter(published__year=int(value))
        return queryset


class NeedsFilter(admin.SimpleListFilter):
    """Articles that an editor has something to do about."""

    title = _("to do")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """What there may be to do."""
        return [(queue.key, str(queue.label)) for queue in QUEUES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The articles chosen."""
        chosen = next((queue for queue in QUEUES if queue.key == self.value()), None)
        return queryset.filter(pk__in=chosen.articles().values("pk")) if chosen else queryset
