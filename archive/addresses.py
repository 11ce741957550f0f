"""Addresses of pages, each worked out once: a page of results holds a hundred links."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def address(view: str, *arguments: str | int) -> str:
    """Where a view is, in the reader's language; raises NoReverseMatch as `reverse` does."""
    return _address(view, arguments, get_language(), get_script_prefix())


@lru_cache(maxsize=4096)
def _address(view: str, arguments: tuple[str | int, ...], language: str | None, prefix: str) -> str:
    """The same; what it depends on besides is not given to it but stands in its key."""
    return reverse(view, args=arguments)
