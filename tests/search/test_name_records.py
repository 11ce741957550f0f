"""What editors do to names is what search finds: at once here, within a second elsewhere."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from haystack import connections

from archive.models import Act, Name, Spelling
from archive.undoing import bring_back, undo
from search import answering, known, outbox
from search.authority import authority
from search.mentions import articles_holding, articles_mentioning
from search.models import NamesEdition, PendingUpdate
from search.names import Name as ListedName
from search.names import known_names
from search.request import SearchRequest
from search.results import search
from search.suggestions import suggest
from tests.archive.test_admin import filled_in
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor")


@pytest.fixture
def stoltenberg():
    return Name.objects.get(slug="jens-stoltenberg")


def found(text="", **chosen):
    request = SearchRequest(text, chosen={name: (value,) for name, value in chosen.items()})
    return [hit.article for hit in search(request).hits]


def people(text):
    facets = {facet.name: facet for facet in search(SearchRequest(text)).facets}
    choices = facets["person"].choices if "person" in facets else []
    return {choice.value: (choice.label, choice.count) for choice in choices}


# --- The names of the database ----------------------------------------------------------------


def test_a_new_archive_knows_the_names_of_the_file():
    assert known.current_names() == known_names()


def test_names_that_nobody_changed_are_in_memory_once(stoltenberg):
    before = known.names_by_slug()
    stoltenberg.spellings.create(text="شتولتنبيرك")
    after = known.names_by_slug()
    assert after is not before
    assert [slug for slug in after if after[slug] is not before[slug]] == ["jens-stoltenberg"]


def test_of_the_names_that_alone_is_read_again_which_has_changed(stoltenberg, monkeypatch):
    known.current_names()
    read = []

    def made(*values):
        read.append(values[0])
        return ListedName(*values)

    monkeypatch.setattr("search.known.Name", made)
    stoltenberg.spellings.create(text="شتولتنبيرك")
    assert authority().find(["شتولتنبيرك"])
    assert read == ["jens-stoltenberg"]


def test_the_names_followed_step_by_step_are_those_read_at_once(editor, stoltenberg):
    known.current_names()
    merged = Name.objects.get(slug="mark-rutte")
    act = stoltenberg.merge([merged], editor, "a try")
    assert "mark-rutte" not in known.names_by_slug()
    assert authority().find(["روته"])[0].name.slug == "jens-stoltenberg"
    Name.objects.get(slug="nato").delete()
    Name.objects.create(kind="person", name_ar="كرزبرغ", name_en="Karzberg")
    followed = known.current_names()
    known.forget()
    assert followed == known.current_names()
    undo(act, editor)
    assert authority().find(["روته"])[0].name.slug == "mark-rutte"
    followed = known.current_names()
    known.forget()
    assert followed == known.current_names()


def test_a_version_that_is_brought_back_is_what_names_are(editor, stoltenberg):
    spelling = stoltenberg.spellings.create(text="شتولتنبيرك")
    spelling.delete()
    assert authority().find(["شتولتنبيرك"]) == []
    bring_back(Spelling.history.filter(text="شتولتنبيرك", history_type="+").get(), editor)
    assert authority().find(["شتولتنبيرك"])[0].name.slug == "jens-stoltenberg"


def test_a_process_asks_once_a_second_whether_names_have_changed(
    monkeypatch, django_assert_num_queries
):
    now = [1_000.0]
    monkeypatch.setattr("search.known.time.monotonic", lambda: now[0])
    known.ask_anew()
    known.current_names()
    with django_assert_num_queries(1):
        for _ in range(5):
            authority()
            known.names_by_slug()
            now[0] += 0.3


def test_what_is_undone_was_never_a_name(stoltenberg):
    with transaction.atomic():
        stoltenberg.spellings.create(text="شتولتنبيرك")
        transaction.set_rollback(True)
    assert authority().find(["شتولتنبيرك"]) == []


# --- Spellings --------------------------------------------------------------------------------


def test_an_article_is_found_by_a_spelling_as_soon_as_it_is_added(stoltenberg):
    article = an_article(body="قال شتولتنبيرك إن الوفد وصل.")
    other = an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    assert found("ستولتنبرغ") == [other]
    assert people("الوفد") == {"jens-stoltenberg": ("ينس ستولتنبرغ", 1)}
    stoltenberg.spellings.create(text="شتولتنبيرك")
    assert set(found("ستولتنبرغ")) == {article, other}
    assert found(person="jens-stoltenberg") == found("شخص:ستولتنبرغ")
    assert people("الوفد") == {"jens-stoltenberg": ("ينس ستولتنبرغ", 2)}
    assert not PendingUpdate.objects.exists()


def test_a_spelling_finds_before_its_many_articles_are_indexed(stoltenberg, monkeypatch):
    monkeypatch.setattr(answering, "AT_ONCE", 0)
    article = an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    other = an_article(body="قال شتولتنبيرك إن الوفد وصل.")
    request_started.send(sender=None)
    stoltenberg.spellings.create(text="شتولتنبيرك")
    assert set(found("شتولتنبيرك")) == {article, other}
    assert found(person="jens-stoltenberg") == [article]
    request_finished.send(sender=None)
    assert set(found(person="jens-stoltenberg")) == {article, other}
    assert not PendingUpdate.objects.exists()


def test_a_spelling_that_was_typed_is_indexed_when_its_form_was_answered(
    client, stoltenberg, editor, monkeypatch
):
    monkeypatch.setattr(answering, "AT_ONCE", 0)
    article = an_article(body="قال شتولتنبيرك إن الوفد وصل.")
    client.force_login(editor)
    address = f"/admin/archive/name/{stoltenberg.pk}/change/"
    sent = filled_in(Page(client.get(address)))
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    sent[f"spellings-{new}-text"] = "شتولتنبيرك"
    assert client.post(address, sent).status_code == 302
    assert found(person="jens-stoltenberg") == [article]


def test_a_spelling_is_found_in_articles_behind_clitics(stoltenberg):
    article = an_article(body="تحدث الوزير عن كرزبرغ ولكرزبرغ ووكرزبرغ.")
    behind = an_article(body="لقاء جمع الوزير ولكرزبرغ.")
    stoltenberg.spellings.create(text="كرزبرغ")
    assert set(found(person="jens-stoltenberg")) == {article, behind}


def test_a_spelling_of_several_words_is_found_in_any_inflection(stoltenberg):
    article = an_article(body="صرح للأمين النرويجي الأسبق أمس.")
    an_article(body="صرح الأمين أمس.")
    stoltenberg.spellings.create(text="الأمين النرويجي الأسبق")
    assert found(person="jens-stoltenberg") == [article]


def test_a_spelling_that_no_article_holds_finds_those_with_others(stoltenberg):
    article = an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    assert found("كرزبرغ") == []
    stoltenberg.spellings.create(text="كرزبرغ")
    assert found("كرزبرغ") == [article]
    assert suggest("كرزبرغ")[0].label == "ينس ستولتنبرغ"


def test_a_spelling_that_is_taken_away_or_corrected_finds_no_more(stoltenberg):
    an_article(body="قال شتولتنبيرك إن الوفد وصل.")
    spelling = stoltenberg.spellings.create(text="شتولتنبيرك")
    spelling.text = "شتولتنبيرق"
    spelling.save()
    assert people("الوفد") == {}
    spelling.text = "شتولتنبيرك"
    spelling.save()
    assert "jens-stoltenberg" in people("الوفد")
    spelling.delete()
    assert people("الوفد") == {}
    assert authority().find(["شتولتنبيرك"]) == []


def test_an_article_that_several_spellings_name_is_indexed_once(stoltenberg, editor, monkeypatch):
    article = an_article(body="قال كرزبرغ، وهو كارزبرغ، إن الوفد وصل.")
    double = Name.objects.create(kind="person", name_ar="كرزبرغ", name_en="Karzberg")
    double.spellings.create(text="كارزبرغ")
    indexed, index = [], outbox.index_articles
    monkeypatch.setattr(
        "search.outbox.index_articles",
        lambda ids, *patience: (indexed.extend(ids), index(ids, *patience)),
    )
    monkeypatch.setattr("search.outbox.BATCH", 1)
    stoltenberg.merge([double], editor, "one man")
    assert indexed == [article.pk]
    assert not PendingUpdate.objects.exists()


def test_articles_that_do_not_hold_a_spelling_are_left_alone(stoltenberg):
    held, _other = an_article(body="قال شتولتنبيرك إن الوفد وصل."), an_article()
    assert articles_holding("شتولتنبيرك") == {held.pk}
    assert articles_holding("كلمة لم تكتب قط") == set()
    assert articles_mentioning(["jens-stoltenberg"]) == set()


# --- Names ------------------------------------------------------------------------------------


def test_a_new_name_is_found_and_suggested():
    article = an_article(body="التقى كرزبرغ الوفود.")
    Name.objects.create(kind="person", name_ar="كرزبرغ", name_en="Karzberg")
    assert people("الوفود") == {"karzberg": ("كرزبرغ", 1)}
    assert found("Karzberg") == [article]
    assert [s.label for s in suggest("Karzb")] == ["كرزبرغ"]


def test_a_name_with_another_address_or_kind_is_counted_under_it(stoltenberg):
    an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    stoltenberg.slug = "stoltenberg"
    stoltenberg.save()
    assert people("الوفد") == {"stoltenberg": ("ينس ستولتنبرغ", 1)}
    stoltenberg.kind = "place"
    stoltenberg.save()
    assert people("الوفد") == {}
    assert len(found(place="stoltenberg")) == 1


def test_a_description_touches_no_article(stoltenberg, monkeypatch):
    an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    noted = []
    monkeypatch.setattr("search.outbox.note", noted.append)
    stoltenberg.description_en = "Secretary General of NATO until 2024."
    stoltenberg.save()
    assert noted == []


def test_a_deleted_name_is_found_nowhere(stoltenberg):
    article = an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    stoltenberg.delete()
    assert people("الوفد") == {}
    assert found("ستولتنبرغ") == [article]


def test_merged_names_are_one_facet_and_found_under_all_spellings(editor, stoltenberg):
    double = Name.objects.create(kind="person", name_ar="كرزبرغ", name_en="Karzberg")
    one = an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    other = an_article(body="قال كرزبرغ إن الوفد وصل.")
    assert set(people("الوفد")) == {"jens-stoltenberg", "karzberg"}
    stoltenberg.merge([double], editor, "one man")
    assert people("الوفد") == {"jens-stoltenberg": ("ينس ستولتنبرغ", 2)}
    assert set(found("Karzberg")) == {one, other}


def test_a_split_name_is_two_facets(editor, stoltenberg):
    an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    other = an_article(body="قال شتولتنبرغ إن الوفد وصل.")
    new = Name(kind="person", name_ar="شتولتنبرغ الآخر", name_en="Other Stoltenberg")
    stoltenberg.split(stoltenberg.spellings.filter(text="شتولتنبرغ"), new, editor, "two men")
    assert set(people("الوفد")) == {"jens-stoltenberg", "other-stoltenberg"}
    assert found(person="other-stoltenberg") == [other]


def test_search_follows_at_once_when_a_merger_of_names_is_taken_back(editor, stoltenberg):
    double = Name.objects.create(kind="person", name_ar="كرزبرغ", name_en="Karzberg")
    one = an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    other = an_article(body="قال كرزبرغ إن الوفد وصل.")
    before = people("الوفد")
    undo(stoltenberg.merge([double], editor, "one man"), editor)
    assert people("الوفد") == before
    assert set(before) == {"jens-stoltenberg", "karzberg"}
    assert found("Karzberg") == [other]
    assert found(person="jens-stoltenberg") == [one]
    assert set(articles_mentioning(["karzberg"])) == {other.pk}


def test_search_follows_at_once_when_a_split_of_a_name_is_taken_back(editor, stoltenberg):
    one = an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    other = an_article(body="قال شتولتنبرغ إن الوفد وصل.")
    new = Name(kind="person", name_ar="شتولتنبرغ الآخر", name_en="Other Stoltenberg")
    spellings = stoltenberg.spellings.filter(text="شتولتنبرغ")
    undo(stoltenberg.split(spellings, new, editor, "two men"), editor)
    assert people("الوفد") == {"jens-stoltenberg": ("ينس ستولتنبرغ", 2)}
    assert set(found("ستولتنبرغ")) == {one, other}
    assert not Spelling.objects.filter(text="Other Stoltenberg").exists()


def test_search_follows_at_once_when_a_spelling_is_taken_back(client, editor, stoltenberg):
    article = an_article(body="قال شتولتنبيرك إن الوفد وصل.")
    client.force_login(editor)
    address = f"/admin/archive/name/{stoltenberg.pk}/change/"
    sent = filled_in(Page(client.get(address)))
    last = int(sent["spellings-TOTAL_FORMS"]) - 1
    client.post(address, {**sent, f"spellings-{last}-text": "شتولتنبيرك"})
    assert found("Stoltenberg") == [article]
    made = Act.objects.get()
    history = Page(client.get(f"/admin/archive/name/{stoltenberg.pk}/history/"))
    assert f"/admin/archive/act/{made.pk}/change/" in history.links()
    client.post(f"/admin/archive/act/{made.pk}/undo/")
    assert not stoltenberg.spellings.filter(text="شتولتنبيرك").exists()
    assert found("Stoltenberg") == []
    assert people("الوفد") == {}


def test_names_loaded_again_reach_the_index(tmp_path, capsys):
    article = an_article(body="التقى كرزبرغ الوفود.")
    file = tmp_path / "names.tsv"
    file.write_text("karzberg\tperson\tكرزبرغ\tKarzberg\t\t\n", encoding="utf-8")
    call_command("load_names", file)
    assert "Added 1 names" in capsys.readouterr().out
    assert found(person="karzberg") == [article]


# --- Other processes --------------------------------------------------------------------------

FINDS = """
import django; django.setup()
from search.request import SearchRequest
from search.results import search
print(search(SearchRequest("x")).total, flush=True)
input()
print(search(SearchRequest("شتولتنبيرك")).total)
"""


def test_another_process_finds_by_a_new_spelling_after_a_second(stoltenberg):
    an_article(body="قال ستولتنبرغ إن الوفد وصل.")
    settings, index = connection.settings_dict, str(connections["default"].get_backend().path)
    program = FINDS.replace(
        "import django; django.setup()",
        "import django\n"
        "from django.conf import settings\n"
        f"settings.DATABASES['default']['NAME'] = {str(settings['NAME'])!r}\n"
        f"settings.HAYSTACK_CONNECTIONS['default']['PATH'] = {index!r}\n"
        "django.setup()",
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONIOENCODING": "utf-8",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "0\n", process.stderr.read()
        stoltenberg.spellings.create(text="شتولتنبيرك")
        time.sleep(1.1)
        printed, errors = process.communicate("\n", timeout=60)
        assert printed == "1\n", errors
    finally:
        process.kill()
        process.communicate()


def test_the_mark_of_the_names_is_another_after_each_change(stoltenberg):
    marks = [NamesEdition.current()]
    spelling = stoltenberg.spellings.create(text="شتولتنبيرك")
    marks.append(NamesEdition.current())
    Spelling.objects.get(pk=spelling.pk).delete()
    marks.append(NamesEdition.current())
    assert len(set(marks)) == 3
    assert marks[0] == ""
