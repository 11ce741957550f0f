"""The archive: what is kept."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """Articles, themes, outlets and captures."""

    name = "archive"
    verbose_name = _("Archive")

    def ready(self) -> None:
        """Begin to mark what changes."""
        from archive import edition

        edition.connect()
