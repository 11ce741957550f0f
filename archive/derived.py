"""Files in DATA_DIR that were made of what the archive holds, and can be made again.

They may be removed at any time. Those that nobody asked for the longest go when a folder has no
more room.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def opened(path: Path) -> BinaryIO | None:
    """A file that is kept, marked as asked for now; None where there is none."""
    with suppress(FileNotFoundError):
        file = path.open("rb")
        os.utime(file.fileno())
        return file
    return None


def put(path: Path, content: bytes, room: int) -> BinaryIO:
    """Keep a file, all of it or nothing, in a folder that may take up `room` bytes.

    Gives it opened: it can be read to its end even if it has to go at once. Raises OSError where it
    cannot be kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        made = os.fdopen(os.dup(file.fileno()), "rb")
    made.seek(0)
    _make_room(path.parent, room)
    return made


def _make_room(folder: Path, room: int) -> None:
    """Remove what was not asked for the longest, until the rest has room.

    What a process that died left unfinished goes the same way.
    """
    found = []
    for entry in os.scandir(folder):
        try:
            state = entry.stat()
        except FileNotFoundError:  # another process makes room too
            continue
        found.append((state.st_mtime, state.st_size, entry.path))
    taken = sum(size for _at, size, _path in found)
    for _at, size, path in sorted(found):
        if taken <= room:
            return
        Path(path).unlink(missing_ok=True)
        taken -= size
