"""Files of named arrays: written once, then read in place through the page cache.

A file is the arrays one behind another, each at a multiple of eight bytes, then a directory of
them in JSON, the length of the directory in eight bytes, and a mark that says what the file is.
"""

import json
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MARK: Final = b"DIWANARR"
_ALIGNMENT: Final = 8


class DamagedFileError(Exception):
    """A file is not what was written; the index has to be built anew."""


class ArrayWriter:
    """Writes one file; nothing of it can be read before it is closed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._directory: dict[str, tuple[str, int, int]] = {}

    def add(self, name: str, array: Array) -> None:
        """Write an array of one dimension under a name of its own."""
        assert name not in self._directory
        assert array.ndim == 1
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        self._directory[name] = (array.dtype.str, self._file.tell(), len(array))
        self._file.write(np.ascontiguousarray(array).data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with self._file:
            if error is None:
                directory = json.dumps(self._directory).encode()
                self._file.write(directory + len(directory).to_bytes(8, "little") + _MARK)
                self._file.flush()
                # The table of contents that names this file must not reach the disk before it.
                os.fsync(self._file.fileno())


class ArrayFile:
    """The arrays of one file, by name; they live as long as somebody holds one of them.

    Raises DamagedFileError for a file that was cut off or is no such file.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(_MARK) + 8:
                raise DamagedFileError(f"{path} is cut off")
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        end = size - len(_MARK)
        length = int.from_bytes(self._bytes[end - 8 : end], "little")
        if self._bytes[end:] != _MARK or length > end - 8:
            raise DamagedFileError(f"{path} is cut off or no file of arrays")
        self._directory = json.loads(self._bytes[end - 8 - length : end - 8])

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def __getitem__(self, name: str) -> Array:
        kind, start, count = self._directory[name]
        return np.frombuffer(self._bytes, np.dtype(kind), count, start)


def smallest(array: Array) -> Array:
    """The same whole numbers, none below zero, in the fewest bytes that hold the largest."""
    top = int(array.max()) if len(array) else 0
    return array.astype(np.min_scalar_type(top), copy=False)
