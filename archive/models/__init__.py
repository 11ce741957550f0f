"""What is kept: articles and all that stands round them."""

from archive.models.appearance import Appearance, Shingle
from archive.models.article import Article, ArticleQuerySet
from archive.models.capture import Capture
from archive.models.credit import Credit
from archive.models.cue import Cue
from archive.models.edition import ChangeMark
from archive.models.feed import Feed
from archive.models.former import FormerAddress
from archive.models.history import Act
from archive.models.name import Name, Spelling
from archive.models.outlet import Outlet
from archive.models.report import ErrorReport
from archive.models.tagging import Tagging, Theme
from archive.models.upload import Upload

__all__ = [
    "Act",
    "Appearance",
    "Article",
    "ArticleQuerySet",
    "Capture",
    "ChangeMark",
    "Credit",
    "Cue",
    "ErrorReport",
    "Feed",
    "FormerAddress",
    "Name",
    "Outlet",
    "Shingle",
    "Spelling",
    "Tagging",
    "Theme",
    "Upload",
]
