"""Arabic on terminals, which draw letters one by one: a pipe or a file gets it as it is stored."""

import os
import sys
from typing import TextIO

from archive.shaping import visual

# Terminals that join and order Arabic by themselves announce themselves so.
SHAPING_TERMINALS = ("VTE_VERSION", "KONSOLE_VERSION", "MLTERM")


def for_terminal(text: str, stream: TextIO | None = None) -> str:
    """`text` as `stream` (standard output) has to be given it so that a person can read it."""
    stream = stream or sys.stdout
    if not stream.isatty() or any(name in os.environ for name in SHAPING_TERMINALS):
        return text
    return visual(text)
