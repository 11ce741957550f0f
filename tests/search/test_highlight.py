"""Marks in a text, and its best passages."""

import html
import re

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import built_in
from search.highlight import Wanted, mark, passages

NATO = Wanted(frozenset({"ناتو"}))
ALLIANCE = Wanted(phrases=(("حلف", "ناتو"),))
FILLER = "كلام اخر هنا " * 30


def marks(marked):
    return [html.unescape(found) for found in re.findall("<mark>(.*?)</mark>", marked, re.DOTALL)]


def plain(marked):
    return html.unescape(re.sub("</?mark>", "", marked))


def test_it_marks_whole_words_with_their_clitics():
    assert mark("أعلن الناتو وللناتو", NATO) == "أعلن <mark>الناتو</mark> <mark>وللناتو</mark>"


def test_it_marks_nothing_inside_another_word():
    assert "<mark>" not in mark("الناتوس متناتو", NATO)


def test_it_keeps_the_diacritics_and_tatweel_of_the_text():
    assert marks(mark("قال النَّاتـــو", NATO)) == ["النَّاتـــو"]


def test_it_escapes_everything_but_its_own_marks():
    marked = mark('<b>الناتو</b> & "x"', NATO)
    assert marked == "&lt;b&gt;<mark>الناتو</mark>&lt;/b&gt; &amp; &quot;x&quot;"
    assert isinstance(marked, SafeString)


def test_it_marks_a_phrase_as_one_run_and_its_words_alone_not_at_all():
    assert marks(mark("حلف، حلف «الناتو» ناتو", ALLIANCE)) == ["حلف «الناتو"]


def test_a_phrase_does_not_reach_over_a_line_break():
    assert marks(mark("حلف\nالناتو", ALLIANCE)) == []


def test_overlapping_finds_become_one_run():
    both = Wanted(frozenset({"ناتو"}), (), (("حلف", "ناتو"), ("ناتو", "بروكسل")))
    assert marks(mark("حلف الناتو بروكسل ناتو", both)) == ["حلف الناتو بروكسل", "ناتو"]


def test_a_prefix_is_found_behind_the_clitics_of_a_word():
    assert marks(mark("أوكرانيا لأوكرانيين ذكر", Wanted(prefixes=("اوكر",)))) == [
        "أوكرانيا",
        "لأوكرانيين",
    ]


def test_the_passage_with_more_different_words_is_better():
    text = f"ناتو ناتو ناتو {FILLER} ناتو روسيا {FILLER}"
    (best,) = passages(text, Wanted(frozenset({"ناتو", "روسي"})), count=1, width=60)
    assert marks(best) == ["ناتو", "روسيا"]
    assert best.startswith("…")
    assert best.endswith("…")


def test_the_passage_with_the_phrase_is_best():
    text = f"حلف يضم ناتو روسيا {FILLER} حلف الناتو {FILLER}"
    both = Wanted(frozenset({"روسي"}), (), (("حلف", "ناتو"),))
    assert marks(passages(text, both, count=1, width=60)[0]) == ["حلف الناتو"]


def test_passages_come_in_the_order_of_the_text():
    text = f"ناتو {FILLER} ناتو روسيا {FILLER}"
    found = passages(text, Wanted(frozenset({"ناتو", "روسي"})), width=60)
    assert [marks(passage) for passage in found] == [["ناتو"], ["ناتو", "روسيا"]]


def test_a_short_text_is_one_whole_passage_with_spaces_for_line_breaks():
    assert passages("حلف\n\n الناتو ", NATO) == ["حلف <mark>الناتو</mark>"]


def test_where_nothing_is_found_the_beginning_is_shown():
    (beginning,) = passages(" " + FILLER, NATO, width=20)
    assert beginning == "كلام اخر هنا كلام…"


@pytest.mark.parametrize("text", ["", " \n "])
def test_a_text_of_white_space_has_no_passages(text):
    assert passages(text, NATO) == []


def test_a_text_without_spaces_is_cut_all_the_same():
    assert passages("ا" * 1000, NATO, width=50) == ["ا" * 50 + "…"]


PIECES = [
    "الناتو",
    "حلف",
    "حَلْف",
    "روسيا",
    "كلام",
    "<b>",
    "&amp;",
    "\n",
    "\u2028",
    "x",
    "،",
    "\u200f",
]
TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=[]), max_size=5))
).map(" ".join)
WANTED = st.builds(
    Wanted,
    st.frozensets(st.sampled_from(["ناتو", "روسي", "حلف", "x"])),
    st.sampled_from([(), ("كل",)]),
    st.sampled_from([(), (("حلف", "ناتو"),), (("ناتو", "حلف"), ("حلف", "ناتو"))]),
)


@given(TEXTS, WANTED)
def test_a_marked_text_without_its_marks_is_the_text(text, wanted):
    assert re.sub("</?mark>", "", mark(text, wanted)) == str(html.escape(text))


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from([" ", "\n", "«", "-", "9"]))),
    st.builds(
        Wanted,
        st.frozensets(st.sampled_from(["ناتو", "روسي", "حلف", "x", "9"])),
        st.sampled_from([(), ("كل",), ("كل", "رو")]),
        surfaces=st.frozensets(st.sampled_from(["حلف", "ناتو"])),
    ),
)
def test_it_marks_what_a_look_at_every_word_would_mark(pieces, wanted):
    text = "".join(pieces)
    every = [text[t.start : t.end] for t in built_in().tokens(text) if wanted.key(t)]
    assert marks(mark(text, wanted)) == every


@given(TEXTS, WANTED, st.integers(1, 3), st.integers(1, 80))
def test_marks_of_passages_are_words_of_the_text(text, wanted, count, width):
    found = passages(text, wanted, count, width)
    assert len(found) <= count
    all_marks = marks(mark(text, wanted))
    for passage in found:
        assert "\n" not in passage
        assert set(marks(passage)) <= set(all_marks)
    assert bool(all_marks) == any(map(marks, found))


def test_a_megabyte_full_of_hits_is_marked():
    """In linear time: in quadratic time this test would not end."""
    text = "حلف الناتو في روسيا " * 50_000
    wanted = Wanted(frozenset(built_in().stems("روسيا")), ("حل",), (("حلف", "ناتو"),))
    assert mark(text, wanted).count("<mark>") == 100_000
    assert len(passages(text, wanted)) == 2
