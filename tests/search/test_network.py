"""The network of the names of a theme: who is in it, who stands with whom, and where."""

import itertools

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from archive.models import FormerAddress, Theme
from search.engines.arrays import DamagedFileError
from search.network import (
    MOST,
    NARROW,
    WIDE,
    Frame,
    Named,
    Network,
    draw,
    most_named,
    network,
    settled,
)
from tests.html import Page
from tests.made import an_article, index_all

TALKS = "التقى إيمانويل ماكرون ودونالد ترامب وينس ستولتنبرغ في باريس."
VISIT = "زار دونالد ترامب باريس."


@pytest.fixture
def ceasefire(db):
    return Theme.objects.get(slug="ceasefire")


@pytest.fixture
def told(ceasefire):
    """Articles of a theme that name the same people several times."""
    for text in (TALKS, TALKS, TALKS, VISIT):
        an_article(body=text).tag(ceasefire)
    an_article(body="زار أنطونيو غوتيريش جنيف.")
    index_all()
    return ceasefire


def together(found):
    return {frozenset((pair.one.slug, pair.other.slug)): pair.count for pair in found.pairs}


def test_names_are_counted_in_the_articles_of_the_theme_alone(told):
    counts = {name.slug: name.count for name in most_named(told)}
    assert (counts["emmanuel-macron"], counts["donald-trump"]) == (3, 4)
    assert "antonio-guterres" not in counts


def test_a_pair_counts_the_articles_that_mention_both(told):
    pairs = together(network(told))
    assert pairs[frozenset(["donald-trump", "paris"])] == 4
    assert pairs[frozenset(["emmanuel-macron", "donald-trump"])] == 3


def test_a_parent_takes_in_the_names_of_its_children(told):
    parent = Theme.objects.get(slug="peace-talks")
    told.parent = parent
    told.save()
    index_all()
    assert together(network(parent)) == together(network(told))


def test_fewer_than_three_names_are_no_network(ceasefire):
    for _ in range(2):
        an_article(body=VISIT).tag(ceasefire)
    index_all()
    assert network(ceasefire) is None


def test_a_network_asks_the_database_for_nothing(told, django_assert_num_queries):
    network(told)  # names are asked for once a second
    with django_assert_num_queries(0):
        network(told)


def test_names_are_called_as_the_page_speaks(told):
    with translation.override("en"):
        assert "Donald Trump" in {name.label for name in network(told).names}
    assert "دونالد ترامب" in {name.label for name in network(told).names}


# --- Where they stand -------------------------------------------------------------------------

LABELS = st.sampled_from(["فرنسا", "الأمم المتحدة", "مجلس الأمن الدولي", "United States", "إيران"])


@st.composite
def networks(draw_from):
    counts = draw_from(st.lists(st.integers(2, 900), min_size=3, max_size=MOST))
    names = [
        Named(str(n), "place", draw_from(LABELS), count)
        for n, count in enumerate(sorted(counts, reverse=True))
    ]
    pairs = list(itertools.combinations(range(len(names)), 2))
    chosen = draw_from(st.lists(st.sampled_from(pairs), min_size=2, max_size=60, unique=True))
    return Network(names, [], [(a, b, 2 + (a + b) % 9) for a, b in chosen])


@given(networks(), st.sampled_from([WIDE, NARROW]))
def test_every_mark_lies_in_the_picture_at_a_place_of_its_own(made, frame):
    drawing = draw(made, frame)
    assert 1 <= len(drawing.nodes) <= frame.names
    for node in drawing.nodes:
        assert 0 <= float(node.x) <= frame.width
        assert 0 <= float(node.y) <= frame.height
    places = [(node.x, node.y) for node in drawing.nodes]
    assert len(set(places)) == len(places)
    assert {(e.x1, e.y1) for e in drawing.edges} <= set(places)


@given(networks())
def test_the_same_names_are_always_drawn_the_same(made):
    assert draw(made, WIDE) == draw(made, WIDE)


@given(
    st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), min_size=1, max_size=12),
    st.integers(20, 90),
)
def test_boxes_that_settle_lie_apart_and_in_the_frame(centres, wide):
    frame, boxes = Frame(400, 300, 12), np.full((len(centres), 2), (float(wide), 24.0))
    found = settled(np.array(centres), boxes, frame)
    if found is None:
        return
    for (ax, ay), (bx, by) in itertools.combinations(found.tolist(), 2):
        assert abs(ax - bx) >= wide - 1e-6 or abs(ay - by) >= 24 - 1e-6
    assert (found >= boxes / 2 - 1e-6).all()
    assert (found <= np.array([400, 300]) - boxes / 2 + 1e-6).all()


def test_a_long_label_takes_two_lines():
    long = "Islamic Revolutionary Guard Corps"
    names = [Named("irgc", "organisation", long, 3), Named("iran", "place", "Iran", 2)]
    shown = {node.name.slug: node for node in draw(Network(names, [], [(0, 1, 2)]), WIDE).nodes}
    lines = [line for _y, line in shown["irgc"].lines]
    assert lines == ["Islamic Revolutionary", "Guard Corps"]
    assert [line for _y, line in shown["iran"].lines] == ["Iran"]


def test_where_there_is_no_room_the_least_named_are_left_out():
    names = [Named(str(n), "place", "مجلس الأمن الدولي", 20 - n) for n in range(12)]
    joined = [(a, a + 1, 2) for a in range(11)]
    shown = draw(Network(names, [], joined), Frame(260, 120, 12)).nodes
    assert [node.name.slug for node in shown] == [str(n) for n in range(len(shown))]
    assert 1 <= len(shown) < 12


# --- Pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["", "/en"])
def test_the_page_draws_names_that_lead_to_their_pages(client, told, root):
    page = Page(client.get(f"{root}/themes/ceasefire/names/"))
    assert f"{root}/names/donald-trump/" in page.links()
    texts = {element.text for element in page.all("text")}
    assert ("Paris" if root else "باريس") in texts
    assert len(page.all("tr")) == len(network(told).table) + 1


def test_the_page_of_a_theme_without_names_says_so(client, ceasefire):
    page = Page(client.get("/themes/ceasefire/names/"))
    assert page.pictures() == []
    assert page.texts("p", "empty")


def test_an_old_address_of_a_theme_leads_on(client, ceasefire):
    FormerAddress.objects.keep("truce", ceasefire)
    response = client.get("/themes/truce/names/")
    assert (response.status_code, response["Location"]) == (301, "/themes/ceasefire/names/")
    assert client.get("/themes/nobody/names/").status_code == 404


def test_a_theme_names_its_names(client, told):
    page = Page(client.get("/themes/ceasefire/"))
    assert "/names/donald-trump/" in page.links()
    assert "/themes/ceasefire/names/" in page.links()


def test_a_theme_says_nothing_of_names_while_the_index_is_out_of_service(client, told, monkeypatch):
    def damaged(_theme):
        raise DamagedFileError("broken")

    monkeypatch.setattr("search.templatetags.network.most_named", damaged)
    page = Page(client.get("/themes/ceasefire/"))
    assert page.texts("h1")
    assert "/themes/ceasefire/names/" not in page.links()
