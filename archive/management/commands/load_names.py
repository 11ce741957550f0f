"""`manage.py load_names`: what a new edition of the names file adds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from archive import bulk
from archive.names import read_names
from archive.names_loading import listed_names, load_new


class Command(BaseCommand):
    """`migrate` loads the first names; this adds to them and overwrites nothing."""

    help = "Add the names and spellings of the names file that the archive has never had."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another file, if it is not to be the one of this version."""
        parser.add_argument("file", nargs="?", type=Path, help="a file like archive/data/names.tsv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was added; CommandError says what is wrong with a file."""
        try:
            names = self._names(options["file"])
        except (OSError, ValueError) as error:
            raise CommandError(f"{error}.") from None
        with bulk.changes(), transaction.atomic():
            loaded = load_new(names)
        if options["verbosity"]:
            self.stdout.write(
                f"Added {loaded.names:,} names and {loaded.spellings:,} other spellings; left out "
                f"{loaded.left_out:,} names that editors merged, deleted or have under others."
            )

    def _names(self, file: Path | None) -> Any:
        if file is None:
            return listed_names()
        return listed_names(read_names(file.read_text(encoding="utf-8").splitlines()))
