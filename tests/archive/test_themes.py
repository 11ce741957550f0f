"""Themes grow: they are put under others, described, given cues, renamed and merged."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from archive.models import Act, Article, Cue, FormerAddress, Outlet, Tagging, Theme
from archive.undoing import undo
from tests.html import Page
from tests.made import an_article

pytestmark = pytest.mark.django_db

THEMES = "/admin/archive/theme/"


@pytest.fixture
def theme():
    return Theme.objects.get(slug="ceasefire")


@pytest.fixture
def other():
    return Theme.objects.get(slug="peace-talks")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def reviewer(editor):
    """A reviewer, who may also merge."""
    editor.groups.set(Group.objects.filter(name="Reviewers"))
    return editor


def under(child, parent):
    child.parent = parent
    child.full_clean()
    child.save()


def form_of(theme, **changed):
    """What a browser sends of a theme's form."""
    data = {
        "name_ar": theme.name_ar,
        "name_en": theme.name_en,
        "slug": theme.slug,
        "parent": theme.parent_id or "",
        "description_ar": theme.description_ar,
        "description_en": theme.description_en,
        "reason": "",
        "cues-TOTAL_FORMS": "0",
        "cues-INITIAL_FORMS": "0",
    }
    return data | changed


# --- What the archive begins with -------------------------------------------------------------


def test_every_theme_is_described_in_both_languages_and_has_cues():
    for theme in Theme.objects.all():
        assert theme.description_ar, theme
        assert theme.description_en, theme
        assert theme.cues.filter(is_negative=False).exists(), theme


def test_a_cue_is_kept_once_for_a_theme(theme):
    cue = Cue(theme=theme, phrase=f"  {theme.cues.first().phrase} ")
    with pytest.raises(ValidationError):
        cue.full_clean()


def test_a_cue_without_a_word_is_refused_in_one_sentence(theme):
    with pytest.raises(ValidationError) as refused:
        Cue(theme=theme, phrase="«…»").full_clean()
    assert len(refused.value.messages) == 1


@pytest.mark.parametrize("letters", ["\u202e", "\u2066\u2069", "…"])
def test_a_theme_without_a_letter_is_refused_in_one_sentence(letters):
    with pytest.raises(ValidationError) as refused:
        Theme(name_ar=letters, name_en="Nothing").full_clean()
    assert len(refused.value.messages) == 1


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_controls_of_direction_are_taken_out_of_themes_cues_and_outlets(theme, mark):
    theme.name_ar, theme.description_en = f"{mark}هدنة{mark}", f"All{mark} truces"
    cue, outlet = Cue(theme=theme, phrase=f"ال{mark}هدنة"), Outlet(name=f"صحيفة{mark} كذا")
    for record in (theme, cue, outlet):
        record.full_clean()
    assert (theme.name_ar, theme.description_en) == ("هدنة", "All truces")
    assert (cue.phrase, outlet.name) == ("الهدنة", "صحيفة كذا")


@pytest.mark.parametrize(
    ("field", "name"),
    [("name_ar", "وَقْف اطلاق النار"), ("name_en", "ceasefire"), ("name_en", "CEASEFIRE")],
)
def test_a_name_that_another_theme_has_is_refused_and_that_theme_named(theme, other, field, name):
    setattr(other, field, name)
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    (sentence,) = refused.value.messages
    assert getattr(theme, field) in sentence


def test_themes_that_were_alike_from_before_can_be_described(theme, other):
    Theme.objects.filter(pk=other.pk).update(name_en=theme.name_en.upper())
    other.refresh_from_db()
    other.description_en = "Another description"
    other.full_clean()


def test_the_form_refuses_a_name_that_another_theme_has(desk, theme, other):
    data = form_of(other, name_en=theme.name_en.upper(), reason="as it is called")
    page = Page(desk.post(f"{THEMES}{other.pk}/change/", data))
    assert theme.name_en in page.one("ul", "errorlist").text


# --- The tree ---------------------------------------------------------------------------------


def test_a_parent_has_no_parent(theme, other):
    grandchild = Theme.objects.get(slug="refugees")
    under(theme, other)
    grandchild.parent = theme
    with pytest.raises(ValidationError) as refused:
        grandchild.full_clean()
    assert len(refused.value.messages) == 1


def test_a_theme_with_children_gets_no_parent(theme, other):
    under(theme, other)
    other.parent = Theme.objects.get(slug="refugees")
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert len(refused.value.messages) == 1


def test_a_theme_is_not_its_own_parent(theme):
    theme.parent = theme
    with pytest.raises(ValidationError):
        theme.full_clean()


def test_a_parent_lists_and_counts_the_articles_of_its_children_each_once(client, theme, other):
    under(theme, other)
    both, below = an_article(title="في الاثنين"), an_article(title="في الفرع وحده")
    for tagged in (theme, other):
        both.tag(tagged)
    below.tag(theme)
    an_article().untag(theme)
    assert set(Article.objects.on_theme(other)) == {both, below}
    counts = {t.pk: t.article_count for t in Theme.objects.with_counts()}
    assert (counts[other.pk], counts[theme.pk]) == (2, 2)
    shown = client.get(other.get_absolute_url()).content.decode()
    assert "في الاثنين" in shown
    assert "في الفرع وحده" in shown


def test_the_list_of_themes_shows_children_below_their_parent(client, theme, other):
    under(theme, other)
    shown = Page(client.get("/themes/"))
    names = shown.texts("a")
    assert names.index(theme.name) == names.index(other.name) + 1
    assert shown.texts("p", "below") == [f"{theme.name} ٠"]


def test_the_list_of_themes_takes_as_many_queries_however_many_there_are(
    client, django_assert_num_queries, theme, other
):
    under(theme, other)
    with django_assert_num_queries(2):
        client.get("/themes/")


def test_the_page_of_a_theme_shows_description_parent_and_children(client, theme, other):
    under(theme, other)
    arabic = client.get(theme.get_absolute_url()).content.decode()
    assert theme.description_ar in arabic
    assert other.get_absolute_url() in arabic
    english = client.get(f"/en/themes/{other.slug}/").content.decode()
    assert other.description_en in english
    assert f"/en/themes/{theme.slug}/" in english


# --- Other names ------------------------------------------------------------------------------


def test_the_old_address_of_a_renamed_theme_leads_to_the_new(client, theme):
    theme.slug = "truces"
    theme.save()
    response = client.get("/themes/ceasefire/?page=2")
    assert (response.status_code, response.url) == (301, "/themes/truces/?page=2")
    assert client.get("/en/themes/ceasefire/").url == "/en/themes/truces/"


def test_an_address_that_a_theme_has_now_is_that_theme(client, theme):
    theme.slug = "truces"
    theme.save()
    Theme.objects.create(name_ar="هدنة أخرى", name_en="Another", slug="ceasefire")
    assert client.get("/themes/ceasefire/").status_code == 200


def test_an_unknown_theme_is_not_found(client):
    assert client.get("/themes/nothing/").status_code == 404


def test_a_new_name_asks_for_a_reason_and_is_an_act_with_it(desk, editor, theme):
    data = form_of(theme, slug="truces", name_en="Truces")
    refused = desk.post(f"{THEMES}{theme.pk}/change/", data)
    assert refused.status_code == 200
    assert not Act.objects.exists()
    desk.post(f"{THEMES}{theme.pk}/change/", data | {"reason": "أقصر"})
    act = Act.objects.get()
    assert (act.kind, act.by, act.reason) == (Act.Kind.RENAME, editor, "أقصر")
    assert theme.history.latest().act == act
    assert FormerAddress.objects.lead(Theme, "ceasefire") == theme


def test_the_message_on_a_new_name_leads_to_taking_it_back(desk, theme):
    sent = form_of(theme, name_en="Truce", reason="أقصر")
    shown = Page(desk.post(f"{THEMES}{theme.pk}/change/", sent, follow=True))
    made = Act.objects.get()
    assert (made.what, made.what_en) == (
        "Ceasefire (ceasefire) ← Truce (ceasefire)",
        "Ceasefire (ceasefire) → Truce (ceasefire)",
    )
    assert f"/admin/archive/act/{made.pk}/undo/" in shown.links()


def test_a_new_description_needs_no_reason(desk, theme):
    desk.post(f"{THEMES}{theme.pk}/change/", form_of(theme, description_en="Truces."))
    theme.refresh_from_db()
    assert theme.description_en == "Truces."
    assert not Act.objects.exists()


def test_the_form_offers_only_parents_that_have_none(desk, theme, other):
    under(theme, other)
    third = Theme.objects.get(slug="refugees")
    form = desk.get(f"{THEMES}{third.pk}/change/").context["adminform"].form
    offered = set(form.fields["parent"].queryset)
    assert other in offered
    assert not {theme, third} & offered


def test_an_editor_writes_cues(desk, theme):
    data = form_of(theme, **{"cues-TOTAL_FORMS": "1", "cues-0-phrase": "وقف  العدوان"})
    desk.post(f"{THEMES}{theme.pk}/change/", data)
    assert theme.cues.filter(phrase="وقف العدوان", is_negative=False).exists()


def test_the_history_of_a_theme_holds_that_of_its_cues(desk, theme):
    cue = theme.cues.create(phrase="وقف العدوان")
    cue.phrase = "وقف الاقتتال"
    cue.save()
    address = f"{THEMES}{theme.pk}/history/"
    shown = Page(desk.get(address))
    assert shown.texts("del") == ["العدوان"]
    assert {"وقف العدوان", "الاقتتال"} < set(shown.texts("ins"))
    desk.post(f"{address}cue/{cue.history.last().history_id}/", {"reason": ""})
    cue.refresh_from_db()
    assert cue.phrase == "وقف العدوان"


# --- Merging ----------------------------------------------------------------------------------

STATES = [state.value for state in Tagging.State]
ORDER = ["rejected", "suggested", "accepted"]


@pytest.mark.parametrize("one", STATES)
@pytest.mark.parametrize("two", STATES)
def test_of_two_taggings_the_one_that_says_most_stays(theme, other, one, two):
    article = an_article(title="استئناف محادثات السلام")
    Tagging.objects.create(article=article, theme=theme, state=one, words=["الأول"])
    Tagging.objects.create(article=article, theme=other, state=two, words=["الثاني"])
    other.merge([theme], None)
    tagging = Tagging.objects.get()
    assert tagging.theme == other
    assert tagging.state == max(one, two, key=ORDER.index)
    if tagging.state != Tagging.State.SUGGESTED:  # what is suggested quotes the words anew
        assert tagging.words == (["الأول"] if ORDER.index(one) > ORDER.index(two) else ["الثاني"])


def test_merging_moves_taggings_cues_and_addresses_as_one_act(client, editor, theme, other):
    article = an_article()
    article.tag(theme, by=editor, words=["الهدنة"])
    theme.slug = "truces"
    theme.save()
    phrases = set(theme.cues.values_list("phrase", flat=True))
    act = other.merge([theme], editor, "واحد")
    assert (act.kind, act.by, act.reason, act.count) == (Act.Kind.MERGE, editor, "واحد", 1)
    tagging = article.taggings.get()
    assert (tagging.theme, tagging.state, tagging.words) == (other, "accepted", ["الهدنة"])
    assert tagging.history.latest().act == act
    assert phrases <= set(other.cues.values_list("phrase", flat=True))
    assert not Theme.objects.filter(pk=theme.pk).exists()
    for slug in ("ceasefire", "truces"):
        assert client.get(f"/themes/{slug}/").url == other.get_absolute_url()


def test_the_versions_of_a_merge_say_all_that_it_takes_to_undo_it(theme, other):
    article = an_article()
    article.tag(theme)
    pk = theme.pk
    act = other.merge([theme], None)
    gone = Theme.history.get(act=act, history_type="-")
    assert (gone.id, gone.slug) == (pk, "ceasefire")
    moved = Tagging.history.get(act=act)
    assert (moved.theme_id, moved.prev_record.theme_id) == (other.pk, pk)


def test_children_go_with_their_parent(theme, other):
    child = Theme.objects.get(slug="refugees")
    under(child, theme)
    other.merge([theme], None)
    child.refresh_from_db()
    assert child.parent == other


def test_children_stay_on_one_level_where_the_theme_that_stays_has_a_parent(theme, other):
    child, parent = (Theme.objects.get(slug=s) for s in ("refugees", "humanitarian-aid"))
    under(child, theme)
    under(other, parent)
    other.merge([theme], None)
    child.refresh_from_db()
    assert child.parent == parent


def test_a_child_takes_the_place_of_its_parent(theme, other):
    sibling = Theme.objects.get(slug="refugees")
    under(other, theme)
    under(sibling, theme)
    other.merge([theme], None)
    other.refresh_from_db()
    sibling.refresh_from_db()
    assert (other.parent, sibling.parent) == (None, other)


def test_a_theme_is_not_merged_with_itself(theme):
    with pytest.raises(ValidationError):
        theme.merge([theme], None)
    assert Theme.objects.filter(pk=theme.pk).exists()


def select(client, *themes, **data):
    chosen = {"action": "merge_themes", ACTION_CHECKBOX_NAME: [t.pk for t in themes]}
    return client.post(THEMES, chosen | data, follow=True)


def test_an_editor_without_the_right_is_offered_no_merge(desk, theme, other):
    assert "merge_themes" not in desk.get(THEMES).content.decode()
    select(desk, theme, other, confirmed="yes", stays=other.pk, reason="واحد")
    assert Theme.objects.filter(pk=theme.pk).exists()


def test_a_page_asks_which_theme_stays_and_why(desk, reviewer, theme, other):
    shown = Page(select(desk, theme, other))
    assert len(shown.all("input", type="radio", name="stays")) == 2
    refused = Page(select(desk, theme, other, confirmed="yes", stays=other.pk, reason=""))
    assert len(refused.all("ul", "errorlist")) == 1
    assert Theme.objects.filter(pk=theme.pk).exists()
    select(desk, theme, other, confirmed="yes", stays=other.pk, reason="واحد")
    assert not Theme.objects.filter(pk=theme.pk).exists()
    assert Act.objects.get().by == reviewer


def test_several_themes_are_merged_as_one_act_and_come_back_as_one(client, desk, reviewer, theme):
    others = [Theme.objects.get(slug=slug) for slug in ("peace-talks", "refugees")]
    articles = [an_article() for _ in others]
    for article, other in zip(articles, others, strict=True):
        article.tag(other)
    under(others[1], others[0])
    confirmed = {"confirmed": "yes", "stays": theme.pk, "reason": "واحد"}
    shown = Page(select(desk, theme, *others, **confirmed))
    assert set(Article.objects.on_theme(theme)) == set(articles)
    made = Act.objects.get()
    assert (made.kind, made.count) == (Act.Kind.MERGE, 2)
    assert f"/admin/archive/act/{made.pk}/undo/" in shown.links()
    for other in others:
        assert client.get(f"/themes/{other.slug}/").url == theme.get_absolute_url()
    assert undo(made, reviewer).left == ()
    assert [list(Article.objects.filter(themes=other)) for other in others] == [
        [a] for a in articles
    ]
    assert Theme.objects.get(slug="refugees").parent == others[0]


@pytest.mark.parametrize("count", [1, 11])
def test_one_theme_alone_or_a_whole_list_is_not_merged(desk, reviewer, count):
    chosen = Theme.objects.all()[:count]
    assert len(Page(select(desk, *chosen)).all("li", "error")) == 1
    assert not Act.objects.exists()
