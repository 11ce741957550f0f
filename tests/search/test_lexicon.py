"""What the counts of an archive's words are, and how they are kept."""

from search import lexicon
from search.lexicon import FEWEST_FORMS, Lexicon, load, words_of


def many(count):
    """A text of so many different words."""
    letters = "بتثجحخدذرزسشصضطظعغ"
    return " ".join(
        "".join(letters[(number // 18**place) % 18] for place in range(5))
        for number in range(count)
    )


def learn(texts):
    """The lexicon of an archive."""
    return lexicon.learn([lexicon.of_words(words_of(texts))])


def test_a_small_archive_knows_nothing_that_the_built_in_lexicon_does_not():
    assert learn(["قمة باريس"]) is None


def test_an_archive_adds_its_own_counts_to_the_built_in_ones():
    before = lexicon.built_in().count("باريس")
    learned = learn([many(FEWEST_FORMS), "باريس باريس"])
    assert learned.count("باريس") == before + 2


def test_it_counts_what_is_written_with_hamza_tanwin_and_ta_marbuta():
    learned = learn([many(FEWEST_FORMS), "أبججد أبججد ابججد بجججًا بججدة"])
    assert (learned.count("ابججد"), learned.hamza["ابججد"]) == (3, 2)
    assert learned.tanwin["بجججا"] == 1
    assert learned.marbuta["بججده"] == 1


def test_an_alef_wasla_is_no_hamza_for_an_article_may_be_written_with_it():
    assert "ابججد" not in learn([many(FEWEST_FORMS), "ٱبججد"]).hamza


def test_words_that_are_not_arabic_are_not_counted():
    assert "nato" not in learn([many(FEWEST_FORMS), "NATO 2021"]).counts


def test_what_is_written_is_read_back(tmp_path):
    written = Lexicon({"قمه": 3, "امن": 1}, {"امن": 1}, {}, {"قمه": 2})
    written.write(tmp_path / "lexicon")
    assert load(tmp_path / "lexicon") == written


def test_a_learned_lexicon_is_bounded(monkeypatch):
    monkeypatch.setattr(lexicon, "MOST_FORMS", 100)
    assert len(learn([many(FEWEST_FORMS)]).counts) == 100
