"""The page that cites an article, and the files that reference managers take in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import citations
from archive.guards import of_article
from archive.models import Article


@require_safe
@of_article
def article_cite(request: HttpRequest, article: Article) -> HttpResponse:
    """The citation in the reader's language, ready to be copied."""
    parts = citations.parts(article, _address(request, article))
    context = {"article": article, "parts": parts, "citation": citations.joined(parts)}
    return render(request, "archive/cite.html", context)


@require_safe
@of_article
def cite_ris(request: HttpRequest, article: Article) -> HttpResponse:
    """The citation for Zotero, EndNote and the like."""
    told = citations.ris(article, _address(request, article))
    return _file(article, told, "application/x-research-info-systems", "ris")


@require_safe
@of_article
def cite_bibtex(request: HttpRequest, article: Article) -> HttpResponse:
    """The citation for LaTeX."""
    told = citations.bibtex(article, _address(request, article))
    return _file(article, told, "application/x-bibtex", "bib")


@require_safe
@of_article
def cite_csl(request: HttpRequest, article: Article) -> HttpResponse:
    """The citation for citation processors."""
    told = citations.csl_json(article, _address(request, article))
    return _file(article, told, "application/vnd.citationstyles.csl+json", "json")


def _address(request: HttpRequest, article: Article) -> str:
    return request.build_absolute_uri(article.get_absolute_url())


def _file(article: Article, told: str, media_type: str, ending: str) -> HttpResponse:
    name = f"{citations.key(article)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(told, content_type=f"{media_type}; charset=utf-8", headers=headers)
