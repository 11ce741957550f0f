"""Alphabetical order: what stands where, and under which letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.collation import (
    ARABIC,
    DIGITS,
    LATIN,
    OTHERS,
    in_order,
    letter_of,
    letters_bar,
    sections,
    sort_key,
)
from archive.words import fold

LANGUAGES = st.sampled_from(["ar", "en"])
NAMES = st.text() | st.text(alphabet="اأإآٱءؤئبتةهىيوكگفڤ ال-'٠١23aBéТ", max_size=12)


def order(names, language="ar"):
    return in_order(names, str, language)


# --- Order ------------------------------------------------------------------------------------

BY_HAND = [
    "٧ أيام",
    "24 ساعة",
    "أبو الغيط",
    "آبي أحمد",
    "الاتحاد الأفريقي",
    "الاتحاد الأوروبي",
    "اتحاد المغرب العربي",
    "إثيوبيا",
    "أحمد الشرع",
    "الأردن",
    "ألمانيا",
    "إيمانويل ماكرون",
    "پاريس",
    "البحرين",
    "بشار الأسد",
    "جامعة الدول العربية",
    "رأي اليوم",
    "رؤوف",
    "رئيس",
    "سوريا",
    "الشرق الأوسط",
    "على",
    "علي باشا",
    "عليان",
    "غزة",
    "غزة الكبرى",
    "فاطمة بنت مبارك",
    "فاطمه زهرا",
    "ڤيينا",
    "القدس",
    "مصر",
    "مصطفى كمال",
    "مصطفي مدبولي",
    "هآرتس",
    "وزارة الخارجية",
    "اليمن",
    "Al-Monitor",
    "Élysée",
    "The Guardian",
    "Reuters",
    "Коммерсант",
]


def test_arabic_names_stand_where_a_list_written_by_hand_has_them():
    assert order(reversed(BY_HAND)) == BY_HAND


def test_the_article_at_the_head_of_a_name_is_passed_over():
    assert order(["المغرب", "الجزائر", "تونس", "ليبيا"]) == ["تونس", "الجزائر", "ليبيا", "المغرب"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("ألمانيا", "ا"),
        ("إلياس سركيس", "ا"),
        ("آل ثاني", "ا"),
        ("الله", "ا"),
        ("ال", "ا"),
        ("الألمان", "ا"),
        ("ٱلعربية", "ع"),
        ("العربية", "ع"),
        ("اَلـعربية", "ع"),
    ],
)
def test_no_letters_of_a_name_are_taken_for_its_article(name, letter):
    assert letter_of(name) == letter


def test_names_are_ordered_word_by_word():
    names = ["علي", "علي باشا", "علي-باشا زاده", "عليان"]
    assert order(reversed(names)) == names


def test_numbers_come_first_by_their_value_in_whatever_digits():
    assert order(["الخبر", "٢٤ ساعة", "7 أيام", "100"]) == ["7 أيام", "٢٤ ساعة", "100", "الخبر"]


def test_the_readers_own_script_comes_before_the_other():
    names = ["Zaman", "Ahram", "اليوم", "الأهرام"]
    assert order(names, "ar") == ["الأهرام", "اليوم", "Ahram", "Zaman"]
    assert order(names, "en") == ["Ahram", "Zaman", "الأهرام", "اليوم"]


def test_english_names_are_ordered_without_case_accents_and_their_article():
    names = ["Élysée", "the Elders", "eleven", "The Hague", "İbrahim Kalın", "Idlib"]
    by_hand = ["the Elders", "eleven", "Élysée", "The Hague", "İbrahim Kalın", "Idlib"]
    assert order(names, "en") == by_hand


def test_an_apostrophe_parts_no_word():
    assert order(["Bab", "B'Tselem", "Baa"], "en") == ["Baa", "Bab", "B'Tselem"]


@given(NAMES, NAMES, NAMES, LANGUAGES)
def test_the_order_is_total_and_tells_every_two_texts_apart(one, two, three, language):
    a, b, c = (sort_key(text, language) for text in (one, two, three))
    assert (a == b) is (one == two)
    assert (a < b) + (b < a) + (a == b) == 1
    assert not (a < b < c) or a < c


VARIANTS = [*"أإآٱا", "ةه", "ىي", "كک", "فڤ", "بپ"]


@given(st.text(alphabet="ابتةجكفىيهسرأ ", min_size=1, max_size=10), LANGUAGES)
def test_spellings_that_differ_in_what_writers_vary_stand_together(text, language):
    # An alef with a hamza begins no article: this one difference is meant.
    text = "م" + text
    varied = " ".join(map(fold, text.split()))
    assert sort_key(text, language)[:2] == sort_key(varied, language)[:2]
    assert letter_of(text) == letter_of(varied)


def test_marks_and_tatweel_change_no_place():
    assert sort_key("محمّد", "ar")[:2] == sort_key("محـمد", "ar")[:2] == sort_key("محمد", "ar")[:2]


# --- Letters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("أحمد", "ا"),
        ("ءاية", "ا"),
        ("ئيل", "ي"),
        ("ؤلف", "و"),
        ("گاز", "ك"),
        ("چاد", "ج"),
        ("élan", "E"),
        ("Ørsted", "O"),
        ("Łódź", "L"),
        ("The Hague", "H"),
        ("٢٤ ساعة", DIGITS),
        ("G20", "G"),
        ("Москва", OTHERS),
        ("東京", OTHERS),
        ("***", OTHERS),
        ("", OTHERS),
    ],
)
def test_a_name_stands_under_the_letter_where_readers_seek_it(name, letter):
    assert letter_of(name) == letter


def test_every_letter_stands_under_itself_and_the_alphabets_are_in_order():
    for alphabet, language in ((ARABIC, "ar"), (LATIN, "en")):
        assert [letter_of(letter) for letter in alphabet] == list(alphabet)
        assert order(reversed(alphabet), language) == list(alphabet)


@given(st.lists(NAMES), LANGUAGES)
def test_sections_hold_everything_once_and_in_order(names, language):
    found = sections(names, str, language)
    assert [name for section in found for name in section.items] == order(names, language)
    letters = [section.letter for section in found]
    assert len(letters) == len(set(letters))
    assert all(letter_of(name) == s.letter for s in found for name in s.items)


def test_the_bar_gives_the_alphabet_that_holds_most_in_full():
    assert letters_bar({"ب": 2, "M": 1}, "ar") == [*ARABIC, "M"]
    assert letters_bar({"ب": 2, "M": 1}, "en") == ["M", *ARABIC]
    assert letters_bar({DIGITS: 1, "B": 1}, "en") == [DIGITS, *LATIN]
    assert letters_bar({}, "en") == list(LATIN)
