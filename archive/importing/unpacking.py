"""What is packed, as streams of bounded size: gzip, and the members of a zip.

Nothing is written to disk under a name that an archive gives.
"""

import gzip
import io
import posixpath
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from archive.importing.draft import Refused
from archive.importing.streams import read_some
from archive.reasons import Reason
from archive.text import clean

LARGEST_UNPACKED = 4 * 1024**3  # bytes that one source may unpack to, all its members together
BOMB_SIZE, BOMB_RATIO = 100 * 1024**2, 200  # news is text, which packs to a twentieth at best
SPOOLED = 16 * 1024**2  # bytes of a zip within something else that are held in memory
CHUNK = 64 * 1024
LONGEST_NAME = 200  # characters that are shown
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
FOLLOWED_BY_SIZES, ZIP64 = 0x8, 0xFFFFFFFF
TOO_MUCH = Reason("it unpacks to more than is allowed: divide it into several files.")
BROKEN = (EOFError, OSError, zlib.error, zipfile.BadZipFile)


class Exhausted(Refused):
    """A source has unpacked to more than is allowed: nothing more of it is read."""


class Budget:
    """How many more bytes one source may unpack to."""

    def __init__(self, left: int = LARGEST_UNPACKED) -> None:
        self.left = left

    def take(self, size: int) -> None:
        """Count `size` bytes more; raises Exhausted where they are too many."""
        self.left -= size
        if self.left < 0:
            raise Exhausted(TOO_MUCH)


@dataclass(frozen=True)
class Member:
    """One file of a zip, by the name that is shown; Refused stands for what cannot be read."""

    name: str
    content: "BinaryIO | Refused"


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class Unpacked(io.RawIOBase):
    """The bytes that `unpacked` gives, watched; each read gives what there is before a refusal.

    `packed_size` tells how many bytes of the archive they take.
    """

    def __init__(self, unpacked: _Readable, packed_size: Callable[[], int], budget: Budget) -> None:
        self.unpacked, self.packed_size, self.budget = unpacked, packed_size, budget
        self.size = 0
        self.is_broken = False

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]  # any buffer
        """Fill what is at hand; raises Refused where the archive is broken or a bomb."""
        try:
            chunk = b"" if self.is_broken else self.unpacked.read1(len(buffer))
        except BROKEN:
            self.is_broken = True
        if self.is_broken:
            raise Refused("the archive breaks off or is damaged: get it whole again.")
        self.size += len(chunk)
        self.budget.take(len(chunk))
        if self.size > BOMB_SIZE and self.size > BOMB_RATIO * self.packed_size():
            raise Refused("it unpacks to far more than text does: unpack it and look at it.")
        buffer[: len(chunk)] = chunk
        return len(chunk)


def gunzip(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """What a gzip file of any number of members holds."""
    counted = _Counted(stream)
    return as_binary(
        Unpacked(gzip.GzipFile(fileobj=as_binary(counted), mode="rb"), lambda: counted.size, budget)
    )


def members(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files of a zip in its order, without folders; each must be read before the next.

    A zip that breaks off gives the files before the break. Raises Refused at the break, and where
    there is nothing to read.
    """
    file = stream if stream.seekable() else _spooled(stream, budget)
    try:
        archive = zipfile.ZipFile(file)
    except (*BROKEN, ValueError, NotImplementedError):
        yield from _before_break(file, budget)
        raise Refused("the zip breaks off or is damaged: get it whole again.") from None
    with archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield _member(archive, info, budget)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member:
    name = _decoded(info)
    content: BinaryIO | Refused
    try:
        _check(name, info)
        unpacked = cast(zipfile.ZipExtFile, archive.open(info))
        content = as_binary(Unpacked(unpacked, lambda: info.compress_size, budget))
    except Refused as refused:
        content = refused
    except (*BROKEN, ValueError, RuntimeError):
        content = Refused("the zip is damaged here: get it whole again.")
    return Member(shown(name), content)


def _check(name: str, info: zipfile.ZipInfo) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or posixpath.isabs(name) or ":" in parts[0] or not parts[0]:
        raise Refused("its name leads out of the archive: rename it there.")
    if info.flag_bits & 0x1:
        raise Refused("it is encrypted: pack it without a password.")
    # Python unpacks others too, but not in bounded memory.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("it is packed by a method that is not read: pack it as a usual zip.")


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name; without the mark of UTF-8 Python reads it as a code page of early computers."""
    try:
        return info.filename if info.flag_bits & 0x800 else _of_bytes(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def _of_bytes(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("cp437")


def shown(name: str) -> str:
    """A name as one line of text, whatever is in it."""
    text = name.encode("utf-8", errors="replace").decode()
    return " ".join(clean(text).split())[:LONGEST_NAME]


# --- A zip without its end --------------------------------------------------------------------


def _before_break(file: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files of a zip whose table of contents, at its end, is missing: by their own headers."""
    file.seek(0)
    while len(header := file.read(LOCAL_HEADER.size)) == LOCAL_HEADER.size:
        sign, _, flags, method, _, _, _, packed, _, name_size, extra_size = LOCAL_HEADER.unpack(
            header
        )
        if sign != b"PK\x03\x04":
            return
        name = _of_bytes(file.read(name_size))
        start = file.seek(extra_size, io.SEEK_CUR)
        if flags & FOLLOWED_BY_SIZES or packed == ZIP64:
            return  # where the data ends is not said here
        info = zipfile.ZipInfo(name or "-")
        info.flag_bits, info.compress_type = flags, method
        if not info.is_dir():
            yield Member(shown(name), _part(file, info, packed, budget))
        file.seek(start + packed)


def _part(file: BinaryIO, info: zipfile.ZipInfo, size: int, budget: Budget) -> "BinaryIO | Refused":
    try:
        _check(info.filename, info)
    except Refused as refused:
        return refused
    return as_binary(Unpacked(_Part(file, size, info.compress_type), lambda: size, budget))


class _Part:
    """The data of one member, from where `file` stands."""

    def __init__(self, file: BinaryIO, size: int, method: int) -> None:
        self.file, self.left = file, size
        self.inflater = zlib.decompressobj(-15) if method == zipfile.ZIP_DEFLATED else None

    def read1(self, size: int, /) -> bytes:
        """Some bytes, none at the end; raises EOFError where the file ends before the data."""
        if self.inflater is None:
            return self._packed(size)
        while not self.inflater.eof:
            packed = self.inflater.unconsumed_tail or self._packed(CHUNK)
            if not packed:
                raise EOFError
            if chunk := self.inflater.decompress(packed, size):
                return chunk
        return b""

    def _packed(self, size: int) -> bytes:
        chunk = self.file.read(min(size, self.left))
        if not chunk and self.left:
            raise EOFError
        self.left -= len(chunk)
        return chunk


# --- Streams ----------------------------------------------------------------------------------


class _Counted(io.RawIOBase):
    """A stream that says how many bytes were read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.size = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]  # any buffer
        chunk = self.stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self.size += len(chunk)
        return len(chunk)


def as_binary(raw: io.RawIOBase) -> BinaryIO:
    """The same object: typing knows raw streams by another name."""
    return cast(BinaryIO, raw)


def _spooled(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """A copy that can be read in any order, in a file without a name if it is large."""
    file = tempfile.SpooledTemporaryFile(SPOOLED)  # noqa: SIM115  # goes with its last reader
    try:
        while chunk := read_some(stream, CHUNK):
            budget.take(len(chunk))
            file.write(chunk)
    except Exhausted:
        raise
    except Refused:
        pass  # what came before the break is read
    return cast(BinaryIO, file)
