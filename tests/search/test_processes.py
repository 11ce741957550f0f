"""Several processes on one archive, some of which are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from search.engines.folder import IndexFolder
from search.engines.whoosh import Backend
from tests.search.segments import contents
from tests.search.worker import ARTICLES, OTHERS, ROUNDS

ROOT = Path(__file__).parents[2]
PATIENCE = 600  # seconds; a bound, not a measure


class Archive:
    """An archive in a folder of its own, with an index, and processes that work on it."""

    def __init__(self, folder):
        self.folder, self._running = folder, []
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._environment = {
            **kept,
            "DIWAN_MODE": "local",
            "DIWAN_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def start(self, *arguments):
        """A process that has begun."""
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._running.append(process)
        return process

    def worker(self, task, *arguments):
        return self.start("-m", "tests.search.worker", task, *arguments)

    def command(self, *arguments):
        """What a command prints."""
        return ended(self.start("manage.py", *arguments))

    def says(self):
        """What archive and index say of each other."""
        return json.loads(ended(self.worker("say")))

    @property
    def index(self):
        return IndexFolder(self.folder / "index")

    def indexed_ids(self):
        return Backend("default", PATH=str(self.index.path)).indexed_ids()

    def close(self):
        for process in self._running:
            if process.stdout.closed:
                continue  # everything that could write there has ended
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=PATIENCE)


def ended(process):
    """What a process printed that ended without an error."""
    printed, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors, errors
    return printed


def killed(process):
    """End a process in the middle of what it does; those that it started must end, too."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)  # until nobody can write there any more


def seen(folder, pattern, process, known=()):
    """Wait until a process made a file that was not known."""
    until = time.monotonic() + PATIENCE
    while not set(folder.glob(pattern)) - set(known):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.0005)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An archive with its articles, made once for all tests."""
    archive = Archive(tmp_path_factory.mktemp("template"))
    archive.command("migrate", "--verbosity=0")
    ended(archive.worker("make"))
    archive.command("rebuild_index", "--verbosity=0")
    return archive.folder


@pytest.fixture
def archive(template, tmp_path):
    subprocess.run(["cp", "-r", f"{template}/.", str(tmp_path)], check=True)
    archive = Archive(tmp_path)
    yield archive
    archive.close()


def test_readers_see_every_change_within_a_second_while_the_index_is_made_anew(archive):
    (archive.folder / "told").touch()
    readers = [archive.worker("read", archive.folder) for _ in range(2)]
    rebuilds = archive.worker("rebuild", archive.folder)
    writer = archive.worker("write", archive.folder)
    try:
        ended(writer)
    finally:
        (archive.folder / "done").touch()
    assert int(ended(rebuilds)) > 2
    assert all(int(ended(reader)) > 2 for reader in readers)
    assert archive.says() == {
        "waiting": 0,
        "current": True,
        "archive": [ROUNDS] * ARTICLES,
        "index": [[ROUNDS]] * ARTICLES,
    }


@pytest.mark.parametrize(
    ("made", "workers"),
    [
        ("next-*", 1),
        ("next-*/*.words", 2),
        ("next-*/MAIN_*.arrays", 1),
        ("next-*/_MAIN_1.toc", 1),
    ],
    ids=["at its start", "while it reads", "while it writes", "before the switch"],
)
def test_a_rebuild_that_is_killed_leaves_the_old_index_in_service(archive, made, workers):
    before = archive.index.current()
    rebuild = archive.start("manage.py", "rebuild_index", "--verbosity=0", f"--workers={workers}")
    seen(archive.index.path, "next-*", rebuild)
    with archive.index.writing():  # it cannot finish
        seen(archive.index.path, made, rebuild)
        killed(rebuild)
    assert archive.index.current() == before
    assert len(archive.indexed_ids()) == ARTICLES + OTHERS
    said = archive.says()
    assert (said["current"], said["index"]) == (True, [[0]] * ARTICLES)

    archive.command("rebuild_index", "--verbosity=0")
    assert archive.says() == {**said, "waiting": 0}
    in_service = archive.index.current()
    assert in_service != before
    folders = [path for path in archive.index.path.iterdir() if path.is_dir()]
    assert folders == [in_service]
    assert not list(in_service.glob("*.words"))
    assert not (archive.index.path / "changes").exists()


@pytest.mark.parametrize("way", ["rebuild_in_two", "rebuild_in_little_memory"])
def test_other_processes_make_the_index_that_one_makes(archive, way):
    made = []
    for task in (None, way):
        if task:
            ended(archive.worker(task))
        index = Backend("default", PATH=str(archive.index.path)).index
        (segment,) = index._segments()
        made.append(contents(segment, index.storage))
    assert made[0] == made[1]


@pytest.mark.parametrize("way", ["update_index", "start"])
def test_a_writer_that_is_killed_leaves_the_last_state_and_nothing_is_lost(archive, way):
    (archive.folder / "told").touch()
    build = archive.index.current()
    for _ in range(3):
        known = set(build.glob("*"))
        writer = archive.worker("write", archive.folder)
        seen(build, "MAIN_*.arrays", writer, known)
        killed(writer)
        assert len(archive.indexed_ids()) == ARTICLES + OTHERS
    said = archive.says()
    for inside, outside in zip(said["index"], said["archive"], strict=True):
        assert len(inside) == 1
        assert inside[0] <= outside
    if way == "start":
        ended(archive.worker("start"))
    else:
        archive.command("update_index", "--verbosity=0")
    said = archive.says()
    assert (said["waiting"], said["current"]) == (0, True)
    assert said["index"] == [[version] for version in said["archive"]]
