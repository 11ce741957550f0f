"""What editors change reaches the index when their transaction commits, and only then.

The transactions here are real ones: each test begins with what the migrations put there.
"""

from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import transaction
from haystack import connections
from haystack.query import SearchQuerySet

from archive import bulk
from archive.models import Article, Outlet, Theme
from search import answering, outbox
from search.models import PendingUpdate
from search.request import SearchRequest
from search.results import search
from search.state import index_is_current
from tests.made import an_article

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def found(text="", **chosen):
    request = SearchRequest(text, chosen={name: (value,) for name, value in chosen.items()})
    return search(request).total


@pytest.fixture
def backend():
    return connections["default"].get_backend()


@pytest.fixture
def writes(monkeypatch):
    """What was written into the index, one entry for each time it was opened for writing."""
    backend = type(connections["default"].get_backend())
    written = []

    def spied(name):
        original = getattr(backend, name)

        def write(self, *arguments, **options):
            written.append(name)
            return original(self, *arguments, **options)

        return write

    for name in ("refresh", "remove", "clear"):
        monkeypatch.setattr(backend, name, spied(name))
    return written


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


def test_an_article_that_is_saved_is_found_at_once():
    an_article(title="قمة باريس")
    assert found("باريس") == 1


def test_an_article_that_is_changed_is_found_by_its_new_words_alone():
    article = an_article(title="قمة باريس")
    article.title = "قمة جنيف"
    article.save()
    assert (found("باريس"), found("جنيف")) == (0, 1)


def test_an_article_is_not_found_before_its_transaction_commits():
    an_article(title="قمة لندن")
    with transaction.atomic():
        an_article(title="قمة باريس")
        assert found("باريس") == 0
    assert found("باريس") == 1


def test_what_is_rolled_back_leaves_the_index_alone(writes):
    with transaction.atomic():
        an_article(title="قمة باريس")
        transaction.set_rollback(True)
    assert writes == []


def test_what_follows_a_rolled_back_part_of_a_transaction_is_found():
    with transaction.atomic():
        with transaction.atomic():
            an_article(title="قمة باريس")
            transaction.set_rollback(True)
        an_article(title="قمة جنيف")
    assert (found("باريس"), found("جنيف")) == (0, 1)


def test_what_precedes_a_rolled_back_part_of_a_transaction_is_found():
    with transaction.atomic():
        an_article(title="قمة جنيف")
        with transaction.atomic():
            an_article(title="قمة باريس")
            transaction.set_rollback(True)
    assert (found("باريس"), found("جنيف")) == (0, 1)


def test_many_changes_in_one_transaction_open_the_index_once(writes, theme):
    with transaction.atomic():
        for _ in range(5):
            article = an_article()
            article.tag(theme)
            article.save()
    assert writes == ["refresh"]
    assert found("الوفود") == 5


def test_tagging_and_untagging_reach_the_facet(theme):
    article = an_article()
    article.tag(theme)
    assert found(theme="ceasefire") == 1
    article.untag(theme)
    assert found(theme="ceasefire") == 0
    assert found("الوفود") == 1


def test_deleting_the_record_of_a_tagging_reaches_the_facet(theme):
    an_article().tag(theme).delete()
    assert found("الوفود") == 1
    assert found(theme="ceasefire") == 0


@pytest.mark.parametrize("state", ["withdrawn", "review"])
def test_an_article_that_readers_may_no_longer_see_leaves_the_index(backend, state):
    kept, article = an_article(), an_article()
    article.state = state
    article.save()
    assert backend.indexed_ids() == {kept.pk}


def test_an_article_that_passes_review_enters_the_index(backend):
    article = an_article(state="review")
    assert backend.indexed_ids() == set()
    article.state = "public"
    article.save()
    assert backend.indexed_ids() == {article.pk}


def test_a_deleted_article_leaves_the_index(backend):
    kept, article = an_article(), an_article()
    article.delete()
    assert backend.indexed_ids() == {kept.pk}


def test_many_deleted_together_leave_the_index_in_one_go(backend, writes):
    for _ in range(3):
        an_article()
    writes.clear()
    with transaction.atomic():
        Article.objects.all().delete()
    assert backend.indexed_ids() == set()
    assert writes == ["refresh"]


def test_an_outlet_with_a_new_name_and_address_is_found_under_them():
    outlet = Outlet.objects.create(name="الاتحاد")
    an_article(outlet=outlet)
    outlet.name, outlet.slug = "صحيفة الاتحاد", "al-ittihad"
    outlet.save()
    (choice,) = search(SearchRequest(chosen={"outlet": ("al-ittihad",)})).chosen
    assert (choice.label, choice.count) == ("صحيفة الاتحاد", 1)
    assert found(outlet="الاتحاد") == 0


def test_a_theme_with_a_new_address_is_found_under_it(theme):
    an_article().tag(theme)
    theme.slug = "truce"
    theme.save()
    assert (found(theme="truce"), found(theme="ceasefire")) == (1, 0)


class TestFamilies:
    """A parent's facet takes in what its children hold, each story once."""

    @pytest.fixture
    def parent(self):
        return Theme.objects.create(name_ar="الحرب والسلام", name_en="War and peace", slug="war")

    @pytest.fixture
    def child(self, theme, parent):
        theme.parent = parent
        theme.save()
        return theme

    def test_a_story_of_the_parent_and_the_child_counts_once(self, parent, child):
        both, one = an_article(), an_article()
        both.tag(parent)
        both.tag(child)
        one.tag(child)
        an_article().tag(parent)
        assert (found(theme="war"), found(theme="ceasefire")) == (3, 2)

    def test_a_theme_that_gets_a_parent_or_loses_it_takes_its_stories_along(self, theme, parent):
        an_article().tag(theme)
        assert found(theme="war") == 0
        theme.parent = parent
        theme.save()
        assert found(theme="war") == 1
        theme.parent = None
        theme.save()
        assert found(theme="war") == 0

    def test_a_parent_with_a_new_address_is_found_under_it(self, parent, child):
        an_article().tag(child)
        parent.slug = "war-and-peace"
        parent.save()
        assert (found(theme="war-and-peace"), found(theme="war")) == (1, 0)

    def test_a_parent_that_is_deleted_leaves_its_children_behind(self, parent, child):
        an_article().tag(child)
        parent.delete()
        assert (found(theme="ceasefire"), found(theme="war")) == (1, 0)


def test_a_deleted_theme_is_no_facet_any_more(theme):
    an_article().tag(theme)
    theme.delete()
    assert found("الوفود") == 1
    assert [facet.name for facet in search(SearchRequest("الوفود")).facets] == ["year", "month"]


def test_a_new_theme_or_outlet_without_articles_touches_no_index(writes):
    Outlet.objects.create(name="صحيفة كذا")
    Theme.objects.create(name_ar="عقوبات", name_en="Sanctions")
    assert writes == []


def test_an_index_that_fails_does_not_lose_the_change(monkeypatch, backend):
    def fail(*arguments, **options):
        raise OSError("the disk is full")

    monkeypatch.setattr(type(backend), "refresh", fail)
    article = an_article()
    assert Article.objects.get() == article
    monkeypatch.undo()
    assert not index_is_current()


# --- Commands ---------------------------------------------------------------------------------


def test_haystacks_own_search_counts_what_is_in_the_index():
    an_article()
    an_article()
    an_article(state="review")
    assert SearchQuerySet().count() == 2
    assert SearchQuerySet().models(Article).count() == 2


def test_haystacks_own_search_finds_by_stem():
    an_article(title="ضمانات أمنية")
    assert SearchQuerySet().filter(content="الضمانات").count() == 1


def test_the_index_is_rebuilt_from_the_archive_alone(backend):
    article = an_article()
    Article.objects.filter(pk=article.pk).update(title="قمة باريس")
    backend.remove(article)
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert found("باريس") == 1
    assert index_is_current()


def test_the_index_is_brought_up_to_date_without_being_emptied(backend):
    article = an_article()
    Article.objects.filter(pk=article.pk).update(title="قمة باريس")
    call_command("update_index", verbosity=0)
    assert found("باريس") == 1
    assert backend.indexed_ids() == {article.pk}


def test_updating_with_removal_takes_out_what_the_archive_no_longer_shows(backend):
    kept, withdrawn = an_article(), an_article()
    Article.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    call_command("update_index", remove=True, verbosity=0)
    assert backend.indexed_ids() == {kept.pk}


def test_updating_by_age_takes_in_what_changed_lately(backend):
    article = an_article()
    backend.clear()
    call_command("update_index", age=1, verbosity=0)
    assert backend.indexed_ids() == {article.pk}


def test_the_index_is_cleared_on_command(backend):
    an_article()
    call_command("clear_index", interactive=False, verbosity=0)
    assert backend.indexed_ids() == set()
    assert found("الوفود") == 0


def test_the_index_is_current_only_while_it_holds_exactly_the_public_articles(backend):
    article = an_article()
    an_article(state="review")
    assert index_is_current()
    backend.remove(article)
    assert not index_is_current()
    an_article()
    Article.objects.all().delete()
    assert index_is_current()


def test_the_index_is_not_current_when_an_article_was_withdrawn_behind_its_back():
    article = an_article()
    Article.objects.filter(pk=article.pk).update(state="withdrawn")
    assert not index_is_current()


def test_what_another_process_did_while_this_one_waited_is_what_the_index_says(backend):
    article = an_article(title="قمة باريس")
    index = connections["default"].get_unified_index().get_index(Article)
    stale = [Article.objects.get(pk=article.pk)]
    Article.objects.filter(pk=article.pk).update(state="withdrawn")
    backend.update(index, stale)
    assert found("باريس") == 0


def test_clearing_leaves_the_files_that_other_processes_have_open(backend):
    an_article(title="قمة باريس")
    with backend.index.searcher() as reader:
        backend.clear()
        assert reader.doc_count() == 1
    assert found("باريس") == 0


def test_a_damaged_index_is_known_as_such_and_can_be_rebuilt(backend):
    article = an_article(title="قمة باريس")
    for file in Path(backend.path).glob("*/*.toc"):
        file.write_bytes(file.read_bytes()[:20])
    assert not index_is_current()
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert backend.indexed_ids() == {article.pk}


def test_a_rebuilt_index_shares_no_counts_with_the_damaged_one(backend, theme):
    article = an_article(title="قمة باريس")
    article.tag(theme)
    assert found("باريس", theme=theme.slug) == 1
    article.untag(theme)
    for file in Path(backend.path).glob("*/*.toc"):
        file.write_bytes(b"")
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert (found("باريس"), found("باريس", theme=theme.slug)) == (1, 0)


def test_an_article_that_cannot_be_prepared_keeps_no_other_out(backend, caplog):
    broken = an_article(title="قمة باريس")
    Article.objects.filter(pk=broken.pk).update(published_precision="unheard")
    kept = an_article(title="قمة جنيف")
    call_command("update_index", verbosity=0)
    assert backend.indexed_ids() == {kept.pk}
    assert f"Article {broken.pk} cannot be indexed" in caplog.text
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert backend.indexed_ids() == {kept.pk}


def test_all_threads_of_a_process_read_the_index_through_one_snapshot(backend):
    an_article()
    found = []
    thread = Thread(target=lambda: found.append(type(backend)("default", PATH=backend.path)))
    thread.start()
    thread.join()
    assert found[0].snapshot() is backend.snapshot()


def test_updating_from_a_date_takes_in_what_changed_since(backend):
    article = an_article()
    backend.clear()
    call_command("update_index", start_date="2999-01-01", verbosity=0)
    assert backend.indexed_ids() == set()
    call_command("update_index", start_date="2020-01-01", verbosity=0)
    assert backend.indexed_ids() == {article.pk}


def test_a_change_that_cannot_be_noted_is_not_made(monkeypatch):
    article = an_article(title="قمة باريس")

    def fail(articles):
        raise OSError("the database is locked")

    monkeypatch.setattr(outbox, "note", fail)
    article.title = "قمة جنيف"
    with pytest.raises(OSError, match="locked"):
        article.save()
    assert Article.objects.get().title == "قمة باريس"


# --- Many changes at once ---------------------------------------------------------------------


@pytest.fixture
def rebuilds(monkeypatch):
    """How often the index was made anew."""
    backend = type(connections["default"].get_backend())
    rebuild, made = backend.rebuild, []

    def spied(self, *arguments, **options):
        made.append(arguments)
        return rebuild(self, *arguments, **options)

    monkeypatch.setattr(backend, "rebuild", spied)
    return made


def put_away(count):
    """Articles that are noted and not delivered yet, as in the midst of an import."""
    with bulk.changes():
        return [an_article(title=f"قمة رقم {number} في جنيف") for number in range(count)]


@pytest.mark.parametrize(("worth", "times"), [(3, 1), (4, 0)])
def test_a_new_index_is_made_where_enough_has_changed(monkeypatch, rebuilds, worth, times):
    monkeypatch.setattr(outbox, "WORTH_REBUILDING", worth)
    put_away(4)
    assert len(rebuilds) == times
    assert found("جنيف") == 4
    assert not PendingUpdate.objects.exists()
    assert index_is_current()


def test_no_new_index_is_made_for_a_small_part_of_the_archive(monkeypatch, rebuilds):
    put_away(8)
    monkeypatch.setattr(outbox, "WORTH_REBUILDING", 2)
    put_away(3)
    assert rebuilds == []
    assert found("جنيف") == 11
    assert not PendingUpdate.objects.exists()


def test_what_is_noted_while_a_new_index_is_made_is_delivered_after_it(monkeypatch, rebuilds):
    monkeypatch.setattr(outbox, "WORTH_REBUILDING", 1)
    backend = type(connections["default"].get_backend())
    rebuild, late = backend.rebuild, []

    def with_another(self, *arguments, **options):
        rebuild(self, *arguments, **options)
        late.append(an_article(title="وفد آخر في باريس").pk)
        outbox.note(late)

    monkeypatch.setattr(backend, "rebuild", with_another)
    put_away(2)
    assert (len(rebuilds), found("جنيف"), found("باريس")) == (1, 2, 1)
    assert not PendingUpdate.objects.exists()


# --- While somebody waits for an answer -------------------------------------------------------


@pytest.fixture
def few(monkeypatch):
    """Two articles are indexed before an answer is given, and no more."""
    monkeypatch.setattr(answering, "AT_ONCE", 2)


@pytest.fixture
def request_under_way(few):
    """Let the test be a request until it says that the answer is given."""
    request_started.send(sender=None)
    yield
    request_finished.send(sender=None)


def answer():
    request_finished.send(sender=None)


def test_few_changes_of_a_request_are_found_before_it_is_answered(request_under_way):
    an_article(title="قمة باريس")
    assert found("باريس") == 1
    assert not PendingUpdate.objects.exists()


def test_many_changes_of_a_request_are_found_once_it_is_answered(request_under_way):
    with transaction.atomic():
        for _ in range(3):
            an_article(title="قمة باريس")
    assert (found("باريس"), PendingUpdate.objects.count()) == (0, 3)
    answer()
    assert found("باريس") == 3
    assert not PendingUpdate.objects.exists()
    assert index_is_current()


def test_what_few_changes_await_is_not_what_others_left(request_under_way):
    put_aside = [an_article(title="قمة جنيف").pk for _ in range(3)]
    outbox.note(put_aside)
    article = an_article(title="قمة باريس")
    assert set(PendingUpdate.objects.values_list("article", flat=True)) == set(put_aside)
    assert found("باريس") == 1
    article.delete()
    answer()
    assert found("باريس") == 0
    assert not PendingUpdate.objects.exists()


def test_a_process_that_ends_before_it_delivers_loses_nothing(request_under_way, monkeypatch):
    with transaction.atomic():
        for _ in range(3):
            an_article(title="قمة باريس")
    monkeypatch.setattr(answering._here, "left", {})
    answer()
    assert found("باريس") == 0
    outbox.deliver_at_start()
    assert found("باريس") == 3


def test_what_fails_after_an_answer_is_told_and_stays_to_be_done(request_under_way, caplog):
    with transaction.atomic():
        for _ in range(3):
            an_article(title="قمة باريس")
    with patch.object(outbox, "index_articles", side_effect=OSError("no room")):
        answer()
    assert "no room" in caplog.text
    assert PendingUpdate.objects.count() == 3
    an_article()  # the next change of anybody
    answer()
    assert found("باريس") == 3


def test_many_changes_outside_a_request_are_found_at_once(few):
    with transaction.atomic():
        for _ in range(3):
            an_article(title="قمة باريس")
    assert found("باريس") == 3
