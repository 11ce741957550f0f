"""Fetches an address that somebody typed or a feed names, from the open web alone.

Such an address may name a machine of one's own network, or be redirected to one; its server may
send without end, or hardly at all. Each of these ends in a refusal, before any connection is made
where the address alone tells.
"""

import gzip
import re
import socket
import zlib
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from ipaddress import IPv6Network, ip_address
from threading import Lock, Thread
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, SSLError
from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES, InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from archive.importing.addresses import LONGEST, tidied
from archive.importing.draft import Refused

MOST_BYTES = 10 * 1024 * 1024
"""What a page or a feed may be large, both as sent and as unpacked."""

MOST_REDIRECTS = 5
DEADLINE = 30.0  # seconds for everything: names, connections, redirects, the last byte
CONNECT_TIMEOUT = 10.0  # seconds

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# It answers from inside the machines of one large provider, and looks like a public address.
_INTERNAL = frozenset({ip_address("168.63.129.16")})
_LONGEST_HEADER = 1000  # characters
_CHUNK = 64 * 1024  # bytes


@dataclass(frozen=True)
class Fetched:
    """What a server sent for an address.

    `url` is the address after redirects. `media_type` is the header Content-Type as sent, with its
    charset; it, `etag` and `last_modified` are empty where the server sends none. `is_unchanged`
    says that the page is still the one of the `etag` or `last_modified` asked with; then there is
    no content. `fetched_at` knows its time zone.
    """

    url: str
    content: bytes
    media_type: str
    etag: str
    last_modified: str
    fetched_at: datetime
    is_unchanged: bool


def fetch(url: str, *, etag: str = "", last_modified: str = "", most: int = MOST_BYTES) -> Fetched:
    """Get the page at `url`, of at most `most` bytes; Refused with one sentence if it cannot be.

    `etag` and `last_modified` are those of an earlier answer, and ask for the page only if it has
    changed since. It takes at most DEADLINE seconds.
    """
    line = _Line()
    outcome: Future[Fetched] = Future()
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}

    def work() -> None:
        try:
            outcome.set_result(_follow(url, conditions, most, line))
        except BaseException as error:
            outcome.set_exception(error)

    # No timeout of a library bounds a whole answer, or the look-up of a name.
    Thread(target=work, daemon=True).start()
    try:
        return outcome.result(DEADLINE)
    except TimeoutError:
        raise Refused(
            "the page did not come within %(most)s seconds: try again later.", most=DEADLINE
        ) from None
    finally:
        line.cut()


@dataclass(frozen=True)
class _Place:
    """An address that may be asked for: `url` in ASCII, `host` with the brackets of IPv6."""

    url: str
    host: str
    port: int
    is_listed: bool  # among the servers of one's own network that may be fetched from


class _Line:
    """The connections of one fetch, which another thread may cut at any moment."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def hold(self, connected: socket.socket) -> socket.socket:
        """The same socket; raises ConnectionAbortedError where the line has been cut."""
        with self._lock:
            if self._is_cut:
                connected.close()
                raise ConnectionAbortedError
            # TLS takes the socket over; a duplicate still ends the connection beneath it.
            self._sockets.append(connected.dup())
        return connected

    def cut(self) -> None:
        """End all connections, whoever waits for them."""
        with self._lock:
            self._is_cut = True
            for held in self._sockets:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)
                held.close()
            self._sockets.clear()


class _Connection(HTTPConnection):
    def __init__(self, *arguments: Any, line: _Line, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.hold(super()._new_conn())


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _Adapter(HTTPAdapter):
    """Makes connections that `line` can cut."""

    def __init__(self, line: _Line, **options: Any) -> None:
        self._line = line
        super().__init__(**options)

    def get_connection_with_tls_context(
        self, request: PreparedRequest, *arguments: Any, **options: Any
    ) -> HTTPConnectionPool:
        pool = super().get_connection_with_tls_context(request, *arguments, **options)
        pool.ConnectionCls = _SecureConnection if pool.scheme == "https" else _Connection
        pool.conn_kw["line"] = self._line
        return pool


class _PublicAdapter(_Adapter, IPFilterAdapter):
    """Looks the name up, connects to what it found, and only if that is a public address."""

    def build_connection_pool_key_attributes(
        self, *arguments: Any, **options: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        host, pool = super().build_connection_pool_key_attributes(*arguments, **options)
        # The name may give another address now than when it was checked.
        if not is_public(host["host"].strip("[]")):
            raise InvalidIPAddress(host["host"])
        return host, pool


class _Session(Session):
    """One request, with nothing from the environment: no proxies, no passwords of .netrc."""

    def __init__(self, place: _Place, line: _Line) -> None:
        super().__init__()
        self.trust_env = False
        self.headers.update(
            {
                "User-Agent": f"Diwan/{settings.VERSION}",
                "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5",
                "Accept-Encoding": "gzip",
                "Connection": "close",
            }
        )
        self.adapters.clear()
        scheme = place.url.partition("://")[0]
        self.mount(
            f"{scheme}://",
            _Adapter(line)
            if place.is_listed
            else _PublicAdapter(line, is_https_proto=scheme == "https"),
        )

    def get_redirect_target(self, resp: Response) -> str | None:
        """None: else the whole body of a redirect would be read, whatever its size."""
        return None


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open web, in no network of a special kind."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip in _INTERNAL:
        return False
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:
        return False
    return not any(ip in network for network in EXTRA_BLOCKED_NET_RANGES)


def _follow(url: str, conditions: Mapping[str, str], most: int, line: _Line) -> Fetched:
    for _ in range(MOST_REDIRECTS + 1):
        place = _place(url)
        if not place.is_listed:
            _check_addresses(place)
        try:
            answer = _ask(place, conditions, most, line)
        except InvalidIPAddress:
            raise _in_own_network(place) from None
        except SSLError:
            raise Refused(
                "%(host)s cannot show that it is itself (its certificate or its encryption is not "
                "valid): save the page as a file and import that.",
                host=place.host,
            ) from None
        except ConnectTimeout:
            raise Refused("%(host)s does not answer: try again later.", host=place.host) from None
        except (RequestException, HTTPError, OSError, ValueError):
            raise Refused(
                "%(host)s broke the connection off or sent what is no answer: try again later.",
                host=place.host,
            ) from None
        if isinstance(answer, Fetched):
            return answer
        url = answer
    raise Refused(
        "the address is redirected more than %(most)s times: check it.", most=MOST_REDIRECTS
    )


def _place(url: str) -> _Place:
    """Read an address; Refused where the address alone says that it is not fetched."""
    if len(url) > LONGEST:
        raise Refused("the address has more than %(most)s characters: check it.", most=LONGEST)
    try:
        parts = parse_url(tidied(url))
    except ValueError:
        raise Refused(
            "this is no address of a page: copy it from a browser's address bar."
        ) from None
    # A full stop at its end makes a name no other one.
    host = (parts.host or "").removesuffix(".")
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host):
        raise Refused(
            "this is no address of a page of the web: write it whole, beginning with %(start)s.",
            start="https://",
        )
    if parts.auth is not None:
        raise Refused("the address holds a name or a password: leave out what ends with @.")
    port = parts.port if parts.port is not None else _PORTS[parts.scheme]
    is_listed = f"{host}:{port}" in settings.FETCH_PRIVATE
    if port not in _PORTS.values() and not is_listed:
        raise Refused(
            "the address names port %(port)s: only 80 and 443 are fetched from.", port=str(port)
        )
    shown = "" if port == _PORTS[parts.scheme] else f":{port}"
    query = f"?{parts.query}" if parts.query else ""
    return _Place(
        f"{parts.scheme}://{host}{shown}{parts.path or '/'}{query}", host, port, is_listed
    )


def _check_addresses(place: _Place) -> None:
    """Refused unless every address of the host is public: which one is used is not ours to say."""
    try:
        found = socket.getaddrinfo(place.host.strip("[]"), place.port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise Refused(
            "no server is known as %(host)s: check the address.", host=place.host
        ) from None
    if not all(is_public(str(address[4][0])) for address in found):
        raise _in_own_network(place)


def _in_own_network(place: _Place) -> Refused:
    return Refused(
        "%(host)s is no server of the open web: let an administrator name it in %(setting)s if it "
        "is one of your own.",
        host=place.host,
        setting="DIWAN_FETCH_PRIVATE",
    )


def _ask(place: _Place, conditions: Mapping[str, str], most: int, line: _Line) -> Fetched | str:
    """Ask one server; its page, or the address that it redirects to."""
    asked = {name: value for name, value in conditions.items() if value}
    with (
        _Session(place, line) as session,
        session.get(
            place.url,
            headers=asked,
            timeout=(CONNECT_TIMEOUT, DEADLINE),
            allow_redirects=False,
            stream=True,
        ) as response,
    ):
        if response.is_redirect:
            # Headers are read as Latin-1, and sent as UTF-8 where they are not ASCII.
            target = response.headers["Location"].encode("latin-1").decode("utf-8")
            return urljoin(place.url, target)
        is_unchanged = bool(asked) and response.status_code == HTTPStatus.NOT_MODIFIED
        if response.status_code != HTTPStatus.OK and not is_unchanged:
            raise Refused(
                "%(host)s answers with status %(status)s: check the address.",
                host=place.host,
                status=str(response.status_code),
            )
        # A server may leave out of such an answer what it has said before.
        kept = asked if is_unchanged else {}
        return Fetched(
            url=place.url,
            content=b"" if is_unchanged else _content(response, most),
            media_type=_header(response, "Content-Type"),
            etag=_header(response, "ETag") or kept.get("If-None-Match", ""),
            last_modified=_header(response, "Last-Modified") or kept.get("If-Modified-Since", ""),
            fetched_at=timezone.now(),
            is_unchanged=is_unchanged,
        )


def _content(response: Response, most: int) -> bytes:
    """The body unpacked; Refused as soon as it is over `most` bytes, packed or not."""
    packed = bytearray()
    if (response.raw.length_remaining or 0) > most:
        raise _too_large(most)
    while chunk := response.raw.read(_CHUNK, decode_content=False):
        packed += chunk
        if len(packed) > most:
            raise _too_large(most)
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return bytes(packed)
    if encoding not in ("gzip", "x-gzip"):
        raise Refused(
            "the page is packed in a way that was not asked for: save it as a file and import that."
        )
    try:
        content = gzip.GzipFile(fileobj=BytesIO(packed)).read(most + 1)
    except (EOFError, OSError, zlib.error):
        raise Refused("the page is packed and cannot be unpacked: try again later.") from None
    if len(content) > most:
        raise _too_large(most)
    return content


def _too_large(most: int) -> Refused:
    return Refused("the page is over %(most)s MB: is it a page of text?", most=most / 1024 / 1024)


def _header(response: Response, name: str) -> str:
    """A header's value; empty where it is one that no sound server sends."""
    value = response.headers.get(name, "").strip()
    return value if value.isprintable() and len(value) <= _LONGEST_HEADER else ""
