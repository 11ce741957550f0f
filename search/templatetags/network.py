"""The names of a theme, on its page."""

from typing import Any

from django import template

from archive.models import Theme
from search.engines.arrays import DamagedFileError
from search.network import most_named

register = template.Library()
FEW = 10


@register.inclusion_tag("charts/most_named.html")
def names_of(theme: Theme) -> dict[str, Any]:
    """The names in most articles of a theme; nothing while the index is out of service."""
    try:
        return {"theme": theme, "names": most_named(theme)[:FEW]}
    except DamagedFileError:
        return {"theme": theme, "names": []}
