"""CSV as spreadsheets write and read it: any usual encoding, comma, semicolon or tab."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from import_export.formats.base_formats import CSV
from tablib import Dataset

from archive.cells import MARK, as_it_was, harmless
from archive.importing.draft import Refused
from archive.importing.encoding import stream_codec
from archive.importing.formats import DELIMITERS, EXCEL_LINE
from archive.importing.item import LARGEST
from archive.text import clean

_PACKED: Final = b"PK\x03\x04"  # the first bytes of the files in which spreadsheets keep theirs
_UNICODE: Final = ("utf-8", "utf-16", "utf-32")
csv.field_size_limit(LARGEST)  # Python's own bound is less than a long description


class Sheet(Dataset):  # type: ignore[misc]  # has no types
    """A table that was read from a file."""

    numbers: tuple[int, ...] = ()
    """The number of each row as a spreadsheet shows it: that of the header is 1."""
    codec: str = ""
    """The encoding that the file was taken for, where it was none of Unicode."""


class SafeCSV(CSV):  # type: ignore[misc]  # has no types
    """CSV in UTF-8, in which no cell is a formula: those that look like one begin with «'»."""

    def get_read_mode(self) -> str:
        """Files are read as bytes: which encoding they are in is told from them."""
        return "rb"

    def export_data(self, dataset: Dataset, **options: Any) -> str:
        """The table as text."""
        safe = Dataset(headers=dataset.headers)
        for row in dataset:
            safe.append([harmless(cell) for cell in row])
        return MARK + str(super().export_data(safe, **options))

    def create_dataset(self, in_stream: bytes | str, **_options: Any) -> Sheet:
        """The table of a file, its cells clean; the «'» that an export put before one is taken off.

        Refused says in one sentence why it cannot be read.
        """
        text, codec = _text(in_stream) if isinstance(in_stream, bytes) else (in_stream, "")
        rows = enumerate(_rows(text.removeprefix(MARK)), start=1)
        _first, header = next(rows, (1, []))
        names = _names(header)
        sheet = Sheet(headers=names)
        sheet.codec = codec
        numbers = []
        for number, row in rows:
            if any(cell.strip() for cell in row):
                sheet.append(_fitted(row, len(names), number))
                numbers.append(number)
        sheet.numbers = tuple(numbers)
        if not numbers:
            raise Refused("The table has no row below its header: fill one and bring it in again.")
        return sheet


def _text(content: bytes) -> tuple[str, str]:
    """The text of a file, and its encoding where that is none of Unicode."""
    if content.startswith(_PACKED):
        raise Refused("This is a workbook: save the sheet as “CSV UTF-8” and bring that in.")
    codec = stream_codec(content)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        raise Refused(
            "The encoding of the file cannot be told: save it as “CSV UTF-8” and bring that in."
        ) from None
    return text, "" if codec.startswith(_UNICODE) else codec


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of a table, the header first; Refused where its quotation marks do not match."""
    if named := EXCEL_LINE.match(text):
        text, delimiter = text[named.end() :], named["delimiter"]
    else:
        header = text.lstrip("\r\n").split("\n", 1)[0]
        delimiter = max(DELIMITERS, key=header.count)
    read = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            read += 1
            yield row
    except csv.Error:
        raise Refused(
            "Row %(row)s cannot be read: double the quotation marks inside its cells.",
            row=read + 1,
        ) from None


def _names(header: list[str]) -> list[str]:
    """The names of the columns, as they are compared."""
    names = [clean(name).strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Refused("The table has no header: write the names of its columns in the first row.")
    if "" in names:
        raise Refused("A column has no name: name each in the first row, or take the column out.")
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        raise Refused("Two columns are named “%(name)s”: leave one of them.", name=name)
    return names


def _fitted(row: list[str], width: int, number: int) -> list[str]:
    """A row with as many cells as the header; only empty ones are added or left out."""
    if any(cell.strip() for cell in row[width:]):
        raise Refused(
            "Row %(row)s has %(cells)s cells and the header %(names)s: mend the row.",
            row=number,
            cells=len(row),
            names=width,
        )
    cells = [clean(as_it_was(cell)) for cell in row[:width]]
    return cells + [""] * (width - len(cells))
