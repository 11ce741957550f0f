"""The pages of names, for other search engines."""

from archive.addresses import address
from archive.models import Name
from archive.sitemaps import InBothLanguages
from search.engines.arrays import DamagedFileError
from search.known import names_by_slug
from search.mentions import mention_counts


class Names(InBothLanguages):
    """The people, organisations and places that articles mention."""

    def items(self) -> list[str]:
        """Their addresses, in the order of these."""
        try:
            counts = [mention_counts(kind.value) for kind in Name.Kind]
        except DamagedFileError:
            return []  # while out of service
        known = names_by_slug()
        return sorted(known.keys() & set().union(*counts))

    def location(self, item: str) -> str:
        """The page of a name."""
        return address("search:name", item)
