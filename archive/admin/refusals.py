"""What an import refuses, said on the desk in its reader's language."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.reasons import Reason


def refusal(reason: Reason, name: str = "") -> SafeString:
    """The sentence; `name` is that of what was refused, where several things were brought."""
    named = format_html('<bdi dir="ltr">{}</bdi>: ', name) if name else ""
    return format_html("{}{}", named, reason.translated())
