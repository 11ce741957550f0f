"""Which themes the archive holds most of, and how busy each was lately, as the index has it.

The database tells the same (`ThemeQuerySet.with_counts`, `archive.charts.activity`), but has to go
through all that is tagged: the front page does not wait for that.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from haystack import connections

from archive.charts.activity import Activity, by_theme
from archive.charts.bins import Bin, Unit
from archive.charts.counting import first_of
from archive.dates import has_likely_year
from archive.models import Theme
from search.engines.arrays import Array, DamagedFileError
from search.engines.facets import Facet
from search.facets import MONTH


class BusyTheme(NamedTuple):
    """A theme, how many stories are under it or below it, and when they were published."""

    theme: Theme
    articles: int
    activity: Activity | None


def busy_themes() -> list[BusyTheme]:
    """The themes that have articles, those of most first; one query."""
    try:
        found = _as_indexed(Theme.objects.all())
    except DamagedFileError:
        themes: list[Any] = list(Theme.objects.with_counts())
        activities = by_theme(themes)
        found = [BusyTheme(t, t.article_count, activities.get(t.pk)) for t in themes]
    held = [busy for busy in found if busy.articles]
    return sorted(held, key=lambda busy: (-busy.articles, busy.theme.pk))


def _as_indexed(themes: Iterable[Theme]) -> list[BusyTheme]:
    snapshot = connections["default"].get_backend().snapshot()
    months, under = snapshot.facet("month"), snapshot.facet("theme")
    newest = max(_by_number(months, months.totals), default=None)
    found = []
    for theme in themes:
        docs = np.flatnonzero(under.marks([theme.slug]) & snapshot.lives)
        activity = None
        if newest is not None:
            counts = _by_number(months, months.counts(docs))
            activity = Activity.of(counts, Bin(Unit.MONTH, newest))
        found.append(BusyTheme(theme, len(docs), activity))
    return found


def _by_number(months: Facet, counts: Array) -> dict[int, int]:
    """The counts by the numbers of their months; the facet holds names of months besides."""
    named = months.named(counts).items()
    dated = ((first_of(month), count) for month, count in named if MONTH.fullmatch(month))
    return {Unit.MONTH.number(first): count for first, count in dated if has_likely_year(first)}
