"""What the pictures of the archive need in templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from archive.charts.activity import Activity
from archive.charts.heat import YearOfDays
from archive.models import Theme

register = template.Library()


@register.simple_tag
def squares(year: YearOfDays) -> SafeString:
    """The days of a calendar, each a link for a pointer: written here, because a year has 365."""
    return format_html_join(
        "",
        '<a href="{}" tabindex="-1"><rect class="heat-{}" x="{}" y="{}" width="{}" height="{}">'
        "<title>{}</title></rect></a>",
        ((day.url, day.level, day.x, day.y, year.wide, year.high, day.says) for day in year.days),
    )


@register.inclusion_tag("charts/activity.html")
def activity(activities: Mapping[int, Activity], theme: Theme) -> dict[str, Any]:
    """How busy a theme was lately, from what `archive.charts.activity.by_theme` gave."""
    return {"activity": activities.get(theme.pk), "theme": theme}
