"""The sections of the site, as the head of every page names them."""

from typing import Any, Final, NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

register = template.Library()

SECTIONS: Final = (
    ("archive:home", gettext_noop("Latest")),
    ("archive:themes", gettext_noop("Themes")),
    ("search:names", gettext_noop("Names")),
    ("archive:outlets", gettext_noop("Outlets")),
    ("archive:archive", gettext_noop("Archive")),
)


class Section(NamedTuple):
    """A section; `is_here` is "page" on its own page, "true" on one below it, else empty."""

    url: str
    label: str
    is_here: str


@register.simple_tag(takes_context=True)
def sections(context: dict[str, Any]) -> list[Section]:
    """The sections, told which one the reader is in."""
    request = context.get("request")
    path = request.path if request else ""
    home = reverse("archive:home")
    return [
        Section(url, gettext(label), _is_here(url, path, home))
        for view, label in SECTIONS
        if (url := reverse(view))
    ]


def _is_here(url: str, path: str, home: str) -> str:
    if path == url:
        return "page"
    # The front page stands above every other one.
    return "true" if url != home and path.startswith(url) else ""
