"""The pages on which readers browse. Each guards, asks and renders."""

from typing import cast

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.alphabet import alphabetical
from archive.charts.counting import Counts
from archive.charts.heat import YearOfDays, calendar, one_year
from archive.charts.outlets import outlets_over_time
from archive.charts.places import searching
from archive.charts.timeline import Timeline, timeline
from archive.collation import in_order
from archive.dates import Precision
from archive.front import front
from archive.guards import of_article, of_outlet, of_theme
from archive.models import Article, ArticleQuerySet, Outlet, Theme
from archive.periods import Period, Weeks

PAGE_SIZE = 20
OUTLETS = 8  # on the front page
FEW_THEMES = 8  # beside the articles of an outlet or a theme
BY_NAME = "name"


def _page(
    request: HttpRequest, articles: ArticleQuerySet, total: int | None = None
) -> Page[Article]:
    """The page of the list that the address asks for, the nearest one where it is out of range.

    Where it is known already how many there are, `total` spares a query.
    """
    pages = Paginator(articles.newest_first(), PAGE_SIZE)
    if total is not None:
        pages.count = total
    try:
        number = max(int(request.GET.get("page", "1")), 1)
    except ValueError:
        number = 1
    page = pages.get_page(number)
    page.object_list = cast(ArticleQuerySet, page.object_list).shown()
    return page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The story that leads, the latest by day, and what there is to browse."""
    context = {
        "front": front(),
        "outlets": Outlet.objects.with_articles()[:OUTLETS],
    }
    return render(request, "archive/home.html", context)


@require_safe
@of_article
def article_page(request: HttpRequest, article: Article) -> HttpResponse:
    """One article, with everything round it that helps to read on."""
    return _article(request, article, "article", neighbours=article.neighbours())


@require_safe
@of_article
def article_print(request: HttpRequest, article: Article) -> HttpResponse:
    """The same article alone on the page, for paper."""
    return _article(request, article, "article_print")


def _article(request: HttpRequest, article: Article, view: str, **more: object) -> HttpResponse:
    context = {
        "article": article,
        "address": request.build_absolute_uri(article.get_absolute_url()),
        "elsewhere": article.elsewhere(),
        **more,
    }
    return render(request, f"archive/{view}.html", context)


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """Every theme under its parent, with its number of articles: by that number, or by name."""
    by_name = request.GET.get("order") == BY_NAME
    branches = [(theme, theme.children_shown()) for theme in Theme.objects.tree()]
    if by_name:
        language = get_language() or "ar"
        branches = [
            (theme, in_order(children, str, language))
            for theme, children in in_order(branches, lambda branch: str(branch[0]), language)
        ]
    context = {
        "branches": branches,
        "by_name": by_name,
        "total": sum(1 + len(children) for _theme, children in branches),
    }
    return render(request, "archive/theme_list.html", context)


@require_safe
@of_theme
def theme_page(request: HttpRequest, theme: Theme) -> HttpResponse:
    """The articles that editors accepted under a theme or one below it."""
    articles = Article.objects.public().leads().on_theme(theme)
    counts = Counts.of(articles)
    page = _page(request, articles, counts.total)
    company = theme.company()
    context = {
        "theme": theme,
        "page": page,
        "children": company.children,
        "related": company.related[:FEW_THEMES],
        "timeline": _timeline(page, articles, counts, theme=theme.slug),
    }
    return render(request, "archive/theme.html", context)


def _timeline(
    page: Page[Article], articles: ArticleQuerySet, counts: Counts, **narrowed: str
) -> Timeline | None:
    """The picture over the first page of a list; further pages are for reading on."""
    return timeline(articles, searching(**narrowed), counts) if page.number == 1 else None


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Every outlet that published anything, from A to Z, with how much and when."""
    listed = alphabetical(Outlet.objects.with_articles(), str, request.GET)
    context = {"listed": listed, "outlets_over_time": outlets_over_time()}
    return render(request, "archive/outlet_list.html", context)


@require_safe
@of_outlet
def outlet_page(request: HttpRequest, outlet: Outlet) -> HttpResponse:
    """The articles of an outlet, from when to when they are, and its themes."""
    articles = Article.objects.public().filter(outlet=outlet)
    counts = Counts.of(articles)
    page = _page(request, articles, counts.total)
    first, last = articles.first_and_last()
    context = {
        "outlet": outlet,
        "page": page,
        "first": first,
        "last": last,
        "themes": Theme.objects.most_of(outlet)[:FEW_THEMES],
        "timeline": _timeline(page, articles, counts, outlet=outlet.slug),
    }
    return render(request, "archive/outlet.html", context)


@require_safe
def archive_index(request: HttpRequest) -> HttpResponse:
    """The archive as a calendar, and its largest outlets in time."""
    articles = Article.objects.public().leads()
    counts = Counts.of(articles)
    context = {
        "calendar": calendar(counts),
        "total": articles.count(),
        "outlets_over_time": outlets_over_time(),
    }
    return render(request, "archive/archive_index.html", context)


@require_safe
def undated_page(request: HttpRequest) -> HttpResponse:
    """The articles of which not even the year is known."""
    page = _page(request, Article.objects.public().leads().undated())
    if not page.paginator.count:
        raise Http404(_("The archive has no undated articles."))
    return render(request, "archive/undated.html", {"page": page})


@require_safe
def period_page(
    request: HttpRequest, year: int, month: int | None = None, day: int | None = None
) -> HttpResponse:
    """The articles published in a year, in a month or on a day; what it is made of, and next to."""
    try:
        period = Period(year, month, day)
    except ValueError:
        raise Http404(_("No calendar has that day.")) from None
    articles = Article.objects.public().leads()
    page = _page(request, period.articles(articles))
    if not page.paginator.count:
        raise Http404(_("The archive has no articles of that time."))
    parts = period.counts(articles)
    before, after = period.around(articles)
    context = {
        "period": period,
        "page": page,
        "before": before,
        "after": after,
        "parts": parts,
        "weeks": Weeks.of(parts) if period.precision == Precision.MONTH else None,
        "days": _days(period, articles) if page.number == 1 else None,
        "vague": page.paginator.count - sum(parts.values()) if parts else 0,
    }
    return render(request, "archive/period.html", context)


def _days(period: Period, articles: ArticleQuerySet) -> YearOfDays | None:
    """The picture of a year."""
    if period.precision != Precision.YEAR:
        return None
    return one_year(Counts.of(period.articles(articles)), period.year)
