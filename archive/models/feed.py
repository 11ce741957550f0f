"""Feeds that are read again and again for what is new in them."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.outlet import Outlet
from archive.reasons import Reason

MOST_TRIES: Final = 3
"""Fetchings after which an entry that is refused each time is given up until the feed changes."""


class FeedQuerySet(models.QuerySet["Feed"]):
    """Questions about feeds."""

    def active(self) -> "FeedQuerySet":
        """Those that are to be fetched."""
        return self.filter(is_active=True)

    def in_error(self) -> "FeedQuerySet":
        """Those that could not be fetched when last tried."""
        return self.filter(errors__gt=0)


class Feed(models.Model):
    """One feed (RSS, Atom) with what its last fetching brought."""

    class Result(models.TextChoices):
        """How the last fetching ended."""

        FETCHED = "fetched", _("fetched")
        UNCHANGED = "unchanged", _("nothing new")
        FAILED = "failed", _("failed")

    url = models.URLField(_("web address"), max_length=2000, unique=True)
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="feeds",
        verbose_name=_("outlet"),
        help_text=_("Left empty, articles get the name that the feed gives itself."),
    )
    fetches_pages = models.BooleanField(
        _("fetch the pages"),
        default=True,
        help_text=_("Read each article's own page where the feed holds only the beginning."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    fetched = models.DateTimeField(_("last fetched"), null=True, editable=False)
    result = models.CharField(
        _("last result"), max_length=10, choices=Result, blank=True, editable=False
    )
    report = models.JSONField(_("report"), default=list, blank=True, editable=False)
    errors = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)

    tries = models.PositiveIntegerField(default=0, editable=False)
    """How often in a row the same entries were refused, for the same reasons."""

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["url"]

    def __str__(self) -> str:
        # Isolated, so that its dots and dashes do not jump about among Arabic.
        return f"\u2066{self.url}\u2069"

    @property
    def refusals(self) -> list[tuple[str, Reason]]:
        """What was refused when it was last fetched, by name; the feed itself has none."""
        return [(line["name"], Reason.from_json(line)) for line in self.report]

    def succeeded(
        self,
        result: Result,
        refusals: Iterable[tuple[str, Reason]],
        etag: str,
        last_modified: str,
        is_all: bool = True,
    ) -> None:
        """Note a fetching that worked, and what the server wants to be asked by next time.

        Unless that was all there is, and until the same entries have been refused `MOST_TRIES`
        times, the feed is to be sent again though it did not change.
        """
        report = _report(refusals)
        tries = (self.tries + 1 if report == self.report else 1) if report else 0
        is_done = is_all and (not report or tries >= MOST_TRIES)
        asked = _asked_by(etag, last_modified) if is_done else _asked_by("", "")
        self._note(result=result, report=report, errors=0, tries=tries, **asked)

    def stayed(self, etag: str, last_modified: str) -> None:
        """Note that it had not changed: what was given up in it stays told."""
        report = [] if self.errors else self.report  # that of a failure is settled
        asked = _asked_by(etag, last_modified)
        self._note(result=self.Result.UNCHANGED, report=report, errors=0, tries=0, **asked)

    def failed(self, reason: Reason) -> None:
        """Note a fetching that did not work."""
        report = _report([("", reason)])
        self._note(result=self.Result.FAILED, report=report, errors=F("errors") + 1)

    def _note(self, **values: Any) -> None:
        """Write these alone: an editor may have changed the feed, or deleted it, meanwhile."""
        values["fetched"] = timezone.now()
        if type(self).objects.filter(pk=self.pk).update(**values):
            self.refresh_from_db(fields=values)


def _asked_by(etag: str, last_modified: str) -> dict[str, str]:
    """What the server is asked by next time, as far as there is room for it."""
    return {"etag": etag[:500], "last_modified": last_modified[:100]}


def _report(refusals: Iterable[tuple[str, Reason]]) -> list[dict[str, Any]]:
    """Sentences are kept as they were put together, to be said in any language."""
    return [{"name": name, **reason.as_json()} for name, reason in refusals]
