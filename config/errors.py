"""The one error page that Django does not render with the site's own context."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: most often a page that stood open for too long."""
    return render(request, "403_csrf.html", status=403)
