"""Copies of one report are one story: found at import, led by one of them, in editors' hands."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from archive.copies import original_of
from archive.fingerprints import containment, resemblance, sample, shingles, text_key
from archive.models import Article, Outlet, Shingle, Theme
from archive.models.story import join, members, split_off
from tests.made import an_article

pytestmark = pytest.mark.django_db

WORDS = ["قال", "أعلن", "أكد", "وزير", "رئيس", "اجتماع", "قمة", "هدنة", "اتفاق", "وفد", "بيان"]


def text_of(seed, length=120):
    """So many words, of which no three in a row stand in the text of another seed."""
    return " ".join(f"{WORDS[n * n % len(WORDS)]}{n * seed % 23}" for n in range(length))


def article(body, day=3, **given):
    return an_article(body=body, published=date(2024, 5, day), published_precision="day", **given)


# --- Finding copies ---------------------------------------------------------------------------


def test_a_copy_under_another_headline_is_found():
    first = article(text_of(5), title="وصول الوفود")
    article(text_of(6), title="خبر آخر")
    copy = article(text_of(5), title="الوفود تصل إلى جنيف", day=4)
    assert original_of(copy) == first


def test_a_copy_that_was_cut_is_found_whichever_came_first():
    whole, cut = article(text_of(5, 200)), article(" ".join(text_of(5, 200).split()[:80]))
    assert original_of(cut) == whole
    assert original_of(whole) == cut


def test_a_respelled_copy_is_found():
    body = text_of(5)
    first = article(body)
    assert original_of(article(body.replace("أ", "ا").replace("ة", "ه"))) == first


def test_another_report_is_no_copy():
    article(text_of(5))
    assert original_of(article(text_of(6))) is None


def test_the_same_form_filled_in_weeks_later_is_no_copy():
    article(text_of(5), day=3)
    changed = text_of(5).split()
    changed[10:20] = text_of(9).split()[10:20]
    assert original_of(article(" ".join(changed), day=25)) is None


def test_the_same_form_with_other_figures_on_the_next_day_is_no_copy():
    form = " ".join(f"{word} {{}}" for word in text_of(5, 30).replace("0", "س").split())
    rates = [form.format(*(f"{day}{n}.5" for n in range(30))) for day in (1, 2)]
    article(rates[0])
    assert original_of(article(rates[1], day=4)) is None


def test_an_article_found_inside_another_is_no_copy_of_it():
    host = article(text_of(5))
    assert original_of(article(text_of(5), host=host)) is None


def test_a_look_up_reads_only_texts_that_share_much(django_assert_num_queries):
    for seed in range(5, 25):
        article(text_of(seed))
    copy = article(text_of(7) + " زيادة")
    with django_assert_num_queries(3):  # the samples, the articles that share much, one text
        assert original_of(copy).body == text_of(7)


def test_the_sample_follows_the_text():
    one = article(text_of(5))
    before = set(Shingle.objects.values_list("number", flat=True))
    one.body = text_of(6)
    one.save()
    after = set(Shingle.objects.values_list("number", flat=True))
    assert after
    assert not before & after
    assert one.sample_size == len(after)


# --- Stories ----------------------------------------------------------------------------------


def test_the_earliest_leads_and_of_one_day_the_fullest():
    late, short, full = (
        article(text_of(5), day=4),
        article(text_of(5, 60)),
        article(text_of(5, 90)),
    )
    assert join([late, short]) == short
    assert join([short, full]) == full
    assert {a.pk for a in members(full)} == {late.pk, short.pk, full.pk}
    assert list(Article.objects.leads()) == [full]


def test_readers_never_get_a_lead_that_they_may_not_see():
    early, late = article(text_of(5), day=3), article(text_of(5), day=4)
    assert join([early, late]) == early
    early.state = Article.State.WITHDRAWN
    early.save()
    assert list(Article.objects.public().leads()) == [late]
    early.refresh_from_db()
    assert early.copy_of == late


def test_a_story_goes_on_when_its_lead_is_deleted():
    lead, second, third = (article(text_of(5), day=day) for day in (3, 4, 5))
    join([lead, second, third])
    Article.objects.filter(pk=lead.pk).delete()
    third.refresh_from_db()
    assert third.copy_of == second


def test_what_is_split_off_stays_out():
    lead, copy = article(text_of(5), day=3), article(text_of(5), day=4)
    join([lead, copy])
    split_off(copy)
    copy.refresh_from_db()
    assert (copy.copy_of, copy.stands_alone, original_of(copy)) == (None, True, None)
    assert Article.objects.leads().count() == 2


def test_the_others_find_a_lead_when_theirs_is_split_off():
    lead, second, third = (article(text_of(5), day=day) for day in (3, 4, 5))
    join([lead, second, third])
    lead.refresh_from_db()
    split_off(lead)
    third.refresh_from_db()
    assert third.copy_of == second
    assert {a.pk for a in Article.objects.leads()} == {lead.pk, second.pk}


def test_a_theme_of_a_copy_is_one_of_the_story_unless_it_was_rejected_for_the_lead():
    ceasefire, guarantees = (
        Theme.objects.get(slug="ceasefire"),
        Theme.objects.exclude(slug="ceasefire").first(),
    )
    lead, copy = article(text_of(5), day=3), article(text_of(5), day=4)
    copy.tag(ceasefire)
    copy.tag(guarantees)
    lead.untag(guarantees)
    join([lead, copy])
    assert lead.accepted_themes() == [ceasefire]


def test_lists_show_the_lead_and_who_else_published_it(client):
    lead = article(text_of(5), title="وصول الوفود", outlet=Outlet.objects.create(name="الاتحاد"))
    copy = article(
        text_of(5), title="الوفود تصل", day=4, outlet=Outlet.objects.create(name="البيان")
    )
    join([lead, copy])
    page = client.get("/").content.decode()
    assert "وصول الوفود" in page
    assert "الوفود تصل" not in page
    assert "ونشرته أيضًا" in page
    assert "البيان" in client.get(lead.get_absolute_url()).content.decode()
    assert lead.get_absolute_url() in client.get(copy.get_absolute_url()).content.decode()


# --- Fingerprints -----------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("ابتثجحخ \nأإةى،.ًّ"), max_size=200)


@given(TEXTS)
def test_a_text_is_wholly_contained_in_itself_with_more_behind_it(text):
    own = shingles(text)
    more = shingles(f"{text} وزيادة على ذلك كله")
    assert containment(own, more) == (1.0 if len(own) else 0.0)
    assert set(sample(own)) <= set(sample(more))


@given(TEXTS, TEXTS)
def test_overlap_is_symmetric_and_no_greater_than_containment(one, other):
    a, b = shingles(one), shingles(other)
    assert resemblance(a, b) == resemblance(b, a) <= containment(a, b) == containment(b, a) <= 1


@given(TEXTS)
def test_a_key_does_not_change_with_signs_and_spelling(text):
    respelled = text.replace("أ", "ا").replace("ى", "ي").replace("ً", "").replace("،", " ")
    assert text_key("", respelled) == text_key("", text)


def test_where_one_text_ends_and_the_next_begins_makes_a_difference():
    assert text_key("قمة في", "باريس") != text_key("قمة", "في باريس")


def test_figures_with_other_signs_are_other_words():
    """«-5», «5%» and «5»; a dash between two figures or before a word is punctuation."""
    texts = [f"بلغ المؤشر {figure} أمس" for figure in ("-5", "5%", "5")]
    assert len({text_key(text) for text in texts}) == 3
    assert text_key(texts[1]) == text_key("بلغ المؤشر ٥ ٪ أمس")
    assert text_key(texts[0]) == text_key("بلغ المؤشر −5 أمس")
    assert text_key("2020-2021 - كوفيد-19") == text_key("2020 2021 كوفيد 19")
    assert shingles(texts[0]).tolist() == shingles(texts[2]).tolist()


@pytest.mark.django_db
def test_keys_of_texts_that_are_kept_are_renewed():
    """What no editor has changed still counts as it was imported."""
    migration = import_module("archive.migrations.0007_figures_in_keys")
    kept = [Article.objects.create(title="قمة", body=body) for body in ("هبط 5%.", "هبط 5.")]
    Article.objects.update(text_key=kept[1].text_key, imported_key=kept[1].text_key)
    migration.renew(apps, None)
    for article in kept:
        key = article.text_key
        article.refresh_from_db()
        assert (article.text_key, article.imported_key) == (key, key)
