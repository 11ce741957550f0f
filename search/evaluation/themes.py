"""How well themes are suggested, on articles that were labelled by reading."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from archive.models import Article
from search.engines.snapshot import Snapshot
from search.evaluation.collection import BrokenCollectionError
from search.suggesting.cues import Cues
from search.suggesting.engine import Engine
from search.suggesting.neighbours import RULE, Decision, Rule

HEADER = ("article", "drawn", "themes")
_LATER = frozenset({"suggested", "opening"})
_SURE = 1.96  # standard deviations on either side that hold 95 of 100


class Part(StrEnum):
    """What labelled articles are there for."""

    WRITTEN_ON = "even numbers (cues written on them)"
    HELD_OUT = "odd numbers (held out)"
    LATER = "drawn later (held out)"


@dataclass(frozen=True)
class Label:
    """The themes, by address, that a reader put an article under; `drawn` says how it came in."""

    article: str
    drawn: str
    themes: frozenset[str]

    @property
    def part(self) -> Part:
        """Whether the cues were written on it: only if it was drawn first, and its number is even.

        Those drawn later were labelled before the cues were written anew.
        """
        if self.drawn in _LATER:
            return Part.LATER
        return Part.HELD_OUT if int(self.article[-1]) % 2 else Part.WRITTEN_ON


def read_labels(path: Path) -> list[Label]:
    """The labels of a table; raises BrokenCollectionError at the first line that is none."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    if not lines or tuple(lines[0].split("\t")) != HEADER:
        raise BrokenCollectionError(f"{path}: the first line must name {', '.join(HEADER)}.")
    labels = []
    for line in lines[1:]:
        article, drawn, *themes = line.split("\t")
        if len(themes) > 1 or not article[-1:].isdecimal():
            raise BrokenCollectionError(f"{path}: this is no article with its themes: {line}")
        labels.append(Label(article, drawn, frozenset("".join(themes).split())))
    return labels


@dataclass
class Measure:
    """How many suggestions were made, how many were right, and how many would have been."""

    made: int = 0
    right: int = 0
    labelled: int = 0

    def count(self, is_made: bool, is_labelled: bool) -> None:
        """Take one article and theme in."""
        self.made += is_made
        self.right += is_made and is_labelled
        self.labelled += is_labelled

    @property
    def precision(self) -> float | None:
        """The share of suggestions that are right; None where none was made."""
        return self.right / self.made if self.made else None

    @property
    def harmony(self) -> float:
        """The harmonic mean of precision and recall (F1); 0 where nothing is right."""
        return 2 * self.right / (self.made + self.labelled) if self.right else 0.0

    @property
    def recall(self) -> float | None:
        """The share of labels that were suggested; None where there are none."""
        return self.right / self.labelled if self.labelled else None


@dataclass
class Result:
    """The measure of all themes together and of each."""

    whole: Measure = field(default_factory=Measure)
    themes: dict[str, Measure] = field(default_factory=dict)


def suggested(
    snapshot: Snapshot,
    cues: Mapping[str, Cues],
    articles: Mapping[str, Article],
    decided: Iterable[Label] = (),
    rule: Rule = RULE,
) -> dict[str, set[str]]:
    """The themes that each article is suggested for, had an editor decided on those `decided`.

    Such an editor accepts the themes of a label, and rejects what else the cues suggest. No
    decision on an article tells on itself: where all are decided on, each is judged by the others.
    """
    slugs = list(cues)
    by_number = dict(enumerate(cues.values()))
    alone = Engine(snapshot, by_number, ())
    decisions = []
    for label in decided:
        article = articles[label.article]
        offered = {slugs[theme] for theme in alone.judged(article)}
        for slug in offered | label.themes:
            decision = Decision(article.pk, slugs.index(slug), slug in label.themes)
            decisions.append(decision)
    engine = Engine(snapshot, by_number, decisions, rule)
    found = {}
    for key, article in articles.items():
        found[key] = {slugs[theme] for theme in engine.judged(article)}
    return found


def interval(right: int, of: int) -> tuple[float, float]:
    """Where a share lies with a probability of 95 of 100 (Wilson's interval)."""
    share, square = right / of, _SURE**2 / of
    middle = (share + square / 2) / (1 + square)
    half = math.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def measured(
    labels: Iterable[Label], found: Mapping[str, set[str]], themes: Iterable[str]
) -> Result:
    """Suggestions compared with labels."""
    result = Result(themes={slug: Measure() for slug in themes})
    for label in labels:
        for slug, measure in result.themes.items():
            pair = slug in found[label.article], slug in label.themes
            measure.count(*pair)
            result.whole.count(*pair)
    return result


def cross_validated(
    labels: Sequence[Label], by_rule: Sequence[Mapping[str, set[str]]], themes: Collection[str]
) -> Measure:
    """The measure of a rule that is chosen on nine tenths of the articles, on the last tenth.

    `by_rule` has what each rule suggests; the tenths are those of the last digit.
    """
    whole = Measure()
    for digit in "0123456789":
        others = [label for label in labels if label.article[-1] != digit]
        best = max(by_rule, key=lambda found: measured(others, found, themes).whole.harmony)
        mine = [label for label in labels if label.article[-1] == digit]
        part = measured(mine, best, themes).whole
        whole.made += part.made
        whole.right += part.right
        whole.labelled += part.labelled
    return whole
