"""Taking acts back as one, and bringing versions back."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.merging_articles import merge
from archive.models import Act, Article, Capture, FormerAddress, Outlet, Tagging, Theme
from archive.models.history import act
from archive.undoing import CannotUndoError, bring_back, may_undo, undo
from search.outbox import deliver
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


@pytest.fixture
def reviewer():
    user = User.objects.create_user("reviewer", is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewers"))
    return user


def tag_all(theme, articles, by=None):
    with act(Act.Kind.TAG, by, what=theme.name, count=len(articles)) as made:
        for article in articles:
            article.tag(theme, by=by)
    return made


def states():
    return dict(Tagging.objects.values_list("article", "state"))


# --- What comes back --------------------------------------------------------------------------


def test_what_an_act_made_goes_and_what_it_changed_is_as_before(theme, editor):
    made, rejected, accepted = (an_article() for _ in range(3))
    rejected.untag(theme, by=editor)
    accepted.tag(theme, source="seeds/themes.tsv", words=["هدنة"])
    before = list(Tagging.objects.order_by("pk").values())
    done = tag_all(theme, [made, rejected, accepted], editor)
    assert set(states().values()) == {"accepted"}
    undone = undo(done, editor)
    assert (undone.count, undone.left) == (3, ())
    assert list(Tagging.objects.order_by("pk").values()) == before


def test_what_an_act_deleted_is_back_under_its_id(theme, editor):
    article = an_article()
    tagging = article.tag(theme, words=["هدنة"])
    before = Tagging.objects.filter(pk=tagging.pk).values().get()
    with act(Act.Kind.UNTAG, editor) as done:
        article.taggings.get().delete()
    undo(done, editor)
    assert Tagging.objects.values().get() == before


def test_a_whole_article_is_back_with_all_that_went_with_it(theme, editor):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    article = an_article(outlet=outlet, imported_key="k" * 64, stands_alone=True)
    article.tag(theme)
    article.credits.create(name="رويترز")
    pk, before, made = article.pk, Article.objects.values().get(), article.created
    with act(Act.Kind.MERGE, editor) as done:
        article.delete()
    assert not Tagging.objects.exists()
    assert undo(done, editor).left == ()
    after = Article.objects.values().get()
    assert {**after, "modified": None} == {**before, "modified": None}
    assert after["created"] == made
    assert states() == {pk: "accepted"}
    assert [credit.name for credit in Article.objects.get().credits.all()] == ["رويترز"]


def test_a_record_that_was_made_in_an_act_goes_with_what_the_act_gave_it(editor):
    article = an_article()
    with act(Act.Kind.IMPORT, editor) as done:
        theme = Theme.objects.create(name_ar="هدنة جديدة", name_en="New truce")
        article.tag(theme)
    undo(done, editor)
    assert not Theme.objects.filter(slug="new-truce").exists()
    assert not Tagging.objects.exists()


def test_an_undo_is_one_act_that_can_be_undone_and_says_what_it_took_back(theme, editor):
    articles = [an_article(), an_article()]
    done = tag_all(theme, articles, editor)
    undone = undo(done, editor).act
    assert (undone.kind, undone.undoes, undone.by, undone.count) == ("undo", done, editor, 2)
    undo(undone, editor)
    assert states() == {article.pk: "accepted" for article in articles}
    again = Act.objects.get(undoes=undone)
    undo(again, editor)
    assert states() == {}


def test_the_index_follows_an_undo(theme, editor, client):
    done = tag_all(theme, [an_article(title="قمة")], editor)
    deliver()
    address = f"/search/?q=قمة&theme={theme.slug}"
    assert "قمة" in " ".join(Page(client.get(address)).texts("h2"))
    undo(done, editor)
    deliver()
    assert "قمة" not in " ".join(Page(client.get(address)).texts("h2"))


# --- What does not ----------------------------------------------------------------------------


def test_what_was_changed_again_since_is_left_alone_and_told(theme, editor):
    first, second = an_article(title="أول"), an_article(title="ثان")
    done = tag_all(theme, [first, second], editor)
    second.untag(theme)
    undone = undo(done, editor)
    assert (undone.count, undone.left) == (1, (f"ثان · {theme.name}",))
    assert states() == {second.pk: "rejected"}


def test_a_change_that_changed_nothing_does_not_count(theme, editor):
    article = an_article()
    with act(Act.Kind.RENAME, editor) as done:
        article.title = "عنوان جديد"
        article.save()
    article.save()
    assert undo(done, editor).count == 1


def test_what_an_act_made_stays_where_others_have_used_it_since(editor):
    with act(Act.Kind.IMPORT, editor) as done:
        theme = Theme.objects.create(name_ar="هدنة جديدة", name_en="New truce")
        Theme.objects.create(name_ar="قمة", name_en="Summit")
    an_article().tag(theme)
    undone = undo(done, editor)
    assert (undone.count, undone.left) == (1, ("هدنة جديدة",))
    assert Tagging.objects.get().theme == theme


def test_what_belonged_to_something_that_is_gone_for_good_is_left_alone(theme, editor):
    article, other = an_article(), an_article()
    article.tag(theme)
    other.tag(theme)
    with act(Act.Kind.UNTAG, editor) as done:
        Tagging.objects.filter(article=article).get().delete()
        Tagging.objects.filter(article=other).get().delete()
    article.delete()
    undone = undo(done, editor)
    assert (undone.count, len(undone.left)) == (1, 1)
    assert states() == {other.pk: "accepted"}


def test_a_decision_comes_back_without_a_user_who_is_gone(theme, editor):
    leaver = User.objects.create_user("leaver")
    article = an_article()
    article.tag(theme, by=leaver)
    done = tag_all(theme, [article], editor)
    leaver.delete()
    undo(done, editor)
    assert Tagging.objects.get().by is None


def test_an_act_is_taken_back_once(theme, editor):
    done = tag_all(theme, [an_article()], editor)
    undo(done, editor)
    with pytest.raises(CannotUndoError, match="سبق التراجع"):
        undo(done, editor)
    assert Act.objects.count() == 2


def test_an_act_of_which_nothing_stands_is_not_taken_back(theme, editor):
    article = an_article()
    done = tag_all(theme, [article], editor)
    article.untag(theme)
    with pytest.raises(CannotUndoError):
        undo(done, editor)
    assert Act.objects.count() == 1
    assert states() == {article.pk: "rejected"}


def test_nothing_is_taken_back_while_a_name_is_another_s_and_all_once_it_is_free(theme, editor):
    old = theme.name_en
    with act(Act.Kind.RENAME, editor) as done:
        theme.name_en = "Truce"
        theme.save()
        FormerAddress.objects.keep("old", theme)
    other = Theme.objects.create(name_ar="هدنة أخرى", name_en=old)
    with pytest.raises(CannotUndoError, match=f"«{old}» هو الآن اسم «هدنة أخرى»"):
        undo(done, editor)
    assert FormerAddress.objects.exists()
    other.name_en = "Another truce"
    other.save()
    assert undo(done, editor).left == ()
    theme.refresh_from_db()
    assert theme.name_en == old
    assert not FormerAddress.objects.exists()


def test_a_merger_is_taken_back_whole_or_not_at_all(client, theme, editor):
    gone, child = (Theme.objects.get(slug=slug) for slug in ("peace-talks", "refugees"))
    child.slug = "displaced"
    child.save()
    child.parent = gone
    child.save()
    an_article().tag(gone)
    done = theme.merge([gone, child], editor)
    other = Theme.objects.create(name_ar="محادثات", name_en="Talks", slug="peace-talks")
    before = list(Theme.history.values_list("history_id")), Act.objects.count()
    with pytest.raises(CannotUndoError, match="«محادثات»"):
        undo(done, editor)
    assert before == (list(Theme.history.values_list("history_id")), Act.objects.count())
    assert client.get("/themes/refugees/").url == theme.get_absolute_url()
    other.slug = "talks"
    other.save()
    assert undo(done, editor).left == ()
    assert Theme.objects.get(slug="displaced").parent == gone


def test_articles_stay_one_where_the_place_of_one_is_another_s_by_now(editor):
    capture = Capture.objects.keep(b"a", "a.html")
    other = Capture.objects.keep(b"b", "b.html")
    gone, stays = an_article(capture=capture), an_article(capture=other)
    gone.tag(Theme.objects.get(slug="ceasefire"))
    done = merge(gone, stays, editor)
    an_article(capture=capture)
    with pytest.raises(CannotUndoError, match=gone.title):
        undo(done, editor)
    assert stays.taggings.count() == 1


# --- What it takes ----------------------------------------------------------------------------


def test_an_undo_asks_the_database_little_for_each_record(theme, editor):
    counts = []
    for many in (5, 25):
        done = tag_all(theme, [an_article() for _ in range(many)], editor)
        with CaptureQueriesContext(connection) as queries:
            undo(done, editor)
        counts.append(len(queries))
    assert (counts[1] - counts[0]) / 20 <= 10


# --- Who may ----------------------------------------------------------------------------------


def test_editors_take_back_what_they_did_and_reviewers_everything(theme, editor, reviewer):
    other = User.objects.create_user("other")
    other.groups.set(editor.groups.all())
    done = tag_all(theme, [an_article()], editor)
    assert [may_undo(done, user) for user in (editor, other, reviewer)] == [True, False, True]
    editor.groups.clear()
    assert not may_undo(done, User.objects.get(pk=editor.pk))


def test_an_editor_takes_back_a_new_address_that_he_gave(theme, editor):
    with act(Act.Kind.RENAME, editor) as done:
        theme.slug = "truce"
        theme.save()
    assert may_undo(done, editor)


def test_an_editor_takes_back_no_publication_though_it_was_his(editor):
    article = an_article(state="review")
    with act(Act.Kind.PUBLISH, editor) as done:
        article.state = "public"
        article.save()
    assert not may_undo(done, editor)
    assert not may_undo(undo(done, None).act, editor)


# --- One version ------------------------------------------------------------------------------


def test_the_version_that_was_imported_comes_back_and_the_state_stays(editor):
    article = an_article(title="كما ورد", state="review", imported_key="k" * 64)
    article.title, article.state = "كما صُحح", "public"
    article.save()
    first = article.history.last()
    brought = bring_back(first, editor, "كان أصح")
    assert (brought.title, brought.state) == ("كما ورد", "public")
    made = Act.objects.get()
    assert (made.kind, made.by, made.reason) == ("restore", editor, "كان أصح")
    assert article.history.first().act == made
    undo(made, editor)
    article.refresh_from_db()
    assert article.title == "كما صُحح"


def test_a_theme_that_was_deleted_comes_back_under_its_id(editor):
    theme = Theme.objects.create(name_ar="هدنة جديدة", name_en="New truce")
    pk = theme.pk
    theme.delete()
    bring_back(Theme.history.filter(id=pk).first(), editor)
    assert Theme.objects.get(pk=pk).slug == "new-truce"


def test_a_version_that_clashes_with_what_is_kept_now_is_refused(editor, theme):
    old = theme.name_en
    theme.name_en = "Truce"
    theme.save()
    Theme.objects.create(name_ar="هدنة أخرى", name_en=old)
    with pytest.raises(CannotUndoError):
        bring_back(theme.history.last(), editor)
    assert not Act.objects.exists()
