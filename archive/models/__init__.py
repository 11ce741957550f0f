"""What is kept: articles and all that stands round them."""

from archive.models.article import Article, ArticleQuerySet
from archive.models.capture import Capture
from archive.models.credit import Credit
from archive.models.outlet import Outlet
from archive.models.tagging import Tagging, Theme

__all__ = ["Article", "ArticleQuerySet", "Capture", "Credit", "Outlet", "Tagging", "Theme"]
