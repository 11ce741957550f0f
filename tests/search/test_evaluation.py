"""How the search is measured, and what the command says."""

import gzip
import json

import pytest
from django.core.management import CommandError, call_command

from search.evaluation.collection import BrokenCollectionError, read_collection, read_documents
from search.evaluation.measures import measured, summary

# What is indexed and sought is read with the names that the database has.
pytestmark = pytest.mark.django_db

DOCUMENTS = [
    {"id": "a", "title": "قمة باريس", "text": "اجتمع الوفد الروسي", "date": "2021-12-14"},
    {"id": "b", "title": "", "text": "قمة الناتو في بروكسل"},
    {"id": "c", "title": "", "text": "وقف إطلاق النار"},
]
QUERIES = [{"id": "1", "text": "الوفد الروسي"}, {"id": "2", "text": "هدنة أو وقف إطلاق نار؟"}]


@pytest.fixture
def collection(tmp_path):
    lines = "\n".join(json.dumps(document) for document in DOCUMENTS)
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(lines)
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)), "utf-8")
    (tmp_path / "qrels.tsv").write_text("query_id\tdoc_id\trelevance\n1\ta\t1\n2\tc\t1\n", "utf-8")
    return tmp_path


def report(capsys, *arguments, **options):
    call_command("evaluate_search", *map(str, arguments), **options)
    return json.loads(capsys.readouterr().out)


# --- Measures


def test_the_measures_of_a_ranking_are_those_of_the_books():
    found = measured(["x", "a", "b"], {"a": 1, "b": 1})
    assert found["mrr@10"] == 0.5
    assert (found["recall@1"], found["recall@5"]) == (0, 1)
    # (1/log2(3) + 1/log2(4)) / (1 + 1/log2(3))
    assert found["ndcg@10"] == pytest.approx(0.6934, abs=0.0001)


def test_what_stands_below_the_tenth_place_counts_for_nothing():
    found = measured([*"0123456789", "a"], {"a": 1})
    assert set(found.values()) == {0.0}


def test_an_interval_holds_its_mean_and_is_the_same_each_time():
    measures = [measured(["a"], {"a": 1}), measured(["b"], {"a": 1})] * 50
    found = summary(measures)
    low, high = found["mrr@10_ci"]
    assert low < found["mrr@10"] < high
    assert summary(measures) == found


# --- Collections


def test_a_collection_is_read_with_or_without_packing(collection):
    packed = list(read_documents(collection / "corpus.jsonl.gz"))
    text = gzip.decompress((collection / "corpus.jsonl.gz").read_bytes())
    (collection / "corpus.jsonl").write_bytes(text)
    assert list(read_documents(collection / "corpus.jsonl")) == packed
    assert [document.id for document in packed] == ["a", "b", "c"]
    assert str(packed[0].date) == "2021-12-14"


def test_a_query_that_nothing_answers_is_left_out(collection):
    (collection / "qrels.tsv").write_text(
        "query_id\tdoc_id\trelevance\n1\ta\t1\n2\tc\t0\n", "utf-8"
    )
    assert set(read_collection(collection).queries) == {"1"}


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("queries.jsonl", '{"id": "1"}', "line 1"),
        ("queries.jsonl", "what", "line 1"),
        ("qrels.tsv", "query_id\tdoc_id\n1\ta\n", "relevance"),
        ("qrels.tsv", "query_id\tdoc_id\trelevance\n9\ta\t1\n", "no query"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(collection, name, content, problem):
    (collection / name).write_text(content, "utf-8")
    with pytest.raises(BrokenCollectionError, match=problem):
        read_collection(collection)


# --- The command


def test_it_prints_one_object_with_intervals(collection, capsys):
    found = report(capsys, collection)
    assert found["mrr@10"] == 1.0
    assert {"recall@1", "recall@5", "recall@10", "ndcg@10", "mrr@10_ci"} <= set(found)
    assert (found["queries"], found["documents"]) == (2, 3)
    assert found["queries_per_second"] > 0


def test_titles_are_left_out_on_demand(collection, capsys):
    (collection / "queries.jsonl").write_text('{"id": "1", "text": "باريس"}', "utf-8")
    assert report(capsys, collection)["recall@10"] == 1.0
    assert report(capsys, collection, fields="body")["recall@10"] == 0.0


def test_more_documents_are_distractors(collection, capsys, tmp_path):
    more = tmp_path / "more.jsonl"
    more.write_text('{"id": "z", "text": "الوفد الروسي"}\n{"id": "a", "text": "x"}', "utf-8")
    assert report(capsys, collection, corpus=[more])["documents"] == 4


def test_it_can_find_as_readers_do(collection, capsys):
    (collection / "queries.jsonl").write_text('{"id": "1", "text": "الوفد بروكسل الناتو"}', "utf-8")
    assert report(capsys, collection)["recall@10"] == 1.0
    assert report(capsys, collection, all_words=True)["recall@10"] == 0.0


def test_it_says_which_pairs_find_each_other(tmp_path, capsys):
    variants, negatives = tmp_path / "v.tsv", tmp_path / "n.tsv"
    variants.write_text("id\tcategory\ta\tb\n1\tnames\tبوتن\tبوتين\n2\tx\tقمة\tوفد\n", "utf-8")
    negatives.write_text("id\ta\tb\n1\tحرب\tحزب\n", "utf-8")
    found = report(capsys, variants=variants, negatives=negatives)
    assert found["conflated"] == {"all": 0.5, "names": 1.0, "x": 0.0}
    assert found["falsely_conflated"] == 0.0


def test_it_asks_for_something_to_measure():
    with pytest.raises(CommandError, match="Name a folder"):
        call_command("evaluate_search")


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"qrels\.tsv: No such file"):
        call_command("evaluate_search", str(tmp_path))


def test_a_collection_without_documents_says_where_to_get_some(collection):
    (collection / "corpus.jsonl.gz").unlink()
    with pytest.raises(CommandError, match="--corpus"):
        call_command("evaluate_search", str(collection))


def test_the_archive_itself_is_left_alone(collection, capsys, settings):
    from haystack import connections

    before = connections["default"].get_backend().indexed_ids()
    report(capsys, collection)
    assert connections["default"].get_backend().indexed_ids() == before
