"""Cells of tables that spreadsheets open: none is a formula, and all of them are read as UTF-8."""

import re
from typing import Final

MARK: Final = "\ufeff"
"""Stands before the first cell: without it a spreadsheet takes Arabic for another encoding."""
# What spreadsheets take for the beginning of a formula.
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_QUOTED_FORMULA: Final = re.compile(r"'+[=+\-@\t\r]")


def harmless(value: object) -> str:
    """A value as text; what looks like a formula begins with «'»."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) or _QUOTED_FORMULA.match(text) else text


def as_it_was(cell: str) -> str:
    """The text that `harmless` made a cell of."""
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell
