"""Readers report an error, editors deal with it, and nobody's address outlasts that."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from archive.admin.desk import desk as desk_of
from archive.merging_articles import merge
from archive.models import Article, ErrorReport, FormerAddress
from archive.models.report import LONGEST, MOST_OF_ARTICLE, MOST_OF_SENDER
from archive.senders import sender_of
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/errorreport/"
FILLED = {"kind": "date", "message": "التاريخ ٣ أيار لا ٤ أيار.", "email": "", "homepage": ""}


@pytest.fixture
def article():
    return an_article(title="خبر فيه خطأ")


@pytest.fixture
def desk(editor):
    """A browser in which an editor is logged in."""
    client = Client()
    client.force_login(editor)
    return client


def form(article, language=""):
    return f"{language}/articles/{article.pk}/report/"


def a_report(article, **values):
    return ErrorReport.objects.create(
        article=article, **{"kind": "text", "message": "خطأ", **values}
    )


def text_of(response):
    return Page(response).one("main").text


# --- The form ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_article_leads_to_the_form_and_needs_no_token_itself(client, article, language):
    response = client.get(f"{language}/articles/{article.pk}/")
    assert form(article, language) in Page(response).links()
    assert "csrftoken" not in response.cookies


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_report_is_kept_and_the_reader_is_thanked(client, article, language):
    data = {**FILLED, "email": "reader@example.org"}
    response = client.post(form(article, language), data)
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    report = ErrorReport.objects.get()
    assert (report.article, report.kind, report.message) == (article, "date", FILLED["message"])
    assert (report.email, report.is_open) == ("reader@example.org", True)


def test_a_report_needs_no_address(client, article):
    client.post(form(article), FILLED)
    assert ErrorReport.objects.get().email == ""


def test_a_form_of_another_site_is_refused(article):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(form(article), FILLED).status_code == 403
    assert not ErrorReport.objects.exists()


def test_every_field_of_the_form_has_a_label(client, article):
    page = Page(client.get(form(article)))
    labelled = {label.attrs["for"] for label in page.all("label") if "for" in label.attrs}
    fields = [f for f in page.elements if f.tag in ("input", "textarea") and "id" in f.attrs]
    shown = [field for field in fields if field.attrs["id"].startswith("id_")]
    assert len(shown) == len(ErrorReport.Kind) + 3
    assert {field.attrs["id"] for field in shown} <= labelled


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"kind": ""}, "اختر موضع الخطأ."),
        ({"message": " \n "}, "اكتب ما الخطأ، في جملة أو جملتين."),
        ({"email": "reader@"}, "بريد إلكتروني"),
        ({"message": "ا" * (LONGEST + 1)}, str(LONGEST)),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(client, article, change, advice):
    data = {**FILLED, **change}
    response = client.post(form(article), data)
    page = Page(response)
    assert "لم يُرسل البلاغ." in page.one("div", role="alert").text
    assert advice in " ".join(page.texts("ul", "errorlist"))
    assert page.one("textarea").text == " ".join(data["message"].split())
    assert not ErrorReport.objects.exists()


def test_a_message_as_long_as_the_form_allows_is_kept_with_its_lines(client, article):
    # A browser counts a line end as one character, and sends two.
    message = "ا\r\n" * (LONGEST // 2 - 1) + "ا"
    client.post(form(article), {**FILLED, "message": message})
    assert ErrorReport.objects.get().message == message.replace("\r\n", "\n")


def test_the_message_is_cleaned_as_every_text_is(client, article):
    client.post(form(article), {**FILLED, "message": "كلمة\u202e معكوسة"})
    assert ErrorReport.objects.get().message == "كلمة معكوسة"


def test_a_program_that_fills_every_field_is_refused_and_a_person_just_sends_again(client, article):
    page = Page(client.post(form(article), {**FILLED, "homepage": "https://spam.example"}))
    assert not ErrorReport.objects.exists()
    assert "أرسل البلاغ مرة أخرى." in page.one("div", role="alert").text
    assert "value" not in page.one("input", name="homepage").attrs
    assert page.one("textarea").text == FILLED["message"]


# --- How many -----------------------------------------------------------------------------------


def test_one_sender_sends_so_many_in_an_hour_and_loses_no_text(client, article):
    for number in range(MOST_OF_SENDER):
        an_other = an_article()
        client.post(form(an_other), {**FILLED, "message": f"خطأ {number}"})
    response = client.post(form(article), FILLED)
    assert response.status_code == 429
    assert "أرسل بلاغك بعد ساعة." in text_of(response)
    assert Page(response).one("textarea").text == FILLED["message"]
    assert ErrorReport.objects.count() == MOST_OF_SENDER


def test_others_are_not_held_up_by_one_sender(client, article):
    for _ in range(MOST_OF_SENDER):
        client.post(form(article), FILLED)
    client.post(form(article), FILLED, REMOTE_ADDR="192.0.2.7")
    assert ErrorReport.objects.count() == MOST_OF_SENDER + 1


def test_after_an_hour_the_sender_may_go_on_and_is_forgotten(client, article):
    for _ in range(MOST_OF_SENDER):
        client.post(form(article), FILLED)
    ErrorReport.objects.update(at=timezone.now() - timedelta(minutes=61))
    client.post(form(article), FILLED)
    assert ErrorReport.objects.count() == MOST_OF_SENDER + 1
    assert ErrorReport.objects.exclude(sender="").count() == 1


def test_one_article_takes_so_many_a_day_whoever_sends_them(client, article):
    for number in range(MOST_OF_ARTICLE):
        a_report(article, sender=str(number), at=timezone.now() - timedelta(hours=2))
    assert client.post(form(article), FILLED).status_code == 429
    assert client.post(form(an_article()), FILLED).status_code == 302


# --- Where it came from -------------------------------------------------------------------------


def sender(address, **headers):
    return sender_of(RequestFactory().get("/", REMOTE_ADDR=address, **headers))


def test_an_address_cannot_be_read_from_what_is_kept(client, article):
    client.post(form(article), FILLED, REMOTE_ADDR="192.0.2.7")
    kept = str(list(ErrorReport.objects.values_list()))
    assert "192.0.2.7" not in kept
    assert len(ErrorReport.objects.get().sender) == 64


def test_a_sender_is_known_again_the_same_day_and_told_from_others():
    assert sender("192.0.2.7") == sender("192.0.2.7") != sender("192.0.2.8")


def test_a_household_is_one_sender_though_it_has_many_addresses():
    assert sender("2001:db8:1:2::7") == sender("2001:db8:1:2:ffff::9") != sender("2001:db8:1:3::7")
    assert sender("::ffff:192.0.2.7") == sender("192.0.2.7")


def test_readers_behind_the_proxy_of_the_site_are_told_apart(settings):
    def via_proxy(told):
        return sender("127.0.0.1", headers={"X-Forwarded-For": told})

    assert via_proxy("192.0.2.7") == via_proxy("192.0.2.8")  # anybody could say so
    settings.BEHIND_PROXY = True
    assert via_proxy("192.0.2.7") != via_proxy("192.0.2.8")
    # What stands before the last is what the reader's own machine said.
    assert via_proxy("198.51.100.1, 192.0.2.7") == via_proxy("192.0.2.7")
    assert via_proxy("") == sender("127.0.0.1")


# --- Which article --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "thanks/"])
@pytest.mark.parametrize(("state", "status"), [("withdrawn", 410), ("review", 404)])
def test_there_is_no_form_for_what_readers_do_not_see(client, article, page, state, status):
    Article.objects.update(state=state)
    assert client.get(form(article) + page).status_code == status


def test_a_report_on_a_merged_article_goes_to_the_one_that_stayed(client, article):
    FormerAddress.objects.keep("123456", article)
    response = client.post("/articles/123456/report/", FILLED, follow=True)
    assert response.redirect_chain[0] == (form(article), 308)
    assert ErrorReport.objects.get().article == article


def test_the_reports_on_an_article_are_kept_when_it_is_merged(article, editor):
    report, stays = a_report(article), an_article()
    merge(article, stays, editor)
    report.refresh_from_db()
    assert report.article == stays


def test_the_form_is_kept_in_no_cache_and_in_no_index(client, article):
    response = client.get(form(article))
    assert "no-store" in response["Cache-Control"]
    assert Page(response).one("meta", name="robots").attrs["content"] == "noindex"


def test_a_report_takes_the_same_queries_however_many_there_are(
    client, article, django_assert_num_queries
):
    for number in range(10):
        a_report(article, sender=str(number))
    with django_assert_num_queries(2):  # the article, its themes
        client.get(form(article))
    # Besides these: the number of reports, the new one, and what is forgotten.
    with django_assert_num_queries(5):
        client.post(form(article), FILLED)


# --- At the desk ----------------------------------------------------------------------------------


def test_the_desk_counts_the_open_reports_and_leads_to_them(desk, editor, article):
    waiting, dealt = a_report(article), a_report(article)
    dealt.deal(editor)
    (counted,) = [each for each in desk_of(editor).waiting if "errorreport" in each.url]
    assert counted.count == 1
    assert counted.url in Page(desk.get("/admin/")).links()
    listed = Page(desk.get(counted.url)).links()
    assert [pk for pk in (waiting.pk, dealt.pk) if any(f"{LIST}{pk}/" in a for a in listed)] == [
        waiting.pk
    ]


def test_an_editor_reads_a_report_and_finds_the_article(desk, article):
    report = a_report(article, message="سطر\nوسطر", email="reader@example.org")
    page = Page(desk.get(f"{LIST}{report.pk}/change/"))
    assert "سطر وسطر" in page.one("div", "message").text
    assert {
        f"/admin/archive/article/{article.pk}/change/",
        article.get_absolute_url(),
        "mailto:reader@example.org",
    } <= set(page.links())


def test_an_editor_deals_with_a_report_and_its_reader_is_forgotten(desk, editor, article):
    report = a_report(article, email="reader@example.org", sender="x" * 64)
    url = f"{LIST}{report.pk}/change/"
    desk.post(url, {"is_dealt_with": "on", "note": "صُحح التاريخ."})
    report.refresh_from_db()
    assert (report.is_open, report.dealt_by, report.note) == (False, editor, "صُحح التاريخ.")
    assert (report.email, report.sender) == ("", "")
    assert editor.username in text_of_desk(desk.get(url))


def text_of_desk(response):
    return next(element.text for element in Page(response).elements if element.tag == "body")


def test_a_note_alone_deals_with_nothing_and_a_later_one_changes_nobody(desk, editor, article):
    report = a_report(article, email="reader@example.org")
    url = f"{LIST}{report.pk}/change/"
    desk.post(url, {"note": "سألنا الناشر."})
    report.refresh_from_db()
    assert (report.is_open, report.note, report.email) == (True, "سألنا الناشر.", report.email)
    report.deal(User.objects.create_user("huda"))
    desk.post(url, {"is_dealt_with": "on", "note": "أجاب الناشر."})
    report.refresh_from_db()
    assert (report.dealt_by.username, report.note) == ("huda", "أجاب الناشر.")


def test_a_report_can_be_opened_again(desk, editor, article):
    report = a_report(article)
    report.deal(editor)
    desk.post(f"{LIST}{report.pk}/change/", {"note": ""})
    report.refresh_from_db()
    assert (report.is_open, report.dealt_by) == (True, None)


def test_many_reports_are_dealt_with_at_once(desk, editor, article):
    reports = [a_report(article, email="reader@example.org") for _ in range(3)]
    data = {"action": "mark_as_dealt_with", "_selected_action": [report.pk for report in reports]}
    response = desk.post(LIST, data, follow=True)
    assert "عولجت ٣ بلاغات." in text_of_desk(response)
    assert not ErrorReport.objects.open().exists()
    assert not ErrorReport.objects.exclude(email="").exists()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_list_takes_the_same_queries_however_many_reports_there_are(
    desk, article, language, django_assert_max_num_queries
):
    where = LIST if language == "ar" else f"/en{LIST}"
    with translation.override(language):
        a_report(article)
        with django_assert_max_num_queries(12) as few:
            desk.get(where)
        for _ in range(10):
            a_report(an_article())
        with django_assert_max_num_queries(len(few)):
            desk.get(where)


@pytest.mark.parametrize(
    ("group", "changes", "deletes"),
    [("Editors", True, False), ("Reviewers", True, False), ("Administrators", False, True)],
)
def test_editors_deal_with_reports_and_administrators_delete_them(
    client, article, group, changes, deletes
):
    user = User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    report = a_report(article)
    page = Page(client.get(f"{LIST}{report.pk}/change/"))
    assert bool(page.all("input", name="is_dealt_with")) is changes
    assert client.get(f"{LIST}{report.pk}/delete/").status_code == (200 if deletes else 403)
    assert client.get(f"{LIST}add/").status_code == 403


def test_nobody_sees_reports_without_the_right(client, article):
    user = User.objects.create_user("nobody", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(user)
    assert client.get(LIST).status_code == 403
    assert not [each for each in desk_of(user).waiting if "errorreport" in each.url]
