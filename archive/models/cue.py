"""Cue phrases: the words by which a theme is suggested for an article."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.history import Recorded, versions
from archive.models.tagging import Theme
from archive.text import line


class Cue(Recorded):
    """A word or phrase that speaks for a theme, or, if negative, against it.

    It is compared in any inflection and behind any clitic: one form of each phrase is enough.
    """

    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="cues", verbose_name=_("theme")
    )
    phrase = models.CharField(_("phrase"), max_length=200)
    is_negative = models.BooleanField(
        _("speaks against"),
        default=False,
        help_text=_("Where it covers another cue, that one is void."),
    )

    history = versions()

    class Meta:
        verbose_name = _("cue")
        verbose_name_plural = _("cues")
        ordering = ["is_negative", "id"]
        constraints = [models.UniqueConstraint(fields=["theme", "phrase"], name="a_cue_once")]

    def __str__(self) -> str:
        return self.phrase

    def clean(self) -> None:
        """Clean the phrase; refuse one without a letter or digit, which no text could hold."""
        self.phrase = line(self.phrase)
        if not any(character.isalnum() for character in self.phrase):
            raise ValidationError({"phrase": _("Write at least one word.")})
