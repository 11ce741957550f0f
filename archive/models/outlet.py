"""The newspapers and news sites that published what is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from archive.addresses import address
from archive.models.slugs import unique_slug
from archive.models.whole import Whole
from archive.text import line


class OutletQuerySet(models.QuerySet["Outlet"]):
    """Questions about outlets."""

    def with_counts(self) -> "OutletQuerySet":
        """The outlets of public articles with `article_count`, how many, those of most first."""
        public = self.filter(articles__state="public")
        return public.annotate(article_count=Count("articles")).order_by("-article_count", "name")


class Outlet(Whole):
    """A publisher of articles, named as its own pages name it."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(
        _("address"), max_length=100, unique=True, allow_unicode=True, blank=True
    )

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Clean the name; refuse one without a letter or digit."""
        self.name = line(self.name)
        if not any(character.isalnum() for character in self.name):
            raise ValidationError({"name": _("Write at least one word.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with an address made from the name where none is given."""
        self.slug = self.slug or unique_slug(self, self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public page of this outlet."""
        return address("archive:outlet", self.slug)
