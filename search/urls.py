"""Addresses below /search/."""

from django.urls import path

from search.theme_preview import theme_preview
from search.views import search_page, similar_page, suggestions

app_name = "search"

urlpatterns = [
    path("", search_page, name="search"),
    path("suggest/", suggestions, name="suggest"),
    path("similar/<int:pk>/", similar_page, name="similar"),
    path("themes/<int:pk>/preview/", theme_preview, name="theme_preview"),
]
