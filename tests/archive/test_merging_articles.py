"""Two articles that are one: what goes over, what leads on, what comes in again."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User

from archive.merging_articles import merge
from archive.models import Act, Article, FormerAddress, Outlet, Theme
from archive.models.appearance import Shingle
from archive.models.held import CannotMergeError
from archive.models.story import join
from archive.undoing import undo
from tests.archive.site import headline, page
from tests.conftest import import_file
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/article/"


@pytest.fixture
def reviewer():
    user = User.objects.create_user("reviewer", is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewers"))
    return user


@pytest.fixture
def themes():
    return list(Theme.objects.all()[:3])


def decisions(article):
    return dict(article.taggings.values_list("theme__slug", "state"))


def test_what_the_other_one_lacks_goes_over(reviewer, themes):
    gone = an_article(url="https://example.org/a", outlet=Outlet.objects.create(name="الشرق"))
    stays, inside = an_article(), an_article(host=gone)
    first, second, third = themes
    gone.tag(first)
    gone.untag(second)
    gone.tag(third, words=["هدنة"])
    stays.tag(second)
    stays.taggings.create(theme=third)  # suggested
    gone.credits.create(name="رويترز")
    gone.credits.create(name="تاس")
    stays.credits.create(name="تاس")
    made = merge(gone, stays, reviewer, "أدخل مرتين")
    assert not Article.objects.filter(url="https://example.org/a").exclude(pk=stays.pk).exists()
    stays.refresh_from_db()
    assert decisions(stays) == dict.fromkeys((theme.slug for theme in themes), "accepted")
    assert stays.taggings.get(theme=third).words == ["هدنة"]
    assert {credit.name for credit in stays.credits.all()} == {"رويترز", "تاس"}
    assert (stays.url, stays.outlet.name) == ("https://example.org/a", "الشرق")
    inside.refresh_from_db()
    assert inside.host == stays
    assert (made.kind, made.by, made.reason) == ("merge", reviewer, "أدخل مرتين")


def test_the_address_of_the_one_leads_to_the_other_for_good(client, reviewer):
    first, second, third = (an_article() for _ in range(3))
    old, older = second.pk, first.pk
    merge(first, second, reviewer)
    merge(second, third, reviewer)
    for prefix in ("", "/en"):
        for pk in (old, older):
            for ending in ("", "print/"):
                response = client.get(f"{prefix}/articles/{pk}/{ending}")
                assert response.status_code == 301
                assert response["Location"] == f"{prefix}/articles/{third.pk}/{ending}"


def test_an_article_that_never_was_is_not_found(client):
    assert client.get("/articles/4711/").status_code == 404


def test_what_comes_in_again_of_the_one_is_known_as_the_other(tmp_path, reviewer):
    first, second = (tmp_path / f"{n}.html" for n in (1, 2))
    first.write_bytes(page(1))
    second.write_bytes(page(2))
    gone, stays = import_file(first).article, import_file(second).article
    merge(gone, stays, reviewer)
    assert import_file(first).article == stays
    first.write_bytes(page(1).replace(b"</body>", b"<!-- again --></body>"))
    assert import_file(first).article == stays
    stays.refresh_from_db()
    assert stays.title == headline(2)
    assert Article.objects.count() == 1


def test_a_merger_is_taken_back_whole(client, tmp_path, reviewer, themes):
    first, second = (tmp_path / f"{n}.html" for n in (1, 2))
    first.write_bytes(page(1))
    second.write_bytes(page(2))
    gone, stays = import_file(first).article, import_file(second).article
    gone.tag(themes[0])
    gone.credits.create(name="رويترز")
    pk = gone.pk

    def told():
        return [
            list(Article.objects.order_by("pk").values_list("pk", "title", "capture", "created")),
            list(Article.objects.order_by("pk").values_list("imported_key", "text_key")),
            sorted(Shingle.objects.values_list("article", "number")),
            *(decisions(article) for article in Article.objects.order_by("pk")),
            [
                list(article.appearances.values_list("pk", "capture", "page_key"))
                for article in Article.objects.order_by("pk")
            ],
        ]

    before = told()
    made = merge(gone, stays, reviewer)
    assert client.get(f"/articles/{pk}/").status_code == 301
    assert undo(made, reviewer).left == ()
    assert told() == before
    assert [credit.name for credit in Article.objects.get(pk=pk).credits.all()] == ["رويترز"]
    assert not FormerAddress.objects.exists()
    assert client.get(f"/articles/{pk}/").status_code == 200
    undo(Act.objects.get(undoes=made), reviewer)
    assert Article.objects.get() == stays
    assert client.get(f"/articles/{pk}/").status_code == 301


def test_an_article_without_a_page_takes_over_that_of_the_other(tmp_path, reviewer):
    path = tmp_path / "1.html"
    path.write_bytes(page(1))
    gone, stays = import_file(path).article, an_article()
    capture = gone.capture
    made = merge(gone, stays, reviewer)
    stays.refresh_from_db()
    assert stays.capture == capture
    assert undo(made, reviewer).left == ()
    stays.refresh_from_db()
    assert stays.capture is None
    assert Article.objects.get(capture=capture).title == headline(1)


def test_the_story_of_the_one_is_that_of_the_other(reviewer):
    gone, copy, stays = (an_article() for _ in range(3))
    join([gone, copy])
    merge(gone, stays, reviewer)
    copy.refresh_from_db()
    stays.refresh_from_db()
    assert copy.copy_of_id == stays.pk or stays.copy_of_id == copy.pk


def test_the_lead_of_a_story_is_merged_with_its_copy(reviewer):
    gone, stays = an_article(), an_article()
    join([gone, stays])
    merge(gone, stays, reviewer)
    stays.refresh_from_db()
    assert stays.copy_of is None


def test_an_article_found_inside_another_is_merged_with_its_host(reviewer):
    host = an_article()
    inside = an_article(host=host)
    merge(host, inside, reviewer)
    inside.refresh_from_db()
    assert inside.host is None


def test_readers_lose_no_article_by_a_merger(reviewer):
    public, hidden = an_article(), an_article(state="review")
    with pytest.raises(CannotMergeError):
        merge(public, hidden, reviewer)
    with pytest.raises(CannotMergeError):
        merge(public, public, reviewer)
    assert Article.objects.count() == 2
    assert not Act.objects.exists()


# --- From the desk ----------------------------------------------------------------------------


def test_a_reviewer_sees_both_and_chooses_which_one_stays(client, reviewer):
    gone, stays = an_article(), an_article()
    pk = gone.pk
    client.force_login(reviewer)
    data = {"action": "merge_articles", ACTION_CHECKBOX_NAME: [gone.pk, stays.pk]}
    asked = Page(client.post(LIST, data))
    assert {gone.heading, stays.heading} <= set(asked.texts("label"))
    assert Article.objects.count() == 2
    data |= {"confirmed": "yes", "stays": stays.pk, "reason": "أدخل مرتين"}
    shown = Page(client.post(LIST, data, follow=True))
    assert Article.objects.get() == stays
    assert f"/admin/archive/act/{Act.objects.get().pk}/undo/" in shown.links()
    assert client.get(f"/articles/{pk}/").status_code == 301


@pytest.mark.parametrize("count", [1, 3])
def test_two_articles_are_merged_and_no_other_number(client, reviewer, count):
    articles = [an_article().pk for _ in range(count)]
    client.force_login(reviewer)
    data = {"action": "merge_articles", ACTION_CHECKBOX_NAME: articles}
    shown = Page(client.post(LIST, data, follow=True))
    assert len(shown.all("li", "error")) == 1
    assert Article.objects.count() == count


@pytest.mark.parametrize("choice", ["", "0", "x"])
def test_a_choice_that_is_none_is_asked_for_again(client, reviewer, choice):
    articles = [an_article().pk, an_article().pk]
    client.force_login(reviewer)
    data = {"action": "merge_articles", ACTION_CHECKBOX_NAME: articles, "confirmed": "yes"}
    shown = Page(client.post(LIST, {**data, "stays": choice}))
    assert shown.all("ul", "errorlist")
    assert Article.objects.count() == 2
