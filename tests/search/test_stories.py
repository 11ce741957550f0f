"""A story is one hit: its lead, found by what its copies add."""

import pytest

from archive import bulk
from archive.models import Outlet
from archive.models.story import join, split_off
from search.models import PendingUpdate
from search.request import SearchRequest
from search.results import search
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def story():
    """A lead and a copy under another title in another paper, joined and indexed."""
    lead = an_article(
        title="وصول الوفود", body="قال الوزير إن الهدنة قريبة.", outlet=_outlet("الاتحاد")
    )
    copy = an_article(
        title="المفاوضون يجتمعون", body="قال الوزير إن الهدنة قريبة.", outlet=_outlet("البيان")
    )
    join([lead, copy])
    index_all()
    return lead, copy


def _outlet(name):
    return Outlet.objects.create(name=name)


def found(text, **chosen):
    return search(SearchRequest(text, **chosen))


def test_a_story_is_one_hit(story):
    page = found("الهدنة")
    assert (page.total, [hit.article for hit in page.hits]) == (1, [story[0]])


def test_its_lead_is_found_by_the_title_of_a_copy_and_shows_it(story):
    (hit,) = found("المفاوضون").hits
    assert hit.article == story[0]
    assert "<mark>المفاوضون</mark>" in "".join(hit.passages)


def test_titles_of_copies_are_not_quoted_where_its_own_text_holds_the_words():
    lead = an_article(title="وصول الوفود", body="بحث المفاوضون الهدنة.")
    join([lead, an_article(title="المفاوضون يجتمعون", body="بحث المفاوضون الهدنة.")])
    index_all()
    (hit,) = found("المفاوضون").hits
    assert hit.passages == ["بحث <mark>المفاوضون</mark> الهدنة."]


def test_it_counts_under_the_outlet_of_a_copy(story):
    outlets = {outlet.name: outlet.slug for outlet in Outlet.objects.all()}
    (facet,) = (facet for facet in found("الهدنة").facets if facet.name == "outlet")
    assert {choice.label: choice.count for choice in facet.choices} == {"الاتحاد": 1, "البيان": 1}
    page = found("الهدنة", chosen={"outlet": (outlets["البيان"],)})
    assert page.total == 1


def test_a_hit_names_the_outlets_that_published_it_too(story, client):
    page = client.get("/search/", {"q": "الهدنة"}).content.decode()
    assert "ونشرته أيضًا:" in page
    assert "البيان" in page


def test_what_is_split_off_is_a_hit_of_its_own_at_once(story):
    split_off(story[1])
    assert found("الهدنة").total == 2
    assert [hit.article for hit in found("المفاوضون").hits] == [story[1]]


def test_many_changes_reach_the_index_when_all_are_made():
    with bulk.changes():
        for number in range(3):
            an_article(body=f"قال الوزير إن الهدنة رقم {number} قريبة.")
        assert found("الهدنة").total == 0
        assert PendingUpdate.objects.count() == 3
    assert found("الهدنة").total == 3
    assert not PendingUpdate.objects.exists()


def test_what_was_broken_off_stays_noted():
    def break_off():
        with bulk.changes():
            an_article()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert PendingUpdate.objects.count() == 1
