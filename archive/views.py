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

from archive.addresses import address, moved
from archive.front import front
from archive.models import Article, ArticleQuerySet, FormerAddress, Outlet, Theme

PAGE_SIZE = 20
OUTLETS = 8  # on the front page


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
    """The story that leads, the latest by day, and what there is to browse."""
    context = {
        "front": front(),
        "themes": Theme.objects.with_counts(),
        "outlets": Outlet.objects.with_counts()[:OUTLETS],
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
        "neighbours": article.neighbours(),
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
