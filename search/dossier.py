"""What a search finds, as one PDF."""

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.addresses import moved
from archive.models import Article
from archive.papers.contents import MOST_ARTICLES, dossier
from archive.papers.views import answer
from search.query_errors import QueryError
from search.renamed import as_named_now
from search.request import SearchRequest
from search.results import found_by, search
from search.told import told
from search.views import in_service, search_page


@require_safe
@in_service
def search_dossier(request: HttpRequest) -> HttpResponseBase:
    """The first articles that a search finds as a PDF, in its order.

    Where nothing is asked for, the search page says how to search.
    """
    asked = SearchRequest.read(request.GET).on_page(1)
    if asked.is_empty:
        return HttpResponseRedirect(asked.url())
    if (now := as_named_now(asked)) != asked:
        return moved(now.dossier_url())
    try:
        page = search(asked)
        ids, total = found_by(asked, MOST_ARTICLES)
    except QueryError:
        return search_page(request)  # which says what to change, with status 400
    # One withdrawn since it was indexed is left out.
    found = Article.objects.public().for_papers().in_bulk(ids)
    if not found:
        raise Http404(_("There are no articles to put into a dossier."))
    paper = dossier(
        (found[pk] for pk in ids if pk in found),
        total,
        title=told(asked),
        description=page.reading or page.partly,
        fewer=_("narrow the search to have all"),
        link=request.build_absolute_uri(asked.url()),
        absolute=request.build_absolute_uri,
    )
    return answer(request, paper)
