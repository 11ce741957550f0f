"""What the index knows of names, for the pages that ask."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from archive.addresses import address
from archive.models import Article, Name
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


@register.simple_tag
def names_mentioned(article: Article) -> list[dict[str, str]]:
    """The names that an article mentions, with their addresses; none while out of service."""
    try:
        found = mentions.names_mentioned(article.pk)
    except DamagedFileError:
        return []
    is_english = get_language() == "en"
    return [
        {
            "label": name.english if is_english else name.arabic,
            "url": address("search:name", name.slug),
        }
        for name in found
    ]
