"""Saved web pages: the seeds in ordinary pages, metadata, and what no page should be."""

import datetime

import pytest

from archive.dates import Basis, Precision
from archive.importing.html import read_html
from archive.importing.text import read_text
from tests.archive.html_pages import PUBLISHED, SITE, TEMPLATES, Seed
from tests.conftest import SEEDS

SEEDS_AS_PAGES = [Seed(path) for path in sorted(SEEDS.glob("*.txt"))]


def inside(draft):
    return [
        (each.title, each.paragraphs, each.credits, each.published, each.is_excerpt)
        for each in draft.found_inside
    ]


# --- The seeds in ordinary pages --------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS_AS_PAGES, ids=lambda seed: seed.number)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_a_seed_in_a_page_is_the_same_record_as_its_text(template, seed):
    expected, draft = read_text(seed.content), read_html(template.make(seed))
    assert draft.title == expected.title
    assert draft.paragraphs == expected.paragraphs
    assert draft.standfirst == expected.standfirst
    assert draft.caption == expected.caption
    assert draft.keywords == expected.keywords
    assert draft.credits == expected.credits
    assert inside(draft) == inside(expected)
    assert [each.keywords[:2] for each in draft.found_inside] == [
        each.keywords[:2] for each in expected.found_inside
    ]
    if template.has_metadata:
        assert draft.outlet == SITE or not draft.outlet
        assert draft.published.date == datetime.date.fromisoformat(PUBLISHED)
        assert (draft.published.precision, draft.published.basis) == (Precision.DAY, Basis.METADATA)
    else:
        assert draft.outlet == expected.outlet
        assert draft.published == expected.published
