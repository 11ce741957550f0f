"""`manage.py verify_archive`: damage to an original is found and named."""

import zlib

import pytest
from django.core.management import CommandError, call_command

from archive.importing.item import Item
from archive.importing.pages import read_page
from archive.importing.store import store
from archive.models import Article, Capture
from tests.archive.site import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run the command; returns its exit status, its output and its complaints."""

    def run(**options):
        try:
            call_command("verify_archive", **options)
            status = 0
        except CommandError as error:
            print(error)
            status = error.returncode
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def kept(number, **given):
    item = Item(f"{number}.html", page(number), "text/html", **given)
    return store(read_page(item), item).article


def test_an_archive_that_is_whole_is_said_to_be(run):
    assert run() == (0, "All 0 captures are as they came in.\n", "")
    kept(1)
    kept(2)
    assert run() == (0, "All 2 captures are as they came in.\n", "")
    assert run(verbosity=0) == (0, "", "")


@pytest.mark.parametrize(
    "damaged",
    [zlib.compress(page(3)), zlib.compress(page(1))[:-8], b"", b"nonsense"],
    ids=["other bytes", "cut short", "nothing", "no package"],
)
def test_a_capture_that_was_damaged_is_named_with_its_articles(run, damaged):
    article, other = kept(1), kept(2)
    captures = Capture.objects.filter(pk=article.capture_id)
    captures.update(compressed=damaged)
    status, output, complaints = run()
    assert status == 1
    assert "1 of 2 captures are damaged: restore them from a backup." in output
    assert complaints == (f"damaged    {captures.get().sha256} 1.html (articles {article.pk})\n")
    assert str(other.capture.sha256) not in complaints


def test_an_earlier_state_of_a_page_is_named_with_its_article(run):
    url = "https://news.example/1"
    article = kept(1, url=url)
    item = Item("1.html", page(2), "text/html", url=url)
    assert store(read_page(item), item).article == article
    Capture.objects.filter(pk=article.capture_id).update(compressed=b"")
    assert f"(articles {article.pk})" in run()[2]


def test_a_capture_without_an_article_is_named_all_the_same(run):
    Capture.objects.keep(b"bytes", "a.bin")
    Capture.objects.update(compressed=b"")
    assert "a.bin (articles none)" in run()[2]


def test_nothing_is_changed(run):
    kept(1)
    Capture.objects.update(compressed=b"nonsense")
    before = [list(model.objects.values()) for model in (Article, Capture)]
    run()
    assert [list(model.objects.values()) for model in (Article, Capture)] == before
