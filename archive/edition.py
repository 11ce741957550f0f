"""Sees to it that whatever changes the archive leaves a mark, in the same transaction.

Every statement is looked at on its way to the database, whoever sends it: signals pass over what is
written by the thousand, and SQLite loses triggers when a migration makes their table anew. What is
changed past Django is not seen; `mark_change` is for whoever does that.
"""

import re
import secrets
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from archive.models.edition import BITS, KEPT, ChangeMark

_CHANGE: Final = re.compile(
    r"""\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)
    \s+["`]?(?P<table>\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKS: Final = ChangeMark._meta.db_table
_has_table: set[str] = set()
"""The databases that are known to have the table of marks."""

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Look at every statement that a connection sends from now on."""
    if _look_at not in connection.execute_wrappers:
        connection.execute_wrappers.append(_look_at)


def connect() -> None:
    """Watch every connection that is made from now on."""
    connection_created.connect(watch)


def changed_table(statement: Any) -> str | None:
    """The table that a statement of SQL changes, or None where it changes none."""
    match = _CHANGE.match(str(statement))
    return match["table"] if match else None


def mark_change(connection: BaseDatabaseWrapper) -> None:
    """Leave a mark in the transaction under way, unless it has left one."""
    # What follows a commit is dropped with the savepoint that it was noted in, as its mark is.
    if any(waiting[1] is _marked for waiting in connection.run_on_commit):
        return
    if not _can_be_marked(connection):
        return
    transaction.on_commit(_marked, using=connection.alias)
    marks = ChangeMark.objects.using(connection.alias)
    made = marks.create(mark=secrets.randbits(BITS))
    if made.pk % KEPT == 0:
        marks.filter(pk__lte=made.pk - KEPT).delete()


def _look_at(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    table = changed_table(sql)
    if table is None or table == _MARKS or table in settings.TABLES_THAT_NO_READER_SEES:
        return execute(sql, params, many, context)
    connection: BaseDatabaseWrapper = context["connection"]
    if connection.in_atomic_block:
        result = execute(sql, params, many, context)
        mark_change(connection)
        return result
    with transaction.atomic(using=connection.alias):
        result = execute(sql, params, many, context)
        mark_change(connection)
        return result


def _can_be_marked(connection: BaseDatabaseWrapper) -> bool:
    """Whether the table of marks is there; the first migrations come before it."""
    if connection.alias not in _has_table:
        if _MARKS not in connection.introspection.table_names():
            return False
        _has_table.add(connection.alias)
    return True


def _marked() -> None:
    """Stands among what follows a commit when the transaction under way has left its mark."""
