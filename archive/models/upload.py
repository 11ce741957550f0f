"""What an editor has sent and looks at before it comes into the archive."""

import zlib
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=1)


class UploadManager(models.Manager["Upload"]):
    """Keeps what was sent for a day."""

    def forget_old(self) -> None:
        """Forget what nobody came back to."""
        self.filter(sent__lt=timezone.now() - KEPT).delete()


class Upload(models.Model):
    """The bytes of a document that waits for its sender's word, and where they are from."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    compressed = models.BinaryField()
    media_type = models.CharField(max_length=100, blank=True)
    url = models.TextField(blank=True)
    captured_at = models.DateTimeField(null=True)
    sent = models.DateTimeField(auto_now_add=True)

    objects = UploadManager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> bytes:
        """The bytes as they were sent."""
        return zlib.decompress(self.compressed)
