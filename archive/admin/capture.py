"""Captures in the admin: to be looked at, never changed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.columns import in_digits
from archive.importing.draft import Refused
from archive.importing.encoding import decode
from archive.importing.pages import charset_named
from archive.models import Capture


def readable(content: bytes, media_type: str) -> str:
    """Original bytes for an editor's eye, in their own encoding; what is no text as U+FFFD."""
    try:
        return decode(content, charset_named(media_type))
    except Refused:
        return content.decode("utf-8", errors="replace")


def shown_original(capture: Capture) -> SafeString | str:
    """The text as it came in, line by line, or a sentence where the bytes were damaged since."""
    if not capture.is_intact():
        return gettext("The bytes kept here are damaged: restore them from a backup.")
    text = readable(capture.content, capture.media_type)
    return format_html('<pre class="original" dir="auto" tabindex="0">{}</pre>', text)


@admin.register(Capture)
class CaptureAdmin(admin.ModelAdmin[Capture]):
    """The originals."""

    list_display = [
        "file_name",
        in_digits(Capture, "size"),
        in_digits(Capture, "received"),
        "sha256",
    ]
    search_fields = ["name", "sha256"]
    fields = ("file_name", "sha256", "size", "media_type", "received", "is_intact", "original")
    readonly_fields = (
        "file_name",
        "sha256",
        "size",
        "media_type",
        "received",
        "is_intact",
        "original",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Captures come from imports alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Capture | None = None) -> bool:
        """Nobody changes an original."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        """Captures without their bytes, which only the page of one needs."""
        return super().get_queryset(request).defer("compressed")

    @admin.display(description=_("file name"), ordering="name")
    def file_name(self, capture: Capture) -> SafeString:
        """The name, whose dots and digits would jump about among Arabic."""
        return format_html('<bdi dir="ltr">{}</bdi>', capture.name)

    @admin.display(description=_("bytes agree with the SHA-256"), boolean=True)
    def is_intact(self, capture: Capture) -> bool:
        """Whether the bytes are still those that came in."""
        return capture.is_intact()

    @admin.display(description=_("original"))
    def original(self, capture: Capture) -> SafeString | str:
        """The text as it came in, line by line."""
        return shown_original(capture)
