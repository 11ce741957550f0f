"""How words are found in a text, folded and stemmed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import PARAGRAPH_GAP, built_in
from search.arabic import fold, is_stop_word

ARABIC = st.text(
    st.one_of(
        st.sampled_from(
            "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئةى \n\u0640\u064b\u0651\u200c\u200f\u202b"
        ),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from("0123٠١٢٣۰۱.,٫٬-a"),
    )
)
ANYTHING = st.one_of(ARABIC, st.text(st.characters(exclude_categories=[])))

tokens, analyse = built_in().tokens, built_in().stems


def surface(word):
    return built_in().forms(word).surface


def stem(word):
    return built_in().forms(word).stem


def words(text):
    return [token.text for token in tokens(text)]


def stems(line):
    return {stem(fold(word)) for word in line.split()}


# --- tokens


def test_it_keeps_marks_and_tatweel_inside_their_word():
    text = "قال مُـحَمَّدٌ هنا"
    token = tokens(text)[1]
    assert text[token.start : token.end] == "مُـحَمَّدٌ"
    assert token.text == "محمد"


def test_it_reads_presentation_forms_as_the_letters_they_show():
    assert words("\ufedf\ufe92\ufee8\ufe8e\ufee5") == ["لبنان"]
    assert words("\ufef7\ufee6") == ["لان"]  # lam with alef and hamza, one ligature


def test_it_parts_words_at_dashes_and_punctuation():
    assert words("روسيا–الناتو، (حلف)؟") == ["روسيا", "الناتو", "حلف"]


def test_a_format_character_stays_inside_a_word_but_not_after_its_end():
    text = "\u202bالنا\u200fتو\u202c"
    (token,) = tokens(text)
    assert text[token.start : token.end] == "النا\u200fتو"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("٢٠٢٤", "2024"),
        ("۲۰۲۴", "2024"),
        ("1,000,000", "1000000"),
        ("١٬٥٠٠٫٥", "1500.5"),
        ("3,5", "3.5"),
        ("007", "7"),
        ("0", "0"),
    ],
)
def test_it_reads_a_number_in_any_digits_as_one_word(typed, folded):
    assert words(typed) == [folded]


def test_letters_and_digits_of_other_scripts_are_one_word():
    assert words("F16 5G NATO Straße") == ["f16", "5g", "nato", "strasse"]


def test_a_number_ends_where_arabic_letters_begin():
    assert words("2022م") == ["2022", "م"]


def test_a_line_break_parts_positions_and_several_part_them_no_further():
    positions = [token.position for token in tokens("\nحلف الناتو\n\n\nبروكسل")]
    assert positions == [0, 1, 2 + PARAGRAPH_GAP]


@given(ANYTHING)
def test_every_token_stands_in_the_text_where_it_says(text):
    end, position = 0, -1
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert token.position > position
        raw = text[token.start : token.end]
        assert fold(raw) == token.text
        assert stem(raw) == token.stem
        end, position = token.end, token.position


@given(ANYTHING)
def test_analysing_gives_the_stems_of_the_tokens(text):
    assert analyse(text) == [token.stem for token in tokens(text)]


@pytest.mark.parametrize(
    "piece", ["ا", "ا\u200b", "1,", "1.1", "a\u200b", "\u0640", "9", "ا\u064b", "\u0300"]
)
def test_it_reads_a_million_characters_without_going_back(piece):
    """Going back over them at each one, this test would not end."""
    text = "ا" + piece * (1_000_000 // len(piece)) + "x"
    found = tokens(text)
    assert found[0].start == 0
    assert found[-1].end == len(text)


# --- folding


@pytest.mark.parametrize(
    "line",
    ["أحمد إحمد آحمد ٱحمد احمد", "على علي علی", "دولة دوله", "مسؤول مسئول", "پاريس باريس"],
)
def test_it_folds_one_word_in_several_spellings_to_one(line):
    assert len({fold(word) for word in line.split()}) == 1


def test_a_hamza_written_as_a_mark_of_its_own_is_the_same_hamza():
    for word in ("أحمد", "مسؤول", "هيئة", "آخر"):
        assert fold(unicodedata.normalize("NFD", word)) == fold(word)


def test_isolated_harakat_leave_no_space_behind():
    assert fold("م\ufe76ن") == "من"


@given(ANYTHING)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_folding_any_single_character_twice_changes_nothing_more():
    scripts = (
        range(0x3400),
        range(0xA000, 0xAC00),
        range(0xD800, 0x12000),
        range(0x1D000, 0x1F300),
    )
    characters = (chr(code) for codes in scripts for code in codes)
    assert [c for c in characters if fold(fold(c)) != fold(c)] == []


# --- stems


@pytest.mark.parametrize(
    "line",
    [
        "ضمانات الضمانات بالضمانات والضمانات للضمانات ضمانة لضمانات بضمانات ضماناتها ضماناته",
        "أمنية امنيه أمني الأمنية",
        "الأمريكي الأميركي الامريكي أمريكا أميركا لأميركا الأمريكية والأميركيين",
        "بوتن بوتين لبوتين",
        "زيلينسكي وزيلينسكي لزيلينسكي",
        "لاين لايين",
        "الأطلسى الأطلسي",
        "ستولتنبرج ستولتنبرغ لستولتنبرغ ولستولتنبرغ",
        "أوكرانيا لأوكرانيا وأوكرانيا",
        "الأوكراني الأوكرانية أوكراني الأوكرانيين",
        "روسيا وروسيا لروسيا",
        "ناتو الناتو والناتو للناتو",
        "وزير ووزير لوزير الوزير والوزيرة",
        "وقف لوقف ووقف",
        "لجنة للجنة اللجنة ولجنة",
        "إيران لإيران الإيراني الإيرانيين",
        "لبنان للبنان اللبنانية",
        "ألمانيا لألمانيا بألمانيا الألماني",
        "قانون قانونا القانونية",
        "مبادرة مبادرته مبادرتها المبادرات",
        "دولة دولته دولتين الدولة",
        "حق الحق بالحق",
        "وفى وفي في",
    ],
)
def test_it_joins_forms_of_one_word(line):
    assert len(stems(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "علم عالم",
        "مصر مصير",
        "بحر بحث",
        "سفير سفر",
        "أمين أمن",
        "قمة قيمة",
        "حرب حزب",
        "دولة دولار",
        "وفد فد",
        "برج برغ",
    ],
)
def test_it_keeps_different_words_apart(line):
    assert len(stems(line)) == 2


@pytest.mark.parametrize(
    "name",
    [
        *("بايدن", "بوتين", "روته", "لندن", "كييف", "واشنطن", "بكين", "برلين"),
        *("لبنان", "فلسطين", "باكستان", "وفد", "وقف"),
    ],
)
def test_it_takes_nothing_off_a_protected_word(name):
    assert stem(fold(name)) == fold(name)


def test_a_surface_form_has_lost_its_clitics_but_not_its_inflection():
    assert surface(fold("وبالضمانات")) == "ضمانات"
    assert surface(fold("وللبنان")) == "لبنان"


@given(ANYTHING)
def test_a_word_never_loses_all_its_letters(text):
    for token in tokens(text):
        assert bool(token.stem) == bool(token.text)


# --- stop words


def test_function_words_are_stop_words_with_a_clitic_too():
    assert all(is_stop_word(fold(word)) for word in ("من", "ومن", "إلى", "وفى", "والتي", "الذى"))


def test_words_with_a_meaning_of_their_own_are_no_stop_words():
    assert not any(is_stop_word(fold(word)) for word in ("حلف", "فهم", "ولي", "قمة"))
