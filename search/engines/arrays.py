"""Files of named arrays: written once, then read in place through the page cache.

A file is the arrays one behind another, each at a multiple of eight bytes, then a directory of
them in JSON (kind of number, place, length, CRC-32), the directory's own CRC-32 and its length in
four bytes each, and a mark that says what the file is.
"""

import json
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Any, Final, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MARK: Final = b"DIWANAR3"
_ALIGNMENT: Final = 8
_END: Final = Struct(f"<II{len(_MARK)}s")


class DamagedFileError(Exception):
    """A file is not what was written; the index has to be built anew."""


class ArrayWriter:
    """Writes one file; nothing of it can be read before it is closed."""

    def __init__(self, path: Path) -> None:
        self._path, self._file = path, path.open("w+b")
        self._directory: dict[str, tuple[str, int, int]] = {}
        self._reserved: list[np.memmap[Any, Any]] = []

    def add(self, name: str, array: Array) -> None:
        """Write an array of one dimension under a name of its own."""
        self._begin(name, array)
        self._file.write(np.ascontiguousarray(array).data)

    def reserve(self, name: str, kind: Any, length: int) -> Array:
        """An array of noughts in the file, to be filled until the file is closed."""
        empty = np.empty(0, kind)
        start = self._begin(name, empty, length)
        if not length:
            return empty
        self._file.flush()
        size = length * empty.itemsize
        # A hole in the file would end the process where the disk turns out to be full.
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self._file.fileno(), start, size)
        else:
            self._file.truncate(start + size)
        self._file.seek(0, os.SEEK_END)
        array = np.memmap(self._file, empty.dtype, "r+", start, (length,))
        self._reserved.append(array)
        return array

    def let_go(self) -> None:
        """Give back the memory of what was filled so far; the disk has it."""
        for array in self._reserved:
            assert isinstance(array.base, mmap.mmap)
            _let_go(array.base)

    def _begin(self, name: str, array: Array, length: int | None = None) -> int:
        assert name not in self._directory
        assert array.ndim == 1
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        start = self._file.tell()
        count = len(array) if length is None else length
        self._directory[name] = (array.dtype.str, start, count)
        return start

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            with self._file:
                if error is None:
                    for array in self._reserved:
                        array.flush()
                    self._close()
        except OSError:
            self._path.unlink(missing_ok=True)
            raise
        finally:
            self._reserved.clear()
        if error is not None:
            self._path.unlink(missing_ok=True)

    def _close(self) -> None:
        self._file.flush()
        end = self._file.tell()
        checked = {
            name: (*place, self._checksum(*place)) for name, place in self._directory.items()
        }
        self._file.seek(end)
        directory = json.dumps(checked).encode()
        self._file.write(directory + _END.pack(crc32(directory), len(directory), _MARK))
        self._file.flush()
        # The table of contents that names this file must not reach the disk before it.
        os.fsync(self._file.fileno())

    def _checksum(self, kind: str, start: int, count: int) -> int:
        left, checksum = count * np.dtype(kind).itemsize, 0
        self._file.seek(start)
        while left:
            block = self._file.read(min(left, 2**20))
            checksum = crc32(block, checksum)
            left -= len(block)
        return checksum


class ArrayFile:
    """The arrays of one file, by name; they live as long as somebody holds one of them.

    Raises DamagedFileError for a file that was cut off or is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _END.size:
                raise DamagedFileError(f"{path} is cut off")
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        end = size - _END.size
        checksum, length, mark = _END.unpack_from(self._bytes, end)
        if mark != _MARK or length > end:
            raise DamagedFileError(f"{path} is cut off, or of another version")
        directory = self._bytes[end - length : end]
        if crc32(directory) != checksum:
            raise DamagedFileError(f"{path} is damaged")
        self._directory: dict[str, tuple[str, int, int, int]] = json.loads(directory)

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def __getitem__(self, name: str) -> Array:
        kind, start, count, _ = self._directory[name]
        return np.frombuffer(self._bytes, np.dtype(kind), count, start)

    def get(self, name: str) -> Array | None:
        """An array, or None where the file has none of that name."""
        return self[name] if name in self._directory else None

    def let_go(self) -> None:
        """Give back the memory of what was read so far; it is read again where it is asked for."""
        _let_go(self._bytes)

    def verify(self) -> None:
        """Read everything; raises DamagedFileError where it is not what was written."""
        for name, (_, _, _, checksum) in self._directory.items():
            if crc32(self[name].data) != checksum:
                raise DamagedFileError(f"{name} in {self._path} is damaged")
            self.let_go()


def _let_go(mapped: mmap.mmap) -> None:
    # What is mapped from a file is in the page cache too, and counts as this process's memory.
    if hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def smallest(array: Array) -> Array:
    """The same whole numbers, none below zero, in the fewest bytes that hold the largest."""
    top = int(array.max()) if len(array) else 0
    return array.astype(np.min_scalar_type(top), copy=False)
