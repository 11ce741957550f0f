"""What each role may do, asked of the pages themselves; and what becomes of withdrawn articles."""

import pytest
from django.apps import apps
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import AnonymousUser, Group, User

from archive.models import Act, Appearance, Article, Capture, Theme
from archive.models.history import act
from archive.roles import grant
from tests.archive.test_admin import filled_in
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/article/"
ROLES = {
    "visitor": None,
    "reader": (),
    "editor": ("Editors",),
    "reviewer": ("Reviewers",),
    "administrator": ("Administrators",),
}
EDITS = {"editor", "reviewer"}
DESK = EDITS | {"administrator"}


def user_with(role):
    if ROLES[role] is None:
        return AnonymousUser()
    user = User.objects.create_user(role, password="correct horse", is_staff=role != "reader")
    user.groups.set(Group.objects.filter(name__in=ROLES[role]))
    return user


@pytest.fixture
def browser(client):
    """A browser in which somebody with this role is logged in."""

    def browser(role):
        if role != "visitor":
            client.force_login(user_with(role))
        return client

    return browser


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


def choose(client, action, *articles, **confirmed):
    data = {"action": action, ACTION_CHECKBOX_NAME: [article.pk for article in articles]}
    return client.post(LIST, {**data, **confirmed})


# --- Role by page -----------------------------------------------------------------------------

PAGES = {
    "": DESK,
    "archive/article/": DESK,
    "archive/article/add/": EDITS,
    "archive/article/bring/": EDITS,
    "archive/article/{article}/change/": DESK,
    "archive/article/{article}/history/": EDITS,
    "archive/article/{article}/history/article/{version}/": EDITS,
    "archive/article/{article}/delete/": set(),
    "archive/theme/": DESK,
    "archive/theme/add/": EDITS,
    "archive/theme/{theme}/change/": DESK,
    "archive/theme/{theme}/history/": EDITS,
    "archive/theme/{theme}/delete/": set(),
    "archive/outlet/": DESK,
    "archive/outlet/add/": EDITS,
    "archive/feed/": DESK,
    "archive/feed/add/": EDITS,
    "archive/errorreport/": DESK,
    "archive/errorreport/add/": set(),
    "archive/capture/": DESK,
    "archive/capture/add/": set(),
    "archive/capture/{capture}/change/": DESK,
    "archive/capture/{capture}/delete/": {"administrator"},
    "archive/act/": DESK,
    "archive/act/add/": set(),
    "archive/act/{act}/change/": DESK,
    "archive/act/{act}/undo/": {"reviewer"},
    "archive/act/{act}/delete/": set(),
    "auth/user/": {"administrator"},
    "auth/user/add/": {"administrator"},
    "auth/group/": {"administrator"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_desk_opens_for_those_who_may(browser, theme, role, address):
    article = an_article()
    with act(Act.Kind.RENAME, None) as made:
        article.title = "عنوان آخر"
        article.save()
    here = address.format(
        article=article.pk,
        theme=theme.pk,
        act=made.pk,
        capture=Capture.objects.keep(b"bytes", "page.txt").pk,
        version=article.history.last().history_id,
    )
    status = browser(role).get(f"/admin/{here}").status_code
    if role in PAGES[address]:
        assert status == 200
    else:
        # Who may not come to the desk at all is asked to log in.
        assert status == (403 if role in DESK else 302)


ACTIONS = {
    "tag_articles": EDITS,
    "untag_articles": EDITS,
    "join_articles": EDITS,
    "split_articles": EDITS,
    "publish_articles": {"reviewer"},
    "withdraw_articles": {"reviewer"},
    "merge_articles": {"reviewer"},
    "delete_selected": set(),
}


@pytest.mark.parametrize("role", sorted(DESK))
@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_offered_to_those_who_may(browser, role, action):
    an_article()
    options = Page(browser(role).get(LIST)).all("option")
    offered = {option.attrs["value"] for option in options}
    assert (action in offered) == (role in ACTIONS[action])


@pytest.mark.parametrize("role", sorted(DESK))
@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_that_is_not_offered_is_refused_where_it_is_forged(browser, theme, role, action):
    articles = an_article(), an_article(state="review")
    if action == "untag_articles":
        articles[0].tag(theme)
    before = list(Article.objects.order_by("pk").values())
    confirmed = {"confirmed": "yes", "post": "yes", "theme": theme.pk, "stays": articles[0].pk}
    choose(browser(role), action, *articles, **confirmed)
    changed = before != list(Article.objects.order_by("pk").values()) or Act.objects.exists()
    assert changed == (role in ACTIONS[action])


# --- States -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "reviewer"])
@pytest.mark.parametrize("was", ["public", "review", "withdrawn"])
@pytest.mark.parametrize("state", ["public", "review", "withdrawn"])
def test_editors_send_to_review_and_reviewers_publish_and_withdraw(browser, role, was, state):
    article, client = an_article(state=was), browser(role)
    address = f"{LIST}{article.pk}/change/"
    shown = Page(client.get(address))
    offered = [option.attrs["value"] for option in shown.all("option")]
    response = client.post(address, {**filled_in(shown), "state": state})
    article.refresh_from_db()
    if role == "reviewer" or was == state or (was, state) == ("public", "review"):
        assert (response.status_code, article.state) == (302, state)
        assert state in offered
    else:
        assert (response.status_code, article.state) == (200, was)
        assert Page(response).all("ul", "errorlist")
        assert state not in offered


@pytest.mark.parametrize(("role", "state"), [("editor", "review"), ("reviewer", "public")])
def test_an_article_that_is_written_at_the_desk_waits_for_who_may_publish(browser, role, state):
    client = browser(role)
    data = filled_in(Page(client.get(f"{LIST}add/")))
    assert data["state"] == state
    response = client.post(f"{LIST}add/", {**data, "title": "خبر", "body": "قال الوزير."})
    assert response.status_code == 302
    assert Article.objects.get().state == state


def test_an_editor_publishes_nothing_by_adding_it(browser):
    client = browser("editor")
    data = filled_in(Page(client.get(f"{LIST}add/")))
    client.post(f"{LIST}add/", {**data, "title": "خبر", "body": "قال.", "state": "public"})
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("action", "state", "was"),
    [("publish_articles", "public", "review"), ("withdraw_articles", "withdrawn", "public")],
)
def test_many_are_published_or_withdrawn_as_one_act(browser, action, state, was):
    articles = [an_article(state=was) for _ in range(3)]
    client = browser("reviewer")
    asked = Page(choose(client, action, *articles))
    assert {article.heading for article in articles} <= set(asked.texts("li"))
    assert {article.state for article in Article.objects.all()} == {was}
    answer = choose(client, action, *articles, confirmed="yes", reason="اتفقنا", note="خطأ")
    assert answer.status_code == 302
    assert {article.state for article in Article.objects.all()} == {state}
    made = Act.objects.get()
    assert (made.count, made.reason, made.by.username) == (3, "اتفقنا", "reviewer")
    undo = f"/admin/archive/act/{made.pk}/undo/"
    assert undo in Page(client.get(LIST)).links()
    assert client.post(undo).status_code == 302
    assert {article.state for article in Article.objects.all()} == {was}


def test_what_is_public_already_is_not_published_again(browser):
    response = choose(browser("reviewer"), "publish_articles", an_article(), confirmed="yes")
    assert response.status_code == 302
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [("", "سُحب هذا المقال من الأرشيف."), ("/en", "This article was withdrawn from the archive.")],
)
@pytest.mark.parametrize("ending", ["", "print/"])
def test_a_withdrawn_article_says_why_where_readers_are_to_know(client, prefix, sentence, ending):
    article = an_article(state="withdrawn", withdrawn_note="نُشر <b>خطأ</b>.")
    response = client.get(f"{prefix}/articles/{article.pk}/{ending}")
    assert response.status_code == 410
    shown = Page(response)
    assert sentence in shown.texts("p")
    assert "نُشر <b>خطأ</b>." in shown.texts("p", dir="auto")
    assert article.title not in shown.html


@pytest.mark.parametrize(("role", "note"), [("editor", "سُحب لخطأ."), ("reviewer", "غيره.")])
def test_what_readers_read_of_a_withdrawal_is_a_matter_of_reviewers(browser, role, note):
    article = an_article(state="withdrawn", withdrawn_note="سُحب لخطأ.")
    client, address = browser(role), f"{LIST}{article.pk}/change/"
    data = filled_in(Page(client.get(address))) | {"withdrawn_note": "غيره."}
    assert client.post(address, data).status_code == 302
    article.refresh_from_db()
    assert article.withdrawn_note == note


# --- Captures ---------------------------------------------------------------------------------


def test_an_administrator_deletes_a_capture_after_a_question_and_on_record(browser):
    capture = Capture.objects.keep(b"bytes", "page.txt")
    client = browser("administrator")
    address = f"/admin/archive/capture/{capture.pk}/delete/"
    client.get(address)
    assert Capture.objects.exists()
    client.post(address, {"post": "yes"})
    assert not Capture.objects.exists()
    log = apps.get_model("admin", "LogEntry").objects.get()
    assert (log.user.username, log.is_deletion()) == ("administrator", True)


@pytest.mark.parametrize("rests", ["article", "appearance"])
def test_no_capture_goes_while_an_article_rests_on_it(browser, rests):
    capture = Capture.objects.keep(b"bytes", "page.txt")
    article = an_article(capture=capture if rests == "article" else None)
    if rests == "appearance":
        Appearance.objects.create(article=article, capture=capture)
    client = browser("administrator")
    address = f"/admin/archive/capture/{capture.pk}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 403 or Capture.objects.exists()
    data = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [capture.pk], "post": "yes"}
    client.post("/admin/archive/capture/", data)
    assert Capture.objects.exists()


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_nobody_else_deletes_a_capture(browser, role):
    capture = Capture.objects.keep(b"bytes", "page.txt")
    client = browser(role)
    address = f"/admin/archive/capture/{capture.pk}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [capture.pk], "post": "yes"}
    client.post("/admin/archive/capture/", data)
    assert Capture.objects.exists()


# --- Accounts ---------------------------------------------------------------------------------


def test_an_administrator_gives_roles_and_makes_nobody_more_than_an_administrator(browser):
    editor = user_with("editor")
    client = browser("administrator")
    address = f"/admin/auth/user/{editor.pk}/change/"
    data = filled_in(Page(client.get(address)))
    reviewers = Group.objects.get(name="Reviewers")
    assert "is_superuser" not in data
    forged = {**data, "groups": [reviewers.pk], "is_superuser": "on", "user_permissions": ["1"]}
    assert client.post(address, forged).status_code == 302
    editor.refresh_from_db()
    assert list(editor.groups.all()) == [reviewers]
    assert not editor.is_superuser
    assert not editor.user_permissions.exists()


def test_whoever_is_given_a_role_may_enter_the_desk(browser, client):
    shown = Page(browser("administrator").get("/admin/auth/user/add/"))
    assert "محررون" in shown.texts("label")
    client.post(
        "/admin/auth/user/add/",
        {
            "username": "nour",
            "usable_password": "true",
            "password1": "correct horse",
            "password2": "correct horse",
            "groups": [Group.objects.get(name="Editors").pk],
        },
    )
    client.logout()
    assert client.login(username="nour", password="correct horse")
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("page", ["change", "delete", "password"])
def test_an_administrator_cannot_touch_who_stands_above_all_rights(browser, page):
    above = User.objects.create_superuser("above", password="correct horse")
    client = browser("administrator")
    assert client.post(f"/admin/auth/user/{above.pk}/{page}/", {"post": "yes"}).status_code == 403
    assert User.objects.get(pk=above.pk).check_password("correct horse")


# --- The table of rights ----------------------------------------------------------------------


def test_rights_may_be_given_again_and_what_was_given_besides_stays():
    editors = Group.objects.get(name="Editors")
    besides = Group.objects.get(name="Reviewers").permissions.get(codename="undo_act")
    editors.permissions.add(besides)
    before = [set(group.permissions.all()) for group in Group.objects.order_by("pk")]
    grant(apps)
    assert [set(group.permissions.all()) for group in Group.objects.order_by("pk")] == before


def test_reviewers_may_all_that_editors_may():
    names = [
        set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        for name in ("Editors", "Reviewers")
    ]
    assert names[0] < names[1]
    assert names[1] - names[0] >= {
        *("publish_article", "withdraw_article", "merge_article", "undo_act"),
    }
