"""How far long work has come."""

import sys
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm


class Bars:
    """A bar for each step on a terminal; nothing in a pipe."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._step = ""

    def progress(self, step: str, done: int, total: int) -> None:
        """Show that of `total` articles `done` are done; another step begins another bar."""
        if step != self._step:
            self._close()
            self._step = step
            hidden = not sys.stderr.isatty()
            self._bar = tqdm(desc=step, total=total, unit=" articles", disable=hidden, leave=False)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._close()
