"""robots.txt: where other search engines need not go."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but the admin and what hangs on a search: that has no end."""
    lines = ["User-agent: *"]
    for language, _name in settings.LANGUAGES:
        with override(language):
            lines += [f"Disallow: {address}" for address in _endless()]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemaps'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _endless() -> list[str]:
    search = reverse("search:search")
    # What plain words find may be read; not each way to narrow and order it.
    forms = (f"{search}{of}" for of in _OF_A_SEARCH)
    return [reverse("admin:index"), f"{search}?*&", *forms]


_OF_A_SEARCH = ("dossier.pdf", "export/", "follow/", "similar/", "suggest/", "tag/", "themes/")
