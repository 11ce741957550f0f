"""The front page of the desk, and tagging many articles without opening them."""

import itertools

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.admin.desk import desk as desk_of
from archive.admin.queues import QUEUES
from archive.models import Act, Article, Feed, Name, Outlet, Tagging, Theme
from archive.models.history import act
from archive.models.tagging import LIKE
from archive.undoing import undo
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/article/"
QUICK = f"{LIST}quick/"


@pytest.fixture
def desk(client, editor):
    """A browser in which an editor is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


@pytest.fixture
def other_theme():
    return Theme.objects.get(slug="security-guarantees")


def text_of(response):
    """Everything that a page says."""
    return next(element.text for element in Page(response).elements if element.tag == "body")


def suggest(article, theme, *words):
    return Tagging.objects.create(article=article, theme=theme, words=list(words))


# --- The front page ---------------------------------------------------------------------------


@pytest.fixture
def everything_waits(theme):
    """One article in each queue, and a feed in error."""
    host = an_article()
    an_article(state="review")
    an_article(state="review", host=host)
    an_article(state="reviewed")
    an_article(title="")
    an_article(title="", state="withdrawn")
    an_article(published_basis="inferred")
    an_article(copy_of=host)
    suggest(host, theme)
    Feed.objects.create(url="https://news.example/feed", errors=2)


def test_the_front_page_counts_what_waits_and_each_count_leads_to_its_list(
    desk, editor, everything_waits
):
    counts = {queue.key: queue.articles().count() for queue in QUEUES}
    assert counts == {
        "review": 2,
        "reviewed": 1,
        "title": 1,
        "date": 1,
        "inside": 1,
        "suggested": 1,
        "newer": 0,
        "copies": 1,
    }
    shown = Page(desk.get("/admin/"))
    for queue in QUEUES:
        address = f"{LIST}?needs={queue.key}"
        assert address in shown.links()
        listed = Page(desk.get(address))
        assert len(listed.all("th", "field-heading_shown")) == counts[queue.key]
    assert "/admin/archive/feed/?errors=yes" in shown.links()
    assert desk_of(editor).waiting[-1].count == 1


def test_the_front_page_says_what_colleagues_did_today(desk, editor, theme):
    article = an_article()
    desk.post(f"{QUICK}", {"article": article.pk, f"theme-{article.pk}": theme.pk})
    (work,) = desk_of(editor).work
    assert (work.name, work.articles, work.decisions) == (editor.username, 0, 1)
    (done,) = desk_of(editor).acts
    assert (done.kind, done.by, done.what) == (Act.Kind.DECIDE, editor, theme.name)
    assert theme.name in text_of(desk.get("/admin/"))


def test_what_was_brought_in_passed_on_or_taken_back_is_no_decision_of_anybody_s(
    editor, theme, other_theme
):
    articles = [an_article() for _ in range(3)]
    with act(Act.Kind.IMPORT, editor):
        articles[0].tag(theme)
        articles[1].tag(theme)
    with act(Act.Kind.TAG, editor) as made:
        articles[2].tag(theme)
    undo(made, editor)
    other_theme.merge([theme], editor)
    (work,) = desk_of(editor).work
    assert (work.articles, work.decisions) == (0, 1)


def test_the_acts_of_today_lead_to_their_pages_for_those_who_may_see_them(client, editor, theme):
    with act(Act.Kind.TAG, editor) as made:
        an_article().tag(theme)
    address = f"/admin/archive/act/{made.pk}/change/"
    client.force_login(editor)
    assert address in Page(client.get("/admin/")).links()
    nobody = User.objects.create_user("nobody", is_staff=True)
    nobody.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(nobody)
    assert address not in Page(client.get("/admin/")).links()


def test_the_front_page_shows_nobody_more_than_their_rights(everything_waits):
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert desk_of(nobody).waiting == []


def test_the_front_page_asks_as_much_of_many_articles_as_of_few(
    desk, everything_waits, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        desk.get("/admin/")
    for number in range(20):
        an_article(state="review", outlet=Outlet.objects.create(name=f"صحيفة {number}"))
    with django_assert_num_queries(len(few)):
        desk.get("/admin/")


# --- Tagging without opening ------------------------------------------------------------------


def test_articles_are_tagged_in_their_list_as_one_act(desk, editor, theme, other_theme):
    one, other = an_article(), an_article()
    one.tag(other_theme)
    data = {
        "article": [one.pk, other.pk],
        f"shown-{one.pk}": other_theme.pk,
        f"theme-{one.pk}": theme.pk,
        f"theme-{other.pk}": [theme.pk, other_theme.pk],
    }
    response = desk.post(f"{QUICK}?state=public", data)
    assert response.url == f"{QUICK}?state=public"
    assert set(one.accepted_themes()) == {theme}
    assert one.taggings.get(theme=other_theme).state == Tagging.State.REJECTED
    assert set(other.accepted_themes()) == {theme, other_theme}
    (done,) = Act.objects.all()
    assert (done.count, done.by) == (4, editor)


def test_what_another_editor_ticked_meanwhile_stays(desk, theme, other_theme):
    article = an_article()
    article.tag(other_theme)  # after the page was made
    desk.post(QUICK, {"article": article.pk, f"theme-{article.pk}": theme.pk})
    assert set(article.accepted_themes()) == {theme, other_theme}


def test_a_suggestion_is_shown_with_its_words_and_answered_by_one_click(desk, theme, other_theme):
    article = an_article()
    suggest(article, theme, "وقف إطلاق النار")
    suggest(article, other_theme, "ضمانات أمنية")
    shown = Page(desk.get(f"{QUICK}?needs=suggested"))
    assert "«وقف إطلاق النار»" in text_of(desk.get(f"{QUICK}?needs=suggested"))
    for answer, about in (("accept", theme), ("reject", other_theme)):
        button = f"{answer}-{article.pk}-{about.pk}"
        assert button in [e.attrs.get("value") for e in shown.elements]
        desk.post(QUICK, {"article": article.pk, "decide": button})
    states = dict(article.taggings.values_list("theme__slug", "state"))
    assert states == {theme.slug: "accepted", other_theme.slug: "rejected"}
    assert article.taggings.get(theme=theme).words == ["وقف إطلاق النار"]


def test_an_answer_leads_back_to_its_article_or_to_the_next_that_waits(desk, theme, other_theme):
    later, first = an_article(), an_article()
    for one in (theme, other_theme):
        suggest(first, one, "كلمات")
    suggest(later, theme, "كلمات")

    def answer(article, about):
        data = {"article": article.pk, "decide": f"accept-{article.pk}-{about.pk}"}
        return desk.post(f"{QUICK}?needs=suggested", data).url

    assert answer(first, theme).endswith(f"#a{first.pk}")
    assert answer(first, other_theme).endswith(f"#a{later.pk}")
    assert "#" not in answer(later, theme)


def test_another_article_that_speaks_for_a_theme_is_told_from_words_of_this_one(desk, theme):
    suggest(an_article(), theme, "وقف النار", f"{LIKE}هدنة أخرى")
    (listed,) = Page(desk.get(QUICK)).texts("ul", "suggestions")
    assert "«وقف النار» · كما في «هدنة أخرى»" in listed


@pytest.mark.parametrize("button", ["", "accept-1", "accept-x-1", "drop-1-1", "accept-99-99"])
def test_a_button_that_is_none_changes_nothing(desk, theme, button):
    article = an_article()
    suggest(article, theme)
    assert desk.post(QUICK, {"article": article.pk, "decide": button}).status_code == 302
    assert article.taggings.get().state == Tagging.State.SUGGESTED
    assert not Act.objects.exists()


def test_the_quick_list_keeps_to_the_filters_of_the_list(desk, theme):
    tagged, _other = an_article(), an_article()
    tagged.tag(theme)
    shown = Page(desk.get(f"{QUICK}?theme={theme.slug}&page=7"))
    assert [e.attrs["value"] for e in shown.elements if e.attrs.get("name") == "article"] == [
        str(tagged.pk)
    ]
    assert desk.get(f"{QUICK}?nonsense=1").status_code == 200


@pytest.mark.parametrize("decided", [20, 5, 0])
def test_going_on_passes_over_no_article(desk, theme, decided):
    for _ in range(45):
        suggest(an_article(), theme)

    def shown(address):
        boxes = Page(desk.get(address)).all("input", name="article")
        return [int(box.attrs["value"]) for box in boxes]

    address, seen = f"{QUICK}?needs=suggested", set()
    for _ in range(6):
        keys = shown(address)
        seen |= set(keys)
        themes = {f"theme-{key}": theme.pk for key in keys[:decided]}
        address = desk.post(address, {"article": keys, "onward": "1", **themes}).url
    assert len(seen) == 45


def test_the_quick_list_asks_as_much_of_many_articles_as_of_few(
    desk, theme, django_assert_num_queries
):
    suggest(an_article(), theme, "كلمات")
    with CaptureQueriesContext(connection) as few:
        desk.get(QUICK)
    for number in range(15):
        article = an_article(outlet=Outlet.objects.create(name=f"صحيفة {number}"))
        suggest(article, theme, "كلمات")
    with django_assert_num_queries(len(few)):
        desk.get(QUICK)


def test_the_quick_list_is_for_those_who_may_change_articles(client):
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(QUICK).status_code == 403


# --- One after another ------------------------------------------------------------------------


def fields(article):
    """What an article's form sends when nothing was changed."""
    names = ("title", "body", "language", "state", "published", "published_precision")
    inlines = itertools.product(("credits", "taggings", "appearances"), ("TOTAL", "INITIAL"))
    values = {name: getattr(article, name) for name in names}
    return values | {f"{name}-{part}_FORMS": "0" for name, part in inlines}


def test_saving_opens_the_next_article_of_the_list(desk):
    last, middle, first = (an_article(title="") for _ in range(3))

    def save(article):
        address = reverse("admin:archive_article_change", args=[article.pk])
        data = {**fields(article), "title": "عنوان", "_next": "1"}
        return desk.post(f"{address}?_changelist_filters=needs%3Dtitle", data).url

    for article, following in ((first, middle), (middle, last)):
        to = reverse("admin:archive_article_change", args=[following.pk])
        assert save(article) == f"{to}?_changelist_filters=needs%3Dtitle"
    assert save(last) == f"{LIST}?needs=title"
    assert not Article.objects.untitled().exists()


@pytest.fixture
def reviewer():
    user = User.objects.create_user("huda", is_staff=True)
    user.groups.set([Group.objects.get(name="Reviewers")])
    return user


def press_reviewed(client, user, article):
    client.force_login(user)
    address = reverse("admin:archive_article_change", args=[article.pk])
    client.post(address, {**fields(article), "_reviewed": "1"})
    article.refresh_from_db()


def test_what_an_editor_has_reviewed_waits_for_a_reviewer_who_publishes_it(
    client, editor, reviewer
):
    article = an_article(state="review")
    press_reviewed(client, editor, article)
    assert article.state == "reviewed"
    press_reviewed(client, editor, article)
    assert article.state == "reviewed"
    press_reviewed(client, reviewer, article)
    assert article.state == "public"


def test_what_a_reviewer_has_reviewed_is_public(client, reviewer):
    article = an_article(state="review")
    press_reviewed(client, reviewer, article)
    assert article.state == "public"


@pytest.mark.parametrize("state", ["public", "withdrawn"])
def test_the_button_for_a_review_changes_no_other_state(client, reviewer, state):
    article = an_article(state=state)
    press_reviewed(client, reviewer, article)
    assert article.state == state


def test_a_suggestion_is_answered_on_the_page_of_the_article(desk, theme):
    article = an_article()
    suggest(article, theme, "وقف إطلاق النار")
    address = reverse("admin:archive_article_change", args=[article.pk])
    assert "«وقف إطلاق النار»" in text_of(desk.get(address))
    response = desk.post(address, {**fields(article), "decide": f"accept-{article.pk}-{theme.pk}"})
    assert response.url == address
    assert article.accepted_themes() == [theme]


# --- Two editors at once ----------------------------------------------------------------------


def opened(client, record):
    """The address of a record's form, and what its page says was seen."""
    address = reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])
    return address, Page(client.get(address)).one("input", name="seen").attrs["value"]


def test_what_another_editor_saved_meanwhile_is_not_undone_unseen(desk, editor, reviewer):
    article = an_article(title="القديم")
    article.title = "الأول"
    article.save()
    address, seen = opened(desk, article)
    article.title, article._history_user = "عنوان زميل", reviewer
    article.save()
    typed = {**fields(article), "title": "عنواني"}
    response = desk.post(address, {**typed, "seen": seen})
    article.refresh_from_db()
    assert article.title == "عنوان زميل"
    shown = Page(response)
    assert "huda" in shown.one("ul", "errorlist").text
    assert shown.one("input", name="title").attrs["value"] == "عنواني"
    seen = shown.one("input", name="seen").attrs["value"]
    assert desk.post(address, {**typed, "seen": seen}).status_code == 302
    article.refresh_from_db()
    assert article.title == "عنواني"


def test_what_each_of_two_editors_changed_is_kept(desk, editor, reviewer):
    article = an_article(title="القديم", keywords=["هدنة"], published=None, published_precision="")
    address, seen = opened(desk, article)
    sent = {**fields(article), "keywords": "هدنة", "published": "", "seen": seen}
    article.title, article.keywords, article.caption = "عنوان زميل", ["هدنة", "قمة"], "صورة"
    article._history_user = reviewer
    article.save()
    assert desk.post(address, {**sent, "standfirst": "مقدمتي"}).status_code == 302
    article.refresh_from_db()
    kept = (article.title, article.standfirst, article.caption, article.keywords)
    assert kept == ("عنوان زميل", "مقدمتي", "صورة", ["هدنة", "قمة"])


def test_what_a_colleague_changed_beside_a_clash_is_kept_when_it_is_sent_again(desk, reviewer):
    article = an_article(title="القديم", caption="القديمة")
    address, seen = opened(desk, article)
    sent = {**fields(article), "title": "عنواني", "caption": "القديمة", "seen": seen}
    article.title, article.caption = "عنوان زميل", "صورة زميل"
    article._history_user = reviewer
    article.save()
    shown = Page(desk.post(address, sent))
    assert "العنوان" in shown.one("ul", "errorlist").text
    again = {name: shown.one("input", name=name).attrs["value"] for name in ("caption", "seen")}
    assert desk.post(address, {**sent, **again}).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.caption) == ("عنواني", "صورة زميل")


def test_two_who_tick_themes_of_one_article_are_not_in_each_other_s_way(desk, theme, other_theme):
    article = an_article()
    address, seen = opened(desk, article)
    for one in (theme, other_theme):
        data = {**fields(article), "accepted": [one.pk], "seen": seen}
        assert desk.post(address, data).status_code == 302
    assert set(article.accepted_themes()) == {theme, other_theme}


def test_a_form_is_fresh_again_once_it_was_saved(desk):
    article = an_article(title="القديم")
    for title in ("الأول", "الثاني"):
        address, seen = opened(desk, article)
        assert desk.post(address, {**fields(article), "title": title, "seen": seen}).url
    article.refresh_from_db()
    assert article.title == "الثاني"


@pytest.mark.parametrize("model", [Theme, Name])
def test_the_forms_of_themes_and_names_say_what_was_seen(desk, model):
    record = model.objects.first()
    record.name_en += " again"
    record.save()
    assert opened(desk, record)[1] == str(record.history.first().history_id)
