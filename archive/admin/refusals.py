"""What an import refuses, said on the desk: in English, as the log and the command say it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def refusal(reason: object, name: str = "") -> SafeString:
    """The sentence, marked as English so that it reads and sounds right among Arabic.

    `name` is that of what was refused, where several things were brought at once.
    """
    named = format_html('<bdi dir="ltr">{}</bdi>: ', name) if name else ""
    return format_html('{}<bdi lang="en" dir="ltr">{}</bdi>', named, reason)
