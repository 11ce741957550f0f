"""`manage.py import_articles`: what it says, what it keeps, what it refuses."""

import csv
import gzip
import io
import json
import os
import re
import shutil
import sys
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import translation

from archive.importing import files
from archive.importing import run as running
from archive.importing.draft import FAULT
from archive.management.commands import import_articles
from archive.models import Article, Capture, Outlet, Tagging, Theme
from search.models import PendingUpdate
from tests.archive.site import XML, entry, feed, headline, page, row, sitemap
from tests.conftest import SEEDS

pytestmark = pytest.mark.django_db

PAGE = "عنوان قصير لخبر جديد\n\nقال الوزير إن الاجتماع سيعقد قريبا.\n\nوأضاف أن الوفود وصلت.\n"


@pytest.fixture
def run(capsys):
    """Run the command; returns its exit status, its output and its complaints."""

    def run(*arguments, **options):
        try:
            call_command("import_articles", *map(str, arguments), **options)
            status = 0
        except CommandError as error:
            print(error)
            status = error.returncode
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def table(output):
    """The table at the end, as numbers."""
    rows = re.findall(r"^([a-z ]+?) +([\d,]+)$", output, re.MULTILINE)
    return {name: int(count.replace(",", "")) for name, count in rows}


def test_it_says_a_line_for_each_document_and_a_summary(run):
    status, output, complaints = run(SEEDS)
    assert status == 0
    assert complaints == ""
    assert output.count("\nnew        ") + output.startswith("new        ") == 5 + 1
    assert table(output)["new"] == table(output)["all documents"] == 5
    assert table(output)["waiting for an editor"] == 5
    assert "no title, 1 more inside, waiting for review" in output


def test_a_second_import_changes_nothing_and_says_so(run):
    run(SEEDS)
    before = list(Article.objects.order_by("pk").values())
    status, output, _ = run(SEEDS)
    assert status == 0
    assert table(output)["unchanged"] == table(output)["all documents"] == 5
    assert list(Article.objects.order_by("pk").values()) == before


def test_a_second_import_leaves_the_work_of_editors_alone(run, editor):
    run(SEEDS)
    article = Article.objects.get(capture__name__startswith="000", part=0)
    article.untag(Theme.objects.get(slug="ceasefire"), by=editor)
    Article.objects.filter(pk=article.pk).update(title="عنوان صححه محرر")
    run(SEEDS)
    article.refresh_from_db()
    assert article.title == "عنوان صححه محرر"
    tagging = article.taggings.get(theme__slug="ceasefire")
    assert (tagging.state, tagging.by) == (Tagging.State.REJECTED, editor)


def test_the_same_bytes_under_another_name_are_the_same_document(run, tmp_path):
    run(SEEDS)
    (seed,) = SEEDS.glob("003*")
    copy = shutil.copy(seed, tmp_path / "copy.txt")
    _, output, _ = run(copy)
    assert table(output)["unchanged"] == table(output)["all documents"] == 1
    assert Capture.objects.count() == 5


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \n\n \t", "the file is empty"),
        ("latin.txt", "Führungskräfte täglich".encode("latin-1"), "byte 1 is not UTF-8"),
        ("cut.txt", "قال".encode()[:-1], "byte 4 is not UTF-8"),
        ("binary.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "this is a picture"),
        ("nul.txt", b"abc\x00def", "NUL bytes"),
        ("signs.txt", b"--- *** ---", "holds no words"),
        ("menu.txt", "شارك\nطباعة\n".encode(), "no paragraph of an article"),
    ],
)
def test_a_document_that_cannot_be_read_gets_one_line_and_the_rest_go_on(
    run, tmp_path, name, content, reason
):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "zzz-good.txt").write_text(PAGE, encoding="utf-8")
    status, output, complaints = run(tmp_path)
    assert status == 1
    assert complaints.count("\n") == 1
    assert f"{name}: " in complaints
    assert reason in complaints
    assert "1 of 2 documents were refused." in output
    assert Article.objects.get().title == "عنوان قصير لخبر جديد"
    assert Capture.objects.count() == 1


def test_a_page_in_windows_1256_is_read(run, tmp_path):
    (tmp_path / "old.txt").write_text(PAGE, encoding="cp1256")
    assert run(tmp_path)[0] == 0
    assert Article.objects.get().title == "عنوان قصير لخبر جديد"


def test_a_path_that_does_not_exist_gets_one_line(run, tmp_path):
    status, _, complaints = run(tmp_path / "missing.txt")
    assert status == 1
    assert complaints.count("\n") == 1
    assert "there is no such file" in complaints


def test_a_folder_without_documents_is_an_error(run, tmp_path):
    status, output, _ = run(tmp_path)
    assert status == 1
    assert "No file is in the folders" in output


def test_a_theme_that_does_not_exist_holds_its_document_up_and_keeps_nothing(run, tmp_path):
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "themes.tsv").write_text("page.txt\tno-such-theme\n", encoding="utf-8")
    status, _, complaints = run(tmp_path)
    assert status == 1
    assert "unknown theme 'no-such-theme'" in complaints
    assert not Article.objects.exists()
    assert not Capture.objects.exists()


def test_a_theme_may_rest_only_on_words_of_the_article(run, tmp_path):
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    table = "page.txt\tceasefire\tكلمات ليست فيه\n"
    (tmp_path / "themes.tsv").write_text(table, encoding="utf-8")
    status, _, complaints = run(tmp_path)
    assert status == 1
    assert "«كلمات ليست فيه»" in complaints
    assert not Article.objects.exists()


def test_a_file_name_that_is_no_text_holds_up_no_other(run, tmp_path):
    folder = os.fsencode(tmp_path)
    (tmp_path / "zzz-good.txt").write_text(PAGE, encoding="utf-8")
    with open(os.path.join(folder, b"bad\xff.txt"), "wb") as file:  # noqa: PTH118, PTH123  # bytes
        file.write(PAGE.replace("قصير", "آخر").encode())
    status, output, _ = run(tmp_path)
    assert (status, table(output)["new"]) == (0, 2)
    assert Capture.objects.filter(name="bad\ufffd.txt").exists()


def test_a_pipe_is_not_waited_for(run, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    status, _, complaints = run(tmp_path / "pipe.txt")
    assert status == 1
    assert "this is not a file" in complaints


def test_a_table_of_themes_that_is_no_text_gets_one_line_a_document(run, tmp_path):
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "themes.tsv").write_bytes(b"\xff\xfe")
    status, _, complaints = run(tmp_path)
    assert status == 1
    assert complaints.count("\n") == 1
    assert "themes.tsv cannot be read" in complaints


def test_a_table_of_themes_may_begin_with_a_byte_order_mark(run, tmp_path):
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "themes.tsv").write_text("page.txt\tceasefire\n", encoding="utf-8-sig")
    run(tmp_path)
    assert Tagging.objects.get().theme.slug == "ceasefire"


# --- Tables -----------------------------------------------------------------------------------


def write_rows(path, *rows):
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def write_csv(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_every_row_of_a_table_is_counted_and_a_refused_one_has_its_reason(run, tmp_path):
    page, other = "https://news.example/1", "https://news.example/2"
    first = row(1, url=page)
    longer = {**first, "body": f"{first['body']}\nوانتهى الاجتماع ببيان مشترك."}
    rows = [
        *(first, row(2, url=other), first),
        *(longer, row(2), {"title": "", "body": ""}),
    ]
    status, output, complaints = run(write_rows(tmp_path / "a.jsonl", *rows))
    assert status == 1
    assert table(output) == {
        "new": 2,
        "unchanged": 1,
        "updated": 1,
        "duplicate": 1,
        "held for review": 0,
        "refused": 1,
        "waiting for an editor": 0,
        "all documents": 6,
    }
    assert complaints == (
        "refused    a.jsonl, line 6: there is neither a title nor a body: give at least one of "
        "them.\n"
    )
    assert "1 of 6 documents were refused." in output


@pytest.mark.parametrize("language", ["ar", "en"])
def test_all_is_said_in_english_whatever_the_site_speaks(run, tmp_path, settings, language):
    settings.LANGUAGE_CODE = language
    wrong = write_rows(tmp_path / "a.jsonl", row(1), {**row(2), "published": "الأمس"})
    report = tmp_path / "report.json"
    with translation.override(language):
        _status, output, complaints = run(wrong, "--report", report)
    reason = "'الأمس' is no date: write it as 2025-03-15."
    assert complaints == f"refused    a.jsonl, line 2: {reason}\n"
    assert table(output)["refused"] == 1
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["refusals"] == [{"name": "a.jsonl, line 2", "reason": reason}]


def test_a_page_that_an_editor_corrected_is_held_for_review(run, tmp_path):
    url = "https://news.example/1"
    run(write_rows(tmp_path / "a.jsonl", row(1, url=url)))
    article = Article.objects.get()
    article.title = "عنوان صححه محرر"
    article.save()
    _, output, _ = run(write_rows(tmp_path / "a.jsonl", row(2, url=url)))
    assert (table(output)["held for review"], table(output)["waiting for an editor"]) == (1, 1)
    assert Article.objects.get().title == "عنوان صححه محرر"


def test_columns_that_are_no_field_are_named_with_their_count(run, tmp_path):
    path = write_rows(tmp_path / "a.jsonl", row(1, x=1, y=2), row(2, x=3))
    _, output, _ = run(path)
    assert "Column 'x' is no field and was left out (2 times).\n" in output
    assert "Column 'y' is no field and was left out (1 times).\n" in output


def test_columns_may_be_mapped(run, tmp_path):
    path = write_csv(tmp_path / "a.csv", ["العنوان", "ن=ص"], ["قمة جنيف", "قال الوزير كذا."])
    status, output, _ = run(path, "--map", "العنوان=title", "--map", "ن=ص=body", "--format=csv")
    assert (status, table(output)["new"]) == (0, 1)
    article = Article.objects.get()
    assert (article.title, article.body) == ("قمة جنيف", "قال الوزير كذا.")


@pytest.mark.parametrize("given", ["العنوان=heading", "العنوان", "العنوان=", "=title", ""])
def test_a_field_that_does_not_exist_is_refused_before_anything_is_imported(run, tmp_path, given):
    path = write_rows(tmp_path / "a.jsonl", row(1))
    status, output, complaints = run(path, "--map", given)
    assert (status, complaints) == (1, "")
    assert output.startswith(f"--map {given}: write COLUMN=FIELD with one of url, title, ")
    assert not Article.objects.exists()


def test_the_format_is_found_out_by_content(run, tmp_path):
    write_rows(tmp_path / "rows", row(1))
    (tmp_path / "feed.txt").write_bytes(feed(entry(2, "https://news.example/2", "full")))
    (tmp_path / "page.txt").write_bytes(page(3))
    (tmp_path / "packed.bin").write_bytes(gzip.compress(page(4)))
    status, output, _ = run(tmp_path)
    assert (status, table(output)["new"]) == (0, 4)
    titles = set(Article.objects.values_list("title", flat=True))
    assert titles == {headline(number) for number in range(1, 5)}


def test_the_format_that_somebody_gives_goes_first(run, tmp_path):
    (tmp_path / "a.html").write_text(f"<br>\n{PAGE}", encoding="utf-8")
    assert run(tmp_path, "--format=text")[0] == 0
    assert Article.objects.get().title == "عنوان قصير لخبر جديد"


def test_a_format_that_it_is_not_is_one_refusal(run, tmp_path):
    path = write_rows(tmp_path / "a.jsonl", row(1))
    for name in ("warc", "zip", "feed", "sitemap"):
        status, _, complaints = run(path, f"--format={name}")
        assert status == 1
        assert complaints.count("\n") == 1
        assert complaints.startswith("refused    a.jsonl: ")
    assert not Article.objects.exists()


def test_a_format_that_does_not_exist_is_refused(run, tmp_path):
    status, output, _ = run(tmp_path, "--format=docx")
    assert status == 1
    assert "invalid choice: 'docx'" in output


def test_a_fault_of_the_program_in_one_file_holds_up_no_other(run, tmp_path, monkeypatch, caplog):
    read = files.found_in

    def fail(stream, name, *arguments):
        return 1 / 0 if name == "a.txt" else read(stream, name, *arguments)

    monkeypatch.setattr(files, "found_in", fail)
    for number, name in enumerate(("a.txt", "b.txt")):
        (tmp_path / name).write_bytes(page(number))
    status, output, complaints = run(tmp_path)
    assert (status, complaints) == (1, f"refused    a.txt: {FAULT}\n")
    assert table(output)["new"] == 1
    assert "ZeroDivisionError" in caplog.text


def test_a_path_that_no_system_takes_gets_one_line(run):
    status, _, complaints = run("x" * 5000)
    assert status == 1
    assert complaints.count("\n") == 1
    assert "the file cannot be read" in complaints


# --- Only trying, and reports -----------------------------------------------------------------


def test_a_dry_run_shows_what_would_happen_and_keeps_nothing(run, tmp_path):
    path = write_rows(tmp_path / "a.jsonl", row(1, outlet="الاتحاد"), row(1, outlet="البيان"), {})
    status, output, complaints = run(path, "--dry-run")
    assert status == 1
    assert "Nothing was kept; an import would bring:" in output
    would = table(output)
    assert (would["new"], would["duplicate"], would["refused"]) == (1, 1, 1)
    assert complaints.startswith("refused    a.jsonl, line 3: ")
    for model in (Article, Capture, Outlet, PendingUpdate):
        assert not model.objects.exists()
    assert table(run(path)[1]) == would


def test_a_report_says_all_of_it_as_json(run, tmp_path):
    path = write_rows(tmp_path / "a.jsonl", row(1, x=1), row(2), row(2), {"title": ""})
    report = tmp_path / "report.json"
    report.write_text("an older one, which is longer than the one that follows" * 100)
    run(path, "--report", report)
    assert json.loads(report.read_text(encoding="utf-8")) == {
        "new": 2,
        "unchanged": 1,
        "updated": 0,
        "duplicate": 0,
        "held": 0,
        "refused": 1,
        "waiting_for_an_editor": 0,
        "documents": 4,
        "columns_left_out": {"x": 1},
        "refusals": [
            {
                "name": "a.jsonl, line 4",
                "reason": "there is neither a title nor a body: give at least one of them.",
            }
        ],
    }


@pytest.mark.parametrize("name", ["missing/report.json", "", "a.jsonl/report.json"])
def test_a_report_without_a_place_is_one_sentence_before_anything_is_imported(run, tmp_path, name):
    path = write_rows(tmp_path / "a.jsonl", row(1))
    status, output, complaints = run(path, "--report", tmp_path / name)
    assert (status, complaints) == (1, "")
    assert output.startswith(f"The report cannot be written to {tmp_path / name} (")
    assert output.count("\n") == 1
    assert not Article.objects.exists()


def test_quietly_it_says_one_line(run, tmp_path):
    path = write_rows(tmp_path / "a.jsonl", row(1), row(1))
    assert run(path, verbosity=0) == (0, "2 documents: 1 new, 1 unchanged.\n", "")


# --- Addresses --------------------------------------------------------------------------------


def test_addresses_and_files_are_imported_together(run, tmp_path, site):
    links = [site.put(f"/news/{number}", page(number)) for number in (1, 2, 3)]
    status, output, _ = run(
        write_rows(tmp_path / "a.jsonl", row(0)),
        site.put("/feed", feed(entry(1, links[0])), XML),
        site.put("/sitemap.xml", sitemap(*links[:2]), XML).replace("http", "HTTP"),
        links[2],
        site.fail("/gone"),
    )
    assert status == 1
    assert (table(output)["new"], table(output)["refused"]) == (4, 1)
    assert list(Article.objects.order_by("pk").values_list("url", flat=True)) == ["", *links]
    assert Capture.objects.get(url=links[2]).captured_at is not None


def test_pages_of_a_sitemap_that_the_archive_has_are_not_fetched_again(run, site):
    links = [site.put(f"/news/{number}", page(number)) for number in (1, 2)]
    url = site.put("/sitemap.xml", sitemap(*links), XML)
    assert table(run(url)[1])["new"] == 2
    site.paths()
    status, output, _ = run(url)
    assert (status, table(output)["all documents"]) == (0, 0)
    assert site.paths() == ["/sitemap.xml"]


# --- Ends that nobody wants -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "status", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Broken off after 1 documents: "),
        (OperationalError("disk full"), 1, "The database failed (disk full) after 1 documents: "),
    ],
)
def test_an_import_that_is_broken_off_says_one_sentence(
    run, tmp_path, monkeypatch, end, status, sentence
):
    store = running.store

    def fail(draft, item, decisions, **options):
        if item.name.endswith("2"):
            raise end
        return store(draft, item, decisions, **options)

    monkeypatch.setattr(running, "BATCH", 1)
    monkeypatch.setattr(running, "store", fail)
    path = write_rows(tmp_path / "a.jsonl", row(1), row(2))
    ended, output, _ = run(path)
    assert ended == status
    assert output.splitlines()[1:] == [f"{sentence}run it again, and it goes on from there."]
    assert Article.objects.count() == 1
    monkeypatch.undo()
    assert table(run(path)[1])["unchanged"] == table(run(path)[1])["new"] + 1


# --- On a terminal ----------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


def terminal(monkeypatch):
    """What stands on a terminal from now on."""
    monkeypatch.setattr(import_articles, "LARGE", 1000)
    monkeypatch.setattr(sys, "stderr", Terminal())
    return sys.stderr


def test_a_bar_follows_the_bytes_that_are_read(monkeypatch, tmp_path):
    shown_on = terminal(monkeypatch)
    path = write_rows(tmp_path / "a.jsonl", *map(row, range(20)))
    with import_articles._Bar([path]) as bar, path.open("rb") as stream:
        assert bar.watched(stream).read() == path.read_bytes()
        bar.count(20)
        bar._bar.refresh()
    shown = shown_on.getvalue()
    assert "100%" in shown
    assert "20 documents" in shown
    assert "B/s" in shown


def test_tables_and_zips_are_read_under_the_bar_as_without_it(monkeypatch, run, tmp_path):
    shown_on = terminal(monkeypatch)
    write_rows(tmp_path / "a.jsonl", *map(row, range(20)))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("c.html", page(20))
    (tmp_path / "d.html.gz").write_bytes(gzip.compress(page(21)))
    status, output, _ = run(tmp_path)
    assert (status, table(output)["new"]) == (0, 22)
    assert "new        a.jsonl" not in output
    assert "%|" in shown_on.getvalue()
