"""The pages on which readers browse. Each guards, asks and renders."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.addresses import address, moved
from archive.charts.counting import Counts
from archive.charts.heat import calendar, one_year
from archive.charts.outlets import outlets_over_time
from archive.charts.places import searching
from archive.charts.timeline import Timeline, timeline
from archive.models import Article, ArticleQuerySet, FormerAddress, Outlet, Theme

PAGE_SIZE = 20
LATEST = 12  # articles on the front page


def _page(request: HttpRequest, articles: ArticleQuerySet) -> Page[Article]:
    """The page of the list that the address asks for, the nearest one where it is out of range."""
    pages = Paginator(articles.newest_first().for_lists().with_stories(), PAGE_SIZE)
    try:
        number = max(int(request.GET.get("page", "1")), 1)
    except ValueError:
        number = 1
    return pages.get_page(number)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest articles, and what there is to browse."""
    articles = Article.objects.public().leads().newest_first()
    latest = list(articles.for_lists().with_stories()[:LATEST])
    context = {
        "lead": latest[0] if latest else None,
        "latest": latest[1:],
        "themes": Theme.objects.with_counts(),
        "outlets": Outlet.objects.filter(articles__state=Article.State.PUBLIC)
        .annotate(article_count=Count("articles"))
        .order_by("-article_count", "name"),
    }
    return render(request, "archive/home.html", context)


@require_safe
def article_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One article, with everything round it that helps to read on."""
    return _article(request, pk, "article")


@require_safe
def article_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The same article alone on the page, for paper."""
    return _article(request, pk, "article_print")


def _article(request: HttpRequest, pk: int, view: str) -> HttpResponse:
    article = Article.objects.for_lists().select_related("host").filter(pk=pk).first()
    if article is None:
        if (merged := FormerAddress.objects.lead(Article, str(pk))) is None:
            raise Http404(_("There is no such article."))
        return moved(address(f"archive:{view}", merged.pk))
    if article.state == Article.State.WITHDRAWN:
        return render(request, "archive/withdrawn.html", {"article": article}, status=410)
    if not article.is_public and not request.user.has_perm("archive.view_article"):
        raise Http404(_("There is no such article."))
    context = {
        "article": article,
        "address": request.build_absolute_uri(article.get_absolute_url()),
        "newer": article.newer(),
        "older": article.older(),
        "related": article.on_the_same_themes(),
        "elsewhere": article.elsewhere(),
    }
    return render(request, f"archive/{view}.html", context)


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """Every theme under its parent, with its number of articles."""
    return render(request, "archive/theme_list.html", {"themes": Theme.objects.tree()})


@require_safe
def theme_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles that editors accepted under a theme or one below it; old addresses lead on."""
    theme = Theme.objects.select_related("parent").filter(slug=slug).first()
    if theme is None:
        if now := FormerAddress.objects.lead(Theme, slug):
            query = request.META.get("QUERY_STRING", "")
            return moved(now.get_absolute_url() + (f"?{query}" if query else ""))
        raise Http404(_("There is no such theme."))
    articles = Article.objects.public().leads().on_theme(theme)
    page = _page(request, articles)
    context = {"theme": theme, "page": page, "timeline": _timeline(page, articles, theme=slug)}
    return render(request, "archive/theme.html", context)


def _timeline(page: Page[Article], articles: ArticleQuerySet, **narrowed: str) -> Timeline | None:
    """The picture over the first page of a list; further pages are for reading on."""
    return timeline(articles, searching(**narrowed)) if page.number == 1 else None


@require_safe
def outlet_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of an outlet."""
    outlet = get_object_or_404(Outlet, slug=slug)
    articles = Article.objects.public().filter(outlet=outlet)
    page = _page(request, articles)
    context = {"outlet": outlet, "page": page, "timeline": _timeline(page, articles, outlet=slug)}
    return render(request, "archive/outlet.html", context)


@require_safe
def archive_index(request: HttpRequest) -> HttpResponse:
    """The archive as a calendar, and its largest outlets in time."""
    counts = Counts.of(Article.objects.public().leads())
    context = {"calendar": calendar(counts), "outlets_over_time": outlets_over_time()}
    return render(request, "archive/archive_index.html", context)


@require_safe
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """The articles published in a year."""
    articles = Article.objects.public().leads().filter(published__year=year)
    page = _page(request, articles)
    days = one_year(Counts.of(articles), year) if page.number == 1 else None
    return _dated(request, page, {"year": year, "days": days})


@require_safe
def month_page(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The articles published in a month."""
    articles = Article.objects.public().leads()
    articles = articles.filter(published__year=year, published__month=month)
    return _dated(request, _page(request, articles), {"year": year, "month": month})


def _dated(request: HttpRequest, page: Page[Article], context: dict[str, Any]) -> HttpResponse:
    if not page.paginator.count:
        raise Http404(_("The archive has no articles of that time."))
    return render(request, "archive/archive_dated.html", {"page": page, **context})
