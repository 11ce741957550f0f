"""Feeds of what the index answers: any search, and the articles that mention a name."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from archive.addresses import address, moved
from archive.feeds import ENTRIES, feed_of
from archive.guards import of_name
from archive.models import Article, Name
from search.mentions import Mentioning
from search.query_errors import QueryError
from search.renamed import as_named_now
from search.request import SearchRequest
from search.results import found_newest
from search.told import told
from search.views import in_service


@require_safe
@in_service
def search_feed(request: HttpRequest) -> HttpResponseBase:
    """The newest articles that hold all of what is sought; of nothing sought, the whole archive.

    What cannot be understood leads to the search page, which says what to change.
    """
    asked = SearchRequest.read(request.GET)
    if asked.is_empty:
        return HttpResponseRedirect(address("archive:feed"))
    if (now := as_named_now(asked)) != asked:
        return moved(now.feed_url())
    try:
        ids = found_newest(asked, ENTRIES)
    except QueryError:
        return HttpResponseRedirect(asked.url())
    # One withdrawn since it was indexed is left out.
    articles = [article for article in Article.objects.listed(ids) if article.is_public]
    link = f"{address('search:search')}?{asked.query()}"
    return feed_of(request, told(asked), link, articles, asked.feed_url())


@require_safe
@in_service
@of_name
def name_feed(request: HttpRequest, name: Name) -> HttpResponseBase:
    """The newest articles that mention a name."""
    return feed_of(request, name.name, name.get_absolute_url(), Mentioning(name)[:ENTRIES])
