"""The addresses that other search engines are told of: what readers may see, in both languages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Generic, TypeVar, cast, overload

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from archive.addresses import address
from archive.dates import Precision
from archive.models import Article, Outlet, Theme
from archive.periods import Period

ADDRESSES: Final = 4_000
"""Addresses in one file, that a server makes in a moment; the protocol allows 50,000."""

Item = TypeVar("Item")


class InEachLanguage(Sequence[tuple[Item, str]], Generic[Item]):
    """Each item once in every language of the site; of a query only what is asked for is read."""

    def __init__(self, items: "QuerySet[Any] | Sequence[Item]") -> None:
        self._items = items
        self._languages = [code for code, _name in settings.LANGUAGES]

    def __len__(self) -> int:
        many = self._items.count() if isinstance(self._items, QuerySet) else len(self._items)
        return many * len(self._languages)

    @overload
    def __getitem__(self, place: int) -> tuple[Item, str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[Item, str]]: ...
    def __getitem__(self, place: int | slice) -> tuple[Item, str] | list[tuple[Item, str]]:
        """The pairs in these places."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        many = len(self._languages)
        first = start // many
        found = self._items[first : -(-stop // many)]
        pairs = [(item, language) for item in found for language in self._languages]
        return pairs[start - first * many : stop - first * many]


class InBothLanguages(Sitemap[Any]):
    """A sitemap whose addresses each name the same page in the other language."""

    i18n = True
    alternates = True
    x_default = True
    limit = ADDRESSES

    def _items(self) -> InEachLanguage[Any]:
        # Django's own makes a list of all, however many there are and whichever are asked for.
        return InEachLanguage(cast("QuerySet[Any] | list[Any]", self.items()))


class Articles(InBothLanguages):
    """The articles that lead their stories, with the time at which each was last changed."""

    def items(self) -> "QuerySet[Article]":
        """By their ids, so that an article stays in its file."""
        return Article.objects.public().leads().only("pk", "modified").order_by("pk")

    def location(self, item: Article) -> str:
        """The page of an article."""
        return item.get_absolute_url()

    def lastmod(self, item: Article) -> datetime:
        """When it was last changed."""
        return item.modified

    def get_latest_lastmod(self) -> datetime | None:
        """When any of them was, asked of the database."""
        last: datetime | None = self.items().aggregate(last=Max("modified"))["last"]
        return last


class Themes(InBothLanguages):
    """The themes."""

    def items(self) -> "QuerySet[Theme]":
        """All of them."""
        return Theme.objects.order_by("pk")

    def location(self, item: Theme) -> str:
        """The page of a theme."""
        return item.get_absolute_url()


class Outlets(InBothLanguages):
    """The outlets that published something."""

    def items(self) -> "QuerySet[Outlet]":
        """Those with articles that readers may see."""
        return Outlet.objects.with_articles().order_by("pk")

    def location(self, item: Outlet) -> str:
        """The page of an outlet."""
        return item.get_absolute_url()


class Pages(InBothLanguages):
    """The front page and the lists."""

    def items(self) -> list[str]:
        """Their views."""
        lists = ("themes", "outlets", "archive")
        return ["archive:home", *(f"archive:{name}" for name in lists), "search:names"]

    def location(self, item: str) -> str:
        """The address of a view."""
        return address(item)


class Periods(InBothLanguages):
    """Every year and month that has articles; the page of a month leads to its days."""

    def items(self) -> list[Period]:
        """The newest year first, each before its months."""
        dated = Article.objects.public().leads().dated()
        found = dated.values_list(
            ExtractYear("published"), ExtractMonth("published"), "published_precision"
        )
        years, months = set[Period](), set[Period]()
        for year, month, precision in found.order_by().distinct():
            years.add(Period(year))
            if precision != Precision.YEAR:
                months.add(Period(year, month))
        return sorted(years | months, key=lambda one: (-one.year, one.month or 0))

    def location(self, item: Period) -> str:
        """The page of a period."""
        return item.get_absolute_url()
