"""Themes as a table: with their parents, descriptions and cues."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from archive.admin.tables import ActResource
from archive.models import Cue, FormerAddress, Theme
from archive.text import clean, line

_LINES: Final = ("slug", "name_ar", "name_en", "parent", "reason")
_TEXTS: Final = ("name_ar", "name_en", "description_ar", "description_en")


class CuesField(Field):  # type: ignore[misc]  # has no types
    """The cues of a theme that speak for it, or against it: one in each line of a cell.

    Those of a cell that is brought in wait as `brought` until the theme is saved.
    """

    def __init__(self, column: str, is_negative: bool) -> None:
        super().__init__(column, column)
        self.is_negative = is_negative

    def get_value(self, instance: Theme) -> str:
        """The cell."""
        brought = _brought(instance)
        if self.is_negative in brought:
            return "\n".join(brought[self.is_negative])
        cues = instance.cues.all() if instance.pk else ()
        return "\n".join(cue.phrase for cue in cues if cue.is_negative is self.is_negative)

    def save(self, instance: Theme, row: dict[str, str], *_args: Any, **_options: Any) -> None:
        """Let the phrases of a cell wait for the theme to be saved."""
        if self.column_name in row:
            _brought(instance)[self.is_negative] = _phrases(row[self.column_name])


def _brought(theme: Theme) -> dict[bool, list[str]]:
    """The phrases that wait for a theme to be saved, those that are negative under True."""
    waiting: dict[bool, list[str]] = theme.__dict__.setdefault("brought", {})
    return waiting


def _phrases(cell: str | None) -> list[str]:
    """The phrases of a cell, each once."""
    return list(dict.fromkeys(filter(None, map(line, (cell or "").splitlines()))))


class ThemeResource(ActResource):
    """Themes with their cues, told apart by their addresses. A column that is left out stays.

    The column `reason` says why a theme is renamed; it is kept with the act.
    """

    parent = Field("parent", "parent", ForeignKeyWidget(Theme, "slug"))
    reason = Field(column_name="reason", readonly=True)
    cues = CuesField("cues", is_negative=False)
    negative_cues = CuesField("negative_cues", is_negative=True)

    class Meta:
        model = Theme
        fields = (
            *("slug", "name_ar", "name_en", "parent", "description_ar", "description_en"),
            *("cues", "negative_cues", "reason"),
        )
        import_id_fields = ("slug",)
        skip_unchanged = report_skipped = clean_model_instances = True

    def get_queryset(self) -> Any:
        """Themes with what the table says of them, parents first: children ask for theirs."""
        parents_first = F("parent").asc(nulls_first=True)
        found = Theme.objects.select_related("parent").prefetch_related("cues")
        return found.order_by(parents_first, "pk")

    def before_import_row(self, row: dict[str, str], **_options: Any) -> None:
        """Refuse an old address, a parent that there is not, and cues that are none."""
        row.update({name: line(row[name]) for name in _LINES if name in row})
        slug, parent = row.get("slug", ""), row.get("parent", "")
        if now := self._now_at(slug):
            text = gettext(
                "This is an old address of “%(theme)s”: write “%(now)s”, or take the row out."
            )
            raise ValidationError({"slug": text % {"theme": now.name, "now": now.slug}})
        if parent and not Theme.objects.filter(slug=parent).exists():
            text = gettext("There is no theme “%(theme)s”: give its parent a row above it.")
            raise ValidationError({"parent": text % {"theme": parent}})
        kinds = {column: _phrases(row.get(column)) for column in ("cues", "negative_cues")}
        for column, phrases in kinds.items():
            for phrase in phrases:
                try:
                    Cue(phrase=phrase).clean_fields(exclude=("theme",))
                    Cue(phrase=phrase).clean()
                except ValidationError as error:
                    raise ValidationError(
                        {column: [f"“{phrase[:40]}”: {said}" for said in error.messages]}
                    ) from None
        if both := [phrase for phrase in kinds["cues"] if phrase in kinds["negative_cues"]]:
            text = gettext("“%(phrase)s” cannot speak for the theme and against it: take one out.")
            raise ValidationError({"negative_cues": text % {"phrase": both[0]}})

    def import_instance(self, instance: Theme, row: dict[str, str], **options: Any) -> None:
        """Refuse a new name without a reason."""
        before = {name: getattr(instance, name) for name in _TEXTS}
        super().import_instance(instance, row, **options)
        for name, text in before.items():
            # What another program has made of the line ends is no change.
            if clean(text) == getattr(instance, name):
                setattr(instance, name, text)
        if instance.pk and any(getattr(instance, n) != before[n] for n in ("name_ar", "name_en")):
            if not row.get("reason"):
                text = gettext("Say why the theme is renamed.")
                raise ValidationError({"reason": text})
            self.reasons.append(row["reason"])

    @staticmethod
    def _now_at(slug: str) -> Theme | None:
        """The theme that an old address leads to; None where it is none."""
        if not slug or Theme.objects.filter(slug=slug).exists():
            return None
        return FormerAddress.objects.lead(Theme, slug)

    def after_save_instance(self, instance: Theme, row: Any, **_options: Any) -> None:
        """Keep the cues that were brought; those of a column that is left out stay."""
        if not (brought := _brought(instance)):
            return
        kept = instance.cues.exclude(is_negative__in=brought)
        phrases = dict(kept.values_list("phrase", "is_negative"))
        for is_negative, given in brought.items():
            phrases |= dict.fromkeys(given, is_negative)
        instance.keep_cues(phrases)
