"""What the head of a page says to whoever shows a link to it, lists it or cites it."""

import datetime
import json
import re

import pytest
from django.template import Context, Template

from archive.cards.content import card_address, card_of
from archive.models import Article, Name, Outlet, Theme
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
ROOTS = {"ar": "", "en": "/en"}


@pytest.fixture
def told():
    article = an_article(
        title='اجتماع "باريس" & ما بعده',
        standfirst="خلاصة ما جاء في الاجتماع.",
        outlet=Outlet.objects.create(name="صحيفة الاتحاد"),
        keywords=["ضمانات أمنية", "وقف إطلاق النار"],
        published=datetime.date(2021, 12, 17),
        url="https://example.org/a?b=1",
    )
    article.tag(Theme.objects.get(slug="ceasefire"))
    return article


def get(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Page(response)


def tags(page):
    """The contents of the tags of the head, by their names."""
    found = {}
    for meta in page.all("meta"):
        if name := meta.attrs.get("property") or meta.attrs.get("name"):
            found.setdefault(name, []).append(meta.attrs["content"])
    return found


def links(page, rel):
    return [
        (link.attrs.get("hreflang", ""), link.attrs["href"])
        for link in page.all("link")
        if link.attrs["rel"] == rel and "type" not in link.attrs  # feeds have one
    ]


def data(page):
    """What the block of data says, read as a reader of JSON does."""
    (script,) = page.all("script", type="application/ld+json")
    return json.loads(script.text)


# --- An article -------------------------------------------------------------------------------


def test_an_article_is_told_as_one(client, told):
    said = tags(get(client, told.get_absolute_url()))
    assert said["og:type"] == ["article"]
    assert said["og:site_name"] == ["ديوان"]
    assert said["og:title"] == [told.title]
    assert said["og:description"] == ["خلاصة ما جاء في الاجتماع."]
    assert said["og:url"] == [f"{HERE}/articles/{told.pk}/"]
    assert said["article:published_time"] == ["2021-12-17"]
    assert said["article:section"] == ["وقف إطلاق النار"]
    assert said["article:tag"] == ["وقف إطلاق النار", "ضمانات أمنية"]


@pytest.mark.parametrize(
    ("language", "locale", "other"), [("ar", "ar_AR", "en_GB"), ("en", "en_GB", "ar_AR")]
)
def test_a_page_names_its_language_and_the_other(client, told, language, locale, other):
    said = tags(get(client, f"{ROOTS[language]}/articles/{told.pk}/"))
    assert said["og:locale"] == [locale]
    assert said["og:locale:alternate"] == [other]


@pytest.mark.parametrize("language", ROOTS)
def test_its_picture_is_its_card_in_the_language_of_the_page(client, told, language):
    page = get(client, f"{ROOTS[language]}/articles/{told.pk}/")
    said = tags(page)
    assert said["twitter:card"] == ["summary_large_image"]
    assert (said["og:image:width"], said["og:image:height"]) == (["1200"], ["630"])
    assert said["og:image"] == [HERE + card_address(told)]
    assert said["og:image"][0].startswith(f"{HERE}{ROOTS[language]}/articles/")
    assert said["og:image:alt"] == said["twitter:image:alt"] == [card_of(told).words]
    picture = client.get(said["og:image"][0].removeprefix(HERE))
    assert picture["Content-Type"] == "image/png"


def test_a_citation_manager_reads_a_newspaper_article(client, told):
    said = tags(get(client, told.get_absolute_url()))
    assert said["dc.type"] == ["newspaperArticle"]
    assert said["dc.title"] == [told.title]
    assert said["dc.date"] == said["prism.publicationDate"] == ["2021-12-17"]
    assert said["dc.publisher"] == said["prism.publicationName"] == ["صحيفة الاتحاد"]
    assert said["dc.language"] == ["ar"]
    assert said["dc.subject"] == ["وقف إطلاق النار", "ضمانات أمنية"]
    # With these it would be read as an article of a journal.
    assert not [name for name in said if name.startswith("citation_")]


def test_a_search_engine_reads_who_published_it_and_where_it_is_from(client, told):
    said = data(get(client, told.get_absolute_url()))
    assert (said["@context"], said["@type"]) == ("https://schema.org", "NewsArticle")
    assert said["headline"] == told.title
    assert said["datePublished"] == "2021-12-17"
    assert said["publisher"]["name"] == "صحيفة الاتحاد"
    assert said["isBasedOn"] == "https://example.org/a?b=1"
    assert said["url"] == f"{HERE}/articles/{told.pk}/"
    assert said["image"]["url"] == HERE + card_address(told)
    assert [theme["name"] for theme in said["about"]] == ["وقف إطلاق النار"]


@pytest.mark.parametrize("precision", ["about_day", "month", "year"])
def test_a_day_that_is_not_known_is_not_told(client, told, precision):
    Article.objects.filter(pk=told.pk).update(published_precision=precision)
    page = get(client, told.get_absolute_url())
    assert "article:published_time" not in tags(page)
    assert "datePublished" not in data(page)


def test_what_an_article_has_not_is_not_told(client):
    page = get(client, an_article(title="", published=None).get_absolute_url())
    said = tags(page)
    assert not {"dc.date", "dc.publisher", "article:section", "article:tag"} & set(said)
    assert said["og:title"][0].startswith("بلا عنوان")
    assert not {"publisher", "isBasedOn", "about", "keywords"} & set(data(page))


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!-- <script>", 'قال "نعم" & \\ \u2028 ثم']
)
def test_no_title_ends_the_block_of_data(client, title):
    article = an_article(title=title)
    page = get(client, article.get_absolute_url())
    article.refresh_from_db()
    assert data(page)["headline"] == article.title
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.html)[1]
    assert not re.search("[<>&]", block)


def test_an_article_that_waits_says_nothing_to_others(client, told, editor):
    Article.objects.filter(pk=told.pk).update(state="review")
    client.force_login(editor)
    page = get(client, told.get_absolute_url())
    assert not [name for name in tags(page) if name.startswith(("og:", "dc.", "twitter:"))]
    assert links(page, "canonical") == []


def test_the_tags_of_an_article_cost_no_query(told, rf, django_assert_num_queries):
    article = Article.objects.for_lists().get(pk=told.pk)
    head = Template("{% load sharing %}{% sharing article %}")
    with django_assert_num_queries(0):
        shown = head.render(Context({"article": article, "request": rf.get("/")}))
    assert "صحيفة الاتحاد" in shown


# --- Every page -------------------------------------------------------------------------------


@pytest.fixture
def pages(told):
    an_article(published=None)
    name = Name.objects.filter(kind="person").first()
    return {
        "/": "ديوان · أرشيف الأخبار الدبلوماسية العربية",
        told.get_absolute_url(): told.title,
        "/themes/": "الموضوعات",
        "/themes/ceasefire/": "وقف إطلاق النار",
        told.outlet.get_absolute_url(): "صحيفة الاتحاد",
        name.get_absolute_url(): name.name_ar,
        "/archive/": "الأرشيف",
        "/archive/2021/": "٢٠٢١",
        "/archive/2021/12/": "كانون الأول/ديسمبر ٢٠٢١",
        "/archive/undated/": "بلا تاريخ",
        "/outlets/": "جهات النشر",
        "/names/?kind=person": "أسماء الأشخاص",
        "/search/?q=%D8%B3%D9%84%D8%A7%D9%85": "سلام · بحث",
    }


def test_every_page_names_itself_and_has_a_card(client, pages):
    for address, title in pages.items():
        said = tags(get(client, address))
        assert said["og:title"] == [title]
        assert said["og:description"] == said["description"]
        picture = client.get(said["og:image"][0].removeprefix(HERE))
        assert picture["Content-Type"] == "image/png"


def test_every_page_has_one_address_and_leads_to_its_languages(client, pages):
    for address in pages:
        for root in ROOTS.values():
            page = get(client, root + address)
            assert links(page, "canonical") == [("", HERE + root + address)]
            assert links(page, "alternate") == [
                ("ar", HERE + address),
                ("en", f"{HERE}/en{address}"),
                ("x-default", HERE + address),
            ]


def test_the_number_of_a_page_belongs_to_its_address_and_nothing_else_does(client, told):
    for number in range(25):
        an_article(title=f"خبر {number}")
    page = get(client, "/archive/2024/?page=2&utm_source=x")
    assert links(page, "canonical") == [("", f"{HERE}/archive/2024/?page=2")]
    page = get(client, "/archive/2024/?page=1")
    assert links(page, "canonical") == [("", f"{HERE}/archive/2024/")]


@pytest.mark.parametrize("address", ["/nowhere/", "/articles/999999/"])
def test_a_page_that_says_something_is_not_here_is_not_for_sharing(client, address):
    page = get(client, address, 404)
    assert links(page, "canonical") == links(page, "alternate") == []
    assert "og:title" not in tags(page)


def test_an_address_that_begins_with_two_strokes_leads_to_no_other_site(rf):
    request = rf.get("/")
    request.path = "//example.org/"
    head = Template("{% load sharing %}{% sharing %}").render(Context({"request": request}))
    assert f'rel="canonical" href="{HERE}/example.org/"' in head
    assert "//example.org" not in head


def test_a_withdrawn_article_is_not_for_sharing(client, told):
    Article.objects.filter(pk=told.pk).update(state="withdrawn")
    page = get(client, told.get_absolute_url(), 410)
    assert links(page, "canonical") == []
    assert not [name for name in tags(page) if name.startswith("og:")]
