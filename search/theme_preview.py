"""The page that shows an editor what other cues of a theme would change."""

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.models import Theme
from search.engines.arrays import DamagedFileError
from search.suggesting.preview import preview

MOST_CUES = 1_000  # of one theme; Django's own forms take no more


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required
@permission_required("archive.change_theme", raise_exception=True)
def theme_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The gains and losses: of cues as they are typed in the theme's form, or of those kept."""
    theme = get_object_or_404(Theme, pk=pk)
    cues = list(_typed(request.POST)) if request.method == "POST" else _kept(theme)
    context = {
        **admin.site.each_context(request),
        "title": _("What these cues change: %(theme)s") % {"theme": theme.name},
        "opts": Theme._meta,
        "theme": theme,
        "cues": cues,
    }
    try:
        context["preview"] = preview(theme, cues)
    except DamagedFileError:
        return render(request, "admin/archive/theme/preview.html", context, status=503)
    return render(request, "admin/archive/theme/preview.html", context)


def _kept(theme: Theme) -> list[tuple[str, bool]]:
    return list(theme.cues.values_list("phrase", "is_negative"))


def _typed(data: QueryDict) -> Iterator[tuple[str, bool]]:
    """The cues in the rows of the theme's form that are neither blank nor to be deleted."""
    total = data.get("cues-TOTAL_FORMS", "")
    for number in range(min(int(total) if total.isdecimal() else 0, MOST_CUES)):
        phrase = " ".join(data.get(f"cues-{number}-phrase", "").replace("\0", "").split())
        if phrase and f"cues-{number}-DELETE" not in data:
            yield phrase, f"cues-{number}-is_negative" in data
