"""The addresses that other search engines are told of: what readers may see, in both languages."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Generic, TypeVar, cast, overload

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear
from django.urls import reverse

from archive.models import Article, Outlet, Theme

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
        public = Article.objects.public().exclude(outlet=None)
        return Outlet.objects.filter(pk__in=public.values("outlet")).order_by("pk")

    def location(self, item: Outlet) -> str:
        """The page of an outlet."""
        return item.get_absolute_url()


class Pages(InBothLanguages):
    """The front page, the lists, and every year and month that has articles."""

    def items(self) -> list[tuple[str, tuple[int, ...]]]:
        """Views with their arguments."""
        return [
            *(("archive:home", ()), ("archive:themes", ()), ("archive:archive", ())),
            *_times(),
        ]

    def location(self, item: tuple[str, tuple[int, ...]]) -> str:
        """The address of a view."""
        view, arguments = item
        return reverse(view, args=arguments)


def _times() -> Iterator[tuple[str, tuple[int, ...]]]:
    dated = Article.objects.public().leads().filter(published__isnull=False)
    months = dated.values_list(ExtractYear("published"), ExtractMonth("published")).distinct()
    found = sorted(months.order_by())
    for year in dict.fromkeys(year for year, _month in found):
        yield "archive:year", (year,)
    for year, month in found:
        yield "archive:month", (year, month)
