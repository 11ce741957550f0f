"""What a reader asks for: every parameter of a search, its bounds, and its address."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from archive.addresses import address

PAGE_SIZE = 20
LAST_PAGE = 500
RELEVANCE, RECENT, NEWEST, OLDEST = "relevance", "recent", "newest", "oldest"
SORTS = (RELEVANCE, RECENT, NEWEST, OLDEST)
FACETS = ("theme", "person", "organisation", "place", "outlet", "year", "month", "language")
MOST_VALUES = 20  # of one facet
LONGEST_VALUE = 100  # characters


@dataclass(frozen=True)
class SearchRequest:
    """One search, as an address holds it. A value out of bounds becomes the nearest sensible one.

    `chosen` maps a facet to the values that the reader ticked; several values of one facet are
    alternatives. `exact` leaves other spellings of names out.
    """

    text: str = ""
    sort: str = RELEVANCE
    page: int = 1
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exact: bool = False

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """The request that an address makes, whatever else stands in it."""
        chosen = {name: _values(parameters.getlist(name)) for name in FACETS}
        sort = parameters.get("sort", RELEVANCE)
        return cls(
            text=_clean(parameters.get("q", "")).strip(),
            sort=sort if sort in SORTS else RELEVANCE,
            page=_page(parameters.get("page", "")),
            chosen={name: values for name, values in chosen.items() if values},
            exact=parameters.get("exact") == "1",
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.text and not self.chosen

    @property
    def is_plain(self) -> bool:
        """Whether it is words alone, without anything that narrows or orders what they find."""
        return self == type(self)(self.text)

    @property
    def by_date(self) -> bool:
        """Whether dates decide the order: asked for, or nothing to be relevant to."""
        return self.sort in (NEWEST, OLDEST) or not self.text

    @property
    def offset(self) -> int:
        """How many articles come before the first on this page."""
        return (self.page - 1) * PAGE_SIZE

    def url(self) -> str:
        """The address of this search, defaults left out."""
        page = [("page", str(self.page))] if self.page != 1 else []
        return self._url([*self._sought, *self._manner, *page])

    def tagging_url(self) -> str:
        """Where editors tag what this search finds."""
        return self.url().replace(self._path, address("search:tag"), 1)

    @cached_property
    def _path(self) -> str:
        return address("search:search")

    def _url(self, parameters: Iterable[tuple[str, str]]) -> str:
        query = "&".join(_parameter(name, value) for name, value in parameters)
        return f"{self._path}?{query}" if query else self._path

    @cached_property
    def _sought(self) -> list[tuple[str, str]]:
        words = [("q", self.text)] if self.text else []
        return words + [(name, v) for name, values in self.chosen.items() for v in values]

    @cached_property
    def _manner(self) -> list[tuple[str, str]]:
        exact = [("exact", "1")] if self.exact else []
        return exact + ([("sort", self.sort)] if self.sort != RELEVANCE else [])

    def toggled_url(self, facet: str, value: str) -> str:
        """The address of the same search with one value ticked or unticked."""
        if facet in self.chosen:
            return self.toggled(facet, value).url()
        # Most links of a page of results are such: made without a request for each.
        return self._url([*self._sought, (facet, value), *self._manner])

    def toggled(self, facet: str, value: str) -> Self:
        """The same search with one value ticked or unticked, from its first page."""
        values = self.chosen.get(facet, ())
        if value in values:
            changed = tuple(v for v in values if v != value)
        else:
            # One tick more than an address may hold takes the place of the oldest.
            changed = (*values, value)[-MOST_VALUES:]
        chosen = {**self.chosen, facet: changed}
        return replace(self, page=1, chosen={k: v for k, v in chosen.items() if v})

    def sorted_by(self, sort: str) -> Self:
        """The same search in another order, from its first page."""
        return replace(self, page=1, sort=sort)

    def instead(self, text: str) -> Self:
        """The same search for other words, from its first page."""
        return replace(self, page=1, text=text)

    def exactly(self) -> Self:
        """The same search without other spellings of names, from its first page."""
        return replace(self, page=1, exact=True)

    def on_page(self, page: int) -> Self:
        """The same search, another page."""
        return replace(self, page=page)


@lru_cache(maxsize=4096)
def _parameter(name: str, value: str) -> str:
    """A parameter as it stands in an address: all links of a page of results share most of them."""
    return urlencode({name: value})


def _clean(text: str) -> str:
    """`text` without lone surrogates, which no page can hold, and NUL, which no database can."""
    return text.encode("utf-8", errors="ignore").decode("utf-8").replace("\0", "")


def _values(values: list[str]) -> tuple[str, ...]:
    clean = (_clean(value)[:LONGEST_VALUE] for value in values[:MOST_VALUES])
    return tuple(dict.fromkeys(filter(None, clean)))


def _page(text: str) -> int:
    """The page number; the first one where `text` is none, the last allowed where it is beyond."""
    digits = text if len(text) <= 9 else ""
    return min(max(int(digits), 1), LAST_PAGE) if digits.isdecimal() else 1
