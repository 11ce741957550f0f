"""Themes and decisions on them as CSV, as a colleague gets and sends them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tablib import Dataset

from archive.admin.tables import SafeCSV, ThemeResource
from archive.models import Act, Article, Tagging, Theme
from archive.undoing import undo
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


def bring_in(desk, text, to=TAGGINGS):
    """Upload a table, look at what it would do, and keep it; returns what the first page says."""
    file = SimpleUploadedFile("decisions.csv", text.encode())
    shown = desk.post(f"{to}import/", {"import_file": file, "format": "0", "resource": ""})
    assert shown.status_code == 200
    page = Page(shown)
    fields = {
        e.attrs["name"]: e.attrs.get("value", "")
        for e in page.elements
        if e.tag == "input" and e.attrs.get("type") == "hidden" and "name" in e.attrs
    }
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


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"))))
def test_any_cells_come_back_as_they_were(cells):
    table = Dataset(["x", *cells], headers=[str(n) for n in range(len(cells) + 1)])
    text = SafeCSV().export_data(table)
    assert list(SafeCSV().create_dataset(text)[0])[1:] == cells


# --- Themes -----------------------------------------------------------------------------------


@database
def test_themes_come_back_as_they_left():
    text = ThemeResource().export()
    result = ThemeResource().import_data(text)
    assert result.totals["skip"] == Theme.objects.count()
    assert {row["slug"] for row in text.dict} == set(Theme.objects.values_list("slug", flat=True))


@database
def test_a_table_of_themes_adds_and_renames_as_one_act(editor):
    rows = [("ceasefire", "الهدنة", "Truce"), ("sanctions", "عقوبات", "Sanctions")]
    table = Dataset(*rows, headers=["slug", "name_ar", "name_en"])
    ThemeResource().import_data(table, user=editor, file_name="themes.csv")
    assert Theme.objects.get(slug="ceasefire").name_ar == "الهدنة"
    assert Theme.objects.filter(slug="sanctions").exists()
    (made,) = Act.objects.all()
    assert (made.kind, made.by, made.what) == (Act.Kind.IMPORT, editor, "themes.csv")
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
    (invalid,) = result.invalid_rows
    assert invalid.number == 2
    assert said in str(invalid.error)
    assert cues_of(theme) == before
    assert not Act.objects.exists()
    assert "قمة" not in cues_of(Theme.objects.get(slug="refugees"))


@database
def test_what_a_table_of_themes_would_change_is_shown_first(desk, family):
    text = 'slug,cues\nceasefire,"هدنة\nهدنة طويلة"'
    said = bring_in(desk, text, "/admin/archive/theme/")
    assert "هدنة طويلة" in said
    assert cues_of(family) == {"هدنة": False, "هدنة طويلة": False, "هدنة إعلامية": True}


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
    assert "2" in said


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
