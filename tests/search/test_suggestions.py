"""What is suggested while a reader types, and the address that says so."""

import datetime
import json
from urllib.parse import quote

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Article, Theme
from search import suggestions
from search.names import known_names
from search.query import MAX_LENGTH
from search.suggestions import suggest
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(seeds):
    """The seeds; what they mention and are about is known."""
    return seeds


def labels(text, kind=None):
    return [s.label for s in suggest(text) if kind in (None, s.kind)]


def titles(text):
    return labels(text, "title")


# --- Names and themes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("ستول", "ينس ستولتنبرغ"),  # a spelling of its own
        ("ينس", "ينس ستولتنبرغ"),
        ("ينس ستولت", "ينس ستولتنبرغ"),
        ("شتولتنب", "ينس ستولتنبرغ"),  # another spelling
        ("Stol", "ينس ستولتنبرغ"),
        ("stoltenberg", "ينس ستولتنبرغ"),
        ("اوكر", "أوكرانيا"),  # without the hamza
        ("أُوكْرَانـ", "أوكرانيا"),  # with marks and tatweel
        ("الناتو", "حلف شمال الأطلسي"),
        ("ناتو", "حلف شمال الأطلسي"),  # without the article
        ("NATO", "حلف شمال الأطلسي"),
        ("حلف الا", "حلف شمال الأطلسي"),
        ("الباري", "باريس"),  # with an article that the name has not
        ("المتحدة", "الولايات المتحدة"),  # a later word of the name
    ],
)
def test_a_name_is_suggested_by_the_beginning_of_any_spelling(library, typed, label):
    assert label in labels(typed)


def test_what_begins_so_is_likelier_than_what_holds_it_further_on(library):
    everything = {s.label for s in suggest("رو", limit=40) if s.kind != "title"}
    assert everything >= {"روسيا", "مارك روته", "مجلس الناتو وروسيا", "وزارة الخارجية الروسية"}
    likeliest = [s.label for s in suggest("رو", limit=4) if s.kind != "title"]
    assert likeliest == ["مارك روته", "روسيا"]


def test_a_name_that_no_article_mentions_is_not_suggested(library):
    assert "هيلاري كلينتون" in {name.arabic for name in known_names()}
    assert labels("كلينتون") == []


def test_a_name_leads_to_all_articles_that_mention_it(client, library):
    (name,) = (s for s in suggest("Stoltenb") if s.kind == "person")
    assert name.url == "/search/?person=jens-stoltenberg"
    assert len(Page(client.get(name.url)).all("li", "hit")) == 2


def test_a_theme_is_suggested_in_both_languages_and_leads_to_its_articles(client, library):
    for typed in ("ضمانات أم", "الضمانات", "security", "Guar"):
        (theme,) = (s for s in suggest(typed) if s.kind == "theme")
        assert (theme.label, theme.url) == ("ضمانات أمنية", "/search/?theme=security-guarantees")
    assert len(Page(client.get(theme.url)).all("li", "hit")) == 4


def test_a_theme_without_articles_is_not_suggested(library):
    Theme.objects.create(name_ar="عقوبات", name_en="Sanctions")
    assert labels("عقوب") == labels("sanct") == []


def test_the_labels_and_addresses_are_those_of_the_page(library):
    with translation.override("en"):
        (name,) = (s for s in suggest("ستولت") if s.kind == "person")
        assert (name.label, name.language) == ("Jens Stoltenberg", "en")
        assert name.url == "/en/search/?person=jens-stoltenberg"
        assert "Security guarantees" in labels("ضمانات", "theme")
        (title,) = (s for s in suggest("الناتو وروسيا إلى") if s.kind == "title")
        assert title.language == "ar"
        assert title.url.startswith("/en/articles/")


def test_the_commonest_come_first_and_those_of_one_kind_together(library):
    kinds = [s.kind for s in suggest("رو")]
    order = [*suggestions.NAMED, "title"]
    assert kinds == sorted(kinds, key=order.index)
    assert labels("رو", "place")[0] == "روسيا"


# --- Titles -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["ضم", "الضم", "الضما", "الضمانا", "الضمانات", "ضمانة", "والضمانات", "أمنية ضم", "ضمانات ا"],
)
def test_a_title_is_suggested_at_every_letter_of_its_words(typed):
    article = an_article(title="قمة في باريس تبحث الضمانات الأمنية")
    an_article(title="انتخابات في باريس")
    index_all()
    assert titles(typed) == [article.title]


def test_words_before_the_last_are_whole():
    an_article(title="الضمانات الأمنية")
    index_all()
    assert titles("ضما أمنية") == []
    assert titles("ضمانات أم") == ["الضمانات الأمنية"]


def test_stop_words_and_an_article_that_waits_for_its_word_do_not_count():
    an_article(title="ضمانات لأوكرانيا بعد الحرب")
    index_all()
    assert titles("ضمانات من ") == []
    assert titles("ضمانات من أوكر") == ["ضمانات لأوكرانيا بعد الحرب"]
    assert titles("ضمانات ال") == ["ضمانات لأوكرانيا بعد الحرب"]


def test_the_newest_titles_come_first_and_no_more_than_four():
    for day in range(1, 8):
        an_article(title=f"قمة رقم {day}", published=datetime.date(2024, 5, day))
    index_all()
    assert titles("قمة") == [f"قمة رقم {day}" for day in (7, 6, 5, 4)]


def test_titles_leave_half_of_the_places_to_names():
    for _ in range(9):
        an_article(title="قمة باريس", body="حضرها ماكرون.")
    index_all()
    assert [s.kind for s in suggest("باري", limit=6)] == ["place", "title", "title", "title"]


def test_a_title_leads_to_its_article(client):
    article = an_article(title="قمة باريس")
    index_all()
    (found,) = suggest("قمة")
    assert found.url == article.get_absolute_url()
    assert client.get(found.url).status_code == 200


@pytest.mark.parametrize("state", ["review", "withdrawn"])
def test_an_article_that_readers_may_not_see_is_never_suggested(state):
    an_article(title="قمة سرية في باريس", body="حضرها ماكرون.", state=state)
    index_all()
    assert suggest("قمة") == suggest("ماكرون") == suggest("باريس") == []


def test_an_article_withdrawn_a_moment_ago_is_not_suggested():
    article = an_article(title="قمة باريس")
    index_all()
    assert titles("قمة") == ["قمة باريس"]
    Article.objects.filter(pk=article.pk).update(state="withdrawn")
    assert titles("قمة") == []


def test_a_new_article_is_suggested_as_soon_as_it_is_indexed():
    assert titles("قمة") == []
    an_article(title="قمة باريس")
    index_all()
    assert titles("قمة") == ["قمة باريس"]


def test_an_article_without_a_title_is_no_suggestion():
    an_article(title="", body="قمة في باريس.")
    index_all()
    assert titles("قمة") == []


# --- What is marked ---------------------------------------------------------------------------


def marked(text):
    return [["".join(p.text for p in s.parts if p.is_wanted)] for s in suggest(text)]


def test_whole_words_are_marked_so_that_letters_stay_joined():
    an_article(title="وبالضَّمانات الأمنيّة: «قمة»")
    index_all()
    (found,) = suggest("ضم")
    assert [part.text for part in found.parts if part.is_wanted] == ["وبالضَّمانات"]
    assert "".join(part.text for part in found.parts) == found.label


def test_a_name_typed_in_other_letters_has_nothing_to_mark(library):
    (found,) = (s for s in suggest("Stolt") if s.kind == "person")
    assert [tuple(part) for part in found.parts] == [("ينس ستولتنبرغ", False)]


# --- What suggests nothing --------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["", " ", "ا", "a", "ال", "\u064b\u064b\u064b", "ـــ", "؟!", "7", "\x00", "\u202e", "😀"],
)
def test_fewer_than_two_letters_suggest_nothing(library, typed):
    assert suggest(typed) == []


@pytest.mark.parametrize(
    "typed",
    ["«الناتو»", '"الناتو"', "ناتو*", "(الناتو)", "عنوان:", "الناتو|", "-الناتو", "روسيا -النا"],
)
def test_a_query_that_ends_in_a_sign_or_refuses_a_word_suggests_nothing(library, typed):
    assert suggest(typed) == []


@pytest.mark.parametrize("typed", ["«النات", '"النات', "منظمة:النات", "(النات", "(روسيا) النات"])
def test_behind_a_sign_the_words_count_as_ever(library, typed):
    assert "حلف شمال الأطلسي" in labels(typed)


def test_a_hyphen_within_a_name_is_no_sign(library):
    assert "الناتو وروسيا إلى اجتماع في يناير المقبل" in titles("روسيا-الناتو")


def test_more_than_a_query_may_hold_suggests_nothing(library):
    assert suggest("الناتو " * 17) == []
    assert suggest("الناتو" + " " * MAX_LENGTH) == []


def test_an_empty_archive_suggests_nothing():
    assert suggest("الناتو") == []


PIECES = st.one_of(
    st.sampled_from([*'()|-*"«»“” \x00:^~', "OR", "أو", "ليس", "ال", "ضم", "النات", "<b>"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)


@given(typed=st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_typed_breaks_it(library, typed):
    for found in suggest(typed):
        assert found.label == "".join(part.text for part in found.parts)
        assert found.url.startswith("/")


# --- The address ------------------------------------------------------------------------------


def ask(client, text, root=""):
    response = client.get(f"{root}/search/suggest/", {"q": text})
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ("", ("الأشخاص", "ينس ستولتنبرغ", "ar", "/search/?person=jens-stoltenberg")),
        ("/en", ("People", "Jens Stoltenberg", "en", "/en/search/?person=jens-stoltenberg")),
    ],
)
def test_the_address_answers_in_the_language_of_the_page(client, library, root, expected):
    answer = ask(client, "Stolten", root)
    assert answer["count"] == ("One suggestion" if root else "اقتراح واحد")
    (found,) = answer["suggestions"]
    assert found["kind"] == "person"
    assert tuple(found[key] for key in ("kind_label", "label", "language", "url")) == expected


def test_every_kind_has_a_label_for_readers(client, library):
    kinds = {
        found["kind"]: found["kind_label"]
        for text in ("ضم", "ستول", "نات", "أوكر")
        for found in ask(client, text)["suggestions"]
    }
    assert kinds == {
        "theme": "الموضوعات",
        "person": "الأشخاص",
        "organisation": "المنظمات",
        "place": "الأماكن",
        "title": "المقالات",
    }


def test_nothing_found_is_an_empty_list(client, library):
    assert ask(client, "زرافة") == {"count": "لا اقتراحات", "suggestions": []}


def test_the_pairs_of_a_label_say_what_was_typed(client, library):
    (found,) = ask(client, "ستولتن")["suggestions"]
    assert found["parts"] == [["ينس ", False], ["ستولتنبرغ", True]]


def test_a_title_is_data_and_never_markup(client):
    an_article(title='<script>alert(1)</script> قمة & "غيرها"')
    index_all()
    response = client.get("/search/suggest/", {"q": "قمة"})
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    (found,) = json.loads(response.content)["suggestions"]
    assert found["label"] == '<script>alert(1)</script> قمة & "غيرها"'


def test_the_answer_may_be_kept_by_the_browser_for_a_short_while(client, library):
    response = client.get("/search/suggest/", {"q": "الناتو"})
    assert response["Cache-Control"] == "private, max-age=60"
    assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize(
    "query",
    ["", "q", "q=", "q=%ED%A0%80%ED%A0%80", "q=%FF%FE", "q=%00%00", "q=%zz", f"q={'ا' * 9999}"],
)
def test_any_query_string_is_answered(client, library, query):
    assert client.get(f"/search/suggest/?{query}").status_code == 200


@pytest.mark.parametrize("typed", ["«الناتو", "الناتو)", "عنوان:النا", "-النا", "النا*", "ا" * 257])
def test_what_the_search_page_refuses_is_answered_here(client, library, typed):
    assert client.get(f"/search/suggest/?q={quote(typed)}").status_code == 200


def test_it_can_be_read_and_nothing_else(client):
    assert client.head("/search/suggest/?q=ab").content == b""
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/search/suggest/?q=ab").status_code == 405


def test_a_few_questions_to_the_database_are_enough(library, django_assert_max_num_queries):
    suggest("النا")
    with django_assert_max_num_queries(3):
        assert suggest("النا")
