"""Where mail goes, and whom it is from, as environment variables say it."""

import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_BACKENDS: Final = "django.core.mail.backends"
# Scheme, usual port, and what Django calls the way in which the line is kept secret.
_WAYS: Final[dict[str, tuple[int, dict[str, bool]]]] = {
    "smtp": (25, {}),
    "smtp+tls": (587, {"EMAIL_USE_TLS": True}),
    "smtps": (465, {"EMAIL_USE_SSL": True}),
}
_SENDER: Final = re.compile(r"[^@<>\r\n]*<[^@<>\s]+@[^@<>\s]+>|[^@<>\s]+@[^@<>\s]+")
PATIENCE: Final = 20
"""Seconds that a mail server may take to answer."""


def mail_settings(url: str, folder: Path | None) -> dict[str, Any]:
    """Django's settings for a mail server written as `smtp+tls://user:password@host:port`.

    `smtp` is a line that anybody may read, for a server on this machine; `smtp+tls` begins so and
    goes over to TLS (STARTTLS), `smtps` is TLS from the start. Signs to which an address gives a
    meaning are written as addresses write them (`%40` for @). Without a server mails become files
    in `folder`; without a folder as well, none is sent. Raises ImproperlyConfigured, which never
    tells the password.
    """
    if not url:
        if folder is None:
            return {"EMAIL_BACKEND": f"{_BACKENDS}.dummy.EmailBackend"}
        backend = f"{_BACKENDS}.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(folder)}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _WAYS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(
            "DIWAN_EMAIL_URL cannot be read: write it like smtp+tls://user:password@host:587 "
            "(smtp://host:25 for a server on this machine, smtps:// for TLS from the start)."
        )
    usual, way = _WAYS[parts.scheme]
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": PATIENCE,
        **way,
    }


def sender(named: str, site: str) -> str:
    """Whom mails are from: as it is `named`, or an address at the host of the site.

    Raises ImproperlyConfigured where that is no sender.
    """
    host = urlsplit(site).hostname or "localhost"
    if re.fullmatch(r"[\d.:]+", host):
        host = "localhost"  # a number is no domain of mail
    chosen = named or f"Diwan <diwan@{host}>"
    if not _SENDER.fullmatch(chosen):
        raise ImproperlyConfigured(
            f"DIWAN_EMAIL_FROM, {chosen}, is no sender: "
            "write it like Diwan <alerts@diwan.example.org>."
        )
    return chosen
