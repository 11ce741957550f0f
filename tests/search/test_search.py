"""What readers type, and which of the five seeds they find: the whole way through the index.

The seeds are imported and indexed once for this file, and no test here changes them.
"""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import translation
from haystack import connections
from haystack.query import SearchQuerySet

from archive.importing.files import found_at
from archive.importing.run import run
from archive.models import Article
from search.analysis import built_in
from search.describe import describe
from search.query import parse
from search.request import NEWEST, OLDEST, SearchRequest
from search.results import search, similar
from tests.conftest import SEEDS
from tests.made import an_article


@pytest.fixture(scope="module")
def _library(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        connections["default"].get_backend().clear()
        for _result in run(found_at(SEEDS)):
            pass
        call_command("update_index", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _empty_index(_library, db):
    """Instead of the empty index of other tests: the seeds, as they were indexed above."""


def answer(text="", **chosen):
    return search(SearchRequest(text, chosen={name: tuple(v) for name, v in chosen.items()}))


def numbers(page):
    """The seeds found, by number, in the order of the hits."""
    names = dict(Article.objects.values_list("pk", "capture__name"))
    return [names[hit.article.pk][:3] for hit in page.hits]


def found(text="", **chosen):
    return numbers(answer(text, **chosen))


def counts(page, name):
    return {
        choice.value: choice.count
        for facet in page.facets
        if facet.name == name
        for choice in facet.choices
    }


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "seeds"),
    [
        ("ستولتنبرغ", {"001", "003"}),
        ("ستولتنبرج", {"001", "003"}),
        ("مجلس روسيا الناتو", {"001", "003"}),
        ("وقف اطلاق النار", {"000", "002", "004"}),
        ("زيلينسكي", {"000", "002", "004"}),
        ("بالضمانات", {"000", "002", "003", "004"}),
        ("«تحالف الراغبين»", {"004"}),
        ('"تحالف الراغبين"', {"004"}),
        ("فون دير لاين", {"000", "002"}),
        ("NRC", {"001", "003"}),
        ("nrc", {"001", "003"}),
        ("٣٠ دولة", {"000"}),
    ],
)
def test_these_words_find_exactly_these_seeds(typed, seeds):
    assert set(found(typed)) == seeds


def test_letters_copied_from_a_terminal_find_what_typed_ones_find():
    copied = "\ufebf\ufee4\ufe8e\ufee7\ufe8e\ufe95 أمنية"
    assert set(found(copied)) == {"000", "002", "003", "004"}


@pytest.mark.parametrize(
    "typed",
    [
        "ضمانات امنيه",
        "الضمانات الامنية",
        "ضَمَانَات أَمْنِيَّة",
        "ضمـــانات أمنية",
        "والضمانات الأمنية",
        "\u202bضمانات\u202c \u200fأمنية",
    ],
)
def test_any_spelling_finds_exactly_what_the_usual_one_finds(typed):
    assert set(found(typed)) == set(found("الضمانات الأمنية"))


def test_the_article_about_the_words_comes_before_one_that_mentions_them():
    assert found("مجلس روسيا الناتو")[:2] in (["001", "003"], ["003", "001"])
    assert found("اجتماع باريس")[0] == "004"


@pytest.mark.parametrize("typed", ["بوليتيكو", "أوشاكوف", "عطوان", "صاروخ كروز"])
def test_words_of_an_article_inside_another_page_find_nothing(typed):
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["المظلم", "شارك طباعة", "«النشرة البريدية»"])
def test_words_of_the_furniture_find_nothing(typed):
    assert found(typed) == []


@pytest.mark.parametrize(
    ("typed", "seeds"),
    [
        ("الناتو -ستولتنبرغ", {"000"}),
        ("الضمانات -زيلينسكي", {"003"}),
        ("ضمانات ليس «تحالف الراغبين»", {"000", "002", "003"}),
        ("ستولتنبرغ أو روته", {"000", "001", "003"}),
        ("ستولتنبرغ OR روته", {"000", "001", "003"}),
        ("(ستولتنبرغ أو روته) مجلس", {"001", "003"}),
        ("«الضمانات الأمنية» باريس", {"004"}),
        ("«الأمنية الضمانات»", set()),
    ],
)
def test_operators_phrases_and_brackets_mean_what_they_say(typed, seeds):
    assert set(found(typed)) == seeds


@pytest.mark.parametrize("typed", ["ضمان*", "الضم*", "ضمانا*"])
def test_the_beginning_of_a_word_finds_its_words_with_and_without_the_article(typed):
    assert set(found(typed)) == {"000", "002", "003", "004"}


def test_a_word_that_nothing_holds_finds_nothing_and_is_no_error():
    page = answer("قسطنطينية")
    assert (page.total, page.hits, page.facets) == (0, [], [])


def test_a_phrase_does_not_reach_from_the_title_into_the_text():
    assert found("«لأوكرانيا وتعتزم»") == []


# --- What a page of results says --------------------------------------------------------------


def test_the_total_is_exact():
    assert answer("وقف اطلاق النار").total == 3


def test_asking_for_nothing_finds_nothing_and_offers_nothing():
    page = answer()
    assert (page.total, page.hits, page.facets) == (0, [], [])


def test_words_are_marked_in_the_text_as_it_stands():
    (hit,) = (hit for hit in answer("ضمانات أمنية ملزمة").hits if "الناتو وروسيا" in hit.title)
    assert "<mark>ضمانات</mark> <mark>أمنية</mark>" in " ".join(hit.passages)


def test_marks_leave_the_signs_of_the_text_alone():
    (hit,) = answer("المجتمع الدولي").hits
    assert "<mark>الدَّوْليّ</mark>" in " ".join(hit.passages)


def test_words_are_marked_in_the_title():
    (hit,) = answer("لمسات اخيره").hits
    assert "<mark>لمسات</mark> <mark>أخيرة</mark>" in hit.title


# --- Facets -----------------------------------------------------------------------------------


def test_every_facet_counts_what_choosing_it_would_find():
    page = answer("أوكرانيا")
    assert page.total == 5
    assert counts(page, "theme") == {
        "security-guarantees": 4,
        "ceasefire": 3,
        "nato-russia-council": 2,
    }
    assert counts(page, "year") == {"2026": 1, "2025": 2, "2021": 2}
    assert sorted(counts(page, "outlet").values()) == [1, 1, 1]
    for facet in page.facets:
        for choice in facet.choices:
            assert len(found("أوكرانيا", **{facet.name: [choice.value]})) == choice.count


def test_a_facet_is_counted_under_the_others_but_not_under_itself():
    page = answer("أوكرانيا", year=["2021"])
    assert page.total == 2
    assert counts(page, "year") == {"2026": 1, "2025": 2, "2021": 2}
    assert counts(page, "theme") == {"nato-russia-council": 2, "security-guarantees": 1}


def test_values_of_one_facet_widen_it_and_facets_narrow_each_other():
    assert set(found("أوكرانيا", year=["2021", "2026"])) == {"001", "003", "004"}
    assert set(found("أوكرانيا", year=["2021", "2026"], theme=["security-guarantees"])) == {
        "003",
        "004",
    }


def test_facets_alone_find_the_newest_first():
    assert found(theme=["security-guarantees"]) == ["004", "000", "002", "003"]


def test_a_value_that_was_ticked_stays_in_view_where_nothing_is_left_under_it():
    page = answer("ستولتنبرغ", theme=["ceasefire"])
    assert page.total == 0
    assert counts(page, "theme")["ceasefire"] == 0
    assert [choice.value for choice in page.chosen] == ["ceasefire"]


def test_a_value_that_was_ticked_leads_back_to_the_search_without_it():
    (choice,) = answer("ستولتنبرغ", year=["2021"]).chosen
    assert choice.url == SearchRequest("ستولتنبرغ").url()


def test_a_value_that_names_nothing_finds_nothing_and_can_be_taken_off():
    page = answer("أوكرانيا", theme=["no-such-theme"])
    assert page.total == 0
    assert [choice.value for choice in page.chosen] == ["no-such-theme"]


def test_facets_speak_arabic_and_their_addresses_stay_the_same():
    (theme,) = (facet for facet in answer("ستولتنبرغ").facets if facet.name == "theme")
    assert theme.choices[0].label == "مجلس الناتو وروسيا"
    assert theme.choices[0].value == "nato-russia-council"


# --- Order ------------------------------------------------------------------------------------


def test_the_newest_or_the_oldest_come_first_when_asked_for():
    newest = ["004", "000", "002", "003", "001"]
    request = SearchRequest("أوكرانيا")
    assert numbers(search(request.sorted_by(NEWEST))) == newest
    assert numbers(search(request.sorted_by(OLDEST))) == newest[::-1]


# --- Haystack ---------------------------------------------------------------------------------


def test_the_index_is_haystacks_own():
    results = SearchQuerySet().models(Article)
    assert results.count() == 5
    assert {result.object for result in results} == set(Article.objects.public())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("عنوان:الناتو", {"000", "001", "003"}),
        ("title:«الضمانات الأمنية»", {"000", "004"}),
        ("مصدر:الاتحاد", {"002"}),
        ("outlet:ليفانت ستولتنبرغ", {"003"}),
        ("موضوع:وقف أوكرانيا", {"000", "002", "004"}),
        ("theme:ceasefire", {"000", "002", "004"}),
        ("theme:(ceasefire OR council) -موضوع:ضمانات", {"001"}),
        ("أوكرانيا من:2025-03 إلى:2025-08", {"000", "002"}),
        ("من:2026", {"004"}),
        ("الناتو إلى:٢٠٢١-١٢-٠٩", {"001"}),
        ('من:"ديسمبر 2021" إلى:2021', {"001", "003"}),
    ],
)
def test_fields_and_dates_narrow_to_what_they_say(text, numbers):
    assert set(found(text)) == numbers


def test_the_query_is_said_back_in_words():
    assert describe(parse("الناتو «وقف إطلاق النار» -ترامب من:2025")) == (
        "كل المقالات التي تحوي «الناتو» و«وقف إطلاق النار»، "
        "المنشورة منذ الأربعاء ١ كانون الثاني/يناير ٢٠٢٥، ما عدا ما يحوي «ترامب»"
    )
    with translation.override("en"):
        assert answer("(a OR b) title:cd*").reading == (
            "All articles that contain (“a” or “b”) and words that begin with “cd” in the title"
        )


def test_the_fewest_words_are_relaxed_where_no_article_holds_them_all():
    page = answer("ستولتنبرغ روسيا زرافة")
    assert (set(numbers(page)), page.held, page.asked) == ({"001", "003"}, 2, 3)


def test_articles_that_hold_a_part_are_not_said_to_hold_all():
    with translation.override("en"):
        page = answer("ستولتنبرغ روسيا زرافة")
        assert page.reading == ""
        assert page.partly == (
            "No article holds all that you searched for. These hold 2 parts of 3."
        )
        assert answer("ستولتنبرغ روسيا").partly == ""


def test_what_is_refused_and_when_it_was_published_are_never_relaxed():
    assert set(found("ستولتنبرغ زرافة -أوائل")) == {"001"}
    assert set(found("ستولتنبرغ زرافة من:2021-12-20")) == {"003"}


def test_nothing_is_relaxed_where_an_article_holds_all_words():
    page = answer("ستولتنبرغ روسيا")
    assert (page.held, page.asked) == (0, 0)


def test_a_single_word_that_nobody_wrote_finds_nothing():
    assert answer("زرافة").total == 0


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Stoltenberg", {"001", "003"}),
        ("stoltenberg", {"001", "003"}),
        ("شتولتنبرغ", {"001", "003"}),
        ("ستولتنبرج", {"001", "003"}),
        ("Zelensky", {"000", "002", "004"}),
        ("Zelenskyy", {"000", "002", "004"}),
        ("NATO", {"000", "001", "003"}),
        ("حلف شمال الأطلسي", {"000", "001", "003"}),
        ("NRC", {"001", "003"}),
        ("بوتن", {"000", "003"}),
        ("Putin", {"000", "003"}),
        ("von der Leyen", {"000", "002"}),
        ("Zakharova", {"003"}),
    ],
)
def test_a_name_is_found_under_every_spelling(text, numbers):
    assert set(found(text)) == numbers


def test_the_page_says_what_else_was_searched_for_and_it_can_be_switched_off():
    page = answer("NRC")
    (expansion,) = page.expansions
    assert expansion.typed == "NRC"
    assert "مجلس الناتو وروسيا" in expansion.others
    exact = search(SearchRequest("NRC", exact=True))
    assert (numbers(exact), exact.expansions) == (["003"], [])


def test_the_spelling_that_was_typed_comes_first():
    assert found("ستولتنبرج")[0] == "001"
    assert found("ستولتنبرغ")[0] == "003"
    assert found("NRC")[0] == "003"


def test_a_name_found_by_another_spelling_is_marked():
    page = answer("Stoltenberg")
    marked = "".join(str(passage) for hit in page.hits for passage in hit.passages)
    assert "<mark>ستولتنبرج</mark>" in marked
    assert "<mark>ستولتنبرغ</mark>" in marked


def test_a_name_that_the_authority_file_lacks_is_found_by_its_sound():
    an_article(title="لقاء مع الدبلوماسي يوريفيتش كراسنوفسكي")
    call_command("update_index", verbosity=0)
    assert answer("Krasnovsky").total == 1


def test_people_organisations_and_places_are_counted_under_every_spelling():
    page = answer("ستولتنبرغ")
    assert counts(page, "person")["jens-stoltenberg"] == 2
    assert counts(page, "organisation")["nato"] == 2
    assert counts(page, "place")["ukraine"] == 2


def test_a_person_narrows_and_two_people_widen():
    one = {"person": ["emmanuel-macron"]}
    assert set(found("أوكرانيا", **one)) == {"000", "002"}
    two = {"person": ["emmanuel-macron", "steve-witkoff"]}
    assert set(found("أوكرانيا", **two)) == {"000", "002", "004"}


def test_months_are_counted_newest_first_and_narrow():
    page = answer("أوكرانيا")
    assert counts(page, "month") == {
        "2026-01": 1,
        "2025-08": 1,
        "2025-03": 1,
        "2021-12": 2,
    }
    assert set(found("أوكرانيا", month=["2021-12"])) == {"001", "003"}


def test_an_archive_in_one_language_offers_no_choice_of_languages():
    assert counts(answer("أوكرانيا"), "language") == {}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("شخص:ماكرون", {"000", "002"}),
        ("person:Macron", {"000", "002"}),
        ("منظمة:NATO ستولتنبرج", {"001"}),
        ("organisation:«الأطلسي»", {"000", "001", "003"}),
        ("مكان:باريس", {"004"}),
    ],
)
def test_names_are_searched_in_fields_of_their_own(text, numbers):
    assert set(found(text)) >= numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgkhj,", "الناتو"),
        ("hgqlhkhj hgHlkdm", "الضمانات الأمنية"),
        ("ىشفخ", "nato"),
        ("ستولتنبوغ", "ستولتنبرغ"),
        ("الضماانات", "الضمانات"),
        ("زيلنيسكي", "زيلينسكي"),
        ("اوكرانبا ترامب", "أوكرانيا ترامب"),
        ("زرافة", None),
        ("ستولتنبرغ", None),
        ("12345", None),
        # Its keys in the other layout are no words, though pieces of them stand in an article.
        ("قسطنطينوبلس", None),
        ("«hgkhj,»", "«الناتو»"),
        ("lk hgkhj,?", "من الناتو؟"),
    ],
)
def test_it_offers_what_the_reader_may_have_meant(typed, meant):
    assert answer(typed).correction == meant


def likes(number):
    article = Article.objects.get(part=0, capture__name__startswith=number)
    names = dict(Article.objects.values_list("pk", "capture__name"))
    return [names[other.pk][:3] for other in similar(article)]


def test_the_nearest_article_is_the_one_that_speaks_of_the_same():
    assert likes("001")[0] == "003"
    assert likes("003")[0] == "001"


def test_an_article_is_not_like_itself_and_what_waits_for_review_is_like_none():
    for number in ("000", "001", "002", "003", "004"):
        assert number not in likes(number)
        assert len(likes(number)) == 4


def test_every_other_spelling_of_a_name_is_told_and_can_be_switched_off():
    page = answer("ستولتنبرج")
    (expansion,) = page.expansions
    assert "ستولتنبرغ" in expansion.others
    assert set(numbers(page)) == {"001", "003"}
    exact = search(SearchRequest("ستولتنبرج", exact=True))
    assert (numbers(exact), exact.expansions) == (["001"], [])
    assert all("ستولتنبرغ" not in passage for hit in exact.hits for passage in hit.passages)


def test_a_name_is_found_under_every_spelling_in_phrases_titles_and_exclusions_too():
    assert set(found('"Jens Stoltenberg"')) == {"001", "003"}
    assert set(found("عنوان:NATO")) == set(found("عنوان:الناتو"))
    assert set(found("الناتو -Stoltenberg")) == set(found("الناتو -ستولتنبرغ -ستولتنبرج"))


@pytest.mark.parametrize(("one", "other"), [("بن", "بين"), ("لجان", "جان"), ("كبرى", "بري")])
def test_a_common_word_is_never_taken_for_part_of_a_name(one, other):
    assert built_in().forms(one).stem != built_in().forms(other).stem
