"""Two editors, or one who presses twice, who do the same at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test import Client

from archive.admin.deciding import Decision, carry_out
from archive.merging_articles import merge
from archive.models import Act, Article, Name, Tagging, Theme
from archive.models.held import CannotMergeError
from tests.made import an_article

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*deeds):
    """Do all of it at the same moment; what each gave, or the error that it raised."""
    start = Barrier(len(deeds))

    def do(deed):
        try:
            start.wait()
            return deed()
        except Exception as error:  # whatever it is, the test is to see it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_of_two_themes_merged_into_each_other_one_stays_and_the_later_merger_is_told(editor):
    one, other = (Theme.objects.get(slug=slug) for slug in ("ceasefire", "peace-talks"))
    for article in (an_article(), an_article()):
        article.tag(one)
        article.tag(other)
    again, too = (Theme.objects.get(pk=theme.pk) for theme in (one, other))
    results = at_once(lambda: one.merge([other], editor), lambda: too.merge([again], editor))
    assert kinds(results) == ["Act", "CannotMergeError"]
    assert Theme.objects.filter(slug__in=("ceasefire", "peace-talks")).count() == 1
    assert Act.objects.get().count == 2


def test_of_two_names_merged_into_each_other_one_stays(editor):
    one, other = Name.objects.all()[:2]
    spellings = one.spellings.count() + other.spellings.count()
    again, too = (Name.objects.get(pk=name.pk) for name in (one, other))
    deeds = (lambda: one.merge([other], editor, ""), lambda: too.merge([again], editor, ""))
    assert kinds(at_once(*deeds)) == ["Act", "CannotMergeError"]
    (left,) = Name.objects.filter(pk__in=[again.pk, too.pk])
    assert left.spellings.count() == spellings


def test_of_two_articles_merged_into_each_other_one_stays(editor):
    one, other = an_article(), an_article()
    again, too = (Article.objects.get(pk=article.pk) for article in (one, other))
    results = at_once(lambda: merge(one, other, editor), lambda: merge(too, again, editor))
    assert kinds(results) == ["Act", "CannotMergeError"]
    assert Article.objects.count() == 1


def test_a_name_is_split_once(editor):
    name = Name.objects.get(slug="mark-rutte")
    moved = [name.spellings.get(text="روتيه")]

    def split(english):
        new = Name(kind="person", name_ar="مارك روتيه", name_en=english)
        return lambda: name.split(moved, new, editor, "رجلان")

    results = at_once(split("Another"), split("A third"))
    assert kinds(results) == ["Act", "CannotMergeError"]
    assert Name.objects.filter(name_en__in=("Another", "A third")).count() == 1


def test_a_form_that_is_sent_twice_decides_once(editor):
    theme = Theme.objects.get(slug="ceasefire")
    articles = [an_article() for _ in range(5)]
    articles[0].tag(theme)
    decisions = [Decision(article, theme, True) for article in articles]
    acts = at_once(*[lambda: carry_out(decisions, editor, Act.Kind.TAG)] * 2)
    assert kinds(acts) == ["Act", "NoneType"]
    assert Act.objects.get().count == 4
    assert Tagging.objects.accepted().count() == 5


def test_a_decision_on_a_theme_that_is_merged_meanwhile_is_none(editor):
    gone, stays = (Theme.objects.get(slug=slug) for slug in ("ceasefire", "peace-talks"))
    decision = Decision(an_article(), gone, True)
    stays.merge([Theme.objects.get(pk=gone.pk)], editor)
    assert carry_out([decision], editor) is None


def test_who_comes_too_late_to_merge_reads_a_sentence(client, administrator, monkeypatch):
    client.force_login(administrator)
    one, other = (Theme.objects.get(slug=slug) for slug in ("ceasefire", "peace-talks"))

    def too_late(self, *_arguments):
        Theme.objects.get(pk=other.pk).delete()
        raise CannotMergeError("في هذه الأثناء")

    monkeypatch.setattr(Theme, "merge", too_late)
    data = {"action": "merge_themes", "_selected_action": [one.pk, other.pk], "confirmed": "yes"}
    data |= {"stays": one.pk, "reason": "واحد"}
    response = client.post("/admin/archive/theme/", data, follow=True)
    assert response.redirect_chain
    assert "في هذه الأثناء" in response.content.decode()


def test_articles_that_are_withdrawn_twice_are_withdrawn_once(administrator):
    articles = [an_article(), an_article()]

    def withdraw():
        client = Client()
        client.force_login(administrator)
        data = {"action": "withdraw_articles", "confirmed": "yes", "reason": "خطأ"}
        keys = {ACTION_CHECKBOX_NAME: [article.pk for article in articles]}
        return client.post("/admin/archive/article/", data | keys).status_code

    assert at_once(withdraw, withdraw) == [302, 302]
    assert [done.count for done in Act.objects.all()] == [2]
