"""Imports in batches: what is kept when they end well, are broken off or killed, or only tried."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.importing import run as running
from archive.importing import store as storing
from archive.importing.draft import FAULT, Draft
from archive.importing.item import Found, Item
from archive.importing.run import BATCH, REFUSED, Tally, run
from archive.models import Appearance, Article, Capture, Outlet
from search.engines.whoosh import Backend
from search.models import PendingUpdate
from search.tree import Word
from tests.archive.site import headline, paragraphs, row

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds, for a machine that is busy with other tests


def found(number, content=None, url="", **given):
    """One item with its draft, which no other number has."""
    values = {"title": headline(number), "paragraphs": paragraphs(number), "outlet": "صحيفة كذا"}
    draft = Draft(**{**values, "url": url, **given})
    item = Item(f"table, line {number}", content or f"{number} {url}".encode(), url=url)
    return Found(item, draft)


def outcomes(items, **options):
    return [result.outcome for result in run(items, **options)]


def kept():
    """How much the archive holds."""
    return [m.objects.count() for m in (Article, Capture, Appearance, Outlet, PendingUpdate)]


# --- Batches ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_results_come_in_order_over_several_batches(monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    results = list(run(map(found, range(5))))
    assert [result.name for result in results] == [f"table, line {n}" for n in range(5)]
    assert {result.outcome for result in results} == {"new"}
    assert Article.objects.count() == 5


@pytest.mark.django_db
def test_no_more_is_asked_of_a_source_than_a_batch():
    asked = []
    items = (asked.append(number) or found(number) for number in range(BATCH + 50))
    next(run(items))
    assert len(asked) == BATCH


@pytest.mark.django_db
def test_what_is_refused_keeps_out_nothing_else():
    items = [found(1), Found(Item("a", b""), refused="it is none."), found(2, paragraphs=[])]
    tally = Tally()
    for result in run([*items, found(3), found(3)]):
        tally.add(result)
    assert tally.outcomes == {"new": 2, REFUSED: 2, "unchanged": 1}
    assert (tally.total, tally.waiting) == (5, 0)
    assert [one.name for one in tally.refused] == ["a", "table, line 2"]
    assert tally.refused[0].reason == "it is none."


@pytest.mark.django_db
def test_what_waits_for_an_editor_is_counted():
    tally = Tally()
    for result in run([found(1, title=""), found(2)]):
        tally.add(result)
    assert (tally.outcomes["new"], tally.waiting) == (2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [ZeroDivisionError, KeyError, running.transaction.DatabaseError])
def test_a_fault_of_the_program_in_one_item_is_one_refusal_and_logged(monkeypatch, caplog, fault):
    def fail(draft, item):
        if item.name.endswith("2"):
            Outlet.objects.create(name="نصف عمل")
            raise fault
        return []

    monkeypatch.setattr(storing, "_sent_with", fail)
    results = list(run(map(found, (1, 2, 3))))
    assert [result.outcome for result in results] == ["new", REFUSED, "new"]
    assert results[1].reason == FAULT
    assert fault.__name__ in caplog.text
    assert "table, line 2" in caplog.text
    assert not Outlet.objects.filter(name="نصف عمل").exists()
    assert Article.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_fails_ends_the_import_without_half_a_batch(monkeypatch):
    def fail(draft, item):
        if item.name.endswith("3"):
            raise running.OperationalError("the disk is full")
        return []

    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(storing, "_sent_with", fail)
    with pytest.raises(running.OperationalError):
        outcomes(map(found, (1, 2, 4, 3)))
    assert Article.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("where", ["source", "store"])
def test_an_import_that_is_broken_off_leaves_no_half_batch_and_goes_on(monkeypatch, where):
    def break_off(draft, item):
        if item.name.endswith("3"):
            raise KeyboardInterrupt
        return []

    def items():
        yield from map(found, (1, 2, 4))
        if where == "source":
            raise KeyboardInterrupt
        yield found(3)

    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(storing, "_sent_with", break_off)
    with pytest.raises(KeyboardInterrupt):
        outcomes(items())
    assert kept() == [2, 2, 2, 1, 2]
    monkeypatch.undo()
    assert outcomes(map(found, (1, 2, 4, 3))) == ["unchanged", "unchanged", "new", "new"]
    assert kept() == [4, 4, 4, 1, 0]


# --- Only trying ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_dry_run_keeps_nothing_and_says_what_an_import_would(monkeypatch, size):
    monkeypatch.setattr(running, "BATCH", size)
    page, other = "https://news.example/1", "https://news.example/2"
    words = {"title": headline(2), "paragraphs": paragraphs(2)}
    # A page with more words, still more, and those once more; another one with its second words.
    changing = [
        found(6, b"%d" % n, url=f"{page}/{n // 4}", paragraphs=paragraphs(6) + ["و" * k])
        for n, k in enumerate((1, 2, 3, 3, 2))
    ]
    items = [
        found(1),
        found(2, url=page),
        Found(Item("a", b""), refused="it is none."),
        found(1),  # the same bytes
        found(1, b"others"),  # the same words
        found(3, url=page, **words),  # the same page, with the same words
        # The same page, with more words.
        found(4, b"changed", url=f"{page}?utm_source=x", paragraphs=paragraphs(2) + paragraphs(4)),
        found(5, b"same", url=other),
        found(5, b"same", url=page),  # the bytes of one page at another
        *changing,
    ]
    before = kept()
    dry = outcomes(items, dry=True)
    assert kept() == before
    assert dry == outcomes(items)
    assert dry == [
        *("new", "new", REFUSED, "unchanged", "duplicate", "unchanged", "updated", "new"),
        *("duplicate", "new", "updated", "updated", "unchanged", "new"),
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_dry_run_knows_what_the_archive_has():
    outcomes([found(1), found(2, url="https://news.example/2")])
    more = paragraphs(2) + paragraphs(3)
    changed = found(3, url="https://news.example/2", paragraphs=more)
    before = list(Article.objects.values())
    assert outcomes([found(1), found(1, b"x"), changed], dry=True) == [
        *("unchanged", "duplicate", "updated"),
    ]
    assert list(Article.objects.values()) == before


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_dry_run_leaves_alone_what_is_noted_for_the_index():
    PendingUpdate.objects.create(article=1)
    outcomes([found(1)], dry=True)
    assert kept() == [0, 0, 0, 0, 1]


def test_others_can_write_while_a_dry_run_goes_on(tmp_path, empty):
    folder = Folder(tmp_path / "dry", empty)
    process = folder.start(
        "import_articles", "--dry-run", "--verbosity=2", folder.path / "big.jsonl"
    )
    first = process.stdout.readline()  # a batch is through
    process.send_signal(signal.SIGSTOP)
    folder.rows("INSERT INTO archive_outlet (name, slug) VALUES ('غيرها', 'another')", timeout=0)
    process.send_signal(signal.SIGCONT)
    printed, _ = ended(process, status=1)  # some rows are refused
    assert first.startswith("new ")
    assert f"all documents          {ROWS}" in printed
    assert folder.articles() == 0
    assert folder.rows("SELECT name FROM archive_outlet") == [("غيرها",)]


# --- Killed half way --------------------------------------------------------------------------


ROWS = 250


def table():
    """Rows of which some are duplicates, some copies of others in another paper, some refused."""
    for number in range(ROWS):
        published = f"2024-05-{number % 28 + 1:02}"
        url = f"https://news.example/{number}"
        if number % 10 == 7:  # agency copy under another headline
            values = row(number - 5) | {"title": headline(number), "url": url}
            values |= {"published": f"2024-05-{(number - 5) % 28 + 1:02}", "outlet": "البيان"}
        elif number % 10 == 8:
            values = row(number - 3, url=url)
        elif number % 100 == 50:
            values = {"title": headline(number), "body": "نص", "published": "غدا"}
        else:
            values = row(number, url=url, published=published, outlet="الاتحاد")
        yield json.dumps(values, ensure_ascii=False)


class Folder:
    """An archive of its own, and what commands do to it."""

    def __init__(self, path, template=None):
        self.path = path
        if template:
            shutil.copytree(template.path, path)
            return
        (path / "big.jsonl").write_text("\n".join(table()), encoding="utf-8")
        ended(self.start("migrate", "--verbosity=0"))

    def start(self, *arguments):
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        own = {"DIWAN_MODE": "local", "DIWAN_DATA_DIR": str(self.path), "PYTHONUNBUFFERED": "1"}
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env={**kept, **own, "DJANGO_SETTINGS_MODULE": "config.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def importing(self):
        return self.start("import_articles", "--verbosity=0", self.path / "big.jsonl")

    def rows(self, query, timeout=PATIENCE):
        with sqlite3.connect(self.path / "diwan.sqlite3", timeout=timeout) as connection:
            return connection.execute(query).fetchall()

    def articles(self):
        return self.rows("SELECT COUNT(*) FROM archive_article")[0][0]

    def everything(self):
        """What the archive holds and its index finds, without the moments at which it came in."""
        backend = Backend("default", PATH=str(self.path / "index"))
        asked = ("قمة", "جنيف", "الهدنة", "الميناء", "17")
        found = {
            word: backend.find(Word(word, 0, 0), {}, (), by_date=True, offset=0, limit=500).ids
            for word in asked
        }
        queries = (
            "SELECT id, title, body, published, outlet_id, copy_of_id, text_key, url, state"
            " FROM archive_article ORDER BY id",
            "SELECT article_id, capture_id, part, page_key, outlet_id FROM archive_appearance"
            " ORDER BY id",
            "SELECT id, sha256, size, name FROM archive_capture ORDER BY id",
            "SELECT article_id, number FROM archive_shingle ORDER BY article_id, number",
            "SELECT article FROM search_pendingupdate",
        )
        return [*map(self.rows, queries), backend.indexed_ids(), found]


def ended(process, status=0):
    """What a process printed that ended so."""
    printed, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == status, errors
    assert "Traceback" not in errors, errors
    return printed, errors


def half_way(folder, process):
    """Wait until some of its articles are in."""
    until = time.monotonic() + PATIENCE
    while not folder.articles():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An archive without articles, beside the table that is to be imported."""
    return Folder(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def unbroken(empty, tmp_path_factory):
    """An archive into which the table was imported at one go."""
    folder = Folder(tmp_path_factory.mktemp("archives") / "unbroken", empty)
    ended(folder.importing(), status=1)  # some rows are refused
    return folder


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_second_run_ends_with_the_archive_of_an_unbroken_one(tmp_path, empty, unbroken, sign):
    folder = Folder(tmp_path / "broken", empty)
    process = folder.importing()
    half_way(folder, process)
    process.send_signal(sign)
    if sign == signal.SIGINT:
        _, errors = ended(process, status=130)
        (sentence,) = [line for line in errors.splitlines() if not line.startswith(REFUSED)]
        assert "run it again, and it goes on from there." in sentence
    else:
        process.communicate(timeout=PATIENCE)
    assert 0 < folder.articles() < unbroken.articles()
    in_archive = folder.rows("SELECT id FROM archive_article")
    waiting = folder.rows("SELECT article FROM search_pendingupdate")
    assert set(in_archive) == set(waiting)

    printed, errors = ended(folder.importing(), status=1)
    assert " unchanged" in printed
    everything = folder.everything()
    assert everything == unbroken.everything()
    articles, found = everything[0], everything[-1]
    assert any(copy_of for _id, *_, copy_of, _key, _url, _state in articles)
    assert all(found.values())
    assert everything[4] == []
