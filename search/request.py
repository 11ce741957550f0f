"""What a reader asks for: every parameter of a search, its bounds, and its address."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from archive.addresses import address
from search.query import read_period
from search.query_errors import EndsBeforeItBegins, UnknownBound

PAGE_SIZE = 20
LAST_PAGE = 500
RELEVANCE, RECENT, NEWEST, OLDEST = "relevance", "recent", "newest", "oldest"
SORTS = (RELEVANCE, RECENT, NEWEST, OLDEST)
FACETS = ("theme", "person", "organisation", "place", "outlet", "year", "month", "language")
MOST_VALUES = 20  # of one facet
LONGEST_VALUE = 100  # characters
LONGEST_DATE = 60  # «الأربعاء الموافق ٣١ كانون الأول/ديسمبر ٢٠٢١»

Period = tuple[date, date]
"""The first and the last day of a year, a month or a day."""


@dataclass(frozen=True)
class SearchRequest:
    """One search, as an address holds it. A value out of bounds becomes the nearest sensible one.

    `chosen` maps a facet to the values that the reader ticked; several values of one facet are
    alternatives. `exact` leaves other spellings of names out. `since` and `until` are the first and
    the last date of publication as the reader wrote them, `from` and `to` in an address; `period`
    reads them.
    """

    text: str = ""
    sort: str = RELEVANCE
    page: int = 1
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exact: bool = False
    since: str = ""
    until: str = ""

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
            since=_bound(parameters.get("from", "")),
            until=_bound(parameters.get("to", "")),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.text and not self.is_narrowed

    @property
    def is_narrowed(self) -> bool:
        """Whether anything narrows the results besides the words."""
        return bool(self.chosen or self.since or self.until)

    @property
    def by_date(self) -> bool:
        """Whether dates decide the order: asked for, or nothing to be relevant to."""
        return self.sort in (NEWEST, OLDEST) or not self.text

    @property
    def offset(self) -> int:
        """How many articles come before the first on this page."""
        return (self.page - 1) * PAGE_SIZE

    def period(self) -> tuple[Period | None, Period | None]:
        """What the reader wrote as first and as last date, each None where nothing is written.

        The results are those from the first day of the first to the last day of the last. Raises
        UnknownBound or EndsBeforeItBegins.
        """
        since, until = _period("from", self.since), _period("to", self.until)
        if since and until and since[0] > until[1]:
            raise EndsBeforeItBegins
        return since, until

    def url(self, view: str = "search:search") -> str:
        """The address of this search, defaults left out.

        `view` names another page that takes the same parameters, such as a feed of the results;
        NoReverseMatch where there is no such page.
        """
        page = [("page", str(self.page))] if self.page != 1 else []
        return _url(address(view), [*self._sought, *self._manner, *page])

    def tagging_url(self) -> str:
        """Where editors tag what this search finds."""
        return self.url("search:tag")

    def feed_url(self) -> str:
        """Where the feed of what this search finds is; it has one page and an order of its own."""
        return replace(self, page=1, sort=RELEVANCE).url("search:feed")

    def follow_url(self) -> str:
        """Where readers begin to follow this search."""
        return replace(self, page=1, sort=RELEVANCE).url("search:follow")

    def export_url(self) -> str:
        """Where what this search finds can be had as a file, in this order."""
        return replace(self, page=1).url("search:export")

    def dossier_url(self) -> str:
        """Where what this search finds can be had to read on paper, in this order."""
        return replace(self, page=1).url("search:dossier")

    def query(self) -> str:
        """What is sought, as the query string of an address; no page and no order."""
        return replace(self, page=1, sort=RELEVANCE).url().partition("?")[2]

    @cached_property
    def _path(self) -> str:
        return address("search:search")

    @property
    def beside_text(self) -> list[tuple[str, str]]:
        """The parameters that a form for other words hands on."""
        return [(name, value) for name, value in self._sought + self._manner if name != "q"]

    @property
    def beside_dates(self) -> list[tuple[str, str]]:
        """The parameters that a form for other dates hands on."""
        bounds = ("from", "to")
        return [(name, value) for name, value in self._sought + self._manner if name not in bounds]

    @cached_property
    def _sought(self) -> list[tuple[str, str]]:
        single = [("q", self.text), ("from", self.since), ("to", self.until)]
        given = [(name, value) for name, value in single if value]
        return given + [(name, v) for name, values in self.chosen.items() for v in values]

    @cached_property
    def _manner(self) -> list[tuple[str, str]]:
        exact = [("exact", "1")] if self.exact else []
        return exact + ([("sort", self.sort)] if self.sort != RELEVANCE else [])

    def toggled_url(self, facet: str, value: str) -> str:
        """The address of the same search with one value ticked or unticked."""
        if facet in self.chosen:
            return self.toggled(facet, value).url()
        # Most links of a page of results are such: they differ in one parameter.
        before, after = self._round
        return f"{before}{_parameter(facet, value)}{after}"

    @cached_property
    def _round(self) -> tuple[str, str]:
        """What stands before and behind one value more in the address of this search."""
        before = _url(self._path, self._sought)
        after = "".join(f"&{_parameter(name, value)}" for name, value in self._manner)
        return before + ("&" if self._sought else "?"), after

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

    def widened(self) -> Self:
        """The same search with other spellings of names, from its first page."""
        return replace(self, page=1, exact=False)

    def undated(self, *, since: bool = False, until: bool = False) -> Self:
        """The same search without its first or its last date, from its first page."""
        return replace(
            self,
            page=1,
            since="" if since else self.since,
            until="" if until else self.until,
        )

    def anywhere(self) -> Self:
        """The same words with nothing that narrows the results, from the first page."""
        return replace(self, page=1, chosen={}, since="", until="")

    def on_page(self, page: int) -> Self:
        """The same search, another page."""
        return replace(self, page=page)


def _url(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    query = "&".join(_parameter(name, value) for name, value in parameters)
    return f"{path}?{query}" if query else path


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


def _bound(text: str) -> str:
    return _clean(text).strip()[:LONGEST_DATE].strip()


def _period(parameter: str, written: str) -> Period | None:
    if not written:
        return None
    period = read_period(written)
    if period is None:
        raise UnknownBound(parameter)
    return period


def _page(text: str) -> int:
    """The page number; the first one where `text` is none, the last allowed where it is beyond."""
    digits = text if len(text) <= 9 else ""
    return min(max(int(digits), 1), LAST_PAGE) if digits.isdecimal() else 1
