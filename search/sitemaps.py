"""The pages of names, for other search engines."""

from archive.addresses import address
from archive.sitemaps import InBothLanguages
from search.mentions import every_name_mentioned


class Names(InBothLanguages):
    """The people, organisations and places that articles mention."""

    def items(self) -> list[str]:
        """Their addresses, in the order of these."""
        return every_name_mentioned()

    def location(self, item: str) -> str:
        """The page of a name."""
        return address("search:name", item)
