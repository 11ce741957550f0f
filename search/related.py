"""What to read after an article: what is nearest to it, and why."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from haystack import connections

from archive.models import Article, Theme
from search.engines.arrays import Array
from search.engines.finding import likeness
from search.engines.schema import MENTIONS
from search.engines.snapshot import Snapshot
from search.mentions import names_mentioned
from search.names import Name
from search.search_indexes import own_text_of

MOST: Final = 6
ALIKE: Final = 0.2
"""From this share on of what an article says of itself its words are a reason to name another."""
SHARED: Final = 0.5
"""What having all names, or all themes, of an article says, its own words saying 1."""
MOST_NAMES: Final = 3  # that are given as a reason


@dataclass(frozen=True)
class Related:
    """An article, and what it shares with another: themes, names (the rarest first), words."""

    article: Article
    themes: list[Theme] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    is_alike: bool = False


def related(article: Article, most: int = MOST) -> list[Related]:
    """The public articles nearest to one in themes, names and words, the nearest first.

    Other articles of its own story are left out. One query. Raises DamagedFileError while the
    index is out of service.
    """
    snapshot = connections["default"].get_backend().snapshot()
    own = np.isin(snapshot.pks, (article.pk, article.copy_of_id or article.pk))
    themes = {slug: theme for theme in article.accepted_themes() for slug, theme in _family(theme)}
    names = {name.slug: name for name in names_mentioned(article.copy_of_id or article.pk)}
    by_theme = {slug: _marks(snapshot, snapshot.facet("theme").marks([slug])) for slug in themes}
    by_name = {slug: _mentioning(snapshot, slug) for slug in names}
    words = likeness(snapshot, own_text_of(article))
    # An article that is not in the index itself (a copy) is measured by the one nearest to it.
    words /= max(float(words[own].max(initial=0)) or float(words.max(initial=0)), 1.0)
    score = words + _shared(snapshot, by_theme.values()) + _shared(snapshot, by_name.values())
    score[own | ~snapshot.lives] = 0
    near = np.flatnonzero(score)
    order = np.lexsort((snapshot.pks[near], snapshot.days[near], score[near].round(4)))[::-1]
    best = near[order[:most]]
    pks = snapshot.pks[best].tolist()
    found = Article.objects.public().select_related("outlet").in_bulk(pks)
    rarest = sorted(names, key=lambda slug: by_name[slug].sum())
    return [
        Related(
            found[pk],
            [theme for slug, theme in themes.items() if by_theme[slug][doc]],
            [names[slug] for slug in rarest if by_name[slug][doc]][:MOST_NAMES],
            bool(words[doc] >= ALIKE),
        )
        for doc, pk in zip(best.tolist(), pks, strict=True)
        if pk in found
    ]


def on_its_themes(article: Article) -> list[Related]:
    """The public articles that share most themes with one: what is known without the index."""
    own = article.accepted_themes()
    return [
        Related(other, [theme for theme in own if theme in other.accepted_themes()])
        for other in article.on_the_same_themes().for_lists()
    ]


def _family(theme: Theme) -> list[tuple[str, Theme]]:
    """The theme under its address, and its parent: two themes of one parent are related."""
    family = [theme, *([theme.parent] if theme.parent else [])]
    return [(one.slug, one) for one in family]


def _marks(snapshot: Snapshot, marks: Array) -> Array:
    return marks & snapshot.lives


def _mentioning(snapshot: Snapshot, slug: str) -> Array:
    marks = np.zeros(snapshot.size, bool)
    if (found := snapshot.postings(MENTIONS, slug)) is not None:
        marks[found.docs] = True
    return _marks(snapshot, marks)


def _shared(snapshot: Snapshot, having: Iterable[Array]) -> Array:
    """For each document which of these it has, the rare ones counting for more: SHARED for all."""
    score = np.zeros(snapshot.size, np.float32)
    total = 0.0
    for marks in having:
        weight = math.log(1 + snapshot.count / max(int(marks.sum()), 1))
        score[marks] += np.float32(weight)
        total += weight
    return score * np.float32(SHARED / total) if total else score
