"""What is worked out once for each word."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Final, TypeVar

Value = TypeVar("Value")


FEW_WORDS: Final = 30_000
"""Words to be remembered where memory is dear."""


class Cache(dict[str, Value]):
    """Words with what a function says of them, worked out on first sight.

    Bounded, because the words come from readers and from the web: a full cache is emptied
    (common words are back at once), and words of unreasonable length are not kept.
    """

    MOST_WORDS: ClassVar[int] = 500_000
    LONGEST: Final = 64

    def __init__(self, of: Callable[[str], Value]) -> None:
        self._of = of

    def __missing__(self, word: str) -> Value:
        value = self._of(word)
        if len(word) <= self.LONGEST:
            if len(self) >= self.MOST_WORDS:
                self.clear()
            self[word] = value
        return value


@contextmanager
def remembering(words: int) -> Iterator[None]:
    """Let this process remember no more words than that in each cache, for the time being."""
    before, Cache.MOST_WORDS = Cache.MOST_WORDS, words
    try:
        yield
    finally:
        Cache.MOST_WORDS = before
