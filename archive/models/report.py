"""What readers say is wrong with an article, until an editor has dealt with it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.article import Article

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST: Final = 2000  # characters of a message
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_OF_SENDER: Final = 5  # reports of one sender in an hour
MOST_OF_ARTICLE: Final = 20  # reports on one article in a day


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    """Questions about reports."""

    def open(self) -> "ErrorReportQuerySet":
        """Those that nobody has dealt with."""
        return self.filter(dealt_at=None)

    def too_many(self, article: Article, sender: str) -> bool:
        """Whether one more would be more than one sender or one article is allowed."""
        now = timezone.now()
        own, of_article = Q(sender=sender, at__gt=now - HOUR), Q(article=article)
        counts = self.filter(at__gt=now - DAY).aggregate(
            own=Count("pk", filter=own), of_article=Count("pk", filter=of_article)
        )
        return bool(counts["own"] >= MOST_OF_SENDER or counts["of_article"] >= MOST_OF_ARTICLE)

    def forget_senders(self) -> None:
        """Forget where reports came from that are too old to be counted."""
        old = self.filter(at__lte=timezone.now() - HOUR)
        old.exclude(sender="").update(sender="")


class ErrorReport(models.Model):
    """One report of an error in an article.

    The e-mail address is the reader's, given for an answer; `sender` is a mark of where the report
    came from (`archive.senders`). Neither outlasts the work: both go when it is dealt with.
    """

    class Kind(models.TextChoices):
        """What is wrong."""

        TEXT = "text", _("the text")
        TITLE = "title", _("the title")
        DATE = "date", _("the date")
        OUTLET = "outlet", _("the outlet or the sources")
        THEME = "theme", _("the themes")
        DUPLICATE = "duplicate", _("it is here twice")
        OTHER = "other", _("something else")

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        related_name="error_reports",
        verbose_name=_("article"),
    )
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind)
    message = models.TextField(_("message"), max_length=LONGEST)
    email = models.EmailField(_("e-mail address"), blank=True)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField(_("sent"), default=timezone.now, db_index=True, editable=False)
    dealt_at = models.DateTimeField(_("dealt with"), null=True, db_index=True, editable=False)
    dealt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.TextField(
        _("note"), blank=True, max_length=LONGEST, help_text=_("What was done about it.")
    )

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an error")
        verbose_name_plural = _("reports of errors")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article.heading}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.dealt_at is None

    def deal(self, by: "User") -> None:
        """Note that it is dealt with, by whom, and forget whose report it was; saves it."""
        self.dealt_at, self.dealt_by = timezone.now(), by
        self.email = self.sender = ""
        self.save()

    def reopen(self) -> None:
        """Let it wait again; saves it."""
        self.dealt_at = self.dealt_by = None
        self.save()
