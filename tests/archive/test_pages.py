"""The public pages, as a reader without JavaScript gets them, in Arabic and in English."""

import datetime
import re
from urllib.parse import quote, unquote

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from archive.front import SHOWN, by_day
from archive.models import Article, Credit, Outlet, Theme, story
from archive.templatetags.archive_text import opening
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db

ROOTS = {"ar": "", "en": "/en"}
PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
CEASEFIRE, GUARANTEES = "ceasefire", "security-guarantees"


def theme(slug):
    return Theme.objects.get(slug=slug)


def get(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Page(response)


def address(article, language="ar"):
    return f"{ROOTS[language]}/articles/{article.pk}/"


@pytest.fixture
def told():
    """One article that has everything an article can have."""
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    article = an_article(
        title="اجتماع لحلفاء أوكرانيا في باريس",
        standfirst="خلاصة ما جاء في الاجتماع.",
        body="خلاصة ما جاء في الاجتماع.\n\nقال الوزير إن الوفود وصلت.\n\nوأضاف أن البيان جاهز.",
        caption="قصر الإليزيه (أرشيف)",
        outlet=outlet,
        keywords=["ضمانات أمنية", "أوكرانيا"],
        published=datetime.date(2021, 12, 17),
        published_precision="about_day",
        published_basis="inferred",
        published_words=["اليوم الخميس", "أمس الثلاثاء"],
        published_note="قمة باريس",
    )
    article.tag(theme(CEASEFIRE))
    Credit.objects.create(article=article, name="رويترز")
    Credit.objects.create(article=article, name="TASS")
    return article


@pytest.fixture
def addresses(told):
    """An address of every kind of page, without its language."""
    an_article(title="", published=None)
    return {
        "home": "/",
        "article": address(told),
        "print": f"{address(told)}print/",
        "cite": f"{address(told)}cite/",
        "report": f"{address(told)}report/",
        "thanks": f"{address(told)}report/thanks/",
        "untitled": address(Article.objects.get(title="")),
        "themes": "/themes/",
        "theme": f"/themes/{CEASEFIRE}/",
        "outlet": told.outlet.get_absolute_url(),
        "archive": "/archive/",
        "year": "/archive/2021/",
        "month": "/archive/2021/12/",
        "search": "/search/",
        "lost": "/nowhere/",
    }


# --- Every page -------------------------------------------------------------------------------

KINDS = [
    *("home", "article", "print", "untitled", "themes", "theme", "outlet", "archive"),
    *("year", "month", "search", "lost", "cite", "report", "thanks"),
]


@pytest.mark.parametrize("language", ROOTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_names_its_language_and_direction_and_has_one_heading(
    client, addresses, kind, language
):
    page = Page(client.get(ROOTS[language] + addresses[kind]))
    root = page.one("html").attrs
    assert (root["lang"], root["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert len(page.all("h1")) == 1
    assert page.one("h1").text
    assert page.texts("title")[0]  # pictures have titles too


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_allows_nothing_inline_and_nothing_from_outside(client, addresses, kind):
    response = client.get(addresses[kind])
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = Page(response)
    assert not page.all("style")
    for script in page.all("script"):
        is_data = script.attrs.get("type") == "application/ld+json"
        assert is_data or (script.attrs.get("src") and not script.text)
    for element in page.elements:
        assert not any(name == "style" or name.startswith("on") for name in element.attrs)
        fetched = element.attrs.get("src", "")
        if element.tag == "link" and element.attrs["rel"] not in ("canonical", "alternate"):
            fetched = element.attrs["href"]
        assert not re.match(r"(?:\w+:)?//", fetched)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_leads_to_itself_in_the_other_language(client, addresses, kind):
    if kind == "print":
        page = get(client, addresses["article"])
        where = addresses["article"]
    else:
        page = Page(client.get(addresses[kind]))
        where = addresses[kind]
    link = page.one("a", "language")
    assert link.text == "English"
    expected = where if kind == "lost" else f"/en{where}"
    assert unquote(link.attrs["href"]) == unquote(expected)


def test_no_page_of_the_seeds_holds_presentation_forms(client, seeds):
    addresses = ["/", "/themes/", "/archive/", "/archive/2025/", "/search/?q=الناتو"]
    addresses += [article.get_absolute_url() for article in seeds.values()]
    for each in addresses:
        assert not PRESENTATION_FORMS.search(get(client, each).html)


def test_an_english_browser_still_gets_arabic_at_the_front_door(client):
    page = Page(client.get("/", headers={"accept-language": "en-GB,en;q=0.9"}))
    assert page.one("html").attrs["lang"] == "ar"


@pytest.mark.parametrize("kind", ["home", "article", "theme", "archive", "month"])
def test_an_english_page_speaks_english_where_the_interface_speaks(client, addresses, kind):
    page = get(client, f"/en{addresses[kind]}")
    assert page.texts("nav", "sections")[0].startswith("Latest Themes Names Outlets Archive")


# --- Front page -------------------------------------------------------------------------------


def test_the_front_page_leads_with_the_latest_article_and_lists_the_rest_by_date(client):
    old = an_article(published=datetime.date(2020, 1, 1))
    new = an_article(published=datetime.date(2025, 1, 1))
    undated = an_article(published=None)
    middle = an_article(published=datetime.date(2023, 1, 1))
    page = get(client, "/")
    assert page.one(kind="lead-title").text == new.title
    assert page.texts(kind="card-title") == [middle.title, old.title, undated.title]


def test_the_front_page_shows_no_more_than_the_latest(client):
    for _ in range(SHOWN + 2):
        an_article()
    assert len(get(client, "/").all("article")) == SHOWN


def test_of_the_newest_days_a_story_under_a_theme_leads_that_most_outlets_published(client):
    an_article(published=datetime.date(2024, 5, 9))
    lead, copy = (an_article(published=datetime.date(2024, 5, 8)) for _ in range(2))
    for article in (lead, copy):
        article.outlet = Outlet.objects.create(name=f"صحيفة {article.pk}")
        article.save()
        article.tag(theme(CEASEFIRE))
    story.join([lead, copy])
    an_article(published=datetime.date(2024, 5, 8)).tag(theme(CEASEFIRE))
    an_article(published=datetime.date(2024, 4, 1)).tag(theme(CEASEFIRE))
    assert get(client, "/").one(kind="lead-title").text == lead.title


def test_what_came_in_on_one_day_stands_under_one_date(client):
    days = [datetime.date(2024, 5, day) for day in (9, 9, 9, 9, 9, 7, 7)]
    for day in days:
        an_article(published=day)
    page = get(client, "/")
    assert page.texts(kind="day-name") == ["الخميس ٩ أيار/مايو ٢٠٢٤", "الثلاثاء ٧ أيار/مايو ٢٠٢٤"]


def test_a_date_heads_the_front_page_once_however_its_articles_are_mixed():
    may = [datetime.date(2024, 5, day) for day in (9, 9, 9, 2, 1)]
    exact = ["day", "about_day", "day", "month", "month"]
    articles = [
        an_article(published=day, published_precision=precision)
        for day, precision in zip(may, exact, strict=True)
    ]
    assert [day.articles for day in by_day(articles)] == [
        [articles[0], articles[2]],
        [articles[1]],
        articles[3:],
    ]


@pytest.mark.parametrize(("language", "number"), [("ar", "٢"), ("en", "2")])
def test_the_front_page_counts_the_public_articles_of_a_theme(client, language, number):
    for state in ("public", "public", "review", "withdrawn"):
        an_article(state=state).tag(theme(CEASEFIRE))
    an_article().untag(theme(CEASEFIRE))
    call_command("update_index", verbosity=0)
    page = get(client, f"{ROOTS[language]}/")
    names = {"ar": "وقف إطلاق النار", "en": "Ceasefire"}
    (item,) = (text for text in page.texts("li") if text.startswith(names[language]))
    assert item.endswith(f" {number}")


def test_an_empty_archive_says_how_to_fill_it(client):
    assert "import_articles" in get(client, "/").one("p", "empty").text


# --- Article ----------------------------------------------------------------------------------


def test_an_article_shows_its_title_its_outlet_and_its_text_in_order(client, told):
    page = get(client, address(told))
    assert page.one("h1").text == told.title
    assert page.texts(kind="kicker") == ["صحيفة الاتحاد"]
    body = page.one("div", "body")
    assert body.attrs["lang"] == "ar"
    assert body.attrs["dir"] == "rtl"
    assert body.text == "قال الوزير إن الوفود وصلت. وأضاف أن البيان جاهز."


def test_the_standfirst_is_read_once(client, told):
    page = get(client, address(told))
    assert page.texts("p", "standfirst") == [told.standfirst]
    assert page.one("main").text.count(told.standfirst) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "نحو ١٧ كانون الأول/ديسمبر ٢٠٢١"), ("en", "about 17 December 2021")],
)
def test_the_date_says_both_names_of_the_month_and_how_exact_it_is(client, told, language, words):
    page = get(client, address(told, language))
    time = page.all("time")[0]
    assert time.text == words
    assert time.attrs["datetime"] == "2021-12-17"


@pytest.mark.parametrize(("language", "words"), [("ar", "(قبل ٣ أيام)"), ("en", "(3 days ago)")])
def test_the_date_says_how_long_ago_it_was(client, language, words):
    article = an_article(published=timezone.localdate() - datetime.timedelta(days=3))
    assert get(client, address(article, language)).one("span", "ago").text == words


@pytest.mark.parametrize(("days", "precision"), [(3, "month"), (30, "year"), (400, "day")])
def test_a_date_that_is_rough_or_of_other_years_has_no_age(client, days, precision):
    published = timezone.localdate() - datetime.timedelta(days=days)
    article = an_article(published=published, published_precision=precision)
    assert not get(client, address(article)).all("span", "ago")


def test_a_card_opens_with_a_paragraph_that_says_something(client):
    article = an_article(body="الرياض - واس\n\nوصل الوزير إلى العاصمة في زيارة رسمية تستمر يومين.")
    assert get(client, "/").one(kind="lead-text").text.startswith("وصل الوزير")
    assert article.body.startswith("الرياض")


def test_the_cards_of_a_theme_do_not_repeat_it(client):
    article = an_article()
    for slug in (CEASEFIRE, GUARANTEES):
        article.tag(theme(slug))
    assert get(client, f"/themes/{CEASEFIRE}/").texts("a", "chip") == [theme(GUARANTEES).name]


def test_an_inferred_date_shows_the_words_that_it_rests_on(client, told):
    basis = get(client, address(told)).one("details", "basis")
    assert "هذا التاريخ مستنتج" in basis.text
    assert "اليوم الخميس، أمس الثلاثاء قمة باريس" in basis.text


def test_a_printed_date_needs_no_evidence(client):
    assert not get(client, address(an_article())).all("details", "basis")


def test_an_undated_article_says_so(client):
    page = get(client, address(an_article(published=None)))
    assert page.one("div", "dateline").text.startswith("بلا تاريخ")
    assert not page.one("main").text.count("None")


def test_it_names_the_agencies_that_it_draws_on(client, told):
    page = get(client, address(told))
    assert page.one("p", "credits").text == "المصادر: رويترز، TASS"
    assert "TASS" in page.texts("bdi")


def test_a_keyword_leads_to_a_search_for_it(client, told):
    link = get(client, address(told)).all("a", "plain")[0]
    assert link.text == "ضمانات أمنية"
    assert unquote(link.attrs["href"]) == '/search/?q="ضمانات أمنية"'


def test_a_theme_leads_to_its_page(client, told):
    links = get(client, address(told)).all("a", "chip")
    assert links[0].text == "وقف إطلاق النار"
    assert links[0].attrs["href"] == "/themes/ceasefire/"


def test_a_reader_can_share_it_by_links_alone(client, told):
    page = get(client, address(told))
    full = quote(f"http://testserver{address(told)}", safe="")
    shares = [link for link in page.links() if full in link]
    assert [link.split("?")[0] for link in shares] == [
        "mailto:",
        "https://wa.me/",
        "https://t.me/share/url",
        "https://x.com/intent/post",
    ]
    assert all(quote(told.title, safe="") in link for link in shares)


def test_the_breadcrumb_leads_up_by_month_and_year(client, told):
    page = get(client, address(told))
    crumbs = page.one("nav", "breadcrumb").text
    assert crumbs == f"الصفحة الأولى الأرشيف ٢٠٢١ كانون الأول/ديسمبر ١٧ {told.title}"
    for link in ("/", "/archive/2021/", "/archive/2021/12/", "/archive/2021/12/17/"):
        assert link in page.links()
        assert client.get(link).status_code == 200


def test_the_breadcrumb_of_an_article_known_by_its_year_names_no_month(client):
    article = an_article(published=datetime.date(2019, 1, 1), published_precision="year")
    page = get(client, address(article))
    assert "كانون" not in page.one("nav", "breadcrumb").text


def test_previous_and_next_are_the_neighbours_in_time(client):
    old, this, new = (an_article(published=datetime.date(2024, 5, day)) for day in (1, 2, 3))
    page = get(client, address(this))
    assert old.title in page.one("div", "older").text
    assert new.title in page.one("div", "newer").text


def test_previous_and_next_stay_in_the_theme(client):
    old, this, new = (an_article(published=datetime.date(2024, 5, day)) for day in (1, 3, 5))
    for article in (old, this, new):
        article.tag(theme(CEASEFIRE))
    an_article(published=datetime.date(2024, 5, 2)).tag(theme(GUARANTEES))
    an_article(published=datetime.date(2024, 5, 4))
    page = get(client, address(this))
    assert old.title in page.one("div", "older").text
    assert new.title in page.one("div", "newer").text
    assert theme(CEASEFIRE).name in page.one(id="neighbours").text


def test_the_latest_article_has_no_next_one(client):
    an_article(published=datetime.date(2024, 5, 1))
    page = get(client, address(an_article(published=datetime.date(2024, 5, 2))))
    assert page.all("div", "older")
    assert not page.all("div", "newer")


def test_it_lists_articles_on_the_same_themes(client, told):
    kin, stranger = an_article(), an_article()
    kin.tag(theme(CEASEFIRE))
    stranger.tag(theme(GUARANTEES))
    related = get(client, address(told)).one("ul", "related").text
    assert kin.title in related
    assert stranger.title not in related
    assert theme(CEASEFIRE).name in related


def test_an_article_without_themes_lists_none(client):
    an_article().tag(theme(CEASEFIRE))
    assert not get(client, address(an_article())).all("ul", "related")


def test_the_print_view_holds_the_article_and_its_address_and_no_site(client, told):
    page = get(client, f"{address(told)}print/")
    assert page.one("h1").text == told.title
    assert "وأضاف أن البيان جاهز." in page.one("main").text
    assert f"http://testserver{address(told)}" in page.one(kind="provenance").text
    assert not page.all("header", "masthead")
    assert not page.all("nav")


def test_the_article_leads_to_its_print_view_in_the_same_language(client, told):
    page = get(client, address(told, "en"))
    assert page.one("a", "print").attrs["href"] == f"{address(told, 'en')}print/"


def test_a_keyword_that_no_index_knows_yet_leads_to_a_page(client, told):
    link = get(client, address(told)).all("a", "plain")[0]
    assert client.get(link.attrs["href"]).status_code == 200


@pytest.mark.parametrize(("language", "label"), [("ar", "بلا عنوان"), ("en", "Untitled")])
def test_an_article_without_a_title_says_so_and_gives_its_first_words(client, language, label):
    article = an_article(title="", body="عقد حلفاء أوكرانيا الغربيون اليوم السبت اجتماعا مهما جدا.")
    page = get(client, address(article, language))
    assert page.one("h1").text == f"{label} عقد حلفاء أوكرانيا الغربيون اليوم السبت اجتماعا مهما…"
    home = get(client, f"{ROOTS[language]}/")
    assert home.one(kind="lead-title").text.startswith(f"{label} عقد حلفاء أوكرانيا")


def test_seed_002_is_shown_as_untitled_with_its_first_words(client, seeds):
    page = get(client, seeds["002"].get_absolute_url())
    assert page.one("h1").text.startswith("بلا عنوان عقد حلفاء أوكرانيا الغربيون")


# --- Who may see what -------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["", "print/"])
def test_an_article_that_waits_for_review_is_not_there_for_readers(client, suffix):
    article = an_article(state="review", title="سر لم ينشر بعد")
    page = get(client, address(article) + suffix, status=404)
    assert "سر" not in page.html


def test_an_article_that_waits_for_review_is_nowhere_listed(client):
    public, hidden = an_article(), an_article(state="review", title="سر لم ينشر بعد")
    for article in (public, hidden):
        article.tag(theme(CEASEFIRE))
    for each in ("/", "/themes/ceasefire/", "/archive/2024/", "/archive/2024/5/", address(public)):
        assert hidden.title not in get(client, each).html


def test_an_editor_sees_what_waits_for_review_and_is_told_that_readers_do_not(client, editor):
    article = an_article(state="review")
    client.force_login(editor)
    page = get(client, address(article))
    assert page.one("h1").text == article.title
    assert "ينتظر المراجعة" in page.one("p", "notice").text


def test_a_login_without_the_permission_sees_no_more_than_a_reader(client):
    client.force_login(User.objects.create_user("reader"))
    get(client, address(an_article(state="review")), status=404)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ar", "سُحب هذا المقال من الأرشيف."),
        ("en", "This article was withdrawn from the archive."),
    ],
)
def test_a_withdrawn_article_is_gone_and_says_so(client, language, sentence):
    article = an_article(state="withdrawn", title="خبر مسحوب")
    page = get(client, address(article, language), status=410)
    assert sentence in page.one("main").text
    assert article.title not in page.html


# --- Lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "heading", "count"),
    [("ar", "وقف إطلاق النار", "مقالان"), ("en", "Ceasefire", "2 articles")],
)
def test_a_theme_lists_its_articles(client, language, heading, count):
    tagged = [an_article(), an_article()]
    for article in tagged:
        article.tag(theme(CEASEFIRE))
    an_article().untag(theme(CEASEFIRE))
    page = get(client, f"{ROOTS[language]}/themes/ceasefire/")
    assert page.one("h1").text == heading
    assert page.one("p", "count").text == count
    assert page.texts(kind="card-title") == [article.title for article in reversed(tagged)]


def test_a_theme_that_is_only_suggested_lists_nothing(client):
    article = an_article()
    article.taggings.create(theme=theme(CEASEFIRE), state="suggested")
    assert not get(client, "/themes/ceasefire/").all(kind="card-title")


def test_the_list_of_themes_leads_to_each(client):
    links = get(client, "/themes/").links()
    assert {"/themes/ceasefire/", "/themes/security-guarantees/"} <= set(links)


def test_an_outlet_with_an_arabic_name_has_an_address_and_lists_its_articles(client, told):
    other = an_article()
    page = get(client, told.outlet.get_absolute_url())
    assert page.one("h1").text == "صحيفة الاتحاد"
    assert page.texts(kind="card-title") == [told.title]
    assert other.title not in page.html


def test_the_archive_counts_by_year_and_month_and_says_how_many_are_undated(client):
    for day in (datetime.date(2024, 5, 1), datetime.date(2024, 5, 9), datetime.date(2023, 1, 1)):
        an_article(published=day)
    an_article(published=None)
    page = get(client, "/archive/")
    assert page.texts("h2") == ["السنوات والأشهر", "٢٠٢٤", "٢٠٢٣"]
    assert page.one("a", href="/archive/2024/5/", title="أيار/مايو ٢٠٢٤").text.endswith("٢")
    assert page.one("p", "undated").text == "مقال واحد بلا تاريخ."


def test_a_year_and_a_month_list_what_was_published_then(client):
    may = an_article(published=datetime.date(2024, 5, 1))
    june = an_article(published=datetime.date(2024, 6, 1))
    an_article(published=datetime.date(2023, 5, 1))
    year = get(client, "/archive/2024/")
    assert (year.one("h1").text, year.texts(kind="card-title")) == ("٢٠٢٤", [june.title, may.title])
    month = get(client, "/archive/2024/5/")
    assert (month.one("h1").text, month.texts(kind="card-title")) == ("أيار/مايو ٢٠٢٤", [may.title])


def test_the_pages_of_a_list_do_not_overlap_and_hold_everything(client):
    made = {an_article().title for _ in range(25)}
    first, second = (get(client, f"/archive/2024/?page={number}") for number in (1, 2))
    assert len(first.texts(kind="card-title")) == 20
    assert set(first.texts(kind="card-title")) | set(second.texts(kind="card-title")) == made
    assert len(second.texts(kind="card-title")) == 5
    assert first.one("a", rel="next").attrs["href"] == "/archive/2024/?page=2"
    assert second.one("a", rel="prev").attrs["href"] == "/archive/2024/?page=1"


# --- Bad addresses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        "/archive/0999/",
        "/archive/3000/",
        "/archive/2024/13/",
        "/archive/2024/0/",
        "/archive/2024/99999999999999999999999999/",
        "/archive/1999/",
        "/themes/no-such-theme/",
        "/themes/%00/",
        "/themes/%ED%A0%80/",
        "/outlets/لا-أحد/",
        "/articles/0/",
        "/articles/99999999999999999999999999/",
        "/articles/" + "9" * 5000 + "/",
        "/articles/-1/",
        "/articles/x/",
    ],
)
@pytest.mark.parametrize("language", ROOTS)
def test_an_address_of_nothing_is_not_found(client, bad, language):
    an_article()
    assert get(client, ROOTS[language] + bad, status=404).one("h1").text


def test_the_page_of_nothing_never_leads_to_another_site(client):
    page = get(client, "/%2Felsewhere.example/", status=404)
    assert not [link for link in page.links() if link.startswith("//")]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("abc", 1), ("0", 1), ("-3", 1), ("99999", 2), ("٢", 2), ("1e9", 1)],
)
def test_a_page_number_out_of_range_gives_the_nearest_page(client, asked, shown):
    for _ in range(21):
        an_article()
    response = client.get("/archive/2024/", {"page": asked})
    assert response.status_code == 200
    assert response.context["page"].number == shown


def test_a_page_number_of_any_length_is_answered(client):
    an_article()
    assert client.get("/archive/2024/", {"page": "9" * 5000}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_for_reading_take_nothing(client, told, method):
    assert getattr(client, method)(address(told)).status_code == 405


def test_a_foreign_host_name_is_refused_with_a_page(client):
    page = Page(client.get("/", headers={"host": "elsewhere.example"}))
    assert page.one("h1").text == "تعذّرت قراءة الطلب"


# --- Escaping ---------------------------------------------------------------------------------

NASTY = "<script>alert(1)</script>\u202e\"'&<img src=x onerror=alert(2)>"


def test_text_of_documents_is_always_escaped(client, editor):
    outlet = Outlet.objects.create(name=f"وكالة {NASTY}")
    article = an_article(
        title=NASTY,
        standfirst=NASTY,
        caption=NASTY,
        body=f"{NASTY}\n\nثم {NASTY}",
        outlet=outlet,
        keywords=[NASTY],
        language='ar" onmouseover="x'[:10],
        published_basis="inferred",
        published_words=[NASTY],
        published_note=NASTY,
    )
    article.tag(Theme.objects.create(name_ar=NASTY, name_en=f"en {NASTY}"))
    Credit.objects.create(article=article, name=NASTY)
    pages = [
        *("/", "/en/", "/themes/", "/archive/2024/", outlet.get_absolute_url()),
        *(address(article), f"{address(article)}print/", address(article, "en")),
        *(theme.get_absolute_url() for theme in article.accepted_themes()),
    ]
    for each in pages:
        page = get(client, each)
        assert "<script>alert" not in page.html
        assert not page.all("img")
        assert not any(name.startswith("on") for e in page.elements for name in e.attrs)


def test_a_title_of_markup_is_shown_as_it_stands(client):
    page = get(client, address(an_article(title=NASTY)))
    assert page.one("h1").text == NASTY.replace("\u202e", "")


# --- Queries ----------------------------------------------------------------------------------


def fill(count):
    for number in range(count):
        outlet, _ = Outlet.objects.get_or_create(name=f"صحيفة رقم {number % 3}")
        article = an_article(outlet=outlet)
        article.tag(theme(CEASEFIRE))
        article.tag(theme(GUARANTEES))
        Credit.objects.create(article=article, name="رويترز")


@pytest.mark.parametrize("each", ["/", "/themes/ceasefire/", "/archive/2024/", "/archive/"])
def test_a_list_asks_no_more_of_the_database_when_it_grows(
    client, each, django_assert_max_num_queries
):
    fill(5)
    with django_assert_max_num_queries(12) as few:
        get(client, each)
    count = len(few)
    fill(12)
    with django_assert_max_num_queries(count):  # names are asked for once a second
        get(client, each)


def test_an_article_asks_no_more_when_it_has_more_kin(client, told, django_assert_max_num_queries):
    fill(2)
    with django_assert_max_num_queries(12) as few:
        get(client, address(told))
    count = len(few)
    fill(6)
    with django_assert_max_num_queries(count):  # names are asked for once a second
        get(client, address(told))


def test_a_story_of_many_outlets_takes_no_query_for_each(
    client, told, django_assert_max_num_queries
):
    copies = [an_article(outlet=Outlet.objects.create(name=f"صحيفة {n}")) for n in range(14)]
    story.join([told, *copies])
    get(client, address(told))  # names are asked for once a second
    told.save()  # nor is the page a kept one
    with django_assert_max_num_queries(8) as asked:
        text = client.get(address(told)).text
    assert len(asked) > 2
    assert all(copy.outlet.name in text for copy in copies)


# --- A slip of the year, and addresses of no web ----------------------------------------------


@pytest.mark.parametrize("year", [999, 1899, 2101, 3024])
def test_an_article_whose_year_is_a_slip_takes_no_page_down(client, told, year):
    slip = an_article(published=datetime.date(year, 5, 3), outlet=told.outlet)
    slip.tag(theme(CEASEFIRE))
    an_article(outlet=told.outlet).tag(theme(CEASEFIRE))
    index_all()
    pages = ["/", "/archive/", "/archive/2021/", "/archive/2024/5/3/", "/themes/ceasefire/"]
    pages += [told.outlet.get_absolute_url(), address(slip), address(told), "/sitemap.xml"]
    for page in [*pages, "/search/?theme=ceasefire", "/themes/", "/sitemap-periods.xml"]:
        assert client.get(page).status_code in (200, 404), page
    assert f"/archive/{year:04}/" not in client.get("/archive/").text


def test_an_address_that_is_not_of_the_web_is_printed_nowhere(client):
    article = an_article(url="javascript:alert(1)")
    for page in ("", "print/", "cite/"):
        assert "javascript:" not in client.get(f"{address(article)}{page}").text
    article.url = "HTTPS://news.example/1"
    article.save()
    assert get(client, address(article)).all("a", href="HTTPS://news.example/1")


def test_first_words_and_openings_of_a_text_without_spaces_are_bounded(client):
    article = an_article(title="", body="خبر" * 5000)
    assert len(article.first_words) == 120
    assert article.first_words.endswith("…")
    assert len(opening(article, 40)) == 600
    get(client, address(article))


# --- Light and dark ---------------------------------------------------------------------------


def test_the_choice_of_appearance_is_kept_and_written_into_the_page(client):
    response = client.post("/appearance/", {"appearance": "dark", "next": "/en/themes/"})
    assert (response.status_code, response["Location"]) == (302, "/en/themes/")
    page = get(client, "/en/themes/")
    assert page.one("html").attrs["data-appearance"] == "dark"
    assert page.one("button", value="dark").attrs["aria-pressed"] == "true"


def test_a_cookie_that_somebody_wrote_changes_nothing(client):
    client.cookies["appearance"] = 'x" onload="alert(1)'
    assert get(client, "/").one("html").attrs["data-appearance"] == "auto"


@pytest.mark.parametrize("bad", ["", "purple", "DARK", "<script>"])
def test_an_appearance_that_does_not_exist_is_refused_with_a_sentence(client, bad):
    response = client.post("/appearance/", {"appearance": bad})
    assert response.status_code == 400
    assert response.content.decode() == "اختر واحدًا: تلقائي أو فاتح أو داكن."
    assert "appearance" not in response.cookies


@pytest.mark.parametrize(
    "foreign",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_the_choice_never_leads_to_another_site(client, foreign):
    response = client.post("/appearance/", {"appearance": "light", "next": foreign})
    assert response["Location"] == "/"


def test_the_choice_is_made_by_post_alone(client):
    assert client.get("/appearance/").status_code == 405


def test_addresses_are_made_without_a_language_where_it_is_arabic():
    assert reverse("archive:home") == "/"
