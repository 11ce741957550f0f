"""The folder of the index: one build in service, locks, lists of changes, and what is kept."""

import shutil
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from haystack import connections

from archive.models import Article
from search import outbox
from search.engines import folder
from search.engines.arrays import DamagedFileError
from search.engines.folder import LEXICON, IndexBusyError, IndexFolder
from search.engines.schema import Entry
from search.engines.whoosh import Backend
from search.models import PendingUpdate
from search.ready import make_ready
from search.state import index_is_current
from search.tree import Word
from tests.made import an_article


@pytest.fixture
def backend(tmp_path):
    backend = Backend("default", PATH=str(tmp_path / "index"))
    backend.add([Entry(pk, {"text": f"قمة باريس رقم{pk}"}) for pk in range(1, 6)])
    return backend


@pytest.fixture
def index():
    return connections["default"].get_backend()


class Holder:
    """Somebody else who writes until told to stop."""

    def __init__(self, index_folder):
        self._folder, self._held, self._done = index_folder, Event(), Event()
        self._thread = Thread(target=self._hold)

    def _hold(self):
        with self._folder.writing():
            self._held.set()
            self._done.wait()

    def __enter__(self):
        self._thread.start()
        self._held.wait()

    def __exit__(self, *error):
        self._done.set()
        self._thread.join()


def ids(backend, text):
    return sorted(backend.find(Word(text, 0, 0), {}, (), by_date=False, offset=0, limit=100).ids)


# --- Builds -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_reader_of_an_old_state_reads_it_to_the_end(backend):
    old = backend.snapshot()
    reader = Backend("default", PATH=backend.path)
    Backend("default", PATH=backend.path).clear()
    assert not (old.state[0]).exists()
    assert len(old.postings("text", "باريس").docs) == 5
    assert old.pks.tolist() == [1, 2, 3, 4, 5]
    assert old.postings("surface", "باريس").positions.tolist() == [1] * 5
    assert ids(reader, "باريس") == []


def test_nothing_is_in_service_that_was_not_put_there(tmp_path):
    index = IndexFolder(tmp_path)
    build = tmp_path / "next-1"
    build.mkdir()
    assert index.current() is None
    named = index.put_in_service(build)
    assert (index.current(), named.is_dir(), build.exists()) == (named, True, False)


@pytest.mark.django_db
def test_a_build_that_is_being_removed_is_not_told_as_damaged(backend, monkeypatch):
    other = Backend("default", PATH=backend.path)
    old = backend._folder.current()
    asked = []

    def current():
        asked.append(None)
        if len(asked) == 2:  # what was in service a moment ago is half gone when it is opened
            kept = shutil.copytree(old, old.with_name("kept"))
            other.clear()
            other.add([Entry(9, {"text": "قمة جنيف"})])
            kept.rename(old)
            (old / LEXICON).unlink()
        return old if len(asked) <= 2 else other._folder.current()

    reader = Backend("default", PATH=backend.path)
    reader.setup()
    monkeypatch.setattr(reader._folder, "current", current)
    assert ids(reader, "قمة") == [9]


@pytest.mark.django_db
def test_an_index_that_lost_its_words_is_told_as_damaged(backend):
    (backend._folder.current() / LEXICON).unlink()
    reader = Backend("default", PATH=backend.path)
    reader.forget()
    with pytest.raises(DamagedFileError, match="is lost"):
        ids(reader, "باريس")
    with pytest.raises(DamagedFileError, match="is lost"):
        reader.add([Entry(9, {"text": "قمة"})])
    assert not reader.is_readable()


def test_a_server_that_starts_says_where_a_disk_changed_the_index(seeds, index, caplog):
    (segment,) = (data.file._path for data in index.snapshot().segments.values())
    found = bytearray(segment.read_bytes())
    found[len(found) // 3] ^= 1
    segment.write_bytes(found)
    index.forget()
    make_ready()
    assert f"in {segment} is damaged: run `manage.py rebuild_index`" in caplog.text


# --- Locks ------------------------------------------------------------------------------------


def test_who_waits_for_too_long_is_told_what_to_do(tmp_path):
    index = IndexFolder(tmp_path)
    writing = index.writing(patience=0.05)
    with Holder(index), pytest.raises(IndexBusyError, match="try again when it has finished"):
        writing.__enter__()
    with index.writing(patience=0):
        pass


@pytest.mark.django_db
def test_who_waits_long_enough_writes(backend):
    holder = Holder(backend._folder)
    with holder:
        late = Thread(target=backend.remove_all, args=([1],))
        late.start()
        assert ids(backend, "باريس") == [1, 2, 3, 4, 5]
    late.join()
    assert ids(backend, "باريس") == [2, 3, 4, 5]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_index_is_made_anew_by_one_at_a_time(index):
    an_article()
    with index._folder.rebuilding(), pytest.raises(CommandError, match="wait until it has"):
        call_command("rebuild_index", verbosity=0)
    call_command("rebuild_index", verbosity=0)
    assert index_is_current()


# --- What could not be written ----------------------------------------------------------------


@pytest.fixture
def left(index, monkeypatch):
    """An article that was saved while another process wrote for too long."""
    monkeypatch.setattr(outbox, "PATIENCE_OF_READERS", 0.0)
    with Holder(index._folder):
        article = an_article(title="قمة باريس")
    assert list(PendingUpdate.objects.values_list("article", flat=True)) == [article.pk]
    assert ids(index, "باريس") == []
    return article


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(
    "deliver",
    [
        pytest.param(outbox.deliver, id="whoever has finished"),
        pytest.param(outbox.deliver_at_start, id="a server that starts"),
        pytest.param(lambda: call_command("update_index", verbosity=0), id="update_index"),
        pytest.param(lambda: call_command("rebuild_index", verbosity=0), id="rebuild_index"),
        pytest.param(an_article, id="the next change"),
    ],
)
def test_what_could_not_be_written_is_written_by(deliver, left, index):
    deliver()
    assert ids(index, "باريس") == [left.pk]
    assert not PendingUpdate.objects.exists()
    assert index_is_current()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_noted_while_somebody_writes_is_written_by_them(index, monkeypatch):
    article, deliver = an_article(title="قمة"), outbox.index_articles

    def slow(*arguments):
        monkeypatch.undo()
        outbox.note([article.pk])
        Article.objects.filter(pk=article.pk).update(title="قمة باريس")
        deliver(*arguments)

    monkeypatch.setattr(outbox, "index_articles", slow)
    an_article()
    assert ids(index, "باريس") == [article.pk]
    assert not PendingUpdate.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_command_that_waited_too_long_says_so(index, monkeypatch):
    an_article()
    monkeypatch.setattr(folder, "try_for", lambda acquire, **_: acquire())
    with Holder(index._folder), pytest.raises(CommandError, match="Another process"):
        call_command("update_index", verbosity=0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_changes_while_the_index_is_made_anew_is_in_the_new_one(index):
    article, gone = an_article(title="قمة"), an_article(title="قمة")
    states = connections["default"].get_unified_index().get_index(Article)

    def progress(step, done, total):
        if step == "writing" and article.title == "قمة":
            article.title = "قمة باريس"
            article.save()
            gone.state = "withdrawn"
            gone.save()
            assert ids(index, "باريس") == [article.pk]

    assert index.rebuild(states, progress) == 1
    assert ids(index, "باريس") == ids(index, "قمة") == [article.pk]
    assert not index._folder._changes.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_index_that_cannot_be_made_leaves_the_old_one_in_service(index):
    article = an_article(title="قمة باريس")
    states = connections["default"].get_unified_index().get_index(Article)
    before = index._folder.current()

    def progress(*_):
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        index.rebuild(states, progress)
    assert index._folder.current() == before
    assert ids(index, "باريس") == [article.pk]
    assert not list(index._folder.path.glob("next-*"))
    assert not index._folder._changes.exists()
