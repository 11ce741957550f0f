"""A bar of a picture in time."""

from dataclasses import dataclass

from django.utils.translation import get_language

from archive.charts.bins import Bin
from archive.charts.words import articles_in_words


@dataclass(frozen=True)
class Bar:
    """A period that has articles. Places are percents across and pixels down, as text."""

    period: Bin
    count: int
    url: str
    x: str
    y: str
    width: str
    height: str

    @property
    def label(self) -> str:
        """The period in words."""
        return self.period.label(get_language() or "ar")

    @property
    def says(self) -> str:
        """The bar in words."""
        return f"{self.label}: {articles_in_words(self.count)}"
