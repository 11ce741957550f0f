"""The pages on which readers browse. Each guards, asks and renders."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.addresses import moved
from archive.guards import of_article
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
@of_article
def article_page(request: HttpRequest, article: Article) -> HttpResponse:
    """One article, with everything round it that helps to read on."""
    return _article(request, article, "article")


@require_safe
@of_article
def article_print(request: HttpRequest, article: Article) -> HttpResponse:
    """The same article alone on the page, for paper."""
    return _article(request, article, "article_print")


def _article(request: HttpRequest, article: Article, view: str) -> HttpResponse:
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
    page = _page(request, Article.objects.public().leads().on_theme(theme))
    return render(request, "archive/theme.html", {"theme": theme, "page": page})


@require_safe
def outlet_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of an outlet."""
    outlet = get_object_or_404(Outlet, slug=slug)
    page = _page(request, Article.objects.public().filter(outlet=outlet))
    return render(request, "archive/outlet.html", {"outlet": outlet, "page": page})


@require_safe
def archive_index(request: HttpRequest) -> HttpResponse:
    """Every year and month that has articles, with their numbers."""
    months = (
        Article.objects.public()
        .leads()
        .filter(published__isnull=False)
        .values(year=ExtractYear("published"), month=ExtractMonth("published"))
        .annotate(count=Count("pk"))
        .order_by("-year", "-month")
    )
    undated = Article.objects.public().leads().filter(published__isnull=True).count()
    context = {"years": _by_year(months), "undated": undated}
    return render(request, "archive/archive_index.html", context)


def _by_year(months: Iterable[Any]) -> dict[int, list[dict[str, int]]]:
    years: dict[int, list[dict[str, int]]] = {}
    for month in months:
        years.setdefault(month["year"], []).append(month)
    return years


@require_safe
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """The articles published in a year."""
    page = _page(request, Article.objects.public().leads().filter(published__year=year))
    return _dated(request, page, {"year": year})


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
