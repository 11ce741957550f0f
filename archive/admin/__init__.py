"""The editors' desk: Django's admin, taught the work of an archive."""

from django.utils.translation import gettext_noop

from archive.admin.acts import ActAdmin
from archive.admin.article import ArticleAdmin
from archive.admin.capture import CaptureAdmin
from archive.admin.feed import FeedAdmin
from archive.admin.name import NameAdmin
from archive.admin.outlet import OutletAdmin
from archive.admin.report import ErrorReportAdmin
from archive.admin.tagging import TaggingAdmin
from archive.admin.theme import ThemeAdmin
from archive.admin.users import MemberAdmin

# Django's Arabic for this says that something was added: the archive's own catalogue goes first.
gettext_noop("The {name} “{obj}” was changed successfully.")

__all__ = [
    "ActAdmin",
    "ArticleAdmin",
    "CaptureAdmin",
    "ErrorReportAdmin",
    "FeedAdmin",
    "MemberAdmin",
    "NameAdmin",
    "OutletAdmin",
    "TaggingAdmin",
    "ThemeAdmin",
]
