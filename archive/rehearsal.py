"""Trying out what is not to be kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction

from archive import bulk


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the end everything that is done in here, and tell nobody of it."""
    with bulk.changes(kept=False), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def apart() -> Iterator[None]:
    """Work in a copy of the database, where it is one that a single process can write to at a time.

    So nobody has to wait for what takes long and is `undone` anyway. The copy needs as much space
    as the database has, in the folder for temporary files; raises OperationalError where it is not
    there.
    """
    # Within a transaction others wait already, and what it changed cannot be copied.
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    with TemporaryDirectory(prefix="diwan-") as folder:
        own = connection.connection
        where = {"database": str(Path(folder, "copy.sqlite3"))}
        copy: sqlite3.Connection = connection.get_new_connection(
            connection.get_connection_params() | where
        )
        copy.isolation_level = own.isolation_level
        try:
            with connection.wrap_database_errors:
                own.backup(copy)
            connection.connection = copy
            yield
        finally:
            connection.connection = own
            copy.close()
