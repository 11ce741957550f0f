"""The front page of the admin."""

from typing import Any

from django import template
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.admin.article_shown import quoted
from archive.admin.columns import localized
from archive.admin.desk import Desk
from archive.admin.desk import desk as desk_of
from archive.models import Tagging

register = template.Library()


@register.simple_tag(takes_context=True)
def desk(context: dict[str, Any]) -> Desk:
    """What the front page tells the user who looks at it."""
    return desk_of(context["request"].user)


@register.filter
def evidence(tagging: Tagging) -> SafeString:
    """The words that a tagging rests on, quoted."""
    return quoted(tagging.words)


@register.simple_tag
def page_link(listed: ChangeList, number: int | str) -> SafeString | str:
    """The link to a page of a list; the page at hand and «…» are no links."""
    shown = localized(number)
    if number == listed.paginator.ELLIPSIS:
        return shown
    if number == listed.page_num:
        return format_html('<span class="this-page" aria-current="page">{}</span>', shown)
    return format_html('<a href="{}">{}</a>', listed.get_query_string({PAGE_VAR: number}), shown)
