"""Addresses below /search/."""

from django.urls import path

from search.tagging import tag_results
from search.views import search_page, similar_page, suggestions

app_name = "search"

urlpatterns = [
    path("", search_page, name="search"),
    path("tag/", tag_results, name="tag"),
    path("suggest/", suggestions, name="suggest"),
    path("similar/<int:pk>/", similar_page, name="similar"),
]
