"""The engine against a plain and slow reading of the same articles."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import And as WhooshAnd
from whoosh.query import Phrase as WhooshPhrase
from whoosh.query import Prefix as WhooshPrefix
from whoosh.query import Term

from search import ranking
from search.analysis import built_in
from search.arabic import is_stop_word
from search.engines.evaluation import Evaluation
from search.engines.schema import Entry
from search.engines.whoosh import Backend
from search.tree import And, Dated, Field, Not, Or, Phrase, Prefix, Word

# What is indexed and sought is read with the names that the database has.
pytestmark = pytest.mark.django_db

VOCABULARY = ["قمة", "باريس", "القمة", "الناتو", "وفد", "من", "في", "روسيا", "تحالف", "تحالفات"]
TEXTS = st.lists(
    st.lists(st.sampled_from([*VOCABULARY, "\n"]), max_size=12).map(" ".join), max_size=8
)


@pytest.fixture
def made(tmp_path):
    """Makes an index of texts, numbered from 1; each further text is a commit of its own."""
    made = []

    def make(*texts, **options):
        backend = Backend("default", PATH=str(tmp_path / str(len(made))))
        made.append(backend)
        for pk, text in enumerate(texts, start=1):
            backend.add([Entry(pk, {"text": text}, **options)])
        return backend

    return make


def word(text):
    return Word(text, 0, 0)


def phrase(text):
    return Phrase(text, 0, 0)


def found(backend, query, **options):
    answer = backend.find(query, {}, (), by_date=False, offset=0, limit=100, **options)
    assert answer.total == len(answer.ids)
    return answer.ids


# --- Plain reading


def tokens(text):
    return built_in().tokens(text)


def holds(text, node):
    """Whether a text answers a query, word by word."""
    match node:
        case Word():
            return {t.stem for t in tokens(node.text)} <= {t.stem for t in tokens(text)}
        case Prefix():
            return any(t.surface.startswith(node.text) for t in tokens(text))
        case Phrase():
            return in_row([t.stem for t in tokens(node.text)], tokens(text))
        case And():
            return all(holds(text, part) for part in node.parts)
        case Or():
            return any(holds(text, part) for part in node.parts)
        case Not():
            return not holds(text, node.part)


def in_row(stems, words):
    places = {(w.position, w.stem) for w in words}
    function_words = {w.position for w in words if is_stop_word(w.text)}

    def follows(at, rest):
        if not rest:
            return True
        return ((at + 1, rest[0]) in places and follows(at + 1, rest[1:])) or (
            at + 1 in function_words and (at + 2, rest[0]) in places and follows(at + 2, rest[1:])
        )

    return any(stem == stems[0] and follows(at, stems[1:]) for at, stem in places)


LEAVES = st.one_of(
    st.sampled_from(VOCABULARY).map(word),
    st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=3).map(" ".join).map(phrase),
    st.sampled_from(["تحا", "نا", "قم"]).map(lambda text: Prefix(text, 0, 0)),
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(Or),
        st.tuples(inner, inner).map(And),
        st.tuples(inner, inner.map(Not)).map(And),
    ),
    max_leaves=4,
)


@given(texts=TEXTS, query=QUERIES)
@settings(max_examples=60)
def test_it_finds_what_a_plain_reading_finds(tmp_path_factory, texts, query):
    backend = Backend("default", PATH=str(tmp_path_factory.mktemp("index")))
    half = len(texts) // 2
    entries = [Entry(pk, {"text": text}) for pk, text in enumerate(texts, start=1)]
    backend.add(entries[:half])
    backend.add(entries[half:])
    expected = {pk for pk, text in enumerate(texts, start=1) if holds(text, query)}
    answer = backend.find(query, {}, (), by_date=False, offset=0, limit=100)
    if not answer.asked:
        assert set(answer.ids) == expected
    else:
        assert not expected


@given(texts=TEXTS, gone=st.sets(st.integers(1, 8)))
@settings(max_examples=30)
def test_what_is_left_after_merging_and_deleting_is_what_was_not_deleted(
    tmp_path_factory, texts, gone
):
    backend = Backend("default", PATH=str(tmp_path_factory.mktemp("index")))
    for pk, text in enumerate(texts, start=1):
        backend.add([Entry(pk, {"text": text}, {"theme": {"a": 1}})])
    with backend._writing() as writer:
        writer.delete(gone)
    left = {pk: text for pk, text in enumerate(texts, start=1) if pk not in gone}
    assert backend.indexed_ids() == set(left)
    for one in VOCABULARY:
        expected = {pk for pk, text in left.items() if holds(text, word(one))}
        assert set(found(backend, word(one))) == expected
    counts = backend.find(None, {}, ("theme",), by_date=True, offset=0, limit=0).facets
    assert counts["theme"] == ({"a": len(left)} if left else {})


# --- Whoosh


def test_whoosh_reads_the_index_as_its_own(made):
    backend = made("قمة الناتو في باريس", "وفد روسيا", "تحالف الناتو\nقمة")
    with backend.index.searcher() as searcher:

        def whoosh(query):
            return {int(hit["django_id"]) for hit in searcher.search(query)}

        assert whoosh(Term("text", "ناتو")) == {1, 3}
        assert whoosh(WhooshAnd([Term("text", "ناتو"), Term("text", "باريس")])) == {1}
        assert whoosh(WhooshPrefix("surface", "تحا")) == {3}
        assert whoosh(WhooshPhrase("surface", ["ناتو", "في", "باريس"])) == {1}
        assert whoosh(WhooshPhrase("text", ["ناتو", "قم"])) == set()


# --- Order


def test_the_word_as_typed_comes_before_its_inflections(made):
    backend = made("تحالفات في باريس", "تحالف في باريس")
    assert found(backend, word("تحالف")) == [2, 1]
    assert found(backend, word("تحالفات")) == [1, 2]


def test_a_phrase_as_typed_comes_before_its_inflections(made):
    backend = made("تحالفات الراغبين اليوم", "تحالف الراغبين اليوم")
    assert found(backend, phrase("تحالف الراغبين")) == [2, 1]
    assert found(backend, phrase("تحالفات الراغبين")) == [1, 2]


def test_a_phrase_may_have_one_function_word_between_its_words_and_not_two(made):
    backend = made("تحالف من الراغبين", "تحالف من في الراغبين", "تحالف كبير الراغبين")
    assert found(backend, phrase("تحالف الراغبين")) == [1]


def test_words_of_the_query_side_by_side_come_before_words_apart(made):
    apart = "قمة عقدت هناك باريس"
    backend = made(apart, "عقدت هناك قمة باريس", apart)
    assert found(backend, And((word("قمة"), word("باريس"))))[0] == 2


def test_without_all_words_those_with_most_are_found(made):
    backend = made("قمة باريس", "قمة روسيا باريس", "وفد")
    query = And((word("قمة"), word("باريس"), word("الناتو")))
    answer = backend.find(query, {}, (), by_date=False, offset=0, limit=10)
    assert (sorted(answer.ids), answer.held, answer.asked) == ([1, 2], 2, 3)


def test_a_long_query_lets_more_words_be_missing(made):
    five = [word(one) for one in ("قمة", "باريس", "الناتو", "روسيا", "وفد")]
    backend = made("قمة باريس الناتو روسيا", "قمة باريس الناتو", "قمة باريس")
    answer = backend.find(And(tuple(five)), {}, (), by_date=False, offset=0, limit=10)
    assert (sorted(answer.ids), answer.held) == ([1, 2], 3)


def test_any_word_ranks_what_holds_one_of_them(made):
    backend = made("قمة باريس", "باريس", "وفد")
    query = And((word("قمة"), word("باريس")))
    assert found(backend, query, any_word=True) == [1, 2]


def test_recent_articles_gain_a_little_only_when_asked(tmp_path):
    today = datetime.date.today()
    old = today - datetime.timedelta(days=3000)
    backend = Backend("default", PATH=str(tmp_path))
    backend.add(
        [
            Entry(1, {"text": "قمة قمة في باريس"}, published=old),
            Entry(2, {"text": "قمة هنا في باريس"}, published=today),
        ]
    )
    assert found(backend, word("قمة")) == [1, 2]
    assert found(backend, word("قمة"), fresh=True) == [2, 1]


def test_bounds_in_time_leave_undated_articles_out(tmp_path):
    day = datetime.date(2021, 12, 1)
    backend = Backend("default", PATH=str(tmp_path))
    backend.add([Entry(1, {"text": "قمة"}, published=day), Entry(2, {"text": "قمة"})])
    assert found(backend, And((word("قمة"), Dated(day, None, 0, 0)))) == [1]
    assert found(backend, And((word("قمة"), Dated(None, day, 0, 0)))) == [1]


def test_names_of_a_kind_are_asked_for_by_any_word_of_any_spelling(tmp_path):
    backend = Backend("default", PATH=str(tmp_path))
    backend.add(
        [
            Entry(1, {"text": "كلمة"}, {"person": {"jens-stoltenberg": 1}}),
            Entry(2, {"text": "كلمة"}, {"person": {"vladimir-putin": 1}}),
        ]
    )
    assert found(backend, Field("person", word("شتولتنبرغ"))) == [1]
    assert found(backend, Field("person", word("Putin"))) == [2]
    assert found(backend, Field("person", Prefix("ستولت", 0, 0))) == [1]
    assert found(backend, Field("place", word("Putin"))) == []


# --- Words the index learned


def test_an_index_keeps_the_words_it_was_made_with_until_it_is_rebuilt(made):
    backend = made("قمة باريس")
    before = backend.analyser()
    backend.add([Entry(9, {"text": "قمة جنيف"})])
    assert backend.analyser() is before


def test_every_weight_stands_in_one_place():
    assert set(ranking.TEXT) >= {"text", "surface", "loose", "title", "standfirst"}
    assert ranking.rarity(1, 10) > ranking.rarity(9, 10) > 0


def test_phrases_are_found_in_a_text_of_very_many_lines(made):
    backend = made("\n".join(["وفد"] * 30_000) + "\nقمة باريس", "قمة\nباريس")
    assert found(backend, phrase("قمة باريس")) == [1]


def test_pages_of_relevance_never_overlap_and_leave_nothing_out(tmp_path):
    backend = Backend("default", PATH=str(tmp_path))
    texts = ["قمة باريس " + "وفد " * (pk * 7 % 13) for pk in range(1, 401)]
    backend.add([Entry(pk, {"text": text}) for pk, text in enumerate(texts, start=1)])
    for fresh in (False, True):
        pages = [
            backend.find(
                word("باريس"), {}, (), by_date=False, offset=start, limit=20, fresh=fresh
            ).ids
            for start in range(0, 400, 20)
        ]
        assert sorted(pk for page in pages for pk in page) == list(range(1, 401))


def test_what_a_query_refuses_is_not_raised_by_the_part_that_refuses_it(made):
    snapshot = made("قمة باريس", "قمة الناتو باريس", "وفد روسيا").snapshot()
    refused = And((word("باريس"), word("وفد"), Not(word("الناتو"))))

    def scores(query):
        ranked = Evaluation(snapshot).answer(query).found
        return dict(zip(snapshot.pks[ranked.docs].tolist(), ranked.scores.tolist(), strict=True))

    alone, beside = scores(word("قمة")), scores(Or((word("قمة"), refused)))
    assert beside[2] == alone[2]
    assert beside[1] > alone[1]
