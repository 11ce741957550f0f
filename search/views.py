"""The search page."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from archive.addresses import address, moved
from archive.formatting import digits
from archive.models import Article, FormerAddress, Name, Theme
from search.engines.arrays import DamagedFileError
from search.known import names_by_slug
from search.mentions import Mentioning, names_now
from search.network import network
from search.query_errors import QueryError
from search.request import NEWEST, OLDEST, PAGE_SIZE, RECENT, RELEVANCE, SearchRequest
from search.results import SearchPage, search, similar
from search.suggestions import suggest

View = Callable[..., HttpResponse]

log = logging.getLogger(__name__)

SORT_LABELS = {
    RELEVANCE: _("Most relevant"),
    RECENT: _("Relevant and recent"),
    NEWEST: _("Newest first"),
    OLDEST: _("Oldest first"),
}

KIND_LABELS = {
    "theme": _("Themes"),
    "person": _("People"),
    "organisation": _("Organisations"),
    "place": _("Places"),
    "title": _("Articles"),
}
COMPANIONS = 12  # names that stand with a name, and themes, on its page
SUGGESTIONS_LAST = 60  # seconds for which a browser need not ask again


def place(text: str, position: int | None) -> dict[str, str] | None:
    """The text of a query round the place that an error points at, or None if it has no place."""
    if position is None or position >= len(text):
        return None
    end = next((at for at in range(position + 1, len(text)) if text[at].isspace()), len(text))
    return {"before": text[:position], "at": text[position:end], "after": text[end:]}


def in_service(view: View) -> View:
    """Let a view say that search is out of service, with status 503, while its index is damaged."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **options)
        except DamagedFileError:
            log.exception("Search is out of service.")
            return render(request, "search/out_of_service.html", status=503)

    return guarded


def _with_names(asked: SearchRequest, moved: Mapping[str, Name]) -> SearchRequest:
    """The same search, and names in the place of addresses that lead to them."""
    chosen: dict[str, tuple[str, ...]] = {}
    for facet, values in asked.chosen.items():
        for value in values:
            name = moved.get(value) if facet in Name.Kind.values else None
            at, now = (name.kind, name.slug) if name else (facet, value)
            chosen[at] = tuple(dict.fromkeys((*chosen.get(at, ()), now)))
    return replace(asked, chosen=chosen)


@require_safe
@in_service
def search_page(request: HttpRequest) -> HttpResponse:
    """Results, or a sentence that says what to change in the query (with status 400)."""
    asked = SearchRequest.read(request.GET)
    if names := names_now(slug for kind in Name.Kind for slug in asked.chosen.get(kind.value, ())):
        return moved(_with_names(asked, names).url())
    error: QueryError | None = None
    try:
        page = search(asked)
    except QueryError as problem:
        page, error = SearchPage(asked), problem
    context = {
        "page": page,
        "search": asked,
        "error": error,
        "sort_choices": [
            {"label": label, "url": asked.sorted_by(sort).url(), "is_current": sort == asked.sort}
            for sort, label in SORT_LABELS.items()
        ],
        "first_page": asked.on_page(1).url(),
        "exact_url": asked.exactly().url(),
        "widened_url": replace(asked, page=1, exact=False).url(),
        "corrected_url": asked.instead(page.correction).url() if page.correction else None,
        "place": place(asked.text, error.position) if error else None,
        "may_tag": page.total and request.user.has_perm("archive.change_tagging"),
    }
    return render(request, "search/search.html", context, status=400 if error else 200)


@require_safe
@in_service
@cache_control(private=True, max_age=SUGGESTIONS_LAST)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the words typed so far may become, for static/js/suggestions.js.

    `parts` are pairs of a stretch of the label and whether it was typed; `count` is a sentence for
    those who do not see the list.
    """
    found = suggest(SearchRequest.read(request.GET).text)
    count = ngettext("One suggestion", "%(number)s suggestions", len(found))
    return JsonResponse(
        {
            "count": count % {"number": digits(len(found), get_language() or "ar")},
            "suggestions": [
                {
                    "kind": suggestion.kind,
                    "kind_label": KIND_LABELS[suggestion.kind],
                    "label": suggestion.label,
                    "url": suggestion.url,
                    "language": suggestion.language,
                    "parts": suggestion.parts,
                }
                for suggestion in found
            ],
        }
    )


@require_safe
@in_service
def similar_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The articles nearest to one that a reader has at hand."""
    article = Article.objects.public().filter(pk=pk).first()
    if article is None:
        raise Http404(gettext("There is no such article."))
    context = {"article": article, "similar": similar(article)}
    return render(request, "search/similar.html", context)


def other_spellings(name: Name) -> list[str]:
    """How a name is written besides its preferred forms."""
    known = names_by_slug().get(name.slug)
    every = known.spellings if known else name.spellings.values_list("text", flat=True)
    return [text for text in every if text not in name.forms]


@require_safe
@in_service
def name_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who or what has a name, how it is written, and the articles that mention it."""
    name = Name.objects.filter(slug=slug).first()
    if name is None:
        if now := FormerAddress.objects.lead(Name, slug):
            return moved(now.get_absolute_url())
        raise Http404(gettext("The archive has no such name."))
    number, mentioning = SearchRequest.read(request.GET).page, Mentioning(name)
    context = {
        "name": name,
        "kinds": KIND_LABELS[name.kind],
        "company": mentioning.company(COMPANIONS),
        "others": other_spellings(name),
        "search_url": SearchRequest(chosen={name.kind: (name.slug,)}).url(),
        "page": Paginator(mentioning, PAGE_SIZE).get_page(number),
    }
    return render(request, "search/name.html", context)


@require_safe
@in_service
def theme_names(request: HttpRequest, slug: str) -> HttpResponse:
    """The names that stand together in a theme, as a picture and in words."""
    theme = Theme.objects.filter(slug=slug).first()
    if theme is None:
        if now := FormerAddress.objects.lead(Theme, slug):
            return moved(address("search:theme_names", now.slug))
        raise Http404(gettext("There is no such theme."))
    return render(request, "search/theme_names.html", {"theme": theme, "network": network(theme)})
