"""Arabic is handed to what cannot shape it joined, and in the order in which it is seen."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.shaping import visual


def letters(text):
    """What was handed over, its letters in the shapes that they are stored in."""
    return unicodedata.normalize("NFKC", text)


def test_letters_are_joined_and_stand_from_the_left():
    shown = visual("باب", "rtl")
    assert [unicodedata.name(c).rsplit(" ", 2)[-2:] for c in shown] == [
        ["ISOLATED", "FORM"],
        ["FINAL", "FORM"],
        ["INITIAL", "FORM"],
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("حلف (NATO) قال", "لاق (NATO) فلح"),
        ("شركة Apple (AAPL) قالت", "تلاق Apple (AAPL) ةكرش"),
        ("قال «نعم» [مصدر]", "[ردصم] «معن» لاق"),
        ("دول 30 من ٢٥", "٢٥ نم 30 لود"),
        ("نص (أب (NATO)) هنا", "انه ((NATO) بأ) صن"),
        ("NATO (30)", "NATO (30)"),
    ],
)
def test_brackets_quotes_and_figures_stand_as_a_reader_sees_them(text, seen):
    assert letters(visual(text, "rtl")) == seen


@pytest.mark.parametrize(
    ("direction", "seen"), [("rtl", "!NATO"), ("ltr", "NATO!"), ("auto", "NATO!")]
)
def test_a_line_begins_where_it_is_said_to(direction, seen):
    assert visual("NATO!", direction) == seen


@given(st.text(alphabet=st.characters(exclude_categories=["C", "M"]), max_size=60))
def test_nothing_is_lost_of_any_text(text):
    line = re.sub(r"\s", " ", text)
    kept = letters(visual(line)).translate(_TURNED)
    assert sorted(kept) == sorted(letters(line).translate(_TURNED))


# A bracket that is turned round is another character.
_TURNED = {}
for _number in range(0x10000):
    if unicodedata.mirrored(chr(_number)):
        _TURNED[_number] = "("
