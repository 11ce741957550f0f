"""What other cues of a theme would change, before they are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.models import Article, Theme
from search.suggesting.cues import Cues
from search.suggesting.engine import (
    Engine,
    candidates,
    cues_of,
    holding_more,
    newest,
    unknown,
)
from search.suggesting.holding import holding

SHOWN: Final = 50
"""Articles of either list that are shown with quotations."""
ASKED: Final = 500
"""Articles of which the neighbours are asked; of older ones the cues alone."""


class Change(NamedTuple):
    """An article that would gain a suggestion or lose it, and the words that this rests on."""

    article: Article
    words: list[str]


@dataclass(frozen=True)
class Preview:
    """How many articles would gain and lose a suggestion, and the newest of each.

    Where it is `rough`, neighbours were not asked of all, as more than ASKED hold other cues.
    """

    gained: int
    lost: int
    gains: list[Change]
    losses: list[Change]
    is_rough: bool


def preview(theme: Theme, phrases: Iterable[tuple[str, bool]]) -> Preview:
    """What these cues, each with whether it is negative, would change if they were the theme's.

    The index says of most articles how strong their cues are. Read are those that are shown, those
    of which it holds more than their own words, those it does not hold, and, once editors decided
    on the theme, those whose cues are of another strength than now, because neighbours may have
    the last word. Raises DamagedFileError where the index cannot be read.
    """
    snapshot = newest()
    cues = Cues.of(phrases, snapshot.analyser)
    engine = Engine.of(snapshot, {theme.pk: cues})
    tagged = set(theme.taggings.values_list("article", flat=True))
    quoted = dict(theme.taggings.suggested().values_list("article", "words"))
    possible = set(candidates().values_list("pk", flat=True))
    in_question = possible - (tagged - quoted.keys())

    now = holding(snapshot, cues_of([theme], snapshot)[theme.pk])
    then = holding(snapshot, cues)
    kept, unsure = then.enough, unknown(snapshot, possible)
    unsure |= holding_more() & (now.any | then.any | quoted.keys())
    is_rough = False
    if theme.pk in engine.neighbours.themes:
        changed = set(snapshot.pks[now.strengths != then.strengths].tolist()) & in_question
        kept = (kept & changed) | (quoted.keys() - changed)
        unsure |= set(sorted(changed, reverse=True)[:ASKED])
        is_rough = len(changed) > ASKED
    read = candidates().filter(pk__in=unsure & in_question).only("title", "standfirst", "body")
    kept = (kept - unsure) & in_question
    kept |= {article.pk for article in read if theme.pk in engine.judged(article)}

    gained = sorted(kept - quoted.keys(), reverse=True)
    lost = sorted(quoted.keys() - kept, reverse=True)
    return Preview(
        len(gained),
        len(lost),
        [Change(a, engine.read(a).get(theme.pk, [])) for a in _shown(gained)],
        [Change(a, quoted[a.pk]) for a in _shown(lost)],
        is_rough,
    )


def _shown(ids: Sequence[int]) -> list[Article]:
    found = Article.objects.in_bulk(ids[:SHOWN])
    return [found[pk] for pk in ids[:SHOWN] if pk in found]
