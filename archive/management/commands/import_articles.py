"""`manage.py import_articles PATH…`: bring documents into the archive."""

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.importing.draft import Refused
from archive.importing.files import documents, import_file
from archive.importing.store import Stored
from archive.terminal import for_terminal


class Command(BaseCommand):
    """Imports each document on its own: one that is refused holds up no other."""

    help = "Import pages of news copied as text: files, or folders of .txt files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files and folders, any number."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say a line a document and a summary; exit with 1 if any document was refused."""
        counts: Counter[str] = Counter()
        paths = list(documents(options["paths"]))
        if not paths:
            raise CommandError("No .txt file is in the folders named: nothing was imported.")
        for path in tqdm(
            paths, unit="document", disable=not sys.stderr.isatty() or len(paths) < 50
        ):
            counts[self._import(path, options["verbosity"])] += 1
        summary = ", ".join(f"{count} {what}" for what, count in counts.items())
        self.stdout.write(f"{len(paths)} documents: {summary}.")
        if counts["refused"]:
            raise CommandError(f"{counts['refused']} of {len(paths)} documents were refused.")

    def _import(self, path: Path, verbosity: int) -> str:
        try:
            stored = import_file(path)
        except Refused as reason:
            self.stderr.write(f"refused    {_printable(path)}: {reason}")
            return "refused"
        what = "new" if stored.is_new else "unchanged"
        if verbosity and (stored.is_new or verbosity > 1):
            self.stdout.write(f"{what:<10} {_printable(Path(path.name))}: {self._describe(stored)}")
        return what

    def _describe(self, stored: Stored) -> str:
        article = stored.article
        inside = article.found_inside.count()
        notes = [
            "" if article.title else "no title",
            f"{inside} more inside, waiting for review" if inside else "",
        ]
        remarks = ", ".join(filter(None, notes))
        return for_terminal(article.heading) + (f" ({remarks})" if remarks else "")


def _printable(path: Path) -> str:
    """A path that any terminal takes; bytes that are no text show as U+FFFD."""
    return os.fsencode(path).decode("utf-8", errors="replace")
