"""A search that somebody follows by e-mail."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from search.alerts.seen import packed, unpacked
from search.request import SearchRequest

UNCONFIRMED_DAYS: Final = 3
"""Days for which an alert that nobody confirmed is kept."""
MOST_OF_ONE: Final = 20
"""Searches that may be followed with one address."""


def new_token() -> str:
    """What only the owner of a mailbox knows."""
    return secrets.token_urlsafe(32)


class SearchAlertQuerySet(models.QuerySet["SearchAlert"]):
    """Questions about alerts."""

    def confirmed(self) -> "SearchAlertQuerySet":
        """Those that the owner of the mailbox wants."""
        return self.filter(confirmed__isnull=False)

    def unconfirmed(self) -> "SearchAlertQuerySet":
        """Those that somebody asked for, and nobody has confirmed."""
        return self.filter(confirmed=None)

    def due(self, today: date) -> "SearchAlertQuerySet":
        """Confirmed ones that were not looked at on this day, or in the six days before it too."""
        daily = Q(frequency=SearchAlert.Frequency.DAILY, looked__lt=_midnight(today))
        week = _midnight(today - timedelta(days=6))
        weekly = Q(frequency=SearchAlert.Frequency.WEEKLY, looked__lt=week)
        return self.confirmed().filter(daily | weekly | Q(looked=None)).order_by("pk")

    def forget_unconfirmed(self) -> int:
        """Delete what nobody confirmed in time; returns how many they were."""
        too_old = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
        return self.unconfirmed().filter(asked__lt=too_old).delete()[0]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class SearchAlert(models.Model):
    """One search followed with one address; `query` is that of `SearchRequest.query`.

    `seen` are the articles that are no news to the reader: those found when the alert was
    confirmed, and those told since. `looked` is when news were last sought, `mailed` when the last
    mail about them was sent.
    """

    class Frequency(models.TextChoices):
        """How often news are told."""

        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")

    email = models.EmailField(_("e-mail address"), db_index=True)
    query = models.TextField(_("search"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    frequency = models.CharField(
        _("how often"), max_length=10, choices=Frequency, default=Frequency.DAILY
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    asked = models.DateTimeField(_("asked for"), auto_now_add=True)
    confirmed = models.DateTimeField(_("confirmed"), null=True)
    looked = models.DateTimeField(_("last looked"), null=True)
    mailed = models.DateTimeField(_("last mail"), null=True)
    seen = models.BinaryField(null=True, editable=False)

    objects = SearchAlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail alert")
        verbose_name_plural = _("e-mail alerts")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def request(self) -> SearchRequest:
        """The search."""
        return SearchRequest.read(QueryDict(self.query))

    @property
    def known(self) -> set[int]:
        """Ids of the articles that are no news."""
        return set() if self.seen is None else unpacked(bytes(self.seen))

    @property
    def page_url(self) -> str:
        """Where it is confirmed, and shown afterwards; in the reader's language."""
        return self._url("search:alert")

    @property
    def stop_url(self) -> str:
        """Where it is stopped."""
        return self._url("search:stop")

    @transaction.atomic
    def confirm(self, found: set[int]) -> bool:
        """Begin to tell what comes in besides the articles `found`; False where that is too much.

        It takes the place of another alert for the same search, and knows what that one told.
        """
        others = SearchAlert.objects.confirmed().filter(email__iexact=self.email)
        same = others.filter(query=self.query)
        if others.exclude(query=self.query).count() >= MOST_OF_ONE:
            return False
        before = same.first()
        self.seen = packed(found if before is None else before.known)
        self.confirmed = self.looked = timezone.now()
        if before is not None:
            self.looked, self.mailed = before.looked, before.mailed
        same.delete()
        self.save()
        return True

    def _url(self, view: str) -> str:
        with override(self.language):
            return settings.SITE_URL + reverse(view, args=[self.token])


def site_host() -> str:
    """The host that mails name as their origin."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
