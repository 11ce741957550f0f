"""Joining segments against one segment of the same documents."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage

from search.analysis import built_in
from search.engines import merging
from search.engines.schema import Entry
from search.engines.segments import SegmentMaker, Vocabulary
from tests.search.segments import contents

# What is indexed and sought is read with the names that the database has.
pytestmark = pytest.mark.django_db

# «واشنطن» has a sound and no root, «سنتين» has both, and the sound is the same.
WORDS = [
    "واشنطن",
    "سنتين",
    "قمة",
    "باريس",
    "والقمة",
    "الناتو",
    "من",
    "في",
    "روسيا",
    "بوتين",
    "تحالفات",
    "\n",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)
VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(1, 3))
ENTRIES = st.builds(
    Entry,
    st.just(0),
    st.fixed_dictionaries({"text": TEXTS}, optional={"title": TEXTS, "theme_name": TEXTS}),
    st.fixed_dictionaries({}, optional={"theme": VALUES, "person": VALUES}),
    st.none() | st.dates(),
)
LIVES = st.lists(st.lists(st.tuples(ENTRIES, st.booleans()), min_size=1, max_size=5), min_size=1)


def written(storage, name, entries):
    maker = SegmentMaker()
    for entry in entries:
        maker.add(entry)
    return maker.write(storage, name, Vocabulary(built_in()))


@given(entries=st.lists(ENTRIES, min_size=1, max_size=8))
@examples(max_examples=60)
def test_the_documents_of_a_term_rise(tmp_path_factory, entries):
    storage = FileStorage(str(tmp_path_factory.mktemp("segment")))
    for key, said in contents(written(storage, "ONE", entries), storage).items():
        if isinstance(key, tuple):
            docs, _counts, _positions = said
            assert docs == sorted(set(docs)), key


@given(lives=LIVES, at_once=st.integers(1, 5))
@examples(max_examples=60)
def test_joined_segments_are_one_segment_of_what_is_alive(tmp_path_factory, lives, at_once):
    storage = FileStorage(str(tmp_path_factory.mktemp("segments")))
    segments, left, pk = [], [], 0
    for group in lives:
        entries = []
        for entry, _ in group:
            pk += 1
            entries.append(Entry(pk, entry.texts, entry.values, entry.published))
        segments.append(written(storage, "PARTS", entries))
        for number, (entry, (_, is_alive)) in enumerate(zip(entries, group, strict=True)):
            if is_alive:
                left.append(entry)
            else:
                segments[-1].delete_document(number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "_AT_ONCE", at_once)
        joined = merging.joined(storage, "JOINED", segments)
    assert contents(joined, storage) == contents(written(storage, "ONE", left), storage)
