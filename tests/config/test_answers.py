"""Pages that are kept, and what a browser is told that has one: always what holds now."""

import datetime
import gzip
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.http import http_date

from archive.models import Article, Theme
from config import answers
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

START = 1_700_000_000


@pytest.fixture
def clock(monkeypatch):
    """The time by which answers are kept; it stands still unless it is moved."""
    clock = SimpleNamespace(now=START + 0.5)
    monkeypatch.setattr(answers.time, "time", lambda: clock.now)
    return clock


@pytest.fixture
def article():
    article = an_article(title="اجتماع في باريس")
    article.tag(Theme.objects.get(slug="ceasefire"))
    index_all()
    return article


@pytest.fixture
def reader(client, clock, article):
    """Someone with a browser, after the archive has been for a while as it is."""
    client.get("/")
    clock.now += 60
    return client


def title(response):
    return Page(response).one("h1").text


def again(client, address, response, **headers):
    """Ask as a browser does that has a response already."""
    return client.get(address, headers={"if-none-match": response["ETag"], **headers})


def changed_since(client, address, moment):
    return client.get(address, headers={"if-modified-since": moment})


# --- Not made again ---------------------------------------------------------------------------


def test_a_page_that_was_made_is_not_made_again(reader, article, django_assert_num_queries):
    address = article.get_absolute_url()
    first = reader.get(address)
    with django_assert_num_queries(1):  # of which edition the archive is
        second = reader.get(address)
    assert second.content == first.content
    assert second.headers == first.headers


def test_a_browser_that_has_the_page_is_told_so_and_nothing_is_made(
    reader, article, django_assert_num_queries
):
    address = article.get_absolute_url()
    first = reader.get(address)
    with django_assert_num_queries(1):
        second = again(reader, address, first)
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]


def test_another_server_knows_the_page_by_what_it_says(reader, article):
    first = reader.get(article.get_absolute_url())
    answers.kept.forget()
    assert again(reader, article.get_absolute_url(), first).status_code == 304


def test_a_browser_is_told_to_ask_each_time(reader, article):
    response = reader.get(article.get_absolute_url())
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Vary"] == "Accept-Encoding, Cookie"


def test_the_head_of_a_page_is_that_of_the_page(reader, article):
    address = article.get_absolute_url()
    head, whole = reader.head(address), reader.get(address)
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == whole["Content-Length"]


# --- Always what holds now --------------------------------------------------------------------


def saved(article):
    article.title = "عنوان آخر"
    article.save()


def updated(article):
    Article.objects.filter(pk=article.pk).update(title="عنوان آخر")


def rewritten(article):
    Article.objects.bulk_update([Article(pk=article.pk, title="عنوان آخر")], ["title"])


@pytest.mark.parametrize("change", [saved, updated, rewritten])
def test_a_change_shows_at_once_however_it_is_made(reader, article, change):
    address = article.get_absolute_url()
    before = reader.get(address)
    change(article)
    response = again(reader, address, before, **{"if-modified-since": before["Last-Modified"]})
    assert response.status_code == 200
    assert title(response) == "عنوان آخر"


def test_what_stands_beside_an_article_shows_at_once(reader, article):
    before = reader.get(article.get_absolute_url())
    other = an_article(title="اجتماع في لندن")
    other.tag(Theme.objects.get(slug="ceasefire"))
    response = again(reader, article.get_absolute_url(), before)
    assert response.status_code == 200
    assert "اجتماع في لندن" in response.content.decode()


def test_a_withdrawn_article_is_gone_at_once(reader, article):
    before = reader.get(article.get_absolute_url())
    article.state = Article.State.WITHDRAWN
    article.save()
    assert again(reader, article.get_absolute_url(), before).status_code == 410


def test_a_change_that_is_undone_leaves_the_page(reader, article, django_assert_num_queries):
    before = reader.get(article.get_absolute_url())
    with transaction.atomic():
        saved(article)
        transaction.set_rollback(True)
    with django_assert_num_queries(1):
        assert again(reader, article.get_absolute_url(), before).status_code == 304


def test_what_the_index_learns_shows_at_once(reader, article):
    before = reader.get("/search/?q=باريس")
    assert "اجتماع في باريس" in Page(before).texts("h2")
    # Past all that would note a change of the archive.
    answers_of_the_index().remove_all([article.pk])
    assert again(reader, "/search/?q=باريس", before).status_code == 200


def answers_of_the_index():
    from haystack import connections

    return connections["default"].get_backend()


def test_a_page_that_says_how_long_ago_is_another_one_tomorrow(reader, clock, monkeypatch):
    today = timezone.localdate()
    article = an_article(published=today)
    reader.get("/")
    clock.now += 60
    before = reader.get(article.get_absolute_url())
    tomorrow = today + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert again(reader, article.get_absolute_url(), before).status_code == 200


def test_a_page_made_of_rows_read_a_moment_ago_is_not_kept(client, clock, article):
    """Names of themes are asked for once a second: what was read before a change may show after."""
    address = "/search/?q=باريس"
    clock.now += 60
    client.get(address)
    # As another process would: this one hears nothing of it.
    Theme.objects.filter(slug="ceasefire").update(name_ar="هدنة")
    stale = client.get(address)
    clock.now += 60
    forget_what_was_read()
    response = again(client, address, stale)
    assert response.status_code == 200
    assert "هدنة" in response.content.decode()


def forget_what_was_read():
    from archive.models.lately import lately

    lately(Theme).forget()


# --- By the time alone ------------------------------------------------------------------------


def test_a_reader_who_knows_a_time_alone_is_told_when_nothing_has_changed(reader, article):
    first = reader.get(article.get_absolute_url())
    second = changed_since(reader, article.get_absolute_url(), first["Last-Modified"])
    assert second.status_code == 304


def test_a_reader_who_knows_a_time_alone_gets_what_has_changed_since(reader, clock, article):
    first = reader.get(article.get_absolute_url())
    an_article(title="خبر بجانبه")
    second = changed_since(reader, article.get_absolute_url(), first["Last-Modified"])
    assert second.status_code == 200


def test_a_page_says_no_time_before_the_archive_has_settled(client, clock, article):
    assert not client.get("/").has_header("Last-Modified")
    clock.now += answers.SETTLED
    assert not client.get("/").has_header("Last-Modified")
    clock.now += 1
    assert client.get("/")["Last-Modified"] == http_date(START + 3)


def test_a_change_within_the_same_second_is_after_the_time_that_was_told(reader, clock, article):
    first = reader.get(article.get_absolute_url())
    saved(article)
    reader.get("/")
    clock.now += 60
    second = changed_since(reader, article.get_absolute_url(), first["Last-Modified"])
    assert second.status_code == 200


# --- To each his own --------------------------------------------------------------------------


def test_a_reader_gets_no_colours_of_another(reader):
    light = reader.get("/")
    reader.cookies["appearance"] = "dark"
    dark = again(reader, "/", light)
    assert dark.status_code == 200
    assert Page(dark).one("html").attrs["data-appearance"] == "dark"
    del reader.cookies["appearance"]
    assert Page(reader.get("/")).one("html").attrs["data-appearance"] == "auto"


def test_an_editor_sees_more_and_nobody_else_after(reader, clock, editor, article):
    before = reader.get("/search/?q=باريس")
    reader.force_login(editor)
    own = again(reader, "/search/?q=باريس", before)
    assert own.status_code == 200
    assert Page(own).all("p", "for-editors")
    reader.logout()
    clock.now += 60
    after = reader.get("/search/?q=باريس")
    assert not Page(after).all("p", "for-editors")


def test_what_an_editor_sees_is_kept_by_nobody_and_not_compressed(client, editor, article):
    client.force_login(editor)
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.has_header("ETag")
    assert not response.has_header("Content-Encoding")


def test_a_page_with_a_secret_in_it_is_neither_kept_nor_compressed(reader):
    first, second = (
        reader.get("/admin/login/", headers={"accept-encoding": "gzip"}) for _ in range(2)
    )
    assert first.content != second.content
    assert not first.has_header("ETag")
    assert not first.has_header("Content-Encoding")


@pytest.mark.parametrize("address", ["/nowhere/", "/search/?q=«"])
def test_a_page_that_says_what_is_wrong_is_not_kept(reader, address):
    assert not reader.get(address).has_header("ETag")


# --- Small ------------------------------------------------------------------------------------


def test_a_page_is_compressed_for_whoever_reads_that(reader, article):
    address = article.get_absolute_url()
    plain = reader.get(address)
    packed = reader.get(address, headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    assert not plain.has_header("Content-Encoding")
    assert packed["ETag"] == plain["ETag"]


def test_no_more_is_kept_than_there_is_room_for(reader, article, monkeypatch):
    reader.get("/")
    room = answers.kept._size
    monkeypatch.setattr(answers, "MOST_BYTES", 2 * room)
    for number in range(20):
        reader.get(f"/?of={number}")
    assert 0 < answers.kept._size <= 2 * room
    assert 0 < len(answers.kept._answers) <= 3
