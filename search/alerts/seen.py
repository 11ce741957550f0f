"""Sets of articles in few bytes: each alert keeps which articles its reader knows of."""

import zlib
from collections.abc import Iterable

import numpy as np


def packed(ids: Iterable[int]) -> bytes:
    """The ids as the compressed steps from each to the next one above it."""
    ordered = np.unique(np.fromiter(ids, np.int64))
    return zlib.compress(np.diff(ordered, prepend=np.int64(0)).astype("<i8").tobytes())


def unpacked(content: bytes) -> set[int]:
    """The ids that `packed` was given."""
    steps = np.frombuffer(zlib.decompress(content), "<i8")
    return set(np.cumsum(steps).tolist())
