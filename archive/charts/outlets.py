"""The largest outlets beside each other, each in time: small pictures with one scale for all."""

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar, Final

from django.db.models import Count
from django.utils.translation import get_language, get_language_bidi, gettext

from archive.charts.bars import Bar
from archive.charts.bins import Bin, Unit, row
from archive.charts.counting import Counts, Dated, first_of, month_of
from archive.charts.places import searching
from archive.charts.scale import Row, plain, rise
from archive.charts.words import articles_in_words
from archive.dates import Precision
from archive.formatting import number
from archive.models import Article, Outlet

OUTLETS: Final = 6
MOST_MONTHS: Final = 36  # beyond which the bars are years
PLOT: Final = 64.0
FULL: Final = 0.86


@dataclass(frozen=True)
class OutletInTime:
    """One outlet's picture."""

    outlet: Outlet
    count: int
    bars: list[Bar]

    @property
    def says(self) -> str:
        """The picture in words."""
        if not self.bars:
            return articles_in_words(0)
        highest = max(self.bars, key=lambda bar: bar.count)
        return gettext("%(articles)s. Most: %(most)s.") % {
            "articles": articles_in_words(self.count),
            "most": highest.says,
        }


@dataclass(frozen=True)
class OutletsOverTime:
    """The pictures of the largest outlets, on one scale and one axis."""

    unit: Unit
    outlets: list[OutletInTime]
    periods: list[Bin]
    highest: int
    height: ClassVar = plain(PLOT + 2)
    ground: ClassVar = plain(PLOT + 1)

    @property
    def first(self) -> str:
        """Where the axis begins."""
        return self.periods[0].label(get_language() or "ar")

    @property
    def last(self) -> str:
        """Where it ends."""
        return self.periods[-1].label(get_language() or "ar")

    @property
    def most(self) -> str:
        """What the top of each picture stands for."""
        return articles_in_words(self.highest)

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """The periods, the newest first, each with what every outlet has of it."""
        language = get_language() or "ar"
        held = [{bar.period: bar.count for bar in one.bars} for one in self.outlets]
        return [
            (period.label(language), [number(of.get(period, 0), language) for of in held])
            for period in reversed(self.periods)
        ]


def outlets_over_time() -> OutletsOverTime | None:
    """The outlets with most articles, each with all it published itself; three queries.

    An outlet's copies of reports that another leads count here, as its own page lists them. None
    where there are not two months or years to draw.
    """
    public = Article.objects.public().exclude(outlet=None)
    sizes = public.order_by().values("outlet").annotate(count=Count("pk"))
    largest = [
        (found["outlet"], found["count"]) for found in sizes.order_by("-count", "outlet")[:OUTLETS]
    ]
    counted = (
        public.dated()
        .filter(outlet__in=[pk for pk, _count in largest])
        .order_by()
        .annotate(month=month_of("published"))
        .values_list("outlet", "month", "published_precision")
        .annotate(count=Count("pk"))
    )
    rows: defaultdict[int, list[Dated]] = defaultdict(list)
    for pk, month, precision, count in counted:
        # Days are not told apart here.
        known = Precision.YEAR if precision == Precision.YEAR else Precision.MONTH
        rows[pk].append(Dated(first_of(month), known, count))
    return _drawn(dict(largest), rows)


def _drawn(sizes: dict[int, int], rows: defaultdict[int, list[Dated]]) -> OutletsOverTime | None:
    counts = {pk: Counts(tuple(rows[pk])) for pk in sizes}
    whole = Counts(tuple(found for of in rows.values() for found in of))
    unit = Unit.MONTH if len(row(whole.by(Unit.MONTH))) <= MOST_MONTHS else Unit.YEAR
    places = row(whole.by(unit))
    if len(places) < 2:
        return None
    highest = max(max(of.by(unit).values(), default=0) for of in counts.values())
    slots = Row(len(places), get_language_bidi())
    outlets = Outlet.objects.in_bulk(sizes)
    return OutletsOverTime(
        unit=unit,
        outlets=[
            OutletInTime(
                outlets[pk],
                size,
                [
                    _bar(place - places[0], Bin(unit, place), count, highest, slots, outlets[pk])
                    for place, count in sorted(counts[pk].by(unit).items())
                ],
            )
            for pk, size in sizes.items()
        ],
        periods=[Bin(unit, place) for place in places],
        highest=highest,
    )


def _bar(slot: int, period: Bin, count: int, highest: int, slots: Row, outlet: Outlet) -> Bar:
    height = rise(count, highest, PLOT)
    return Bar(
        period=period,
        count=count,
        url=searching(outlet=outlet.slug)(period),
        x=plain(slots.left(slot + (1 - FULL) / 2, FULL)),
        y=plain(PLOT + 1 - height),
        width=plain(slots.wide(FULL)),
        height=plain(height),
    )
