"""Which words of the archive a misspelled word is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic import fold
from search.spelling import Speller, _distance

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
WORDS = st.text(LETTERS, min_size=1, max_size=9)
ARCHIVE = """
الناتو الضمانات اوكرانيا روسيا السعوديه استنبول واشنطن ستولتنبرغ مفاوضات مسءول رحمه
اتفاق قمه مءتمر محادثات العقوبات زيلينسكي غوتيريش nato stoltenberg 2021 في من
"""
SPELLER = Speller(dict.fromkeys(ARCHIVE.split(), 10))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("مفاوظات", "مفاوضات"),
        ("اسطنبول", "استنبول"),
        ("مفاضات", "مفاوضات"),
        ("مفاواضات", "مفاوضات"),
        ("محداثات", "محادثات"),
        ("العقوباب", "العقوبات"),
        ("اكرانيا", "اوكرانيا"),
        ("زلنسكي", "زيلينسكي"),
        ("ستولتنبرك", "ستولتنبرغ"),
        ("شتولتنبرك", "ستولتنبرغ"),
        ("غوطريش", "غوتيريش"),
        ("مسوول", "مسءول"),
        ("رحمت", "رحمه"),
        ("stoltenburg", "stoltenberg"),
        ("ntao", "nato"),
    ],
)
def test_a_misspelled_word_is_taken_for_the_word_that_was_meant(typed, meant):
    assert SPELLER.suggest(typed)[0] == meant


@pytest.mark.parametrize("word", ["الناتو", "nato", "2021"])
def test_a_known_word_means_itself(word):
    assert SPELLER.suggest(word) == []


@pytest.mark.parametrize("word", ["", "ف", "قه", "na"])
def test_a_word_of_less_than_three_letters_is_not_guessed_at(word):
    assert SPELLER.suggest(word) == []


@pytest.mark.parametrize("word", ["2012", "b2021", "natoالناتو", "нато", "ناتو الناتو", "ا" * 5000])
def test_what_is_no_single_word_is_not_guessed_at(word):
    assert SPELLER.suggest(word) == []


def test_a_number_is_never_suggested():
    assert Speller({"2021": 9, "ب2021": 9}).suggest("ببب") == []


def test_a_short_word_may_be_wrong_in_one_letter_only():
    speller = Speller({"سلام": 5})
    assert speller.suggest("سنام") == ["سلام"]
    assert speller.suggest("قنام") == []


def test_a_longer_word_may_be_wrong_in_more_letters():
    speller = Speller({"الانتخابات": 5})
    assert speller.suggest("الانطخاباث") == ["الانتخابات"]
    assert speller.suggest("الفنقخاكات") == []


def test_a_confusion_of_sounds_comes_before_a_slip_and_a_slip_before_chance():
    sound, slip, chance = "مطبوعات", "منبوعات", "مجبوعات"
    speller = Speller(dict.fromkeys([chance, slip, sound], 5))
    assert speller.suggest("متبوعات") == [sound, slip, chance]


def test_of_words_equally_near_the_frequent_one_comes_first():
    assert Speller({"كتاب": 5, "كباب": 500}).suggest("كشاب") == ["كباب", "كتاب"]
    assert Speller({"كتاب": 500, "كباب": 5}).suggest("كشاب") == ["كتاب", "كباب"]


def test_a_somewhat_more_frequent_word_does_not_come_before_a_nearer_one():
    assert Speller({"مطار": 2, "مسار": 40}).suggest("متار") == ["مطار", "مسار"]


def test_one_mistake_comes_before_two_that_are_easily_made():
    assert Speller({"سيناريوهات": 5, "سنارهات": 5}).suggest("سنارفهات")[0] == "سنارهات"


def test_no_more_words_are_suggested_than_asked_for():
    speller = Speller(dict.fromkeys([f"كتا{letter}" for letter in "بمنرسش"], 5))
    assert len(speller.suggest("كتاف")) == 5
    assert len(speller.suggest("كتاف", limit=2)) == 2


def test_suggestions_do_not_hang_on_the_order_of_the_vocabulary():
    words = [f"كتا{letter}" for letter in "بمنرسشدذ"]
    forwards = Speller(dict.fromkeys(words, 5))
    backwards = Speller(dict.fromkeys(reversed(words), 5))
    assert forwards.suggest("كتاف") == backwards.suggest("كتاف")


def test_an_empty_archive_suggests_nothing():
    assert Speller({}).suggest("الناتو") == []


@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways(one, other):
    assert _distance(one, other) == pytest.approx(_distance(other, one))


@given(WORDS, WORDS)
def test_distance_is_nothing_only_between_equal_words(one, other):
    assert (_distance(one, other) == 0) == (one == other)


@given(WORDS, WORDS, st.floats(0, 4))
def test_giving_up_early_does_not_change_a_distance_within_reach(one, other, furthest):
    exact = _distance(one, other)
    early = _distance(one, other, furthest)
    assert early == exact if exact <= furthest else early > furthest


@given(st.text(LETTERS, min_size=5, max_size=12), st.data())
def test_a_word_is_found_by_any_one_wrong_letter(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    wrong = word[:at] + data.draw(st.sampled_from(LETTERS)) + word[at + 1 :]
    assert wrong == word or Speller({word: 1}).suggest(wrong) == [word]


@given(st.dictionaries(WORDS, st.integers(0, 1000)), st.text())
def test_suggestions_are_other_words_of_the_archive_each_once(counts, word):
    suggested = Speller(counts).suggest(fold(word))
    assert len(suggested) == len(set(suggested)) <= 5
    assert set(suggested) <= counts.keys() - {fold(word)}


def test_the_right_word_is_found_among_tens_of_thousands():
    ends = [a + b + c for a in LETTERS for b in LETTERS for c in LETTERS]
    speller = Speller({f"مفا{end}": 1 for end in ends} | {"مفاوضات": 9})
    assert speller.suggest("مفاوظات")[0] == "مفاوضات"
