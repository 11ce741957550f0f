"""Addresses that readers may still have of what was renamed or merged since."""

from typing import Any, Final, TypeVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.history import Recorded, versions

Named = TypeVar("Named", bound=models.Model)
_KEY: Final = 64
"""Characters of a key of words: no number of an article is as long."""


class FormerAddressManager(models.Manager["FormerAddress"]):
    """Leads from old addresses to what they are the addresses of now."""

    def keep(self, slug: str, now: models.Model) -> None:
        """Let an old address of a record lead to `now`, which takes its place or is it renamed."""
        of = now._meta.model_name or ""
        self.update_or_create(of=of, slug=slug, defaults={"target": now.pk})

    def hand_over(self, gone: models.Model, now: models.Model) -> None:
        """Let everything that led to `gone` lead to `now`."""
        for way in self.filter(of=gone._meta.model_name or "", target=gone.pk):
            way.target = now.pk
            way.save()

    def lead(self, model: type[Named], slug: str) -> Named | None:
        """What an old address leads to, if it is one; what has the address now comes first."""
        found = self.filter(of=model._meta.model_name or "", slug=slug).first()
        return model._default_manager.filter(pk=found.target).first() if found else None


class FormerAddress(Recorded):
    """One old address: `of` is the kind of record (its model), `target` its id.

    Of an article that is its number, or a key of its words, by which imports know it.
    """

    derived = frozenset({"of"})

    of = models.CharField(_("of"), max_length=50)
    slug = models.CharField(_("address"), max_length=200)
    target = models.PositiveBigIntegerField(_("leads to"))

    objects = FormerAddressManager()
    history = versions()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(fields=["of", "slug"], name="one_way_on")]

    def __str__(self) -> str:
        is_key = self.of == "article" and len(self.slug) >= _KEY
        return "" if is_key else self.slug

    @classmethod
    def telling(cls, versions: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        """Those of addresses: keys of words are for imports alone."""
        return versions.exclude(of="article", slug__regex=rf"^.{{{_KEY},}}$")

    @classmethod
    def points_at(cls, version: Any, name: str) -> "tuple[Any, Any] | None":
        """What the address leads to, which may be of any kind that has addresses."""
        if name != "target":
            return super().points_at(version, name)
        return apps.get_model("archive", version.of), version.target
