"""The one page of the stock site."""

from django.urls import path
from haystack.generic_views import FacetedSearchView
from haystack.query import SearchQuerySet


class Search(FacetedSearchView):
    """Haystack's own view with four facets and marked words."""

    queryset = SearchQuerySet().highlight()
    facet_fields = ("theme", "outlet", "year", "month")


urlpatterns = [path("search/", Search.as_view())]
