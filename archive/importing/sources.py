"""Whatever holds documents, gone through one document at a time, packed or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from archive.importing.decisions import TABLE
from archive.importing.draft import Refused
from archive.importing.feeds import read_feed
from archive.importing.formats import HEAD, Format, recognise, why_unreadable
from archive.importing.item import LARGEST, Found, Item
from archive.importing.streams import with_head
from archive.importing.tables import Columns, is_mapped_table, read_csv, read_json
from archive.importing.unpacking import TOO_MUCH, Budget, Exhausted, gunzip, members
from archive.importing.warc import read_warc
from archive.reasons import Reason

DEEPEST = 3  # archives within one another
PACKED = (Format.GZIP, Format.ZIP, Format.WACZ)
MEDIA_TYPES = {Format.TEXT: "text/plain", Format.HTML: "text/html"}
WARC_OF_WACZ = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")


@dataclass(frozen=True)
class _Task:
    """What holds for all of one source; `format` is what the caller says, if anything."""

    format: Format | None = None
    columns: Columns = field(default_factory=Columns)
    budget: Budget = field(default_factory=Budget)
    depth: int = 0


def found_in(
    stream: BinaryIO,
    name: str,
    format: Format | None = None,
    columns: Columns | None = None,
    budget: Budget | None = None,
) -> Iterator[Found]:
    """What a stream of bytes holds, read as it is asked for; `name` begins the names of its items.

    `format` is that of the documents where content and name do not tell it; what is packed is
    recognised all the same. `columns` says what the fields of tables mean, `budget` bounds what may
    be unpacked. Nothing is
    raised for bad content: what was read before it is given, then Found with a refusal.
    """
    yield from _found(stream, name, _Task(format, columns or Columns(), budget or Budget()))


def _found(stream: BinaryIO, name: str, task: _Task) -> Iterator[Found]:
    try:
        head, joined = with_head(stream, HEAD)
        if reason := why_unreadable(head):
            raise Refused(reason)
        format = recognise(head, name)
        if format is Format.TEXT and is_mapped_table(head, task.columns):
            format = Format.CSV
        if format not in PACKED:
            yield from _unpacked(joined, name, task.format or format, task)
            return
        if task.depth == DEEPEST:
            raise Refused(
                "it lies within more than %(most)s archives: unpack the outer ones.", most=DEEPEST
            )
        inner = replace(task, depth=task.depth + 1)
        if format is Format.GZIP:
            yield from _found(gunzip(joined, task.budget), name.removesuffix(".gz"), inner)
        else:
            yield from _in_zip(stream if stream.seekable() else joined, name, format, inner)
    except Exhausted:
        if task.depth:  # it is the source as a whole that ends here
            raise
        yield _refused(name, TOO_MUCH)
    except Refused as refused:
        yield _refused(name, refused.reason)


def _unpacked(stream: BinaryIO, name: str, format: Format, task: _Task) -> Iterator[Found]:
    match format:
        case Format.WARC:
            yield from read_warc(stream, name)
        case Format.JSONL:
            yield from read_json(stream, name, task.columns)
        case Format.CSV:
            yield from read_csv(stream, name, task.columns)
        case Format.FEED:
            yield from read_feed(_whole(stream), name)
        case Format.SITEMAP:
            raise Refused("this is a list of addresses: give its own address to import_articles.")
        case Format.TEXT | Format.HTML:
            item = Item(name, _whole(stream), MEDIA_TYPES[format])
            yield Found(item, format=task.format)
        case _:
            raise Refused(
                "this is no %(format)s: leave the format away to have it recognised.",
                format=format.value,
            )


def _whole(stream: BinaryIO) -> bytes:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused(
            "the file is over %(most)s MB: is it a page of text?", most=LARGEST // 1024 // 1024
        )
    return content


def _in_zip(stream: BinaryIO, name: str, format: Format, task: _Task) -> Iterator[Found]:
    is_empty = True
    for member in members(stream, task.budget):
        # The rest of a WACZ is an index to its pages, and lists of them.
        if format is Format.WACZ and not WARC_OF_WACZ.fullmatch(member.name):
            continue
        if is_passed_over(member.name):
            continue
        is_empty = False
        if isinstance(member.content, Refused):
            yield _refused(member.name, member.content.reason).within(name)
            continue
        for found in _found(member.content, member.name, task):
            yield found.within(name)
    if is_empty:
        raise Refused("the archive holds no documents: look into it.")


def is_passed_over(name: str) -> bool:
    """Whether it is hidden, or a table of decisions beside documents: no document itself."""
    parts = name.replace("\\", "/").split("/")
    is_hidden = any(part.startswith(".") and part != ".." for part in parts)
    return is_hidden or parts[0] == "__MACOSX" or parts[-1] == TABLE


def _refused(name: str, reason: Reason) -> Found:
    return Found(Item(name, b""), refused=reason)
