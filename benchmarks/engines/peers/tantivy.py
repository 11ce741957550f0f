"""Tantivy, in two rows: with stems of the text alone, and looking where Diwan looks."""

from typing import Any, ClassVar

import tantivy

from benchmarks.engines.analysed import Analysed, rows
from benchmarks.engines.asked import All, Asked, Beginning, Row, Term
from benchmarks.engines.asked import Any as AnyOf
from benchmarks.engines.documents import FACETS
from benchmarks.engines.peer import PAGE, Answer, Peer, Question

HEAP = 1_000_000_000
"""Bytes that the writer may use before it writes a segment: the fewer segments, the faster."""
MOST_VALUES = 10_000
COUNTS = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in FACETS}
TOTAL = {"total": {"value_count": {"field": "number"}}}


class Stems(Peer):
    """Stems of the text in one field."""

    name = "Tantivy, stems"
    fields: ClassVar[tuple[str, ...]] = ("text",)
    note = "given words already analysed; one thread writes, so that there is one segment"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        builder = tantivy.SchemaBuilder()
        for field in self.fields:
            option = "freq" if field in ("loose", "name") else "position"
            builder.add_text_field(field, tokenizer_name="words", index_option=option)
        for facet in FACETS:
            builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_integer_field("number", fast=True)
        self.schema = builder.build()

    def _index(self) -> tantivy.Index:
        index = tantivy.Index(self.schema, str(self.files.index))
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", words)
        return index

    def build(self) -> int:
        """Write everything and wait until nothing is merged any more."""
        self.files.index.mkdir(exist_ok=True)
        writer = self._index().writer(HEAP, num_threads=1)
        count = 0
        for document in rows(self.files.analysed, Analysed):
            fields = {field: getattr(document, field) for field in self.fields}
            facets = dict(zip(FACETS, document.facets, strict=True))
            writer.add_document(tantivy.Document(number=document.number, **fields, **facets))
            count += 1
        writer.commit()
        writer.wait_merging_threads()
        return count

    def open(self) -> None:
        """Open the newest state."""
        self.searcher = self._index().searcher()

    def understood(self, question: Question) -> Any:
        """A query of Tantivy's."""
        return self._query(question.stems)

    def _query(self, asked: Asked) -> tantivy.Query:
        match asked:
            case Term(field=field, text=text, weight=weight):
                option = "freq"
                query = tantivy.Query.term_query(self.schema, field, text, option)
            case Row(field=field, texts=texts, weight=weight):
                query = tantivy.Query.phrase_query(self.schema, field, list(texts))
            case Beginning(field=field, text=text):
                return tantivy.Query.regex_query(self.schema, field, f"{text}.*")
            case All(parts=parts, refused=refused, raising=raising):
                return tantivy.Query.boolean_query(
                    [(tantivy.Occur.Must, self._query(part)) for part in parts]
                    + [(tantivy.Occur.MustNot, self._query(part)) for part in refused]
                    + [(tantivy.Occur.Should, self._query(part)) for part in raising]
                )
            case AnyOf(parts=parts):
                return tantivy.Query.boolean_query(
                    [(tantivy.Occur.Should, self._query(part)) for part in parts]
                )
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)

    def search(self, understood: Any) -> Answer:
        """The best, then all counts in one pass: its API gives no way to have both in one."""
        found = self.searcher.search(understood, PAGE, count=False)
        addresses = [address for _score, address in found.hits]
        numbers: list[Any] = self.searcher.fast_field_values("number", addresses)
        counted = self.searcher.aggregate(understood, COUNTS | TOTAL)
        facets = {
            name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]}
            for name in FACETS
        }
        return Answer(numbers, int(counted["total"]["value"]), facets)


class Alike(Stems):
    """The fields and weights that Diwan looks with."""

    name = "Tantivy, like for like"
    fields = ("text", "surface", "loose", "title", "title_surface", "name")

    def understood(self, question: Question) -> Any:
        """The query that Diwan understands, as one of Tantivy's."""
        return self._query(question.alike)
