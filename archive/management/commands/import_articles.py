"""`manage.py import_articles PATH|URL…`: bring documents into the archive."""

import io
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from tqdm import tqdm

from archive import rehearsal
from archive.importing.fields import FIELDS
from archive.importing.files import files_at, found_at
from archive.importing.formats import Format
from archive.importing.item import Found
from archive.importing.run import REFUSED, Result, Tally, run
from archive.importing.store import Outcome
from archive.importing.subscriptions import is_known_page
from archive.importing.tables import Columns
from archive.importing.web import found_at_url
from archive.terminal import for_terminal

LARGE = 1024 * 1024  # bytes from which on a bar is worth showing
ROWS = {**{outcome.value: outcome.value for outcome in Outcome}, REFUSED: REFUSED}
ROWS[Outcome.HELD] = "held for review"
SCHEMES = ("http://", "https://")
BROKEN_OFF = 130  # what a shell makes of Ctrl-C


class Command(BaseCommand):
    """Imports each document on its own: one that is refused holds up no other."""

    help = (
        "Import pages of news: files of text, HTML, feeds, sitemaps, web archives (WARC, WACZ), "
        "JSON Lines and CSV, packed or not, folders of them, and web addresses."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, folders and addresses, any number, and how to take them."""
        parser.add_argument("sources", nargs="+", metavar="PATH|URL")
        parser.add_argument(
            "--format",
            choices=[f.value for f in Format],
            help="What they are, where that is mistaken.",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"What a column of a table holds: {', '.join(FIELDS)}. May be given again.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Only show what would happen.")
        parser.add_argument("--report", type=Path, metavar="FILE", help="Write a report as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say a line a document and a table (quietly: a line); exit with 1 if any was refused."""
        columns = Columns(mapping=_mapping(options["map"]))
        chosen = Format(options["format"]) if options["format"] else None
        urls = [s for s in options["sources"] if s.lower().startswith(SCHEMES)]
        paths = [Path(source) for source in options["sources"] if source not in urls]
        files = [file for path in paths for file in files_at(path)]
        if not files and not urls:
            raise CommandError("No file is in the folders named: nothing was imported.")
        if options["report"]:
            _write(options["report"], "")
        dry, tally = options["dry_run"], Tally()
        try:
            with _Bar(files) as bar, rehearsal.apart() if dry else nullcontext():
                found: Iterable[Found] = chain(
                    *(found_at(path, chosen, columns, bar.watched) for path in paths),
                    *(found_at_url(url, chosen, columns, is_known_page) for url in urls),
                )
                for result in run(found, dry):
                    tally.add(result)
                    bar.count(tally.total)
                    self._say(result, options["verbosity"], bar)
        except KeyboardInterrupt:
            raise CommandError(_broken_off("Broken off", tally), returncode=BROKEN_OFF) from None
        except (OperationalError, InterfaceError) as error:
            raise CommandError(_broken_off(f"The database failed ({error})", tally)) from None
        if options["verbosity"]:
            self._summarise(tally, columns, dry)
        else:
            counts = ", ".join(f"{count:,} {what}" for what, count in tally.outcomes.items())
            self.stdout.write(f"{tally.total:,} documents: {counts}.")
        if options["report"]:
            _write(options["report"], _report(tally, columns))
        if tally.refused:
            raise CommandError(f"{len(tally.refused):,} of {tally.total:,} documents were refused.")

    def _say(self, result: Result, verbosity: int, bar: "_Bar") -> None:
        if result.stored is None:
            bar.write(f"{REFUSED:<10} {_printable(result.name)}: {result.reason}", self.stderr)
        elif verbosity > 1 or (
            verbosity and not bar.is_shown and result.stored.outcome is not Outcome.UNCHANGED
        ):
            line = f"{result.outcome:<10} {_printable(result.name)}: {_described(result)}"
            bar.write(line, self.stdout)

    def _summarise(self, tally: Tally, columns: Columns, dry: bool) -> None:
        if dry:
            self.stdout.write("Nothing was kept; an import would bring:")
        rows = [(shown, tally.outcomes[row]) for row, shown in ROWS.items()]
        rows += [("waiting for an editor", tally.waiting), ("all documents", tally.total)]
        width = len(f"{tally.total:,}")
        for name, count in rows:
            self.stdout.write(f"{name:<22} {count:>{width},}")
        for name, count in columns.unknown.most_common():
            self.stdout.write(f"Column {name!r} is no field and was left out ({count:,} times).")


def _mapping(given: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in given:
        column, equals, name = pair.rpartition("=")
        if not column or not equals or name not in FIELDS:
            raise CommandError(f"--map {pair}: write COLUMN=FIELD with one of {', '.join(FIELDS)}.")
        mapping[column] = name
    return mapping


def _write(report: Path, text: str) -> None:
    """Write the report; an empty one at first, so that nothing is imported where it has no place.

    Such a one leaves an older report as it is.
    """
    try:
        with report.open("w" if text else "a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CommandError(
            f"The report cannot be written to {report} ({error.strerror}): name another file."
        ) from None


def _broken_off(what: str, tally: Tally) -> str:
    return f"{what} after {tally.total:,} documents: run it again, and it goes on from there."


def _described(result: Result) -> str:
    if result.stored is None:
        return result.reason
    article = result.stored.article
    inside = article.found_inside.count() if result.stored.outcome is Outcome.NEW else 0
    notes = [
        "" if article.title else "no title",
        f"{inside} more inside, waiting for review" if inside else "",
        f"copy of {article.copy_of_id}" if article.copy_of_id else "",
    ]
    remarks = ", ".join(filter(None, notes))
    return for_terminal(article.heading) + (f" ({remarks})" if remarks else "")


def _report(tally: Tally, columns: Columns) -> str:
    return json.dumps(
        {
            **{row: tally.outcomes[row] for row in ROWS},
            "waiting_for_an_editor": tally.waiting,
            "documents": tally.total,
            "refusals": [{"name": one.name, "reason": one.reason} for one in tally.refused],
            "columns_left_out": dict(columns.unknown),
        },
        ensure_ascii=False,
        indent=2,
    )


def _printable(name: str) -> str:
    """A name that any terminal takes; what is no text shows as U+FFFD."""
    return os.fsencode(name).decode("utf-8", errors="replace")


class _Bar:
    """A bar over the bytes of files, with the documents so far, on a terminal; else nothing."""

    def __init__(self, files: list[Path]) -> None:
        total = sum(map(_size, files))
        self.is_shown = sys.stderr.isatty() and total >= LARGE
        self._bar = tqdm(
            total=total, unit="B", unit_scale=True, disable=not self.is_shown, leave=False
        )

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def watched(self, stream: BinaryIO) -> BinaryIO:
        """The same stream, whose place the bar follows."""
        if not self.is_shown:
            return stream
        return io.BufferedReader(_Watched(stream, self._bar.update))

    def count(self, documents: int) -> None:
        """Show how many documents were taken up."""
        if self.is_shown:
            self._bar.set_postfix_str(f"{documents:,} documents", refresh=False)

    def write(self, line: str, stream: Any) -> None:
        """A line above the bar."""
        self._bar.clear()
        stream.write(line)


class _Watched(io.RawIOBase):
    """`stream`, which tells how many bytes are read of it."""

    def __init__(self, stream: BinaryIO, told: Callable[[int], object]) -> None:
        self._stream, self._told = stream, told

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]  # any buffer
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._told(len(chunk))
        return len(chunk)


def _size(file: Path) -> int:
    """Bytes of a file; 0 of what is none, or cannot be looked at."""
    with suppress(OSError):
        return file.stat().st_size if file.is_file() else 0
    return 0
