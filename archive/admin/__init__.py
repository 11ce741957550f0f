"""The editors' desk: Django's admin, taught the work of an archive."""

from archive.admin.article import ArticleAdmin
from archive.admin.capture import CaptureAdmin
from archive.admin.feed import FeedAdmin
from archive.admin.name import NameAdmin
from archive.admin.outlet import OutletAdmin
from archive.admin.theme import ThemeAdmin

__all__ = ["ArticleAdmin", "CaptureAdmin", "FeedAdmin", "NameAdmin", "OutletAdmin", "ThemeAdmin"]
