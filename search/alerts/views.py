"""Following a search: what is offered, the alert that a mail asks about, and its end."""

import logging
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.addresses import moved
from search.alerts.alert import MOST_OF_ONE, UNCONFIRMED_DAYS, SearchAlert
from search.alerts.forms import FollowForm
from search.alerts.limits import is_too_often
from search.alerts.sending import ask, found_now, why
from search.query_errors import QueryError
from search.renamed import as_named_now
from search.request import SearchRequest
from search.results import found_by
from search.told import told
from search.views import View, in_service

log = logging.getLogger(__name__)


def _secret(view: View) -> View:
    """A page whose address is a secret: kept by no cache, and told to no other site."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        response = never_cache(view)(request, *arguments, **options)
        # Not “no-referrer”: then browsers do not say either where the form of the page is from.
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@in_service
def follow_page(request: HttpRequest) -> HttpResponseBase:
    """The ways to follow a search: its feed, and where mail is set up an alert.

    Whoever asks for an alert gets the same answer whatever is known of the address.
    """
    asked = SearchRequest.read(request.GET)
    if (now := as_named_now(asked)) != asked:
        return moved(now.follow_url())
    try:
        found_by(asked, 0)
    except QueryError:
        return HttpResponseRedirect(asked.url())  # which says what to change
    if asked.is_empty:
        return HttpResponseRedirect(asked.url())
    if request.method == "POST" and not settings.SENDS_MAIL:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form, status = FollowForm(request.POST or None), 200
    if request.method == "POST":
        status = _ask(request, form, asked)
        if not form.errors:
            return HttpResponseRedirect(f"{asked.follow_url()}&asked=1")
    context = {
        "search": asked,
        "told": told(asked),
        "feed_url": request.build_absolute_uri(asked.feed_url()),
        "form": form,
        "sends_mail": settings.SENDS_MAIL,
        "was_asked": "asked" in request.GET,
        "days": UNCONFIRMED_DAYS,
    }
    return render(request, "search/alerts/follow.html", context, status=status)


def _ask(request: HttpRequest, form: FollowForm, asked: SearchRequest) -> int:
    """Send what the form asks for; its errors say why not, and the status that goes with them."""
    if not form.is_valid():
        return 400
    if is_too_often(request):
        form.add_error(None, _("Too many alerts were asked for. Try again in an hour."))
        return 429
    wanted = form.cleaned_data
    try:
        ask(wanted["email"], asked, wanted["frequency"], get_language() or "ar")
    except OSError as error:
        log.error("A mail could not be sent: %s", why(error))
        form.add_error(
            None, _("The mail could not be sent. Check the address, or try again later.")
        )
        return 503
    return 200


@require_http_methods(["GET", "HEAD", "POST"])
@_secret
@in_service
def alert_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the link of a mail leads to. Opening it does nothing: programs open links as well."""
    alert = SearchAlert.objects.filter(token=token).first()
    if alert is None:
        gone = {"days": UNCONFIRMED_DAYS}
        return render(request, "search/alerts/gone.html", gone, status=404)
    is_too_much = False
    if request.method == "POST" and not alert.confirmed:
        try:
            found = found_now(alert.request)
        except QueryError:
            return HttpResponseRedirect(alert.request.url())
        if alert.confirm(set(found)):
            return HttpResponseRedirect(request.path)
        is_too_much = True
    context = {
        "alert": alert,
        "search": alert.request,
        "told": told(alert.request),
        "most": MOST_OF_ONE,
        "is_too_much": is_too_much,
    }
    return render(request, "search/alerts/alert.html", context, status=409 if is_too_much else 200)


# Programs of mail stop an alert without having seen a page. The address is the secret.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_secret
def stop_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask whether to stop an alert; a POST does, and whatever was kept of it is deleted.

    Of an alert that there is not the answer is the same: it sends no mail any more.
    """
    alerts = SearchAlert.objects.filter(token=token)
    alert = alerts.first()
    if request.method == "POST":
        alerts.delete()
    context = {
        "alert": alert,
        "search": alert.request if alert else None,
        "told": told(alert.request) if alert else "",
        "is_stopped": request.method == "POST" or alert is None,
    }
    return render(request, "search/alerts/stop.html", context)
