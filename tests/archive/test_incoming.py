"""Bringing articles in at the desk: given, looked at beside the original, corrected, kept."""

import datetime
import hashlib
import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from archive.dates import Basis
from archive.importing.draft import FAULT
from archive.importing.subscriptions import fetch_feed
from archive.importing.text import read_text
from archive.models import Appearance, Article, Capture, Feed, Outlet, Upload
from archive.models.story import join, members
from archive.reasons import Reason
from tests.archive.test_admin import LIST, bulk, change_page, filled_in, page, rows
from tests.archive.test_fetching import Server, answers, serving
from tests.conftest import SEEDS, import_file
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

BRING = f"{LIST}bring/"
FEEDS = "/admin/archive/feed/"
FIRST, THIRD = (next(SEEDS.glob(f"{number}_*.txt")) for number in ("001", "003"))
WEB_PAGE = """<!DOCTYPE html><html lang="ar"><head><meta charset="{charset}">
<title>قمة باريس تبحث الهدنة</title></head><body><article><h1>قمة باريس تبحث الهدنة</h1>
<p>اجتمع القادة في باريس أمس لبحث سبل تثبيت الهدنة، وقال الوزير إن المحادثات كانت مفيدة.</p>
<p>وأضاف الوزير أن الوفود ستعود إلى باريس في الشهر المقبل لاستكمال المحادثات بينها.</p>
</article></body></html>"""
TEXT = """قمة باريس تبحث الهدنة

اجتمع القادة في باريس أمس لبحث سبل تثبيت الهدنة، وقال الوزير إن المحادثات كانت مفيدة.

وأضاف الوزير أن الوفود ستعود إلى باريس في الشهر المقبل لاستكمال المحادثات بينها.
"""
NASTY = "<script>alert(1)</script>"
FEED = f"""<rss version="2.0"><channel><title>صحيفة كذا</title>
<item><title>قمة باريس</title><link>https://example.org/1</link><description>
{"قال الوزير إن المحادثات كانت مفيدة للطرفين. " * 8}</description></item></channel></rss>"""


@pytest.fixture
def desk(client, editor):
    """A browser in which an editor is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def server(settings):
    """A server on this machine that may be fetched from."""
    with serving(Server()) as server:
        settings.FETCH_PRIVATE = {f"127.0.0.1:{server.port}"}
        yield server


def file(content, name="page.txt", media_type="text/plain"):
    return SimpleUploadedFile(name, content, media_type)


def bring(client, **given):
    """Give one thing; the address of the page on which it is looked at."""
    response = client.post(BRING, given)
    assert response.status_code == 302, errors(response)
    return response["Location"]


def errors(response):
    return Page(response).texts("ul", "errorlist")


def keep(client, address, **changes):
    """Keep what is looked at, as a browser would send it; the page that this leads to."""
    response = client.post(address, {**filled_in(page(client, address)), **changes}, follow=True)
    assert response.redirect_chain, errors(response)
    return Page(response)


def nothing_kept():
    return not (Article.objects.exists() or Capture.objects.exists() or Outlet.objects.exists())


def seed_brought(client, seed=FIRST):
    return bring(client, file=file(seed.read_bytes(), seed.name))


# --- A page is looked at ----------------------------------------------------------------------


def test_the_list_of_articles_leads_to_it(desk):
    assert BRING in page(desk, LIST).links()


@pytest.mark.parametrize(
    ("root", "language", "direction"), [("/admin/", "ar", "rtl"), ("/en/admin/", "en", "ltr")]
)
def test_its_pages_speak_the_language_of_their_address(desk, root, language, direction):
    looked_at = seed_brought(desk).removeprefix("/admin/")
    for address in ("archive/article/bring/", looked_at):
        html = page(desk, root + address).one("html").attrs
        assert (html["lang"], html["dir"]) == (language, direction)


def test_its_pages_hold_no_script_or_style_of_their_own(desk):
    row = json.dumps({"title": "أ", "body": "قال."})
    many = bring(desk, file=file(f"{row}\n{row}".encode(), "rows.jsonl"))
    for address in (BRING, seed_brought(desk), many):
        shown = page(desk, address)
        assert not shown.all("style")
        assert not [script for script in shown.all("script") if "src" not in script.attrs]
        assert not [e for e in shown.elements if "style" in e.attrs or "onclick" in e.attrs]


def test_the_parse_stands_beside_the_original_with_its_sum(desk):
    content, draft = FIRST.read_bytes(), read_text(FIRST.read_bytes())
    shown = page(desk, seed_brought(desk))
    form = filled_in(shown)
    assert form["title"] == draft.title
    assert form["body"].split("\n\n") == draft.paragraphs
    assert (form["published"], form["precision"]) == ("2021-12-09", "day")
    assert form["credits"].split("\n") == [credit.name for credit in draft.credits]
    assert shown.one("pre").text == " ".join(content.decode().split())
    assert hashlib.sha256(content).hexdigest() in shown.texts("bdi")
    assert "«اليوم الخميس»" in shown.texts("bdi")
    inside = shown.one("ul", "bulk-list").text
    assert all(found.title in inside for found in draft.found_inside)


def test_nothing_is_in_the_archive_before_it_is_kept(desk):
    page(desk, seed_brought(desk))
    assert nothing_kept()


def test_what_is_kept_is_what_an_import_keeps(desk, editor):
    editor.groups.set([Group.objects.get(name="Reviewers")])

    def kept():
        left_out = {"id", "created", "modified", "capture_id", "host_id"}
        articles = Article.objects.order_by("part").values()
        return [{k: v for k, v in each.items() if k not in left_out} for each in articles]

    shown = keep(desk, seed_brought(desk))
    assert "صار المقال في الأرشيف." in shown.one("ul", "messagelist").text
    article = Article.objects.get(part=0)
    assert (article.published, article.published_basis) == (datetime.date(2021, 12, 9), "inferred")
    assert "اليوم الخميس" in article.published_words
    assert not article.was_edited
    assert article.capture.content == FIRST.read_bytes()
    assert article.capture.name == FIRST.name
    assert {found.state for found in article.found_inside.all()} == {"review"}
    assert article.found_inside.count() == 2
    assert not Upload.objects.exists()
    by_hand = kept()
    for model in (Appearance, Article, Capture):
        model.objects.all().delete()
    import_file(FIRST)
    assert kept() == by_hand


def test_a_date_that_is_ticked_as_right_rests_on_the_editor(desk):
    keep(desk, seed_brought(desk), date_is_right="on")
    article = Article.objects.get(part=0)
    assert (article.published_basis, article.published) == (
        *(Basis.EDITOR, datetime.date(2021, 12, 9)),
    )


def test_a_date_that_is_changed_rests_on_the_editor_and_no_words(desk):
    keep(desk, seed_brought(desk), published="2021-12-10")
    article = Article.objects.get(part=0)
    assert (article.published, article.published_basis, article.published_words) == (
        *(datetime.date(2021, 12, 10), Basis.EDITOR, []),
    )


def test_a_date_without_its_precision_is_sent_back(desk):
    address = seed_brought(desk)
    data = {**filled_in(page(desk, address)), "precision": ""}
    assert errors(desk.post(address, data)) == ["أعطِ التاريخ ودقته معًا، أو اترك كليهما."]
    assert nothing_kept()


def test_a_text_without_words_is_sent_back(desk):
    address = seed_brought(desk)
    response = desk.post(address, {**filled_in(page(desk, address)), "body": "  "})
    assert len(errors(response)) == 1
    assert nothing_kept()


def test_an_address_that_is_none_is_sent_back(desk):
    address = seed_brought(desk)
    response = desk.post(address, {**filled_in(page(desk, address)), "url": "javascript:alert(1)"})
    assert len(errors(response)) == 1
    assert nothing_kept()


def test_a_corrected_title_is_left_alone_by_a_later_import(desk):
    url = "https://example.org/3"
    keep(desk, seed_brought(desk, THIRD), title="عنوان صححته المحررة", url=url)
    assert Article.objects.get(part=0).was_edited
    assert import_file(THIRD).outcome == "unchanged"
    keep(desk, bring(desk, file=file(THIRD.read_bytes() + b"\n")), url=url)
    assert Article.objects.get(part=0).title == "عنوان صححته المحررة"
    assert not Article.objects.holding_newer_text().exists()


def test_a_newer_page_waits_beside_an_article_that_was_corrected(desk):
    keep(desk, seed_brought(desk, THIRD), title="عنوان صححته المحررة", url="https://example.org/3")
    newer = file(THIRD.read_bytes().replace("مع روسيا".encode(), "مع موسكو".encode()))
    shown = keep(desk, bring(desk, file=newer), url="https://example.org/3")
    assert "صحّح محرر هذا المقال" in shown.one("ul", "messagelist").text
    assert Article.objects.get(part=0).title == "عنوان صححته المحررة"
    assert Article.objects.holding_newer_text().count() == 1


def test_a_duplicate_leads_to_the_article_there_is(desk):
    article = import_file(THIRD).article
    address = seed_brought(desk, THIRD)
    response = desk.post(address, filled_in(page(desk, address)), follow=True)
    assert response.redirect_chain[-1][0] == change_page(article)
    assert "هذا المقال في الأرشيف" in Page(response).one("ul", "messagelist").text
    assert Article.objects.filter(part=0).count() == 1


def test_a_pasted_text_is_kept_with_the_line_ends_that_were_copied(desk):
    text = THIRD.read_text()
    keep(desk, bring(desk, text=text.replace("\n", "\r\n")))
    assert Article.objects.get(part=0).capture.content == text.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "utf-16"])
@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_page_is_read_and_shown_in_its_own_encoding(desk, encoding, kind):
    text = TEXT if kind == "text" else WEB_PAGE.format(charset=encoding)
    content = text.encode(encoding)
    name, media_type = {"text": ("p.txt", "text/plain"), "html": ("p.html", "text/html")}[kind]
    address = bring(desk, file=file(content, name, media_type))
    assert "اجتمع القادة" in page(desk, address).one("pre").text
    shown = keep(desk, address)
    article = Article.objects.get(part=0)
    assert article.title == "قمة باريس تبحث الهدنة"
    assert article.capture.content == content
    assert "اجتمع القادة" in shown.one("pre").text


# --- A page of the web ------------------------------------------------------------------------


def test_an_address_of_any_length_is_read_again_as_it_was_read(desk, server):
    path = f"/{'summit-' * 50}.html"
    server.pages[path] = answers(WEB_PAGE.format(charset="utf-8").encode())
    keep(desk, bring(desk, url=server.url + path))
    assert Article.objects.get().url == server.url + path


def test_an_address_is_fetched_and_kept_with_the_page(desk, server):
    content = WEB_PAGE.format(charset="utf-8").encode()
    server.pages["/summit"] = answers(content, headers=[("Content-Type", "text/html")])
    url = f"{server.url}/summit"
    address = bring(desk, url=url)
    assert nothing_kept()
    keep(desk, address)
    article = Article.objects.get()
    assert (article.title, article.url) == ("قمة باريس تبحث الهدنة", url)
    assert (article.capture.content, article.capture.url) == (content, url)
    assert article.capture.captured_at is not None


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://10.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:22/"]
)
def test_an_address_of_ones_own_network_is_refused_in_a_sentence(desk, url):
    (sentence,) = errors(desk.post(BRING, {"url": url}))
    assert sentence.endswith(".")
    assert not Upload.objects.exists()


# --- What cannot be taken in ------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": " \r\n "},
        {"file": file(b"", "empty.txt")},
        {"file": file(bytes(range(256)) * 9, "photo.jpg", "image/jpeg")},
        {"file": file(b"a" * (10 * 1024 * 1024 + 1), "large.txt")},
        {"file": file("قال الوزير.".encode()), "text": "قال الوزير."},
        {"url": "https://example.org/", "text": "قال الوزير."},
    ],
    ids=["nothing", "blank", "empty", "binary", "large", "file and text", "address and text"],
)
@pytest.mark.parametrize("root", ["", "/en"])
def test_what_cannot_be_read_is_refused_in_one_sentence(desk, given, root):
    for each in given.values():
        if not isinstance(each, str):
            each.seek(0)
    response = desk.post(root + BRING, given)
    assert response.status_code == 200
    (sentence,) = errors(response)
    assert sentence.endswith((".", "?"))
    assert not Upload.objects.exists()
    assert nothing_kept()


@pytest.mark.parametrize(
    ("root", "sentence"),
    [
        (
            "",
            "ليس ⁨127.0.0.1⁩ خادمًا على الشبكة العامة: إن كان من خوادمكم فليذكره مدير في الإعداد "
            "⁨DIWAN_FETCH_PRIVATE⁩.",
        ),
        (
            "/en",
            "⁨127.0.0.1⁩ is no server of the open web: let an administrator name it in "
            "⁨DIWAN_FETCH_PRIVATE⁩ if it is one of your own.",
        ),
    ],
    ids=["arabic", "english"],
)
def test_a_refusal_is_said_in_the_language_of_the_page(desk, root, sentence):
    assert errors(desk.post(root + BRING, {"url": "http://127.0.0.1/"})) == [sentence]


# --- A file that holds many -------------------------------------------------------------------


ROWS = [
    {"title": "خبر أول", "body": "قال الوزير إن المحادثات كانت مفيدة.", "url": "https://e.org/1"},
    {"title": "خبر ثان", "body": "قال الرئيس إن المحادثات لم تكن كذلك."},
    {"title": "خبر بلا نص"},
    {"title": "خبر أول", "body": "قال الوزير إن المحادثات كانت مفيدة.", "url": "https://f.org/1"},
]


def rows_brought(client, rows=ROWS):
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    return bring(client, file=file(lines, "rows.jsonl", "application/jsonl"))


def test_a_table_shows_what_would_become_of_each_row_and_keeps_nothing(desk):
    address = rows_brought(desk)
    shown = page(desk, address)
    assert shown.texts("td", "result") == ["جديدة", "جديدة", "مرفوضة", "مكررة"]
    assert "خبر ثان" in shown.texts("bdi")
    assert "لا نص فيه: تحقق من أن المتن قد نُسخ." in shown.texts("td")
    assert "it has no text: check that the body was copied." in page(desk, f"/en{address}").texts(
        "td"
    )
    assert nothing_kept()


def test_a_table_is_taken_in_whole_but_for_what_is_refused(desk):
    shown = keep(desk, rows_brought(desk))
    told = shown.one("ul", "messagelist").text
    assert "جديدة: ٢" in told
    assert "rows.jsonl, line 3: لا نص فيه: تحقق من أن المتن قد نُسخ." in told
    assert set(Article.objects.values_list("title", flat=True)) == {"خبر أول", "خبر ثان"}
    assert not Upload.objects.exists()


def test_a_long_table_is_listed_in_part(desk):
    many = [{"title": f"خبر {n}", "body": f"قال الوزير رقم {n} إنه راض."} for n in range(60)]
    address = rows_brought(desk, many)
    shown = page(desk, address)
    assert len(shown.all("td", "result")) == 50
    assert shown.texts("td", colspan="3") == ["و١٠ أخرى"]
    keep(desk, address)
    assert Article.objects.count() == 60


def test_a_table_of_one_row_is_looked_at_as_an_article(desk):
    shown = page(desk, rows_brought(desk, ROWS[:1]))
    assert filled_in(shown)["title"] == "خبر أول"


# --- Who may publish it -----------------------------------------------------------------------


@pytest.fixture(params=["Editors", "Reviewers"])
def role(request, editor):
    """The role of whoever is at the desk."""
    editor.groups.set([Group.objects.get(name=request.param)])
    return request.param


@pytest.fixture
def state(role):
    """The state in which what they bring comes in."""
    return "public" if role == "Reviewers" else "review"


def states():
    return set(Article.objects.filter(part=0).values_list("state", flat=True))


def test_a_page_that_is_brought_waits_where_who_brings_it_may_not_publish(desk, state):
    shown = keep(desk, seed_brought(desk))
    article = Article.objects.get(part=0)
    assert article.state == state
    assert ("مراجع" in shown.one("ul", "messagelist").text) == (state == "review")
    waiting = page(desk, f"{LIST}?needs=review").texts("th", "field-heading_shown")
    assert (article.heading in waiting) == (state == "review")
    assert desk.get(article.get_absolute_url()).status_code == 200
    seen = Client().get(article.get_absolute_url()).status_code
    assert seen == (404 if state == "review" else 200)


def test_a_table_that_is_brought_waits_where_who_brings_it_may_not_publish(desk, state):
    shown = keep(desk, rows_brought(desk, [{**row, "url": ""} for row in ROWS[:2]]))
    assert states() == {state}
    assert ("ينتظر" in shown.one("ul", "messagelist").text) == (state == "review")


def test_a_feed_that_is_fetched_waits_where_who_fetches_it_may_not_publish(desk, server, state):
    server.pages["/rss"] = answers(FEED.encode())
    fetch_now(desk, Feed.objects.create(url=f"{server.url}/rss", fetches_pages=False))
    assert states() == {state}


def test_what_an_import_without_the_desk_brings_is_public(server):
    server.pages["/rss"] = answers(FEED.encode())
    fetch_feed(Feed.objects.create(url=f"{server.url}/rss", fetches_pages=False))
    import_file(THIRD)
    assert states() == {"public"}


def test_an_article_that_is_public_stays_so_when_an_editor_brings_its_page_again(desk):
    article = import_file(THIRD).article
    keep(desk, seed_brought(desk, THIRD))
    article.refresh_from_db()
    assert article.is_public


# --- Whose it is ------------------------------------------------------------------------------


def test_what_is_thrown_away_is_gone(desk):
    address = seed_brought(desk)
    response = desk.post(address, {"discard": "1"})
    assert response["Location"] == BRING
    assert not Upload.objects.exists()
    assert nothing_kept()
    assert desk.get(address).status_code == 404


def test_what_a_colleague_brings_is_the_colleagues_alone(desk):
    address = seed_brought(desk)
    other = User.objects.create_user("omar", is_staff=True)
    other.groups.add(Group.objects.get(name="Editors"))
    colleague = Client()
    colleague.force_login(other)
    assert colleague.get(address).status_code == 404
    assert colleague.post(address, {"discard": "1"}).status_code == 404
    assert Upload.objects.exists()


def test_who_may_not_add_articles_may_not_bring_them(desk):
    address = seed_brought(desk)
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_article"))
    Upload.objects.update(by=viewer)
    looking = Client()
    looking.force_login(viewer)
    assert BRING not in page(looking, LIST).links()
    for each in (BRING, address):
        assert looking.get(each).status_code == 403
        assert looking.post(each, {"text": "قال."}).status_code == 403
    assert nothing_kept()


def test_a_visitor_is_asked_to_log_in(client):
    reader = User.objects.create_user("reader")
    for _ in range(2):
        response = client.get(BRING)
        assert response["Location"].startswith("/admin/login/")
        client.force_login(reader)


def test_a_form_without_its_token_is_refused(desk, editor):
    address = seed_brought(desk)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(BRING, {"text": THIRD.read_text()}).status_code == 403
    assert strict.post(address, {"discard": "1"}).status_code == 403
    assert Upload.objects.count() == 1
    assert nothing_kept()


def test_what_nobody_came_back_to_is_forgotten_after_a_day(desk):
    seed_brought(desk)
    Upload.objects.update(sent=timezone.now() - timedelta(hours=25))
    old = Upload.objects.get()
    seed_brought(desk, THIRD)
    assert not Upload.objects.filter(pk=old.pk).exists()
    assert Upload.objects.count() == 1


def test_markup_in_what_is_brought_is_text(desk):
    nasty = dict.fromkeys(("title", "body", "outlet"), f"خبر {NASTY} من باريس")
    one = rows_brought(desk, [nasty])
    many = rows_brought(desk, [nasty, {"title": NASTY}])
    upload = bring(desk, text=f"{NASTY} خبر من باريس\n\nقال الوزير {NASTY} إن المحادثات مفيدة.")
    for address in (one, many, upload):
        assert "<script>alert" not in page(desk, address).html
    assert "<script>alert" not in keep(desk, many).html


# --- Stories ----------------------------------------------------------------------------------


def told(response):
    """What a bulk action says on the page that it leads to."""
    return Page(response.client.get(response["Location"])).one("ul", "messagelist").text


def test_articles_are_joined_to_one_story_and_taken_out_of_it(desk):
    first = an_article(title="الأول", published=datetime.date(2024, 5, 1))
    second, third = an_article(), an_article()
    said = told(bulk(desk, "join_articles", [first, second, third]))
    assert "الأول" in said
    assert [m.pk for m in members(first)] == [first.pk, second.pk, third.pk]
    assert change_page(second) in page(desk, change_page(first)).links()
    said = told(bulk(desk, "split_articles", [second]))
    assert "واحد" in said
    second.refresh_from_db()
    assert (second.copy_of, second.stands_alone) == (None, True)
    assert [m.pk for m in members(first)] == [first.pk, third.pk]
    bulk(desk, "join_articles", [first, second])
    second.refresh_from_db()
    assert (second.copy_of, second.stands_alone) == (first, False)


def test_one_article_is_no_story(desk):
    article = an_article()
    assert "مقالين" in told(bulk(desk, "join_articles", [article]))
    assert [m.pk for m in members(article)] == [article.pk]


def test_a_whole_story_is_split(desk):
    articles = [an_article() for _ in range(3)]
    join(articles)
    bulk(desk, "split_articles", articles)
    assert not Article.objects.exclude(copy_of=None).exists()


def test_who_may_only_look_neither_joins_nor_splits(client):
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(viewer)
    articles = [an_article(), an_article()]
    bulk(client, "join_articles", articles)
    assert not Article.objects.exclude(copy_of=None).exists()


# --- Where an article was met -----------------------------------------------------------------


def met(article, count):
    for number in range(article.appearances.count(), count):
        capture = Capture.objects.keep(f"{article.pk} {number}".encode(), f"{number}.html")
        Appearance.objects.create(
            article=article, capture=capture, url=f"https://example.org/{article.pk}/{number}"
        )


def test_the_page_of_an_article_says_where_it_was_met_without_loading_the_bytes(
    desk, django_assert_max_num_queries
):
    article = an_article(capture=Capture.objects.keep(b"page", "page.txt"))
    met(article, 2)
    with django_assert_max_num_queries(60) as few:
        shown = page(desk, change_page(article))
    assert f"https://example.org/{article.pk}/1" in shown.texts("bdi")
    met(article, 12)
    with django_assert_max_num_queries(len(few)) as queries:
        page(desk, change_page(article))
    loading = [query["sql"] for query in queries if '"compressed"' in query["sql"]]
    assert len(loading) == 1  # the article's own original, which is shown


def test_where_an_article_was_met_is_no_form_even_for_an_administrator(client, administrator):
    client.force_login(administrator)
    article = an_article()
    met(article, 1)
    names = [field for field in filled_in(page(client, change_page(article))) if field]
    assert not [name for name in names if name.startswith("appearances-0-url")]
    assert not [name for name in names if name.endswith("DELETE") and "appearances" in name]


# --- Feeds ------------------------------------------------------------------------------------


def fetch_now(client, *feeds):
    return bulk(client, "fetch_now", feeds, FEEDS)


def report(client, address):
    """The lines of a feed's report on its page."""
    return page(client, address).texts("div", "refusal")


def test_an_editor_adds_a_feed_and_fetches_it(desk, server):
    server.pages["/rss"] = answers(FEED.encode())
    url = f"{server.url}/rss"
    # The record of what was fetched stands with a feed that there is.
    assert not page(desk, f"{FEEDS}add/").all("div", "field-errors")
    added = desk.post(f"{FEEDS}add/", {"url": url, "is_active": "on"})
    assert added.status_code == 302, errors(added)
    feed = Feed.objects.get()
    said = told(fetch_now(desk, feed))
    assert "مقال" in said
    assert Article.objects.get().title == "قمة باريس"
    feed.refresh_from_db()
    assert (feed.result, feed.errors) == ("fetched", 0)
    assert "مقال" in told(fetch_now(desk, feed))
    assert Article.objects.count() == 1


def test_a_feed_that_fails_says_why_and_is_found_by_it(desk, server):
    server.pages["/rss"] = answers(status=500)
    failing = Feed.objects.create(url=f"{server.url}/rss")
    sound = Feed.objects.create(url="https://example.org/rss")
    for _ in range(2):
        assert "برمز الحالة ⁨500⁩" in told(fetch_now(desk, failing))
    failing.refresh_from_db()
    assert failing.errors == 2
    shown = page(desk, f"{FEEDS}?errors=yes")
    assert shown.texts("th", "field-address") == [failing.url]
    assert shown.texts("td", "field-result") == ["تعذّر جلبها"]
    assert shown.texts("td", "field-errors") == ["٢"]
    address = f"{FEEDS}{failing.pk}/change/"
    assert report(desk, address) == ["أجاب الخادم ⁨127.0.0.1⁩ برمز الحالة ⁨500⁩: تحقق من العنوان."]
    assert report(desk, f"/en{address}") == [
        "⁨127.0.0.1⁩ answers with status ⁨500⁩: check the address."
    ]
    assert len(page(desk, FEEDS).all("th", "field-address")) == 2
    assert sound.errors == 0


def test_one_feed_that_fails_keeps_no_other_from_being_fetched(desk, server):
    server.pages["/a"], server.pages["/b"] = answers(status=404), answers(FEED.encode())
    addresses = [f"{server.url}/{name}" for name in "ab"]
    fetch_now(desk, *(Feed.objects.create(url=url, fetches_pages=False) for url in addresses))
    assert Article.objects.count() == 1


def test_the_record_of_a_feed_is_read_and_not_written(desk):
    feed = Feed.objects.create(url="https://example.org/rss", errors=3)
    feed.failed(FAULT)
    address = f"{FEEDS}{feed.pk}/change/"
    data = filled_in(page(desk, address))
    assert not {"errors", "result", "report", "fetched"} & set(data)
    desk.post(address, {**data, "errors": "0", "result": "fetched", "report": ""})
    feed.refresh_from_db()
    assert (feed.errors, feed.result, feed.refusals) == (4, "failed", [("", FAULT)])


def test_a_report_is_shown_line_by_line(desk):
    feed = Feed.objects.create(url="https://example.org/rss")
    feed.succeeded(Feed.Result.FETCHED, [("rss, entry 1", FAULT), ("rss, entry 2", FAULT)], "", "")
    fault = "حال خلل في البرنامج دون إدخاله: راجع سجل البرنامج."
    lines = [f"rss, entry 1: {fault}", f"rss, entry 2: {fault}"]
    assert report(desk, f"{FEEDS}{feed.pk}/change/") == lines


def test_markup_in_a_report_is_text(desk):
    feed = Feed.objects.create(url="https://example.org/rss")
    sentence = "no server is known as %(host)s: check the address."
    feed.succeeded(Feed.Result.FETCHED, [(NASTY, Reason(sentence, host=NASTY))], "", "")
    shown = page(desk, f"{FEEDS}{feed.pk}/change/")
    assert "<script>alert" not in shown.html


def test_who_may_only_look_fetches_nothing(client, server):
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_feed"))
    client.force_login(viewer)
    fetch_now(client, Feed.objects.create(url=f"{server.url}/rss"))
    assert server.asked == []


# --- The lists --------------------------------------------------------------------------------


def test_the_lists_ask_no_more_of_the_database_when_they_grow(
    desk, django_assert_max_num_queries, django_assert_num_queries
):
    def fill(count):
        for _ in range(count):
            number = Feed.objects.count()
            outlet = Outlet.objects.create(name=f"صحيفة {number}")
            Feed.objects.create(url=f"https://example.org/{number}", outlet=outlet, errors=1)
            article = an_article(outlet=outlet)
            met(article, 2)
            join([article, an_article()])

    fill(3)
    for address in (FEEDS, LIST):
        desk.get(address)
        with django_assert_max_num_queries(16) as few:
            desk.get(address)
        fill(12)
        with django_assert_num_queries(len(few)):
            shown = page(desk, address)
        assert len(rows(shown)) > 12


def test_bringing_asks_no_more_of_the_database_when_outlets_grow(
    desk, django_assert_max_num_queries, django_assert_num_queries
):
    address = seed_brought(desk)
    Outlet.objects.create(name="صحيفة")
    desk.get(address)
    with django_assert_max_num_queries(10) as few:
        desk.get(address)
    for number in range(20):
        Outlet.objects.create(name=f"صحيفة {number}")
    with django_assert_num_queries(len(few)):
        assert len(page(desk, address).all("option", value="صحيفة 7")) == 1
