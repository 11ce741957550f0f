"""How often alerts may be asked for: a form that sends mail must not be a way to pester people."""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from search.alerts.alert import SearchAlert

HOUR: Final = 3600
OF_A_CLIENT: Final = 10
"""Alerts that one client may ask for within an hour, of each process that serves pages."""
OF_ALL: Final = 200
"""Mails that ask for confirmation, sent within an hour to whomever."""
OF_AN_ADDRESS: Final = 3
"""Mails that ask for confirmation and lie in one mailbox unanswered."""


def is_too_often(request: HttpRequest) -> bool:
    """Whether this client, or all together, have asked too often; counts this time too.

    The client's address is kept as a digest, in memory, for an hour.
    """
    key = f"follow-{sha256(_client(request).encode()).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        asked = cache.incr(key)
    except ValueError:  # it expired between the two
        asked = 1
    since = timezone.now() - timedelta(seconds=HOUR)
    lately = SearchAlert.objects.unconfirmed().filter(asked__gt=since)
    return asked > OF_A_CLIENT or lately.count() >= OF_ALL


def is_pestered(email: str) -> bool:
    """Whether as many mails wait in this mailbox as may be sent without an answer."""
    waiting = SearchAlert.objects.unconfirmed().filter(email__iexact=email)
    return waiting.count() >= OF_AN_ADDRESS


def _client(request: HttpRequest) -> str:
    """The address of the client: behind a trusted proxy that which the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
