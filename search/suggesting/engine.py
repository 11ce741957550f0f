"""Suggestions made, kept up and taken back; what editors decided is never touched."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from haystack import connections

from archive.models import Article, ArticleQuerySet, Cue, Tagging, Theme
from archive.models.tagging import LIKE
from search.engines.building import Progress, quiet
from search.engines.snapshot import Snapshot
from search.models import PendingUpdate
from search.suggesting.cues import Cues, Evidence, Reader, Reading
from search.suggesting.holding import holding
from search.suggesting.neighbours import RULE, Decision, Neighbours, Rule, Vote

BATCH: Final = 500
"""Articles that are read, and suggestions that are written, at a time."""
MOST: Final = 1.5
"""What cues count for at most beside the vote of the neighbours, 1 being what suffices."""
NOTHING: Final = Evidence(0, [])
NOBODY: Final = Vote(0, None)

Quotes = list[str]


@dataclass
class Tally:
    """What became of the suggestions of one theme."""

    theme: Theme
    suggested: int = 0
    withdrawn: int = 0


def candidates() -> ArticleQuerySet:
    """The articles that themes are suggested for: what is not withdrawn, and each story once."""
    return Article.objects.leads().exclude(state=Article.State.WITHDRAWN)


def cues_of(themes: Iterable[Theme], snapshot: Snapshot) -> dict[int, Cues]:
    """The cues of themes as they are kept, by the themes' ids."""
    phrases: defaultdict[int, list[tuple[str, bool]]] = defaultdict(list)
    wanted = [theme.pk for theme in themes]
    rows = Cue.objects.filter(theme__in=wanted).values_list("theme", "phrase", "is_negative")
    for theme, phrase, is_negative in rows:
        phrases[theme].append((phrase, is_negative))
    return {theme: Cues.of(phrases[theme], snapshot.analyser) for theme in wanted}


def newest() -> Snapshot:
    """The newest state of the index; DamagedFileError where there is none to be read."""
    snapshot: Snapshot = connections["default"].get_backend().snapshot()
    return snapshot


def decisions() -> Iterator[Decision]:
    """What editors decided on all themes: who has none of one is a neighbour all the same."""
    decided = Tagging.objects.decided().order_by()
    for article, theme, state in decided.values_list("article", "theme", "state"):
        yield Decision(article, theme, state == Tagging.State.ACCEPTED)


class Engine:
    """What suggests themes, by their cues (each theme told by its id) and by what was decided."""

    def __init__(
        self,
        snapshot: Snapshot,
        cues: Mapping[int, Cues],
        decided: Iterable[Decision],
        rule: Rule = RULE,
    ) -> None:
        self.snapshot, self.cues = snapshot, cues
        self.neighbours = Neighbours(snapshot, decided, rule)
        self._reader = Reader(cues)
        self._headings: dict[int, str] = {}

    @classmethod
    def of(cls, snapshot: Snapshot, cues: Mapping[int, Cues]) -> "Engine":
        """With all that editors decided so far."""
        return cls(snapshot, cues, decisions())

    def read(self, article: Article) -> dict[int, Quotes]:
        """The themes to suggest for an article, each with the words that it rests on."""
        quoted = {}
        for theme, (evidence, vote) in self.judged(article).items():
            quoted[theme] = evidence.quotes
            if vote.weight > 0 and vote.nearest is not None:
                quoted[theme] = [*quoted[theme], LIKE + self._heading(vote.nearest)]
        return quoted

    def judged(self, article: Article) -> dict[int, tuple[Evidence, Vote]]:
        """The themes to suggest, with what its cues say of each and what its neighbours do."""
        reading = Reading.of(article, self.snapshot.analyser)
        by_cues = self._reader.read(reading)
        votes = self.neighbours.votes(article.pk, reading) if self.neighbours else {}
        found = {}
        for theme in self.cues:
            evidence, vote = by_cues.get(theme, NOTHING), votes.get(theme, NOBODY)
            if suffices(evidence.strength, vote.weight):
                found[theme] = evidence, vote
        return found

    def _heading(self, article: int) -> str:
        if article not in self._headings:
            found = Article.objects.only("title", "body").get(pk=article)
            self._headings[article] = found.heading
        return self._headings[article]

    def to_be_read(self) -> set[int]:
        """Every article whose cues could suffice, and what the index does not know as it is."""
        possible = set(candidates().values_list("pk", flat=True))
        if self.neighbours.themes & self.cues.keys():
            return possible
        wanted, more = unknown(self.snapshot, possible), holding_more()
        for cues in self.cues.values():
            held = holding(self.snapshot, cues)
            wanted |= held.enough | (more & held.any)
        return wanted & possible


def suffices(strength: float, weight: float) -> bool:
    """Whether a theme is suggested, by the strength of its cues and the vote of the neighbours.

    However strong cues are, neighbours who refuse the theme prevail.
    """
    return min(strength, MOST) + weight >= 1


def unknown(snapshot: Snapshot, articles: set[int]) -> set[int]:
    """Those of the articles that the index does not hold, or not as they are by now."""
    pending = set(PendingUpdate.objects.values_list("article", flat=True))
    return (articles & pending) | articles - set(snapshot.pks[snapshot.lives].tolist())


def holding_more() -> set[int]:
    """The articles of which the index holds more than their own words."""
    captioned = Article.objects.exclude(caption="").values_list("pk", flat=True)
    copied = Article.objects.exclude(copy_of=None).values_list("copy_of", flat=True)
    return {pk for pk in (*captioned, *copied) if pk is not None}


def suggest(
    themes: Iterable[Theme] | None = None,
    articles: Collection[int] | None = None,
    progress: Progress = quiet,
) -> list[Tally]:
    """Bring the suggestions of these themes (all) for these articles (all) up to date.

    What holds no more is taken back; what editors accepted or rejected stays as it is, and is not
    suggested again. Raises DamagedFileError where there is no index to be read.
    """
    of = list(Theme.objects.all() if themes is None else themes)
    snapshot = newest()
    engine = Engine.of(snapshot, cues_of(of, snapshot))
    if articles is None:
        reading = engine.to_be_read()
    elif len(articles) > BATCH:
        reading = engine.to_be_read() & set(articles)
    else:
        reading = set(articles)
    found: dict[int, dict[int, Quotes]] = {theme.pk: {} for theme in of}
    done = 0
    for batch in _batches(reading):
        for article in candidates().filter(pk__in=batch).only("title", "standfirst", "body"):
            for theme, quotes in engine.read(article).items():
                found[theme][article.pk] = quotes
        done += len(batch)
        progress("Reading", done, len(reading))
    return [_kept_up(theme, found[theme.pk], articles) for theme in of]


def refresh(theme: Theme, at_once: int | None = None) -> Tally | None:
    """Bring the suggestions of a theme up to date with its cues, without reading the archive.

    None, and nothing is done, where more than `at_once` articles are to be read.
    """
    snapshot = newest()
    cues = cues_of([theme], snapshot)[theme.pk]
    reach = within_reach(snapshot, theme, cues)
    if at_once is not None and len(reach) > at_once:
        return None
    (tally,) = suggest([theme], reach)
    return tally


def within_reach(snapshot: Snapshot, theme: Theme, cues: Cues) -> set[int]:
    """Every article whose suggestion a change of cues may bring or take."""
    held = holding(snapshot, cues)
    tagged = set(theme.taggings.values_list("article", flat=True))
    suggested = set(theme.taggings.suggested().values_list("article", flat=True))
    if theme.taggings.decided().exists():  # neighbours may add to cues that do not suffice
        reach = held.any
    else:
        reach = held.enough | (holding_more() & held.any)
    reach |= unknown(snapshot, set(candidates().values_list("pk", flat=True)))
    return (reach - tagged) | suggested


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(ids)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]


def _kept_up(theme: Theme, found: Mapping[int, Quotes], articles: Collection[int] | None) -> Tally:
    """Let the suggestions of a theme, among `articles` or all, be those that were found.

    They are written without signals and versions: readers do not see them, and a version is kept
    once an editor decides.
    """
    tally = Tally(theme)
    taggings = theme.taggings.all()
    if articles is not None and len(articles) <= BATCH:
        taggings = taggings.filter(article__in=articles)
    with transaction.atomic():
        known = set(taggings.values_list("article", flat=True))
        kept = {t.article_id: t for t in taggings.suggested()}
        gone = {a for a in kept if a not in found and (articles is None or a in articles)}
        for batch in _batches(gone):
            lost = Tagging.objects.suggested().filter(theme=theme, article__in=batch)
            tally.withdrawn += lost._raw_delete(lost.db)
        new = [
            Tagging(article_id=article, theme=theme, words=words)
            for article, words in found.items()
            if article not in known
        ]
        Tagging.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        tally.suggested = len(new)
        reworded = [t for a, t in kept.items() if a in found and t.words != found[a]]
        for tagging in reworded:
            tagging.words = found[tagging.article_id]
        Tagging.objects.suggested().bulk_update(reworded, ["words"], batch_size=BATCH)
    return tally
