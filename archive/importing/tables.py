"""Tables of articles: JSON Lines, a JSON array, and CSV; each row is read and refused by itself."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from archive.importing.draft import Refused
from archive.importing.encoding import stream_codec
from archive.importing.fields import assigned, draft_from, is_known
from archive.importing.formats import DELIMITERS, EXCEL_LINE
from archive.importing.item import LARGEST, Found, Item
from archive.importing.streams import with_head
from archive.reasons import Reason

LARGEST_DOCUMENT = 64 * 1024 * 1024  # characters of an array of JSON; JSON Lines has no bound
SAMPLE = 64 * 1024  # bytes from which the encoding is told
# Python bounds a cell at 128 KB by default, which is less than a long article.
csv.field_size_limit(LARGEST)


@dataclass(frozen=True)
class Columns:
    """What the caller says of the fields, and what it wants to hear of them.

    `mapping` assigns names of columns to fields ({"النص": "body"}). `unknown` counts the columns
    that hold no field of the archive's, by name, as rows are read.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)


Value = object  # what JSON or a row of a table holds, or the reason why it cannot be read
BETWEEN_VALUES = re.compile(r"[\s,\ufeff]*")
TOO_LARGE = Reason("the row is over %(most)s MB: is it one article?", most=LARGEST // 1024 // 1024)


@dataclass(frozen=True)
class _Row:
    """One row: its first line's number, from 1, its text with its line ends, and what it holds."""

    number: int
    text: str
    value: Value


def read_json(stream: BinaryIO, name: str, columns: Columns | None = None) -> Iterator[Found]:
    """The articles of JSON Lines, of a JSON array or of one object; each has its draft or refusal.

    Lines are read as they are asked for; an array is held in memory and bounded. Raises Refused
    where what follows cannot be read.
    """
    with _Lines(stream) as lines:
        for row in _json_rows(lines):
            content = lines.encoded(row.text.strip("\ufeff\r\n"))
            yield _found(_item(name, row, content, "application/json"), row, columns or Columns())


def read_csv(stream: BinaryIO, name: str, columns: Columns | None = None) -> Iterator[Found]:
    """The articles of a table with a header row, its cells set apart by comma, semicolon or tab.

    The bytes of each item are the header and the row, so that they are a table themselves. Raises
    Refused where there is no header, or what follows cannot be read.
    """
    columns = columns or Columns()
    with _Lines(stream) as lines:
        rows = _csv_rows(lines, columns)
        header = next(rows, None)
        names = header.value if header else None
        if not header or not isinstance(names, list) or not _names_fields(names, columns):
            raise Refused("the first line names no field: begin with one such as url,title,body.")
        head = header.text if header.text.endswith("\n") else f"{header.text}\n"
        for row in rows:
            item = _item(name, row, lines.encoded(head + row.text), "text/csv")
            yield _found(item, replace(row, value=_named(names, row.value)), columns)


def is_mapped_table(head: bytes, columns: Columns) -> bool:
    """Whether the first line of what begins with `head` has a column that the caller named."""
    text = head.decode(stream_codec(head), errors="replace").lstrip("\ufeff \t\r\n")
    header = EXCEL_LINE.sub("", text).split("\n", 1)[0].rstrip("\r")
    rows = (header.split(delimiter) for delimiter in DELIMITERS)
    names = (cell.strip().strip('"') for row in rows if len(row) > 1 for cell in row)
    return any(name in columns.mapping for name in names)


def _names_fields(names: list[str], columns: Columns) -> bool:
    return any(is_known(name) or name in columns.mapping for name in names)


def _item(name: str, row: _Row, content: bytes, media_type: str) -> Item:
    return Item(f"{name}, line {row.number}", content, media_type)


def _found(item: Item, row: _Row, columns: Columns) -> Found:
    try:
        if len(item.content) > LARGEST:
            item = replace(item, content=b"")
            raise Refused(TOO_LARGE)
        if isinstance(row.value, Refused):
            raise row.value
        if not isinstance(row.value, dict):
            raise Refused("the line is no JSON object: write it as {…}.")
        places = assigned(row.value, columns.mapping, columns.unknown)
        draft = draft_from({field: row.value[place] for field, place in places.items()})
    except Refused as refused:
        return Found(item, refused=refused.reason)
    return Found(replace(item, url=draft.url), draft)


# --- JSON -------------------------------------------------------------------------------------


def _json_rows(lines: "_Lines") -> Iterator[_Row]:
    first = next((line for line in lines if line.strip("\ufeff \t\r\n")), "")
    lines.give_back([first] if first else [])
    # An array, or one object set out on many lines; otherwise each line is an object.
    if first.strip("\ufeff \t\r\n") == "{" or first.lstrip("\ufeff \t").startswith("["):
        yield from _document_rows(lines)
        return
    for line in lines:
        if len(line) > LARGEST:
            yield _Row(lines.number, "", Refused(TOO_LARGE))
            lines.skip_line()
        elif line.strip("\ufeff \t\r\n"):
            yield _Row(lines.number, line, _parsed(line))


def _parsed(line: str) -> Value:
    try:
        value: Value = json.loads(line.lstrip("\ufeff"), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return Refused("the line is no JSON: write one object, {…}, on each line.")
    return value


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    names = _told_apart([name for name, _value in pairs])
    return dict(zip(names, (value for _name, value in pairs), strict=True))


def _told_apart(names: Iterable[str]) -> list[str]:
    """Names of which none is like another: a further «title» is «title (2)», which is no field."""
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return told


def _document_rows(lines: "_Lines") -> Iterator[_Row]:
    """The values of an array, or that follow one another."""
    number = lines.number + 1
    text = lines.rest(LARGEST_DOCUMENT)
    decoder = json.JSONDecoder(object_pairs_hook=_object)
    start = text.index("[") + 1 if text.lstrip("\ufeff \t\r\n").startswith("[") else 0
    end = 0
    while True:
        place = _end_of(BETWEEN_VALUES, text, max(start, end))
        number += text.count("\n", end, place)
        is_closed = bool(start) and text.startswith("]", place)
        if place == len(text) or (is_closed and not text[place + 1 :].strip("\ufeff \t\r\n")):
            break
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            raise Refused(
                "line %(number)s: no JSON can be read from here: write one object on each line.",
                number=number,
            ) from None
        yield _Row(number, text[place:end], value)
        number += text.count("\n", place, end)
    if start and place == len(text):
        raise Refused("the array breaks off: what follows is missing.")


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


# --- CSV --------------------------------------------------------------------------------------


def _csv_rows(lines: "_Lines", columns: Columns) -> Iterator[_Row]:
    """The rows that hold anything, the header the first of them."""
    delimiter = _delimiter(lines, columns)
    while True:
        number, taken = lines.number + 1, list[str]()
        cells: Value
        try:
            cells = next(csv.reader(_taking(lines, taken), delimiter=delimiter, strict=True), None)
        except _TooLong:
            cells = Refused(TOO_LARGE)
        except csv.Error:
            cells = Refused("the row's quotation marks do not match: double those inside a cell.")
        if cells is None:
            return
        if isinstance(cells, Refused):
            # A quotation mark that nothing closes must not take the other rows with it.
            lines.give_back(taken[1:])
            del taken[1:]
            if len(taken[0]) > LARGEST:
                taken.clear()
                lines.skip_line()
        if cells:
            yield _Row(number, "".join(taken), cells)


class _TooLong(Exception):
    """A row goes on beyond what an item may hold."""


def _taking(lines: "_Lines", taken: list[str]) -> Iterator[str]:
    """The lines that a row takes, put into `taken` as they are handed on."""
    size = 0
    for line in lines:
        taken.append(line)
        size += len(line)
        if size > LARGEST:
            raise _TooLong
        yield line.lstrip("\ufeff") if lines.number == 1 else line


def _delimiter(lines: "_Lines", columns: Columns) -> str:
    """What sets the cells of the header apart: the sign that makes the most known names."""
    header = next((line for line in lines if line.strip("\ufeff \t\r\n")), "")
    if named := EXCEL_LINE.match(header):
        return named["delimiter"]
    lines.give_back([header] if header else [])
    known = {
        delimiter: sum(
            is_known(cell.strip('"')) or cell.strip('"') in columns.mapping
            for cell in header.strip("\ufeff \r\n").split(delimiter)
        )
        for delimiter in DELIMITERS
    }
    return max(DELIMITERS, key=lambda delimiter: (known[delimiter], header.count(delimiter)))


def _named(names: list[str], value: Value) -> Value:
    """The cells by the names of their columns."""
    if not isinstance(value, list):
        return value
    if len(value) != len(names):
        return Refused(
            "the row has %(cells)s cells and the header %(names)s: mend the row.",
            cells=len(value),
            names=len(names),
        )
    return dict(zip(_told_apart(names), value, strict=True))


# --- Lines ------------------------------------------------------------------------------------


class _Lines:
    """The lines of a table, with their line ends, in whatever encoding it is kept.

    Bytes that are not of the encoding become surrogates, so that the rest of the table is read and
    every row can be turned back into its very bytes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        head, stream = with_head(stream, SAMPLE)
        self.codec = stream_codec(head)
        self.decoder = io.TextIOWrapper(stream, self.codec, errors="surrogateescape", newline="\n")
        self.number = 0  # of the last line that was read
        self.waiting: list[str] = []

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_error: object) -> None:
        self.decoder.detach()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.waiting.pop() if self.waiting else self._read(LARGEST + 1)
        if not line:
            raise StopIteration
        self.number += 1
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        """Let the last lines that were read be read again."""
        self.waiting += reversed(lines)
        self.number -= len(lines)

    def skip_line(self) -> None:
        """Pass over the rest of a line of which the beginning was read."""
        while (part := self._read(LARGEST)) and not part.endswith("\n"):
            pass

    def rest(self, largest: int) -> str:
        """All that is left, in one piece; Refused where it has more than `largest` characters."""
        text = "".join(reversed(self.waiting))
        try:
            text += self.decoder.read(largest + 1)
        except UnicodeDecodeError:
            raise self._refused() from None
        if len(text) > largest:
            raise Refused(
                "the array is over %(most)s MB: save it as JSON Lines, with one object on each "
                "line.",
                most=largest // 1024 // 1024,
            )
        return text

    def encoded(self, text: str) -> bytes:
        """The bytes that `text` was read from."""
        try:
            return text.encode(self.codec, errors="surrogateescape")
        except UnicodeEncodeError:  # UTF-16 does not let single bytes through
            return b"".join(
                bytes([ord(letter) & 0xFF])
                if "\udc80" <= letter <= "\udcff"
                else letter.encode(self.codec, errors="surrogatepass")
                for letter in text
            )

    def _read(self, size: int) -> str:
        try:
            return self.decoder.readline(size)
        except UnicodeDecodeError:
            raise self._refused() from None

    def _refused(self) -> Refused:
        return Refused(
            "what follows line %(number)s is not %(codec)s: save the file as UTF-8.",
            number=self.number,
            codec=self.codec.upper(),
        )
