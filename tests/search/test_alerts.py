"""Following a search by e-mail: asking, saying yes, being told, and stopping."""

import datetime
import re
import smtplib
import socket
from contextlib import contextmanager
from email import message_from_bytes, policy
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Article, FormerAddress, Name, Outlet, Theme, story
from config.mail import mail_settings
from search.alerts import alert as alerts
from search.alerts import limits, mails
from search.alerts.seen import packed, unpacked
from search.alerts.sending import send_due
from search.models import SearchAlert
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db

READER = "reader@example.org"
FORM = {"email": READER, "frequency": "daily", "website": ""}
SEARCH = "/search/follow/?q=%D8%B6%D9%85%D8%A7%D9%86%D8%A7%D8%AA"  # ضمانات


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://diwan.example"
    cache.clear()


def ask(client, path=SEARCH, **values):
    return client.post(path, {**FORM, **values})


def path_in(message, ending="/"):
    """The page of this site to which a mail leads, by how its address ends."""
    (found,) = set(re.findall(rf"https://diwan\.example(\S+{ending})$", message.body, re.M))
    return found


@pytest.fixture
def follow(client):
    """Follow a search as a reader does; returns the alert."""

    def follow(path=SEARCH, **values):
        index_all()
        ask(client, path, **values)
        client.post(path_in(mail.outbox.pop()))
        return SearchAlert.objects.confirmed().latest("confirmed")

    return follow


def days_later(days=1):
    """Send what is due so many days from now; returns the mails."""
    index_all()
    mail.outbox.clear()
    send_due(timezone.now() + datetime.timedelta(days=days))
    return list(mail.outbox)


def titles(message):
    html = message.alternatives[0][0]
    return re.findall(r"<h2[^>]*><a[^>]*>([^<]*)</a>", html)


# --- The page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["", "/en"])
def test_the_page_offers_the_feed_s_address_and_an_alert(client, root):
    page = Page(client.get(root + SEARCH))
    address = page.one("input", "address").attrs["value"]
    assert client.get(address).headers["Content-Type"].startswith("application/atom+xml")
    assert page.one("input", name="email")


def test_where_no_mail_is_set_up_the_page_says_nothing_of_it(client, settings):
    settings.SENDS_MAIL = False
    page = Page(client.get("/en" + SEARCH))
    assert page.one("input", "address")
    assert "mail" not in page.html.lower()
    assert ask(client).status_code == 405


@pytest.mark.parametrize("path", ["/search/follow/", "/search/follow/?q=(%D8%A7"])
def test_what_is_no_search_leads_to_the_search_page(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url.startswith("/search/")


# --- Asking -----------------------------------------------------------------------------------


def test_asking_sends_a_mail_and_begins_nothing(client):
    an_article(title="ضمانات")
    response = ask(client)
    assert response.status_code == 302
    assert Page(client.get(response.url)).one("p", "notice").text.startswith("الرسالة في طريقها")
    (message,) = mail.outbox
    assert message.to == [READER]
    assert message.subject == "يُرجى التأكيد: «ضمانات»"
    assert not SearchAlert.objects.confirmed().exists()
    assert days_later() == []


def test_mails_have_the_language_of_the_page_and_say_where_their_lines_begin(client):
    for root, direction in (("", 'lang="ar" dir="rtl"'), ("/en", 'lang="en" dir="ltr"')):
        ask(client, root + SEARCH)
        message = mail.outbox.pop()
        html, kind = message.alternatives[0]
        assert kind == "text/html"
        assert f"<html {direction}>" in html
        assert path_in(message).startswith(f"{root}/search/follow/")


def test_programs_that_open_the_link_confirm_nothing(client):
    ask(client)
    path = path_in(mail.outbox[0])
    client.get(path)
    client.head(path)
    assert not SearchAlert.objects.confirmed().exists()
    client.post(path)
    assert SearchAlert.objects.confirmed().count() == 1
    assert Page(client.get(path)).one("h1").text == "أنت تتابع هذا البحث"


def test_the_link_alone_does_not_confirm_from_another_site(client):
    ask(client)
    refused = Client(enforce_csrf_checks=True).post(path_in(mail.outbox[0]))
    assert refused.status_code == 403
    assert not Page(refused).all("p", "provenance")


def test_pages_with_a_secret_in_their_address_are_kept_and_told_nowhere(client):
    ask(client)
    path = path_in(mail.outbox[0])
    for page in (path, f"{path}stop/"):
        response = client.get(page)
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in response.headers["Cache-Control"]
        assert Page(response).one("meta", name="robots").attrs["content"] == "noindex"
    for page in (path, f"{path}stop/", f"{path}x/", f"{path[:-5]}/"):
        assert not Page(client.get(page)).all("p", "provenance"), page


@pytest.mark.parametrize(
    "email",
    ["", "reader", "reader@", "a@b@c.example", "x@example.org\nBcc: y@example.org",
     "x@example.org, y@example.org", f"{'x' * 250}@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_told_beside_its_field(client, email):
    response = ask(client, email=email)
    assert response.status_code == 400
    field = Page(response).one("input", name="email")
    assert field.attrs["aria-invalid"] == "true"
    assert Page(response).one("p", "error").attrs["id"] in field.attrs["aria-describedby"]
    assert mail.outbox == []


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(client, follow):
    follow()
    known, unknown = ask(client), ask(client, email="stranger@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    shown = {re.sub(r"csrf\S+ value=\S+", "", client.get(r.url).text) for r in (known, unknown)}
    assert len(shown) == 1


def test_who_fills_in_the_hidden_field_is_asked_to_send_the_form_again_with_it_empty(client):
    response = ask(client, website="https://spam.example")
    assert response.status_code == 400
    page = Page(response)
    assert page.one("p", "notice", role="alert").text
    assert page.one("input", name="email").attrs["value"] == READER
    assert "value" not in page.one("input", name="website").attrs
    assert mail.outbox == []
    assert not SearchAlert.objects.exists()


def test_one_mailbox_gets_only_so_many_mails_without_an_answer(client):
    for _ in range(limits.OF_AN_ADDRESS + 2):
        assert ask(client).status_code == 302
    assert len(mail.outbox) == limits.OF_AN_ADDRESS


def test_one_client_may_ask_only_so_often(client):
    answers = [
        ask(client, email=f"reader{number}@example.org").status_code
        for number in range(limits.OF_A_CLIENT + 1)
    ]
    assert answers == [302] * limits.OF_A_CLIENT + [429]
    assert len(mail.outbox) == limits.OF_A_CLIENT


def test_all_clients_together_may_ask_only_so_often(client, monkeypatch):
    monkeypatch.setattr(limits, "OF_ALL", 2)
    statuses = [ask(client, email=f"r{n}@example.org").status_code for n in range(3)]
    assert statuses == [302, 302, 429]


def test_behind_a_proxy_clients_are_those_that_the_proxy_saw(client, settings, monkeypatch):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    monkeypatch.setattr(limits, "OF_A_CLIENT", 1)

    def status(forwarded):
        return client.post(SEARCH, FORM, headers={"x-forwarded-for": forwarded}).status_code

    assert status("198.51.100.7") == 302
    assert status("198.51.100.8") == 302
    assert status("203.0.113.1, 198.51.100.7") == 429  # what a client says itself counts nothing


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(max_size=120))
def test_no_search_makes_a_header_of_its_own(client, text):
    made = SearchAlert(email=READER, language="ar")
    made.query = alerts.SearchRequest(text=f"{text}\r\nBcc: other@example.org\n{text}").query()
    article = Article(title=text, body="نص", language="ar", pk=1)
    for message in (mails.confirmation(made), mails.news(made, [article], 3)):
        parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
        assert parsed["Bcc"] is None
        assert parsed.get_all("To") == [READER]
        assert len(message.subject) < 200


def test_what_nobody_confirms_is_deleted_after_some_days(client):
    ask(client)
    path = path_in(mail.outbox[0])
    too_old = timezone.now() - datetime.timedelta(days=alerts.UNCONFIRMED_DAYS, minutes=1)
    SearchAlert.objects.update(asked=too_old)
    ask(client, email="another@example.org")
    assert SearchAlert.objects.get().email == "another@example.org"
    gone = client.get(path)
    assert gone.status_code == 404
    assert Page(gone).one("h1").text == "لا تنبيه كهذا"


def test_one_address_follows_only_so_many_searches(client, follow, monkeypatch):
    monkeypatch.setattr(alerts, "MOST_OF_ONE", 1)
    follow()
    ask(client, "/search/follow/?q=%D9%87%D8%AF%D9%86%D8%A9")
    response = client.post(path_in(mail.outbox[0]))
    assert response.status_code == 409
    assert SearchAlert.objects.confirmed().count() == 1


def test_following_the_same_search_again_changes_how_often_and_forgets_nothing(client, follow):
    follow()
    an_article(title="ضمانات جديدة")
    again = follow(frequency="weekly")
    assert SearchAlert.objects.confirmed().get() == again
    assert again.frequency == "weekly"
    assert [titles(message) for message in days_later(7)] == [["ضمانات جديدة"]]


# --- Being told -------------------------------------------------------------------------------


def test_what_comes_in_is_told_once_and_what_was_there_is_not(follow):
    an_article(title="ضمانات قديمة")
    follow()
    an_article(title="ضمانات جديدة")
    an_article(title="هدنة")
    (message,) = days_later(1)
    assert titles(message) == ["ضمانات جديدة"]
    assert message.to == [READER]
    assert message.subject == "مقال جديد واحد: «ضمانات»"
    assert days_later(2) == []


def test_an_old_article_that_was_imported_is_new(follow):
    follow()
    an_article(title="ضمانات", published=datetime.date(1999, 1, 1))
    assert len(days_later()) == 1


def test_an_article_that_waited_for_review_is_told_when_readers_may_see_it(follow):
    article = an_article(title="ضمانات", state=Article.State.REVIEW)
    follow()
    assert days_later(1) == []
    article.state = Article.State.PUBLIC
    article.save()
    assert len(days_later(2)) == 1


def test_an_article_that_editors_put_under_the_theme_is_new(follow):
    article = an_article()
    follow("/search/follow/?theme=ceasefire")
    article.tag(Theme.objects.get(slug="ceasefire"))
    (message,) = days_later()
    assert message.subject == "مقال جديد واحد: وقف إطلاق النار"


def test_an_article_that_leaves_the_search_and_comes_back_is_told_once(follow):
    follow()
    article = an_article(title="ضمانات")
    assert len(days_later(1)) == 1
    for day, state in enumerate((Article.State.WITHDRAWN, Article.State.PUBLIC), start=2):
        article.state = state
        article.save()
        assert days_later(day) == []


def test_another_article_of_a_story_that_was_told_is_no_news(follow):
    follow()
    told = an_article(title="ضمانات", published=datetime.date(2024, 5, 3))
    assert len(days_later(1)) == 1
    first = an_article(title="ضمانات", published=datetime.date(2024, 5, 1))
    assert story.join([told, first]) == first
    assert days_later(2) == []


def test_what_was_withdrawn_since_it_was_indexed_is_told_to_nobody(follow):
    follow()
    article = an_article(title="ضمانات")
    index_all()
    Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN)
    mail.outbox.clear()
    send_due(timezone.now() + datetime.timedelta(days=1))
    assert mail.outbox == []


def test_what_holds_a_part_of_the_search_alone_is_not_told(follow):
    follow("/search/follow/?q=%D8%B6%D9%85%D8%A7%D9%86%D8%A7%D8%AA+%D9%83%D9%8A%D9%8A%D9%81")
    an_article(title="ضمانات")
    assert days_later(1) == []
    an_article(title="ضمانات في كييف")
    assert [titles(message) for message in days_later(2)] == [["ضمانات في كييف"]]


def test_a_theme_that_was_merged_is_followed_further(follow):
    theme = Theme.objects.create(name_ar="هدنة", name_en="Truce", slug="truce")
    alert = follow("/search/follow/?theme=truce")
    FormerAddress.objects.keep("truce", Theme.objects.get(slug="ceasefire"))
    theme.delete()
    an_article().tag(Theme.objects.get(slug="ceasefire"))
    assert len(days_later()) == 1
    alert.refresh_from_db()
    assert alert.query == "theme=ceasefire"


def test_an_outlet_that_was_renamed_is_followed_further(follow):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد", slug="former")
    alert = follow("/search/follow/?outlet=former")
    outlet.slug = "ittihad"
    outlet.save()
    an_article(outlet=outlet)
    assert len(days_later()) == 1
    alert.refresh_from_db()
    assert alert.query == "outlet=ittihad"


def test_a_name_that_was_merged_is_followed_further(follow):
    one, other = Name.objects.filter(kind="person")[:2]
    follow(f"/search/follow/?person={other.slug}")
    one.merge([other], by=None, reason="")
    an_article(title=one.name_ar)
    assert len(days_later()) == 1


def test_a_long_mail_holds_the_newest_and_leads_to_the_rest(follow, monkeypatch):
    monkeypatch.setattr(mails, "SHOWN", 2)
    monkeypatch.setattr("search.alerts.sending.SHOWN", 2)
    follow("/en" + SEARCH)
    for month in (3, 5, 1, 4):
        an_article(title=f"ضمانات {month}", published=datetime.date(2024, month, 1))
    (message,) = days_later(1)
    assert titles(message) == ["ضمانات 5", "ضمانات 4"]
    assert message.subject.startswith("4 new articles")
    assert "2 more are in the archive" in message.body
    assert "https://diwan.example/en/search/?q=" in message.body
    assert days_later(2) == []


def test_a_mail_tells_each_article_in_text_and_in_html_in_its_own_direction(follow):
    follow("/en" + SEARCH)
    article = an_article(title="ضمانات <أمنية>", standfirst="مقدمة.", language="ar")
    (message,) = days_later()
    html = message.alternatives[0][0]
    address = f"https://diwan.example/en/articles/{article.pk}/"
    assert f"ضمانات <أمنية>\nFriday 3 May 2024\n{address}\n" in message.body
    assert '<html lang="en" dir="ltr">' in html
    assert f'<h2 lang="ar" dir="rtl"><a href="{address}">ضمانات &lt;أمنية&gt;</a></h2>' in html


@pytest.mark.parametrize(("frequency", "mailed_on"), [("daily", [1, 2, 3, 7, 8]), ("weekly", [7])])
def test_an_alert_is_looked_at_once_a_day_or_once_a_week(follow, frequency, mailed_on):
    follow(frequency=frequency)
    days = []
    for day in (0, 0, 1, 1, 2, 3, 7, 7, 8):
        an_article(title="ضمانات")
        days += [day] * len(days_later(day))
    assert days == mailed_on


def test_two_commands_at_the_same_time_send_one_mail(follow, monkeypatch):
    follow()
    an_article(title="ضمانات")
    index_all()
    # Both have asked what is due before either has begun.
    of_one, of_the_other = SearchAlert.objects.get(), SearchAlert.objects.get()
    monkeypatch.setattr(
        alerts.SearchAlertQuerySet, "due", lambda self, today: [of_one, of_the_other]
    )
    assert send_due(timezone.now() + datetime.timedelta(days=1)).mailed == 1
    assert len(mail.outbox) == 1


@given(ids=st.sets(st.integers(1, 2**62)))
def test_what_a_reader_knows_is_kept_as_it_is(ids):
    assert unpacked(packed(ids)) == ids


# --- Stopping ---------------------------------------------------------------------------------


def test_every_mail_of_news_can_be_stopped_in_one_click_by_a_program(follow):
    follow()
    an_article(title="ضمانات")
    (message,) = days_later()
    headers = message.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"  # RFC 8058, 3.1
    address = headers["List-Unsubscribe"].strip().removeprefix("<").removesuffix(">")
    # No cookie, no token, and nothing but what the RFC says.
    program = Client(enforce_csrf_checks=True)
    path = address.removeprefix("https://diwan.example")
    response = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not SearchAlert.objects.exists()


def test_opening_the_link_that_stops_stops_nothing(client, follow):
    alert = follow()
    path = alert.stop_url.removeprefix("https://diwan.example")
    button = Page(client.get(path)).one("button", "act")
    assert button.text == "إيقاف الرسائل"
    assert SearchAlert.objects.count() == 1


def test_stopping_twice_says_the_same(client, follow):
    path = follow().stop_url.removeprefix("https://diwan.example")
    headings = {Page(client.post(path)).one("h1").text for _ in range(2)}
    assert headings == {"أُوقف التنبيه"}
    assert Page(client.get(path)).one("h1").text == "أُوقف التنبيه"


def test_an_alert_that_is_stopped_while_mails_are_sent_stays_stopped(follow):
    alert = follow()
    an_article(title="ضمانات")
    index_all()
    stale = list(SearchAlert.objects.due(timezone.localdate() + datetime.timedelta(days=1)))
    assert stale == [alert]
    alert.delete()
    assert days_later() == []
    assert not SearchAlert.objects.exists()


# --- The mail server --------------------------------------------------------------------------


class Server:
    """A mail server that keeps what it gets; addresses that hold `refused` are unknown to it."""

    def __init__(self):
        self.messages = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if "refused" in address:
            return f"550 5.1.1 <{address}> unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.messages.append(
            (envelope, message_from_bytes(envelope.content, policy=policy.default))
        )
        return "250 OK"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def mail_server(settings):
    """A mail server on loopback, run for as long as a `with` lasts; the site is set up for it."""
    port = free_port()
    for name, value in mail_settings(f"smtp://127.0.0.1:{port}", None).items():
        setattr(settings, name, value)

    @contextmanager
    def running():
        server = Server()
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield server.messages
        finally:
            controller.stop()

    return running


@pytest.fixture
def follower():
    """A confirmed alert, without the mails that it takes."""

    def follower(email=READER, **values):
        made = SearchAlert.objects.create(email=email, query="q=ضمانات", language="ar", **values)
        assert made.confirm(set())
        SearchAlert.objects.filter(pk=made.pk).update(
            looked=timezone.now() - datetime.timedelta(days=1)
        )
        return made

    return follower


def send_alerts(**options):
    out, complaints = StringIO(), StringIO()
    call_command("send_alerts", stdout=out, stderr=complaints, **options)
    return out.getvalue(), complaints.getvalue()


def test_a_real_mail_server_gets_the_mail_whole(mail_server, follower):
    follower()
    an_article(title="ضمانات أمنية")
    index_all()
    with mail_server() as messages:
        out, _complaints = send_alerts()
    assert out == "due: 1, mails sent: 1, never confirmed and deleted: 0\n"
    ((envelope, message),) = messages
    assert envelope.rcpt_tos == [READER]
    assert message["Subject"].strip() == "مقال جديد واحد: «ضمانات»"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "ضمانات أمنية" in message.get_body(("plain",)).get_content()
    assert "ضمانات أمنية" in message.get_body(("html",)).get_content()
    assert message["List-Unsubscribe"].endswith("/stop/>")


def test_while_the_mail_server_fails_nothing_is_lost(mail_server, follower):
    follower()
    an_article(title="ضمانات")
    index_all()
    with pytest.raises(CommandError, match=r"^The mail server failed \(.*\): what was not sent"):
        send_alerts()
    with mail_server() as messages:
        send_alerts()
        send_alerts()
    assert len(messages) == 1


def test_a_server_that_fails_in_between_is_taken_up_where_it_failed(follower, monkeypatch):
    for number in range(3):
        follower(f"r{number}@example.org")
    an_article(title="ضمانات")
    index_all()
    send, count = mails.EmailMultiAlternatives.send, iter(range(9))

    def fail_the_second(message, *arguments, **options):
        if next(count) == 1:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return send(message, *arguments, **options)

    monkeypatch.setattr(mails.EmailMultiAlternatives, "send", fail_the_second)
    with pytest.raises(CommandError):
        send_alerts()
    send_alerts()
    assert [message.to[0] for message in mail.outbox] == [f"r{n}@example.org" for n in range(3)]


def test_an_address_that_is_refused_holds_up_no_other_and_is_in_no_log(mail_server, follower):
    refused = follower("refused@example.org")
    follower()
    an_article(title="ضمانات")
    index_all()
    complaints = StringIO()
    with mail_server() as messages, pytest.raises(CommandError, match="^1 of 2 alerts"):
        call_command("send_alerts", stderr=complaints)
    assert [envelope.rcpt_tos for envelope, _message in messages] == [[READER]]
    told = complaints.getvalue()
    assert told == f"alert {refused.pk}: the mail server refuses the address (550)\n"


def test_a_reader_is_told_when_the_mail_cannot_be_sent_and_nothing_is_kept(client, mail_server):
    response = ask(client)
    assert response.status_code == 503
    page = Page(response)
    assert page.one("p", role="alert").text.startswith("تعذّر إرسال الرسالة")
    assert page.one("input", name="email").attrs["value"] == READER
    assert not SearchAlert.objects.exists()


def test_without_a_mail_server_the_command_says_what_to_set(settings):
    settings.SENDS_MAIL = False
    with pytest.raises(CommandError, match="set DIWAN_EMAIL_URL"):
        send_alerts()


def test_the_mail_server_is_not_asked_where_nothing_is_new(mail_server, follower):
    follower()
    assert send_alerts(verbosity=0) == ("", "")


# --- The desk ---------------------------------------------------------------------------------


def test_administrators_see_and_delete_alerts_and_never_their_secrets(
    client, administrator, follower
):
    alert = follower()
    client.force_login(administrator)
    shown = client.get("/admin/search/searchalert/").text
    shown += client.get(f"/admin/search/searchalert/{alert.pk}/change/").text
    assert READER in shown
    assert alert.token not in shown
    assert client.get("/admin/search/searchalert/add/").status_code == 403
    client.post(f"/admin/search/searchalert/{alert.pk}/delete/", {"post": "yes"})
    assert not SearchAlert.objects.exists()


def test_editors_do_not_see_who_follows_what(client, editor, follower):
    follower()
    client.force_login(editor)
    assert client.get("/admin/search/searchalert/").status_code == 403
