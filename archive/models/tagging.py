"""Themes, and the record of who put which article under which theme, and why."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive.addresses import address
from archive.models.history import Recorded, versions
from archive.models.slugs import unique_slug


class ThemeQuerySet(models.QuerySet["Theme"]):
    """Questions about themes."""

    def with_counts(self) -> "ThemeQuerySet":
        """Each theme with `article_count`: the public stories accepted under it, most first."""
        public = Q(
            taggings__state=Tagging.State.ACCEPTED,
            taggings__article__state="public",
            taggings__article__copy_of=None,  # a story counts once
        )
        counted = self.annotate(article_count=Count("taggings", filter=public))
        return counted.order_by("-article_count", "id")


class Theme(Recorded):
    """A subject of diplomacy that editors tag articles with, named in two languages."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200, unique=True)
    slug = models.SlugField(
        _("address"), max_length=100, unique=True, allow_unicode=True, blank=True
    )

    objects = ThemeQuerySet.as_manager()
    history = versions()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with an address made from the English name where none is given."""
        self.slug = self.slug or unique_slug(self, self.name_en)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public page of this theme."""
        return address("archive:theme", self.slug)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_ar


class Tagging(Recorded):
    """One decision about one theme on one article; it stays on record when it is a no."""

    class State(models.TextChoices):
        """Where the decision stands."""

        SUGGESTED = "suggested", _("suggested")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    article = models.ForeignKey(
        "archive.Article",
        on_delete=models.CASCADE,
        related_name="taggings",
        verbose_name=_("article"),
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="taggings", verbose_name=_("theme")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUGGESTED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where a decision comes from that no user of this site made."),
    )
    at = models.DateTimeField(_("decided at"), default=timezone.now)
    words = models.JSONField(_("words that it rests on"), default=list, blank=True)

    history = versions()

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        ordering = ["theme_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "theme"], name="one_tagging_a_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.theme} · {self.get_state_display()}"
