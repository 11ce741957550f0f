"""SQLite's full-text search (FTS5), with a table beside it for the facets."""

import sqlite3
from typing import Any

from benchmarks.engines.analysed import Analysed, rows
from benchmarks.engines.asked import All, Asked, Beginning, Row, Term
from benchmarks.engines.asked import Any as AnyOf
from benchmarks.engines.documents import FACETS
from benchmarks.engines.peer import PAGE, Answer, Peer, Question

# Contentless: it keeps no second copy of the texts.
TABLES = """
CREATE VIRTUAL TABLE words USING fts5(
    text, content='', tokenize="unicode61 remove_diacritics 0", prefix='3 4'
);
CREATE TABLE facets (number INTEGER PRIMARY KEY, theme TEXT, outlet TEXT, year TEXT, month TEXT);
"""


class Fts5(Peer):
    """Stems of the text in one column."""

    name = "SQLite FTS5, stems"
    note = "given words already analysed; facets by SQL over a temporary table of what was found"

    def _connection(self) -> sqlite3.Connection:
        self.files.index.mkdir(exist_ok=True)
        connection = sqlite3.connect(self.files.index / "fts.sqlite3", isolation_level=None)
        connection.execute("PRAGMA cache_size = -200000")  # kibibytes: room for all of it
        return connection

    def build(self) -> int:
        """Write everything in one transaction and merge what FTS5 keeps apart."""
        connection = self._connection()
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            ((one.number, one.text) for one in rows(self.files.analysed, Analysed)),
        )
        connection.executemany(
            "INSERT INTO facets VALUES (?, ?, ?, ?, ?)",
            ((one.number, *one.facets) for one in rows(self.files.analysed, Analysed)),
        )
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("COMMIT")
        count: int = connection.execute("SELECT count(*) FROM facets").fetchone()[0]
        connection.close()
        return count

    def open(self) -> None:
        """Open the file, and make room for what a query finds."""
        self.connection = self._connection()
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("CREATE TEMP TABLE found (number INTEGER PRIMARY KEY, score REAL)")

    def understood(self, question: Question) -> Any:
        """A query in FTS5's own language."""
        return _match(question.stems)

    def search(self, understood: Any) -> Answer:
        """What was found is kept for a moment, so that the words are looked up once."""
        execute = self.connection.execute
        execute("DELETE FROM found")
        execute(
            "INSERT INTO found SELECT rowid, bm25(words) FROM words WHERE words MATCH ?",
            (understood,),
        )
        best = execute("SELECT number FROM found ORDER BY score LIMIT ?", (PAGE,)).fetchall()
        total = execute("SELECT count(*) FROM found").fetchone()[0]
        counts = {
            name: dict(
                execute(
                    f"SELECT {name}, count(*) FROM found JOIN facets USING (number) GROUP BY 1"
                ).fetchall()
            )
            for name in FACETS
        }
        return Answer([number for (number,) in best], total, counts)


def _match(asked: Asked) -> str:
    match asked:
        case Term(text=text):
            return f'"{text}"'
        case Row(texts=texts):
            return f'"{" ".join(texts)}"'
        case Beginning(text=text):
            return f'"{text}" *'
        case All(parts=parts, refused=refused):
            wanted = " AND ".join(map(_match, parts))
            return "(" + " NOT ".join([f"({wanted})", *map(_match, refused)]) + ")"
        case AnyOf(parts=parts):
            return "(" + " OR ".join(map(_match, parts)) + ")"
