"""Ways to narrow the results, and those of time as a chart."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from archive.formatting import digits, number
from search.request import SearchRequest

# Digits of other scripts are none here: these values stand in addresses.
YEAR = re.compile("[12][0-9]{3}")
MONTH = re.compile(f"{YEAR.pattern}-(?:0[1-9]|1[0-2])")
_HEADINGS = {
    "theme": gettext_noop("Themes"),
    "person": gettext_noop("People"),
    "organisation": gettext_noop("Organisations"),
    "place": gettext_noop("Places"),
    "outlet": gettext_noop("Outlets"),
    "year": gettext_noop("Years"),
    "month": gettext_noop("Months"),
    "language": gettext_noop("Languages"),
}
MOST_MONTHS = 60  # beyond which the bars are years
MOST_YEARS = 100  # beyond which bars would be too thin to be hit
LOWEST_BAR = 4  # of 100: one article among thousands is still seen
SHOWN = 8  # choices of a list; the others are behind «more»


@dataclass(frozen=True)
class Choice:
    """One value of a facet: `count` articles would be found with it.

    `toggle` gives the address where it is toggled; most are never shown, so it is asked late.
    """

    value: str
    label: str
    count: int
    is_chosen: bool
    toggle: Callable[[], str]

    @property
    def shown(self) -> str:
        """The label with the figures of a year in the digits of the reader's language."""
        return (
            digits(self.label, get_language() or "ar") if YEAR.fullmatch(self.value) else self.label
        )

    @property
    def url(self) -> str:
        """Where it is toggled."""
        return self.toggle()


@dataclass(frozen=True)
class Taken:
    """Something that narrows the results: what it says, and the search without it."""

    label: str
    without: SearchRequest

    @property
    def url(self) -> str:
        """Where it is taken off."""
        return self.without.url()


@dataclass(frozen=True)
class Facet:
    """A way to narrow the results; `is_cut` where there are more choices than these."""

    name: str
    choices: list[Choice]
    is_cut: bool = False

    @property
    def first(self) -> list[Choice]:
        """What stands in view: the first choices and those that were ticked, or all of a few."""
        if len(self.choices) <= SHOWN + 2:
            return self.choices
        return [c for n, c in enumerate(self.choices) if n < SHOWN or c.is_chosen]

    @property
    def others(self) -> list[Choice]:
        """What stands behind «more»."""
        first = set(map(id, self.first))
        return [choice for choice in self.choices if id(choice) not in first]

    @property
    def heading(self) -> str:
        """What a reader sees over the choices."""
        return gettext(_HEADINGS[self.name])


@dataclass(frozen=True)
class Bar:
    """One month or year of a chart, `height` of 100 high."""

    choice: Choice
    height: int

    @property
    def says(self) -> str:
        """The bar in words."""
        language, count = get_language() or "ar", self.choice.count
        articles = ngettext("One article", "%(number)s articles", count)
        return f"{self.choice.shown}: {articles % {'number': number(count, language)}}"

    @property
    def top(self) -> int:
        """How much of the 100 is left free over the bar."""
        return 100 - self.height


@dataclass(frozen=True)
class Chart:
    """The results in time, from the first month or year to the last; None stands for a gap.

    `facet` is the one that the bars choose from.
    """

    facet: Facet
    bars: list[Bar | None]

    @property
    def highest(self) -> str:
        """How many articles the highest bar stands for, in the digits of the reader's language."""
        return number(max(bar.choice.count for bar in self.bars if bar), get_language() or "ar")

    @property
    def first(self) -> Choice:
        """Where time begins."""
        return self._ends[0]

    @property
    def last(self) -> Choice:
        """Where it ends."""
        return self._ends[-1]

    @property
    def _ends(self) -> list[Choice]:
        return [bar.choice for bar in self.bars if bar]


def chart(facets: Iterable[Facet]) -> Chart | None:
    """The results by month, or by year where they reach over more months than can be drawn.

    None where there is only one bar to draw, or more years than can be drawn.
    """
    known = {facet.name: facet for facet in facets}
    for name, pattern, most in (("month", MONTH, MOST_MONTHS), ("year", YEAR, MOST_YEARS)):
        facet = known.get(name)
        bars = _bars(facet, pattern, most) if facet else []
        if facet and len(bars) > 1:
            return Chart(facet, bars)
    return None


def _bars(facet: Facet, pattern: re.Pattern[str], most: int) -> list[Bar | None]:
    """A bar for each value between the first and the last that holds results, if not too many."""
    choices = {_place(c.value): c for c in facet.choices if pattern.fullmatch(c.value)}
    held = [place for place, choice in choices.items() if choice.count]
    if not held or max(held) - min(held) >= most:
        return []
    highest = max(choices[place].count for place in held)
    return [
        Bar(choice, _height(choice.count, highest)) if (choice := choices.get(place)) else None
        for place in range(min(held), max(held) + 1)
    ]


def _place(value: str) -> int:
    """Where a month or year stands among all of them."""
    year, _, month = value.partition("-")
    return int(year) * 12 + int(month) if month else int(year)


def _height(count: int, highest: int) -> int:
    return max(round(100 * count / highest), LOWEST_BAR) if count else 0
