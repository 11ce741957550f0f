"""The newspapers and news sites that published what is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from archive.addresses import address
from archive.models.former import FormerAddress
from archive.models.slugs import unique_slug
from archive.models.whole import Whole
from archive.text import line


class OutletQuerySet(models.QuerySet["Outlet"]):
    """Questions about outlets."""

    def with_articles(self) -> "OutletQuerySet":
        """Those that published anything, with `article_count` and the `first` and `last` date.

        The dates are None where all of its articles are undated. Those of most articles come first.
        """
        published = self.filter(articles__state="public").annotate(
            article_count=Count("articles"),
            first=Min("articles__published"),
            last=Max("articles__published"),
        )
        return published.order_by("-article_count", "name")


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
        """Save, with an address made from the name where none is given.

        The address it had before leads here from now on.
        """
        self.slug = self.slug or unique_slug(self, self.name)
        with transaction.atomic(using=kwargs.get("using")):
            before = Outlet.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            super().save(*args, **kwargs)
            if before and before != self.slug:
                FormerAddress.objects.keep(before, self)

    def get_absolute_url(self) -> str:
        """The public page of this outlet."""
        return address("archive:outlet", self.slug)
