"""Rules that every file of the project lives by, wherever it stands."""

import ast
import hashlib
import re

import pytest

from tests.conftest import SEEDS

ROOT = SEEDS.parent
APPS = ("archive", "search", "config")
PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
SUMS = {
    "000_c99d0711cd9a83c3.txt": "e306b1f5d8599cd95fb68ec89fa52d51dd54df074213edfbd680b0f4629b3d8a",
    "001_6c4078d47c6b987d.txt": "9ead6112f47aba90c7fc40cd6d127b54892a9ea96ba718d346f65ed7f935352c",
    "002_50dcf9c0da13c9f8.txt": "71b6fd7eab9b3142fc37a53054eca9c1139e73619145015c0c13a65db39ffb5e",
    "003_2acbf626d51c90e4.txt": "8955f64813e54037c65e02c005b67d11eef94568ad65445e3b092fce92ef382f",
    "004_9d517f8af344f13e.txt": "7b0c7964104f1204870eadc6c208a8cffa5ab75ba3b65524b177caffde4b234a",
}


def files(folder, *endings):
    return [p for p in sorted((ROOT / folder).rglob("*")) if p.suffix in endings]


def imports(path):
    """The packages that a module imports, by their first name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


def importers(folder, *packages):
    return [
        f"{path.relative_to(ROOT)} imports {package}"
        for path in files(folder, ".py")
        for package in sorted(imports(path) & set(packages))
    ]


# --- Who knows whom ---------------------------------------------------------------------------


def test_the_archive_knows_nothing_of_search_or_of_its_wiring():
    assert importers("archive", "search", "haystack", "whoosh", "config") == []


def test_search_alone_imports_haystack_and_whoosh():
    assert importers("config", "haystack", "whoosh") == []
    assert importers("search", "haystack")
    outside = [line for line in importers("search", "whoosh") if "search/engines/" not in line]
    assert outside == []


def test_search_knows_nothing_of_the_wiring():
    assert importers("search", "config") == []


@pytest.mark.parametrize("app", APPS)
def test_the_application_does_not_import_its_tests_or_tools(app):
    assert importers(app, "tests", "tools", "benchmarks", "pytest", "hypothesis") == []


@pytest.mark.parametrize(
    "name", ["arabic.py", "lexicon.py", "stemming.py", "roots.py", "sounds.py", "analysis.py"]
)
def test_the_reading_of_arabic_needs_no_framework(name):
    assert "django" not in imports(ROOT / "search" / name)


@pytest.mark.parametrize("name", ["dates.py", "dating.py", "events.py"])
def test_the_reading_of_dates_needs_no_framework(name):
    assert imports(ROOT / "archive" / name) & {"django", "haystack"} == set()


def test_presentation_forms_are_made_on_the_way_to_a_terminal_or_into_a_picture_alone():
    makers = importers("archive", "arabic_reshaper", "bidi")
    assert {maker.split(" ")[0] for maker in makers} == {
        "archive/shaping.py",
        "archive/cards/text.py",
    }
    assert importers("search", "arabic_reshaper", "bidi") == []
    users = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in files(app, ".py")
        if "archive.shaping" in path.read_text(encoding="utf-8")
    ]
    assert users == ["archive/cards/text.py", "archive/terminal.py"]


# --- Text -------------------------------------------------------------------------------------


def test_no_file_of_the_project_holds_presentation_forms():
    texts = [
        *(p for folder in (*APPS, "tests", "tools") for p in files(folder, ".py", ".json")),
        *(p for folder in (*APPS, "seeds") for p in files(folder, ".tsv", ".txt")),
        *(p for folder in ("templates", "static", "docs") for p in files(folder, ".html", ".css")),
        *(*files("docs", ".md"), *files("locale", ".po"), *files("static", ".js", ".svg")),
        *(p for p in ROOT.glob("*.md")),
    ]
    assert len(texts) > 100
    found = [str(p) for p in texts if PRESENTATION_FORMS.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_the_seeds_are_the_five_pages_byte_for_byte():
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in SEEDS.glob("*.txt")} == SUMS


# --- Pages ------------------------------------------------------------------------------------

SIDES = "(?:left|right)"
PHYSICAL = re.compile(
    rf"(?<![\w-])(?:margin|padding|border|inset|scroll-margin|scroll-padding)-{SIDES}\b"
    rf"|(?<![\w-])(?:left|right|top|bottom)\s*:"
    rf"|border-(?:top|bottom)-{SIDES}-radius"
    rf"|(?:text-align|float|clear)\s*:\s*{SIDES}\b"
    # Four lengths in a row give left and right different values.
    r"|(?:margin|padding|inset)\s*:\s*(?:[^;\s(]+\s+){3}[^;\s(]+\s*;"
)
STYLES = files("static", ".css")


@pytest.mark.parametrize("path", STYLES, ids=[path.name for path in STYLES])
def test_styles_turn_with_the_language_of_the_page(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize("path", STYLES, ids=[path.name for path in STYLES])
def test_styles_load_nothing_from_outside(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(\s*[\"']?(?:\w+:|//)", text)
    for name in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert (path.parent / name).resolve().is_file(), name


TEMPLATES = files("templates", ".html")


@pytest.mark.parametrize("path", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_a_template_loads_nothing_from_outside_and_trusts_no_text(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\ssrc=[\"'](?:\w+:)?//", text)
    assert not re.search(r"<link[^>]+href=[\"'](?:\w+:)?//", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"\|\s*safe\b|autoescape off|safeseq", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_scripts_of_the_site_ask_no_other_site_and_write_no_markup():
    for path in files("static", ".js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
        assert not re.search(r"https?://|XMLHttpRequest", text)
        # An address that the page gave; the site's policy keeps it to this site as well.
        assert not re.search(r"fetch\((?!`\${this\.address}\?)", text)


def test_only_what_escapes_for_itself_declares_text_safe():
    trusting = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in files(app, ".py")
        if "mark_safe" in path.read_text(encoding="utf-8")
    ]
    assert trusting == [
        "archive/templatetags/sharing.py",
        "search/highlight.py",
        "search/templatetags/results.py",
    ]


def test_every_font_is_served_with_its_licence():
    names = {path.name for path in (ROOT / "static" / "fonts").iterdir()}
    licences = {name[8:-4] for name in names if name.startswith("LICENSE-")}
    fonts = {name for name in names if name.endswith(".woff2")}
    assert len(licences) == 2
    assert all(any(font.startswith(family) for family in licences) for font in fonts)
