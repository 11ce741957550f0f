"""What stands in /sitemap.xml: each part of the site with the addresses in it."""

from typing import Final

from archive.sitemaps import Articles, InBothLanguages, Outlets, Pages, Periods, Themes
from search.sitemaps import Names

SITEMAPS: Final[dict[str, type[InBothLanguages]]] = {
    "pages": Pages,
    "articles": Articles,
    "themes": Themes,
    "outlets": Outlets,
    "periods": Periods,
    "names": Names,
}
