"""Citing an article: the line for readers, and files that programs read back."""

import datetime
import json
import re

import pytest
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from archive import citations
from archive.models import Article, Credit, FormerAddress, Outlet
from archive.text import line
from tests.html import Page
from tests.made import an_article

ADDRESS = "https://diwan.example/articles/7/"
FORMATS = ("ris", "bib", "json")


def an_unsaved_article(title="عنوان", names=(), outlet="", **values):
    """An article that no database holds, credited to some agencies."""
    published = values.pop("published", datetime.date(2021, 12, 7))
    values.setdefault("published_precision", "day" if published else "")
    article = Article(pk=7, title=title, body="قال مصدر.", published=published, **values)
    article.outlet = Outlet(name=outlet, slug="x") if outlet else None
    credits = [name if isinstance(name, Credit) else Credit(name=name) for name in names]
    article._prefetched_objects_cache = {"credits": credits}
    return article


@pytest.fixture
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 2, 3))


# --- Reading back, by the rules of each format ------------------------------------------------


def read_ris(text):
    """The fields of the one entry: RIS is lines of a tag, two spaces, a dash and a value."""
    assert text.endswith("ER  - \r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    pairs = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", each, re.DOTALL).groups() for each in lines]
    assert pairs[0][0] == "TY"
    assert [tag for tag, _value in pairs].count("ER") == 1
    assert not any("\n" in value or "\r" in value for _tag, value in pairs)
    fields = {}
    for tag, value in pairs[:-1]:
        fields.setdefault(tag, []).append(value)
    return fields


def read_bibtex(text):
    """Kind, key and fields of the one entry: braces are counted as BibTeX counts them."""
    head = re.match(r"@(\w+)\{([^,]+),", text)
    fields, place = {}, head.end()
    while field := re.compile(r"\s*(\w+) = ").match(text, place):
        begin = place = field.end()
        depth = 0
        while depth or text[place] != ",":
            depth += {"{": 1, "}": -1}.get(text[place], 0)
            place += 1
        value = text[begin:place]
        fields[field[1]] = value[1:-1] if value.startswith("{") else value
        place += 1
    assert text[place:].split() == ["}"]
    return head[1], head[2], fields


def untex(text):
    """What LaTeX prints of a value."""
    signs = {
        r"{\textbackslash}": "\\",
        r"{\textbraceleft}": "{",
        r"{\textbraceright}": "}",
        r"{\textasciicircum}": "^",
        r"{\textasciitilde}": "~",
        **{f"\\{sign}": sign for sign in "$&#%_"},
    }
    known = "|".join(re.escape(sign) for sign in signs)
    rest = re.sub(known, "", text)
    assert not set(rest) & set("\\$&#%_^~")  # nothing is left that LaTeX takes for an order
    return re.sub(f"({known})|[{{}}]", lambda match: signs.get(match[0], ""), text)


texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from('{}\\%$&#_^~"@,\n\r\u2028\u0085أبجد TYER-'),
    ),
    max_size=60,
)
words = texts.filter(lambda text: line(text))


@given(words, st.lists(words, max_size=3, unique_by=line), texts)
def test_ris_gives_back_every_title_and_name(title, names, outlet):
    fields = read_ris(citations.ris(an_unsaved_article(title, names, outlet), ADDRESS))
    assert fields["TI"] == [line(title)]
    assert fields.get("T2", [""]) == [line(outlet)]
    # A comma would set a first name apart.
    told = [re.sub(r"\s*,\s*", " ", line(name)) for name in names]
    assert fields.get("AU", []) == [name for name in told if name]
    assert fields["UR"] == [ADDRESS]


@given(words, st.lists(words, max_size=3, unique_by=line), texts)
def test_bibtex_gives_back_every_title_and_name(title, names, outlet):
    article = an_unsaved_article(title, names, outlet)
    kind, key, fields = read_bibtex(citations.bibtex(article, ADDRESS))
    assert (kind, key) == ("article" if line(outlet) else "misc", "diwan7")
    assert untex(fields["title"]) == line(title)
    assert untex(fields.get("journal", "")) == line(outlet)
    assert untex(fields.get("author", "")) == " and ".join(line(name) for name in names)
    assert fields["url"] == ADDRESS


@given(words, st.lists(words, max_size=3, unique_by=line), texts)
def test_csl_json_gives_back_every_title_and_name(title, names, outlet):
    (item,) = json.loads(citations.csl_json(an_unsaved_article(title, names, outlet), ADDRESS))
    assert (item["id"], item["type"]) == ("diwan7", "article-newspaper")
    assert item["title"] == line(title)
    assert item.get("container-title", "") == line(outlet)
    assert [each["literal"] for each in item.get("author", [])] == [line(name) for name in names]


@given(words, texts)
def test_the_line_is_one_line_and_its_parts_are_the_line(title, outlet):
    article = an_unsaved_article(title, outlet=outlet)
    told = citations.text(article, ADDRESS)
    assert len(told.splitlines()) == 1
    assert line(title) in told
    assert "".join(part.words for part in citations.parts(article, ADDRESS)) == told


def test_an_address_cannot_leave_its_field():
    odd = "https://diwan.example/a b/{x}\\،\r\nTY  - JOUR"
    article = an_unsaved_article()
    for told in (citations.ris(article, odd), citations.bibtex(article, odd)):
        assert "https://diwan.example/a%20b/%7Bx%7D%5C%D8%8C%20TY%20-%20JOUR" in told
    read_bibtex(citations.bibtex(article, odd))


# --- What is said -----------------------------------------------------------------------------


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ar",
            "رويترز، TASS. «عنوان». صحيفة الاتحاد، ٧ كانون الأول/ديسمبر ٢٠٢١. "
            "ديوان، أرشيف الأخبار الدبلوماسية العربية. https://diwan.example/articles/7/ "
            "(اطُّلع عليه في ٣ شباط/فبراير ٢٠٢٦).",
        ),
        (
            "en",
            "رويترز, TASS. “عنوان”. صحيفة الاتحاد, 7 December 2021. "
            "Diwan, the archive of Arabic diplomatic news. https://diwan.example/articles/7/ "
            "(accessed 3 February 2026).",
        ),
    ],
)
def test_the_line_is_in_the_reader_s_language(language, told):
    article = an_unsaved_article(names=["رويترز", "TASS"], outlet="صحيفة الاتحاد")
    with translation.override(language):
        assert citations.text(article, ADDRESS) == told


def test_without_an_agency_the_outlet_leads():
    told = citations.text(an_unsaved_article(outlet="صحيفة الاتحاد"), ADDRESS)
    assert told.startswith("صحيفة الاتحاد. «عنوان». ٧ كانون الأول/ديسمبر ٢٠٢١. ")


def test_an_agency_that_is_only_quoted_is_no_author():
    names = [Credit(name="رويترز"), Credit(name="تاس", role="text")]
    article = an_unsaved_article(names=names)
    assert "تاس" not in citations.text(article, ADDRESS)
    assert read_ris(citations.ris(article, ADDRESS))["AU"] == ["رويترز"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ar", "[خبر بلا عنوان، أوله: قال مصدر.]"),
        ("en", "[Untitled report that begins: قال مصدر.]"),
    ],
)
def test_an_article_without_a_title_is_described_in_brackets(language, told):
    article = an_unsaved_article(title="")
    with translation.override(language):
        assert citations.text(article, ADDRESS).startswith(f"{told}. ")
        assert read_ris(citations.ris(article, ADDRESS))["TI"] == [told]
        # Its words keep their direction beside what is said of them.
        assert ("قال مصدر.", True) in citations.parts(article, ADDRESS)


DATES = [  # precision, basis, words in Arabic and in English, RIS, ISO
    ("day", "printed", "٧ كانون الأول/ديسمبر ٢٠٢١", "7 December 2021", "2021/12/07/", "2021-12-07"),
    ("about_day", "printed", "نحو ٧", "About 7 December 2021", "2021/12/07/", "2021-12-07"),
    ("month", "printed", "كانون الأول/ديسمبر ٢٠٢١", "December 2021", "2021/12//", "2021-12"),
    ("year", "printed", "٢٠٢١", "2021", "2021///", "2021"),
    ("day", "inferred", "[تاريخ مستنتج]", "2021 [date inferred]", "2021/12/07/", "2021-12-07"),
]


@pytest.mark.parametrize(("precision", "basis", "arabic", "english", "ris", "iso"), DATES)
def test_a_date_says_no_more_than_is_known(precision, basis, arabic, english, ris, iso):
    article = an_unsaved_article(published_precision=precision, published_basis=basis)
    assert arabic in citations.text(article, ADDRESS)
    with translation.override("en"):
        assert f"{english}. Diwan" in citations.text(article, ADDRESS)
    assert read_ris(citations.ris(article, ADDRESS))["DA"] == [ris]
    _kind, _key, fields = read_bibtex(citations.bibtex(article, ADDRESS))
    assert (fields["date"], fields["year"]) == (iso, "2021")
    assert fields.get("month", "") == ("dec" if iso[4:] else "")
    (item,) = json.loads(citations.csl_json(article, ADDRESS))
    assert item["issued"]["date-parts"] == [[int(part) for part in iso.split("-")]]


@pytest.mark.parametrize(
    ("precision", "basis", "is_uncertain"),
    [("day", "printed", False), ("about_day", "printed", True), ("day", "inferred", True)],
)
def test_what_figures_do_not_say_of_a_date_is_noted(precision, basis, is_uncertain):
    article = an_unsaved_article(published_precision=precision, published_basis=basis)
    assert ("N1" in read_ris(citations.ris(article, ADDRESS))) is is_uncertain
    (item,) = json.loads(citations.csl_json(article, ADDRESS))
    assert item["issued"].get("circa", False) is is_uncertain
    assert ("note" in item) is is_uncertain


def test_an_undated_article_has_no_date_and_says_so():
    article = an_unsaved_article(published=None)
    assert "بلا تاريخ" in citations.text(article, ADDRESS)
    fields = read_ris(citations.ris(article, ADDRESS))
    assert not {"DA", "PY"} & set(fields)
    assert fields["N1"] == ["تاريخ النشر غير معروف."]
    _kind, _key, fields = read_bibtex(citations.bibtex(article, ADDRESS))
    assert not {"date", "year", "month"} & set(fields)
    assert "issued" not in json.loads(citations.csl_json(article, ADDRESS))[0]


@pytest.mark.usefixtures("_today")
def test_every_format_says_when_the_article_was_read():
    article = an_unsaved_article()
    assert read_ris(citations.ris(article, ADDRESS))["Y2"] == ["2026/02/03/"]
    _kind, _key, fields = read_bibtex(citations.bibtex(article, ADDRESS))
    assert fields["urldate"] == "2026-02-03"
    (item,) = json.loads(citations.csl_json(article, ADDRESS))
    assert item["accessed"] == {"date-parts": [[2026, 2, 3]]}


# --- The pages --------------------------------------------------------------------------------


@pytest.fixture
def article(db):
    article = an_article(
        title="اجتماع في باريس", outlet=Outlet.objects.create(name="صحيفة الاتحاد")
    )
    Credit.objects.create(article=article, name="رويترز")
    return article


def cite(article, suffix="/"):
    return f"/articles/{article.pk}/cite{suffix}"


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_shows_the_citation_to_be_copied_and_leads_to_the_files(client, article, language):
    page = Page(client.get(language + cite(article)))
    (button,) = [each for each in page.all("button") if "data-copy" in each.attrs]
    assert page.one("p", "citation").text == button.attrs["data-copy"]
    assert f"http://testserver{language}/articles/{article.pk}/ " in button.attrs["data-copy"]
    assert {f"{language}{cite(article, f'.{ending}')}" for ending in FORMATS} <= set(page.links())


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_article_leads_to_its_citation(client, article, language):
    page = Page(client.get(f"{language}/articles/{article.pk}/"))
    assert language + cite(article) in page.links()


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("ris", "application/x-research-info-systems"),
        ("bib", "application/x-bibtex"),
        ("json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_file_is_handed_over_in_utf_8_under_a_name_of_its_own(
    client, article, ending, media_type
):
    response = client.get(cite(article, f".{ending}"))
    assert response["Content-Type"] == f"{media_type}; charset=utf-8"
    assert f'filename="diwan{article.pk}.{ending}"' in response["Content-Disposition"]
    assert article.title in response.content.decode()


PLACES = ("/", *(f".{ending}" for ending in FORMATS))


@pytest.mark.parametrize("place", PLACES)
def test_what_was_withdrawn_is_not_cited(client, article, place):
    Article.objects.update(state="withdrawn")
    assert client.get(cite(article, place)).status_code == 410


@pytest.mark.parametrize("place", PLACES)
def test_what_readers_may_not_see_is_not_there_to_be_cited(client, article, place):
    Article.objects.update(state="review")
    assert client.get(cite(article, place)).status_code == 404


@pytest.mark.parametrize("place", PLACES)
def test_the_citation_of_a_merged_article_is_that_of_the_one_that_stayed(client, article, place):
    FormerAddress.objects.keep("123456", article)
    response = client.get(f"/articles/123456/cite{place}")
    assert (response.status_code, response["Location"]) == (301, cite(article, place))


@pytest.mark.parametrize("place", PLACES)
def test_a_citation_takes_as_many_queries_for_many_agencies(
    client, article, place, django_assert_num_queries
):
    for number in range(5):
        Credit.objects.create(article=article, name=f"وكالة {number}")
    with django_assert_num_queries(3):  # the article, its themes, its agencies
        client.get(cite(article, place))


@override_settings(ALLOWED_HOSTS=["diwan.example"])
def test_the_address_is_that_of_the_site_as_it_was_asked(client, article):
    told = client.get(cite(article, ".ris"), headers={"host": "diwan.example"}).content.decode()
    assert read_ris(told)["UR"] == [f"http://diwan.example/articles/{article.pk}/"]
