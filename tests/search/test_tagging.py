"""Tagging what a search finds, from the page of results to the record of it."""

import pytest
from django.contrib.auth.models import User

from archive.models import Act, Article, Tagging, Theme
from search import tagging
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db

RESULTS = "/search/?q=قمة"
PAGE = "/search/tag/?q=قمة"


@pytest.fixture
def desk(client, editor):
    """A browser in which an editor is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


@pytest.fixture
def found():
    """Forty-one articles of which forty are found."""
    articles = [an_article(title=f"قمة رقم {number}") for number in range(40)]
    an_article(title="مباراة")
    index_all()
    return articles


def boxes(response):
    """The articles that a page offers, and those of them that are ticked."""
    offered = [e for e in Page(response).elements if e.attrs.get("name") == "article"]
    return (
        {int(box.attrs["value"]) for box in offered},
        {int(box.attrs["value"]) for box in offered if "checked" in box.attrs},
    )


def test_readers_are_not_offered_to_tag_and_may_not(client, found):
    assert "/search/tag/" not in client.get(RESULTS).content.decode()
    assert client.get(PAGE).status_code == 403
    client.force_login(User.objects.create_user("reader"))
    assert client.post(PAGE, {"article": found[0].pk}).status_code == 403


def test_editors_are_offered_to_tag_all_that_a_search_finds(desk, found):
    links = Page(desk.get(RESULTS)).links()
    (address,) = [link for link in links if link.startswith("/search/tag/")]
    response = desk.get(address)
    assert boxes(response) == ({a.pk for a in found},) * 2
    assert "٤٠" in response.content.decode()


def test_all_forty_are_tagged_at_once_but_for_those_left_out(desk, editor, theme, found):
    kept = [article.pk for article in found[2:]]
    response = desk.post(PAGE, {"article": kept, "theme": theme.pk, "on": "1"})
    assert response.status_code == 302
    assert set(Article.objects.on_theme(theme).values_list("pk", flat=True)) == set(kept)
    (done,) = Act.objects.all()
    assert (done.by, done.count, done.what) == (editor, 38, theme.name)
    assert "٣٨" in desk.get(response.url).content.decode()


def test_all_that_was_tagged_at_once_is_taken_back_at_once(desk, theme, found):
    every = [article.pk for article in found]
    response = desk.post(PAGE, {"article": every, "theme": theme.pk, "on": "1"})
    links = Page(desk.get(response.url)).links()
    (way_back,) = [link for link in links if link.startswith("/admin/archive/act/")]
    assert desk.get(way_back).status_code == 200
    desk.post(way_back, {"confirmed": "yes"})
    assert not Article.objects.on_theme(theme).exists()
    assert Act.objects.get(kind=Act.Kind.UNDO).count == 40


def test_where_nothing_is_to_be_changed_nothing_is_recorded(desk, theme, found):
    found[0].tag(theme)
    desk.post(PAGE, {"article": found[0].pk, "theme": theme.pk, "on": "1"})
    assert not Act.objects.exists()


def test_a_theme_is_taken_off_those_that_have_it(desk, theme, found):
    for article in found[:3]:
        article.tag(theme)
    every = [article.pk for article in found]
    desk.post(PAGE, {"article": every, "theme": theme.pk, "off": "1"})
    assert not Article.objects.on_theme(theme).exists()
    assert Tagging.objects.filter(state=Tagging.State.REJECTED).count() == 3


@pytest.mark.parametrize("sent", [{"on": "1"}, {"theme": "0"}, {"article": "x"}])
def test_without_a_theme_or_an_article_the_page_says_what_is_missing(desk, theme, found, sent):
    data = {"article": found[0].pk, "theme": theme.pk} | sent
    if "on" in sent:
        del data["theme"]
    response = desk.post(PAGE, data)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not Act.objects.exists()


def test_what_is_not_public_any_more_is_not_tagged(desk, theme, found):
    found[0].state = Article.State.WITHDRAWN
    found[0].save()
    desk.post(PAGE, {"article": [found[0].pk, found[1].pk], "theme": theme.pk})
    assert list(Article.objects.on_theme(theme)) == [found[1]]


def test_more_than_one_act_may_hold_are_told(desk, found, monkeypatch):
    monkeypatch.setattr(tagging, "MOST", 30)
    response = desk.get(PAGE)
    assert len(boxes(response)[0]) == 30
    assert "١٠" in response.content.decode()


def test_a_query_that_cannot_be_understood_leads_back_to_what_says_so(desk, found):
    response = desk.get("/search/tag/?q=(قمة")
    assert response.status_code == 302
    assert response.url.startswith("/search/?q=")
