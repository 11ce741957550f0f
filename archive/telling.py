"""What acts are about, told in the language in use: names in a row, and what became of them."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import get_language


class Named(Protocol):
    """What has a name in the reader's language."""

    @property
    def name(self) -> str:
        """The name."""


def listed(names: Iterable[str]) -> str:
    """Names in a row, each once."""
    return (", " if get_language() == "en" else "، ").join(dict.fromkeys(names))


def became(before: Iterable[str], after: Iterable[str]) -> str:
    """What was called so, and what it is called now; the arrow points where reading goes."""
    arrow = "→" if get_language() == "en" else "←"
    return f"{listed(before)} {arrow} {listed(after)}"


def named(before: Iterable[Named], after: Iterable[Named]) -> str:
    """What there was, and what there is instead, by name."""
    return became((one.name for one in before), (one.name for one in after))
