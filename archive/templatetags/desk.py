"""The front page of the admin."""

from typing import Any

from django import template

from archive.admin.desk import Desk
from archive.admin.desk import desk as desk_of

register = template.Library()


@register.simple_tag(takes_context=True)
def desk(context: dict[str, Any]) -> Desk:
    """What the front page tells the user who looks at it."""
    return desk_of(context["request"].user)
