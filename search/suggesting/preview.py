"""What other cues of a theme would change, before they are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.models import Article, Theme
from search.suggesting.cues import Cues
from search.suggesting.engine import Engine, candidates, holding_more, newest, unknown
from search.suggesting.holding import holding

SHOWN: Final = 50
"""Articles of either list that are shown with quotations."""


class Change(NamedTuple):
    """An article that would gain a suggestion or lose it, and the words that this rests on."""

    article: Article
    words: list[str]


@dataclass(frozen=True)
class Preview:
    """How many articles would gain and lose a suggestion, and the newest of each."""

    gained: int
    lost: int
    gains: list[Change]
    losses: list[Change]


def preview(theme: Theme, phrases: Iterable[tuple[str, bool]]) -> Preview:
    """What these cues, each with whether it is negative, would change if they were the theme's.

    The index says of most articles whether they hold enough. Read are those that are shown, those
    of which it holds more than their own words, those it does not hold, and, once editors decided
    on the theme, all in question: neighbours may have the last word. Raises DamagedFileError where
    the index cannot be read.
    """
    snapshot = newest()
    cues = Cues.of(phrases, snapshot.analyser)
    engine = Engine.of(snapshot, {theme.pk: cues})
    tagged = set(theme.taggings.values_list("article", flat=True))
    quoted = dict(theme.taggings.suggested().values_list("article", "words"))
    possible = set(candidates().values_list("pk", flat=True))
    in_question = possible - (tagged - quoted.keys())

    held = holding(snapshot, cues)
    enough = set(held.enough.tolist())
    unsure = (holding_more() & set(held.any.tolist())) | unknown(snapshot, possible)
    if engine.neighbours:
        unsure |= enough | quoted.keys()
    read = candidates().filter(pk__in=unsure & in_question).only("title", "standfirst", "body")
    kept = {article.pk for article in read if theme.pk in engine.read(article)}
    kept |= (enough - unsure) & in_question

    gained = sorted(kept - quoted.keys(), reverse=True)
    lost = sorted(quoted.keys() - kept, reverse=True)
    return Preview(
        len(gained),
        len(lost),
        [Change(a, engine.read(a).get(theme.pk, [])) for a in _shown(gained)],
        [Change(a, quoted[a.pk]) for a in _shown(lost)],
    )


def _shown(ids: Sequence[int]) -> list[Article]:
    found = Article.objects.in_bulk(ids[:SHOWN])
    return [found[pk] for pk in ids[:SHOWN] if pk in found]
