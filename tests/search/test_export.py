"""What a search finds, taken away as a file."""

import csv
import datetime
import io
import json
from urllib.parse import unquote

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.cells import as_it_was
from archive.models import Article, Outlet, Theme
from search import export
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    article = an_article(
        title="ضمانات أمنية", standfirst="مقدمة.", outlet=outlet, url="https://news.example/1",
        published=datetime.date(2021, 12, 1), published_precision="month",
        published_basis="inferred",
    )  # fmt: skip
    article.tag(Theme.objects.get(slug="ceasefire"))
    article.tag(Theme.objects.get(slug="security-guarantees"))
    article.credits.create(name="رويترز")
    index_all()
    return article


def file(client, kind, path="/search/export/", **parameters):
    response = client.get(path, {"q": "ضمانات", **parameters, "format": kind})
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode("utf-8")


def rows(client, **parameters):
    text = file(client, "csv", **parameters)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def lines(client, **parameters):
    return [json.loads(line) for line in file(client, "json", **parameters).splitlines()]


def test_a_table_says_of_each_article_what_is_needed_to_find_and_cite_it(client, article):
    (row,) = rows(client)
    themes = sorted(theme.name_ar for theme in article.themes.all())
    assert sorted(row.pop("themes").split("; ")) == themes
    assert row == {
        "id": str(article.pk),
        "title": "ضمانات أمنية",
        "outlet": "صحيفة الاتحاد",
        "date": "2021-12",
        "precision": "month",
        "basis": "inferred",
        "language": "ar",
        "agencies": "رويترز",
        "address": f"http://testserver/articles/{article.pk}/",
        "outlet_address": "https://news.example/1",
        "standfirst": "مقدمة.",
    }


def test_lines_of_json_say_the_same_with_lists_as_lists(client, article):
    (one,), (row,) = lines(client), rows(client)
    assert tuple(one) == tuple(row) == export.COLUMNS
    assert one["agencies"] == ["رويترز"]
    assert one["themes"] == row["themes"].split("; ")


@pytest.mark.parametrize("kind", export.FORMATS)
def test_no_file_holds_the_text_of_an_article(client, article, kind):
    assert article.body.split()[0] not in file(client, kind)


def test_english_files_name_themes_and_addresses_in_english(client, article):
    (one,) = lines(client, path="/en/search/export/")
    assert "Ceasefire" in one["themes"]
    assert one["address"] == f"http://testserver/en/articles/{article.pk}/"


def test_a_file_keeps_its_language_while_it_is_sent(client, article):
    response = client.get("/en/search/export/", {"q": "ضمانات", "format": "json"})
    with translation.override("ar"):
        sent = b"".join(response.streaming_content).decode()
    assert "Ceasefire" in sent


def test_an_article_without_a_title_gets_none(client):
    an_article(title="", body="ضمانات لكييف.")
    index_all()
    assert lines(client)[0]["title"] == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text("=+-@\t'\"،; اب", min_size=1, max_size=8))
def test_no_cell_is_a_formula_and_each_is_read_back_as_it_was(client, article, text):
    Article.objects.filter(pk=article.pk).update(standfirst=text)
    (row,) = rows(client)
    assert row["standfirst"][0] not in "=+-@\t"
    assert as_it_was(row["standfirst"]) == text


def test_articles_stand_in_the_order_of_the_search(client):
    for year in (2022, 2024, 2023):
        an_article(title="ضمانات", published=datetime.date(year, 1, 1))
    index_all()
    years = [one["date"][:4] for one in lines(client, sort="oldest")]
    assert years == ["2022", "2023", "2024"]


def test_a_file_holds_so_many_articles_and_its_page_says_so(client, monkeypatch):
    monkeypatch.setattr(export, "MOST", 3)
    monkeypatch.setattr(export, "BATCH", 2)
    for _ in range(5):
        an_article(title="ضمانات")
    index_all()
    assert len(rows(client)) == 3
    page = Page(client.get("/en/search/export/", {"q": "ضمانات"}))
    assert "A file holds 3 articles at most" in page.html


def test_what_was_withdrawn_since_it_was_indexed_is_left_out(client, article):
    Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN)
    assert rows(client) == []


def test_the_name_of_a_file_says_what_was_sought_and_when(client, article):
    response = client.get("/search/export/", {"q": "ضمانات أمنية/..", "format": "csv"})
    named = unquote(response.headers["Content-Disposition"])
    today = datetime.date.today().isoformat()
    assert named == f"attachment; filename*=utf-8''diwan-ضمانات-أمنية-{today}.csv"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("root", ["", "/en"])
def test_without_a_format_the_page_leads_to_every_kind_of_file(client, article, root):
    response = client.get(f"{root}/search/export/", {"q": "ضمانات", "theme": "ceasefire"})
    links = [link for link in Page(response).links() if "format=" in link]
    assert len(links) == len(export.FORMATS)
    for link in links:
        assert client.get(link).streaming


def test_a_format_that_there_is_not_is_told_in_a_sentence(client, article):
    response = client.get("/search/export/", {"q": "ضمانات", "format": "docx"})
    assert response.status_code == 400
    assert (
        Page(response).one("p", role="alert").text == "لا نوع كهذا من الملفات. اختر واحدًا مما يلي."
    )


@pytest.mark.parametrize("query", ["", "(ضمانات"])
def test_what_is_no_search_leads_to_the_search_page(client, query):
    response = client.get("/search/export/", {"q": query, "format": "csv"})
    assert response.status_code == 302
    assert response.url.startswith("/search/")


def test_another_kind_of_file_needs_one_function_of_an_article_and_its_address(
    client, article, monkeypatch
):
    def cite(article, address):
        return f"{article.title} <{address}>\n"

    kind = export.Format("txt", "Citations", "text/plain; charset=utf-8", export.each(cite))
    monkeypatch.setitem(export.FORMATS, "text", kind)
    assert file(client, "text") == f"ضمانات أمنية <http://testserver/articles/{article.pk}/>\n"
