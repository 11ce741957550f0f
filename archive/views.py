"""The pages on which readers browse. Each guards, asks and renders."""

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.addresses import address, moved
from archive.alphabet import alphabetical
from archive.collation import in_order
from archive.dates import Precision
from archive.front import front
from archive.models import Article, ArticleQuerySet, FormerAddress, Outlet, Theme
from archive.periods import Period, Weeks, years_held

PAGE_SIZE = 20
OUTLETS = 8  # on the front page
FEW_THEMES = 8  # beside the articles of an outlet or a theme
BY_NAME = "name"


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
        "outlets": Outlet.objects.with_articles()[:OUTLETS],
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
def theme_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles that editors accepted under a theme or one below it; old addresses lead on."""
    theme = Theme.objects.select_related("parent").filter(slug=slug).first()
    if theme is None:
        if now := FormerAddress.objects.lead(Theme, slug):
            query = request.META.get("QUERY_STRING", "")
            return moved(now.get_absolute_url() + (f"?{query}" if query else ""))
        raise Http404(_("There is no such theme."))
    page = _page(request, Article.objects.public().leads().on_theme(theme))
    context = {"theme": theme, "page": page, "related": theme.related()[:FEW_THEMES]}
    return render(request, "archive/theme.html", context)


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Every outlet that published anything, from A to Z, with how much and when."""
    listed = alphabetical(Outlet.objects.with_articles(), str, request.GET)
    return render(request, "archive/outlet_list.html", {"listed": listed})


@require_safe
def outlet_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of an outlet, from when to when they are, and its themes."""
    outlet = Outlet.objects.filter(slug=slug).first()
    if outlet is None:
        if now := FormerAddress.objects.lead(Outlet, slug):
            return moved(now.get_absolute_url())
        raise Http404(_("The archive knows no such outlet."))
    articles = Article.objects.public().filter(outlet=outlet)
    first, last = articles.first_and_last()
    context = {
        "outlet": outlet,
        "page": _page(request, articles),
        "first": first,
        "last": last,
        "themes": Theme.objects.most_of(outlet)[:FEW_THEMES],
    }
    return render(request, "archive/outlet.html", context)


@require_safe
def archive_index(request: HttpRequest) -> HttpResponse:
    """Every year and month that has articles, with their numbers."""
    articles = Article.objects.public().leads()
    years, undated = years_held(articles), articles.undated().count()
    total = sum(year.count for year in years) + undated
    context = {"years": years, "undated": undated, "total": total}
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
    context = {
        "period": period,
        "page": page,
        "before": period.before(articles),
        "after": period.after(articles),
        "parts": parts,
        "weeks": Weeks.of(parts) if period.precision == Precision.MONTH else None,
        "vague": page.paginator.count - sum(parts.values()) if parts else 0,
    }
    return render(request, "archive/period.html", context)
