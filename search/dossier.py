"""What a search finds, as one PDF."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.addresses import moved
from archive.models import Article, Name
from archive.papers.contents import MOST_ARTICLES, dossier
from archive.papers.views import answer
from search.mentions import names_now
from search.query_errors import QueryError
from search.request import SearchRequest
from search.results import SearchPage, found_by, search
from search.views import in_service, search_answer, with_names


@require_safe
@in_service
def search_dossier(request: HttpRequest) -> HttpResponseBase:
    """The first articles that a search finds as a PDF, in its order.

    Where the query is wrong the search page says what to change (with status 400), and where
    nothing is asked for it says how to search.
    """
    asked = replace(SearchRequest.read(request.GET), page=1)
    if names := names_now(slug for kind in Name.Kind for slug in asked.chosen.get(kind.value, ())):
        return moved(with_names(asked, names).dossier_url())
    if asked.is_empty:
        return HttpResponseRedirect(asked.url())
    try:
        page = search(asked)
        ids, total = found_by(asked, MOST_ARTICLES)
    except QueryError as error:
        return search_answer(request, SearchPage(asked), error)
    found = Article.objects.public().for_papers().in_bulk(ids)
    if not found:
        raise Http404(_("There are no articles to put into a dossier."))
    paper = dossier(
        (found[pk] for pk in ids if pk in found),
        total,
        title=_title(page),
        description=_chosen(page),
        fewer=_("narrow the search to have all"),
        link=request.build_absolute_uri(asked.url()),
        absolute=request.build_absolute_uri,
    )
    return answer(request, paper)


def _title(page: SearchPage) -> str:
    """What was asked for, in words."""
    return page.reading or _("All articles")


def _chosen(page: SearchPage) -> str:
    """What the reader ticked, each facet with its heading."""
    ticked = (
        (facet.heading, [choice.label for choice in facet.choices if choice.is_chosen])
        for facet in page.facets
    )
    comma = _(", ")
    return " · ".join(f"{heading}: {comma.join(labels)}" for heading, labels in ticked if labels)
