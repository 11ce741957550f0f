"""Public pages that were made are kept until the archive changes, and are sent again.

A page hangs on the archive, on the index, on the day (it says how long ago something was) and on
the reader's colours. While all of these are as they were, a page need not be made anew, and a
browser that has it is told so (304). Its ETag is made of what the page says, so it is the same
wherever and whenever the same page is made.

Whoever brings a session may see more than others: they get their own page, made for them, which
nobody keeps. It is not compressed either, because how much a page shrinks could tell what is
secret in it (BREACH). The pages of readers hold no secrets.
"""

import hashlib
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final, NamedTuple

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.text import compress_string

from archive.models.edition import ChangeMark
from config.appearance import appearance
from search.state import index_state

MOST_BYTES: Final = 16 * 2**20
"""What each process keeps at most."""
SETTLED: Final = 2.0
"""Seconds that the archive must have been as it is before what a page says of it is trusted.

Rows that change seldom are asked for once a second (`archive.models.lately`, `search.known`), so a
page made sooner may say what was.
"""
WORTH_COMPRESSING: Final = 500  # bytes
MARKS_OF_A_SESSION: Final = (settings.SESSION_COOKIE_NAME, "messages")

_accepts_gzip: Final = re.compile(r"\bgzip\b")

View = Callable[[HttpRequest], HttpResponseBase]


class State(NamedTuple):
    """What pages hang on besides their addresses."""

    edition: int
    searched: object
    today: date

    @classmethod
    def now(cls) -> "State | None":
        """The state at this moment; None where nothing may be kept."""
        # What a transaction sees may be undone; who debugs changes templates.
        if settings.DEBUG or connection.in_atomic_block:
            return None
        searched = index_state()
        if searched is None:
            return None
        return cls(ChangeMark.edition(), searched, timezone.localdate())


@dataclass(frozen=True)
class Answer:
    """A page as it is sent, with its headers; `packed` is the same page compressed, if it is."""

    headers: dict[str, str]
    content: bytes
    packed: bytes | None
    etag: str

    @classmethod
    def of(cls, response: HttpResponse) -> "Answer":
        """What is kept of a response that may be kept."""
        content = response.content
        packed = None
        if len(content) >= WORTH_COMPRESSING and _is_text(response):
            packed = compress_string(content)
        headers = {name: text for name, text in response.items() if name != "Last-Modified"} | {
            "Cache-Control": "public, max-age=0, must-revalidate",
            # Not Accept-Language: the language is in the address alone.
            "Vary": "Accept-Encoding, Cookie",
        }
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        # Weak: the page is the same whether compressed or not.
        return cls(headers, content, packed, f'W/"{digest}"')

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.content) + len(self.packed or b"") + 2_000

    def response(self, request: HttpRequest, changed: int | None) -> HttpResponseBase:
        """The response to a request: all of it, or that it is as the browser has it.

        `changed` is when it last changed, in seconds since 1970, where that is known.
        """
        is_packed = self.packed and _accepts_gzip.search(request.headers.get("Accept-Encoding", ""))
        response = HttpResponse(self.packed if is_packed else self.content, headers=self.headers)
        response["Content-Length"] = str(len(response.content))
        if is_packed:
            response["Content-Encoding"] = "gzip"
        response["ETag"] = self.etag
        if changed is not None:
            response["Last-Modified"] = http_date(changed)
        # It returns nothing but where it is given nothing.
        return get_conditional_response(request, self.etag, changed, response) or response


class Kept:
    """The answers of one state of the archive, those asked for last, as far as there is room."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: State | None = None
        self._since = 0.0
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._size = 0

    def settled(self, state: State | None) -> int | None:
        """Since when this state is trusted, in seconds since 1970; None before that.

        It is a moment after whatever was sent in an earlier state: a browser that asks for what
        changed since then gets what has.
        """
        now = time.time()
        with self._lock:
            if state is None:
                return None
            if state != self._state:
                self._state, self._since = state, now
                self._answers.clear()
                self._size = 0
            since = math.ceil(self._since + SETTLED)
            return since if since <= now else None

    def get(self, state: State | None, key: tuple[str, str]) -> Answer | None:
        """The answer kept for this state, if there is one."""
        with self._lock:
            if state is None or state != self._state or key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def put(self, state: State | None, key: tuple[str, str], answer: Answer) -> None:
        """Keep an answer that was made in this state, unless that is over."""
        with self._lock:
            if state is None or state != self._state or key in self._answers:
                return
            self._answers[key] = answer
            self._size += answer.size
            while self._size > MOST_BYTES:
                _key, oldest = self._answers.popitem(last=False)
                self._size -= oldest.size

    def forget(self) -> None:
        """Keep nothing that was made so far."""
        with self._lock:
            self._state = None
            self._answers.clear()
            self._size = 0


kept: Final = Kept()


def keep_answers(get_response: View) -> View:
    """Middleware: send what is kept, and keep what may be."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        if any(name in request.COOKIES for name in MARKS_OF_A_SESSION):
            response = get_response(request)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
            return response
        # Before the page is made: what changes meanwhile makes another state.
        state = State.now()
        settled = kept.settled(state)
        key = request.build_absolute_uri(), appearance(request)["appearance"]
        answer = kept.get(state, key) if settled else None
        if answer is None:
            response = get_response(request)
            if not isinstance(response, HttpResponse) or not _may_be_kept(response):
                return response
            answer = Answer.of(response)
            if settled and request.method == "GET":
                kept.put(state, key, answer)
        return answer.response(request, settled)

    return middleware


def _may_be_kept(response: HttpResponse) -> bool:
    """Whether this is a page for every reader, of which its view says nothing else."""
    says = ("Cache-Control", "Content-Encoding")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name}
    return (
        response.status_code == 200
        and not response.cookies
        and not any(map(response.has_header, says))
        and varies <= {"accept-language", "cookie"}
    )


def _is_text(response: HttpResponse) -> bool:
    kind = response.get("Content-Type", "").partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
