"""Papers as answers to requests."""

import logging
import re
from typing import Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.guards import of_article, of_theme
from archive.models import Article, Theme
from archive.papers.contents import MOST_ARTICLES, article_paper, dossier
from archive.papers.keeping import BusyError, DrawingError, kept
from archive.papers.said import Paper, key

RETRY: Final = 5
"""Seconds after which to ask again for a paper that is not drawn yet."""
LATER: Final = 120
"""Seconds after which to ask again for a paper that could not be drawn."""
NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
LONGEST_NAME: Final = 80

log = logging.getLogger(__name__)


@require_safe
@of_article
def article_pdf(request: HttpRequest, article: Article) -> HttpResponseBase:
    """One public article as a PDF for reading."""
    public = Article.objects.public().for_papers().filter(pk=article.pk).first()
    if public is None:  # an editor may see it on its page
        raise Http404(_("There is no such article."))
    return answer(request, article_paper(public, request.build_absolute_uri))


@require_safe
@of_theme
def theme_dossier(request: HttpRequest, theme: Theme) -> HttpResponseBase:
    """The newest articles under a theme as one PDF."""
    articles = Article.objects.public().leads().on_theme(theme)
    total = articles.count()
    if not total:
        raise Http404(_("There are no articles to put into a dossier."))
    paper = dossier(
        articles.newest_first().for_papers()[:MOST_ARTICLES],
        total,
        title=theme.name,
        description=theme.description,
        fewer=_("the newest ones"),
        link=request.build_absolute_uri(theme.get_absolute_url()),
        absolute=request.build_absolute_uri,
    )
    return answer(request, paper)


def answer(request: HttpRequest, paper: Paper) -> HttpResponseBase:
    """A paper as a stream; nothing where the browser has it, 503 while it is not drawn."""
    etag = f'"{key(paper)}"'
    if (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    try:
        file = kept(paper)
    except BusyError:
        # The page asks for the paper again by itself.
        headers = {"Retry-After": str(RETRY), "Refresh": str(RETRY)}
        return _none_yet(request, headers, failed=False)
    except (DrawingError, OSError):
        log.exception("There is no paper at %s.", request.path)
        return _none_yet(request, {"Retry-After": str(LATER)}, failed=True)
    response = FileResponse(file, filename=file_name(paper.title), content_type="application/pdf")
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_cache=True)  # its articles may be withdrawn
    return response


def _none_yet(request: HttpRequest, headers: dict[str, str], *, failed: bool) -> HttpResponse:
    page = render(request, "archive/paper_busy.html", {"failed": failed}, status=503)
    for name, value in headers.items():
        page[name] = value
    return page


def file_name(title: str) -> str:
    """What a browser calls the file that it keeps: the title, as far as file systems allow."""
    name = " ".join(NOT_IN_NAMES.sub(" ", title)[:LONGEST_NAME].split()).strip(".")
    return f"{name or 'diwan'}.pdf"
