"""The sites that are measured: how each is filled and served."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.engines.queries import KINDS, PHRASE, WORDS

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Site:
    """A site, and the engine (a key of PEERS) whose index it searches."""

    key: str
    name: str
    settings: str
    application: str
    kinds: tuple[str, ...]
    every: int
    production: Mapping[str, str]
    """What its settings ask of a server."""
    data: str
    """The variable that says where its data is."""

    def environment(self, folder: Path) -> dict[str, str]:
        """The environment of its processes, when its data is in a folder."""
        own = {"DJANGO_SETTINGS_MODULE": self.settings, self.data: str(folder / self.key)}
        return {**os.environ, "DATABASE_URL": "", **self.production, **own}

    def fill(self, folder: Path, sample: int | None) -> None:
        """Put the documents of a folder into its database, unless that was done before."""
        done = folder / self.key / "filled"
        if not done.exists():
            arguments = [self.key, str(folder), *([str(sample)] if sample else [])]
            subprocess.run(
                [sys.executable, "-m", "benchmarks.pages.fill", *arguments],
                check=True,
                cwd=ROOT,
                env=self.environment(folder),
            )
            done.touch()

    def serve(self, port: int) -> list[str]:
        """The command that serves it, with one worker."""
        workers = ["--workers", "1", "--threads", "4"]
        where = ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
        return [sys.executable, "-m", "gunicorn", *workers, *where, self.application]


SITES: Final = {
    site.key: site
    for site in (
        Site(
            "diwan",
            "Diwan",
            "config.settings",
            "config.wsgi",
            KINDS,
            1,
            {
                "DIWAN_MODE": "production",
                "DIWAN_SECRET_KEY": secrets.token_urlsafe(50),
                "DIWAN_ALLOWED_HOSTS": "127.0.0.1",
                "DIWAN_HTTPS": "false",
            },
            "DIWAN_DATA_DIR",
        ),
        Site(
            "stock",
            "Haystack + Whoosh, stock",
            "benchmarks.stock.settings",
            "benchmarks.stock.wsgi",
            (*WORDS, PHRASE),  # what its form understands
            20,
            {},
            "STOCK_DATA_DIR",
        ),
    )
}
