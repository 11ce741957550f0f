"""`manage.py run_local`: everything that `make run` does once the libraries are there."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from archive.models import Article
from search.state import index_is_current

SEEDS = Path(settings.BASE_DIR) / "seeds"
EDITOR = "editor"


class Command(BaseCommand):
    """Prepares an archive on one's own machine and serves it; says a line a step."""

    help = "Migrate, import seeds/, build the index and serve, on this machine alone."
    requires_system_checks: list[str] = []  # runserver runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port to serve on."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError outside local mode, where none of this is safe."""
        if not settings.LOCAL:
            raise CommandError("run_local is for DIWAN_MODE=local alone: see docs/operations.md.")
        self._say("database", "bringing its tables up to date")
        call_command("migrate", verbosity=0)
        self._say("articles", f"importing {SEEDS.name}/")
        call_command("import_articles", str(SEEDS), verbosity=0)
        self._index()
        self._editor()
        site = f"http://127.0.0.1:{options['port']}"
        if not os.environ.get("DIWAN_SITE_URL"):
            settings.SITE_URL = site  # mails lead back to the port chosen here
        self._say("site", f"{site}/ (Ctrl+C stops it)")
        os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
        call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)

    def _say(self, step: str, what: str) -> None:
        self.stdout.write(f"{step:<9} {what}")
        self.stdout.flush()

    def _index(self) -> None:
        # What was just imported is in the index already; an index that was lost or made by an older
        # version is built anew.
        if not index_is_current():
            self._say("index", "building it")
            call_command("rebuild_index", interactive=False, verbosity=0)
        self._say("index", f"holds all {Article.objects.public().count()} public articles")

    def _editor(self) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        if users.filter(username=EDITOR).exists():
            self._say("login", f"“{EDITOR}” is taken: run `manage.py createsuperuser` yourself")
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser(EDITOR, password=password)
        self._say("login", f"user “{EDITOR}”, password “{password}” (shown this once)")
