"""Articles in time as bars, whose peaks are named by headlines."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import get_language, get_language_bidi, gettext

from archive.charts.bars import Bar
from archive.charts.bins import Address, Bin, Unit, row, short_month
from archive.charts.counting import Counts
from archive.charts.headlines import telling
from archive.charts.scale import Row, plain, rise, ticks
from archive.charts.words import articles_in_words
from archive.formatting import digits, number
from archive.models import Article, ArticleQuerySet

MOST: Final = {Unit.WEEK: 60, Unit.MONTH: 180}
"""Beyond so many bars the next coarser unit is drawn."""
ENOUGH: Final = 0.9
"""Of the dated articles; where fewer are known by the week, the bars are months."""

PEAKS: Final = 5
STANDS_OUT: Final = 1.5  # times the mean of all bars: less is no peak
LEAST_PEAK: Final = 2  # articles
LEAST: Final = 2  # articles; one is no matter of time
APART: Final = 0.07  # of the width: two marks do not touch on a narrow screen

MARK: Final = 10.0  # pixels: radius of a mark
HEADROOM: Final = 26.0  # over the highest bar, for its mark
PLOT: Final = 120.0
AXIS: Final = 26.0
FULL: Final = 0.84  # of its slot that a bar takes
WIDEST: Final = 4.2  # percent of the width that a bar takes: 3rem on the widest screen
MANY: Final = 60  # bars; more leave no room for gaps
LABELS: Final = 12  # at most under the bars
LABELS_NARROW: Final = 5
LABEL_ROOM: Final = 9.0  # percent of the width that a label needs before the end


@dataclass(frozen=True)
class SlottedBar(Bar):
    """A bar, and where its whole slot begins, for a pointer."""

    slot: str


@dataclass(frozen=True)
class Peak:
    """A bar that stands out: its number in time, where its mark is, and what it was about."""

    number: int
    bar: SlottedBar
    x: str
    y: str
    article: Article | None


@dataclass(frozen=True)
class Label:
    """A word under the bars, `is_fine` where only a wide screen has room for it."""

    text: str
    url: str
    x: str
    anchor: str
    is_fine: bool


@dataclass(frozen=True)
class Line:
    """A line across at a round number."""

    text: str
    y: str


@dataclass(frozen=True)
class Timeline:
    """The articles of a theme or outlet in time; `rough` are dated too roughly to be drawn."""

    unit: Unit
    bars: list[SlottedBar]
    peaks: list[Peak]
    labels: list[Label]
    lines: list[Line]
    slot_width: str
    undated: int
    rough: int

    height: ClassVar = plain(HEADROOM + PLOT + AXIS)
    ground: ClassVar = plain(HEADROOM + PLOT)
    radius: ClassVar = plain(MARK)
    label_y: ClassVar = plain(HEADROOM + PLOT + 19)

    @property
    def says(self) -> str:
        """The picture in words."""
        highest = max(self.bars, key=lambda bar: bar.count)
        return gettext("From %(first)s to %(last)s: %(articles)s. Most: %(most)s.") % {
            "first": self.bars[0].label,
            "last": self.bars[-1].label,
            "articles": articles_in_words(sum(bar.count for bar in self.bars)),
            "most": highest.says,
        }


def timeline(
    articles: ArticleQuerySet, narrowed: Address, counts: Counts | None = None
) -> Timeline | None:
    """Articles in time, two queries; None where there are not two bars or LEAST to draw.

    `narrowed` is where those of a period are listed. Where they are counted already, `counts`
    spares a query.
    """
    counts = counts or Counts.of(articles)
    unit = unit_for(counts)
    found = counts.by(unit)
    if len(found) < 2 or sum(found.values()) < LEAST:
        return None
    places = row(found)
    tops = [Bin(unit, place) for place in peaks(found, places)]
    days = counts.by_day()
    busiest = {
        top: max(held, key=lambda day: (days[day], -day.toordinal()))
        for top in tops
        if (held := [day for day in days if unit.number(day) == top.number])
    }
    headlines = telling(articles, tops, busiest)
    bars = list(_bars(found, places, unit, narrowed))
    standing = {bar.period: bar for bar in bars}
    slots = Row(len(places), get_language_bidi())
    return Timeline(
        unit=unit,
        bars=bars,
        peaks=[
            Peak(
                n,
                standing[top],
                plain(slots.middle(top.number - places[0])),
                plain(float(standing[top].y) - MARK - 4),
                headlines.get(top),
            )
            for n, top in enumerate(tops, 1)
        ],
        labels=list(labels(places, unit, narrowed)),
        lines=list(_lines(max(found.values()))),
        slot_width=plain(slots.wide(1)),
        undated=counts.undated,
        rough=counts.rough(unit),
    )


def unit_for(counts: Counts) -> Unit:
    """Weeks, months or years: the finest of which there are not too many to draw."""
    dated = sum(counts.by(Unit.YEAR).values())
    for unit, most in MOST.items():
        found = counts.by(unit)
        if len(row(found)) <= most and sum(found.values()) >= ENOUGH * dated:
            return unit
    return Unit.YEAR


def peaks(counts: Mapping[int, int], places: range) -> list[int]:
    """The places of the few bars that stand out, in time: the highest, each apart from the others.

    None of their neighbours is higher. Of a few single articles each is one.
    """
    are_single = 1 < sum(counts.values()) == len(counts) <= PEAKS
    least = 1 if are_single else max(LEAST_PEAK, STANDS_OUT * sum(counts.values()) / len(places))
    apart = max(2, math.ceil(APART * len(places)))
    chosen: list[int] = []
    for place in sorted(counts, key=lambda place: (-counts[place], place)):
        if counts[place] < least or len(chosen) == PEAKS:
            break
        beside = max(counts.get(place - 1, 0), counts.get(place + 1, 0))
        if counts[place] >= beside and all(abs(place - other) >= apart for other in chosen):
            chosen.append(place)
    return sorted(chosen)


def _bars(
    counts: Mapping[int, int], places: range, unit: Unit, narrowed: Address
) -> Iterator[SlottedBar]:
    slots, highest = Row(len(places), get_language_bidi()), max(counts.values())
    full = min(FULL, WIDEST / slots.wide(1)) if len(places) <= MANY else 1
    for place in places:
        if not (count := counts.get(place, 0)):
            continue
        slot, period = place - places[0], Bin(unit, place)
        height = rise(count, highest, PLOT)
        yield SlottedBar(
            period=period,
            count=count,
            url=narrowed(period),
            x=plain(slots.left(slot + (1 - full) / 2, full)),
            y=plain(HEADROOM + PLOT - height),
            width=plain(slots.wide(full)),
            height=plain(height),
            slot=plain(slots.left(slot)),
        )


def _lines(highest: int) -> Iterator[Line]:
    for count in ticks(highest):
        y = HEADROOM + PLOT - PLOT * count / highest
        yield Line(number(count, get_language() or "ar"), plain(y))


def labels(places: range, unit: Unit, narrowed: Address) -> Iterator[Label]:
    """What stands under the bars: years under years and months, months under weeks."""
    slots = Row(len(places), get_language_bidi())
    if unit is Unit.YEAR:
        named = [(float(n), Bin(unit, place)) for n, place in enumerate(places)]
    else:
        wider = Unit.YEAR if unit is Unit.MONTH else Unit.MONTH
        first, last = Bin(unit, places[0]), Bin(unit, places[-1])
        named = [
            (_slot(Bin(wider, place), places, unit), Bin(wider, place))
            for place in range(wider.number(first.first), wider.number(last.last) + 1)
        ]
    room = LABEL_ROOM if unit is not Unit.YEAR else 0
    # The first begins before the picture where it does not begin with it: only if the next is far.
    if len(named) > 1 and slots.wide(named[1][0] - max(named[0][0], 0)) < room:
        named = named[1:]
    named = [(max(slot, 0), p) for slot, p in named if 100 - slots.wide(slot) >= room] or named[:1]
    coarse, fine = _step(len(named), LABELS_NARROW), _step(len(named), LABELS)
    for n, (slot, period) in enumerate(named):
        if n % fine and n % coarse:
            continue
        at = slots.middle(slot) if unit is Unit.YEAR else slots.left(slot, 0)
        yield Label(
            text=_label_text(period, is_first=n == 0),
            url=narrowed(period),
            x=plain(at),
            anchor="middle" if unit is Unit.YEAR else "start",
            is_fine=bool(n % coarse),
        )


def _slot(period: Bin, places: range, unit: Unit) -> float:
    """Where a longer period begins among the bars: negative where before the first."""
    return float(unit.number(period.first) - places[0])


def _step(size: int, most: int) -> int:
    return max(1, math.ceil(size / most))


def _label_text(period: Bin, is_first: bool) -> str:
    language = get_language() or "ar"
    year = digits(period.first.year, language)
    if period.unit is Unit.YEAR:
        return year
    month = short_month(period.first.month, language)
    return f"{month} {year}" if is_first or period.first.month == 1 else month
