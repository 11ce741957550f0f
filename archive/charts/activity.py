"""How busy each theme was in the archive's newest year: small charts beside their names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, get_language_bidi, gettext

from archive.charts.bins import Bin, Unit
from archive.charts.counting import first_of, month_of
from archive.charts.words import articles_in_words
from archive.dates import Precision
from archive.models import Article, Tagging, Theme

MONTHS: Final = 12
HEIGHT: Final = 24  # units of the picture, which stretches
LOWEST: Final = 1


@dataclass(frozen=True)
class Activity:
    """The articles of a theme in the months up to `last`, the oldest first."""

    last: Bin
    counts: tuple[int, ...]

    height: ClassVar = HEIGHT
    width: ClassVar = MONTHS * 4

    @classmethod
    def of(cls, counts: Mapping[int, int], last: Bin) -> Self:
        """The activity up to a month, of counts by the numbers of months."""
        return cls(last, tuple(counts.get(last.number - n, 0) for n in reversed(range(MONTHS))))

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """Of each month with articles where its bar begins, where its top is, and its height."""
        highest = max(self.counts, default=0)
        rtl = get_language_bidi()
        return [
            (4 * (MONTHS - 1 - n if rtl else n), HEIGHT - rises, rises)
            for n, count in enumerate(self.counts)
            if count
            for rises in [max(round(HEIGHT * count / highest), LOWEST)]
        ]

    @property
    def says(self) -> str:
        """The picture in words."""
        language = get_language() or "ar"
        newest = self.last.label(language)
        found = articles_in_words(sum(self.counts))
        return gettext("The 12 months to %(month)s: %(articles)s.") % {
            "month": newest,
            "articles": found,
        }


def by_theme(themes: Iterable[Theme]) -> dict[int, Activity]:
    """The activity of each theme by its id, in the same months; two queries for all.

    The months end with the newest in which anything public was published. What is under the
    children of a theme counts with it, each story once. Empty where nothing is dated to a month.
    """
    known = Article.objects.public().leads().dated().exclude(published_precision=Precision.YEAR)
    newest = known.order_by("-published").values_list("published", flat=True).first()
    if newest is None:
        return {}
    last = Bin.of(Unit.MONTH, newest)
    first = Bin(Unit.MONTH, last.number - MONTHS + 1)
    taggings = (
        Tagging.objects.accepted()
        .filter(
            article__state=Article.State.PUBLIC,
            article__copy_of=None,
            article__published__range=(first.first, last.last),
        )
        .exclude(article__published_precision=Precision.YEAR)
        .order_by()
    )
    month = month_of("article__published")
    # A theme with a parent counts for both; no tree is higher than that.
    tops = taggings.annotate(family=Coalesce("theme__parent", "theme"), month=month)
    below = taggings.exclude(theme__parent=None).annotate(family=F("theme"), month=month)
    counted = [
        held.values_list("family", "month").annotate(n=Count("article", distinct=True))
        for held in (tops, below)
    ]
    counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for family, when, count in counted[0].union(counted[1], all=True):
        counts[family][Unit.MONTH.number(first_of(when))] += count
    return {theme.pk: Activity.of(counts[theme.pk], last) for theme in themes}
