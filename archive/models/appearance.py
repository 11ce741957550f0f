"""Where an article was met: each page, feed or table that brought it in."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from archive.models.history import Recorded, versions
from archive.models.outlet import Outlet

if TYPE_CHECKING:
    from archive.models.article import Article


def page_key(folded_url: str) -> str:
    """The key under which a folded address is looked up; empty for none."""
    return hashlib.sha256(folded_url.encode()).hexdigest() if folded_url else ""


class Appearance(Recorded):
    """One capture in which an article was found, and what was known of where it came from.

    The same words under another address, or at another time, are another appearance of the same
    article.
    """

    article = models.ForeignKey(
        "archive.Article",
        on_delete=models.CASCADE,
        related_name="appearances",
        verbose_name=_("article"),
    )
    capture = models.ForeignKey(
        "archive.Capture",
        on_delete=models.PROTECT,
        related_name="appearances",
        verbose_name=_("capture"),
    )
    part = models.PositiveSmallIntegerField(
        _("place in the capture"),
        default=0,
        help_text=_("0 is the page's own article; others were found inside it."),
    )
    url = models.TextField(_("web address"), blank=True)
    page_key = models.CharField(max_length=64, blank=True, db_index=True)
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("outlet"),
    )
    captured_at = models.DateTimeField(_("captured"), null=True)
    is_newer = models.BooleanField(
        _("holds a newer text"),
        default=False,
        help_text=_("The page changed after an editor had corrected the article."),
    )

    keeps_first_version = False
    history = versions()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "capture", "page_key"], name="one_appearance_a_page"
            ),
        ]

    def __str__(self) -> str:
        return self.url or str(self.capture)


class ShingleManager(models.Manager["Shingle"]):
    """Keeps the samples, and looks up which articles share them."""

    def keep(self, article: "Article", numbers: Sequence[int], is_new: bool) -> None:
        """Let these be the sample that is kept of an article."""
        if not is_new:
            self.filter(article=article).delete()
        self.bulk_create(Shingle(article=article, number=number) for number in numbers)

    def sharing(self, numbers: Sequence[int], most: int) -> dict[int, int]:
        """The ids of `most` articles that share most of these shingles, with how many they share.

        One that a text shares by chance is left out: two at least are shared, where there are two.
        """
        shared = self.filter(number__in=numbers).values("article").annotate(shared=Count("pk"))
        telling = shared.filter(shared__gte=min(len(numbers), 2))
        return dict(telling.order_by("-shared", "article").values_list("article", "shared")[:most])


class Shingle(models.Model):
    """A shingle of the sample that is kept of an article: see `archive.fingerprints`."""

    article = models.ForeignKey("archive.Article", on_delete=models.CASCADE, related_name="+")
    number = models.BigIntegerField(db_index=True)

    objects = ShingleManager()

    class Meta:
        verbose_name = _("shingle")
        verbose_name_plural = _("shingles")

    def __str__(self) -> str:
        return str(self.number)
