"""Search: how what is kept is found."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The index, its query language and the search page."""

    name = "search"

    def ready(self) -> None:
        """Follow the archive with suggestions of themes."""
        from search.suggesting import following

        following.connect()
