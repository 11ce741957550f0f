"""The choices of a facet as a list of links with their counts.

Written here and not as a template: a page of results has up to a hundred of them, and a template
takes longer over them than the search takes to find them.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from archive.formatting import digits
from search.facets import Choice, Facet

register = template.Library()


@register.simple_tag
def tally(facet: Facet) -> SafeString:
    """The list; numbers in the digits of the reader's language."""
    language = get_language() or "ar"
    items = "".join(_item(choice, facet, language) for choice in facet.choices)
    return mark_safe(f'<ul class="tally">{items}</ul>')


def _item(choice: Choice, facet: Facet, language: str) -> str:
    label = digits(choice.label, language) if facet.name == "year" else choice.label
    current = ' aria-current="true"' if choice.is_chosen else ""
    link = f'<a href="{escape(choice.url)}"{current}><bdi>{escape(label)}</bdi></a>'
    return f'<li>{link} <span class="number">{digits(choice.count, language)}</span></li>'
