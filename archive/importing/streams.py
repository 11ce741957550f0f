"""Streams of bytes that readers look into before they read them."""

import io
from typing import BinaryIO


def with_head(stream: BinaryIO, size: int) -> tuple[bytes, io.BufferedReader]:
    """The first `size` bytes, fewer where there are no more, and a stream that begins with them."""
    head = b""
    while len(head) < size and (chunk := stream.read(size - len(head))):
        head += chunk
    return head, io.BufferedReader(_Joined(head, stream))


class _Joined(io.RawIOBase):
    """`first` and then `rest`, which is left open by whoever closes this."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self.first, self.rest = first, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        size = len(buffer)
        if self.first:
            chunk, self.first = self.first[:size], self.first[size:]
        else:
            chunk = self.rest.read(size)
        buffer[: len(chunk)] = chunk
        return len(chunk)
