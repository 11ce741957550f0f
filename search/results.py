"""One page of results: the only function that answers a search, whoever asks."""

import datetime
import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from haystack import connections

from archive.addresses import address
from archive.dates import Precision
from archive.formatting import absolute_date, number
from archive.models import Article, Outlet, Theme
from archive.models.article import LANGUAGES
from archive.models.lately import lately
from search import highlight, query, tree
from search.analysis import Analyser, loose
from search.corrections import correction
from search.describe import describe, period_in_words
from search.engines.finding import Found, Telling
from search.expansion import Expansion, as_written, expand
from search.facets import MONTH, Chart, Choice, Facet, Taken, chart
from search.known import names_by_slug
from search.query_errors import QueryError
from search.request import FACETS, LAST_PAGE, NEWEST, OLDEST, PAGE_SIZE, RECENT, SearchRequest
from search.search_indexes import before_text, own_text_of, text_of

SIMILAR = 10  # articles that are like another
CONTEXT = 180  # characters of an article's text: two lines of a wide screen
MOST_CHOICES = 20  # shown of one facet
NAMED = ("theme", "person", "organisation", "place", "outlet")
# Of these the commonest are enough; those of time are shown in their order, all of them. One more
# is counted than shown: it tells that there are more.
MOST_COUNTED = dict.fromkeys(NAMED, MOST_CHOICES + 1)


@dataclass(frozen=True)
class Hit:
    """An article found, with the words marked; `passages` is where in its text they stand."""

    article: Article
    title: SafeString
    passages: list[SafeString]

    @property
    def similar_url(self) -> str:
        """Where the articles are that are like this one."""
        return address("search:similar", self.article.pk)


@dataclass(frozen=True)
class SearchPage:
    """The answer to a SearchRequest; `total` is exact.

    `reading` is the query in words. Where no article holds all of its parts there is none, and
    `held` of `asked` is how many the articles found hold. `expansions` are the names sought under
    more spellings; `correction` is a query that the reader may have meant.
    """

    request: SearchRequest
    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    reading: str = ""
    held: int = 0
    asked: int = 0
    expansions: list[Expansion] = field(default_factory=list)
    correction: str | None = None

    @property
    def partly(self) -> str:
        """A sentence for the articles that hold a part of what is asked for, if these are such."""
        if not (self.asked and self.total):
            return ""
        language = get_language() or "ar"
        held = ngettext("one part", "%(number)s parts", self.held)
        sentence = ngettext(
            "No article holds all that you searched for. This one holds %(held)s of %(asked)s.",
            "No article holds all that you searched for. These hold %(held)s of %(asked)s.",
            self.total,
        )
        return sentence % {
            "held": held % {"number": number(self.held, language)},
            "asked": number(self.asked, language),
        }

    @property
    def pages(self) -> int:
        """How many pages can be asked for."""
        return min(math.ceil(self.total / PAGE_SIZE), LAST_PAGE)

    @property
    def previous_url(self) -> str | None:
        """Address of the page before, if there is one."""
        page = min(self.request.page - 1, self.pages)
        return self.request.on_page(page).url() if page >= 1 else None

    @property
    def next_url(self) -> str | None:
        """Address of the page after, if there is one."""
        page = self.request.page + 1
        return self.request.on_page(page).url() if page <= self.pages else None

    @cached_property
    def chart(self) -> Chart | None:
        """When the results were published, if there is more than one bar to draw."""
        return chart(self.facets)

    @property
    def lists(self) -> list[Facet]:
        """The facets that are shown as lists: a chart takes the place of the months and its own."""
        drawn = self.chart
        return [f for f in self.facets if not drawn or f.name not in ("month", drawn.facet.name)]

    @property
    def begun_with(self) -> list[Facet]:
        """The facets with which a search may begin: what has a name, not when it was."""
        return [facet for facet in self.facets if facet.name in NAMED]

    @property
    def chosen(self) -> list[Choice]:
        """Everything the reader ticked."""
        return [choice for facet in self.facets for choice in facet.choices if choice.is_chosen]

    @cached_property
    def taken(self) -> list[Taken]:
        """Everything that narrows the results, with the search without it."""
        return [
            *bounds_taken(self.request),
            *(
                Taken(choice.shown, self.request.toggled(facet.name, choice.value))
                for facet in self.facets
                for choice in facet.choices
                if choice.is_chosen
            ),
        ]


def search(request: SearchRequest) -> SearchPage:
    """Answer a search; raises query_errors.QueryError where the text cannot be understood."""
    if request.is_empty:
        return SearchPage(request)
    backend = connections["default"].get_backend()
    asked, widened, expansions = _understood(request)
    wanted = tree.wanted(widened, backend.analyser()) if widened else highlight.Wanted()
    found = backend.find(
        widened,
        filters=request.chosen,
        facets=FACETS,
        by_date=request.by_date,
        oldest_first=request.sort == OLDEST,
        fresh=request.sort == RECENT,
        offset=request.offset,
        limit=PAGE_SIZE,
        most=MOST_COUNTED,
        # The index keeps no places of sounds.
        telling=None if wanted.sounds else Telling(wanted.terms, wanted.prefixes),
    )
    facets = _facets(request, found.facets)
    starts = dict(zip(found.ids, found.starts, strict=True))
    articles = list(_in_order(found.ids))
    hits = [_hit(article, wanted, starts[article.pk]) for article in articles]
    heard = list(_heard(widened, articles, backend.analyser()))
    # A correction is offered only where the words as they stand are in no article together.
    found_less = found.asked > 0 or found.total == 0 or bool(_sounds(widened))
    return SearchPage(
        request,
        found.total,
        hits,
        facets,
        reading=describe(asked) if asked and not found.asked else "",
        held=found.held,
        asked=found.asked,
        expansions=expansions + heard,
        correction=correction(request.text, asked)
        if asked and request.text and found_less
        else None,
    )


def whole_archive() -> SearchPage:
    """What all articles may be narrowed by: where readers begin who have no words yet."""
    found = (
        connections["default"]
        .get_backend()
        .find(None, filters={}, facets=FACETS, by_date=True, offset=0, limit=0, most=MOST_COUNTED)
    )
    request = SearchRequest()
    return SearchPage(request, found.total, facets=_facets(request, found.facets))


def found_by(request: SearchRequest, most: int) -> tuple[list[int], int]:
    """Ids of the articles that `search` finds, in its order, `most` of them; and of how many.

    Raises query_errors.QueryError where the text cannot be understood.
    """
    if request.is_empty:
        return [], 0
    found = _found(request, most)
    return found.ids, found.total


def found_newest(request: SearchRequest, most: int) -> list[int]:
    """Ids of `most` articles that hold all of what is asked for, newest first.

    `search` and `found_by` help somebody who looks at a page with what holds a part of it; who
    follows a search waits for what holds it all. Raises query_errors.QueryError.
    """
    if request.is_empty:
        return []
    found = _found(request.sorted_by(NEWEST), most)
    return [] if found.asked else found.ids  # which is 0 where every part is held


def _found(request: SearchRequest, most: int) -> Found:
    _asked, widened, _expansions = _understood(request)
    found: Found = (
        connections["default"]
        .get_backend()
        .find(
            widened,
            filters=request.chosen,
            facets=(),
            by_date=request.by_date,
            oldest_first=request.sort == OLDEST,
            fresh=request.sort == RECENT,
            offset=0,
            limit=most,
        )
    )
    return found


def _understood(
    request: SearchRequest,
) -> tuple[tree.Node | None, tree.Node | None, list[Expansion]]:
    """What is asked for, the same with other spellings of the names in it, and these names."""
    words = query.parse(request.text)
    parts = [*([tree.without_stop_words(words)] if words else []), *_dated(request)]
    if not parts:
        return None, None, []
    asked = tree.join(tree.And, parts)
    if request.exact:
        return asked, as_written(asked), []
    return asked, *expand(asked, connections["default"].get_backend().holds)


def _dated(request: SearchRequest) -> Iterator[tree.Node]:
    """What the bounds in time ask for, as if they stood in the query."""
    since, until = request.period()
    if since:
        yield tree.Dated(since[0], None, 0, 0)
    if until:
        yield tree.Dated(None, until[1], 0, 0)


def bounds_taken(request: SearchRequest) -> Iterator[Taken]:
    """The first and the last date that the reader chose, each to be taken off.

    None where they cannot be read: the page says so already.
    """
    try:
        since, until = request.period()
    except QueryError:
        return
    if since:
        label = gettext("From %(date)s") % {"date": period_in_words(*since)}
        yield Taken(label, request.undated(since=True))
    if until:
        label = gettext("Until %(date)s") % {"date": period_in_words(*until)}
        yield Taken(label, request.undated(until=True))


def _sounds(node: tree.Node | None) -> dict[str, str]:
    """The words that were sought by their sound, because no article holds them, by that sound."""
    if isinstance(node, tree.Alternatives) and isinstance(node.typed, tree.Word):
        return {o.key: node.typed.text for o in node.others if isinstance(o, tree.Sound)}
    parts = node.parts if isinstance(node, tree.And | tree.Or) else ()
    return {key: typed for part in parts for key, typed in _sounds(part).items()}


def _heard(
    node: tree.Node | None, articles: Iterable[Article], analyser: Analyser
) -> Iterator[Expansion]:
    """The words of these articles that were found by their sound."""
    sounds = _sounds(node)
    found: dict[str, dict[str, None]] = {}
    for article in articles if sounds else ():
        for token in analyser.tokens(f"{article.title}\n{article.body}"):
            for form in loose(token):
                if form[0] == "~" and form[1:] in sounds:
                    found.setdefault(form[1:], {})[token.surface] = None
    for key, words in found.items():
        yield Expansion(sounds[key], tuple(words))


def similar(article: Article) -> list[Article]:
    """The public articles nearest to this one in their words, the nearest first."""
    text = "\n".join([article.title, article.standfirst, *article.paragraphs()])
    ids = connections["default"].get_backend().similar(article.pk, text, limit=SIMILAR)
    return list(_in_order(ids))


def _in_order(ids: list[int]) -> Iterable[Article]:
    """The articles, in this order; one withdrawn since it was indexed is left out."""
    # Asked for by id alone: SQLite would look through all that is public for these few.
    return (article for article in Article.objects.listed(ids) if article.is_public)


def _hit(article: Article, wanted: highlight.Wanted, starts: list[int] | None) -> Hit:
    text = text_of(article)
    if starts is not None:
        before, own = len(before_text(article)), own_text_of(article)
        starts = [start - before for start in starts if start >= before]
        # The titles of copies say why an article was found only where its own text does not.
        if within := [start for start in starts if start < len(own)]:
            text, starts = own, within
    return Hit(
        article=article,
        title=highlight.mark(article.title, wanted),
        passages=highlight.context(text, wanted, CONTEXT, starts),
    )


def _facets(request: SearchRequest, counts: dict[str, dict[str, int]]) -> list[Facet]:
    facets = []
    for name in FACETS:
        # A value that was ticked stays in view even where nothing is left under it.
        values = {**dict.fromkeys(request.chosen.get(name, ()), 0), **counts.get(name, {})}
        labels = labels_of(name, values)
        choices = [
            Choice(
                value=value,
                label=labels.get(value, value),
                count=count,
                is_chosen=value in request.chosen.get(name, ()),
                toggle=partial(request.toggled_url, name, value),
            )
            for value, count in values.items()
            if value in labels or value in request.chosen.get(name, ())
        ]
        if name in ("year", "month"):
            choices.sort(key=lambda choice: choice.value, reverse=True)
        else:
            choices.sort(key=lambda choice: (-choice.count, choice.label))
        if name == "language" and len(choices) < 2 and not request.chosen.get(name):
            continue
        if choices:
            facets.append(_cut(Facet(name, choices)))
    return facets


def _cut(facet: Facet) -> Facet:
    """The commonest choices, which are enough to narrow by; what was ticked stays in view."""
    if facet.name not in NAMED or len(facet.choices) <= MOST_CHOICES:
        return facet
    kept = [c for n, c in enumerate(facet.choices) if n < MOST_CHOICES or c.is_chosen]
    return replace(facet, choices=kept, is_cut=True)


def _month_label(value: str) -> str:
    date = datetime.date.fromisoformat(f"{value}-01")
    return absolute_date(date, Precision.MONTH, get_language() or "ar")


def labels_of(name: str, values: Collection[str]) -> dict[str, str]:
    """What a reader sees for each value; values that name nothing have no label of their own."""
    if name == "theme":
        return {slug: theme.name for slug, theme in lately(Theme).by_slug(values).items()}
    if name == "outlet":
        return {slug: outlet.name for slug, outlet in lately(Outlet).by_slug(values).items()}
    if name in ("person", "organisation", "place"):
        names = [(slug, known) for slug in values if (known := names_by_slug().get(slug))]
        is_english = get_language() == "en"
        return {slug: known.english if is_english else known.arabic for slug, known in names}
    if name == "language":
        return {code: str(label) for code, label in LANGUAGES if code in values}
    if name == "month":
        return {value: _month_label(value) for value in values if MONTH.fullmatch(value)}
    return {value: value for value in values if value.isdecimal()}
