"""Where the index says that words begin, against a reading of the texts."""

import numpy as np
import pytest
from django.core.management import call_command
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from archive.models import Article
from search.analysis import built_in
from search.engines.finding import Telling
from search.engines.schema import Entry
from search.engines.whoosh import Backend
from search.highlight import Wanted, passages
from search.request import SearchRequest
from search.results import search
from search.tree import And, Or, Phrase, Prefix, Word, wanted

# What is indexed and sought is read with the names that the database has.
pytestmark = pytest.mark.django_db

WORDS = ["قمة", "باريس", "والقمة", "«الناتو»", "من", "في", "روسيا", "تحالفات", "3.5", "(بوتين،"]
SPACES = [
    "  ",
    "\t",
    "\xa0",
    " \x1f ",
    "\u2003",
    "\n",
    "\n\n",
    "\r\n",
    " \n ",
    "\u2028",
    "\x0b",
    "-",
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.sampled_from(SPACES) | st.just(" "), max_size=25)
TYPED = st.sampled_from(["قمة", "باريس", "الناتو", "روسيا", "تحالف", "من", "بوتين"])
LEAVES = st.one_of(
    TYPED.map(lambda text: Word(text, 0, 0)),
    st.lists(TYPED, min_size=2, max_size=3).map(lambda words: Phrase(" ".join(words), 0, 0)),
    st.sampled_from(["قم", "تحا", "رو", "ال", "بال", "وال", "و"]).map(
        lambda text: Prefix(text, 0, 0)
    ),
)
QUERIES = LEAVES | st.lists(LEAVES, min_size=2, max_size=3).flatmap(
    lambda parts: st.sampled_from([And(tuple(parts)), Or(tuple(parts))])
)


def indexed(folder, texts, gone=()):
    """An index of texts, numbered from 1, each a commit of its own."""
    backend = Backend("default", PATH=str(folder))
    for pk, text in enumerate(texts, start=1):
        backend.add([Entry(pk, {"text": text})])
    with backend._writing() as writer:
        writer.delete(gone)
    return backend


@given(texts=st.lists(TEXTS.map("".join), min_size=1, max_size=6), gone=st.sets(st.integers(1, 6)))
@example(texts=["قمة" + " " * 300 + "باريس", "ن" * 70_000 + " روسيا"], gone=set())
@examples(max_examples=80)
def test_every_word_begins_where_a_reading_finds_it(tmp_path_factory, texts, gone):
    backend = indexed(tmp_path_factory.mktemp("index"), texts, gone)
    snapshot = backend.snapshot()
    for document in snapshot.everything.tolist():
        words = built_in().tokens(texts[snapshot.pks[document] - 1])
        positions = np.array([word.position for word in words], np.int64)
        assert snapshot.word_starts(document, positions) == [word.start for word in words]


@given(texts=st.lists(TEXTS.map("".join), min_size=1, max_size=4), query=QUERIES)
@examples(max_examples=80)
def test_passages_are_the_same_when_no_other_words_are_looked_at(tmp_path_factory, texts, query):
    backend = indexed(tmp_path_factory.mktemp("index"), texts)
    marks = wanted(query, backend.analyser())
    found = backend.find(
        query,
        {},
        (),
        by_date=False,
        offset=0,
        limit=20,
        telling=Telling(marks.terms, marks.prefixes),
    )
    for pk, starts in zip(found.ids, found.starts, strict=True):
        assert starts is not None
        text = texts[pk - 1]
        assert passages(text, marks, 3, 40, starts) == passages(text, marks, 3, 40)


@pytest.mark.parametrize("starts", [[0], [4], [9], [30]], ids=str)
def test_where_words_of_another_text_begin_is_not_heeded(starts):
    text, marks = "قال حلف الناتو إنه", Wanted(frozenset({"ناتو"}))
    assert passages(text, marks, starts=starts) == passages(text, marks)
    assert "<mark>" in passages(text, marks, starts=starts)[0]


@pytest.mark.django_db
def test_a_text_that_changed_since_it_was_indexed_is_marked_where_its_words_are():
    article = Article.objects.create(title="خبر", body="أعلن الناتو موعد القمة")
    call_command("update_index", verbosity=0)
    Article.objects.filter(pk=article.pk).update(body="وأعلن اليوم حلف الناتو")
    (hit,) = search(SearchRequest("الناتو")).hits
    assert hit.passages == ["وأعلن اليوم حلف <mark>الناتو</mark>"]
