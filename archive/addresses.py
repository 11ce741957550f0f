"""Addresses of pages, each kind worked out once: a page of results holds a hundred links."""

from functools import lru_cache
from typing import Final

from django.http import HttpResponsePermanentRedirect
from django.urls import get_script_prefix, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

_ANY: Final = 10**17 + 1
"""A number that stands in no address but where it was asked for."""


def address(view: str, *arguments: str | int) -> str:
    """Where a view is, in the reader's language; raises NoReverseMatch as `reverse` does."""
    if len(arguments) == 1 and isinstance(arguments[0], int) and arguments[0] >= 0:
        # Addresses of articles are as many as articles: one is the mould of all others.
        mould = _address(view, (_ANY,), get_language(), get_script_prefix())
        return mould.replace(str(_ANY), str(arguments[0]))
    return _address(view, arguments, get_language(), get_script_prefix())


def web_address(url: str) -> str:
    """An address of the web as it is; empty for any other (`javascript:…`), which is no link."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def moved(now: str, method: str | None = "GET") -> HttpResponsePermanentRedirect:
    """The answer at an old address. Whoever has seen it asks again: what was merged may come back.

    Browsers keep such an answer for good where nobody tells them otherwise. A form that was sent
    there (`method` POST) is sent on as it is.
    """
    response = HttpResponsePermanentRedirect(now, preserve_request=method == "POST")
    patch_cache_control(response, no_cache=True)
    return response


@lru_cache(maxsize=4096)
def _address(view: str, arguments: tuple[str | int, ...], language: str | None, prefix: str) -> str:
    """The same; what it depends on besides is not given to it but stands in its key."""
    return reverse(view, args=arguments)
