"""What belongs to an article, as tables in its form."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from archive.admin.article_shown import quoted
from archive.admin.forms import NamedFormSet
from archive.models import Appearance, Article, Credit, Tagging


class CreditInline(admin.TabularInline[Credit, Article]):
    """The sources that the article names."""

    model = Credit
    formset = NamedFormSet
    extra = 0


class AppearanceInline(admin.TabularInline[Appearance, Article]):
    """Where the article was met: a record, made by imports alone."""

    model = Appearance
    extra = 0
    can_delete = False
    fields = readonly_fields = ("address", "outlet", "capture", "captured_at", "is_newer")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Imports alone add to it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nobody changes a record."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        """With what is shown of each, but without the bytes."""
        found = super().get_queryset(request).select_related("outlet", "capture")
        return found.defer("capture__compressed")

    @admin.display(description=_("web address"))
    def address(self, appearance: Appearance) -> SafeString | str:
        """The address, which would jump about among Arabic."""
        return format_html('<bdi dir="ltr">{}</bdi>', appearance.url) if appearance.url else "—"


class TaggingInline(admin.TabularInline[Tagging, Article]):
    """The record of every decision on themes: read here, made with the checkboxes above."""

    model = Tagging
    extra = 0
    can_delete = False
    fields = ("theme", "state", "decided_by", "at", "evidence")
    readonly_fields = ("theme", "state", "decided_by", "at", "evidence")
    verbose_name_plural = _("record of decisions on themes")

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Decisions are made with the checkboxes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """A decision stays on record."""
        return False

    @admin.display(description=_("decided by"))
    def decided_by(self, tagging: Tagging) -> str:
        """The user, or where else the decision comes from."""
        return str(tagging.by or tagging.source or "—")

    @admin.display(description=_("words that it rests on"))
    def evidence(self, tagging: Tagging) -> SafeString:
        """The article's own words, quoted."""
        return quoted(tagging.words)
