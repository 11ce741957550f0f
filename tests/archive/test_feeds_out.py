"""The feeds that the archive gives, read as a feed reader reads them."""

import datetime
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from archive.feeds import ENTRIES
from archive.models import Article, FormerAddress, Outlet, Theme
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


def read(client, path="/feed/"):
    """A feed, which must be without fault."""
    response = client.get(path)
    assert response.status_code == 200
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def entry(client, path="/feed/"):
    (only,) = read(client, path).entries
    return only


# --- What an entry says -----------------------------------------------------------------------


def test_an_entry_tells_title_beginning_outlet_agencies_themes_and_addresses(client, theme):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    article = an_article(
        title="قمة <القادة> & الوفود", standfirst="مقدمة «الخبر».", outlet=outlet,
        url="https://news.example/قمة?a=1&b=2",
    )  # fmt: skip
    article.tag(theme)
    article.credits.create(name="رويترز")
    article.credits.create(name="سي إن إن", role="text")
    one = entry(client)
    assert one.title == "قمة <القادة> & الوفود"
    assert (one.summary, one.summary_detail.type) == ("مقدمة «الخبر».", "text/plain")
    assert [author.name for author in one.authors] == ["صحيفة الاتحاد", "رويترز"]
    assert [tag.term for tag in one.tags] == [theme.name_ar]
    assert one.link == f"http://testserver/articles/{article.pk}/"
    (via,) = (link.href for link in one.links if link.rel == "via")
    assert via.startswith("https://news.example/%D9%82")


def test_without_a_standfirst_the_first_paragraph_says_what_it_is_about(client):
    an_article(body=f"{'كلمة ' * 70}\n\nفقرة أخرى.")
    assert entry(client).summary == "كلمة " * 59 + "كلمة…"


def test_an_article_without_a_title_is_called_untitled(client):
    an_article(title="", body="عقد حلفاء أوكرانيا اجتماعا.")
    assert entry(client).title.startswith("بلا عنوان")


@pytest.mark.parametrize(
    ("precision", "published", "date"),
    [
        ("day", "2021-12-25T12:00:00+00:00", "2021-12-25"),
        ("about_day", "2021-12-25T12:00:00+00:00", "2021-12-25"),
        ("month", None, "2021-12"),
        ("year", None, "2021"),
    ],
)
def test_a_date_says_no_more_than_is_known(client, precision, published, date):
    an_article(published=datetime.date(2021, 12, 25), published_precision=precision)
    root = etree.fromstring(client.get("/feed/").content)
    assert root.findtext(f"{ATOM}entry/{ATOM}published") == published
    assert root.findtext(f"{ATOM}entry/{{http://purl.org/dc/elements/1.1/}}date") == date


def test_an_undated_article_has_no_date_but_that_of_its_last_change(client):
    article = an_article(published=None)
    one = entry(client)
    assert "published" not in one
    assert one.updated == article.modified.isoformat()


def test_the_id_of_an_entry_is_the_same_in_both_languages(client):
    article = an_article()
    assert entry(client).id == entry(client, "/en/feed/").id
    assert entry(client).id.endswith(f"{article.created:%Y-%m-%d}:articles/{article.pk}")


def test_an_entry_has_the_language_of_its_article_and_the_feed_that_of_its_address(client):
    an_article(language="fr")
    for path, language in (("/feed/", "ar"), ("/en/feed/", "en")):
        root = etree.fromstring(client.get(path).content)
        name = "{http://www.w3.org/XML/1998/namespace}lang"
        assert root.get(name) == language
        assert root.find(f"{ATOM}entry").get(name) == "fr"


def test_english_feeds_lead_to_english_pages(client, theme):
    an_article().tag(theme)
    feed = read(client, "/en/themes/ceasefire/feed/")
    assert feed.feed.title == f"{theme.name_en} · Diwan"
    assert urlsplit(feed.entries[0].link).path.startswith("/en/articles/")
    assert feed.entries[0].tags[0].term == theme.name_en


def test_a_feed_names_itself_and_its_page_by_whole_addresses(client, theme):
    links = {link.rel: link.href for link in read(client, "/themes/ceasefire/feed/").feed.links}
    assert links["self"] == "http://testserver/themes/ceasefire/feed/"
    assert links["alternate"] == "http://testserver/themes/ceasefire/"


def test_everything_that_atom_wants_is_there(client):
    """RFC 4287, 4.1.1 and 4.1.2: of feeds without entries too."""
    for count in range(2):
        root = etree.fromstring(client.get("/feed/").content)
        assert len(root.findall(f"{ATOM}entry")) == count
        for element in (root, *root.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert element.findtext(f"{ATOM}{name}")
            assert element.find(f"{ATOM}link[@rel='alternate']").get("href")
        assert root.findtext(f"{ATOM}author/{ATOM}name")  # that of entries without one
        an_article(outlet=None)


# What the archive's own texts cannot hold may still come in past its forms.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text(max_size=40))
def test_whatever_a_title_holds_the_feed_stays_without_fault(client, text):
    article = an_article()
    stored = text.encode("utf-8", "ignore").decode().replace("\0", "")
    Article.objects.filter(pk=article.pk).update(title=stored)
    read(client)
    Article.objects.all().delete()


# --- Which articles ---------------------------------------------------------------------------


def test_the_newest_come_first_and_no_more_than_fifty(client):
    day = datetime.date(2024, 1, 1)
    for number in range(ENTRIES + 2):
        an_article(title=f"خبر {number}", published=day + datetime.timedelta(number))
    titles = [one.title for one in read(client).entries]
    assert titles == [f"خبر {number}" for number in range(ENTRIES + 1, 1, -1)]


def test_what_readers_may_not_see_is_in_no_feed(client, theme):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    article = an_article(outlet=outlet)
    article.tag(theme)
    paths = ("/feed/", "/themes/ceasefire/feed/", f"/outlets/{outlet.slug}/feed/")
    assert [len(read(client, path).entries) for path in paths] == [1, 1, 1]
    article.state = Article.State.WITHDRAWN
    article.save()
    assert [len(read(client, path).entries) for path in paths] == [0, 0, 0]


def test_a_theme_s_feed_takes_in_the_themes_below_it_and_no_other(client, theme):
    below = Theme.objects.create(name_ar="هدنة", name_en="Truce", parent=theme)
    an_article(title="في الهدنة").tag(below)
    an_article(title="في غيرها")
    assert entry(client, "/themes/ceasefire/feed/").title == "في الهدنة"


def test_an_outlet_s_feed_holds_its_articles_alone(client):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    an_article(title="لها", outlet=outlet)
    an_article(title="لغيرها")
    assert entry(client, f"/outlets/{outlet.slug}/feed/").title == "لها"


def test_the_old_address_of_a_theme_leads_to_its_feed(client, theme):
    FormerAddress.objects.keep("truce", theme)
    response = client.get("/themes/truce/feed/")
    assert (response.status_code, response.url) == (301, "/themes/ceasefire/feed/")


@pytest.mark.parametrize("path", ["/themes/none/feed/", "/outlets/none/feed/"])
def test_there_is_no_feed_of_what_there_is_not(client, path):
    assert client.get(path).status_code == 404


def test_a_feed_takes_as_many_queries_for_fifty_articles_as_for_one(
    client, theme, django_assert_num_queries
):
    def filled(count):
        for number in range(count):
            outlet = Outlet.objects.create(name=f"صحيفة {Outlet.objects.count()}")
            article = an_article(outlet=outlet)
            article.tag(theme)
            article.credits.create(name=f"وكالة {number}")

    filled(1)
    with django_assert_num_queries(3):
        client.get("/feed/")
    filled(20)
    with django_assert_num_queries(3):
        client.get("/feed/")


# --- How it is fetched ------------------------------------------------------------------------


def test_who_has_the_feed_as_it_is_gets_no_more_than_that(client, theme):
    an_article()
    tag = client.get("/feed/").headers["ETag"]
    again = client.get("/feed/", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_an_old_article_that_comes_under_a_theme_changes_its_feed(client, theme):
    article = an_article()
    tag = client.get("/themes/ceasefire/feed/").headers["ETag"]
    article.tag(theme)
    again = client.get("/themes/ceasefire/feed/", headers={"if-none-match": tag})
    assert again.status_code == 200


def test_a_feed_without_entries_does_not_change_by_itself(client):
    assert client.get("/feed/").content == client.get("/feed/").content


def test_a_feed_is_only_read(client):
    assert client.post("/feed/").status_code == 405
    assert client.get("/feed/").headers["Content-Type"] == "application/atom+xml; charset=utf-8"


# --- Where readers find it --------------------------------------------------------------------


@pytest.mark.parametrize("root", ["", "/en"])
def test_pages_name_their_feeds_in_their_heads_and_link_to_them(client, root):
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    for path in ("/", "/themes/ceasefire/", f"/outlets/{outlet.slug}/"):
        page = Page(client.get(root + path))
        link = page.one("link", rel="alternate", type="application/atom+xml")
        assert read(client, link.attrs["href"])
        assert link.attrs["title"]
        an_article()  # an empty archive has no front page to stand on
        assert link.attrs["href"] in Page(client.get(root + path)).links()
