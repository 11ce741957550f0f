"""Where an index lies: one build of it in service, another perhaps being made beside it.

    current             names the build in service; it is only ever replaced as a whole
    build-…/            a Whoosh index and the lexicon that it was made with
    next-…/             one that is being made
    changes             while a build is being made: articles that were changed meanwhile
    write.lock, rebuild.lock

A reader opens all files of a state at once and keeps them open, so what is done away with can be
read to the end; the disk gets its room back when the last reader lets go.
"""

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.util.filelock import FileLock, try_for

from search.engines.arrays import DamagedFileError

NAME: Final = "MAIN"
LEXICON: Final = "lexicon.arrays"
PATIENCE: Final = 30.0
"""Seconds to wait while another process writes."""

REMEDY: Final = "run `manage.py rebuild_index`"

_FINISHED: Final = "build-"
_UNFINISHED: Final = "next-"
_NAME_OF_BUILD: Final = re.compile(r"build-[\w-]+")
# What versions before this one left beside each other.
_OLDER: Final = ("*.arrays", "_MAIN_*.toc", "MAIN_WRITELOCK", "lexicon.tsv")


def write_contents(contents: TOC, storage: FileStorage) -> None:
    """Write a table of contents so that it outlasts a power cut, before older ones go."""
    contents.write(storage, NAME)
    folder = Path(storage.folder)
    for path in (folder / contents._filename(NAME, contents.generation), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class IndexBusyError(Exception):
    """Others write the index, or build it anew; the message says what to do."""


class IndexFolder:
    """The folder that HAYSTACK_CONNECTIONS names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pointer = path / "current"
        self._known: tuple[tuple[int, int], Path] | None = None

    # --- Builds

    def current(self) -> Path | None:
        """The build in service; None where there is none yet.

        Raises DamagedFileError where it is not known which one it is.
        """
        try:
            state = self._pointer.stat()
            # The file is only ever replaced, so another build is another file.
            identity = (state.st_ino, state.st_mtime_ns)
            if self._known is None or self._known[0] != identity:
                name = self._pointer.read_text(encoding="utf-8", errors="replace")
                if not _NAME_OF_BUILD.fullmatch(name):
                    raise DamagedFileError(f"{self._pointer} is damaged: {REMEDY}")
                self._known = identity, self.path / name
        except FileNotFoundError:
            if any(self._leftovers()):
                raise DamagedFileError(f"{self._pointer} is lost: {REMEDY}") from None
            return None
        return self._known[1]

    def _leftovers(self) -> Iterator[Path]:
        """Builds, and what versions before this one left beside each other."""
        for pattern in (f"{_FINISHED}*", *_OLDER):
            yield from self.path.glob(pattern)

    def make_build(self, schema: Any) -> Path:
        """An empty build, not in service yet."""
        build = self.path / f"{_UNFINISHED}{uuid4().hex}"
        build.mkdir(parents=True)
        TOC.create(FileStorage(str(build)), schema, NAME)
        return build

    def put_in_service(self, build: Path) -> Path:
        """Let a build take the place of the one in service, in one step, and remove that one."""
        named = build.with_name(_FINISHED + build.name.removeprefix(_UNFINISHED))
        build.rename(named)
        part = self.path / "current.part"
        with part.open("w") as file:
            file.write(named.name)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path / "current")
        for other in self._leftovers():
            if other.is_dir() and other != named:
                shutil.rmtree(other, ignore_errors=True)
            elif not other.is_dir():
                other.unlink(missing_ok=True)
        return named

    def discard(self, build: Path) -> None:
        """Remove a build that will not be finished."""
        shutil.rmtree(build, ignore_errors=True)

    def remove_unfinished(self) -> None:
        """Remove builds that were never finished; nobody may be making one."""
        for build in self.path.glob(f"{_UNFINISHED}*"):
            self.discard(build)

    # --- Locks

    @contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[None]:
        """Be the only one who writes; raises IndexBusyError where others write for too long."""
        with self._locked(
            "write.lock",
            patience,
            f"Another process has been writing the search index for {patience:.0f} s; "
            "try again when it has finished",
        ):
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Be the only one who makes a build; raises IndexBusyError where somebody does already."""
        with self._locked(
            "rebuild.lock",
            0,
            "Another process is building the search index anew; wait until it has finished",
        ):
            yield

    @contextmanager
    def _locked(self, name: str, patience: float, refusal: str) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.path / name))
        if not try_for(lock.acquire, timeout=patience, delay=0.01):
            raise IndexBusyError(refusal)
        try:
            yield
        finally:
            lock.release()

    # --- Changes while a build is being made

    @property
    def _changes(self) -> Path:
        return self.path / "changes"

    def note_changes_from_now(self) -> None:
        """Begin a list of the articles that are changed; to be called while nobody writes."""
        self._changes.write_bytes(b"")

    def note(self, pks: Collection[int]) -> None:
        """Put articles on the list, if there is one."""
        if self._changes.exists():
            with self._changes.open("ab") as file:
                file.write(np.fromiter(pks, np.int64, len(pks)).tobytes())
                file.flush()
                os.fsync(file.fileno())

    def changes(self) -> set[int]:
        """The articles on the list."""
        return set(np.frombuffer(self._changes.read_bytes(), np.int64).tolist())

    def end_changes(self) -> None:
        """Do away with the list."""
        self._changes.unlink(missing_ok=True)
