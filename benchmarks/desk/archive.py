"""An archive of its own for the desk that is measured, and a server for it."""

import gzip
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
KEY: Final = secrets.token_urlsafe(50)
PASSWORD: Final = secrets.token_urlsafe(12)
USERS: Final = {"editor": "Editors", "reviewer": "Reviewers"}
"""Fresh accounts, each in its group."""

MAKE_USERS: Final = """
from django.contrib.auth.models import Group, User
for name, group in {users!r}.items():
    user = User.objects.create_user(name, password={password!r}, is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
"""


def filled(folder: Path, corpus: Path, rows: int) -> Path:
    """A data folder that holds the seeds, the first rows of a corpus, and the users."""
    data = folder / "filled"
    for arguments in (
        ["migrate"],
        ["collectstatic", "--no-input"],
        ["import_articles", "seeds", str(_beginning(corpus, rows, folder))],
        ["shell", "-c", MAKE_USERS.format(users=USERS, password=PASSWORD)],
    ):
        command = [sys.executable, "manage.py", *arguments, "-v0"]
        done = subprocess.run(
            command, cwd=ROOT, env=_environment(data), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return data


@contextmanager
def archive(full: Path, port: int) -> Iterator[str]:
    """Serve a copy of a data folder; gives the address."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(full, data)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--threads", "4", "--log-level", "warning"]
            + ["--bind", f"127.0.0.1:{port}", "config.wsgi"],
            cwd=ROOT,
            env=_environment(data),
        )
        try:
            site = f"http://127.0.0.1:{port}"
            _wait_for(site)
            yield site
        finally:
            server.terminate()
            server.wait()


def _environment(data: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DIWAN_MODE": "production",
        "DIWAN_SECRET_KEY": KEY,
        "DIWAN_ALLOWED_HOSTS": "127.0.0.1",
        "DIWAN_HTTPS": "false",
        "DIWAN_LOG_LEVEL": "ERROR",  # what the editor is refused is a warning
        "DIWAN_DATA_DIR": str(data),
        "DATABASE_URL": "",
    }


def _beginning(corpus: Path, rows: int, folder: Path) -> Path:
    beginning = folder / "rows.jsonl"
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as file:
        beginning.write_text("".join(islice(file, rows)), encoding="utf-8")
    return beginning


def _wait_for(site: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(site, timeout=10).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server at {site} does not answer.")
