"""How names are found under all their spellings, and what they sound like."""

import re
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names import MONTH, folded
from search import lexicon
from search.analysis import built_in
from search.arabic import fold, is_stop_word, raw_words
from search.authority import Authority, authority
from search.names import (
    KINDS,
    Name,
    known_names,
    read_names,
)
from search.sounds import latin_sound, sound

# What is indexed and sought is read with the names that the database has.
pytestmark = pytest.mark.django_db

tokens = built_in().tokens

ANYTHING = st.text(st.characters(exclude_categories=[]))
ROW = "nato\torganisation\tالناتو\tNATO\tناتو|حلف الناتو\tOTAN"


def slugs(query):
    return [match.name.slug for match in authority().find(query.split())]


def heard(word):
    return sound(built_in().forms(word).surface)


# --- sound


@pytest.mark.parametrize(
    "spellings",
    [
        "ستولتنبرغ ستولتنبرج شتولتنبرغ وستولتنبرغ",
        "زيلينسكي زيلنسكي زلينسكي زيلينسكى لزيلينسكي",
        "غوتيريش جوتيريس غوتيرش قوتيريس",
        "ميدفيديف مدفيديف",
        "كريسترسون كريستيرسون",
        "فرانكفورت فرانكفورط",
    ],
)
def test_spellings_of_a_name_sound_alike(spellings):
    sounds = {heard(word) for word in spellings.split()}
    assert len(sounds) == 1
    assert sounds != {""}


def test_a_final_alef_tells_names_apart_but_not_the_end_of_countries():
    assert sound("هولندا", 3) != sound("هولاند", 3)
    assert sound("بريطانيا") == sound("بريطاني")


@pytest.mark.parametrize("word", ["", "بوتين", "شولتس", "مممممم", "stoltenberg", "2021"])
def test_less_than_four_consonants_have_no_sound(word):
    assert sound(word) == ""


def test_fewer_consonants_can_be_asked_for():
    assert sound("بوتين", 3) == "بتن"


@given(ANYTHING)
def test_sounds_never_fail_and_are_free_of_what_writers_waver_about(word):
    assert not set(sound(fold(word))[:-1]) & set("اويءجغقطثصشزظذضح")
    assert re.fullmatch("[بتخدرسفكلمنه]*ا?", latin_sound(word))


@given(st.text("بتجدرسشغفكلمنه", min_size=1), st.sampled_from("اوي"), st.data())
def test_long_vowels_between_consonants_change_no_sound(word, vowel, data):
    place = data.draw(st.integers(0, len(word) - 1))
    before, behind = word[:place], word[place:]
    # A vowel inside «تش» would make it two sounds.
    if not before.endswith("ت"):
        assert sound(before + vowel + behind) == sound(word)


# --- latin_sound


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Stoltenberg", "ستولتنبرج"),
        ("Zelensky", "زيلينسكي"),
        ("Zelenskiy", "زيلينسكي"),
        ("Zelenskyy", "زيلنسكي"),
        ("Lavrov", "لافروف"),
        ("Guterres", "غوتيريش"),
        ("Medvedev", "ميدفيديف"),
        ("Netanyahu", "نتنياهو"),
        ("Macron", "ماكرون"),
        ("Ushakov", "أوشاكوف"),
        ("Zakharova", "زاخاروفا"),
        ("Peskov", "بيسكوف"),
        ("Grossi", "غروسي"),
        ("Putin", "بوتن"),
        ("Trump", "ترامب"),
        ("Witkoff", "ويتكوف"),
        ("Kushner", "كوشنر"),
        ("Scholz", "شولتس"),
        ("Merz", "ميرتس"),
        ("Rinkēvičs", "رينكيفيتش"),
        ("Erdoğan", "أردوغان"),
        ("Johnson", "جونسون"),
        ("Schröder", "شرودر"),
        ("Alexander", "ألكسندر"),
        ("Sikorski", "سيكورسكي"),
        ("Nawrocki", "ناوروتسكي"),
        ("Djibouti", "جيبوتي"),
        ("Christopher", "كريستوفر"),
        ("Vance", "فانس"),
    ],
)
def test_a_name_sounds_alike_in_latin_and_arabic_letters(latin, arabic):
    assert latin_sound(latin) == sound(fold(arabic), 3) != ""


@pytest.mark.parametrize("word", ["", "Rutte", "Xi", "بوتين", "G20", "Путин", "’"])
def test_short_words_and_other_letters_have_no_latin_sound(word):
    assert latin_sound(word) == ""


def test_accents_and_case_change_no_latin_sound():
    assert latin_sound("SANCHEZ") == latin_sound("Sánchez")
    assert latin_sound("al-Safadi") == latin_sound("Safadi")


def surnames():
    """Return the last words of people's names, where both are one word with sound enough."""
    for name in known_names():
        arabic = re.sub("^ال(?=...)", "", fold(name.arabic.split()[-1]))
        if name.kind == "person" and sound(arabic):
            yield name.slug, arabic, name.english.split()[-1]


def test_most_surnames_of_the_names_file_sound_alike_in_both_scripts():
    known = list(surnames())
    alike = [slug for slug, arabic, latin in known if sound(arabic) == latin_sound(latin)]
    assert len(known) > 100
    assert len(alike) / len(known) >= 0.8


def test_few_surnames_sound_like_that_of_another():
    known = list(surnames())
    by_sound = defaultdict(list)
    for slug, arabic, _ in known:
        by_sound[sound(arabic)].append((slug, arabic))
    mistaken = [
        (latin, other)
        for slug, arabic, latin in known
        for other_slug, other in by_sound[latin_sound(latin)]
        if slug != other_slug and arabic != other
    ]
    # Every surname meets every other: what is few grows with their pairs.
    assert len(mistaken) <= 0.0004 * len(known) ** 2


# --- the names file


def test_the_file_holds_the_names_of_diplomatic_news():
    names = known_names()
    assert len(names) >= 1500
    assert {name.kind for name in names} == set(KINDS)
    assert len({name.slug for name in names}) == len(names)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name.slug) for name in names)


def test_every_name_has_an_arabic_and_an_english_form_among_its_spellings():
    for name in known_names():
        assert re.search("[\u0621-\u064a]", name.arabic)
        assert re.search("[A-Za-z]", name.english)
        assert {name.arabic, name.english} <= set(name.spellings)
        assert len(set(name.spellings)) == len(name.spellings)


def test_the_file_holds_letters_as_they_are_typed():
    for name in known_names():
        assert not re.search(
            "[\u0640\u064b-\u065f\u200b-\u200f\ufb50-\ufdff\ufe70-\ufeff]", str(name)
        )


def test_no_two_spellings_of_a_name_are_one_when_folded():
    for name in known_names():
        words = list(map(folded, name.spellings))
        assert name.kind == MONTH or len(set(words)) == len(words), name.slug


def test_every_spelling_finds_its_own_name():
    # That two names share no spelling is thereby tested as well.
    find = authority().find
    for name in known_names():
        for spelling in name.spellings:
            words = spelling.split()
            assert find(words) == [(0, len(words), name)], spelling


def test_comments_and_empty_lines_are_no_names():
    assert list(read_names(["# comment", "", ROW])) == [
        Name(
            "nato",
            "organisation",
            "الناتو",
            "NATO",
            ("الناتو", "NATO", "ناتو", "حلف الناتو", "OTAN"),
        )
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nato\torganisation\tالناتو\tNATO", "not 4"),
        (ROW.replace("organisation", "alliance"), "'alliance' is none of person"),
        (ROW.replace("NATO", ""), "must not be empty"),
        (ROW, "'nato' is taken"),
    ],
)
def test_a_broken_line_is_named(line, reason):
    with pytest.raises(ValueError, match=f"line 3 of the names: .*{reason}"):
        list(read_names(["# comment", ROW, line]))


def test_two_names_cannot_share_a_spelling():
    pact = Name("pact", "organisation", "الحلف", "Pact", ("الحلف", "Pact", "أحلاف"))
    other = Name("other", "organisation", "حلف", "Other", ("حلف", "Other", "احلاف"))
    with pytest.raises(ValueError, match="'احلاف' names pact as well as other"):
        Authority([pact, other])


def test_a_spelling_must_have_words():
    with pytest.raises(ValueError, match="'…' of pact has no words"):
        Authority([Name("pact", "organisation", "حلف", "Pact", ("حلف", "…"))])


# --- Authority


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ولستولتنبرغ", "jens-stoltenberg"),
        ("شتولتنبرغ", "jens-stoltenberg"),
        ("بوتن", "vladimir-putin"),
        ("لبوتين", "vladimir-putin"),
        ("اوشاكوف", "yuri-ushakov"),
        ("جوتيريس", "antonio-guterres"),
        ("فون دير لايين", "ursula-von-der-leyen"),
        ("VON DER LEYEN", "ursula-von-der-leyen"),
        ("Francois Hollande", "francois-hollande"),
        ("للناتو", "nato"),
        ("حلف شمال الاطلسى", "nato"),
        ("والحلف الأطلسي", "nato"),
        ("nato", "nato"),
        ("مجلس الناتو وروسيا", "nato-russia-council"),
        ("مجلس روسيا – الناتو", "nato-russia-council"),
        ("NRC", "nato-russia-council"),
        ("U.S.", "united-states"),
        ("الخارجية الأميركية", "us-state-department"),
        ("لألمانيا", "germany"),
        ("بالإمارات", "united-arab-emirates"),
        ("Kim Jong-un", "kim-jong-un"),
    ],
)
def test_a_name_is_found_however_it_is_written(query, found):
    assert slugs(query) == found.split()


@pytest.mark.parametrize("word", ["طالب", "روسي", "عباس", "الشرع", "فتح", "مالي", "بارود", "كين"])
def test_ordinary_words_are_no_names(word):
    assert slugs(word) == []


def test_names_whose_words_have_the_same_stems_are_kept_apart():
    assert slugs("المجلس الأوروبي") == ["european-council"]
    assert slugs("مجلس أوروبا") == ["council-of-europe"]


@pytest.mark.parametrize(
    "text",
    [
        "محمد بن فهد بن عبد العزيز آل سعود",
        "افتتح جامعة الملك فيصل",
        "وصل إلى مطار الملك فهد الدولي",
        "وحالة البحر متوسط الموج",
        "مؤسسات دولية ومالية",
        "بليون ريال باكرا وكسبها",
        "لعب لريال مدريد ضد مانشستر يونايتد",
        "ترأس الوفد",
    ],
)
def test_what_reads_like_a_name_but_is_none_mentions_no_person_or_place(text):
    assert {name.kind for name in authority().mentions(text)} <= {"organisation"}
    assert {match.name.kind for match in authority().find(text.split())} <= {"organisation"}


def test_a_person_is_mentioned_where_nothing_is_called_after_him():
    text = "قال الملك فيصل في جامعة الملك فيصل"
    assert [(name.slug, count) for name, count in authority().mentions(text).items()] == [
        ("king-faisal-of-saudi-arabia", 1)
    ]


def test_the_newspaper_is_not_the_middle_east():
    assert slugs("قال لـ «الشرق الأوسط» إن الشرق الأوسط") == ["asharq-al-awsat", "middle-east"]


def test_no_spelling_of_the_file_begins_with_a_clitic_parted_from_its_word():
    for name in known_names():
        for spelling in name.spellings:
            first, *rest = raw_words(spelling)
            if first in tuple("وفبلك"):
                assert all(len(word) == 1 for word in rest), spelling


def test_the_longest_name_wins_from_left_to_right():
    query = ["لقاء", "بوتن", "في", "مجلس", "روسيا", "والناتو", "مع", "الولايات", "المتحدة"]
    assert [(start, end, name.slug) for start, end, name in authority().find(query)] == [
        (1, 2, "vladimir-putin"),
        (3, 6, "nato-russia-council"),
        (7, 9, "united-states"),
    ]


def test_a_name_neither_begins_nor_ends_within_a_word():
    assert authority().find(["أزمة-الناتو"]) == []
    assert authority().find(["الناتو", "-", "أزمة"])[0][:2] == (0, 1)


# Words that make spellings of several names alike in one form or another.
WORDS = ["وزير", "الوزير", "مجلس", "المجلس", "أوروبا", "الأوروبي", "بوتين", "وبوتين", "وفد"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
SPELT = st.dictionaries(st.sampled_from("abc"), st.sets(TEXTS, min_size=1, max_size=4))


def names_spelt(spelt):
    """Names with these spellings, of which none is that of an earlier name."""
    taken, names = set(), []
    for slug, spellings in spelt.items():
        own = {text: folded(text) for text in sorted(spellings)}
        free = [text for text, words in own.items() if words not in taken]
        taken.update(own.values())
        names.append(Name(slug, "person", slug, slug, tuple(free)))
    return names


@given(st.lists(SPELT, min_size=2, max_size=5), st.lists(st.sampled_from(WORDS)))
def test_revising_names_step_by_step_is_beginning_anew(editions, words):
    before, revised = [], Authority()
    for names in map(names_spelt, editions):
        gone = [name for name in before if name not in names]
        revised = revised.revised(gone, [name for name in names if name not in before])
        before = names
        anew = Authority(names)
        assert list(map(revised.role, WORDS)) == list(map(anew.role, WORDS))
        assert revised.find(words) == anew.find(words)
        assert revised.mentions(" ".join(words)) == anew.mentions(" ".join(words))


def test_who_still_asks_the_former_names_is_not_disturbed():
    former = Authority(names_spelt({"a": ["مجلس أوروبا"], "b": ["بوتين"]}))
    former.revised(names_spelt({"a": ["مجلس أوروبا"]}), names_spelt({"c": ["وفد"]}))
    assert [match.name.slug for match in former.find(["مجلس", "أوروبا", "وفد"])] == ["a"]


NAMED = st.sampled_from([spelling for name in known_names() for spelling in name.spellings])


@given(st.lists(st.one_of(NAMED, ANYTHING)).map(lambda parts: " ".join(parts).split()))
def test_names_are_found_in_order_and_apart(words):
    behind = 0
    for start, end, name in authority().find(words):
        assert behind <= start < end <= len(words)
        assert tokens(words[start])
        assert name in known_names()
        behind = end


def test_no_name_loses_its_first_letter_to_a_clitic_that_it_has_not():
    first_words = {name.arabic.split()[0] for name in known_names() if name.kind == "person"}
    last_words = {name.arabic.split()[-1] for name in known_names() if name.kind == "person"}
    cut = {
        word
        for word in first_words | last_words
        if not word.startswith("ال")
        and not is_stop_word(fold(word))
        and not built_in().forms(word).surface.startswith(fold(word)[:1])
    }
    # A few are written like common words behind a clitic: «باين» is «ب + أين» as well.
    count = lexicon.built_in().count
    assert {word for word in cut if count(fold(word)[1:]) < 20 * count(fold(word))} == set()
