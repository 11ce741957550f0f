"""Haystack's Whoosh backend, taught Arabic, and reading the index as arrays."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from haystack import connections
from haystack.backends import BaseEngine
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier, get_model_ct
from whoosh import fields
from whoosh.analysis import Analyzer, Token
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, FileIndex
from whoosh.qparser import QueryParser

from search import lexicon
from search.analysis import Analyser, built_in, loose
from search.engines import building, finding
from search.engines.arrays import DamagedFileError
from search.engines.codec import MODEL
from search.engines.entries import entries_of
from search.engines.finding import Found
from search.engines.folder import LEXICON, NAME, PATIENCE, REMEDY, IndexFolder
from search.engines.haystack_search import HaystackSearch, SearchQuery
from search.engines.schema import ANALYSED, VALUES, WITHOUT_POSITIONS, Entry
from search.engines.snapshot import CACHE_BYTES, Snapshot
from search.engines.writer import Writer
from search.tree import Node

_MOST_LEARNED_FROM = 40_000  # articles, by an index that is not made by `rebuild`
_ATTEMPTS = 10  # to open a state before a newer one takes its place


class ArabicAnalyzer(Analyzer):
    """Diwan's own analysis behind Whoosh's interface; `form` is a form of `search.analysis`."""

    def __init__(self, form: str) -> None:
        self.form = form

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]:
        """Yield one Token for each word, with its position and offsets in the original text."""
        token = Token(positions=True, chars=True, removestops=False, mode=kwargs.get("mode", ""))
        for word in built_in().tokens(value):
            forms = loose(word) if self.form == "loose" else (getattr(word, self.form),)
            for form in forms:
                token.text = token.original = form
                token.pos, token.startchar, token.endchar = word.position, word.start, word.end
                token.boost, token.stopped = 1.0, False
                yield token


class _Shared:
    """What the backends of all threads of a process read of one index: each thread has its own."""

    def __init__(self) -> None:
        self.opening = Lock()
        self.snapshot: Snapshot | None = None
        self.analyser: tuple[Path, Analyser] | None = None


_SHARED: WeakValueDictionary[str, _Shared] = WeakValueDictionary()
_SHARING = Lock()


class Backend(HaystackSearch):
    """An index of Whoosh whose segments are arrays, with `find` for the questions of readers.

    Options of the connection: PATH, and CACHE_BYTES, what the lists that were read may take up in
    the memory of each process.
    """

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self._folder = IndexFolder(Path(self.path))
        self._most_bytes = int(options.get("CACHE_BYTES", CACHE_BYTES))
        with _SHARING:
            self._shared = _SHARED.setdefault(str(self._folder.path), _Shared())

    def setup(self) -> None:
        """What Haystack does once before anything else."""
        declared = connections[self.connection_alias].get_unified_index().all_searchfields()
        self.content_field_name, self.schema = self.build_schema(declared)
        self.parser = QueryParser(self.content_field_name, schema=self.schema)
        self.setup_complete = True

    def build_schema(self, haystack_fields: Mapping[str, Any]) -> tuple[str, fields.Schema]:
        """The name of the document field, and a lean schema: texts analysed but not stored."""
        schema: dict[str, Any] = {
            ID: fields.ID(stored=True, unique=True),
            DJANGO_CT: fields.ID(stored=True),
            DJANGO_ID: fields.ID(stored=True),
            "published": fields.DATETIME(),
            **{kind: fields.KEYWORD(commas=True) for kind in VALUES},
            **{
                name: fields.TEXT(ArabicAnalyzer(form), phrase=name not in WITHOUT_POSITIONS)
                for forms in ANALYSED.values()
                for name, form in forms.items()
            },
        }
        names = {declared.index_fieldname for declared in haystack_fields.values()}
        assert names <= set(schema), f"give the index fields {names - set(schema)} a type"
        return "text", fields.Schema(**schema)

    def _from_python(self, value: Any) -> Any:
        # Years are words to filter by, not numbers to reckon with.
        return str(value) if isinstance(value, int) else super()._from_python(value)

    # --- Builds

    def _current(self) -> Path:
        """The build in service; the first one is made here."""
        if not self.setup_complete:
            self.setup()
        current = self._folder.current()
        if current is None:
            with self._folder.writing():
                current = self._current_or_new()
        return current

    def _current_or_new(self) -> Path:
        current = self._folder.current()
        return current or self._folder.put_in_service(self._folder.make_build(self.schema))

    @property
    def index(self) -> FileIndex:
        """Whoosh's own view of the index."""
        return _opened(self._current())

    def analyser(self) -> Analyser:
        """The analysis that the index was made with."""
        return self.snapshot().analyser

    def _analyser_of(self, build: Path) -> Analyser:
        known = self._shared.analyser
        if known is None or known[0] != build:
            if not (build / LEXICON).exists() and not _opened(build)._segments():
                return built_in()  # there is nothing yet that was made with any
            known = self._shared.analyser = (build, building.analyser(build))
        return known[1]

    # --- Writing

    @contextmanager
    def _writing(
        self, texts: Callable[[], Iterable[str]] = tuple, patience: float = PATIENCE
    ) -> Iterator[Writer]:
        """A writer, when others have finished; a new index learns its words from `texts`."""
        if not self.setup_complete:
            self.setup()
        with self._folder.writing(patience):
            build = self._current_or_new()
            try:
                writing = Writer(_opened(build), lambda: self._learned(build, texts))
            except Exception as error:
                raise DamagedFileError(f"{build} cannot be read ({error}): {REMEDY}") from error
            with writing as writer:
                yield writer
                # Before the commit: what is listed in vain does no harm.
                self._folder.note(writer.touched)

    def _learned(self, build: Path, texts: Callable[[], Iterable[str]]) -> Analyser:
        if not (build / LEXICON).exists() and not _opened(build)._segments():
            words = lexicon.words_of(islice(texts(), _MOST_LEARNED_FROM))
            building.learn(build, [lexicon.of_words(words)])
        return self._analyser_of(build)

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Bring the objects' entries up to date; IndexBusyError if others write for too long."""
        self.refresh(index, {instance.pk for instance in iterable})

    def refresh(self, index: Any, ids: Collection[int], patience: float = PATIENCE) -> None:
        """Make the entries of these articles what the database says now, in one commit.

        The database is read only when this process may write: what another process changes
        while this one waits is not overwritten with what was true before. Articles that are not
        to be found leave the index.
        """

        def texts() -> Iterator[str]:
            for instance in index.index_queryset().iterator(chunk_size=500):
                with suppress(SkipDocument):
                    yield index.prepare_text(instance)

        with self._writing(texts, patience) as writer:
            _refresh(writer, index, ids)

    def rebuild(
        self,
        index: Any,
        progress: building.Progress = building.quiet,
        processes: int = 0,
        sparing: bool = False,
    ) -> int:
        """Make the index anew beside the one in service; returns how many entries it has.

        Readers and writers go on with the old one meanwhile. What they change comes in before the
        new one takes its place, in one step. Raises IndexBusyError where somebody rebuilds
        already; the old index stays in service whatever happens. `processes` and `sparing` are
        those of `building.build`.
        """
        if not self.setup_complete:
            self.setup()
        with self._folder.rebuilding():
            with self._folder.writing():
                self._folder.remove_unfinished()
                self._folder.note_changes_from_now()
                made = self._folder.make_build(self.schema)
            try:
                building.build(self.connection_alias, index, made, progress, processes, sparing)
                with self._folder.writing():
                    with Writer(_opened(made), lambda: building.analyser(made)) as writer:
                        _refresh(writer, index, self._folder.changes())
                    self._folder.put_in_service(made)
                    self._folder.end_changes()
            except BaseException:
                self._folder.end_changes()
                self._folder.discard(made)
                raise
        return self.snapshot().count

    def verify(self) -> None:
        """Read the whole index; raises DamagedFileError where it is not what was written."""
        for data in self.snapshot().segments.values():
            try:
                data.file.verify()
            except DamagedFileError as error:
                raise DamagedFileError(f"{error}: {REMEDY}") from None

    def add(self, entries: Sequence[Entry]) -> None:
        """Take in entries that are no articles of the database; a new index learns from them."""
        with self._writing(lambda: (e.texts["text"] for e in entries)) as writer:
            for one in entries:
                writer.add(one)

    def clear(self, models: Any = None, commit: bool = True) -> None:
        """Take every entry out, and the words that the index learned.

        Where `models` names no articles there is nothing to do.
        """
        if models is not None and MODEL not in map(get_model_ct, models):
            return
        if not self.setup_complete:
            self.setup()
        with self._folder.writing():
            self._folder.put_in_service(self._folder.make_build(self.schema))

    def delete_index(self) -> None:
        """Begin anew."""
        self.clear()

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Take one entry out; other models have none."""
        model, _, pk = get_identifier(obj_or_string).rpartition(".")
        if model == MODEL:
            self.remove_all([int(pk)])

    def remove_all(self, pks: Collection[int]) -> None:
        """Take the entries of these articles out."""
        with self._writing() as writer:
            writer.delete(pks)

    def compact(self) -> None:
        """Join the segments and leave out what was deleted, if that is worth the time."""
        with self._writing() as writer:
            writer.compact()

    # --- Reading

    def snapshot(self) -> Snapshot:
        """The newest state of the index."""
        build = self._current()
        current = self._shared.snapshot
        if current is not None and current.is_newest(build):
            return current
        with self._shared.opening:
            for _attempt in range(_ATTEMPTS):
                build, current = self._current(), self._shared.snapshot
                if current is not None and current.is_newest(build):
                    return current
                try:
                    analyser = self._analyser_of(build)
                    opened = Snapshot(_opened(build), analyser, current, self._most_bytes)
                except Exception as error:  # a file breaks in as many ways as it can be damaged
                    problem = error
                    # What a newer state or another build takes the place of may lack a part.
                    is_gone = isinstance(error, FileNotFoundError | EmptyIndexError)
                    if is_gone or build != self._folder.current():
                        continue
                    break
                self._shared.snapshot = opened
                return opened
        raise DamagedFileError(f"{build} cannot be read ({problem}): {REMEDY}") from problem

    def forget(self) -> None:
        """Let go of what was read of the index and worked out of it."""
        self._shared.snapshot = self._shared.analyser = None

    def is_readable(self) -> bool:
        """Whether there is an index, made by this version of the schema, that can be opened."""
        try:
            snapshot = self.snapshot()
            names = set(snapshot.index._read_toc().schema.names())
            return names == set(self.schema.names()) and len(snapshot.pks) == snapshot.size
        except Exception:
            return False

    def indexed_ids(self) -> set[int]:
        """Ids of the articles that the index holds."""
        snapshot = self.snapshot()
        return set(snapshot.pks[snapshot.lives].tolist())

    def holds(self, text: str) -> bool:
        """Whether an article holds a word of `text`, in any inflection."""
        snapshot = self.snapshot()
        return any(snapshot.holds("text", stem) for stem in snapshot.analyser.stems(text))

    def similar(self, pk: int, text: str, limit: int) -> list[int]:
        """Ids of the articles nearest to `text` in their words, the nearest first, without `pk`."""
        return finding.similar(self.snapshot(), pk, text, limit)

    def find(self, query: Node | None, *arguments: Any, **options: Any) -> Found:
        """Articles that answer `query`: see `finding.find`."""
        return finding.find(self.snapshot(), query, *arguments, **options)


def _opened(build: Path) -> FileIndex:
    return FileIndex(FileStorage(str(build)), indexname=NAME)


def _refresh(writer: Writer, index: Any, ids: Collection[int]) -> None:
    """Write what the database says of these articles."""
    writer.delete(ids)
    for entry in entries_of(index, index.index_queryset().filter(pk__in=ids)):
        writer.add(entry)


class Engine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = Backend
    query = SearchQuery
