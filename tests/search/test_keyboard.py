"""What a text typed on the wrong keyboard layout was meant to be."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.keyboard import neighbours, other_layout

ARABIC_KEYS = (
    "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظأإآ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652ـ"
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgkhj,", "الناتو"),
        ("hgsu,]dm", "السعودية"),
        ("v,sdh", "روسيا"),
        ("Hlk hg'hrm", "أمن الطاقة"),
        ("l,/t", "موظف"),
    ],
)
def test_arabic_typed_on_english_keys_is_read_as_arabic(typed, meant):
    assert other_layout(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ىشفخ", "nato"), ("حعفهى", "putin"), ("سفخمفثىلاثقل", "stoltenberg"), ("عى", "un")],
)
def test_english_typed_on_arabic_keys_is_read_as_english(typed, meant):
    assert other_layout(typed) == meant


@pytest.mark.parametrize(
    ("key", "sign"),
    [
        *[("b", "لا"), ("B", "لآ"), ("G", "لأ"), ("T", "لإ")],
        *[("H", "أ"), ("Y", "إ"), ("N", "آ"), ("c", "ؤ"), ("z", "ئ"), ("x", "ء")],
        *[("W", "\u064b"), ("R", "\u064c"), ("S", "\u064d"), ("J", "\u0640")],
    ],
)
def test_a_key_and_its_sign_are_read_as_one_another(key, sign):
    assert other_layout(key) == sign
    assert other_layout(sign) == key


def test_the_lam_alef_key_is_also_read_from_the_ligature_some_systems_write():
    assert other_layout("\ufefb\ufef7") == "bG"


def test_digits_spaces_and_quotation_marks_stay():
    assert other_layout('"hgkhj," 2022 ٢٠٢٢') == '"الناتو" 2022 ٢٠٢٢'
    assert other_layout("«ىشفخ» 2022") == "«nato» 2022"


def test_punctuation_is_read_with_the_letters_it_stands_among():
    assert other_layout("lk?") == "من؟"
    assert other_layout("اخص؟") == "how?"


@pytest.mark.parametrize(
    "text", ["", " ", "2022", ",", "؟", "NATO الناتو", "ناتو n", "café", "НАТО"]
)
def test_there_is_no_other_reading_without_letters_of_one_layout_alone(text):
    assert other_layout(text) is None


@pytest.mark.parametrize("text", ["پوتين", "ڤيينا"])
def test_there_is_no_other_reading_of_letters_that_no_key_writes(text):
    assert other_layout(text) is None


def test_gh_comes_back_as_the_one_key_for_lam_and_alef():
    assert other_layout(other_layout("right")) == "ribt"


@given(st.text(string.ascii_letters + string.digits + " "))
def test_english_comes_back_from_arabic_as_it_was(text):
    # The "a" is for the keys that are letters in English only.
    text = "a" + re.sub("g(?=[hHYN])", "", text)
    assert other_layout(other_layout(text)) == text


@given(st.text(ARABIC_KEYS + string.digits + " ", min_size=1).filter(lambda t: not t.isspace()))
def test_arabic_comes_back_from_english_as_it_was(text):
    english = other_layout(text)
    assert english is None or other_layout(english) in (text, None)


@given(st.text())
def test_any_text_has_a_reading_or_none(text):
    reading = other_layout(text)
    assert reading is None or reading != text


def test_neighbours_are_single_letters_on_keys_that_touch():
    pairs = {frozenset(pair) for pair in neighbours()}
    assert {frozenset(pair) for pair in ("ضص", "شض", "شص", "كط", "طد", "زظ")} <= pairs
    assert not {frozenset(pair) for pair in ("ضث", "شط", "رى", "شش")} & pairs
    assert all(len(letter) == 1 for pair in neighbours() for letter in pair)
