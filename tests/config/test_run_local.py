"""`manage.py run_local`, the larger half of `make run`, as a process of its own."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds, for a machine that is busy with other tests


@pytest.fixture
def run_local(tmp_path):
    """Start the command on a free port; returns what it printed by the time that it serves."""

    def run_local():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "DIWAN_MODE": "local",
            "DIWAN_DATA_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'diwan.sqlite3'}",
        }
        command = [sys.executable, "manage.py", "run_local", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            page = wait_for(f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()
            output = process.communicate()[0].decode()
        assert "اجتماع لحلفاء أوكرانيا في باريس" in page
        return output

    return run_local


def wait_for(address):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as response:
                return response.read().decode()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def everything_in(database):
    """All rows of the archive's own tables and of the users'."""
    with sqlite3.connect(database) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
        kept = [name for name in names if name.startswith("archive_") or name == "auth_user"]
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in kept
            if not connection.execute(f"PRAGMA index_info({name})").fetchall()
        }


def test_a_first_run_serves_the_seeds_and_a_second_one_changes_nothing(run_local, tmp_path):
    first = run_local()
    assert "5 documents: 5 new." in first
    assert "index     holds all 5 public articles" in first
    assert len(re.findall("user “editor”, password “.{16}”", first)) == 1

    before = everything_in(tmp_path / "diwan.sqlite3")
    second = run_local()
    assert "5 documents: 5 unchanged." in second
    assert "password" not in second
    assert everything_in(tmp_path / "diwan.sqlite3") == before
