"""What other cues of a theme would change, before they are kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.models import Article, Tagging, Theme
from search.suggesting.cues import Cues
from search.suggesting.engine import Engine, candidates, holding_more, newest
from search.suggesting.holding import holding

SHOWN: Final = 50
"""Articles of either list that are shown with quotations."""


class Change(NamedTuple):
    """An article that would gain a suggestion or lose it, and the words that this rests on."""

    article: Article
    words: list[str]


@dataclass(frozen=True)
class Preview:
    """How many articles would gain and lose a suggestion, and the first of each."""

    gained: int
    lost: int
    gains: list[Change]
    losses: list[Change]


def preview(theme: Theme, phrases: Iterable[tuple[str, bool]]) -> Preview:
    """What these cues, each with whether it is negative, would change if they were the theme's.

    The index says of most articles whether they hold enough; read are those that are shown, those
    of which it holds more than their own words, and, once editors decided on the theme, those on
    which neighbours may have the last word. Raises DamagedFileError where it cannot be read.
    """
    snapshot = newest()
    cues = Cues.of(phrases, snapshot.analyser)
    engine = Engine.of(snapshot, {theme.pk: cues})
    held, more = holding(snapshot, cues), holding_more()
    known = dict(theme.taggings.values_list("article", "state"))
    found = set(candidates().values_list("pk", flat=True))
    indexed = set(snapshot.pks[snapshot.lives].tolist())
    enough = (set(held.enough.tolist()) - more) & found
    unsure = (more & set(held.any.tolist()) | (found - indexed)) & found
    suggested = {a for a, state in known.items() if state == Tagging.State.SUGGESTED}
    if engine.neighbours:
        unsure |= (enough - known.keys()) | (suggested - enough)
        enough &= suggested
        unsure |= enough
    read = {
        article.pk: quotes
        for article in candidates().filter(pk__in=unsure & (suggested | (found - known.keys())))
        if (quotes := engine.read(article).get(theme.pk)) is not None
    }
    gained = sorted(((enough - unsure) | read.keys()) - known.keys(), reverse=True)
    lost = sorted(suggested - (enough - unsure) - read.keys(), reverse=True)
    words = dict(theme.taggings.suggested().filter(article__in=lost[:SHOWN]).values_list(
        "article", "words"
    ))
    return Preview(
        len(gained),
        len(lost),
        [Change(a, engine.read(a).get(theme.pk, [])) for a in _shown(gained)],
        [Change(a, words[a.pk]) for a in _shown(lost)],
    )


def _shown(ids: Collection[int]) -> list[Article]:
    first = list(ids)[:SHOWN]
    found = Article.objects.in_bulk(first)
    return [found[pk] for pk in first if pk in found]
