"""Feeds that the archive follows: what is new comes in, and how that went is noted."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from archive.importing import subscriptions
from archive.importing.draft import FAULT, Refused
from archive.importing.subscriptions import fetch_feed, is_known_page
from archive.models import Appearance, Article, Feed, Outlet
from tests.archive.site import XML, entry, feed, headline, page
from tests.archive.test_fetching import answers

pytestmark = pytest.mark.django_db

Result = Feed.Result


def full(site, *numbers):
    """A feed with the full texts of these articles."""
    return feed(*(entry(number, f"{site.url}/news/{number}", "full") for number in numbers))


@pytest.fixture
def followed(site):
    """A feed of two articles, entered by an editor."""
    return Feed.objects.create(url=site.put("/feed", full(site, 1, 2), XML, etag='"1"'))


def report(feed):
    return "\n".join(f"{name}: {reason}" for name, reason in feed.refusals)


def titles():
    return list(Article.objects.order_by("pk").values_list("title", flat=True))


# --- What comes in ----------------------------------------------------------------------------


def test_what_is_new_comes_in_and_is_noted(followed):
    tally = fetch_feed(followed)
    assert (tally.total, tally.outcomes["new"]) == (2, 2)
    assert titles() == [headline(1), headline(2)]
    followed.refresh_from_db()
    assert (followed.result, followed.errors, followed.report) == (Result.FETCHED, 0, [])
    assert (followed.etag, followed.fetched is not None) == ('"1"', True)


def test_a_feed_that_did_not_change_is_not_sent_again(followed, site):
    fetch_feed(followed)
    assert fetch_feed(followed).total == 0
    assert followed.result == Result.UNCHANGED
    assert [h.headers["If-None-Match"] for h in site.asked] == [None, '"1"']
    assert followed.etag == '"1"'


def test_a_feed_that_is_sent_again_brings_nothing_new(followed, site):
    fetch_feed(followed)
    site.put("/feed", full(site, 1, 2), XML, etag='"2"')
    assert fetch_feed(followed).total == 0
    assert (followed.result, followed.etag) == (Result.UNCHANGED, '"2"')
    assert (Article.objects.count(), Appearance.objects.count()) == (2, 2)


def test_of_a_feed_with_one_more_entry_only_that_comes_in(followed, site):
    fetch_feed(followed)
    site.put("/feed", full(site, 3, 1, 2), XML, etag='"2"')
    assert fetch_feed(followed).outcomes == {"new": 1}
    assert titles()[-1] == headline(3)


def test_the_pages_of_summaries_are_fetched_once(site):
    links = [site.put(f"/news/{number}", page(number)) for number in (1, 2)]
    url = site.put("/feed", feed(*map(entry, (1, 2), links)), XML)
    followed = Feed.objects.create(url=url)
    assert fetch_feed(followed).outcomes == {"new": 2}
    assert sorted(site.paths()) == ["/feed", "/news/1", "/news/2"]
    assert fetch_feed(followed).total == 0
    assert site.paths() == ["/feed"]


def test_no_page_is_fetched_where_an_editor_wants_none(site):
    url = site.put("/feed", feed(entry(1, f"{site.url}/news/1")), XML)
    fetch_feed(Feed.objects.create(url=url, fetches_pages=False))
    assert site.paths() == ["/feed"]
    assert Article.objects.get().is_excerpt


@pytest.mark.parametrize(("given", "named"), [(None, "صحيفة كذا"), ("الاتحاد", "الاتحاد")])
def test_the_outlet_is_the_one_that_an_editor_gave_or_that_the_feed_names(followed, given, named):
    followed.outlet = given and Outlet.objects.create(name=given)
    fetch_feed(followed)
    assert {article.outlet.name for article in Article.objects.all()} == {named}


def test_what_is_too_much_for_one_time_comes_in_the_next(followed, site):
    assert fetch_feed(followed, most=1).outcomes == {"new": 1}
    assert followed.etag == ""
    assert fetch_feed(followed, most=1).outcomes == {"new": 1}
    assert titles() == [headline(1), headline(2)]
    assert followed.etag == '"1"'


def test_an_entry_that_is_refused_is_reported_and_tried_again(site):
    gone = site.fail("/news/1")
    known = entry(2, f"{site.url}/news/2", "full")
    url = site.put("/feed", feed(entry(1, gone), known), XML, etag='"1"')
    followed = Feed.objects.create(url=url)
    assert fetch_feed(followed).outcomes == {"refused": 1, "new": 1}
    assert "entry 1: its page cannot be read: " in report(followed)
    assert (followed.result, followed.errors, followed.etag) == (Result.FETCHED, 0, "")
    site.put("/news/1", page(1))
    assert fetch_feed(followed).outcomes == {"new": 1}
    assert (followed.report, followed.etag) == ([], '"1"')


def test_entries_that_are_refused_keep_out_none_behind_them(site):
    gone = [entry(number, site.fail(f"/news/{number}")) for number in (1, 2)]
    url = site.put("/feed", feed(*gone, entry(3, f"{site.url}/news/3", "full")), XML)
    tally = fetch_feed(Feed.objects.create(url=url), most=1)
    assert tally.outcomes == {"refused": 2, "new": 1}


def test_an_entry_that_is_refused_each_time_is_given_up_until_the_feed_changes(site):
    gone = entry(1, site.fail("/news/1"))
    followed = Feed.objects.create(url=site.put("/feed", feed(gone), XML, etag='"1"'))
    for etag in ("", "", '"1"'):
        assert fetch_feed(followed).outcomes == {"refused": 1}
        assert followed.etag == etag
    site.paths()
    for _ in range(2):
        assert fetch_feed(followed).total == 0
        assert site.paths() == ["/feed"]
        assert (followed.result, followed.etag) == (Result.UNCHANGED, '"1"')
        assert "entry 1: its page cannot be read: " in report(followed)
    site.put("/feed", feed(gone, entry(2, f"{site.url}/news/2", "full")), XML, etag='"2"')
    assert fetch_feed(followed).outcomes == {"refused": 1, "new": 1}
    assert followed.etag == ""


def test_a_page_that_names_another_address_is_fetched_once(site):
    """Its own address is not the feed's, which may lead to it by way of a third one."""
    canonical = f"<link rel=canonical href={site.url}/own/1>".encode()
    site.put("/news/1", page(1).replace(b"<head>", b"<head>" + canonical))
    site.pages["/go/1"] = answers(status=302, headers=[("Location", f"{site.url}/news/1")])
    summary = feed(entry(1, f"{site.url}/go/1"))
    followed = Feed.objects.create(url=site.put("/feed", summary, XML))
    assert fetch_feed(followed).outcomes == {"new": 1}
    assert site.paths() == ["/feed", "/go/1", "/news/1"]
    assert fetch_feed(followed).total == 0
    assert site.paths() == ["/feed"]
    article = Article.objects.get()
    assert article.url == f"{site.url}/own/1"
    assert article.elsewhere() == []
    assert is_known_page(f"{site.url}/news/1")


def test_a_feed_whose_only_new_entry_is_refused_is_not_in_error(followed, site):
    fetch_feed(followed)
    nothing = "<item><link>https://news.example/1</link></item>"
    site.put("/feed", feed(nothing, entry(1, f"{site.url}/news/1", "full")), XML)
    assert fetch_feed(followed).outcomes == {"refused": 1}
    assert (followed.result, followed.errors) == (Result.FETCHED, 0)
    assert "neither a title nor a text" in report(followed)


# --- What goes wrong --------------------------------------------------------------------------


def test_failures_are_counted_until_it_works_again(followed, site):
    fetch_feed(followed)
    site.fail("/feed", 503)
    for errors in (1, 2):
        with pytest.raises(Refused, match="status 503"):
            fetch_feed(followed)
        assert (followed.result, followed.errors) == (Result.FAILED, errors)
        assert "status 503" in report(followed)
        assert followed.etag == '"1"'
        assert list(Feed.objects.in_error()) == [followed]
    site.put("/feed", full(site, 1, 2), XML, etag='"1"')
    fetch_feed(followed)
    assert (followed.result, followed.errors, followed.report) == (Result.UNCHANGED, 0, [])
    assert not Feed.objects.in_error()


@pytest.mark.parametrize("content", [b"", page(1), feed(), b"<rss><channel><item>"])
def test_what_is_no_feed_is_an_error_or_a_report_and_nothing_comes_in(followed, site, content):
    site.put("/feed", content)
    try:
        reason = fetch_feed(followed).refused[0].reason
    except Refused as refused:
        reason = refused.reason
    assert reason in [kept for _name, kept in followed.refusals]
    assert not Article.objects.exists()


def test_a_fault_of_the_program_is_an_error_of_that_feed(followed, monkeypatch, caplog):
    monkeypatch.setattr(subscriptions, "found_in_feed", lambda *arguments: 1 / 0)
    with pytest.raises(Refused, match="a fault of the program"):
        fetch_feed(followed)
    assert (followed.errors, followed.refusals) == (1, [("", FAULT)])
    assert "ZeroDivisionError" in caplog.text


def test_what_an_editor_changes_meanwhile_stays(followed):
    Feed.objects.filter(pk=followed.pk).update(is_active=False)
    fetch_feed(followed)
    assert not Feed.objects.get().is_active
    assert Feed.objects.get().result == Result.FETCHED


def test_a_feed_that_an_editor_deletes_meanwhile_stays_deleted(followed):
    Feed.objects.all().delete()
    fetch_feed(followed)
    assert not Feed.objects.exists()


# --- The command ------------------------------------------------------------------------------


@pytest.fixture
def run(capsys):
    """Run the command; returns its exit status, its output and its complaints."""

    def run(*urls, **options):
        try:
            call_command("fetch_feeds", *urls, **options)
            status = 0
        except CommandError as error:
            print(error)
            status = error.returncode
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def test_the_command_fetches_all_active_feeds(run, followed, site):
    Feed.objects.create(url=f"{site.url}/asleep", is_active=False)
    assert run() == (0, f"{followed.url}: 2 new\n", "")
    assert run() == (0, f"{followed.url}: nothing new\n", "")
    assert run(verbosity=0) == (0, "", "")


def test_a_feed_that_fails_holds_up_no_other(run, followed, site):
    Feed.objects.create(url=site.fail("/a"))
    status, output, complaints = run()
    assert status == 1
    assert f"{followed.url}: 2 new\n" in output
    assert "1 of 2 feeds could not be fetched." in output
    assert complaints.count("\n") == 1
    assert complaints.startswith(f"{site.url}/a: ")


def test_a_refused_entry_is_said(run, site):
    Feed.objects.create(url=site.put("/feed", feed(entry(1, site.fail("/news/1"))), XML))
    status, output, complaints = run()
    assert (status, output) == (0, f"{site.url}/feed: 1 refused\n")
    assert complaints.startswith(f"refused    {site.url}/feed, entry 1: ")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_command_speaks_english_whatever_the_site_speaks(run, site, settings, language):
    settings.LANGUAGE_CODE = language
    gone, entries = site.fail("/news/1"), site.url + "/feed"
    Feed.objects.create(url=site.put("/feed", feed(entry(1, gone)), XML))
    failing = Feed.objects.create(url=site.fail("/rss"))
    with translation.override(language):
        _status, output, complaints = run()
    assert (output, complaints) == (
        f"{entries}: 1 refused\n1 of 2 feeds could not be fetched.\n",
        f"refused    {entries}, entry 1: its page cannot be read: 127.0.0.1 answers with status "
        f"404: check the address.\n{failing.url}: 127.0.0.1 answers with status 404: check the "
        "address.\n",
    )


def test_a_feed_may_be_named_and_one_that_is_unknown_is_an_error(run, followed, site):
    followed.is_active = False
    followed.save()
    assert run(followed.url)[:2] == (0, f"{followed.url}: 2 new\n")
    status, output, _ = run(f"{site.url}/other")
    assert status == 1
    assert f"{site.url}/other is no feed here: enter it in the admin first." in output
