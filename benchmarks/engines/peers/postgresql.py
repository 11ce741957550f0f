"""PostgreSQL's full-text search, on a server of its own that stops when the process ends."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.engines.analysed import Analysed, rows
from benchmarks.engines.asked import All, Asked, Beginning, Row, Term
from benchmarks.engines.asked import Any as AnyOf
from benchmarks.engines.documents import FACETS
from benchmarks.engines.peer import PAGE, Answer, Peer, Question

TABLE = """
CREATE TABLE documents (
    number integer PRIMARY KEY, words tsvector, theme text, outlet text, year text, month text
)
"""
INDEX = "CREATE INDEX ON documents USING gin (words)"
# All in one statement, so that what is found is looked up once.
SEARCH = f"""
WITH found AS MATERIALIZED (
    SELECT number, {", ".join(FACETS)}, ts_rank_cd(words, query) AS score
    FROM documents, CAST(%s AS tsquery) AS query WHERE words @@ query
), best AS (SELECT number FROM found ORDER BY score DESC, number DESC LIMIT {PAGE})
SELECT 'best', number::text, 0 FROM best
UNION ALL SELECT 'total', '', count(*) FROM found
{" ".join(f"UNION ALL SELECT '{f}', {f}, count(*) FROM found GROUP BY {f}" for f in FACETS)}
"""
# It listens in its own folder alone, so that it is in nobody's way.
SETTINGS = "-c listen_addresses= -c fsync=off -c shared_buffers=512MB -c work_mem=64MB"


def _programs() -> Path | None:
    """The folder of the server's programs; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class FullText(Peer):
    """Stems of the text as a tsvector under a GIN index."""

    name = "PostgreSQL, stems"
    note = (
        "given words already analysed; the memory is that of the one server process, and the "
        "size is that of the table and its indexes"
    )

    @classmethod
    def missing(cls) -> str | None:
        """The server's programs, where there are none."""
        return None if _programs() else "PostgreSQL server"

    def build(self) -> int:
        """Make a cluster, fill a table, index it."""
        self._run("initdb", "-U", "bench", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        self._start()
        run = self.connection.execute
        run(TABLE)
        count = 0
        copy = f"COPY documents (number, words, {', '.join(FACETS)}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(copy) as lines:
            for one in rows(self.files.analysed, Analysed):
                lines.write_row((one.number, _vector(one.text), *one.facets))
                count += 1
        run(INDEX)
        run("ANALYZE documents")
        told = run("SELECT pg_total_relation_size('documents')").fetchone()
        assert told is not None
        self._size = int(told[0])
        self._process = self.connection.info.backend_pid
        return count

    def size(self) -> int:
        """What the table takes with its indexes."""
        return self._size

    def open(self) -> None:
        """Start the server again."""
        self._start()

    def close(self) -> None:
        """Stop it, if it runs."""
        if (self.files.index / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "fast", "-w", "stop")

    def other_process(self) -> int | None:
        """The server's process for this connection."""
        return self.connection.info.backend_pid

    def _start(self) -> None:
        folder = self.files.index
        options = f"-c unix_socket_directories={folder} {SETTINGS}"
        self._run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        where = f"host={folder} user=bench dbname=postgres"
        self.connection = psycopg.connect(where, autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program of the server on the cluster, as a user whom it accepts."""
        programs = _programs()
        assert programs is not None
        folder = self.files.index
        as_user: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            folder.mkdir(exist_ok=True)
            shutil.chown(folder, "postgres", "postgres")
            as_user = ["runuser", "-u", "postgres", "--"]
        command = [*as_user, str(programs / program), "-D", str(folder), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def understood(self, question: Question) -> Any:
        """A query in the language of tsquery."""
        return _tsquery(question.stems)

    def search(self, understood: Any) -> Answer:
        """Everything in one statement."""
        numbers: list[int] = []
        total = 0
        facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for kind, value, count in self.connection.execute(SEARCH, (understood,)):
            if kind == "best":
                numbers.append(int(value))
            elif kind == "total":
                total = count
            else:
                facets[kind][value] = count
        return Answer(numbers, total, facets)


MOST_PLACES = 256
"""Positions of one word that a tsvector keeps; it knows none beyond 16,383 either."""


def _vector(text: str) -> str:
    """Words with their places, as a tsvector is written."""
    places: dict[str, list[str]] = {}
    for at, word in enumerate(text.split(" "), start=1):
        known = places.setdefault(word, [])
        if len(known) < MOST_PLACES and at < 16_384:
            known.append(str(at))
    return " ".join(f"{_quoted(word)}:{','.join(at)}" for word, at in places.items() if word and at)


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _tsquery(asked: Asked) -> str:
    match asked:
        case Term(text=text):
            return _quoted(text)
        case Row(texts=texts):
            return "(" + " <-> ".join(map(_quoted, texts)) + ")"
        case Beginning(text=text):
            return f"{_quoted(text)}:*"
        case All(parts=parts, refused=refused):
            wanted = list(map(_tsquery, parts)) + [f"!{_tsquery(part)}" for part in refused]
            return "(" + " & ".join(wanted) + ")"
        case AnyOf(parts=parts):
            return "(" + " | ".join(map(_tsquery, parts)) + ")"
