"""Themes and decisions on them as CSV, as a colleague gets and sends them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import example, given
from hypothesis import strategies as st
from tablib import Dataset

from archive.admin.sheets import SafeCSV
from archive.admin.tagging_table import TaggingResource
from archive.admin.theme_table import ThemeResource
from archive.models import Act, Article, Tagging, Theme
from archive.text import clean
from archive.undoing import undo
from search.models import PendingUpdate
from tests.archive.test_importing_run import found, outcomes
from tests.html import Page
from tests.made import an_article

TAGGINGS = "/admin/archive/tagging/"
database = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


def shown(desk, content, to=TAGGINGS):
    """Upload the bytes of a table; the page that says what it would do, or what is wrong."""
    file = SimpleUploadedFile("decisions.csv", content)
    page = desk.post(f"{to}import/", {"import_file": file, "format": "0", "resource": ""})
    assert page.status_code == 200
    return Page(page)


def hidden_in(page):
    """What the form of a page sends without showing it."""
    found = page.all("input", type="hidden")
    return {e.attrs["name"]: e.attrs.get("value", "") for e in found if "name" in e.attrs}


def bring_in(desk, text, to=TAGGINGS):
    """Upload a table, look at what it would do, and keep it; returns what the first page says."""
    page = shown(desk, text.encode(), to)
    fields = hidden_in(page)
    if "import_file_name" in fields:
        desk.post(f"{to}process_import/", fields)
    return next(e.text for e in page.elements if e.tag == "body")


# --- Formulas ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_no_cell_is_a_formula_and_every_cell_comes_back_as_it_was(cell):
    text = SafeCSV().export_data(Dataset([cell, "قمة"], headers=["a", "b"]))
    assert text.startswith("\ufeffa,b")
    assert text.splitlines()[1].strip('"').startswith("'")
    assert SafeCSV().create_dataset(text.encode())[0] == (cell, "قمة")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
@example(["\u202a=1", "\u202a'=1", "\r=1", "\0=1"])
def test_any_cells_come_back_clean_and_else_as_they_were(cells):
    table = Dataset(["x", *cells], headers=[str(n) for n in range(len(cells) + 1)])
    text = SafeCSV().export_data(table)
    assert list(SafeCSV().create_dataset(text)[0])[1:] == [clean(cell) for cell in cells]


# --- Themes -----------------------------------------------------------------------------------


@database
def test_themes_come_back_as_they_left():
    text = ThemeResource().export()
    result = ThemeResource().import_data(text)
    assert result.totals["skip"] == Theme.objects.count()
    assert {row["slug"] for row in text.dict} == set(Theme.objects.values_list("slug", flat=True))


@database
def test_a_table_of_themes_adds_and_renames_as_one_act(editor):
    rows = [
        ("ceasefire", "الهدنة", "Truce", "as it is written now"),
        ("sanctions", "عقوبات", "Sanctions", ""),
    ]
    table = Dataset(*rows, headers=["slug", "name_ar", "name_en", "reason"])
    ThemeResource().import_data(table, user=editor, file_name="themes.csv")
    assert Theme.objects.get(slug="ceasefire").name_ar == "الهدنة"
    assert Theme.objects.filter(slug="sanctions").exists()
    (made,) = Act.objects.all()
    assert (made.kind, made.by, made.what) == (Act.Kind.IMPORT, editor, "themes.csv")
    assert made.reason == "as it is written now"
    assert Theme.history.filter(act=made).count() == 2


@database
def test_of_a_table_with_a_mistake_nothing_is_kept(editor):
    rows = [("sanctions", "عقوبات", "Sanctions"), ("", "", "Nameless")]
    table = Dataset(*rows, headers=["slug", "name_ar", "name_en"])
    result = ThemeResource().import_data(table, user=editor)
    assert result.has_errors() or result.has_validation_errors()
    assert not Theme.objects.filter(slug="sanctions").exists()
    assert not Act.objects.exists()


@pytest.fixture
def family(theme):
    """A theme with a parent, descriptions, and cues of either kind."""
    parent = Theme.objects.create(name_ar="الحرب", name_en="War", slug="war")
    theme.parent = parent
    theme.description_ar, theme.description_en = "=هدن", "Truces,\nall of them"
    theme.save()
    theme.keep_cues({"هدنة طويلة": False, "=وقف النار": False, "هدنة إعلامية": True})
    return theme


def brought(text, user=None):
    """What became of a table of themes, as it is uploaded."""
    table = SafeCSV().create_dataset(text.encode())
    return ThemeResource().import_data(table, user=user, file_name="themes.csv")


def cues_of(theme):
    return dict(theme.cues.values_list("phrase", "is_negative"))


@database
def test_a_theme_comes_back_with_its_parent_descriptions_and_cues(family, editor):
    text = SafeCSV().export_data(ThemeResource().export())
    assert not any(line.startswith("=") for line in text.replace('"', "").split(","))
    before = cues_of(family)
    family.parent, family.description_ar, family.description_en = None, "", ""
    family.save()
    family.keep_cues({"سوى ذلك": True})
    brought(text, editor)
    again = Theme.objects.get(slug="ceasefire")
    assert again.parent.slug == "war"
    assert (again.description_ar, again.description_en) == ("=هدن", "Truces,\nall of them")
    assert cues_of(again) == before


@database
def test_a_table_of_themes_that_says_nothing_new_changes_nothing(family, editor):
    result = brought(SafeCSV().export_data(ThemeResource().export()), editor)
    assert result.totals["skip"] == Theme.objects.count()


@database
def test_a_table_of_themes_is_taken_back_as_one(family, editor):
    before = cues_of(family)
    text = 'slug,parent,description_en,cues,negative_cues\nceasefire,,Else,"هدنة\nهدنة طويلة",قمة'
    brought(text, editor)
    changed = Theme.objects.get(pk=family.pk)
    assert cues_of(changed) == {"هدنة": False, "هدنة طويلة": False, "قمة": True}
    assert changed.parent is None
    undo(Act.objects.get(), editor)
    again = Theme.objects.get(pk=family.pk)
    assert (cues_of(again), again.parent.slug) == (before, "war")
    assert again.description_en == "Truces,\nall of them"


@database
def test_columns_that_are_left_out_stay_as_they_are(family, editor):
    brought("slug,cues\nceasefire,هدنة", editor)
    again = Theme.objects.get(pk=family.pk)
    assert cues_of(again) == {"هدنة": False, "هدنة إعلامية": True}
    assert again.parent.slug == "war"


@database
def test_a_cue_that_changes_sides_is_one_cue(family, editor):
    brought("slug,negative_cues\nceasefire,هدنة طويلة", editor)
    assert cues_of(family) == {"=وقف النار": False, "هدنة طويلة": True}


@database
def test_a_child_may_stand_below_a_parent_that_the_table_brings(editor):
    header = "slug,name_ar,name_en,parent\n"
    brought(f"{header}law,القانون,Law,\ntreaties,المعاهدات,Treaties,law", editor)
    assert Theme.objects.get(slug="treaties").parent.slug == "law"


@database
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ceasefire,nowhere,,", "nowhere"),
        ("ceasefire,,…,", "…"),
        (f"ceasefire,,{'هدنة ' * 60},", "200"),
        ("ceasefire,,هدنة,هدنة", "هدنة"),
        ("ceasefire,ceasefire,,", "parent"),
    ],
)
def test_a_row_of_a_theme_with_a_mistake_is_told_and_nothing_is_kept(theme, editor, row, said):
    before = cues_of(theme)
    result = brought(f"slug,parent,cues,negative_cues\nrefugees,,قمة,\n{row}", editor)
    (told,) = result.complaints()
    assert "٣" in told
    assert said in told
    assert cues_of(theme) == before
    assert not Act.objects.exists()
    assert "قمة" not in cues_of(Theme.objects.get(slug="refugees"))


@database
def test_what_a_table_of_themes_would_change_is_shown_first(desk, family):
    text = 'slug,cues\nceasefire,"هدنة\nهدنة طويلة"'
    said = bring_in(desk, text, "/admin/archive/theme/")
    assert "هدنة طويلة" in said
    assert cues_of(family) == {"هدنة": False, "هدنة طويلة": False, "هدنة إعلامية": True}


THEMES = "/admin/archive/theme/"


@database
def test_a_theme_is_renamed_by_a_table_only_with_a_reason(theme, editor):
    (told,) = brought("slug,name_en\nceasefire,Truce", editor).complaints()
    assert "reason" in told
    assert Theme.objects.get(pk=theme.pk).name_en == theme.name_en
    brought("slug,name_en,reason\nceasefire,Truce,shorter", editor)
    assert Theme.objects.get(pk=theme.pk).name_en == "Truce"
    assert Act.objects.get().reason == "shorter"


@database
def test_an_old_address_of_a_theme_brings_no_second_one(theme, editor):
    theme.slug = "truce"
    theme.save()
    result = brought("slug,name_ar,name_en\nceasefire,الهدنة,Truce", editor)
    (told,) = result.complaints()
    assert "truce" in told
    assert not Theme.objects.filter(slug="ceasefire").exists()


@database
def test_two_themes_of_one_name_do_not_come_in(theme, editor):
    header = "slug,name_ar,name_en\n"
    for row in ("a,وقف اطلاق النار,Another", "a,شيء آخر,CEASEFIRE"):
        (told,) = brought(header + row, editor).complaints()
        assert theme.name_ar in told or theme.name_en in told
    (told,) = brought(f"{header}a,عقد جديد,New\nb,عقد جديد,Newer", editor).complaints()
    assert "عقد جديد" in told
    assert not Theme.objects.filter(slug__in="ab").exists()


@database
def test_controls_of_direction_and_nul_stay_outside(editor):
    header = "slug,name_ar,name_en,description_en,cues\n"
    brought(f"{header}trade,\u202eتجا\u2066رة\0,Trade\u202c,About\0 trade,\u202bتجارة", editor)
    theme = Theme.objects.get(slug="trade")
    assert (theme.name_ar, theme.name_en, theme.description_en) == ("تجارة", "Trade", "About trade")
    assert cues_of(theme) == {"تجارة": False}


@database
def test_line_ends_of_another_program_change_nothing(theme, editor):
    Theme.objects.filter(pk=theme.pk).update(description_en="One\r\ntwo")
    result = brought(SafeCSV().export_data(ThemeResource().export()), editor)
    assert result.changed == 0
    assert not Act.objects.exists()


@database
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("slug,name_ar,nmae\nceasefire,هدنة,x", "nmae"),
        ("name_ar,name_en\nهدنة,Truce", "slug"),
        ("slug\n", ""),
        ("", ""),
        ("slug,slug\na,b", "slug"),
        ("slug,name_ar\na,b,c", "c"),
        ('slug,name_ar\na,"b', ""),
        ("PK\x03\x04\x14", "CSV UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_one_sentence(desk, language, table, said):
    page = shown(desk, table.encode(), f"{language}{THEMES}")
    (told,) = page.texts("ul", "errorlist")
    assert said in page.html
    assert told.count(".") == 1
    assert told.endswith(".")
    for word in ("Traceback", "Error", "site-packages", ".py"):
        assert word not in page.html
    assert not Act.objects.exists()


@database
def test_a_fault_of_the_program_shows_none_of_its_insides(desk, monkeypatch):
    def fails(*_args, **_options):
        raise RuntimeError("/srv/secret/path")

    monkeypatch.setattr(ThemeResource, "before_import_row", fails)
    page = shown(desk, b"slug,cues\nceasefire,x", THEMES)
    assert "secret" not in page.html
    assert "RuntimeError" not in page.html
    assert "الصف ٢" in page.one("ul", "errorlist").text


@database
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_a_table_is_read_as_a_spreadsheet_writes_it(desk, delimiter, encoding):
    Theme.objects.update(description_ar="")
    cells = ["ceasefire", "وقف إطلاق النار في كل الجبهات", "أوضح"]
    rows = [["slug", "description_ar", "reason"], cells]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    page = shown(desk, text.encode(encoding), THEMES)
    assert cells[1] in page.texts("ins")
    assert ("Windows-1256" in page.html) == (encoding == "windows-1256")


@database
def test_what_changes_is_compared_by_words(desk, theme):
    theme.description_ar = "ضمانات أمنية"
    theme.save()
    page = shown(desk, "slug,description_ar\nceasefire,ضمانات أخرى".encode(), THEMES)
    assert (page.texts("del"), page.texts("ins")) == (["أمنية"], ["أخرى"])


@database
def test_a_table_that_is_kept_twice_is_kept_once(desk, theme):
    page = shown(desk, b"slug,description_en\nceasefire,New", THEMES)
    fields = hidden_in(page)
    for _ in range(2):
        assert desk.post(f"{THEMES}process_import/", fields).status_code == 302
    assert Act.objects.count() == 1


@database
def test_a_table_that_fails_when_it_is_kept_says_so_and_keeps_nothing(desk, theme):
    page = shown(desk, b"slug,parent\nceasefire,refugees", THEMES)
    fields = hidden_in(page)
    Theme.objects.get(slug="refugees").delete()
    told = Page(desk.post(f"{THEMES}process_import/", fields, follow=True))
    assert "refugees" in told.one("ul", "messagelist").text
    assert not Act.objects.exists()


# --- Decisions --------------------------------------------------------------------------------


@database
def test_decisions_are_brought_in_by_number_and_by_address(desk, editor, theme, stored):
    one, other = an_article(), stored
    table = (
        f"article,url,theme,state\n{one.pk},,ceasefire,accepted\n,{other.url},ceasefire,rejected\n"
    )
    bring_in(desk, table)
    assert one.accepted_themes() == [theme]
    assert other.taggings.get(theme=theme).state == Tagging.State.REJECTED
    assert set(Tagging.objects.decided().values_list("by", "source")) == {
        (editor.pk, "decisions.csv")
    }
    made = Act.objects.get()
    assert made.count == 2
    assert f"/admin/archive/act/{made.pk}/undo/" in Page(desk.get(TAGGINGS)).links()
    bring_in(desk, table)  # which changes nothing any more
    again = Act.objects.latest("pk")
    assert f"/admin/archive/act/{again.pk}/undo/" not in Page(desk.get(TAGGINGS)).links()


@pytest.fixture
def stored(db):
    """An article that an import met on a page."""
    outcomes([found(1, url="https://news.example/1?utm_source=x")])
    return Article.objects.get()


@database
@pytest.mark.parametrize(
    "row", ["999,,ceasefire,accepted", "{pk},,nonsense,accepted", "{pk},,ceasefire,maybe"]
)
def test_a_row_with_a_mistake_is_told_and_nothing_is_kept(desk, row):
    good, bad = an_article(), an_article()
    rows = [f"{good.pk},,ceasefire,accepted", row.format(pk=bad.pk)]
    said = bring_in(desk, "\n".join(["article,url,theme,state", *rows]))
    assert not Tagging.objects.exists()
    assert "الصف ٣" in said


@database
def test_decisions_are_taken_along_with_what_they_rest_on(desk, editor, theme):
    article = an_article(title="=HYPERLINK")
    article.tag(theme, by=editor, words=["وقف إطلاق النار"])
    response = desk.get(f"{TAGGINGS}export/")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/csv")
    assert "'=HYPERLINK" in text
    assert "وقف إطلاق النار" in text
    assert editor.username in text


@database
def test_the_record_of_decisions_is_read_and_not_changed(desk, theme):
    tagging = an_article().tag(theme)
    assert desk.get(TAGGINGS).status_code == 200
    assert desk.get(f"{TAGGINGS}add/").status_code == 403
    assert desk.post(f"{TAGGINGS}{tagging.pk}/change/", {"state": "rejected"}).status_code == 403
    assert desk.post(f"{TAGGINGS}{tagging.pk}/delete/", {"post": "yes"}).status_code == 403


@database
def test_a_table_of_addresses_alone_accepts(desk, theme, stored):
    bring_in(desk, f"url;theme\n{stored.url};ceasefire")
    assert stored.accepted_themes() == [theme]


@database
def test_an_article_that_an_address_names_needs_no_number(desk, theme, stored):
    bring_in(desk, f"url,theme,state\n{stored.url},ceasefire,rejected")
    assert stored.taggings.get().state == Tagging.State.REJECTED


@database
def test_a_theme_is_found_by_its_former_address(desk, theme):
    theme.slug = "truce"
    theme.save()
    article = an_article()
    bring_in(desk, f"article,theme\n{article.pk},ceasefire")
    assert article.accepted_themes() == [theme]


@database
@pytest.mark.parametrize("decided", ["accepted", "rejected", ""])
def test_what_a_table_suggests_decides_nothing(desk, theme, decided):
    article = an_article()
    if decided:
        Tagging.objects.create(article=article, theme=theme, state=decided, source="seeds")
    before = list(Tagging.objects.values())
    bring_in(desk, f"article,theme,state\n{article.pk},ceasefire,suggested")
    assert list(Tagging.objects.values()) == before
    assert not Act.objects.exists()


@database
def test_what_a_table_says_anew_leaves_who_decided_and_when(desk, theme, administrator):
    article = an_article()
    article.tag(theme, by=administrator)
    before = list(Tagging.objects.values())
    bring_in(desk, f"article,theme,source\n{article.pk},ceasefire,elsewhere")
    assert list(Tagging.objects.values()) == before


@database
def test_rows_that_contradict_each_other_are_told(desk, theme):
    pk = an_article().pk
    rows = f"{pk},ceasefire,accepted\n{pk},ceasefire,accepted\n{pk},ceasefire,rejected"
    assert "الصف ٤" in bring_in(desk, f"article,theme,state\n{rows}")
    assert not Tagging.objects.exists()


@database
def test_rows_are_numbered_as_a_spreadsheet_numbers_them(desk, theme):
    said = bring_in(desk, f"article,theme\n\n,\n{an_article().pk},ceasefire\n0,ceasefire")
    assert "الصف ٥" in said


@database
def test_a_longer_table_than_a_request_can_keep_is_refused(desk, theme, monkeypatch):
    monkeypatch.setattr("archive.admin.tables.LONGEST", 1)
    one, other = an_article(), an_article()
    page = shown(desk, f"article,theme\n{one.pk},ceasefire\n{other.pk},ceasefire".encode())
    assert "٢" in page.one("ul", "errorlist").text


@database
def test_a_table_of_decisions_takes_as_many_queries_however_long(
    editor, theme, django_assert_max_num_queries
):
    def brought_and_undone(count, most):
        rows = [(str(an_article().pk), "ceasefire") for _ in range(count)]
        table = Dataset(*rows, headers=["article", "theme"])
        with django_assert_max_num_queries(most) as asked:
            result = TaggingResource().import_data(table, user=editor, file_name="t.csv")
            assert undo(result.act, editor).count == count
        return len(asked)

    brought_and_undone(2, brought_and_undone(40, 200))


@database
def test_decisions_of_a_table_have_versions_and_are_taken_back(editor, theme):
    made, changed = an_article(), an_article()
    changed.untag(theme, by=editor)
    before = list(Tagging.objects.values())
    rows = [(str(article.pk), "ceasefire") for article in (made, changed)]
    table = Dataset(*rows, headers=["article", "theme"])
    act = TaggingResource().import_data(table, user=editor, file_name="t.csv").act
    versions = Tagging.history.filter(act=act).order_by("history_id")
    assert [(v.history_type, v.state, v.history_user) for v in versions] == [
        ("+", "accepted", editor),
        ("~", "accepted", editor),
    ]
    undone = undo(act, editor)
    assert list(Tagging.objects.values()) == before
    undo(undone.act, editor)
    assert set(Tagging.objects.values_list("state", flat=True)) == {"accepted"}


@database
def test_decisions_of_a_table_are_found_at_once(client, desk, theme, seeds):
    article = seeds["001"]
    Tagging.objects.filter(article=article).delete()
    bring_in(desk, f"article,theme\n{article.pk},ceasefire")
    assert PendingUpdate.objects.filter(article=article.pk).exists()


@database
def test_formulas_come_back_as_they_left(desk, editor, theme):
    theme.description_en = "=1+1"
    theme.save()
    theme.keep_cues({"+قمة": False, "'=هدنة": True})
    article = an_article(title="@SUM(A1)")
    article.tag(theme, source="-x")
    for where, rows in ((THEMES, Theme.objects.count()), (TAGGINGS, 1)):
        content = desk.get(f"{where}export/").content
        assert not any(cell.startswith(("=", "+", "@")) for cell in content.decode().split(","))
        resource = TaggingResource if where == TAGGINGS else ThemeResource
        result = resource().import_data(SafeCSV().create_dataset(content), dry_run=True)
        assert (result.changed, result.totals["skip"]) == (0, rows)
