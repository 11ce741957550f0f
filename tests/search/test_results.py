"""Pages of results over articles made for each test."""

import datetime

import pytest

from archive.models import Article, Outlet, Theme
from search.request import NEWEST, OLDEST, RELEVANCE, SearchRequest
from search.results import search
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db


def found(request):
    return [hit.article for hit in search(request).hits]


def test_an_index_that_holds_nothing_finds_nothing():
    page = search(SearchRequest("الناتو"))
    assert (page.total, page.hits) == (0, [])


@pytest.mark.parametrize("sort", [RELEVANCE, NEWEST, OLDEST])
def test_pages_do_not_overlap_and_hold_everything(sort):
    for number in range(45):
        an_article(published=datetime.date(2024, 1, 1 + number % 3) if number % 5 else None)
    index_all()
    pages = [found(SearchRequest("الوفود", sort=sort, page=number)) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert {article for page in pages for article in page} == set(Article.objects.all())


def test_every_page_knows_the_total_and_its_neighbours():
    for _ in range(45):
        an_article()
    index_all()
    first, last = (search(SearchRequest("الوفود", page=number)) for number in (1, 3))
    assert (first.total, first.pages, first.previous_url) == (45, 3, None)
    assert (last.total, last.next_url) == (45, None)
    assert first.next_url == SearchRequest("الوفود", page=2).url()
    assert last.previous_url == SearchRequest("الوفود", page=2).url()


def test_a_page_beyond_the_last_is_empty_and_leads_back_to_the_last():
    for _ in range(21):
        an_article()
    index_all()
    page = search(SearchRequest("الوفود", page=400))
    assert (page.total, page.hits, page.next_url) == (21, [], None)
    assert page.previous_url == SearchRequest("الوفود", page=2).url()


def test_undated_articles_count_as_the_oldest():
    undated = an_article(published=None)
    old, new = (an_article(published=datetime.date(year, 1, 1)) for year in (1990, 2024))
    index_all()
    assert found(SearchRequest("الوفود", sort=NEWEST)) == [new, old, undated]
    assert found(SearchRequest("الوفود", sort=OLDEST)) == [undated, old, new]


def test_an_archive_without_a_single_date_is_searched_too():
    articles = [an_article(published=None), an_article(published=None)]
    index_all()
    assert set(found(SearchRequest("الوفود"))) == set(articles)


def test_a_word_in_the_title_counts_for_more_than_one_in_the_text():
    in_text = an_article(title="خبر عاجل من جنيف", body="قال إن باريس ستستضيف الاجتماع غدا.")
    in_title = an_article(title="خبر عاجل من باريس", body="قال إن جنيف ستستضيف الاجتماع غدا.")
    index_all()
    assert found(SearchRequest("باريس")) == [in_title, in_text]


def test_what_waits_for_review_is_not_found():
    an_article(state="review")
    an_article(state="withdrawn")
    index_all()
    assert search(SearchRequest("الوفود")).total == 0


def test_an_article_withdrawn_since_it_was_indexed_is_left_out():
    kept, withdrawn = an_article(), an_article()
    index_all()
    Article.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    assert found(SearchRequest("الوفود")) == [kept]


def test_an_article_deleted_since_it_was_indexed_is_left_out():
    kept, deleted = an_article(), an_article()
    index_all()
    Article.objects.filter(pk=deleted.pk).delete()
    assert found(SearchRequest("الوفود")) == [kept]


def test_marks_stand_on_the_text_as_it_was_published():
    an_article(title="الضَّمَانـــات الأَمْنِيَّة", body="وبالضّمانات وحدها.")
    index_all()
    (hit,) = search(SearchRequest("ضمانات امنيه")).hits
    assert hit.title == "<mark>الضَّمَانـــات</mark> <mark>الأَمْنِيَّة</mark>"
    assert hit.passages == ["<mark>وبالضّمانات</mark> وحدها."]


def test_text_of_an_article_is_escaped_round_the_marks():
    an_article(title="<b>ضمانات</b>", body="<script>alert(1)</script> ضمانات & غيرها.")
    index_all()
    (hit,) = search(SearchRequest("ضمانات")).hits
    assert hit.title == "&lt;b&gt;<mark>ضمانات</mark>&lt;/b&gt;"
    assert "<script>" not in hit.passages[0]


def test_a_caption_is_found_but_publishers_keywords_are_not():
    an_article(caption="ميناء أوديسا (أرشيف)", keywords=["ماريوبول"])
    index_all()
    assert search(SearchRequest("أوديسا")).total == 1
    assert search(SearchRequest("ماريوبول")).total == 0


def test_a_facet_is_there_only_where_there_is_something_to_choose():
    an_article(published=None)
    index_all()
    assert search(SearchRequest("الوفود")).facets == []


def test_facets_are_counted_by_accepted_themes_and_by_outlet():
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    theme, other = Theme.objects.all()[:2]
    for article in (an_article(outlet=outlet), an_article()):
        article.tag(theme)
        article.untag(other)
    index_all()
    facets = {facet.name: facet.choices for facet in search(SearchRequest("الوفود")).facets}
    assert [(choice.value, choice.count) for choice in facets["theme"]] == [(theme.slug, 2)]
    assert [(choice.label, choice.count) for choice in facets["outlet"]] == [("صحيفة الاتحاد", 1)]


def test_a_theme_with_an_arabic_address_can_be_chosen():
    theme = Theme.objects.create(name_ar="عقوبات", name_en="Sanctions", slug="ضمان-أمني")
    an_article().tag(theme)
    index_all()
    assert search(SearchRequest(chosen={"theme": ("ضمان-أمني",)})).total == 1


def test_a_search_asks_no_more_of_the_database_when_it_finds_more(django_assert_max_num_queries):
    theme = Theme.objects.get(slug="ceasefire")

    def fill(count):
        for number in range(count):
            outlet, _ = Outlet.objects.get_or_create(name=f"صحيفة {number % 3}")
            an_article(outlet=outlet).tag(theme)
        index_all()

    fill(5)
    with django_assert_max_num_queries(8) as few:
        assert len(found(SearchRequest("الوفود"))) == 5
    count = len(few)
    fill(20)
    with django_assert_max_num_queries(count):
        assert len(found(SearchRequest("الوفود"))) == 20


def test_what_is_found_by_its_sound_is_found_once_and_in_titles_not_at_all():
    bodies = [
        "زار الوزير واشنطن",
        "بعد سنتين عاد من واشنطن",
        "بعد سنتين",
        "مرت سنتين في واشنطن",
        "خبر آخر",
    ]
    made = [an_article(title="خبر", body=body) for body in bodies]
    index_all()
    page = search(SearchRequest("Washnton"))
    assert page.total == 4
    assert sorted(hit.article.pk for hit in page.hits) == [article.pk for article in made[:4]]
    assert search(SearchRequest("عنوان:Washnton")).total == 0
