"""The choices of a facet as a list of links with their counts.

Written here and not as a template: a page of results has up to a hundred of them, and a template
takes longer over them than the search takes to find them.
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from archive.formatting import digits
from search.facets import Facet

register = template.Library()


@register.simple_tag
def tally(facet: Facet) -> SafeString:
    """The list; numbers in the digits of the reader's language."""
    language = get_language() or "ar"
    items = format_html_join(
        "",
        '<li><a href="{}"{}><bdi>{}</bdi></a> <span class="number">{}</span></li>',
        (
            (
                choice.url,
                SafeString(' aria-current="true"') if choice.is_chosen else "",
                digits(choice.label, language) if facet.name == "year" else choice.label,
                digits(choice.count, language),
            )
            for choice in facet.choices
        ),
    )
    return format_html('<ul class="tally">{}</ul>', items)
