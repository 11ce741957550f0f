"""What a query that Haystack wrote means here: Whoosh's language, over the fields of the index.

Whoosh parses; the fields below say how a value becomes a query. Words go through the analysis of
the index, beginnings and parts of words are sought among the words as written, dates and ids in
the numbers that the index keeps of each article.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
from haystack.constants import DJANGO_ID, ID
from whoosh import fields, query
from whoosh.analysis import Analyzer, Token
from whoosh.matching import ListMatcher, Matcher, NullMatcher
from whoosh.qparser import FuzzyTermPlugin, QueryParser, WildcardPlugin
from whoosh.qparser.common import QueryParserError
from whoosh.util.times import adatetime

from search.analysis import Analyser
from search.arabic import fold
from search.engines.codec import MODEL
from search.engines.schema import ANALYSED, VALUES, WITHOUT_POSITIONS
from search.highlight import Wanted
from search.stemming import beginnings

CONTENT: Final = "text"
_STEMS: Final = {n: form for forms in ANALYSED.values() for n, form in forms.items()}
# Where the words of a text stand as they are written; the other texts have their stems alone.
_AS_WRITTEN: Final = {
    stem: surface
    for forms in ANALYSED.values()
    for stem in forms
    for surface in forms
    if (forms[stem], forms[surface]) == ("stem", "surface")
}
_DIGITS_OF_A_DATE: Final = re.compile("[0-9]{4}(?:[0-9]{2}){0,5}")


def parse(text: str, analyser: Analyser) -> query.Query:
    """The query that a text in Whoosh's language is; what cannot be meant finds nothing."""
    parser = QueryParser(CONTENT, _schema(analyser))
    parser.remove_plugin_class(WildcardPlugin)
    parser.add_plugins([FuzzyTermPlugin(), Patterns()])
    # Whoosh's own simplification takes “everything but this” for everything.
    return parser.parse(text, normalize=False).accept(_for_the_index)


class Patterns(WildcardPlugin):
    """Stars and question marks in words; an Arabic question mark ends a question."""

    qmarks = "?"
    expr = "(?P<text>[*?])"


def wanted(asked: query.Query, analyser: Analyser) -> Wanted:
    """What to mark in the text of an article that answers a query."""
    found = list(_leaves(asked))
    terms = [leaf for leaf in found if isinstance(leaf, query.Term)]
    return Wanted(
        stems=frozenset(t.text for t in terms if _STEMS.get(t.fieldname) == "stem"),
        surfaces=frozenset(t.text for t in terms if _STEMS.get(t.fieldname) == "surface"),
        prefixes=tuple(
            leaf.text
            for leaf in found
            if isinstance(leaf, query.Prefix) and leaf.fieldname in _STEMS
        ),
        phrases=tuple(tuple(leaf.words) for leaf in found if isinstance(leaf, query.Phrase)),
        analyser=analyser,
    )


def _leaves(asked: query.Query) -> Iterator[query.Query]:
    """The parts of a query that say what is sought; what is refused is not among them."""
    if asked.is_leaf():
        yield asked
    elif not isinstance(asked, query.Not):
        for part in asked.children():
            yield from _leaves(part)


# --- Fields


def _schema(analyser: Analyser) -> fields.Schema:
    """The fields that can be asked for, as the parser needs to know them."""
    return fields.Schema(
        **{name: fields.ID(analyzer=Value()) for name in VALUES},
        **{
            name: fields.TEXT(Words(analyser, form), phrase=name not in WITHOUT_POSITIONS)
            for name, form in _STEMS.items()
            if form in ("stem", "surface")
        },
        **{ID: Identifier(), DJANGO_ID: Identifier(), "published": Day()},
    )


class Value(Analyzer):
    """A value as it is, without the quotation marks that Haystack puts round a hyphen."""

    def __call__(self, value: str, **_options: Any) -> Iterator[Token]:
        """Yield one Token."""
        yield Token(text=_unquoted(value), pos=0, startchar=0, endchar=len(value))


class Words(Analyzer):
    """The words of a query in one form; what Whoosh will not have analysed is only folded."""

    def __init__(self, analyser: Analyser, form: str) -> None:
        self._analyser, self._form = analyser, form

    def __call__(self, value: str, tokenize: bool = True, **_options: Any) -> Iterator[Token]:
        """Yield one Token for each word."""
        if not tokenize:
            yield Token(text=fold(value), pos=0, startchar=0, endchar=len(value))
            return
        for word in self._analyser.tokens(value):
            text = getattr(word, self._form)
            yield Token(text=text, pos=word.position, startchar=word.start, endchar=word.end)


class Number(fields.FieldType):
    """A field that stands in an array of the segments, one whole number for each document."""

    array: str

    def __init__(self) -> None:
        """Nothing of it is analysed or written by Whoosh."""

    def bounds(self, text: str) -> tuple[int, int]:
        """The least and the greatest number that a value means; raises ValueError."""
        raise NotImplementedError

    def self_parsing(self) -> bool:
        """It makes its queries itself."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> query.Query:
        """Documents with this value; «*» is any."""
        if qstring == "*":
            return Between(self.array, 1)
        try:
            return Between(self.array, *self.bounds(_unquoted(qstring)))
        except ValueError as error:
            return query.error_query(error)

    def parse_range(
        self,
        fieldname: str,
        start: str | None,
        end: str | None,
        startexcl: bool,
        endexcl: bool,
        boost: float = 1.0,
    ) -> query.Query:
        """Documents with a value between two, either of which may be left open."""
        low, high = 1, None
        try:
            if start and start != "*":
                low = self.bounds(start)[1] + 1 if startexcl else self.bounds(start)[0]
            if end and end != "*":
                high = self.bounds(end)[0] - 1 if endexcl else self.bounds(end)[1]
        except ValueError as error:
            raise QueryParserError(str(error)) from error
        return Between(self.array, low, high)


class Day(Number):
    """The day of publication, asked for by a year, a month, a day or a time of day.

    A day stands for its first instant, so that none equals a later time of day.
    """

    array = "day"

    def bounds(self, text: str) -> tuple[int, int]:
        """The days from the beginning to the end of what a date says, in any punctuation."""
        digits = re.sub(r"[-/:.T\s]", "", text)
        if not _DIGITS_OF_A_DATE.fullmatch(digits):
            raise ValueError(f"{text!r} is no date")
        parts = [int(digits[:4]), *(int(two) for two in re.findall("..", digits[4:]))]
        date = adatetime(*parts)
        first, last = date.floor(), date.ceil()
        midnight = first == first.replace(hour=0, minute=0, second=0, microsecond=0)
        return first.toordinal() + (not midnight), last.toordinal()


class Identifier(Number):
    """An article by its id, alone or as Haystack writes it («archive.article.7»)."""

    array = "pk"

    def bounds(self, text: str) -> tuple[int, int]:
        """The id twice."""
        pk = int(text.removeprefix(f"{MODEL}."))
        return pk, pk


class Between(query.Query):
    """The documents whose number in an array of the segment lies between two, both included."""

    def __init__(self, array: str, low: int, high: int | None = None) -> None:
        self.array, self.low, self.high, self.boost = array, low, high, 1.0

    def __repr__(self) -> str:
        return f"Between({self.array!r}, {self.low!r}, {self.high!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Between) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.array, self.low, self.high))

    def estimate_size(self, ixreader: Any) -> int:
        """At most all."""
        count: int = ixreader.doc_count()
        return count

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """The documents of one segment."""
        reader = searcher.reader()
        # What the reader has open, and not the file by its name: that may be gone.
        numbers = reader._perdoc.numbers(self.array)
        if numbers is None:
            return NullMatcher()
        found = numbers >= self.low
        if self.high is not None:
            found &= numbers <= self.high
        found[reader.segment().deleted()] = False
        docs = np.flatnonzero(found).tolist()
        return ListMatcher(docs, all_weights=1.0) if docs else NullMatcher()


def _unquoted(value: str) -> str:
    return value.strip().strip("'")


# --- Parts of words


def _for_the_index(part: query.Query) -> query.Query:
    """A part of a query as the index can answer it."""
    if isinstance(part, query.And | query.Or) and len(part) == 1 and part.boost == 1:
        return part[0]
    if not part.is_leaf():
        return part
    part = part.normalize()
    name = getattr(part, "fieldname", None)
    if name not in _STEMS:
        return part
    if isinstance(part, query.Every):
        return query.Every() if name == CONTENT else Between(f"{name}.lengths", 1)
    if isinstance(part, query.Phrase) and name in WITHOUT_POSITIONS:
        return query.And([query.Term(name, word) for word in part.words])
    if isinstance(part, query.MultiTerm):
        return _among_the_words_as_written(part, _AS_WRITTEN.get(name, name))
    return part


def _among_the_words_as_written(part: query.MultiTerm, name: str) -> query.Query:
    """Beginnings, patterns, ranges and near misses are of words, not of their stems."""
    if isinstance(part, query.Prefix):
        return _any(query.Prefix(name, text) for text in beginnings(part.text))
    part.fieldname = name
    return part


def _any(parts: Iterable[query.Query]) -> query.Query:
    found = list(parts)
    return found[0] if len(found) == 1 else query.Or(found)
