"""What a search finds, as a PDF."""

import pytest

from archive.models import Outlet, Theme
from archive.papers import contents
from search import dossier
from search.request import SearchRequest
from tests.made import an_article, index_all
from tests.papers import Paper

pytestmark = pytest.mark.django_db

ROOTS = {"ar": "", "en": "/en"}


@pytest.fixture(autouse=True)
def _nothing_kept(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def library():
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    articles = [an_article(title=f"ضمانات أمنية {number}", outlet=outlet) for number in range(3)]
    articles[0].tag(Theme.objects.get(slug="ceasefire"))
    index_all()
    return articles


def ask(client, language="ar", status=200, **parameters):
    response = client.get(f"{ROOTS[language]}/search/dossier.pdf", parameters)
    assert response.status_code == status
    return response


def paper(client, language="ar", **parameters):
    return Paper(b"".join(ask(client, language, **parameters)))


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("ar", "«ضمانات»", ["كل المقالات التي تحوي «ضمانات»", "٣ مقالات"]),
        ("en", "“ضمانات”", ["All articles that contain “ضمانات”", "3 articles"]),
    ],
)
def test_a_dossier_is_called_what_was_asked_for(client, library, language, title, said):
    made = paper(client, language, q="ضمانات", page="7")
    assert made.metadata["Title"] == title
    assert all(words in made.pages[0] for words in said)
    (link,) = made.links(1)
    assert link.startswith(f"http://testserver{ROOTS[language]}/search/?q=")
    assert "page" not in link


def test_a_dossier_holds_what_the_search_finds_in_its_order(client, library):
    made = paper(client, q="ضمانات", sort="oldest")
    titles = [mark for mark, _page in made.outline[2:-1]]
    assert titles == [article.title for article in library]


def test_a_dossier_says_what_the_reader_ticked(client, library):
    made = paper(client, "en", q="ضمانات", theme="ceasefire")
    assert made.metadata["Title"] == "“ضمانات” · Ceasefire"
    assert len(made.links(2)) == 1


def test_a_dossier_that_does_not_hold_all_says_how_to_have_them(client, library, monkeypatch):
    for module in (contents, dossier):
        monkeypatch.setattr(module, "MOST_ARTICLES", 2)
    made = paper(client, "en", q="ضمانات")
    assert "2 of 3 articles · narrow the search to have all" in made.pages[0]


def test_what_is_no_longer_public_is_left_out_before_the_index_follows(client, library):
    type(library[0]).objects.filter(pk=library[0].pk).update(state="withdrawn")
    made = paper(client, q="ضمانات", sort="oldest")
    assert [mark for mark, _page in made.outline[2:-1]] == [a.title for a in library[1:]]


@pytest.mark.parametrize("language", ROOTS)
def test_a_query_that_cannot_be_understood_is_answered_as_by_the_search_page(client, language):
    response = ask(client, language, 400, q="«ضمانات")
    page = client.get(f"{ROOTS[language]}/search/", {"q": "«ضمانات"})
    assert response.context["error"].message == page.context["error"].message
    assert response["Content-Type"].startswith("text/html")


def test_a_search_for_nothing_leads_to_where_one_searches(client):
    assert ask(client, status=302)["Location"] == "/search/"


def test_a_search_that_finds_nothing_has_no_dossier(client, library):
    ask(client, status=404, q="زرافة")


def test_a_search_knows_where_its_dossier_is():
    asked = SearchRequest(text="ضمانات", page=3, sort="oldest")
    assert asked.dossier_url() == asked.on_page(1).url().replace("/search/", "/search/dossier.pdf")
