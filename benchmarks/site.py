"""A site of a benchmark's own, with the names and themes that a new archive has."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_site() -> Iterator[Path]:
    """Set Django up, in this process and those it starts, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="diwan-bench-") as folder:
        os.environ |= {"DIWAN_MODE": "local", "DIWAN_DATA_DIR": folder, "DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield Path(folder)
