"""What the index knows of names, for the pages that ask."""

from collections.abc import Iterable

from django import template

from archive.models import Name
from search import mentions
from search.engines.arrays import DamagedFileError

register = template.Library()


@register.simple_tag
def articles_mentioning(names: Name | Iterable[Name]) -> int:
    """How many articles mention a name, or any of some; 0 while search is out of service."""
    wanted = [names] if isinstance(names, Name) else names
    try:
        return len(mentions.articles_mentioning(name.slug for name in wanted))
    except DamagedFileError:
        return 0
