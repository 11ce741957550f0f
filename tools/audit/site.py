"""A server as a real installation has it: gunicorn and production settings, on loopback."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60
"""Seconds in which the server must have started, on a machine that is busy."""
_KEY: Final = secrets.token_urlsafe(50)


class CannotServeError(RuntimeError):
    """There is no site to look at; the message says what to do."""


def environment(data: Path) -> dict[str, str]:
    """The environment of its processes, whose data is in a folder."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("DIWAN_")}
    return {
        **others,
        "DIWAN_MODE": "production",
        "DIWAN_SECRET_KEY": _KEY,
        "DIWAN_ALLOWED_HOSTS": "127.0.0.1",
        "DIWAN_HTTPS": "false",  # loopback has no certificate
        "DIWAN_LOG_LEVEL": "ERROR",
        "DIWAN_DATA_DIR": str(data),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def fill(data: Path) -> None:
    """Put the seeds, what no seed has, and their index into an empty data folder."""
    manage(data, "migrate")
    manage(data, "import_articles", "seeds")
    run(data, "-m", "tools.audit.examples")
    manage(data, "rebuild_index", "--noinput")


def manage(data: Path, *arguments: str) -> str:
    """Run a command of manage.py; gives what it printed."""
    return run(data, "manage.py", *arguments, "-v0")


def run(data: Path, *arguments: str) -> str:
    """Run Python on the archive of a data folder; gives what it printed.

    Raises CannotServeError with what was said where that fails.
    """
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotServeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve what is in a data folder, static files collected; gives the address of the site."""
    if not (data / "diwan.sqlite3").exists():
        raise CannotServeError(
            f"{data} holds no diwan.sqlite3: name the data folder of an archive."
        )
    manage(data, "collectstatic", "--no-input")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", "config.wsgi"]
    told = data / "server.log"
    with told.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment(data), stderr=output)
    try:
        _wait_for(f"http://127.0.0.1:{port}/search/", server, told)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], told: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
            return
        except urllib.error.HTTPError as error:
            raise CannotServeError(f"{address} answers {error.code}.") from None
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                said = told.read_text(encoding="utf-8")
                raise CannotServeError(f"gunicorn did not start:\n{said}") from None
            time.sleep(0.1)
