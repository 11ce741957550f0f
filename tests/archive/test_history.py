"""The record of changes: which versions are kept, and what says who made them."""

import pytest
from django.contrib.auth.models import User

from archive.models import Act, Article, Theme
from archive.models.history import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return Article.objects.create(title="قمة في باريس", body="اجتمع الوزراء.")


def test_an_article_as_it_came_in_is_kept_from_its_first_change_on(article):
    assert not article.history.exists()
    article.title = "قمة في جنيف"
    article.save()
    now, first = article.history.all()
    assert (first.title, now.title) == ("قمة في باريس", "قمة في جنيف")
    assert (first.history_type, now.history_type) == ("+", "~")
    assert first.history_date == article.created
    article.title = "قمة"
    article.save()
    assert article.history.count() == 3


def test_what_editors_make_is_kept_from_the_beginning():
    theme = Theme.objects.create(name_ar="هدنة جديدة", name_en="New truce")
    (first,) = theme.history.all()
    assert (first.history_type, first.act) == ("+", None)


def test_changes_of_one_act_are_kept_under_it_and_under_the_name_of_who_made_it(article):
    editor = User.objects.create_user("editor")
    theme, other = Theme.objects.all()[:2]
    with act(Act.Kind.TAG, editor, what=theme.name_en) as made:
        tagging = article.tag(theme, by=editor)
    article.tag(other)
    (version,) = tagging.history.all()
    assert (version.act, version.history_user) == (made, editor)
    assert article.taggings.get(theme=other).history.get().act is None


def test_an_act_that_is_broken_off_leaves_nothing(article):
    def break_off():
        with act(Act.Kind.TAG, None):
            article.tag(Theme.objects.get(slug="ceasefire"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert not Act.objects.exists()
    assert not article.taggings.exists()
