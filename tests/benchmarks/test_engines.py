import datetime
import gzip
import json
import random
from pathlib import Path

import pytest

from benchmarks.engines.analysed import Analysed, analysed, rows, write
from benchmarks.engines.asked import All, Beginning, Row, Term, alike, stems
from benchmarks.engines.asked import Any as AnyOf
from benchmarks.engines.documents import FACETS, Document, multiplied, perturbed, read
from benchmarks.engines.measured import Built, Measured
from benchmarks.engines.measured import Row as TableRow
from benchmarks.engines.measures import Spread, memory, percentile
from benchmarks.engines.peer import Timing
from benchmarks.engines.queries import KINDS, Query, drawn
from benchmarks.engines.tables import growth, tables
from search.analysis import built_in

WORDS = [
    "أعلنت",
    "الحكومة",
    "قرارات",
    "جديدة",
    "بشأن",
    "التعاون",
    "الدولي",
    "بعد",
    "اجتماع",
    "وزراء",
    "الخارجية",
    "مساء",
    "الخميس",
    "وأكد",
    "المتحدث",
    "الرسمي",
    "استمرار",
    "المفاوضات",
    "حول",
    "الحدود",
    "والأسعار",
    "والتجارة",
    "والزراعة",
    "والصناعة",
    "والتعليم",
]


def made(count: int) -> list[Document]:
    rng = random.Random(7)
    return [
        Document(
            number,
            " ".join(rng.choices(WORDS, k=5)),
            " ".join(rng.choices(WORDS, k=120)),
            datetime.date(2015, 7, 1),
            "outlet-01",
            "theme-01",
        )
        for number in range(1, count + 1)
    ]


def test_reads_packed_lines_and_makes_up_what_they_do_not_tell(tmp_path: Path):
    path = tmp_path / "corpus.jsonl.gz"
    lines = [
        {"id": "a", "title": "عنوان", "text": "نص", "source": "paper", "date": "2015-07-02 10:00"},
        {"id": "b", "text": "نص آخر"},
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(map(json.dumps, lines)) + "\n\n")
    told, untold = read([path])
    assert told.outlet == "paper"
    assert told.facets()[FACETS.index("month")] == "2015-07"
    assert untold.outlet.startswith("outlet-")
    assert read([path]) == [told, untold]


def test_an_archive_of_several_times_the_size_is_always_the_same():
    once, again = (list(multiplied(made(20), 3)) for _ in range(2))
    assert once == again
    assert [document.number for document in once] == list(range(1, 61))
    assert once[:20] == made(20)
    assert once[20].text != once[0].text
    assert once[20].date < once[0].date


def test_copies_bring_new_words():
    known = set(WORDS)
    words = [w for d in list(multiplied(made(20), 2))[20:] for w in d.text.split(" ")]
    new = [word for word in words if word not in known]
    assert 0.005 < len(new) / len(words) < 0.015


def test_perturbation_keeps_an_empty_text():
    assert {perturbed("", ["word"], random.Random(seed)) for seed in range(500)} == {""}


def test_queries_are_of_every_kind_and_always_the_same():
    documents = made(30)
    queries = drawn(documents, 5)
    assert queries == drawn(documents, 5)
    assert {kind: sum(q.kind == kind for q in queries) for kind in KINDS} == dict.fromkeys(KINDS, 5)
    assert queries != drawn(documents, 5, seed=2)


def test_no_more_queries_than_documents_have():
    queries = drawn([Document(1, "", "الحكومة", datetime.date(2015, 1, 1), "o", "t")], 5)
    assert [q.text for q in queries if q.kind == "1 word"] == ["الحكومة"]
    assert not [q for q in queries if q.kind == "2 words"]


def test_stems_of_a_query():
    analyser = built_in()
    assert stems("الضمانات", analyser) == Term("text", "ضمان")
    assert isinstance(stems('"وزير الخارجية"', analyser), Row)
    found = stems("(قمة OR اجتماع) -حرب", analyser)
    assert isinstance(found, All)
    assert isinstance(found.parts[0], AnyOf)
    assert len(found.refused) == 1
    assert stems("ضما*", analyser) == Beginning("text", "ضما")


@pytest.mark.django_db
def test_a_query_as_diwan_looks_for_it_asks_more_fields():
    found = alike("الضمانات", built_in(), lambda text: True)
    assert isinstance(found, All)
    fields = {part.field for part in found.raising if isinstance(part, Term)}
    assert fields == {"surface", "title", "title_surface", "loose"}


@pytest.mark.django_db
def test_documents_are_analysed_with_their_titles_and_kept(tmp_path: Path):
    document = Document(1, "الضمانات", "وزير", datetime.date(2015, 1, 1), "o", "t")
    one = analysed(document, built_in())
    assert one.text.split(" ")[0] == one.title == "ضمان"
    write(tmp_path / "rows", [one, one])
    assert list(rows(tmp_path / "rows", Analysed)) == [one, one]


@pytest.mark.parametrize(
    ("percent", "expected"), [(50, 5), (95, 10), (99, 10), (10, 1), (1, 1), (100, 10)]
)
def test_percentile_is_one_of_the_values(percent, expected):
    assert percentile(range(10, 0, -1), percent) == expected


def test_spread_tells_the_extremes():
    assert str(Spread((1.0, 3.0, 2.0))) == "2.00 (1.00–3.00)"
    assert str(Spread((1234.5,))) == "1,234"


def test_memory_of_a_process_that_is_gone_is_not_known():
    assert memory(2**30).peak is None


def run(times: int = 1) -> Measured:
    queries = [Query("1 word", "a"), Query("phrase", '"a b"')]
    built = Built(10 * times, 2.0, 5_000_000, None)

    def row(name: str, seconds: dict[int, float], totals: dict[int, int | None]) -> TableRow:
        engine = name.split(",")[0]
        return TableRow(engine, name, f"note of {name}", built, [Timing(seconds, totals)] * 2)

    return Measured(
        times,
        10 * times,
        100.0,
        queries,
        [
            row("Diwan, warm", {0: 0.002, 1: 0.004}, {0: 3, 1: 1}),
            row("Peer", {0: 0.001}, {0: 3}),
        ],
    )


def test_tables_compare_what_both_were_asked():
    text = tables(run())
    assert "| Peer | 2.00 (2.00–2.00) | 2.00 (2.00–2.00) | 2.00 / 2.00 | 100% |" in text
    assert "| Peer | 1.00 / 1.00 | – |" in text


def test_growth_has_a_column_for_each_size():
    assert "| engine | 10 documents | 40 documents |" in growth([run(1), run(4)])
