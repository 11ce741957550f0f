"""Streams of bytes that readers look into before they read them."""

import io
from collections.abc import Callable
from typing import BinaryIO

from archive.importing.draft import Refused


def with_head(stream: BinaryIO, size: int) -> tuple[bytes, io.BufferedReader]:
    """The first `size` bytes, fewer where there are no more, and a stream that begins with them."""
    head = b""
    try:
        while len(head) < size and (chunk := read_some(stream, size - len(head))):
            head += chunk
    except Refused:  # what came before it is read first; the stream says it again
        if not head:
            raise
    return head, io.BufferedReader(_Joined(head, stream))


def read_some(stream: BinaryIO, size: int) -> bytes:
    """What is at hand, `size` bytes at most, none at the end.

    To ask for more at once would lose what there is where the stream then raises Refused.
    """
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return read(size)


class _Joined(io.RawIOBase):
    """`first` and then `rest`, which is left open by whoever closes this."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self.first, self.rest = first, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]  # any buffer
        size = len(buffer)
        if self.first:
            chunk, self.first = self.first[:size], self.first[size:]
        else:
            chunk = read_some(self.rest, size)
        buffer[: len(chunk)] = chunk
        return len(chunk)
