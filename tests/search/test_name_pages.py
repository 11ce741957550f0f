"""The list of names, and what a name's page tells of it."""

import datetime

import pytest
from haystack import connections

from archive.models import FormerAddress, Name, Theme
from search.mentions import Mentioning
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db


def get(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Page(response)


@pytest.fixture
def archive():
    """What mentions Putin three times, Macron twice, and Paris, the UN and Rutte once."""
    for year, text in (
        (2021, "التقى بوتين ماكرون في باريس."),
        (2023, "هاتف بوتين ماكرون."),
        (2024, "قال بوتين إن الأمم المتحدة دعت إلى ذلك."),
        (2024, "تحدث مارك روته."),
    ):
        article = an_article(body=text, published=datetime.date(year, 5, 3))
        if year > 2021:
            article.tag(Theme.objects.get(slug="ceasefire"))
    an_article(body="قال بوتين وزيلينسكي شيئًا.", state="review")
    index_all()


@pytest.mark.parametrize(
    ("address", "entries"),
    [
        (
            "/names/",
            [
                "إيمانويل ماكرون ٢ Emmanuel Macron",
                "فلاديمير بوتين ٣ Vladimir Putin",
                "مارك روته ١ Mark Rutte",
            ],
        ),
        (
            "/en/names/",
            [
                "Emmanuel Macron 2 إيمانويل ماكرون",
                "Mark Rutte 1 مارك روته",
                "Vladimir Putin 3 فلاديمير بوتين",
            ],
        ),
        ("/en/names/?kind=place", ["Paris 1 باريس"]),
        ("/en/names/?kind=organisation", ["United Nations 1 الأمم المتحدة"]),
        ("/en/names/?kind=month", ["Emmanuel Macron 2 إيمانويل ماكرون"]),
    ],
)
def test_the_names_that_public_articles_mention_stand_from_a_to_z(
    client, archive, address, entries
):
    page = get(client, address)
    assert page.texts("li", "entry")[: len(entries)] == entries
    assert page.one("nav", "letters")


def test_each_kind_of_names_says_how_many_there_are(client, archive):
    page = get(client, "/en/names/?kind=place")
    assert page.one("nav", "tabs").text == "People 3 Organisations 1 Places 1"
    assert page.all("a", **{"aria-current": "page"})[-1].text == "Places 1"
    assert page.one("h1").text == "Names of places"
    assert page.one("nav", "breadcrumb").text == "Front page Names Names of places"


def test_an_archive_that_mentions_nobody_says_so(client):
    assert get(client, "/names/").one("div", "index").text == "لا مقال يذكر اسمًا كهذا بعد."


def test_a_name_says_when_and_with_whom_it_was_mentioned(client, archive):
    page = get(client, "/en/names/vladimir-putin/")
    assert page.one("p", "facts").text == "Person In 3 articles 2021–2024"
    assert page.texts("li", "entry") == [
        "Emmanuel Macron 2",
        "United Nations 1",
        "Paris 1",
        "Ceasefire 2",
    ]
    assert page.one("nav", "breadcrumb").text == "Front page Names People Vladimir Putin"
    assert page.one("meta", name="description").attrs["content"].startswith("Articles of Arabic")


def test_the_company_of_a_name_is_bounded_and_looked_up_once(archive, monkeypatch):
    backend = connections["default"].get_backend()
    asked, find = [], backend.find
    monkeypatch.setattr(
        backend, "find", lambda *args, **options: asked.append(args) or find(*args, **options)
    )
    company = Mentioning(Name.objects.get(slug="vladimir-putin")).company(2)
    assert [(name.slug, count) for name, count in company.names] == [
        ("emmanuel-macron", 2),
        ("united-nations", 1),
    ]
    assert company.years == (2021, 2024)
    assert len(asked) == 1


def test_a_name_that_no_article_mentions_has_a_page(client):
    page = get(client, "/en/names/vladimir-putin/")
    assert page.one("p", "facts").text == "Person"
    assert not page.all("li", "entry")


def test_the_former_address_of_a_name_leads_on(client):
    FormerAddress.objects.keep("poutine", Name.objects.get(slug="vladimir-putin"))
    response = client.get("/names/poutine/")
    assert (response.status_code, response["Location"]) == (301, "/names/vladimir-putin/")


@pytest.mark.parametrize("root", ["", "/en"])
def test_a_name_that_nobody_has_is_not_found(client, root):
    sentence = get(client, f"{root}/names/nobody/", 404).one("div", "message").text
    assert ("The archive has no such name." in sentence) is bool(root)


def test_without_an_index_the_lists_of_names_say_so(client, archive, monkeypatch):
    from search.engines.arrays import DamagedFileError

    def damaged(self):
        raise DamagedFileError("cut short")

    monkeypatch.setattr(type(connections["default"].get_backend()), "snapshot", damaged)
    page = get(client, "/en/names/", status=503)
    assert page.one("h1").text == "Search is out of service"


@pytest.mark.parametrize(
    ("address", "most"), [("/names/", 4), ("/names/?kind=place", 4), ("/names/vladimir-putin/", 12)]
)
def test_names_ask_the_database_no_more_when_there_are_more(
    client, archive, address, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most) as few:
        get(client, address)
    for text in ("التقى بوتين ترامب في روما.", "التقى بوتين ميركل في برلين وفيينا."):
        an_article(body=text)
    index_all()
    with django_assert_max_num_queries(len(few)):
        get(client, address)
