"""Search: how what is kept is found."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The index, its query language and the search page."""

    name = "search"
