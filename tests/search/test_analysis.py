"""How the forms of a word hang together, and what the rules make of unknown words."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import Analyser, built_in, loose
from search.irregular import relatives, singular, singulars
from search.lexicon import Lexicon
from search.roots import root

WORDS = st.text(st.sampled_from("ابتجحدرسصعفقكلمنهويءةأإ"), min_size=1, max_size=12)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NOTHING_KNOWN = Analyser(Lexicon())


def stem(word, analyser=None):
    return (analyser or built_in()).forms(word).stem


# --- What the lexicon tells


def test_a_letter_goes_where_the_rest_is_a_word_and_stays_where_it_is_not():
    assert built_in().forms("وبالمفاوضات").surface == built_in().forms("المفاوضات").surface
    assert built_in().forms("وزير").surface == "وزير"
    assert built_in().forms("وكالة").surface == "وكاله"


def test_the_article_stays_in_a_word_written_with_hamza():
    assert built_in().forms("ألمانيا").surface == "المانيا"
    assert built_in().forms("التزام").surface == "التزام"


def test_another_lexicon_makes_other_cuts():
    knows = Analyser(Lexicon({"بكرة": 0, "كرسي": 50, "بكرسي": 2}))
    assert knows.forms("بكرسي").surface == "كرسي"
    assert Analyser(Lexicon({"بكرسي": 50})).forms("بكرسي").surface == "بكرسي"


def test_countries_keep_apart_from_the_words_that_they_begin_with():
    assert stem("سوريا") == stem("السورية") == stem("سوريون")
    assert stem("سوريا") != stem("سور")
    assert stem("هولندا") == stem("الهولندي")


def test_adjectives_of_relation_in_wi_stand_with_their_nouns():
    assert stem("آسيوي") == stem("آسيا")
    assert stem("سنوي") == stem("سنة")


def test_a_verb_of_the_future_is_the_verb():
    assert stem("سيشارك") == stem("يشارك")


def test_tanwin_that_is_not_written_is_seen_by_the_alef():
    assert stem("وفدا") == stem("وفد")


def test_names_of_two_states_stay_two_names():
    assert stem("النيجر") != stem("نيجيريا")


# --- Properties


@given(st.one_of(WORDS, ANYTHING))
def test_no_word_is_too_strange_to_be_analysed(word):
    for analyser in (built_in(), NOTHING_KNOWN):
        forms = analyser.forms(word)
        assert len(forms.surface) <= len(forms.text) + 2
        assert all(loose(forms))


@given(WORDS)
def test_a_word_with_letters_keeps_some(word):
    forms = built_in().forms(word)
    assert forms.surface
    assert forms.stem


@given(WORDS)
def test_a_root_has_three_letters_of_the_word_or_is_none(word):
    found = root(built_in().forms(word).surface)
    assert found == "" or len(found) == 3


# --- Roots and irregular plurals


def test_words_woven_round_one_root_share_it():
    assert root("مكتوب") == root("كاتب") == root("مكاتب") == root("كتابه") == "كتب"


def test_a_word_that_fits_no_pattern_has_no_root():
    assert root("ستراتفورد") == ""


def test_an_irregular_plural_leads_to_its_singular_and_back():
    assert singular("وزراء") == "وزير"
    assert ("text", stem("وزراء")) in relatives("وزير", "وزير", built_in())
    assert ("text", stem("وزير")) in relatives("وزراء", stem("وزراء"), built_in())


def test_a_plural_behind_which_a_pronoun_stands_is_one_still():
    surface = built_in().forms("وزراؤهم").surface
    assert relatives(surface, stem("وزراؤهم"), built_in())


def test_every_irregular_plural_is_another_word_than_its_singular():
    assert len(singulars()) > 1000
    assert all(plural != one for plural, one in singulars().items())
