"""How a segment of the index lies on disk, told to Whoosh.

Whoosh lets a codec say how segments are written and read. Its own stores postings as pickled and
compressed Python objects; this one stores arrays (see `postings`), which `snapshot` reads in
place. Through the readers below Whoosh's own tools see an ordinary index. Segments are written
whole, by `writer`, never posting by posting.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3FieldCursor, W3Segment
from whoosh.formats import Positions
from whoosh.matching import ListMatcher, Matcher
from whoosh.reading import TermInfo, TermNotFound

from search.engines.arrays import Array, ArrayFile
from search.engines.postings import Field

EXTENSION = ".arrays"
MODEL = "archive.article"


class Segment(W3Segment):
    """A part of the index that is written once; only its deletions change."""

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False

    def path(self, storage: Any) -> Path:
        """Where its arrays are."""
        name: str = self.make_filename(EXTENSION)
        return Path(storage.folder) / name

    def deleted(self) -> Array:
        """The numbers of its deleted documents."""
        return np.fromiter(self.deleted_docs(), np.int64, self.deleted_count())


class ArrayCodec(base.Codec):
    """Segments of arrays."""

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        """A segment with a name of its own, without documents yet."""
        return Segment(self, indexname)

    def terms_reader(self, storage: Any, segment: Segment) -> "TermsReader":
        """The terms and postings of a segment."""
        return TermsReader(ArrayFile(segment.path(storage)))

    def per_document_reader(self, storage: Any, segment: Segment) -> "DocumentsReader":
        """What a segment keeps of each document."""
        return DocumentsReader(ArrayFile(segment.path(storage)), segment)


class TermsReader(base.TermsReader):
    """The terms of a segment for Whoosh."""

    def __init__(self, file: ArrayFile) -> None:
        self._fields = {name: Field(file, name) for name in field_names(file)}

    def _number(self, name: str, term: bytes) -> int | None:
        return self._fields[name].number(term) if name in self._fields else None

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) is not None

    def indexed_field_names(self) -> Iterable[str]:
        """The fields that a document of the segment has words in."""
        return self._fields

    def cursor(self, fieldname: str, fieldobj: Any) -> "Cursor":
        """A place among the terms of a field."""
        return Cursor(self._fields[fieldname], fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms with their fields, in order."""
        return ((name, term) for name, field in self._fields.items() for term in field.terms())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from `prefix` on."""
        if (field := self._fields.get(fieldname)) is not None:
            for term in field.terms(field.number_from(prefix)):
                yield fieldname, term

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with what is known of them."""
        return (((name, term), self.term_info(name, term)) for name, term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms of a field from `prefix` on, with what is known of them."""
        for name, term in self.terms_from(fieldname, prefix):
            yield (name, term), self.term_info(name, term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """How often a term stands in the segment; raises TermNotFound."""
        number = self._number(fieldname, text)
        if number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        found = self._fields[fieldname].postings(number)
        return TermInfo(
            weight=float(found.counts.sum()),
            df=len(found.docs),
            minlength=1,
            maxlength=2**31 - 1,
            maxweight=float(found.counts.max()),
            minid=int(found.docs[0]),
            maxid=int(found.docs[-1]),
        )

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents hold a term, which need not be there."""
        number = self._number(fieldname, text)
        return 0 if number is None else len(self._fields[fieldname].postings(number).docs)

    def frequency(self, fieldname: str, text: bytes) -> int:
        """How often a term, which need not be there, stands in all documents together."""
        number = self._number(fieldname, text)
        return 0 if number is None else int(self._fields[fieldname].postings(number).counts.sum())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Matcher:
        """The postings of a term; raises TermNotFound."""
        info = self.term_info(fieldname, text)
        found = self._fields[fieldname].postings(self._number(fieldname, text) or 0)
        values = None
        if found.positions is not None and isinstance(format_, Positions):
            runs = np.split(found.positions, found.position_starts[1:-1])
            values = [format_.encode(run.tolist()) for run in runs]
        return ListMatcher(
            found.docs.tolist(),
            found.counts.astype(float).tolist(),
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=info,
        )


class Cursor(W3FieldCursor):
    """A place among the terms of a field, which can be moved."""

    def __init__(self, field: Field, fieldobj: Any) -> None:
        self._field, self._fieldobj, self._at = field, fieldobj, 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not before `term`."""
        sought = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._at = self._field.number_from(sought)
        return self.text()

    def next(self) -> str | None:
        """Go to the term after."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """The term, None behind the last."""
        if not self.is_valid():
            return None
        found: str = self._fieldobj.from_bytes(self._field.term(self._at))
        return found

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._at < len(self._field)


class DocumentsReader(base.PerDocumentReader):
    """The documents of a segment for Whoosh."""

    def __init__(self, file: ArrayFile, segment: Segment) -> None:
        self._file, self._segment = file, segment

    def doc_count(self) -> int:
        """How many documents are there."""
        found: int = self._segment.doc_count()
        return found

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones among them."""
        found: int = self._segment.doc_count_all()
        return found

    def has_deletions(self) -> bool:
        """Whether some are deleted."""
        found: bool = self._segment.has_deletions()
        return found

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        found: bool = self._segment.is_deleted(docnum)
        return found

    def deleted_docs(self) -> Iterable[int]:
        """Those deleted."""
        found: Iterable[int] = self._segment.deleted_docs()
        return found

    def numbers(self, name: str) -> Array | None:
        """The numbers of one kind, one for each document; None where the segment has none."""
        return self._file.get(name)

    def _lengths(self, name: str) -> Array:
        key = f"{name}.lengths"
        return self._file[key] if key in self._file else np.zeros(self.doc_count_all(), np.uint8)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many words a document has in a field."""
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """How many words all documents have in a field."""
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        """The words of the shortest document."""
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """The words of the longest document."""
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """What Haystack asks for: which object a document is."""
        pk = str(self._file["pk"][docnum])
        return {ID: f"{MODEL}.{pk}", DJANGO_CT: MODEL, DJANGO_ID: pk}


def field_names(file: ArrayFile) -> list[str]:
    """The inverted fields of a segment."""
    return [name.removesuffix(".starts") for name in file if name.endswith(".starts")]
