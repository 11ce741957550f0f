"""The search page."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from archive.addresses import moved
from archive.formatting import number
from archive.guards import of_name, of_theme
from archive.models import Article, Name, Theme
from search.engines.arrays import DamagedFileError
from search.known import names_by_slug
from search.mentions import Mentioning
from search.named_pages import exactly_named, partly_named
from search.network import network
from search.query_errors import QueryError
from search.renamed import as_named_now
from search.request import NEWEST, OLDEST, PAGE_SIZE, RECENT, RELEVANCE, SearchRequest
from search.results import SearchPage, search, similar, whole_archive
from search.suggestions import suggest
from search.ways_out import advice, ways_out

View = Callable[..., HttpResponseBase]

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
    def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        try:
            return view(request, *arguments, **options)
        except DamagedFileError:
            log.exception("Search is out of service.")
            return render(request, "search/out_of_service.html", status=503)

    return guarded


@require_safe
@in_service
def search_page(request: HttpRequest) -> HttpResponse:
    """Results, or a sentence that says what to change in the query (with status 400)."""
    asked = SearchRequest.read(request.GET)
    if (now := as_named_now(asked)) != asked:
        return moved(now.url())
    try:
        page = search(asked)
    except QueryError as error:
        more = {"error": error, "archive": whole_archive()}
        return _page(request, SearchPage(asked), more, status=400)
    if asked.is_empty:
        return _page(request, page, {"archive": whole_archive()})
    return _page(request, page, _found(request, page))


def _page(
    request: HttpRequest, page: SearchPage, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    asked, error = page.request, more.get("error")
    in_text = error is not None and error.parameter == "q"
    context = {
        "page": page,
        "search": asked,
        # Whatever narrows the results, the words alone are what others are to find.
        "canonical": SearchRequest(asked.text).url(),
        "place": place(asked.text, error.position) if error and in_text else None,
        **more,
    }
    return render(request, "search/search.html", context, status=status)


def _found(request: HttpRequest, page: SearchPage) -> dict[str, Any]:
    """What stands round the results."""
    asked = page.request
    return {
        "sort_choices": _sort_choices(asked) if page.total > 1 else [],
        "first_page": asked.on_page(1).url(),
        "exact_url": asked.exactly().url(),
        "widened_url": asked.widened().url(),
        "corrected_url": asked.instead(page.correction).url() if page.correction else None,
        "everywhere_url": asked.anywhere().url(),
        "named": exactly_named(asked),
        "ways_out": [] if page.total else ways_out(page),
        "advice": advice(asked),
        "partly_named": [] if page.total else partly_named(asked),
        "archive": None if page.total else whole_archive(),
        "may_tag": page.total and request.user.has_perm("archive.change_tagging"),
    }


def _sort_choices(asked: SearchRequest) -> list[dict[str, Any]]:
    # Where there are no words nothing is relevant to them, and the newest come first.
    sorts = (
        SORT_LABELS if asked.text else {RELEVANCE: SORT_LABELS[NEWEST], OLDEST: SORT_LABELS[OLDEST]}
    )
    current = asked.sort if asked.text or asked.sort == OLDEST else RELEVANCE
    return [
        {"label": label, "url": asked.sorted_by(sort).url(), "is_current": sort == current}
        for sort, label in sorts.items()
    ]


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
            "count": count % {"number": number(len(found), get_language() or "ar")},
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
@of_name
def name_page(request: HttpRequest, name: Name) -> HttpResponse:
    """Who or what has a name, how it is written, and the articles that mention it."""
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
@of_theme
def theme_names(request: HttpRequest, theme: Theme) -> HttpResponse:
    """The names that stand together in a theme, as a picture and in words."""
    return render(request, "search/theme_names.html", {"theme": theme, "network": network(theme)})
