"""Rows that are asked for once a second at most."""

import pytest
from django.db import transaction

from archive.models import Theme
from archive.models.lately import lately

# Within a transaction nothing is kept.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def theme():
    return Theme.objects.create(name_ar="هدنة", name_en="Truce", slug="truce")


@pytest.fixture
def seconds(monkeypatch):
    """Lets time pass."""
    now = [100.0]
    monkeypatch.setattr("archive.models.lately.time.monotonic", lambda: now[0])

    def pass_by(count):
        now[0] += count

    return pass_by


def test_a_row_is_asked_for_once_in_a_second(theme, seconds, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _ in range(3):
            assert lately(Theme).by_slug(["truce", "no-such-theme"]) == {"truce": theme}
            assert lately(Theme).by_pk([theme.pk]) == {theme.pk: theme}
            seconds(0.3)


def test_what_others_changed_is_seen_after_a_second(theme, seconds):
    lately(Theme).by_pk([theme.pk])
    Theme.objects.filter(pk=theme.pk).update(name_ar="وقف النار")
    seconds(1.1)
    assert lately(Theme).by_pk([theme.pk])[theme.pk].name == "وقف النار"


def test_what_this_process_changes_is_seen_at_once(theme):
    lately(Theme).by_slug(["truce"])
    theme.name_ar = "وقف النار"
    theme.save()
    assert lately(Theme).by_slug(["truce"])["truce"].name == "وقف النار"
    theme.delete()
    assert lately(Theme).by_slug(["truce"]) == {}


def test_what_is_undone_was_never_seen(theme):
    with transaction.atomic():
        theme.name_ar = "وقف النار"
        theme.save()
        assert lately(Theme).by_slug(["truce"])["truce"].name == "وقف النار"
        transaction.set_rollback(True)
    assert lately(Theme).by_slug(["truce"])["truce"].name == "هدنة"


def test_a_table_that_was_read_whole_is_read_once_for_all_that_is_asked_of_it(
    theme, seconds, django_assert_num_queries
):
    lately(Theme).every()
    seconds(1.1)
    with django_assert_num_queries(1):
        assert lately(Theme).by_slug(["truce", "no-such-theme"]) == {"truce": theme}
        assert lately(Theme).by_pk([theme.pk, -1]) == {theme.pk: theme}
        assert theme in lately(Theme).every()
