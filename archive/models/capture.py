"""The original bytes of everything that came in, as they came."""

import hashlib
import zlib
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def sum_of(content: bytes) -> str:
    """The SHA-256 under which bytes are kept."""
    return hashlib.sha256(content).hexdigest()


class CaptureManager(models.Manager["Capture"]):
    """Keeps bytes once, whatever number of times they arrive."""

    def keep(
        self,
        content: bytes,
        name: str,
        media_type: str = "text/plain",
        url: str = "",
        captured_at: datetime | None = None,
    ) -> "Capture":
        """The capture of exactly these bytes, made now if they are new."""
        digest = sum_of(content)
        known = self.filter(sha256=digest).defer("compressed").first()
        return known or self.create(
            sha256=digest,
            compressed=zlib.compress(content),
            size=len(content),
            name=name,
            media_type=media_type,
            url=url,
            captured_at=captured_at,
        )


class Capture(models.Model):
    """One document as it was received: never changed, found by its SHA-256."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True, editable=False)
    compressed = models.BinaryField(_("content, compressed"), editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    name = models.CharField(_("file name"), max_length=255, editable=False)
    media_type = models.CharField(_("media type"), max_length=100, editable=False)
    url = models.TextField(_("web address"), blank=True, editable=False)
    captured_at = models.DateTimeField(_("captured"), null=True, editable=False)
    received = models.DateTimeField(_("received"), auto_now_add=True)

    objects = CaptureManager()

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["-received", "-id"]

    def __str__(self) -> str:
        # Isolated, so that the name's dots and digits do not jump about among Arabic.
        return f"\u2066{self.name}\u2069 ({self.sha256[:12]})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new capture; an existing one refuses with ValidationError."""
        if self.pk is not None:
            raise ValidationError(_("A capture is the original: it is never changed."))
        super().save(*args, **kwargs)

    @property
    def content(self) -> bytes:
        """The original bytes."""
        return zlib.decompress(self.compressed)

    def is_intact(self) -> bool:
        """Whether the bytes still have the sum under which they are kept."""
        try:
            return sum_of(self.content) == self.sha256
        except zlib.error:
            return False

    def text(self: Self) -> str:
        """The bytes read as UTF-8, for an editor's eye; other bytes show as U+FFFD."""
        return self.content.decode("utf-8", errors="replace")
