"""`manage.py rebuild_index`: the index made anew, without a moment in which it is not there."""

from typing import Any

from django.core.management.base import CommandError
from haystack import connections
from haystack.management.commands import rebuild_index

from archive.models import Article
from search import outbox
from search.engines.arrays import DamagedFileError
from search.engines.folder import IndexBusyError
from search.management.progress import Bars


class Command(rebuild_index.Command):
    """Takes Haystack's options; asks nothing, because the old index serves until the new one can.

    `--workers` is the number of processes (0: as many as pay); the size of batches, retries and
    `--nocommit` mean nothing here.
    """

    help = "Make the search index anew; readers go on with the old one until it is complete."

    def handle(self, **options: Any) -> None:
        """Rebuild; CommandError says why it cannot be done now."""
        for alias in options.get("using") or ["default"]:
            connection = connections[alias]
            index = connection.get_unified_index().get_index(Article)
            with Bars() as bars:
                try:
                    count = connection.get_backend().rebuild(
                        index, bars.progress, options.get("workers") or 0
                    )
                except (IndexBusyError, DamagedFileError, OSError) as error:
                    raise CommandError(f"{error}.") from None
                except KeyboardInterrupt:
                    raise CommandError(
                        "Interrupted. The index in service stays as it was.", returncode=130
                    ) from None
            if int(options.get("verbosity", 1)):
                self.stdout.write(f"The search index holds {count:,} articles.")
        outbox.deliver()
