"""Every act from the desk is one, and is taken back whole; what changed since is left and told."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User

from archive.models import Act, Article, Cue, FormerAddress, Name, Spelling, Tagging, Theme
from archive.models.story import join, split_off
from archive.steps import recorded_models
from archive.undoing import undo
from tests.archive.test_admin import filled_in
from tests.archive.test_tables_of_tags import bring_in
from tests.html import Page
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db

ARTICLES, THEMES, NAMES = (f"/admin/archive/{kind}/" for kind in ("article", "theme", "name"))


@pytest.fixture
def reviewer():
    user = User.objects.create_user("reviewer", is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewers"))
    return user


@pytest.fixture
def desk(client, reviewer):
    """A browser in which a reviewer is logged in."""
    client.force_login(reviewer)
    return client


@pytest.fixture
def articles():
    return [an_article(title=f"قمة رقم {number}") for number in range(4)]


def theme(slug="ceasefire"):
    return Theme.objects.get(slug=slug)


def everything():
    """All that versions are kept of, but for the moments of change."""
    return {
        model.__name__: {
            record.pk: {f.attname: getattr(record, f.attname) for f in model.kept_fields()}
            for record in model._base_manager.all()
            if getattr(record, "state", "") != "suggested"  # which follow by themselves
        }
        for model in recorded_models()
    }


def select(desk, address, action, records, **more):
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [record.pk for record in records]}
    return Page(desk.post(address, {**chosen, "confirmed": "yes", **more}, follow=True))


def take_back(desk, made=None):
    """Take an act back on its page; what the page says then, by kind."""
    made = made or Act.objects.get()
    shown = Page(desk.post(f"/admin/archive/act/{made.pk}/undo/", follow=True))
    return {kind: shown.texts("li", kind) for kind in ("success", "warning", "error")}


# --- One by one -------------------------------------------------------------------------------


def put_on(desk, articles):
    articles[0].untag(theme())
    return lambda: select(desk, ARTICLES, "tag_articles", articles, theme=theme().pk)


def take_off(desk, articles):
    for article in articles:
        article.tag(theme(), words=["هدنة"])
    return lambda: select(desk, ARTICLES, "untag_articles", articles, theme=theme().pk)


def put_on_results(desk, articles):
    index_all()
    sent = {"theme": theme().pk, "article": [article.pk for article in articles]}
    return lambda: desk.post("/search/tag/?q=قمة", sent)


def take_off_results(desk, articles):
    for article in articles:
        article.tag(theme())
    index_all()
    sent = {"theme": theme().pk, "article": [article.pk for article in articles], "off": "yes"}
    return lambda: desk.post("/search/tag/?q=قمة", sent)


def decide_on_a_page(desk, articles):
    articles[0].tag(theme())
    sent = {"article": [article.pk for article in articles]}
    sent |= {f"theme-{article.pk}": theme("peace-talks").pk for article in articles}
    sent[f"shown-{articles[0].pk}"] = theme().pk
    return lambda: desk.post(f"{ARTICLES}quick/", sent)


def accept_a_suggestion(desk, articles):
    Tagging.objects.create(article=articles[0], theme=theme(), words=["هدنة"])
    address = f"{ARTICLES}{articles[0].pk}/change/"
    sent = {**filled_in(Page(desk.get(address))), "decide": f"accept-{articles[0].pk}-{theme().pk}"}
    return lambda: desk.post(address, sent)


def join_to_a_story(desk, articles):
    articles[1].tag(theme())
    split_off(articles[2])
    return lambda: select(desk, ARTICLES, "join_articles", articles)


def take_out_of_a_story(desk, articles):
    join(articles)
    return lambda: select(desk, ARTICLES, "split_articles", articles[:2])


def publish(desk, articles):
    Article.objects.update(state="review")
    return lambda: select(desk, ARTICLES, "publish_articles", articles)


def withdraw(desk, articles):
    join(articles[:3])
    return lambda: select(desk, ARTICLES, "withdraw_articles", articles[:2], note="خطأ")


def merge_articles(desk, articles):
    gone, stays, copy, inside = articles
    gone.tag(theme())
    stays.untag(theme())
    gone.credits.create(name="رويترز")
    Article.objects.filter(pk=inside.pk).update(host=gone)
    join([gone, copy])
    stays_too = {"stays": stays.pk}
    return lambda: select(desk, ARTICLES, "merge_articles", [gone, stays], **stays_too)


def merge_themes(desk, articles):
    gone = [theme("peace-talks"), theme("refugees")]
    for article, one in zip(articles, [*gone, *gone], strict=True):
        article.tag(one)
        article.untag(theme())
    gone[1].parent = gone[0]
    gone[1].save()
    gone[0].slug = "talks"
    gone[0].save()
    chosen = [theme(), *gone]
    return lambda: select(desk, THEMES, "merge_themes", chosen, stays=theme().pk, reason="واحد")


def rename_a_theme(desk, articles):
    address = f"{THEMES}{theme().pk}/change/"
    sent = {**filled_in(Page(desk.get(address))), "name_en": "Truces", "reason": "أقصر"}
    return lambda: desk.post(address, sent)


def merge_names(desk, articles):
    double = Name.objects.create(
        kind="person", name_ar="كرزبرغ", name_en="Karzberg", wikidata="Q99", slug="old"
    )
    double.slug = "karzberg"
    double.save()
    stays = Name.objects.create(kind="person", name_ar="كرزبيرغ", name_en="Karzbeerg")
    sent = {"stays": stays.pk, "reason": "واحد"}
    return lambda: select(desk, NAMES, "merge_names", [double, stays], **sent)


def split_a_name(desk, articles):
    name = Name.objects.get(slug="mark-rutte")
    sent = {"spellings": [name.spellings.get(text="روتيه").pk], "kind": "person"}
    sent |= {"name_ar": "مارك روتيه", "name_en": "Another", "reason": "رجلان"}
    return lambda: desk.post(f"{NAMES}{name.pk}/split/", sent)


def add_a_spelling(desk, articles):
    name = Name.objects.get(slug="mark-rutte")
    address = f"{NAMES}{name.pk}/change/"
    sent = filled_in(Page(desk.get(address)))
    count = int(sent["spellings-TOTAL_FORMS"])
    sent |= {f"spellings-{count - 1}-text": "روطيه", "description_en": "A man."}
    return lambda: desk.post(address, sent)


def bring_in_decisions(desk, articles):
    articles[0].untag(theme())
    rows = [f"{article.pk},,ceasefire,accepted" for article in articles]
    return lambda: bring_in(desk, "\n".join(["article,url,theme,state", *rows]))


def bring_in_themes(desk, articles):
    table = (
        "slug,name_ar,name_en,reason\nceasefire,الهدنة,Truce,أوضح\n"
        "sanctions-2,عقوبات جديدة,New sanctions,\n"
    )
    return lambda: bring_in(desk, table, THEMES)


def bring_a_version_back(desk, articles):
    article = articles[0]
    article.title = "عنوان مصحح"
    article.save()
    version = article.history.last()
    address = f"{ARTICLES}{article.pk}/history/article/{version.history_id}/"
    return lambda: desk.post(address, {"reason": "كان أصح"})


DEEDS = [
    *(put_on, take_off, put_on_results, take_off_results, decide_on_a_page, accept_a_suggestion),
    *(join_to_a_story, take_out_of_a_story, publish, withdraw),
    *(merge_articles, merge_themes, rename_a_theme, merge_names, split_a_name, add_a_spelling),
    *(bring_in_decisions, bring_in_themes, bring_a_version_back),
]


@pytest.mark.parametrize("deed", DEEDS, ids=[deed.__name__ for deed in DEEDS])
def test_a_deed_is_one_act_that_is_taken_back_whole_and_done_again(desk, reviewer, articles, deed):
    do = deed(desk, articles)
    before = everything()
    do()
    after = everything()
    assert after != before
    made = Act.objects.get()
    assert made.by == reviewer
    said = take_back(desk, made)
    assert said["success"]
    assert not said["warning"] + said["error"]
    assert without_ways(everything()) == without_ways(before)
    assert undo(Act.objects.get(undoes=made), reviewer).left == ()
    assert without_ids(everything()) == without_ids(after)


def without_ways(kept):
    """Without the addresses of the time in between, which still lead to what had them."""
    return {kind: rows for kind, rows in kept.items() if kind != "FormerAddress"}


def without_ids(kept):
    """Former addresses without their ids: what leads on again need not be the same row."""
    return {
        kind: sorted(map(str, rows.values())) if kind == "FormerAddress" else rows
        for kind, rows in kept.items()
    }


def test_a_superuser_who_deletes_many_does_it_as_one_act(client, administrator, articles):
    client.force_login(administrator)
    join(articles[:2])
    articles[0].credits.create(name="رويترز")
    before = everything()
    data = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [a.pk for a in articles]}
    client.post(ARTICLES, {**data, "post": "yes"})
    assert not Article.objects.exists()
    made = Act.objects.get()
    assert (made.kind, made.count, made.by) == (Act.Kind.DELETE, 4, administrator)
    assert undo(made, administrator).left == ()
    assert everything() == before


# --- What changed since -----------------------------------------------------------------------


def test_what_was_corrected_since_a_publication_stays_corrected(desk, articles):
    publish(desk, articles)()
    articles[0].refresh_from_db()
    articles[0].title = "عنوان مصحح"
    articles[0].save()
    assert not take_back(desk)["warning"]
    assert {article.state for article in Article.objects.all()} == {"review"}
    articles[0].refresh_from_db()
    assert articles[0].title == "عنوان مصحح"


def test_what_was_withdrawn_since_a_publication_stays_withdrawn_and_is_told_once(desk, articles):
    publish(desk, articles)()
    articles[0].refresh_from_db()
    articles[0].state = "withdrawn"
    articles[0].save()
    (told,) = take_back(desk)["warning"]
    assert articles[0].heading in told
    states = set(Article.objects.values_list("pk", "state"))
    assert states == {(articles[0].pk, "withdrawn"), *((a.pk, "review") for a in articles[1:])}


def test_an_article_that_was_corrected_since_a_merger_gives_back_what_it_took(desk, articles):
    gone, stays = articles[:2]
    Article.objects.filter(pk=gone.pk).update(url="https://example.org/a")
    select(desk, ARTICLES, "merge_articles", [gone, stays], stays=stays.pk)
    stays.refresh_from_db()
    stays.title = "عنوان مصحح"
    stays.save()
    assert not take_back(desk)["warning"]
    stays.refresh_from_db()
    assert (stays.title, stays.url) == ("عنوان مصحح", "")
    assert Article.objects.get(pk=gone.pk).url == "https://example.org/a"


def test_decisions_made_since_a_merger_of_themes_stay_and_are_told(desk, articles):
    one, other = articles[:2]
    for article in (one, other):
        article.tag(theme("peace-talks"))
    chosen = [theme(), theme("peace-talks")]
    select(desk, THEMES, "merge_themes", chosen, stays=theme().pk, reason="واحد")
    other.untag(theme())
    articles[2].tag(theme())
    assert not take_back(desk)["warning"]
    talks = theme("peace-talks")
    assert one.accepted_themes() == [talks]
    assert dict(other.taggings.decided().values_list("theme", "state")) == {talks.pk: "rejected"}
    assert articles[2].accepted_themes() == [theme()]


def test_a_spelling_that_another_name_was_given_since_is_left_to_it_and_told(desk, articles):
    add_a_spelling(desk, articles)()
    added = Spelling.objects.get(text="روطيه")
    added.name = Name.objects.get(slug="jens-stoltenberg")
    added.save()
    assert len(take_back(desk)["warning"]) == 1
    assert Spelling.objects.get(text="روطيه").name.slug == "jens-stoltenberg"


def test_a_spelling_that_was_made_anew_for_another_name_is_left_to_it(desk, articles):
    name = Name.objects.get(slug="mark-rutte")
    address = f"{NAMES}{name.pk}/change/"
    sent = filled_in(Page(desk.get(address)))
    (place,) = (key for key, value in sent.items() if value == "روتيه")
    desk.post(address, {**sent, place.replace("-text", "-DELETE"): "on", "description_en": "A."})
    assert not name.spellings.filter(text="روتيه").exists()
    other = Name.objects.get(slug="jens-stoltenberg")
    other.spellings.create(text="روتيه")
    assert len(take_back(desk)["warning"]) == 1
    name.refresh_from_db()
    assert (name.description_en, Spelling.objects.get(text="روتيه").name) == ("", other)


def test_a_name_that_is_back_is_spelled_as_it_is_called_whatever_became_of_that(desk, articles):
    merge_names(desk, articles)()
    Spelling.objects.get(text="كرزبرغ").delete()
    assert len(take_back(desk)["warning"]) == 1
    back = Name.objects.get(slug="karzberg")
    assert {spelling.text for spelling in back.spellings.all()} == {"كرزبرغ", "Karzberg"}


def test_however_much_was_left_alone_is_told_in_one_message(desk):
    many = [an_article() for _ in range(8)]
    select(desk, ARTICLES, "tag_articles", many, theme=theme().pk)
    for article in many[1:]:
        article.untag(theme())
    said = take_back(desk)
    assert (len(said["success"]), len(said["warning"])) == (1, 1)
    assert said["warning"][0].endswith("…")


# --- Addresses --------------------------------------------------------------------------------


def merged(desk, stays, *gone):
    select(desk, THEMES, "merge_themes", [stays, *gone], stays=stays.pk, reason="واحد")
    return Act.objects.filter(kind=Act.Kind.MERGE).latest("pk")


def test_a_theme_that_is_back_has_its_addresses_again_and_those_of_before(client, desk):
    talks = theme("peace-talks")
    talks.slug = "talks"
    talks.save()
    made = merged(desk, theme(), talks)
    assert client.get("/themes/talks/").url == client.get("/themes/peace-talks/").url
    take_back(desk, made)
    assert client.get("/themes/talks/").status_code == 200
    assert client.get("/themes/peace-talks/").url == "/themes/talks/"
    assert not FormerAddress.objects.filter(target=theme().pk).exists()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first first", "last first"])
def test_mergers_one_after_the_other_are_taken_back_in_any_order(client, desk, articles, order):
    """What the second passed on of what the first had passed on goes back with the first."""
    first, second, third = theme("peace-talks"), theme("refugees"), theme()
    first.slug = "talks"
    first.save()
    for one, article in zip((first, second, third), articles, strict=False):
        article.tag(one)
    phrases = {one.pk: set(one.cues.values_list("phrase", flat=True)) for one in (first, second)}
    acts = merged(desk, second, first), merged(desk, third, second)
    assert client.get("/themes/peace-talks/").url == third.get_absolute_url()
    take_back(desk, acts[order[0]])
    if order == (0, 1):
        assert client.get("/themes/talks/").status_code == 200
        assert client.get("/themes/peace-talks/").url == "/themes/talks/"
        assert articles[0].accepted_themes() == [first]
        assert articles[1].accepted_themes() == [third]
    take_back(desk, acts[order[1]])
    for one, article in zip((first, second, third), articles, strict=False):
        assert article.accepted_themes() == [one]
    assert client.get("/themes/talks/").status_code == 200
    assert client.get("/themes/peace-talks/").url == "/themes/talks/"
    assert client.get("/themes/refugees/").status_code == 200
    for one in (first, second):
        assert (
            set(Cue.objects.filter(theme=one).values_list("phrase", flat=True)) == phrases[one.pk]
        )


def test_an_article_that_is_back_answers_at_its_own_address_and_at_those_of_before(client, desk):
    oldest, old, stays = (an_article() for _ in range(3))
    select(desk, ARTICLES, "merge_articles", [oldest, old], stays=old.pk)
    select(desk, ARTICLES, "merge_articles", [old, stays], stays=stays.pk)
    take_back(desk, Act.objects.filter(kind=Act.Kind.MERGE).latest("pk"))
    assert client.get(f"/articles/{old.pk}/").status_code == 200
    assert client.get(f"/articles/{oldest.pk}/").url == f"/articles/{old.pk}/"
    take_back(desk, Act.objects.filter(kind=Act.Kind.MERGE).earliest("pk"))
    assert client.get(f"/articles/{oldest.pk}/").status_code == 200


def test_a_name_that_is_back_has_its_addresses_again(client, desk, articles):
    do = merge_names(desk, articles)
    do()
    assert client.get("/names/old/").url == client.get("/names/karzberg/").url
    take_back(desk)
    assert client.get("/names/karzberg/").status_code == 200
    assert client.get("/names/old/").url == "/names/karzberg/"


@pytest.mark.parametrize(
    ("deed", "address"),
    [
        (merge_articles, "/articles/{article}/"),
        (merge_themes, "/themes/peace-talks/"),
        (merge_names, "/names/karzberg/"),
    ],
)
def test_a_browser_asks_an_old_address_again_as_it_may_be_taken_back(
    client, desk, articles, deed, address
):
    """Else who was led on once would never see what came back."""
    deed(desk, articles)()
    response = client.get(address.format(article=articles[0].pk))
    assert (response.status_code, response["Cache-Control"]) == (301, "no-cache")


def test_both_addresses_of_a_renamed_theme_lead_to_it_once_that_is_taken_back(client, desk):
    address = f"{THEMES}{theme().pk}/change/"
    desk.post(address, {**filled_in(Page(desk.get(address))), "slug": "truces", "reason": "أقصر"})
    assert client.get("/themes/ceasefire/").url == "/themes/truces/"
    made = Act.objects.get()
    take_back(desk, made)
    assert client.get("/themes/ceasefire/").status_code == 200
    assert client.get("/themes/truces/").url == "/themes/ceasefire/"
    assert not take_back(desk, Act.objects.get(undoes=made))["warning"]
    assert client.get("/themes/truces/").status_code == 200
    assert client.get("/themes/ceasefire/").url == "/themes/truces/"
