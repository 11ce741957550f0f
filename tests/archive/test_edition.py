"""The edition of the archive: another one after every change, however it was made."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from archive import edition, together
from archive.models import Article, ChangeMark, Feed, Outlet, Tagging, Theme
from tests.made import an_article

pytestmark = pytest.mark.django_db

REAL = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def theme():
    return Theme.objects.get(slug="ceasefire")


def other_theme():
    return Theme.objects.get(slug="security-guarantees")


@pytest.fixture
def article():
    article = an_article()
    article.tag(theme())
    return article


def retitled(article):
    article.title = "عنوان آخر"
    article.save()


def told_by_the_database_alone(article):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_article SET title = %s", ["عنوان"])


def sent_many_at_once(article):
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE archive_article SET title = %s WHERE id = %s", [("ع", 1)])


CHANGES = {
    "an article saved": retitled,
    "an article added": lambda article: an_article(),
    "an article deleted": lambda article: article.delete(),
    "a theme put on": lambda article: article.tag(other_theme()),
    "a theme taken off": lambda article: article.untag(theme()),
    "an outlet added": lambda article: Outlet.objects.create(name="صحيفة"),
    "many updated": lambda article: Article.objects.update(title="عنوان"),
    "many added": lambda article: Article.objects.bulk_create([Article(title="أ", body="ب")]),
    "many saved": lambda article: Article.objects.bulk_update([article], ["title"]),
    "many deleted": lambda article: Tagging.objects.all()._raw_delete("default"),
    "written together": lambda article: together.write(
        Tagging, changed=list(article.taggings.all()), fields=["state"]
    ),
    "deleted together": lambda article: together.delete(Tagging, list(article.taggings.all())),
    "a statement of SQL": told_by_the_database_alone,
    "many statements of SQL": sent_many_at_once,
}


@REAL
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_makes_another_edition(article, change):
    before = ChangeMark.edition()
    change(article)
    assert ChangeMark.edition() != before


@REAL
def test_reading_leaves_the_edition_as_it_is(client, article):
    before = ChangeMark.edition()
    client.get("/")
    client.get(article.get_absolute_url())
    list(Article.objects.for_lists())
    assert ChangeMark.edition() == before


@REAL
def test_what_no_reader_sees_leaves_the_edition_as_it_is(client, editor):
    Feed.objects.create(url="https://news.example/feed")
    before = ChangeMark.edition()
    client.force_login(User.objects.get(username="samira"))
    Feed.objects.update(fetched=timezone.now())
    assert ChangeMark.edition() == before


@REAL
def test_a_transaction_leaves_one_mark_however_much_it_changes(article):
    before = ChangeMark.objects.count()
    with transaction.atomic():
        for _ in range(3):
            retitled(article)
            article.tag(other_theme())
    assert ChangeMark.objects.count() == before + 1


@REAL
def test_what_is_undone_leaves_the_edition_as_it_is(article):
    before = ChangeMark.edition()
    with transaction.atomic():
        retitled(article)
        assert ChangeMark.edition() != before
        transaction.set_rollback(True)
    assert ChangeMark.edition() == before


@REAL
def test_a_change_counts_whose_transaction_took_an_earlier_one_back(article):
    before = ChangeMark.edition()
    with transaction.atomic():
        with transaction.atomic():
            retitled(article)
            transaction.set_rollback(True)
        assert ChangeMark.edition() == before
        article.tag(other_theme())
    assert ChangeMark.edition() != before


@REAL
def test_nobody_sees_an_edition_before_it_is_committed(article):
    before, seen = ChangeMark.edition(), []

    def look():
        seen.append(ChangeMark.edition())
        connection.close()

    with transaction.atomic():
        retitled(article)
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert seen == [before]


def test_a_mark_that_comes_late_makes_another_edition():
    late = ChangeMark.objects.create(mark=7)
    ChangeMark.objects.create(mark=11)
    late.delete()
    before = ChangeMark.edition()
    ChangeMark.objects.create(pk=late.pk, mark=7)
    assert ChangeMark.edition() != before


@REAL
def test_old_marks_are_taken_away(monkeypatch):
    monkeypatch.setattr(edition, "KEPT", 5)
    for _ in range(30):
        an_article()
    assert ChangeMark.objects.count() <= 10


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ('INSERT INTO "archive_article" ("title") VALUES (%s)', "archive_article"),
        ('INSERT OR IGNORE INTO "archive_credit" ("name") VALUES (%s)', "archive_credit"),
        ('  UPDATE "archive_theme" SET "slug" = %s', "archive_theme"),
        ('DELETE FROM "archive_tagging"', "archive_tagging"),
        ('TRUNCATE "archive_name", "archive_outlet";', "archive_name"),
        ("update archive_outlet set name = ''", "archive_outlet"),
        ('SELECT "archive_article"."title" FROM "archive_article" FOR UPDATE', None),
        ("SAVEPOINT s1", None),
        ('CREATE TABLE "update" ("id" integer)', None),
    ],
)
def test_a_statement_tells_which_table_it_changes(statement, table):
    assert edition.changed_table(statement) == table
