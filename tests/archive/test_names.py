"""Names as records: what they refuse, their pages, and the editors' desk."""

import unicodedata

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Act, FormerAddress, Name, Spelling
from archive.names import folded, is_no_name, known_names, tidy
from archive.text import clean
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db

LIST = "/admin/archive/name/"


@pytest.fixture
def rutte():
    return Name.objects.get(slug="mark-rutte")


@pytest.fixture
def double():
    return Name.objects.create(kind="person", name_ar="كرزبرغ", name_en="Karzberg")


@pytest.fixture
def reviewer(db):
    """One who may merge and split names."""
    user = User.objects.create_user("reviewer", is_staff=True)
    codes = ("view_name", "add_name", "change_name", "merge_name")
    spelling = ("view_spelling", "add_spelling", "change_spelling", "delete_spelling")
    user.user_permissions.set(Permission.objects.filter(codename__in=codes + spelling))
    return user


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def refusal(action, *arguments, **values):
    with pytest.raises(ValidationError) as refused:
        action(*arguments, **values)
    return " ".join(refused.value.messages)


def spellings(name):
    return set(name.spellings.values_list("text", flat=True))


# --- Models -----------------------------------------------------------------------------------


def test_an_archive_begins_with_the_names_of_the_file():
    assert Name.objects.count() == sum(name.kind != "month" for name in known_names()) > 300
    assert Spelling.objects.count() > 10_000


def test_the_preferred_forms_are_among_the_spellings(double):
    assert (double.slug, spellings(double)) == ("karzberg", {"كرزبرغ", "Karzberg"})
    double.name_ar = "كارزبرغ"
    double.save()
    assert spellings(double) == {"كرزبرغ", "Karzberg", "كارزبرغ"}


@pytest.mark.parametrize("text", ["روته", "رُوتـه", "روتة", "RUTTE"])
def test_a_spelling_of_another_name_is_refused_and_the_name_is_told(double, rutte, text):
    said = refusal(double.spellings.create, text=text)
    assert text in said
    assert rutte.name_ar in said
    double.name_ar = text
    assert rutte.name_ar in refusal(double.full_clean)


@pytest.mark.parametrize(
    "text", ["مايو", "…", "", "\ufdfa" * 100], ids=["month", "sign", "", "long"]
)
def test_what_is_no_name_is_no_spelling(double, text):
    assert refusal(double.spellings.create, text=text)
    assert spellings(double) == {"كرزبرغ", "Karzberg"}


@pytest.mark.parametrize(
    "text",
    ["على", "و", "أ", "X", "ال", "وال", "لل", "من الى", "ومن إلى", "١٢٣", "12 3.5", "\u202eعلى"],
)
def test_what_stands_in_any_text_is_no_spelling_and_no_name(double, text):
    assert tidy(text) in refusal(double.spellings.create, text=text)
    double.name_ar = text
    assert tidy(text) in refusal(double.full_clean)


@pytest.mark.parametrize("text", ["لو بان", "أ ف ب", "U.N.", "G7", "إم آي 6", "ما بعد كرزبرغ"])
def test_names_made_of_short_and_common_words_are_names(text):
    assert not is_no_name(folded(text))


def test_a_spelling_that_is_kept_is_not_judged_again(double, rutte):
    Spelling.objects.bulk_create([Spelling(name=double, text="على", folded=folded("على"))])
    kept = double.spellings.get(text="على")
    kept.full_clean()
    kept.name = rutte
    kept.save()
    assert "على" in spellings(rutte)


@given(
    st.text(
        st.sampled_from("كرز ab\u202e\u2066\u2069\u200b\u200c\u200f\ufeff\u00ad\u2060\x00\n\ufee1")
    )
)
def test_a_tidy_name_has_one_line_and_nothing_that_is_not_seen(text):
    name = tidy(text)
    assert all(unicodedata.category(char)[0] in "LZ" for char in name)
    assert "\n" not in name
    assert tidy(name) == name
    assert folded(name) == folded(clean(text))


def test_what_turns_or_hides_letters_is_left_out_of_names_and_spellings(double):
    double.spellings.create(text="كرز\u200bبورغ\u202e الأول\n")
    double.name_en, double.description_ar = "Karz\u2066berg\u2069", "رئيس\u202e سابق"
    double.full_clean()
    double.save()
    assert spellings(double) == {"كرزبرغ", "Karzberg", "كرزبورغ الأول"}
    double.refresh_from_db()
    assert (double.name_en, double.description_ar) == ("Karzberg", "رئيس سابق")


def test_a_spelling_of_unseen_characters_alone_is_refused(double):
    assert refusal(double.spellings.create, text="\u202e\u200b")


def test_a_spelling_stands_once(double):
    assert "كَرزبرغ" in refusal(double.spellings.create, text="كَرزبرغ")
    assert double.spellings.count() == 2


@pytest.mark.parametrize("wikidata", ["7184", "Q0", "q7184", "Q71 84", "Q7184\n"])
def test_a_wikidata_id_is_a_q_and_a_number(double, wikidata):
    double.wikidata = wikidata
    assert refusal(double.full_clean)
    double.wikidata = "Q7184"
    double.full_clean()


def test_two_names_cannot_be_one_thing_of_wikidata(double, rutte):
    double.wikidata = "Q57792"
    double.save()
    rutte.wikidata = "Q57792"
    assert "Wikidata" in refusal(rutte.full_clean) or "ويكي" in refusal(rutte.full_clean)


def test_a_name_never_has_the_address_of_a_month(double):
    double.slug = "may"
    assert refusal(double.full_clean)
    may = Name.objects.create(kind="person", name_ar="تيريزا ماي الأخرى", name_en="May Other")
    assert may.slug == "may-other"


def test_every_change_of_a_name_is_kept(double):
    spelling = double.spellings.create(text="كرزبيرغ")
    spelling.text = "كرزبورغ"
    spelling.save()
    assert [v.text for v in spelling.history.all()] == ["كرزبورغ", "كرزبيرغ"]
    assert double.history.count() == 1


def test_merging_is_one_act_and_keeps_spellings_and_addresses(double, rutte, reviewer):
    double.wikidata = "Q57792"
    double.save()
    FormerAddress.objects.keep("older", double)
    kept = spellings(double) | spellings(rutte)
    act = rutte.merge([double], reviewer, "one man")
    assert spellings(rutte) == kept
    assert (act.kind, act.by, act.reason, act.count) == (Act.Kind.MERGE, reviewer, "one man", 1)
    assert not Name.objects.filter(slug="karzberg").exists()
    for slug in ("karzberg", "older"):
        assert FormerAddress.objects.lead(Name, slug) == rutte
    rutte.refresh_from_db()
    assert rutte.wikidata == "Q57792"
    moved = rutte.spellings.get(text="كرزبرغ").history.first()
    assert (moved.act, moved.history_user) == (act, reviewer)
    assert Name.history.get(slug="karzberg", history_type="-").act == act


def test_splitting_is_one_act(rutte, reviewer):
    new = Name(kind="person", name_ar="روتيه", name_en="Other Rutte")
    act = rutte.split(rutte.spellings.filter(text="روتيه"), new, reviewer, "two men")
    assert spellings(new) == {"روتيه", "Other Rutte"}
    assert "روتيه" not in spellings(rutte)
    assert act.kind == Act.Kind.SPLIT
    assert Name.history.get(slug="other-rutte").act == act


# --- Loading again ----------------------------------------------------------------------------


def load(tmp_path, *lines):
    file = tmp_path / "names.tsv"
    file.write_text("\n".join(lines), encoding="utf-8")
    call_command("load_names", file)


def test_loading_again_adds_nothing_that_is_there(capsys):
    call_command("load_names")
    assert capsys.readouterr().out.startswith("Added 0 names and 0 other spellings; left out 0")


def test_loading_again_overwrites_nothing_that_editors_did(rutte, reviewer, tmp_path, capsys):
    rutte.name_en, rutte.slug = "M. Rutte", "rutte"
    rutte.save()
    merkel = Name.objects.get(slug="angela-merkel")
    merkel.name_ar = "أنجيلا ميركل الألمانية"
    merkel.save()
    merkel.spellings.get(text="Merkel").delete()
    Name.objects.get(slug="joe-biden").delete()
    load(
        tmp_path,
        "mark-rutte\tperson\tمارك روته\tMark Rutte\tروتة القديم\t",
        "angela-merkel\tperson\tأنغيلا ميركل\tAngela Merkel\tميركلة\tMerkel",
        "joe-biden\tperson\tجو بايدن\tJoe Biden\t\t",
        "karzberg\tperson\tكرزبرغ\tKarzberg\tكرزبيرغ\t",
        "may\tmonth\tأيار\tMay\t\t",
    )
    out = capsys.readouterr().out
    assert out.startswith("Added 1 names and 2 other spellings; left out 2")
    merkel.refresh_from_db()
    assert merkel.name_ar == "أنجيلا ميركل الألمانية"
    assert "ميركلة" in spellings(merkel)
    assert "Merkel" not in spellings(merkel)
    assert spellings(Name.objects.get(slug="karzberg")) == {"كرزبرغ", "Karzberg", "كرزبيرغ"}
    assert not Name.objects.filter(slug__in=["joe-biden", "mark-rutte"]).exists()


# --- Public pages -----------------------------------------------------------------------------


def test_a_name_has_a_page_with_its_spellings_and_articles(client, rutte):
    rutte.wikidata, rutte.description_en = "Q57792", "Secretary General of NATO."
    rutte.save()
    for number in range(25):
        an_article(title=f"قمة رقم {number}", body="قال روته إن الوفد وصل.")
    an_article(title="قمة أخرى")
    index_all()
    page = Page(client.get("/names/mark-rutte/"))
    assert page.one("h1").text == "مارك روته"
    assert "Mark Rutte" in page.html
    assert "روتيه" in page.html
    assert "https://www.wikidata.org/wiki/Q57792" in page.links()
    assert "/search/?person=mark-rutte" in page.links()
    assert len(page.all("article", "card")) == 20
    assert len(Page(client.get("/names/mark-rutte/?page=2")).all("article", "card")) == 5
    english = Page(client.get("/en/names/mark-rutte/"))
    assert english.one("h1").text == "Mark Rutte"
    assert "Secretary General" in english.html


def test_a_name_that_no_article_mentions_has_a_page(client, double):
    page = Page(client.get(double.get_absolute_url()))
    assert page.one("h1").text == "كرزبرغ"
    assert page.all("article", "card") == []


def test_old_addresses_of_names_lead_to_the_new(client, double, rutte, reviewer):
    double.slug = "new-address"
    double.save()
    response = client.get("/names/karzberg/")
    assert (response.status_code, response["Location"]) == (301, "/names/new-address/")
    rutte.merge([double], reviewer, "one man")
    for slug in ("karzberg", "new-address"):
        response = client.get(f"/en/names/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/en/names/mark-rutte/")
    assert client.get("/names/no-such-name/").status_code == 404
    assert client.get("/names/%00/").status_code == 404


def test_a_search_for_an_old_address_of_a_name_leads_to_the_new(client, double, rutte, reviewer):
    rutte.merge([double], reviewer, "one man")
    response = client.get("/search/?q=x&person=karzberg&person=joe-biden&page=2")
    assert response.status_code == 301
    assert response["Location"] == "/search/?q=x&person=mark-rutte&person=joe-biden&page=2"
    assert client.get("/search/?person=no-such-name").status_code == 200


def test_an_article_names_whom_it_mentions_with_links(client, rutte):
    article = an_article(body="قال روته في باريس إن الوفد وصل.")
    index_all()
    page = Page(client.get(article.get_absolute_url()))
    assert {"/names/mark-rutte/", "/names/paris/"} <= set(page.links())


def test_a_page_of_a_name_asks_no_more_where_it_lists_more(
    client, rutte, django_assert_max_num_queries
):
    an_article(body="قال روته إن الوفد وصل.")
    index_all()
    client.get("/names/mark-rutte/")
    with django_assert_max_num_queries(12) as few:
        client.get("/names/mark-rutte/")
    for _ in range(10):
        an_article(body="قال روته إن الوفد وصل.")
    index_all()
    with django_assert_max_num_queries(len(few)):
        client.get("/names/mark-rutte/")


# --- The desk ---------------------------------------------------------------------------------


def shown(client, **parameters):
    page = Page(client.get(LIST, parameters))
    return [cell.text for cell in page.all("th", "field-name_ar")]


@pytest.mark.parametrize("typed", ["روته", "رُوتة", "rutte", "مارك روته", "Mark  RUTTE", "روتيه"])
def test_names_are_listed_by_any_spelling(desk, typed):
    assert "مارك روته" in shown(desk, q=typed)


def test_names_are_listed_by_kind_and_by_what_wikidata_says(desk, double):
    double.wikidata = "Q57792"
    double.save()
    assert shown(desk, wikidata__isempty="0") == ["كرزبرغ"]
    assert shown(desk, wikidata__isempty="0", kind__exact="place") == []


def test_a_list_of_names_asks_the_same_however_many_rows(
    desk, django_assert_max_num_queries, django_assert_num_queries
):
    desk.get(LIST)
    with django_assert_max_num_queries(12) as few:
        assert len(shown(desk, q="كلينتون")) < 10
    with django_assert_num_queries(len(few)):
        assert len(shown(desk, q="ا")) == 50


def form_of(client, name=None):
    """What a browser would send back of the form of a name, or of an empty one."""
    page = Page(client.get(f"{LIST}{name.pk}/change/" if name else f"{LIST}add/"))
    sent = {}
    for tag in ("input", "textarea", "select"):
        for field in page.all(tag):
            if (key := field.attrs.get("name")) and field.attrs.get("type") not in (
                "submit",
                "checkbox",
            ):
                sent[key] = field.attrs.get("value", "") if tag == "input" else field.text
    return {**sent, "kind": name.kind if name else "person"}


def test_a_spelling_is_added_in_the_form_of_a_name(desk, rutte):
    sent = form_of(desk, rutte)
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    response = desk.post(f"{LIST}{rutte.pk}/change/", {**sent, f"spellings-{new}-text": "كرزبرغ"})
    assert response.status_code == 302
    assert "كرزبرغ" in spellings(rutte)


@pytest.mark.parametrize("text", ["بوتين", "رُوته", "مايو", "…", "على"])
def test_the_form_of_a_name_refuses_a_spelling_in_one_sentence(desk, rutte, text):
    sent, before = form_of(desk, rutte), spellings(rutte)
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    response = desk.post(f"{LIST}{rutte.pk}/change/", {**sent, f"spellings-{new}-text": text})
    assert response.status_code == 200
    assert [e for e in Page(response).texts("ul", "errorlist") if text in e]
    assert spellings(rutte) == before


@pytest.fixture
def few_are_many(monkeypatch):
    """Two articles are many, where three hold «كرزبرغ», and one of them «كرزبرغ الأول»."""
    monkeypatch.setattr("archive.admin.name.MANY", 2)
    for body in ("وصل كرزبرغ.", "غادر وكرزبرغ الوفد الأول.", "قال كرزبرغ الأول إنه وصل."):
        an_article(body=body)
    index_all()


def test_what_many_articles_hold_is_a_spelling_once_that_is_confirmed(desk, rutte, few_are_many):
    sent = form_of(desk, rutte)
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    sent[f"spellings-{new}-text"] = "كرزبرغ"
    page = Page(desk.post(f"{LIST}{rutte.pk}/change/", sent))
    (error,) = page.texts("ul", "errorlist")
    assert "«كرزبرغ»" in error
    assert "3" in error or "٣" in error
    assert "كرزبرغ" not in spellings(rutte)
    (asked,) = [f for f in page.all("input") if f.attrs.get("name") == "common"]
    again = {**sent, "common": asked.attrs["value"]}
    assert desk.post(f"{LIST}{rutte.pk}/change/", again).status_code == 302
    assert "كرزبرغ" in spellings(rutte)


def test_what_was_confirmed_holds_for_that_spelling_alone(desk, rutte, few_are_many):
    sent = form_of(desk, rutte)
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    other = {**sent, f"spellings-{new}-text": "كرزبرغ", "common": "الوفد"}
    assert desk.post(f"{LIST}{rutte.pk}/change/", other).status_code == 200


def test_words_that_stand_together_in_few_articles_need_no_confirmation(desk, rutte, few_are_many):
    sent = form_of(desk, rutte)
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    rare = {**sent, f"spellings-{new}-text": "كرزبرغ الأول"}
    assert desk.post(f"{LIST}{rutte.pk}/change/", rare).status_code == 302


def test_a_new_name_that_many_articles_hold_is_confirmed_too(desk, few_are_many):
    sent = {**form_of(desk), "name_ar": "كرزبرغ", "name_en": "Karzberg"}
    page = Page(desk.post(f"{LIST}add/", sent))
    assert len(page.texts("ul", "errorlist")) == 1
    asked = [f.attrs["value"] for f in page.all("input") if f.attrs.get("name") == "common"]
    assert desk.post(f"{LIST}add/", {**sent, "common": asked}).status_code == 302
    assert Name.objects.filter(name_ar="كرزبرغ").exists()


def test_the_new_name_of_a_split_is_confirmed_too(desk, rutte, few_are_many):
    moved = rutte.spellings.get(text="روتيه")
    sent = {
        "spellings": [moved.pk],
        "kind": "person",
        "name_ar": "كرزبرغ",
        "name_en": "Karzberg",
        "reason": "two men",
    }
    page = Page(desk.post(f"{LIST}{rutte.pk}/split/", sent))
    asked = [f.attrs["value"] for f in page.all("input") if f.attrs.get("name") == "common"]
    assert not Name.objects.filter(name_ar="كرزبرغ").exists()
    assert desk.post(f"{LIST}{rutte.pk}/split/", {**sent, "common": asked}).status_code == 302
    assert Name.objects.filter(name_ar="كرزبرغ").exists()


def test_many_articles_of_a_large_archive_are_a_share_of_it(desk, rutte, few_are_many, monkeypatch):
    monkeypatch.setattr("archive.admin.name.SHARE", 1)
    sent = form_of(desk, rutte)
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    common = {**sent, f"spellings-{new}-text": "كرزبرغ"}
    assert desk.post(f"{LIST}{rutte.pk}/change/", common).status_code == 302


@pytest.mark.parametrize("field", ["name_en", "slug", "wikidata"])
def test_latin_fields_of_a_name_run_from_left_to_right(desk, rutte, field):
    page = Page(desk.get(f"{LIST}{rutte.pk}/change/"))
    (box,) = [f for f in page.all("input") if f.attrs.get("name") == field]
    assert box.attrs["dir"] == "ltr"


def test_the_descriptions_of_a_name_leave_room_for_its_spellings(desk, rutte):
    page = Page(desk.get(f"{LIST}{rutte.pk}/change/"))
    assert {box.attrs["rows"] for box in page.all("textarea")} == {"2"}


def test_a_spelling_that_is_too_long_is_told_so_and_nothing_else(desk, rutte):
    sent = form_of(desk, rutte)
    new = int(sent["spellings-TOTAL_FORMS"]) - 1
    long = {**sent, f"spellings-{new}-text": "ك" * 201}
    response = desk.post(f"{LIST}{rutte.pk}/change/", long)
    (error,) = Page(response).texts("ul", "errorlist")
    assert "٢٠١" in error or "201" in error


def test_a_preferred_form_stays_among_the_spellings(desk, rutte):
    sent = form_of(desk, rutte)
    place = next(key for key, value in sent.items() if value == "مارك روته" and "spell" in key)
    gone = {**sent, place.replace("-text", "-DELETE"): "on"}
    response = desk.post(f"{LIST}{rutte.pk}/change/", gone)
    assert response.status_code == 200
    assert "مارك روته" in spellings(rutte)


def merge(client, names, **more):
    chosen = [name.pk for name in names]
    return client.post(LIST, {"action": "merge_names", ACTION_CHECKBOX_NAME: chosen, **more})


def test_names_are_merged_after_a_page_that_says_what_will_be(desk, double, rutte, reviewer):
    for text in ("قال روته إن الوفد وصل.", "قال كرزبرغ إن الوفد وصل."):
        an_article(body=text)
    index_all()
    page = Page(merge(desk, [double, rutte]))
    assert "يذكرها مقالان." in page.html
    assert len(page.all("input", type="radio")) == 2
    assert Name.objects.filter(pk=double.pk).exists()
    done = {"confirmed": "yes", "stays": rutte.pk, "reason": "رجل واحد"}
    assert merge(desk, [double, rutte], **done).status_code == 302
    assert "كرزبرغ" in spellings(rutte)
    act = Act.objects.get(kind=Act.Kind.MERGE)
    assert (act.by, act.reason) == (reviewer, "رجل واحد")


@pytest.mark.parametrize("missing", ["stays", "reason"])
def test_nothing_is_merged_without_a_reason_or_a_name_that_stays(desk, double, rutte, missing):
    done = {"confirmed": "yes", "stays": rutte.pk, "reason": "one man"}
    page = Page(merge(desk, [double, rutte], **{**done, missing: ""}))
    assert len(page.all("ul", "errorlist")) == 1
    assert Name.objects.filter(pk=double.pk).exists()


def test_one_name_alone_is_not_merged(desk, rutte):
    response = desk.post(
        LIST, {"action": "merge_names", ACTION_CHECKBOX_NAME: [rutte.pk]}, follow=True
    )
    assert len(Page(response).all("li", "error")) == 1


def split(client, name, **values):
    return client.post(f"{LIST}{name.pk}/split/", values)


def test_a_name_is_split_in_the_desk(desk, rutte, reviewer):
    page = Page(desk.get(f"{LIST}{rutte.pk}/change/"))
    assert f"{LIST}{rutte.pk}/split/" in page.links()
    assert desk.get(f"{LIST}{rutte.pk}/split/").status_code == 200
    chosen = rutte.spellings.get(text="روتيه").pk
    values = {"spellings": chosen, "kind": "person", "name_en": "Another", "reason": "two men"}
    response = split(desk, rutte, **values, name_ar="مارك روتيه")
    new = Name.objects.get(slug="another")
    assert response["Location"] == f"{LIST}{new.pk}/change/"
    # The preferred form went along.
    assert spellings(new) == {"روتيه", "مارك روتيه", "Another"}
    assert Act.objects.get().by == reviewer


@pytest.mark.parametrize("name_ar", ["بوتين", "مارك روته", "مايو", ""])
def test_a_split_refuses_what_cannot_be_the_new_name(desk, rutte, name_ar):
    before, chosen = spellings(rutte), rutte.spellings.get(text="روتيه").pk
    values = {"spellings": chosen, "kind": "person", "name_en": "Another", "reason": "two men"}
    response = split(desk, rutte, **values, name_ar=name_ar)
    assert response.status_code == 200
    assert len(Page(response).all("ul", "errorlist")) == 1
    assert spellings(rutte) == before
    assert not Act.objects.exists()


def test_those_who_may_not_merge_are_not_offered_it_and_are_refused(client, editor, double, rutte):
    codes = ("view_name", "change_name")
    editor.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    client.force_login(editor)
    assert 'value="merge_names"' not in client.get(LIST).content.decode()
    done = {"confirmed": "yes", "stays": rutte.pk, "reason": "one man"}
    merge(client, [double, rutte], **done)
    assert Name.objects.filter(pk=double.pk).exists()
    assert f"{LIST}{rutte.pk}/split/" not in Page(client.get(f"{LIST}{rutte.pk}/change/")).links()
    assert client.get(f"{LIST}{rutte.pk}/split/").status_code == 403
    assert split(client, rutte, name_ar="x", name_en="y").status_code == 403


def test_a_superuser_may_merge(client, administrator):
    client.force_login(administrator)
    assert 'value="merge_names"' in client.get(LIST).content.decode()


def test_the_history_of_a_name_holds_that_of_its_spellings(client, administrator):
    client.force_login(administrator)
    name = Name.objects.filter(kind=Name.Kind.PERSON).first()
    spelling = Spelling.objects.create(name=name, text="كتابة أولى")
    spelling.text = "كتابة ثانية"
    spelling.save()
    name.description_en = "A person."
    name.save()
    response = client.get(f"/admin/archive/name/{name.pk}/history/")
    shown = next(e.text for e in Page(response).elements if e.tag == "body")
    for words in ("أولى", "ثانية", "A person."):
        assert words in shown
