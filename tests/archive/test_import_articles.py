"""`manage.py import_articles`: what it says, what it keeps, what it refuses."""

import os
import re
import shutil

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, Capture, Tagging, Theme
from tests.conftest import SEEDS

pytestmark = pytest.mark.django_db

PAGE = "عنوان قصير لخبر جديد\n\nقال الوزير إن الاجتماع سيعقد قريبا.\n\nوأضاف أن الوفود وصلت.\n"


@pytest.fixture
def run(capsys):
    """Run the command; returns its exit status, its output and its complaints."""

    def run(*paths):
        try:
            call_command("import_articles", *map(str, paths))
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
        ("binary.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "byte 0 is not UTF-8"),
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
