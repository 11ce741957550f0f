"""Which articles are copies of one report: agency copy under another headline, cut or respelled.

The limits were chosen on pairs labelled by hand; docs/importing.md gives what they reach.
"""

import re
from typing import Final

from django.db.models import QuerySet

from archive.dates import Precision
from archive.fingerprints import containment, resemblance, sample, shingles
from archive.models import Article, Shingle

NEAR: Final = 3
"""Days within which the outlets print one report."""
FEWEST: Final = 20
"""Shingles of which a text must have so many to be told from a form letter."""
LIKELY: Final = 0.25
"""Part of the smaller sample that must be shared before the texts are compared."""
OF_LEAD: Final = 0.4
"""Part of the shorter text that a copy shares with the lead of the story that it joins."""
MANY_FIGURES: Final = 8
"""Different numbers from which on a text may be a form that is filled in."""
_FIGURE: Final = re.compile(r"\d+(?:[.,٫]\d+)*")
_MOST_COMPARED: Final = 8
_DATED: Final = frozenset({Precision.DAY.value, Precision.ABOUT_DAY.value})


def original_of(article: Article) -> Article | None:
    """The article of the archive that this one is most clearly a copy of, if it is one.

    Looks at the samples kept of all articles, and reads the few texts that share most of them.
    """
    if article.stands_alone:
        return None
    own = shingles(article.body)
    likely = _likely(article, sample(own))
    found = [(containment(own, shingles(other.body)), other) for other in likely]
    for _inside, other in sorted(found, key=lambda one: (-one[0], one[1].pk)):
        if are_copies(article, other) and _fits_the_story(article, other):
            return other
    return None


def are_copies(one: Article, other: Article) -> bool:
    """Whether two articles are copies of one report."""
    own, others = shingles(one.body), shingles(other.body)
    inside, alike = containment(own, others), resemblance(own, others)
    if _are_one_form(one, other):
        return False
    if min(len(own), len(others)) < FEWEST:
        return alike >= 0.8 and _are_near(one, other)
    if _are_near(one, other):
        return inside >= 0.5 and alike >= 0.15
    return inside >= 0.8 and alike >= 0.5 and not _are_dated(one, other)


def _are_one_form(one: Article, other: Article) -> bool:
    """Whether they have figures and hardly one in common, as the exchange rates of two days."""
    figures = [set(_FIGURE.findall(article.body)) for article in (one, other)]
    fewer = min(map(len, figures))
    return fewer >= MANY_FIGURES and len(set.intersection(*figures)) < fewer / 4


def _fits_the_story(article: Article, other: Article) -> bool:
    """Whether it stands close to the lead too: else stories grow link by link into other ones."""
    lead = other.copy_of
    if lead is None:
        return True
    if _are_dated(article, lead) and not _are_near(article, lead, NEAR + 1):
        return False
    return containment(shingles(article.body), shingles(lead.body)) >= OF_LEAD


def _likely(article: Article, numbers: list[int]) -> QuerySet[Article]:
    """The articles that share most of a sample, as far as it is enough to look at their texts."""
    shared = Shingle.objects.sharing(numbers, _MOST_COMPARED + 1)
    others = Article.objects.filter(pk__in=shared).exclude(pk=article.pk)
    likely = [
        pk
        for pk, host, size in others.values_list("pk", "host", "sample_size")
        if shared[pk] >= LIKELY * min(len(numbers), size)
        and host != article.pk
        and pk != article.host_id
    ]
    return Article.objects.filter(pk__in=likely).only(
        *("body", "published", "published_precision", "copy_of")
    )


def _are_dated(*articles: Article) -> bool:
    return all(a.published and a.published_precision in _DATED for a in articles)


def _are_near(one: Article, other: Article, days: int = NEAR) -> bool:
    if not (one.published and other.published and _are_dated(one, other)):
        return False
    return abs((one.published - other.published).days) <= days
