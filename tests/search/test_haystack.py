"""What Haystack promises of a backend, on this one: its API, its forms, its tags and commands."""

import io
import pickle
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.template import Context, Template
from haystack import connections, reset_search_queries
from haystack.backends import SQ
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.forms import FacetedSearchForm, HighlightedSearchForm, ModelSearchForm, SearchForm
from haystack.inputs import AutoQuery, Clean, Exact, Not, Raw
from haystack.models import SearchResult
from haystack.query import RelatedSearchQuerySet, SearchQuerySet

from archive.models import Article, Outlet, Theme
from search.analysis import Analyser, built_in
from search.engines.haystack_answer import Answer
from search.engines.haystack_query import parse
from search.engines.schema import Entry
from search.engines.whoosh import Backend
from search.lexicon import Lexicon
from search.search_indexes import ArticleIndex
from tests.made import an_article, index_all

# What is indexed and sought is read with the names that the database has.
pytestmark = pytest.mark.django_db

PARIS, KYIV, GENEVA = "قمة باريس", "ضمانات لأوكرانيا", "قمة جنيف"


@pytest.fixture
def archive(db):
    """Three articles by their titles; the one about Geneva has no date, no outlet, no theme."""
    outlet = Outlet.objects.create(name="الاتحاد", slug="al-ittihad")
    theme = Theme.objects.get(slug="peace-talks")
    paris = an_article(
        title=PARIS,
        body="اجتمع تحالف الراغبين في المساء.",
        published=date(2024, 5, 3),
        outlet=outlet,
    )
    paris.tag(theme)
    kyiv = an_article(
        title=KYIV,
        body="وفد فرنسي-أمريكي من U.S.A. يصل.",
        published=date(2023, 1, 2),
        outlet=outlet,
    )
    geneva = an_article(title=GENEVA, body="الرئيس يقول إن الراغبين كثيرون.", published=None)
    index_all()
    return {article.title: article for article in (paris, kyiv, geneva)}


@pytest.fixture
def many(db):
    """The ids of 25 articles, the newest first."""
    pks = [str(an_article(published=date(2024, 1, day)).pk) for day in range(1, 26)]
    index_all()
    return pks[::-1]


@pytest.fixture
def backend():
    return connections["default"].get_backend()


@pytest.fixture
def asked(settings):
    """The queries that reached the backend."""
    settings.DEBUG = True
    reset_search_queries()
    return connections["default"].queries


def titles(results):
    return [result.object.title for result in results]


def found(*args, **filters):
    return set(titles(SearchQuerySet().filter(*args, **filters)))


def identifier(article):
    return f"archive.article.{article.pk}"


# --- Asking the backend -----------------------------------------------------------------------


@pytest.mark.parametrize("everything", ["*", "*:*"])
def test_a_star_is_every_article_the_newest_first(archive, backend, everything):
    answer = backend.search(everything)
    assert answer["hits"] == 3
    assert titles(answer["results"]) == [PARIS, KYIV, GENEVA]


@pytest.mark.parametrize("too_little", ["", "ق"])
@pytest.mark.parametrize("options", [{}, {"facets": ["theme"]}, {"highlight": True}])
def test_nothing_and_a_single_letter_find_nothing(archive, backend, too_little, options):
    assert backend.search(too_little, **options) == {"results": [], "hits": 0}


def test_an_empty_index_finds_nothing_and_counts_nothing(db, backend):
    answer = backend.search("*:*", facets=["theme"], query_facets={"title": "قمة"})
    assert (answer["results"], answer["hits"]) == ([], 0)
    assert answer["facets"]["fields"] == {"theme": []}
    assert SearchQuerySet().filter(content="قمة").count() == 0


def test_a_word_is_found_in_any_inflection(archive):
    assert found(content="القمة") == {PARIS, GENEVA}
    assert found(content="ضمانة") == {KYIV}


def test_words_go_through_the_words_that_the_index_learned():
    ignorant = Analyser(Lexicon({}, {}, {}, {}))
    (stem,) = ignorant.stems("ألمانيا")
    assert parse("ألمانيا", ignorant).text == stem != parse("ألمانيا", built_in()).text


def test_a_page_begins_and_ends_where_it_is_asked_to(archive, backend):
    def page(start, end):
        answer = backend.search("*:*", start_offset=start, end_offset=end)
        return titles(answer["results"]), answer["hits"]

    assert page(0, 2) == ([PARIS, KYIV], 3)
    assert page(1, 3) == ([KYIV, GENEVA], 3)
    assert page(2, None) == ([GENEVA], 3)
    assert page(5, 9) == ([], 3)
    assert page(0, 0) == ([], 3)


def test_only_the_models_that_are_asked_for_are_searched(archive, backend):
    assert backend.search("*:*", models=[Article])["hits"] == 3
    assert backend.search("*:*", models=[Article, Theme])["hits"] == 3
    assert backend.search("*:*", models=[Theme])["hits"] == 0


def test_only_registered_models_are_searched_unless_all_are_wanted(
    archive, backend, settings, monkeypatch
):
    assert backend.search("*:*")["hits"] == 3
    monkeypatch.setattr(backend, "build_models_list", list)
    assert backend.search("*:*")["hits"] == 0
    assert backend.search("*:*", limit_to_registered_models=False)["hits"] == 3
    settings.HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False
    assert backend.search("*:*")["hits"] == 3


def test_an_answer_can_be_narrowed_by_several_queries(archive, backend):
    narrow = {"theme:peace-talks", "outlet:al-ittihad"}
    assert titles(backend.search("*:*", narrow_queries=narrow)["results"]) == [PARIS]
    assert titles(backend.search("قمة", narrow_queries={"django_ct:archive.article"})["results"])
    assert backend.search("ضمانات", narrow_queries=narrow)["hits"] == 0


def test_narrowing_does_not_change_the_order(archive, backend):
    plain = backend.search("قمة الراغبين")["results"]
    narrowed = backend.search("قمة الراغبين", narrow_queries={"language:ar"})["results"]
    assert [(r.pk, r.score) for r in plain] == [(r.pk, r.score) for r in narrowed]


def test_results_are_of_the_class_that_is_asked_for(archive, backend):
    class Result(SearchResult):
        pass

    assert type(backend.search("*:*")["results"][0]) is SearchResult
    assert type(backend.search("*:*", result_class=Result)["results"][0]) is Result
    near = backend.more_like_this(archive[PARIS], result_class=Result)["results"]
    assert type(near[0]) is Result
    everything = SearchQuerySet().result_class(Result)
    assert type(everything[0]) is Result
    assert type(everything.result_class(None)[0]) is SearchResult


def test_a_word_that_stands_more_often_scores_higher(db):
    an_article(title="قمة قمة قمة", published=date(2001, 1, 1))
    an_article(title="قمة في المدينة")
    index_all()
    first, second = SearchQuerySet().filter(content="قمة")
    assert first.score > second.score > 0
    assert first.published == date(2001, 1, 1)


# --- Order ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (["published"], [GENEVA, KYIV, PARIS]),
        (["-published"], [PARIS, KYIV, GENEVA]),
        (["id"], [PARIS, KYIV, GENEVA]),
        (["-django_id"], [GENEVA, KYIV, PARIS]),
        (["year"], [KYIV, PARIS, GENEVA]),
        (["theme", "published"], [PARIS, GENEVA, KYIV]),
        (["outlet", "-published"], [PARIS, KYIV, GENEVA]),
        (["-language", "id"], [PARIS, KYIV, GENEVA]),
    ],
)
def test_articles_are_ordered_by_fields_each_in_its_own_direction(archive, order, expected):
    assert titles(SearchQuerySet().order_by(*order)) == expected


def test_ids_are_ordered_as_numbers(db):
    pks = [an_article(pk=pk).pk for pk in (9, 10, 100)]
    index_all()
    assert [int(result.pk) for result in SearchQuerySet().order_by("id")] == pks


def test_an_order_that_the_index_cannot_give_is_refused_with_those_it_can(archive, backend):
    with pytest.raises(SearchBackendError, match="by 'title', but by score, published, id"):
        backend.search("*:*", sort_by=["title"])


def test_the_latest_article_is_known(archive):
    assert SearchQuerySet().latest("published").object.title == PARIS


# --- Filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"content": "قمة"}, {PARIS, GENEVA}),
        ({"content": "قمة الراغبين"}, {PARIS, GENEVA}),
        ({"content__contains": "مان"}, {KYIV}),
        ({"content__startswith": "الراغ"}, {PARIS, GENEVA}),
        ({"content__startswith": "أوكر"}, {KYIV}),
        ({"content__endswith": "نات"}, {KYIV}),
        ({"content__exact": "تحالف الراغبين"}, {PARIS}),
        ({"content__exact": "الراغبين تحالف"}, set()),
        ({"content__in": ["باريس", "جنيف"]}, {PARIS, GENEVA}),
        ({"content__fuzzy": "ضماتات"}, {KYIV}),
        ({"title": "جنيف"}, {GENEVA}),
        ({"title": "تحالف"}, set()),
        ({"title__startswith": "جن"}, {GENEVA}),
        ({"title__gte": "ق"}, {PARIS, GENEVA}),
        ({"theme": "peace-talks"}, {PARIS}),
        ({"theme__exact": "peace-talks"}, {PARIS}),
        ({"theme__in": ["peace-talks", "war"]}, {PARIS}),
        ({"theme__startswith": "peace"}, {PARIS}),
        ({"theme__contains": "talk"}, {PARIS}),
        ({"theme_name": "السلام"}, {PARIS}),
        ({"outlet": "al-ittihad"}, {PARIS, KYIV}),
        ({"year": 2023}, {KYIV}),
        ({"year__in": [2022, 2023]}, {KYIV}),
        ({"year__gt": 2023}, {PARIS}),
        ({"year__range": [2000, 2023]}, {KYIV}),
        ({"month": "2024-05"}, {PARIS}),
        ({"month__lt": "2024-05"}, {KYIV}),
        ({"content": "قمة", "outlet": "al-ittihad"}, {PARIS}),
        ({"content": "بلا", "outlet": "al-ittihad"}, set()),
    ],
)
def test_filters_of_every_kind_find_what_they_say(archive, filters, expected):
    assert found(**filters) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"published": date(2023, 1, 2)}, {KYIV}),
        ({"published__exact": date(2023, 1, 2)}, {KYIV}),
        ({"published__exact": "2023-01-02"}, {KYIV}),
        ({"published__in": [date(2023, 1, 2), date(2020, 1, 1)]}, {KYIV}),
        ({"published__gt": date(2023, 1, 2)}, {PARIS}),
        ({"published__gte": date(2023, 1, 2)}, {PARIS, KYIV}),
        ({"published__lt": date(2024, 5, 3)}, {KYIV}),
        ({"published__lte": date(2024, 5, 3)}, {PARIS, KYIV}),
        ({"published__range": (date(2023, 1, 1), date(2023, 12, 31))}, {KYIV}),
        ({"published": datetime(2023, 1, 2)}, {KYIV}),
        ({"published": datetime(2023, 1, 2, 12)}, set()),
        ({"published__gt": datetime(2023, 1, 2, 12)}, {PARIS}),
        ({"published__gte": datetime(2023, 1, 2, 12)}, {PARIS}),
        ({"published__lt": datetime(2024, 5, 3, 0, 0, 1)}, {PARIS, KYIV}),
        ({"published__lte": datetime(2024, 5, 2, 23, 59)}, {KYIV}),
        ({"published": "2023"}, {KYIV}),
        ({"published": "2024-05"}, {PARIS}),
        ({"published__gt": "2023"}, {PARIS}),
        ({"published__lt": "2024"}, {KYIV}),
        ({"published": Raw("*")}, {PARIS, KYIV}),
        ({"published": Raw("[* TO 2023]")}, {KYIV}),
        ({"published": "yesterday"}, set()),
        ({"published": "2023-13-01"}, set()),
        ({"published__gte": "yesterday"}, set()),
    ],
)
def test_dates_are_compared_as_instants_at_the_beginning_of_their_day(archive, filters, expected):
    assert found(**filters) == expected


def test_dates_that_leave_the_index_with_their_articles_are_not_found(archive, backend):
    backend.remove(archive[KYIV])
    assert found(published__gte=date(2000, 1, 1)) == {PARIS}
    assert set(titles(SearchQuerySet().exclude(published=date(2024, 5, 3)))) == {GENEVA}


def test_the_last_article_is_not_found_either_when_it_has_left_the_index(archive, backend):
    backend.remove(archive[GENEVA])
    assert titles(SearchQuerySet().exclude(published=date(2024, 5, 3))) == [KYIV]


def test_articles_are_found_by_their_ids(archive):
    paris, kyiv = archive[PARIS], archive[KYIV]
    assert found(id=identifier(paris)) == {PARIS}
    assert found(id__exact=identifier(paris)) == {PARIS}
    assert found(id__in=[identifier(paris), identifier(kyiv)]) == {PARIS, KYIV}
    assert found(django_id=paris.pk) == {PARIS}
    assert found(django_id__in=[paris.pk, kyiv.pk]) == {PARIS, KYIV}
    assert found(django_id__gt=paris.pk) == {KYIV, GENEVA}
    assert found(id=f"archive.theme.{paris.pk}") == set()


def test_every_article_that_has_a_title_or_a_value_can_be_asked_for(archive):
    an_article(title="", body="بلا عنوان")
    index_all()
    assert SearchQuerySet().filter(title=Raw("*")).count() == 3
    assert found(theme=Raw("*")) == {PARIS}
    assert SearchQuerySet().filter(content=Raw("*")).count() == 4


def test_conditions_are_joined_as_they_are_written(archive):
    paris, geneva = SQ(content="باريس"), SQ(content="جنيف")
    assert found(paris | geneva) == {PARIS, GENEVA}
    assert found(paris & geneva) == set()
    assert found(~paris) == {KYIV, GENEVA}
    assert found(~paris & ~geneva) == {KYIV}
    assert found((paris | geneva) & SQ(theme="peace-talks")) == {PARIS}
    assert found(SQ(content="قمة") & ~SQ(published__gte=date(2024, 1, 1))) == {GENEVA}
    assert found(SQ(published=date(2023, 1, 2)) | SQ(theme="peace-talks")) == {PARIS, KYIV}


def test_everything_but_something_is_not_everything(archive):
    everything = SearchQuerySet()
    assert set(titles(everything.exclude(content="قمة"))) == {KYIV}
    assert set(titles(everything.exclude(theme="peace-talks").exclude(title="جنيف"))) == {KYIV}
    assert set(titles(everything.filter(content="قمة").exclude(title="جنيف"))) == {PARIS}
    assert set(titles(everything.raw_search("*:* AND NOT جنيف"))) == {PARIS, KYIV}


def test_query_sets_are_joined(archive):
    paris = SearchQuerySet().filter(content="باريس")
    summits = SearchQuerySet().filter(content="قمة")
    assert set(titles(paris & summits)) == {PARIS}
    assert set(titles(paris | SearchQuerySet().filter(content="أوكرانيا"))) == {PARIS, KYIV}
    assert list(summits.none()) == []


def test_a_boost_raises_what_holds_the_word_and_leaves_nothing_out(archive):
    summits = SearchQuerySet().filter(content="قمة")
    assert titles(summits.boost("جنيف", 9)) == [GENEVA, PARIS]
    assert titles(summits.boost("باريس", 9)) == [PARIS, GENEVA]


def test_every_segment_of_an_index_answers(many, backend):
    newest = an_article(title=PARIS, published=date(2024, 6, 1))
    index_all()
    backend.refresh(ArticleIndex(), {newest.pk})
    assert backend.index.reader().is_atomic() is False
    pks = [str(newest.pk), *many]
    everything = SearchQuerySet()

    def found(query):
        return [result.pk for result in query]

    assert found(everything.filter(published__gte=date(2024, 1, 24))) == pks[:3]
    assert found(everything.filter(django_id__in=[newest.pk, many[-1]])) == [pks[0], pks[-1]]
    assert found(everything.filter(title="باريس")) == pks[:1]
    assert found(everything.exclude(title="باريس")) == many
    assert found(everything.filter(content="الوفود").order_by("id")) == [*many[::-1], pks[0]]
    assert everything.facet("month").facet_counts()["fields"]["month"][1] == ("2024-06", 1)


# --- Inputs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (AutoQuery("قمة -جنيف"), {PARIS}),
        (AutoQuery('"تحالف الراغبين"'), {PARIS}),
        (Exact("تحالف الراغبين"), {PARIS}),
        (Clean("قمة (باريس)"), {PARIS}),
        (Clean("قمة! باريس؟"), {PARIS}),
        (Clean("فرنسي-أمريكي"), {KYIV}),
        (Clean("U.S.A."), {KYIV}),
        (Clean("قمة : OR"), set()),
        (Raw("باريس OR جنيف"), {PARIS, GENEVA}),
        (Raw("title:قمة AND NOT جنيف"), {PARIS}),
        (Raw("مدينة:باريس"), set()),
        (Raw("عن:باريس OR جنيف"), {GENEVA}),
        (Not("باريس"), {KYIV, GENEVA}),
        (Not("قمة باريس"), {KYIV, GENEVA}),
        (" ", set()),
        ("!!", set()),
    ],
)
def test_what_a_reader_types_is_taken_as_its_input_says(archive, value, expected):
    assert found(content=value) == expected


def test_an_input_can_be_asked_of_a_field(archive):
    assert found(title=AutoQuery("قمة -جنيف")) == {PARIS}
    assert found(title=Not("باريس")) == {KYIV, GENEVA}
    assert found(theme=Exact("peace-talks")) == {PARIS}
    assert found(standfirst=Exact("قمة باريس")) == set()


def test_a_query_of_nothing_but_a_space_is_no_condition(archive):
    assert SearchQuerySet().auto_query(" ").count() == 3


def test_an_arabic_question_mark_ends_a_question_and_stands_for_no_letter(archive):
    assert titles(SearchQuerySet().auto_query("باريس؟")) == [PARIS]
    assert found(content=Raw("باري؟")) == set()
    assert found(content=Raw("باري?")) == {PARIS}


def test_diacritics_and_hamzas_make_no_difference(archive):
    assert found(content="قِمَّة بَارِيس") == {PARIS}
    assert found(content__startswith="اوكر") == {KYIV}


# --- Results ----------------------------------------------------------------------------------


def test_a_result_has_what_the_search_index_stores_and_its_object_the_rest(archive):
    paris = archive[PARIS]
    (result,) = SearchQuerySet().filter(content="باريس")
    assert (result.app_label, result.model_name) == ("archive", "article")
    assert (result.pk, result.id) == (str(paris.pk), identifier(paris))
    assert (result.model, result.object) == (Article, paris)
    assert (result.theme, result.outlet) == (["peace-talks"], ["al-ittihad"])
    assert (result.published, result.year, result.month) == (date(2024, 5, 3), 2024, "2024-05")
    assert "paris" in result.place
    assert result.text is None


def test_what_an_article_has_not_its_result_has_not(archive):
    (result,) = SearchQuerySet().filter(content="جنيف")
    assert (result.theme, result.outlet, result.published, result.year) == ([], [], None, None)


def test_only_stored_fields_are_given(archive):
    (result,) = SearchQuerySet().filter(content="باريس")
    stored = {name for name, field in ArticleIndex().fields.items() if field.stored}
    assert set(result.get_additional_fields()) == {"id", *stored}


def test_a_page_needs_no_database_and_its_objects_one_query(archive, django_assert_num_queries):
    with django_assert_num_queries(0):
        results = list(SearchQuerySet().filter(content="قمة"))
    assert len(results) == 2
    with django_assert_num_queries(2):  # the articles, and the themes of all of them
        objects = [result.object for result in SearchQuerySet().load_all()]
    assert objects == list(archive.values())


def test_an_article_that_is_gone_from_the_database_is_left_out_of_loaded_results(archive):
    Article.objects.filter(title=KYIV).delete()
    everything = SearchQuerySet().load_all()
    assert titles(everything) == [PARIS, GENEVA]
    assert len(everything) == 2


def test_objects_can_be_loaded_through_a_query_set_of_ones_own(archive):
    own = Article.objects.filter(title__startswith="قمة")
    everything = RelatedSearchQuerySet().load_all().load_all_queryset(Article, own)
    assert titles(everything) == [PARIS, GENEVA]


def test_values_are_those_of_the_fields_that_are_asked_for(archive):
    everything = SearchQuerySet()
    pks = [str(article.pk) for article in archive.values()]
    assert list(everything.values_list("pk", flat=True)) == pks
    assert list(everything.values_list("outlet", "year"))[1:] == [
        [["al-ittihad"], 2023],
        [[], None],
    ]
    assert everything.values("pk", "theme")[:1] == [{"pk": pks[0], "theme": ["peace-talks"]}]
    assert everything.order_by("published").values_list("pk", flat=True)[1:9] == pks[1::-1]


def test_passages_are_marked_and_escaped(db):
    an_article(title="قمة", body="<b>اجتمع</b> تحالف الراغبين في باريس.")
    index_all()
    summits = SearchQuerySet().highlight()

    def marked(**filters):
        (result,) = summits.filter(**filters)
        (passage,) = result.highlighted["text"]
        return passage

    assert "<mark>باريس</mark>" in marked(content="باريس")
    assert "&lt;b&gt;" in marked(content="باريس")
    assert "<mark>تحالف الراغبين</mark>" in marked(content=Exact("تحالف الراغبين"))
    assert "<mark>الراغبين</mark>" in marked(content__startswith="الراغ")
    assert "<mark>" not in marked(title="قمة", language="ar").replace("<mark>قمة</mark>", "")
    assert "<mark>باريس" not in marked(content=AutoQuery("قمة -جنيف"))


def test_passages_are_as_many_and_as_long_as_is_asked(db):
    an_article(body="\n\n".join(f"باريس {'كلام ' * 60}" for _ in range(4)))
    index_all()
    (result,) = SearchQuerySet().filter(content="باريس").highlight(count=3, width=40)
    assert len(result.highlighted["text"]) == 3
    assert all(len(passage) < 80 for passage in result.highlighted["text"])


def test_options_of_other_engines_for_passages_mean_nothing(archive):
    plain = SearchQuerySet().filter(content="باريس").highlight()
    tagged = (
        SearchQuerySet().filter(content="باريس").highlight(pre_tags=["<b>"], post_tags=["</b>"])
    )
    assert [r.highlighted for r in tagged] == [r.highlighted for r in plain] != []


# --- Facets -----------------------------------------------------------------------------------


def test_values_are_counted_among_what_is_found_the_most_first(archive):
    everything = SearchQuerySet().facet("outlet").facet("year").facet("theme")
    assert everything.facet_counts() == {
        "fields": {
            "outlet": [("al-ittihad", 2), (None, 1)],
            "year": [(2023, 1), (2024, 1), (None, 1)],
            "theme": [(None, 2), ("peace-talks", 1)],
        },
        "dates": {},
        "queries": {},
    }
    summits = everything.filter(content="قمة").facet_counts()["fields"]
    assert summits["outlet"] == [("al-ittihad", 1), (None, 1)]
    assert everything.narrow("theme:peace-talks").facet_counts()["fields"]["year"] == [(2024, 1)]


def test_facets_and_results_come_in_one_go(archive, asked):
    everything = SearchQuerySet().facet("outlet")
    assert len(everything[:10]) == 3
    assert everything.facet_counts()["fields"]["outlet"]
    assert everything.count() == 3
    assert len(asked) == 1


def test_a_field_that_is_not_counted_is_refused(archive, backend):
    with pytest.raises(SearchBackendError, match="'title' is not counted, but theme, outlet"):
        backend.search("*:*", facets=["title"])


def test_nothing_is_counted_unasked(archive, backend):
    assert backend.search("*:*")["facets"] == {}


def test_stretches_of_time_are_counted_and_what_lies_outside(archive):
    counts = SearchQuerySet().date_facet("published", date(2023, 1, 2), date(2024, 5, 4), "year")
    assert counts.facet_counts()["dates"]["published"] == [
        ((datetime(2023, 1, 2), datetime(2024, 1, 2)), 1),
        ((datetime(2024, 1, 2), datetime(2025, 1, 2)), 1),
        (None, 1),
    ]


@pytest.mark.parametrize(
    ("gap_by", "gap_amount", "start", "end"),
    [
        ("month", 2, datetime(2024, 5, 1), datetime(2024, 7, 1)),
        ("day", 1, datetime(2024, 5, 3), datetime(2024, 5, 4)),
        ("day", 2, datetime(2024, 5, 2), datetime(2024, 5, 4)),
        ("hour", 6, datetime(2024, 5, 3), datetime(2024, 5, 3, 6)),
    ],
)
def test_a_stretch_is_as_long_as_is_asked(archive, gap_by, gap_amount, start, end):
    january, june = date(2024, 1, 1), datetime(2024, 6, 1)
    counts = SearchQuerySet().date_facet("published", january, june, gap_by, gap_amount)
    (none, stretch) = counts.facet_counts()["dates"]["published"]
    assert (none, stretch) == ((None, 2), ((start, end), 1))


def test_months_that_begin_on_the_last_day_stay_months(db):
    an_article(published=date(2024, 3, 30))
    index_all()
    counts = SearchQuerySet().date_facet("published", date(2024, 1, 31), date(2024, 5, 1), "month")
    expected = [((datetime(2024, 2, 29), datetime(2024, 3, 31)), 1)]
    assert counts.facet_counts()["dates"]["published"] == expected


@pytest.mark.parametrize("wrong", [("year", 0), ("month", -1)])
def test_time_that_does_not_pass_is_refused(archive, wrong):
    counts = SearchQuerySet().date_facet("published", date(2023, 1, 1), date(2024, 1, 1), *wrong)
    with pytest.raises(SearchBackendError):
        counts.facet_counts()


def test_what_answers_other_queries_is_counted(archive, backend):
    counts = SearchQuerySet().query_facet("title", "جنيف").query_facet("title", "قم*")
    assert counts.facet_counts()["queries"] == {"title:جنيف": 1, "title:قم*": 2}
    assert counts.filter(content="باريس").facet_counts()["queries"]["title:جنيف"] == 0
    answer = backend.search("*:*", query_facets={"year": "[2024 TO]"})
    assert answer["facets"]["queries"] == {"year:[2024 TO]": 1}


# --- Query sets -------------------------------------------------------------------------------


def test_pages_are_loaded_as_they_are_read_and_none_of_them_twice(many, asked):
    everything = SearchQuerySet()
    assert [result.pk for result in everything] == many
    pages = [query["additional_kwargs"]["start_offset"] for query in asked]
    assert pages == [0, 10, 20]
    assert [result.pk for result in everything] == many
    assert len(asked) == 3


def test_pages_of_one_answer_are_found_once_and_those_of_a_newer_index_anew(many, monkeypatch):
    searched = []
    find = Answer.find
    monkeypatch.setattr(Answer, "find", lambda *args: searched.append(args) or find(*args))
    assert len(list(SearchQuerySet().filter(content="الوفود"))) == 25
    assert len(searched) == 1
    assert SearchQuerySet().filter(content="الوفود").narrow("year:2023").count() == 0
    assert len(searched) == 2
    assert SearchQuerySet().filter(content="الوفود").count() == 25
    assert len(searched) == 3
    an_article()
    index_all()
    assert SearchQuerySet().filter(content="الوفود").count() == 26
    assert len(searched) == 4


def test_slices_are_what_lies_between_their_ends(many, asked):
    everything = SearchQuerySet()
    assert [result.pk for result in everything[3:8]] == many[3:8]
    assert [result.pk for result in everything[4:6]] == many[4:6]
    assert len(asked) == 1
    assert everything[20].pk == many[20]
    assert [result.pk for result in everything[22:40]] == many[22:]
    assert everything.best_match().pk == many[0]
    with pytest.raises(AssertionError, match="Negative"):
        everything[-1]


def test_counting_asks_once_and_loads_one_article(many, asked):
    everything = SearchQuerySet()
    assert len(everything) == everything.count() == 25
    (query,) = asked
    assert query["additional_kwargs"]["end_offset"] == 1


def test_a_query_set_is_pickled_with_what_it_found(many, asked):
    everything = SearchQuerySet().order_by("published")
    first = everything[0].pk
    unpickled = pickle.loads(pickle.dumps(everything))
    assert len(asked) == 1
    assert (unpickled[0].pk, unpickled.count()) == (first, 25)
    assert len(asked) == 1
    assert [result.pk for result in unpickled] == many[::-1]


def test_models_choose_what_is_searched(archive):
    assert SearchQuerySet().models(Article).count() == 3
    with pytest.warns(UserWarning, match="not registered"):
        assert SearchQuerySet().models(Theme).count() == 0


def test_what_is_written_meanwhile_is_found_by_the_next_query(archive):
    assert SearchQuerySet().filter(content="لندن").count() == 0
    an_article(title="قمة لندن")
    index_all()
    assert titles(SearchQuerySet().filter(content="لندن")) == ["قمة لندن"]


def test_the_log_of_queries_says_what_was_asked(archive, asked, settings):
    assert SearchQuerySet().filter(theme="peace-talks")[0].object.title == PARIS
    settings.DEBUG = False
    assert SearchQuerySet().count() == 3
    assert [query["query_string"] for query in asked] == ["theme:('peace-talks')"]


# --- More like this ---------------------------------------------------------------------------


@pytest.fixture
def alike(db):
    """Articles about grain, of which the first two share the most, and one of other things."""
    texts = {
        "القمح": "صادرات القمح من الموانئ البحرية مهددة بالتوقف",
        "الموانئ": "صادرات القمح من الموانئ البحرية تعود",
        "الخبز": "أسعار القمح والخبز ترتفع",
        "الرياضة": "مباراة النهائي غدًا",
    }
    articles = {title: an_article(title=title, body=body) for title, body in texts.items()}
    index_all()
    return articles


def test_like_an_article_are_those_that_share_its_words_the_nearest_first(alike):
    near = SearchQuerySet().more_like_this(alike["القمح"])
    assert titles(near) == ["الموانئ", "الخبز"]
    assert near.count() == 2


def test_what_is_like_an_article_can_be_filtered_and_cut(alike):
    near = SearchQuerySet().more_like_this(alike["القمح"])
    assert titles(near.filter(title="الخبز")) == ["الخبز"]
    assert titles(near.models(Article)) == ["الموانئ", "الخبز"]
    assert titles(near[1:2]) == ["الخبز"]
    assert list(near.filter(title="الرياضة")) == []
    assert list(near.values_list("pk", flat=True)) == [
        str(alike[t].pk) for t in ("الموانئ", "الخبز")
    ]


def test_no_more_is_read_of_what_is_like_an_article_than_is_wanted(alike, backend):
    answer = backend.more_like_this(alike["القمح"], start_offset=0, end_offset=1)
    assert (len(answer["results"]), answer["hits"]) == (1, 2)


def test_an_article_need_not_be_in_the_index_or_loaded_whole_to_find_its_like(alike, backend):
    deferred = Article.objects.defer("body").get(title="القمح")
    assert len(SearchQuerySet().more_like_this(deferred)) == 2
    backend.remove(alike["القمح"])
    assert len(SearchQuerySet().more_like_this(alike["القمح"])) == 2


def test_the_tag_gives_a_template_what_is_like_an_article(alike):
    template = Template(
        "{% load more_like_this %}{% more_like_this article as near limit 1 %}"
        "{% for result in near %}{{ result.object.title }}{% endfor %}"
    )
    assert template.render(Context({"article": alike["القمح"]})) == "الموانئ"


# --- Spelling ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("بارس", "باريس"),
        ("قمة بارس", "قمة باريس"),
        ("(بارس) AND theme:(unknwon)", "باريس"),
        ("rlm", "قمة"),
        ("باريس", None),
        ("*:*", None),
        ("theme:('peace-tlks')", None),
    ],
)
def test_an_unknown_word_is_answered_with_the_one_that_was_meant(archive, backend, typed, meant):
    assert backend.search(typed)["spelling_suggestion"] == meant


def test_a_query_set_knows_what_was_meant(archive):
    assert SearchQuerySet().filter(content="بارس").spelling_suggestion() == "باريس"
    assert SearchQuerySet().spelling_suggestion("بارس") == "باريس"
    hinted = SearchQuerySet().filter(theme="none").set_spelling_query("بارس")
    assert hinted.spelling_suggestion() == "باريس"


def test_nothing_is_suggested_where_a_connection_does_not_ask_for_it(archive, backend, monkeypatch):
    monkeypatch.setattr(backend, "include_spelling", False)
    assert backend.search("بارس")["spelling_suggestion"] is None


# --- Forms ------------------------------------------------------------------------------------


def test_a_form_finds_what_is_typed_into_it(archive):
    assert titles(SearchForm({"q": "قمة -جنيف"}).search()) == [PARIS]
    assert titles(SearchForm({"q": "باريس"}, load_all=True).search()) == [PARIS]
    assert list(SearchForm({"q": ""}).search()) == []


def test_a_form_says_what_was_meant(archive):
    assert SearchForm({"q": "بارس"}).get_suggestion() == "باريس"


def test_a_form_offers_the_models_of_the_index(archive):
    form = ModelSearchForm({"q": "باريس", "models": ["archive.article"]})
    assert [value for value, _ in form.fields["models"].choices] == ["archive.article"]
    assert titles(form.search()) == [PARIS]


def test_a_form_narrows_by_chosen_facets(archive):
    form = FacetedSearchForm(
        {"q": "قمة"}, selected_facets=["theme:peace-talks", "outlet:al-ittihad", "nothing"]
    )
    assert titles(form.search()) == [PARIS]
    assert list(FacetedSearchForm({"q": "قمة"}, selected_facets=["theme:war"]).search()) == []


def test_a_form_marks_what_it_found(archive):
    (result,) = HighlightedSearchForm({"q": "باريس"}).search()
    assert "<mark>باريس</mark>" in result.highlighted["text"][0]


# --- Writing ----------------------------------------------------------------------------------


def test_updating_skips_what_the_search_index_skips(db, backend, monkeypatch):
    kept, skipped = an_article(), an_article(title="سري")
    prepare_text = ArticleIndex.prepare_text

    def prepare(self, article):
        if article.title == "سري":
            raise SkipDocument
        return prepare_text(self, article)

    monkeypatch.setattr(ArticleIndex, "prepare_text", prepare)
    backend.update(connections["default"].get_unified_index().get_index(Article), [kept, skipped])
    assert backend.indexed_ids() == {kept.pk}


def test_an_entry_is_removed_by_its_object_or_its_name(archive, backend):
    backend.remove(archive[PARIS])
    assert set(titles(SearchQuerySet())) == {KYIV, GENEVA}
    backend.remove(identifier(archive[KYIV]))
    assert titles(SearchQuerySet()) == [GENEVA]


def test_removing_what_is_not_in_the_index_changes_nothing(archive, backend):
    backend.remove("archive.article.999999")
    backend.remove(f"archive.theme.{archive[PARIS].pk}")
    assert SearchQuerySet().count() == 3


def test_clearing_other_models_leaves_the_articles(archive, backend):
    backend.clear(models=[Theme])
    assert SearchQuerySet().count() == 3
    backend.clear(models=[Theme, Article])
    assert SearchQuerySet().count() == 0


def test_the_search_index_updates_and_removes_single_objects(archive):
    index = connections["default"].get_unified_index().get_index(Article)
    index.remove_object(archive[PARIS])
    assert SearchQuerySet().count() == 2
    index.update_object(archive[PARIS])
    assert SearchQuerySet().count() == 3
    index.clear()
    assert SearchQuerySet().count() == 0
    index.reindex()
    assert SearchQuerySet().count() == 3


def test_haystack_says_what_is_indexed():
    written = io.StringIO()
    call_command("haystack_info", stdout=written)
    assert "1 index(es)" in written.getvalue()
    assert "Model: Article by Index: <search.search_indexes.ArticleIndex" in written.getvalue()


def test_an_index_whose_files_were_deleted_is_empty_and_takes_articles_in_again(tmp_path):
    backend = Backend("default", PATH=str(tmp_path / "index"))
    backend.add([Entry(1, {"text": "قمة باريس"})])
    assert backend.search("قمة")["hits"] == 1
    backend.delete_index()
    backend.add([Entry(2, {"text": "قمة جنيف"})])
    assert [result.pk for result in backend.search("قمة")["results"]] == ["2"]
    backend.delete_index()
    assert backend.search("قمة")["hits"] == 0
