"""Histories as editors read them, and the way back to a version."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User

from archive.differences import words
from archive.merging_articles import merge
from archive.models import Act, Article, FormerAddress, Name, Outlet, Spelling, Theme
from archive.models.history import act
from archive.undoing import bring_back, undo
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    """A browser in which an editor is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


def history(record):
    return f"/admin/archive/{record._meta.model_name}/{record.pk}/history/"


def way_back(record, version):
    kind = version.instance_type._meta.model_name
    return f"{history(record)}{kind}/{version.history_id}/"


# --- Differences ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("قمة في باريس", "قمة في جنيف", "قمة في <del>باريس</del> <ins>جنيف</ins>"),
        ("مقبول", "مرفوض", "<del>مقبول</del> <ins>مرفوض</ins>"),
        ("قال الوزير", "الوزير", "<del>قال</del> الوزير"),
        ("", "هدنة", "<ins>هدنة</ins>"),
        ("هدنة", "", "<del>هدنة</del>"),
        ("قال الوزير", "قال إن الوزير", "قال <ins>إن</ins> الوزير"),
        ("a <b>", "a <i>", "a <del>&lt;b&gt;</del> <ins>&lt;i&gt;</ins>"),
        ("هدنة", "هدنة", "هدنة"),
    ],
)
def test_words_that_went_and_came_are_marked(before, after, shown):
    assert words(before, after) == shown


def test_what_stayed_is_cut_to_a_few_words_round_the_change():
    many = [f"w{n}" for n in range(100)]
    changed = [*many[:50], "new", *many[51:]]
    shown = words(" ".join(many), " ".join(changed))
    assert shown == (
        "… w42 w43 w44 w45 w46 w47 w48 w49 <del>w50</del> <ins>new</ins>"
        " w51 w52 w53 w54 w55 w56 w57 w58 …"
    )


# --- What is read -----------------------------------------------------------------------------


def test_the_history_of_an_article_says_who_changed_which_words(desk, editor):
    article = an_article(title="قمة في باريس", language="ar")
    article.title = "قمة في جنيف"
    article._history_user = editor
    article.save()
    shown = Page(desk.get(history(article)))
    assert shown.texts("del") == ["باريس"]
    assert shown.texts("ins") == ["جنيف"]
    (difference,) = [dd for dd in shown.all("dd") if dd.attrs.get("lang") == "ar"]
    assert difference.attrs["dir"] == "rtl"
    rows = [cell.text for cell in shown.all("td")]
    assert editor.username in rows
    assert "استيراد" in rows


def test_the_history_of_an_article_holds_decisions_on_its_themes(desk, editor, theme):
    article = an_article()
    with act(Act.Kind.TAG, editor, what=theme.name, reason="متابعة") as made:
        article.tag(theme, by=editor)
    shown = Page(desk.get(history(article)))
    assert theme.name in " ".join(shown.texts("td"))
    assert "متابعة" in " ".join(shown.texts("td"))
    assert f"/admin/archive/act/{made.pk}/change/" in shown.links()


def test_names_stand_for_what_a_version_points_at(desk):
    article = an_article(outlet=Outlet.objects.create(name="الشرق"))
    article.outlet = Outlet.objects.create(name="الغرب")
    article.save()
    shown = Page(desk.get(history(article)))
    assert (shown.texts("del"), shown.texts("ins")) == (["الشرق"], ["الغرب"])


def test_an_article_that_nobody_changed_has_no_versions(desk):
    shown = desk.get(history(an_article()))
    assert shown.status_code == 200
    assert not Page(shown).all("table", "versions")


@pytest.mark.parametrize("address", ["4711/history/", "x/history/", "4711/history/article/1/"])
def test_the_history_of_what_never_was_is_not_found(desk, address):
    assert desk.get(f"/admin/archive/article/{address}").status_code == 404


def test_a_history_is_read_in_english_too(desk, theme):
    theme.name_en = "Truce"
    theme.save()
    theme.name_en = "Armistice"
    theme.save()
    shown = Page(desk.get(f"/en{history(theme)}"))
    (changed,) = [dd for dd in shown.all("dd") if "Armistice" in dd.text]
    assert (changed.attrs["lang"], changed.attrs["dir"]) == ("en", "ltr")


def test_text_of_documents_is_escaped_in_histories(desk, theme):
    article = an_article(title="<script>alert(1)</script>")
    article.title = "<script>alert(2)</script>"
    with act(Act.Kind.RENAME, None, what="<script>alert(3)", reason="<script>alert(4)") as made:
        article.save()
    for address in (
        history(article),
        way_back(article, article.history.last()),
        f"/admin/archive/act/{made.pk}/change/",
    ):
        response = desk.get(address)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


def test_a_long_history_is_read_page_by_page(desk):
    article = an_article()
    for number in range(60):
        article.title = f"عنوان {number}"
        article.save()
    shown = Page(desk.get(history(article)))
    assert len(shown.all("th", "when")) == 50
    assert "?p=2" in shown.links()
    assert len(Page(desk.get(f"{history(article)}?p=2")).all("th", "when")) == 11


def test_a_history_asks_no_more_of_the_database_when_it_grows(
    desk, editor, theme, django_assert_num_queries, django_assert_max_num_queries
):
    article = an_article()

    def fill(count):
        for number in range(count):
            article.title = f"{article.title} {number}"
            article.outlet = Outlet.objects.create(name=f"{article.title} {number}")
            article._history_user = User.objects.create_user(f"{article.history.count()}")
            article.save()
            with act(Act.Kind.TAG, editor, what=theme.name):
                article.tag(theme, by=editor)

    fill(3)
    desk.get(history(article))
    with django_assert_max_num_queries(24) as few:
        desk.get(history(article))
    count = len(few)
    fill(15)
    with django_assert_num_queries(count):
        desk.get(history(article))


# --- The way back -----------------------------------------------------------------------------


def test_an_earlier_version_comes_back_after_its_difference_was_shown(desk, editor):
    article = an_article(title="قمة في باريس", body="اجتمع الوزراء.")
    article.title, article.body = "قمة في جنيف", "اجتمع الرؤساء."
    article.save()
    first = article.history.last()
    address = way_back(article, first)
    assert address in Page(desk.get(history(article))).links()
    asked = Page(desk.get(address))
    assert asked.texts("del") == ["جنيف", "الرؤساء."]
    assert asked.texts("ins") == ["باريس", "الوزراء."]
    article.refresh_from_db()
    assert article.title == "قمة في جنيف"
    response = desk.post(address, {"reason": "كان أصح"})
    assert (response.status_code, response["Location"]) == (302, history(article))
    article.refresh_from_db()
    assert (article.title, article.body) == ("قمة في باريس", "اجتمع الوزراء.")
    made = Act.objects.get()
    assert (made.kind, made.by, made.reason) == ("restore", editor, "كان أصح")


def test_a_decision_on_a_theme_comes_back_in_the_history_of_its_article(desk, theme):
    article = an_article()
    tagging = article.tag(theme)
    article.untag(theme)
    address = way_back(article, tagging.history.last())
    assert desk.post(address, {"reason": ""}).status_code == 302
    assert article.accepted_themes() == [theme]


def test_a_version_of_another_record_is_not_found(desk, theme):
    article, other = an_article(), an_article()
    other.title = "آخر"
    other.save()
    version = other.history.last()
    assert desk.get(f"{history(article)}article/{version.history_id}/").status_code == 404
    assert desk.get(f"{history(other)}theme/{version.history_id}/").status_code == 404
    assert desk.get(f"{history(other)}capture/{version.history_id}/").status_code == 404


def test_going_back_to_what_is_changes_nothing(desk):
    article = an_article()
    article.title = "عنوان آخر"
    article.save()
    shown = Page(desk.get(way_back(article, article.history.first())))
    assert not shown.all("input", type="submit", kind="default")


def test_a_clash_is_one_sentence(desk, theme):
    for theme.name_en in ("Truce", "Armistice"):
        theme.save()
    version = theme.history.last()
    theme.name_en = "Ceasefires"
    theme.save()
    Theme.objects.create(name_ar="هدنة أخرى", name_en=version.name_en)
    shown = Page(desk.post(way_back(theme, version), {"reason": ""}, follow=True))
    assert len(shown.all("li", "error")) == 1
    theme.refresh_from_db()
    assert theme.name_en == "Ceasefires"


def test_an_editor_brings_no_state_back(desk):
    article = an_article(state="public", title="قديم")
    article.state, article.title = "withdrawn", "جديد"
    article.save()
    assert desk.post(way_back(article, article.history.last()), {}).status_code == 302
    article.refresh_from_db()
    assert (article.state, article.title) == ("withdrawn", "قديم")


def test_what_was_deleted_is_brought_back_by_a_reviewer_alone(client):
    article = an_article()
    pk = article.pk
    article.delete()
    version = Article.history.get(id=pk)
    address = f"/admin/archive/article/{pk}/history/article/{version.history_id}/"
    for role, status, is_there in (("Editors", 403, False), ("Reviewers", 302, True)):
        user = User.objects.create_user(role.lower(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        assert client.get(f"/admin/archive/article/{pk}/history/").status_code == 200
        assert client.post(address, {"reason": ""}).status_code == status
        assert Article.objects.filter(pk=pk).exists() == is_there


# --- Acts -------------------------------------------------------------------------------------


def tagged_by(user, theme, count=2):
    with act(Act.Kind.TAG, user, what=theme.name, count=count, reason="متابعة") as made:
        for _ in range(count):
            an_article().tag(theme, by=user)
    return made


def test_the_acts_are_listed_and_one_is_read_and_taken_back(desk, editor, theme):
    made = tagged_by(editor, theme)
    listed = Page(desk.get("/admin/archive/act/"))
    assert theme.name in listed.texts("td", "field-of_what")
    address = f"/admin/archive/act/{made.pk}/"
    read = Page(desk.get(f"{address}change/"))
    assert len(read.all("th", "when")) == 2
    assert f"{address}undo/" in read.links()
    assert desk.get(f"{address}undo/").status_code == 200
    assert Act.objects.count() == 1
    after = Page(desk.post(f"{address}undo/", follow=True))
    assert f"{address}undo/" not in after.links()
    assert f"/admin/archive/act/{Act.objects.get(undoes=made).pk}/undo/" in after.links()
    again = Page(desk.post(f"{address}undo/", follow=True))
    assert len(again.all("li", "error")) == 1
    assert Act.objects.count() == 2


def test_what_was_left_alone_is_told(desk, editor, theme):
    made = tagged_by(editor, theme)
    article = Article.objects.on_theme(theme).first()
    article.untag(theme)
    shown = Page(desk.post(f"/admin/archive/act/{made.pk}/undo/", follow=True))
    assert article.heading in shown.one("li", "warning").text


def test_a_colleague_does_not_take_back_what_an_editor_did_but_a_reviewer_does(client, theme):
    editor, other, reviewer = (User.objects.create_user(n, is_staff=True) for n in "abc")
    other.groups.add(Group.objects.get(name="Editors"))
    reviewer.groups.add(Group.objects.get(name="Reviewers"))
    made = tagged_by(editor, theme)
    address = f"/admin/archive/act/{made.pk}/"
    client.force_login(other)
    assert f"{address}undo/" not in Page(client.get(f"{address}change/")).links()
    assert client.post(f"{address}undo/").status_code == 403
    client.force_login(reviewer)
    assert client.post(f"{address}undo/").status_code == 302
    assert Act.objects.filter(undoes=made).exists()


def test_a_big_act_shows_its_first_changes_and_how_many_there_are_more(desk, editor, theme):
    made = tagged_by(editor, theme, count=203)
    shown = Page(desk.get(f"/en/admin/archive/act/{made.pk}/change/"))
    assert len(shown.all("th", "when")) == 200
    assert "and 3 more" in shown.html


def test_the_pages_of_acts_ask_no_more_of_the_database_when_they_grow(
    desk, editor, theme, django_assert_num_queries, django_assert_max_num_queries
):
    made = [tagged_by(editor, theme) for _ in range(2)]
    big = tagged_by(editor, theme, count=30)
    desk.get("/admin/archive/act/")
    with django_assert_max_num_queries(16) as few:
        desk.get("/admin/archive/act/")
    count = len(few)
    for _ in range(10):
        tagged_by(User.objects.create_user(f"{Act.objects.count()}"), theme)
    with django_assert_num_queries(count):
        desk.get("/admin/archive/act/")
    with django_assert_max_num_queries(40) as few:
        desk.get(f"/admin/archive/act/{made[0].pk}/change/")
    count = len(few)
    with django_assert_num_queries(count):
        desk.get(f"/admin/archive/act/{big.pk}/change/")


def test_the_message_on_a_bulk_action_leads_to_taking_it_back(desk, theme):
    article = an_article()
    data = {"action": "tag_articles", "_selected_action": [article.pk], "confirmed": "yes"}
    shown = Page(desk.post("/admin/archive/article/", {**data, "theme": theme.pk}, follow=True))
    made = Act.objects.get()
    assert (made.kind, made.what, made.count) == ("tag", theme.name, 1)
    assert f"/admin/archive/act/{made.pk}/undo/" in shown.links()


# --- Who may bring what back ------------------------------------------------------------------


def test_an_editor_brings_back_a_spelling_that_he_deleted(desk):
    name = Name.objects.get(slug="mark-rutte")
    name.spellings.get(text="روتيه").delete()
    version = Spelling.history.filter(text="روتيه", history_type="-").get()
    address = way_back(name, version)
    assert address in Page(desk.get(history(name))).links()
    assert desk.post(address, {"reason": ""}).status_code == 302
    assert name.spellings.filter(text="روتيه").exists()


def test_no_way_back_is_shown_that_would_be_refused(client, editor):
    article, theme = an_article(), Theme.objects.get(slug="ceasefire")
    pk = article.pk
    article.tag(theme)
    article.untag(theme)
    article.delete()
    for role, shown in (("Editors", 0), ("Reviewers", 1)):
        editor.groups.set(Group.objects.filter(name=role))
        client.force_login(User.objects.get(pk=editor.pk))
        links = Page(client.get(f"/admin/archive/article/{pk}/history/")).links()
        ways = [link for link in links if re.search(rf"{pk}/history/\w", link)]
        assert len(ways) == shown
        assert all(client.get(way).status_code == 200 for way in ways)


# --- What things are called -------------------------------------------------------------------


def test_what_is_gone_is_called_as_it_was_called_last(client, administrator):
    client.force_login(administrator)
    gone, stays = (Theme.objects.get(slug=slug) for slug in ("peace-talks", "ceasefire"))
    an_article().tag(gone)
    gone.name_en = "Talks on peace"
    gone.save()
    made = stays.merge([gone], administrator, "واحد")
    text = Page(client.get(f"/en/admin/archive/act/{made.pk}/change/")).html
    assert "Talks on peace" in text
    assert "which is gone" not in text


def test_an_act_on_articles_shows_no_keys_and_names_where_addresses_lead(client, administrator):
    client.force_login(administrator)
    gone, stays, last = (an_article(title=f"قمة {number}") for number in "123")
    merge(gone, stays, administrator)
    made = merge(stays, last, administrator)
    shown = Page(client.get(f"/admin/archive/act/{made.pk}/change/"))
    assert gone.text_key
    assert stays.text_key not in shown.html
    assert "article/" not in " ".join(shown.texts("bdi"))
    (way,) = FormerAddress.history.filter(act=made, slug=str(gone.pk))
    assert (way.target, way.history_type) == (last.pk, "~")
    assert ("2" in shown.texts("del"), "3" in shown.texts("ins")) == (True, True)


def test_a_history_of_a_name_shows_no_inner_fields(desk):
    name = Name.objects.get(slug="mark-rutte")
    name.spellings.create(text="روطيه")
    labels = Page(desk.get(history(name))).texts("dt")
    assert str(Spelling._meta.get_field("text").verbose_name) in labels
    assert str(Spelling._meta.get_field("folded").verbose_name) not in labels


# --- In either language -----------------------------------------------------------------------


def test_an_act_is_told_in_the_language_of_who_reads_it(desk, theme):
    article = an_article()
    sent = {"article": article.pk, f"theme-{article.pk}": theme.pk}
    desk.post("/en/admin/archive/article/quick/", sent)
    made = Act.objects.get()
    for page in ("", f"archive/act/{made.pk}/change/", "archive/act/"):
        arabic, english = (
            desk.get(f"{root}/admin/{page}").content.decode() for root in ("", "/en")
        )
        assert theme.name_ar in arabic
        assert theme.name_en not in arabic
        assert theme.name_en in english
        assert theme.name_ar not in english


def test_a_new_name_of_a_theme_and_a_version_brought_back_are_told_in_both_languages(desk, theme):
    article = an_article(title="قمة")
    tagging = article.tag(theme)
    article.untag(theme)
    bring_back(tagging.history.last(), None)
    made = Act.objects.get()
    assert (made.what, made.what_en) == (f"قمة · {theme.name_ar}", f"قمة · {theme.name_en}")


@pytest.mark.parametrize(
    ("kind", "stored", "arabic", "english"),
    [
        ("decide", "Ceasefire", "وقف إطلاق النار", "Ceasefire"),
        ("tag", "وقف إطلاق النار، لاجئون قدامى", "وقف إطلاق النار، لاجئون قدامى", "Ceasefire, Old"),
        ("merge", "Old → Ceasefire", "لاجئون قدامى ← وقف إطلاق النار", "Old → Ceasefire"),
        ("restore", "Ceasefire · accepted", "وقف إطلاق النار · مقبول", "Ceasefire · accepted"),
        (
            "rename",
            "Old (old) → Ceasefire (…)",
            "لاجئون قدامى (old) ← وقف إطلاق النار (…)",
            "Old (old) → Ceasefire (…)",
        ),
        ("undo", "قمة، ثم → قمة", "قمة، ثم → قمة", ""),
        ("import", "Ceasefire", "Ceasefire", ""),
    ],
)
def test_acts_of_before_are_told_in_both_languages_too(kind, stored, arabic, english):
    Theme.objects.create(name_ar="لاجئون قدامى", name_en="Old").delete()
    made = Act.objects.create(kind=kind, what=stored)
    migration = import_module("archive.migrations.0017_acts_in_two_languages")
    migration.in_both_languages(apps, None)
    made.refresh_from_db()
    assert (made.what, made.what_en) == (arabic, english)


# --- Marks and words --------------------------------------------------------------------------


def test_an_act_that_stands_has_no_mark_and_one_that_was_taken_back_says_so(desk, editor, theme):
    made = tagged_by(editor, theme)
    undo(made, editor)
    shown = Page(desk.get("/en/admin/archive/act/"))
    assert shown.texts("td", "field-is_taken_back") == ["", "taken back"]
    assert not [image for image in shown.all("img") if "icon-no" in image.attrs.get("src", "")]


def test_an_act_has_one_word_and_the_way_home_another(desk, editor, theme):
    made = tagged_by(editor, theme)
    shown = Page(desk.get(f"/admin/archive/act/{made.pk}/change/"))
    assert shown.texts("h1") == ["عمل"]
    django, ours = (
        Page(desk.get(f"/admin/archive/{page}/")).one("div", "breadcrumbs").text.split()[0]
        for page in ("theme", "article/quick")
    )
    assert django == ours
