"""The editors' desk, used the way an editor's browser uses it."""

import datetime
import zlib

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from archive.models import Article, Capture, Outlet, Tagging, Theme
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/article/"


@pytest.fixture
def desk(client, editor):
    """A browser in which an editor is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


@pytest.fixture
def other_theme():
    return Theme.objects.get(slug="security-guarantees")


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Page(response)


def titles(shown):
    return [cell.text for cell in shown.all("th", "field-heading_shown")]


def rows(shown):
    """The cells of every row of a page's tables."""
    found = []
    for element in shown.elements:
        if element.tag == "tr":
            found.append([])
        elif element.tag in ("td", "th"):
            found[-1].append(element.text)
    return found


def change_page(article):
    return f"{LIST}{article.pk}/change/"


def filled_in(shown):
    """What a browser would send if nobody touched the form."""
    data = {}
    open_select = open_area = None
    for element in shown.elements:
        name = element.attrs.get("name")
        if element.tag == "select":
            open_select = name
            data.setdefault(name, "")
        elif element.tag == "option" and "selected" in element.attrs:
            data[open_select] = element.attrs["value"]
        elif element.tag == "textarea":
            open_area = "".join(element.parts)
            data[name] = open_area.removeprefix("\n")
        elif element.tag == "input" and name and element.attrs.get("type") != "submit":
            if element.attrs.get("type") == "hidden" and name in data:
                data[name] = [
                    *([data[name]] if isinstance(data[name], str) else data[name]),
                    element.attrs["value"],
                ]
            elif element.attrs.get("type") != "checkbox":
                data[name] = element.attrs.get("value", "")
            elif "checked" in element.attrs:
                data.setdefault(name, []).append(element.attrs.get("value", "on"))
    return data


def save(client, article, **changes):
    """Open an article, change some of its fields, and save."""
    data = {**filled_in(page(client, change_page(article))), **changes}
    response = client.post(change_page(article), data)
    assert response.status_code == 302, Page(response).texts("ul", "errorlist")
    article.refresh_from_db()


# --- Who may do what --------------------------------------------------------------------------


def test_editors_may_tag_and_edit_but_not_delete_what_is_kept_or_manage_users():
    permissions = Group.objects.get(name="Editors").permissions
    assert set(permissions.values_list("codename", flat=True)) == {
        *(f"{action}_article" for action in ("view", "add", "change")),
        *(f"{action}_theme" for action in ("view", "add", "change")),
        *(f"{action}_outlet" for action in ("view", "add", "change")),
        *(f"{action}_tagging" for action in ("view", "add", "change", "delete")),
        *(f"{action}_credit" for action in ("view", "add", "change", "delete")),
        *(f"{action}_cue" for action in ("view", "add", "change", "delete")),
        *(f"{action}_feed" for action in ("view", "add", "change")),
        *(f"{action}_name" for action in ("view", "add", "change")),
        *(f"{action}_spelling" for action in ("view", "add", "change", "delete")),
        *("view_errorreport", "change_errorreport"),
        *("view_capture", "view_appearance", "view_act"),
    }


def test_an_editor_sees_the_archive_and_no_accounts(desk):
    links = page(desk, "/admin/").links()
    assert {f"/admin/archive/{name}/" for name in ("article", "theme", "outlet", "capture")} <= set(
        links
    )
    assert not [link for link in links if "/auth/" in link]


@pytest.mark.parametrize("address", ["/admin/auth/user/", "/admin/auth/group/"])
def test_an_editor_cannot_open_the_accounts(desk, address):
    assert desk.get(address).status_code == 403


def test_an_editor_cannot_delete_an_article(desk):
    article = an_article()
    assert desk.post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Article.objects.exists()


def test_no_bulk_action_deletes(desk):
    an_article()
    actions = {option.attrs["value"] for option in page(desk, LIST).all("option")}
    assert actions == {
        *("", "tag_articles", "untag_articles", "join_articles", "split_articles"),
    }


def test_a_visitor_is_asked_to_log_in(client):
    response = client.get(LIST)
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={LIST}")


def test_a_form_without_its_token_is_refused(editor, theme):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    article = an_article()
    assert strict.post(change_page(article), {"accepted": [theme.pk]}).status_code == 403
    assert not Tagging.objects.exists()


@pytest.mark.parametrize(("root", "language"), [("/admin/", "ar"), ("/en/admin/", "en")])
def test_a_refused_form_gets_a_page_of_the_site_in_its_language(editor, root, language):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    shown = Page(strict.post(f"{root}archive/article/add/"))
    assert shown.one("html").attrs["lang"] == language
    assert not shown.all("style")


# --- Language and safety ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("root", "language", "direction"), [("/admin/", "ar", "rtl"), ("/en/admin/", "en", "ltr")]
)
@pytest.mark.parametrize(
    "address", ["", "archive/article/", "archive/article/add/", "archive/theme/"]
)
def test_the_desk_speaks_the_language_of_its_address(desk, root, language, direction, address):
    html = page(desk, root + address).one("html").attrs
    assert (html["lang"], html["dir"]) == (language, direction)


def test_the_desk_leads_to_itself_in_the_other_language(desk):
    assert f"/en{LIST}" in page(desk, LIST).links()
    assert LIST in page(desk, f"/en{LIST}").links()


def addresses():
    article = an_article(title="")
    return [
        *("/admin/", LIST, f"{LIST}add/", change_page(article)),
        *("/admin/archive/theme/", "/admin/archive/outlet/", "/admin/archive/capture/"),
    ]


def test_no_page_of_the_desk_holds_script_or_style_of_its_own(desk):
    for address in addresses():
        shown = page(desk, address)
        assert not shown.all("style")
        assert not [script for script in shown.all("script") if "src" not in script.attrs]
        assert not [e for e in shown.elements if "style" in e.attrs or "onclick" in e.attrs]


def test_every_page_of_the_desk_has_the_policy_of_the_site(desk):
    for address in ["/admin/login/", *addresses()]:
        policy = desk.get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_text_of_documents_is_escaped_on_the_desk(desk, theme):
    nasty = "<script>alert(1)</script>"
    capture = Capture.objects.keep(nasty.encode(), f"{nasty}.txt")
    article = an_article(
        title=nasty,
        body=nasty,
        outlet=Outlet.objects.create(name=nasty),
        keywords=[nasty],
        capture=capture,
        published_basis="inferred",
        published_words=[nasty],
        published_note=nasty,
    )
    article.tag(theme, source=nasty, words=[nasty])
    an_article(host=article, title=nasty)
    theme.name_ar = nasty
    theme.save()
    for address in (
        *(LIST, change_page(article), "/admin/archive/theme/", "/admin/archive/outlet/"),
        *("/admin/archive/capture/", f"/admin/archive/capture/{capture.pk}/change/"),
    ):
        assert "<script>alert" not in page(desk, address).html


# --- The list ---------------------------------------------------------------------------------


def test_the_list_shows_the_newest_first_with_themes_and_what_is_to_do(desk, theme):
    old = an_article(published=datetime.date(2020, 1, 1))
    new = an_article(title="", body="قال الوزير.", published_basis="inferred")
    new.tag(theme)
    shown = page(desk, LIST)
    assert titles(shown) == ["بلا عنوان: قال الوزير.", old.title]
    assert shown.texts("td", "field-themes_shown")[0] == "وقف إطلاق النار"
    assert shown.texts("td", "field-needs")[0] == "بلا عنوان · تاريخه مستنتج"


@pytest.fixture
def varied(theme, other_theme):
    """Articles that each filter tells apart."""
    outlet = Outlet.objects.create(name="صحيفة الاتحاد")
    articles = {
        "plain": an_article(title="plain"),
        "tagged": an_article(title="tagged"),
        "rejected": an_article(title="rejected"),
        "printed": an_article(title="printed", outlet=outlet),
        "old": an_article(title="old", published=datetime.date(1999, 1, 1)),
        "undated": an_article(title="undated", published=None),
        "untitled": an_article(title="", body="untitled"),
        "inferred": an_article(title="inferred", published_basis="inferred"),
        "review": an_article(title="review", state="review"),
        "withdrawn": an_article(title="withdrawn", state="withdrawn"),
    }
    articles["tagged"].tag(theme)
    articles["tagged"].tag(other_theme)
    articles["rejected"].untag(theme)
    return articles


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("theme=ceasefire", {"tagged"}),
        ("theme=nato-russia-council", set()),
        ("year=1999", {"old"}),
        ("year=-", {"undated"}),
        ("state__exact=review", {"review"}),
        ("state__exact=withdrawn", {"withdrawn"}),
        ("needs=title", {"بلا عنوان: untitled"}),
        ("needs=date", {"inferred"}),
        ("needs=review", {"review"}),
        ("q=printed", {"printed"}),
        ("q=untitled", {"بلا عنوان: untitled"}),
        ("theme=ceasefire&year=1999", set()),
    ],
)
def test_the_list_is_narrowed(desk, varied, query, shown):
    assert set(titles(page(desk, f"{LIST}?{query}"))) == shown


def test_the_list_is_narrowed_by_outlet(desk, varied):
    outlet = varied["printed"].outlet
    assert titles(page(desk, f"{LIST}?outlet__id__exact={outlet.pk}")) == ["printed"]


def test_the_list_of_what_has_no_theme_holds_what_was_rejected(desk, varied):
    shown = set(titles(page(desk, f"{LIST}?theme=-")))
    assert "tagged" not in shown
    assert {"plain", "rejected"} <= shown


@pytest.mark.parametrize(
    "query",
    ["year=0000", "year=x", "year=99999", "theme=x", "needs=x", "year=٢٠٢٤", "p=999", "o=99"],
)
def test_a_filter_that_somebody_typed_breaks_nothing(desk, query):
    an_article()
    assert desk.get(f"{LIST}?{query}").status_code in (200, 302)


def test_every_filter_offers_its_choices(desk, varied):
    links = page(desk, LIST).links()
    for choice in ("?theme=ceasefire", "?year=1999", "?needs=title", "?state__exact=review"):
        assert choice in links


def test_the_list_asks_no_more_of_the_database_when_it_grows(
    desk, theme, django_assert_num_queries, django_assert_max_num_queries
):
    def fill(count):
        for number in range(count):
            outlet, _ = Outlet.objects.get_or_create(name=f"صحيفة {number % 3}")
            an_article(outlet=outlet).tag(theme)

    fill(5)
    desk.get(LIST)
    with django_assert_max_num_queries(16) as few:
        desk.get(LIST)
    count = len(few)
    fill(20)
    with django_assert_num_queries(count):
        desk.get(LIST)


# --- One article ------------------------------------------------------------------------------


def test_an_editor_corrects_a_title(desk):
    article = an_article(title="قمة بارييس")
    save(desk, article, title="قمة باريس")
    assert article.title == "قمة باريس"


def test_saving_without_a_change_changes_nothing(desk, theme):
    article = an_article(
        keywords=["أ", "ب ج"],
        published_basis="inferred",
        published_precision="about_day",
        published_words=["اليوم الخميس"],
    )
    article.tag(theme, source="seeds/themes.tsv", words=["وقف"])
    article.credits.create(name="رويترز")

    def kept():
        articles = list(Article.objects.values())
        for each in articles:
            del each["modified"]
        return articles, list(Tagging.objects.values()), list(article.credits.values())

    before = kept()
    save(desk, article)
    assert kept() == before


def test_ticking_a_theme_accepts_it_in_the_editors_name(desk, editor, theme):
    article = an_article()
    save(desk, article, accepted=[theme.pk])
    tagging = article.taggings.get()
    assert (tagging.theme, tagging.state, tagging.by) == (theme, "accepted", editor)


def test_unticking_a_theme_rejects_it_in_the_editors_name(desk, editor, theme, other_theme):
    article = an_article()
    article.tag(theme, source="seeds/themes.tsv")
    article.tag(other_theme, source="seeds/themes.tsv")
    save(desk, article, accepted=[other_theme.pk])
    tagging = article.taggings.get(theme=theme)
    assert (tagging.state, tagging.by, tagging.source) == ("rejected", editor, "")
    assert article.taggings.get(theme=other_theme).by is None


def test_a_theme_that_a_colleague_accepted_meanwhile_is_not_rejected(desk, theme, other_theme):
    article = an_article()
    form = filled_in(page(desk, change_page(article)))
    article.tag(theme, source="a colleague")
    desk.post(change_page(article), {**form, "accepted": [other_theme.pk]})
    accepted = article.taggings.filter(state="accepted").order_by("theme")
    assert {tagging.theme for tagging in accepted} == {theme, other_theme}


def test_saving_without_a_change_leaves_the_paragraphs_as_they_are(desk, seeds):
    for article in seeds.values():
        before = article.paragraphs()
        form = filled_in(page(desk, change_page(article)))
        # A browser sends both a carriage return and a line feed.
        form = {
            name: value.replace("\n", "\r\n") if isinstance(value, str) else value
            for name, value in form.items()
        }
        assert desk.post(change_page(article), form).status_code == 302
        body = article.body
        article.refresh_from_db()
        assert (article.body, article.paragraphs()) == (body, before)


def test_an_editor_confirms_an_inferred_date_without_changing_it(desk, seeds):
    article = seeds["003"]
    day = article.published
    save(desk, article, date_is_right="on")
    assert (article.published, article.published_basis) == (day, "editor")
    assert "17 كانون الأول (ديسمبر)" in article.published_words


def test_the_list_shows_a_date_as_exactly_as_it_is_known(desk, seeds):
    shown = page(desk, f"{LIST}?needs=date").texts("td", "field-date_shown")
    assert "آب/أغسطس ٢٠٢٥" in shown
    assert "نحو ٢٥ كانون الأول/ديسمبر ٢٠٢١" in shown


def test_a_search_of_any_length_is_answered(desk, seeds):
    assert desk.get(LIST, {"q": "a " * 5000}).status_code == 200
    assert desk.get(LIST, {"q": "\0"}).status_code == 200


def test_themes_are_checkboxes_ticked_where_they_are_accepted(desk, theme, other_theme):
    article = an_article()
    article.tag(theme)
    article.untag(other_theme)
    boxes = page(desk, change_page(article)).all("input", type="checkbox", name="accepted")
    assert len(boxes) == Theme.objects.count()
    assert [box.attrs["value"] for box in boxes if "checked" in box.attrs] == [str(theme.pk)]


def test_the_record_of_decisions_is_read_and_not_written(desk, editor, theme):
    article = an_article()
    article.tag(theme, by=editor, words=["وقف إطلاق النار"])
    shown = page(desk, change_page(article))
    assert shown.texts("td", "field-decided_by") == ["samira"]
    assert shown.texts("td", "field-evidence") == ["«وقف إطلاق النار»"]
    assert not shown.all("input", name="taggings-0-DELETE")
    assert not shown.all("select", name="taggings-0-state")


def test_a_date_that_an_editor_changes_rests_on_the_editor(desk):
    article = an_article(
        published_basis="inferred", published_words=["اليوم الخميس"], published_note="قمة"
    )
    save(desk, article, published="2024-05-04")
    assert article.published == datetime.date(2024, 5, 4)
    assert article.published_basis == "editor"
    assert (article.published_words, article.published_note) == ([], "")


def test_a_date_that_an_editor_takes_away_rests_on_nothing(desk):
    article = an_article(published_basis="inferred", published_words=["اليوم الخميس"])
    save(desk, article, published="", published_precision="")
    assert (article.published, article.published_basis) == (None, "")


def test_a_date_without_precision_is_sent_back_with_a_sentence(desk):
    article = an_article(published=None)
    data = {**filled_in(page(desk, change_page(article))), "published": "2024-05-04"}
    shown = Page(desk.post(change_page(article), data))
    assert "أعطِ التاريخ ودقته معًا، أو اترك كليهما." in shown.texts("ul", "errorlist")


def test_keywords_are_written_one_a_line(desk):
    article = an_article(keywords=["أ", "ب ج"])
    assert filled_in(page(desk, change_page(article)))["keywords"] == "أ\nب ج"
    save(desk, article, keywords="أ\r\n\r\n  ضمانات أمنية \r\n")
    assert article.keywords == ["أ", "ضمانات أمنية"]


def test_the_outlet_is_looked_up_while_typing(desk):
    for name in ("صحيفة النهار", "صحيفة الاتحاد", "ليفانت نيوز"):
        Outlet.objects.create(name=name)
    query = {"app_label": "archive", "model_name": "article", "field_name": "outlet"}
    results = desk.get("/admin/autocomplete/", {**query, "term": "صحيفة"}).json()["results"]
    assert [result["text"] for result in results] == ["صحيفة الاتحاد", "صحيفة النهار"]


def test_an_editor_adds_an_article(desk, editor, theme):
    data = filled_in(page(desk, f"{LIST}add/"))
    data |= {"title": "خبر جديد", "body": "نصه.", "accepted": [theme.pk]}
    data |= {"published": "2024-05-04", "published_precision": "day"}
    assert desk.post(f"{LIST}add/", data).status_code == 302
    article = Article.objects.get()
    assert (article.title, article.published_basis) == ("خبر جديد", "editor")
    assert article.taggings.get().by == editor


def test_the_original_stands_beside_the_article(desk):
    capture = Capture.objects.keep("سطر أول\nشارك".encode(), "page.txt")
    article = an_article(capture=capture)
    assert "سطر أول شارك" in page(desk, change_page(article)).texts("pre")


def test_articles_found_inside_one_another_lead_to_one_another(desk):
    host = an_article()
    inside = an_article(host=host, state="review")
    assert change_page(inside) in page(desk, change_page(host)).links()
    assert change_page(host) in page(desk, change_page(inside)).links()


# --- Bulk -------------------------------------------------------------------------------------


def bulk(client, action, articles, address=LIST, **more):
    data = {"action": action, ACTION_CHECKBOX_NAME: [article.pk for article in articles], **more}
    return client.post(address, data)


def confirm(client, shown, address=LIST, **more):
    """Send the confirmation page as a browser would."""
    data = {}
    for element in shown.all("input", type="hidden"):
        data.setdefault(element.attrs["name"], []).append(element.attrs["value"])
    return client.post(address, {**data, **more}, follow=True)


@pytest.mark.parametrize("action", ["tag_articles", "untag_articles"])
def test_nothing_changes_before_a_bulk_action_is_confirmed(desk, theme, action):
    articles = [an_article(), an_article()]
    articles[0].tag(theme)
    before = list(Tagging.objects.values())
    shown = Page(bulk(desk, action, articles, theme=theme.pk))
    assert {article.title for article in articles} <= set(shown.texts("bdi"))
    assert list(Tagging.objects.values()) == before


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("tag_articles", "سيُضاف الموضوع إلى مقالين:"), ("untag_articles", "من هذين المقالين")],
)
def test_the_confirmation_page_says_how_many_and_offers_every_theme(desk, action, sentence):
    shown = Page(bulk(desk, action, [an_article(), an_article()]))
    assert any(sentence in text for text in shown.texts("p"))
    assert len(shown.all("input", type="radio", name="theme")) == Theme.objects.count()


def test_a_confirmed_theme_is_put_on_the_selected_articles_alone(desk, editor, theme):
    chosen, other = [an_article(), an_article()], an_article()
    shown = Page(bulk(desk, "tag_articles", chosen))
    result = Page(confirm(desk, shown, theme=theme.pk))
    assert set(Article.objects.on_theme(theme)) == set(chosen)
    assert not other.taggings.exists()
    assert {tagging.by for tagging in Tagging.objects.all()} == {editor}
    assert "أُضيف «وقف إطلاق النار» إلى مقالين." in result.one("ul", "messagelist").text


def test_a_confirmed_theme_is_taken_off_those_that_have_it(desk, editor, theme):
    having, lacking, other = an_article(), an_article(), an_article()
    for article in (having, other):
        article.tag(theme)
    shown = Page(bulk(desk, "untag_articles", [having, lacking]))
    result = Page(confirm(desk, shown, theme=theme.pk))
    assert list(Article.objects.on_theme(theme)) == [other]
    assert having.taggings.get().by == editor
    assert not lacking.taggings.exists()
    assert "أُزيل «وقف إطلاق النار» من مقال واحد." in result.one("ul", "messagelist").text


def test_an_article_that_has_the_theme_already_keeps_its_record(desk, theme):
    article = an_article()
    article.tag(theme, source="seeds/themes.tsv")
    result = Page(confirm(desk, Page(bulk(desk, "tag_articles", [article])), theme=theme.pk))
    assert article.taggings.get().source == "seeds/themes.tsv"
    assert "لم يُضف" in result.one("ul", "messagelist").text


@pytest.mark.parametrize("choice", [{}, {"theme": ""}, {"theme": "999"}, {"theme": "x"}])
def test_a_bulk_action_without_a_theme_is_sent_back(desk, choice):
    shown = Page(confirm(desk, Page(bulk(desk, "tag_articles", [an_article()])), **choice))
    assert shown.one("ul", "errorlist").text
    assert not Tagging.objects.exists()


def test_a_missing_theme_is_asked_for_in_a_sentence(desk):
    shown = Page(confirm(desk, Page(bulk(desk, "tag_articles", [an_article()]))))
    assert shown.one("ul", "errorlist").text == "اختر موضوعًا."


def test_a_bulk_action_on_a_filtered_list_changes_what_was_selected_in_it(desk, theme, other_theme):
    inside, outside = an_article(), an_article()
    inside.tag(other_theme)
    inside.tag(theme)
    address = f"{LIST}?theme={other_theme.slug}"
    shown = Page(bulk(desk, "untag_articles", [inside, outside], address))
    assert shown.texts("bdi").count(inside.title) == 1
    confirm(desk, shown, address, theme=other_theme.pk)
    assert not Article.objects.on_theme(other_theme).exists()
    assert list(Article.objects.on_theme(theme)) == [inside]


def test_all_articles_of_a_long_list_can_be_tagged_at_once(desk, theme, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 30
    articles = [an_article() for _ in range(60)]
    shown = Page(bulk(desk, "tag_articles", articles[:2], select_across="1"))
    assert confirm(desk, shown, theme=theme.pk).status_code == 200
    assert Article.objects.on_theme(theme).count() == 60


def test_a_user_who_may_only_look_has_no_bulk_actions(client, theme):
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(viewer)
    article = an_article()
    bulk(client, "tag_articles", [article], confirmed="yes", theme=theme.pk)
    assert not Tagging.objects.exists()


# --- Captures, themes, outlets ----------------------------------------------------------------


@pytest.fixture
def capture():
    return Capture.objects.keep("سطر أول\nشارك".encode(), "page.txt")


def test_a_capture_shows_the_original_and_offers_no_change(desk, capture):
    shown = page(desk, f"/admin/archive/capture/{capture.pk}/change/")
    assert shown.one("pre").text == "سطر أول شارك"
    assert capture.sha256 in shown.html
    assert not shown.all("input", type="submit")


def test_a_capture_whose_bytes_were_damaged_still_has_its_page(desk, capture):
    Capture.objects.update(compressed=b"not zlib")
    shown = page(desk, f"/admin/archive/capture/{capture.pk}/change/")
    assert [image.attrs["alt"] for image in shown.all("img")] == ["False"]


def test_an_article_whose_capture_was_damaged_can_still_be_edited(desk, capture):
    article = an_article(capture=capture)
    Capture.objects.update(compressed=zlib.compress(b"x")[:-3])
    save(desk, article, title="عنوان جديد")
    assert article.title == "عنوان جديد"


@pytest.mark.parametrize("user", ["editor", "administrator"])
def test_nobody_adds_changes_or_deletes_a_capture(request, client, capture, user):
    client.force_login(request.getfixturevalue(user))
    an_article(capture=capture)
    root = "/admin/archive/capture/"
    client.post(f"{root}{capture.pk}/change/", {"name": "other.txt"})
    client.post(f"{root}{capture.pk}/delete/", {"post": "yes"})
    client.post(f"{root}add/", {"name": "forged.txt"})
    assert [kept.name for kept in Capture.objects.all()] == ["page.txt"]


def test_the_list_of_captures_finds_one_by_its_sum(desk, capture):
    Capture.objects.keep(b"other", "other.txt")
    shown = page(desk, f"/admin/archive/capture/?q={capture.sha256[:20]}")
    assert shown.texts("th", "field-file_name") == ["page.txt"]


def test_an_editor_adds_a_theme_and_its_address_is_made(desk):
    data = {"name_ar": "عقوبات", "name_en": "Sanctions", "slug": ""}
    assert desk.post("/admin/archive/theme/add/", data).status_code == 302
    assert Theme.objects.get(name_ar="عقوبات").slug == "sanctions"


def test_an_editor_adds_an_outlet_and_its_address_is_arabic(desk):
    assert desk.post("/admin/archive/outlet/add/", {"name": "الشرق", "slug": ""}).status_code == 302
    assert Outlet.objects.get().slug == "الشرق"


def test_themes_are_listed_with_their_numbers_of_articles(desk, theme):
    an_article().tag(theme)
    assert ["وقف إطلاق النار", "Ceasefire", "-", "١"] in rows(page(desk, "/admin/archive/theme/"))


def test_outlets_are_listed_with_their_numbers_of_articles(desk):
    an_article(outlet=Outlet.objects.create(name="الشرق"))
    assert ["الشرق", "١"] in rows(page(desk, "/admin/archive/outlet/"))


def test_an_outlet_that_has_articles_cannot_be_deleted(client, administrator):
    outlet = Outlet.objects.create(name="الشرق")
    an_article(outlet=outlet)
    client.force_login(administrator)
    client.post(f"/admin/archive/outlet/{outlet.pk}/delete/", {"post": "yes"})
    assert Outlet.objects.exists()


def test_a_list_counts_and_leads_on_in_the_digits_of_its_language(desk):
    for number in range(51):
        an_article(title=f"خبر {number}")
    for root, last, count in (("", "٢", "٥١"), ("/en", "2", "51")):
        shown = page(desk, f"{root}/admin/archive/article/")
        (paginator,) = shown.texts("p", "paginator")
        assert paginator.split()[:3] == [{"": "١", "/en": "1"}[root], last, count]
