"""Light, dark, or as the reader's system has it: a choice kept in a cookie.

The server writes it into the page, so the choice holds without JavaScript and without a flash of
the other colours.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

APPEARANCES = ("auto", "light", "dark")
COOKIE = "appearance"
YEAR = 365 * 24 * 3600  # seconds


def vary_on_appearance(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a cache must not hand one reader's colours to another."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def appearance(request: HttpRequest) -> dict[str, str]:
    """Context processor: `appearance` is one of APPEARANCES, whatever the cookie holds."""
    chosen = request.COOKIES.get(COOKIE, "")
    return {"appearance": chosen if chosen in APPEARANCES else "auto"}


# A forged request could change nothing but colours; without a token every page can be cached.
@csrf_exempt
@require_POST
def choose_appearance(request: HttpRequest) -> HttpResponse:
    """Keep the choice for a year and lead back to the page it was made on."""
    chosen, back = request.POST.get("appearance", ""), request.POST.get("next", "/")
    if chosen not in APPEARANCES:
        return HttpResponseBadRequest(_("Choose one of: automatic, light, dark."))
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
