"""Stories in editors' hands: joined and split as acts, and what taking back leaves of them."""

import random
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from archive.merging_articles import merge
from archive.models import Act, Article, Theme
from archive.models.history import act
from archive.models.story import join, put_together, split_off
from archive.undoing import bring_back, may_undo, undo
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/article/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def choose(client, action, *articles):
    data = {"action": action, ACTION_CHECKBOX_NAME: [article.pk for article in articles]}
    return Page(client.post(LIST, data, follow=True))


def stories():
    """Every story of more than one article, as a set of ids."""
    found = {}
    for pk, lead in Article.objects.values_list("pk", "copy_of"):
        found.setdefault(lead or pk, set()).add(pk)
    return sorted(sorted(story) for story in found.values() if len(story) > 1)


def ids(*articles):
    return [article.pk for article in articles]


def joined(editor, *articles):
    with act(Act.Kind.JOIN, editor) as made:
        put_together(Article.objects.filter(pk__in=ids(*articles)))
    return made


# --- From the desk ----------------------------------------------------------------------------


def test_a_story_that_an_editor_joins_is_an_act_that_is_read_and_taken_back(desk, editor):
    one, other = an_article(title="الأول"), an_article(title="الثاني")
    shown = choose(desk, "join_articles", one, other)
    made = Act.objects.get()
    assert (made.kind, made.what, made.by, made.count) == ("join", "الأول", editor, 2)
    assert f"/admin/archive/act/{made.pk}/undo/" in shown.links()
    history = Page(desk.get(f"{LIST}{other.pk}/history/"))
    assert history.texts("ins") == ["الأول"]
    assert f"/admin/archive/act/{made.pk}/change/" in history.links()
    desk.post(f"/admin/archive/act/{made.pk}/undo/")
    assert stories() == []
    desk.post(f"/admin/archive/act/{Act.objects.get(undoes=made).pk}/undo/")
    assert stories() == [ids(one, other)]


def test_a_story_that_an_editor_splits_is_an_act_that_is_taken_back(desk, editor):
    lead, second, third = (an_article() for _ in range(3))
    join([lead, second, third])
    choose(desk, "split_articles", lead, third)
    made = Act.objects.get()
    assert (made.kind, made.by, made.count) == ("part", editor, 2)
    assert stories() == []
    undone = undo(made, editor)
    assert undone.left == ()
    assert stories() == [ids(lead, second, third)]
    assert not Article.objects.filter(stands_alone=True).exists()
    assert list(Article.objects.leads()) == [lead]


@pytest.mark.parametrize("action", ["join_articles", "split_articles"])
def test_where_nothing_is_to_be_done_nothing_is_recorded(desk, action):
    articles = an_article(), an_article()
    if action == "join_articles":
        join(articles)
    else:
        for article in articles:
            split_off(article)
    assert len(choose(desk, action, *articles).all("li", "warning")) == 1
    assert not Act.objects.exists()


def test_an_editor_takes_back_the_story_that_was_his_own(editor):
    assert may_undo(joined(editor, an_article(), an_article()), editor)


# --- What comes back --------------------------------------------------------------------------


def test_two_stories_that_were_joined_are_two_again(editor):
    a, b, c, d = (an_article() for _ in range(4))
    join([a, b])
    join([c, d])
    made = joined(editor, b, d)
    assert stories() == [ids(a, b, c, d)]
    assert undo(made, editor).left == ()
    assert stories() == [ids(a, b), ids(c, d)]


def test_one_that_was_to_stand_alone_stands_alone_again(editor):
    one, other = an_article(), an_article()
    split_off(one)
    undo(joined(editor, one, other), editor)
    one.refresh_from_db()
    assert (one.stands_alone, stories()) == (True, [])


def test_a_theme_that_a_story_took_over_goes_with_the_story(editor):
    theme = Theme.objects.first()
    lead, copy = an_article(), an_article()
    copy.tag(theme)
    made = joined(editor, lead, copy)
    assert lead.accepted_themes() == [theme]
    undone = undo(made, editor).act
    assert not lead.taggings.exists()
    assert copy.accepted_themes() == [theme]
    assert undo(undone, editor).left == ()
    assert lead.accepted_themes() == [theme]


def test_a_story_joined_by_hand_is_whole_again_when_a_merger_is_taken_back(editor):
    gone, copy, stays = (an_article() for _ in range(3))
    joined(editor, gone, copy)
    made = merge(gone, stays, editor)
    assert stories() == [ids(copy, stays)]
    assert undo(made, editor).left == ()
    assert stories() == [ids(gone, copy)]
    undo(Act.objects.get(undoes=made), editor)
    assert stories() == [ids(copy, stays)]


def test_a_copy_is_one_again_when_its_merger_is_taken_back(editor):
    lead, gone, stays = (an_article() for _ in range(3))
    joined(editor, lead, gone)
    assert undo(merge(gone, stays, editor), editor).left == ()
    assert stories() == [ids(lead, gone)]


def test_a_merger_within_a_story_is_taken_back(editor):
    lead, second, third = (an_article() for _ in range(3))
    joined(editor, lead, second, third)
    assert undo(merge(lead, third, editor), editor).left == ()
    assert stories() == [ids(lead, second, third)]


# --- What changed since -----------------------------------------------------------------------


def test_a_corrected_title_keeps_no_story_together(editor):
    one, other = an_article(), an_article()
    made = joined(editor, one, other)
    other.refresh_from_db()
    other.title = "عنوان مصحح"
    other.save()
    assert undo(made, editor).left == ()
    other.refresh_from_db()
    assert (stories(), other.title) == ([], "عنوان مصحح")


def test_another_lead_keeps_no_story_together(editor):
    a, b, c = (an_article() for _ in range(3))
    made = joined(editor, a, b, c)
    a.refresh_from_db()
    a.state = "withdrawn"
    a.save()
    assert undo(made, editor).left == ()
    assert stories() == []


def test_what_was_split_off_and_joined_elsewhere_since_stays_there_and_is_told(editor):
    a, b, c, d = (an_article() for _ in range(4))
    made = joined(editor, a, b, c)
    split_off(c)
    joined(editor, c, d)
    assert undo(made, editor).left == (c.heading,)
    assert stories() == [ids(c, d)]


def test_what_an_editor_took_out_since_does_not_come_back_with_a_lead(editor):
    lead, copy = an_article(), an_article()
    join([lead, copy])
    with act(Act.Kind.WITHDRAW, editor) as made:
        lead.refresh_from_db()
        lead.state = "withdrawn"
        lead.save()
    copy.refresh_from_db()
    split_off(copy)
    undo(made, editor)
    lead.refresh_from_db()
    assert (lead.state, stories()) == ("public", [])


def test_a_story_is_left_even_where_its_lead_was_merged_since(editor):
    lead, copy, stays = (an_article() for _ in range(3))
    made = joined(editor, lead, copy)
    merge(lead, stays, editor)
    assert undo(made, editor).left == ()
    assert stories() == []


# --- Any act on any stories -------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_stories_are_as_before_and_as_after_whatever_the_act(editor, seed):
    chance = random.Random(seed)
    articles = [an_article() for _ in range(7)]
    for _ in range(3):
        join(Article.objects.filter(pk__in=ids(*chance.sample(articles, 2))))
    split_off(Article.objects.get(pk=chance.choice(articles).pk))
    before = stories(), alone()
    chosen = [Article.objects.get(pk=article.pk) for article in chance.sample(articles, 3)]
    what = chance.choice(["join", "split", "merge", "withdraw"])
    if what == "merge":
        made = merge(*chosen[:2], editor)
    else:
        with act(Act.Kind.JOIN, editor) as made:
            if what == "join":
                put_together(chosen)
            for article in chosen if what != "join" else ():
                if what == "split":
                    split_off(article)
                else:
                    article.refresh_from_db()
                    article.state = "withdrawn"
                    article.save()
    after = stories(), alone()
    if Article.history.filter(act=made).exists():
        undone = undo(made, editor)
        assert undone.left == ()
        assert (stories(), alone()) == before
        assert undo(undone.act, editor).left == ()
    assert (stories(), alone()) == after


def alone():
    return set(Article.objects.filter(stands_alone=True).values_list("pk", flat=True))


# --- Versions ---------------------------------------------------------------------------------


def test_stories_that_imports_find_begin_no_history(editor):
    lead, copy = an_article(), an_article()
    join([lead, copy])
    assert not Article.history.exists()
    copy.refresh_from_db()
    copy.title = "عنوان مصحح"
    copy.save()
    assert {version.copy_of_id for version in copy.history.all()} == {lead.pk}
    lead.state = "withdrawn"
    lead.save()
    assert copy.history.first().copy_of is None


def test_an_earlier_version_of_the_words_leaves_the_story_as_it_is(editor):
    one, other = an_article(), an_article()
    other.title = "عنوان مصحح"
    other.save()
    joined(editor, one, other)
    bring_back(other.history.last(), editor)
    assert stories() == [ids(one, other)]


def test_a_deleted_article_is_brought_back_into_its_story(editor):
    lead, copy = an_article(), an_article()
    joined(editor, lead, copy)
    Article.objects.get(pk=copy.pk).delete()
    bring_back(Article.history.filter(id=copy.pk).first(), editor)
    assert stories() == [ids(lead, copy)]


def test_versions_of_before_say_which_story_their_article_is_in_now():
    lead, copy = an_article(), an_article()
    for article in (lead, copy):
        article.save()
    join([lead, copy])
    Article.history.update(copy_of=None)
    import_module("archive.migrations.0015_stories_in_history").tell_stories(apps, None)
    assert {v.copy_of_id for v in copy.history.all()} == {lead.pk}
    assert {v.copy_of_id for v in lead.history.all()} == {None}
