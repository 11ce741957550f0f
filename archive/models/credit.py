"""The agencies and media that an article says it draws on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.history import Recorded, versions


class Credit(Recorded):
    """One source named by an article, spelt as the page spells it."""

    class Role(models.TextChoices):
        """How the page names the source."""

        LINE = "line", _("credited in a line of its own")
        TEXT = "text", _("quoted in the text")
        INTERVIEW = "interview", _("held the interview")

    article = models.ForeignKey(
        "archive.Article",
        on_delete=models.CASCADE,
        related_name="credits",
        verbose_name=_("article"),
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.LINE)

    keeps_first_version = False
    history = versions()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "name"], name="one_credit_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
