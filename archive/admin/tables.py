"""Themes and decisions on them as CSV, both ways: what is brought in is shown first, then kept."""

import re
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import ForeignKeyWidget
from tablib import Dataset

from archive.admin.acts import with_way_back
from archive.importing.addresses import folded
from archive.models import Act, Appearance, Article, Cue, Tagging, Theme
from archive.models.appearance import page_key
from archive.models.history import act

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What spreadsheets take for the beginning of a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_MARK = "\ufeff"  # without it a spreadsheet takes Arabic for another encoding


class SafeCSV(CSV):  # type: ignore[misc]  # has no types
    """CSV in UTF-8, in which no cell is a formula: those that look like one begin with «'»."""

    def export_data(self, dataset: Dataset, **options: Any) -> str:
        """The table as text."""
        safe = Dataset(headers=dataset.headers)
        for row in dataset:
            safe.append([_harmless(cell) for cell in row])
        return _MARK + str(super().export_data(safe, **options))

    def create_dataset(self, in_stream: Any, **options: Any) -> Dataset:
        """The table of a text; the «'» that an export put before a cell is taken off."""
        text = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        found = super().create_dataset(text.removeprefix(_MARK), **options)
        plain = Dataset(headers=found.headers)
        for row in found:
            plain.append([cell[1:] if _QUOTED_FORMULA.match(cell) else cell for cell in row])
        return plain


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if _FORMULA.match(text) or _QUOTED_FORMULA.match(text) else text


class TableAdmin(ImportExportMixin):  # type: ignore[misc]  # has no types
    """Lets an admin page give and take its records as CSV."""

    import_formats = export_formats = [SafeCSV]
    skip_admin_log = True  # what is brought in is an act
    skip_export_form = True  # there is one format, and a table has all of its columns

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may change the records may bring in a table of them."""
        app, model = self.opts.app_label, self.opts.model_name
        return request.user.has_perms([f"{app}.{right}_{model}" for right in ("add", "change")])

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        """Say what a table changed, with the link that takes it back."""
        super().add_success_message(result, request)
        if result.has_changes:
            text = gettext("All that the table changed is one act.")
            messages.success(request, with_way_back(text, result.act))

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Who sees the records may take them along."""
        return bool(self.has_view_permission(request))


class ActResource(ModelResource):  # type: ignore[misc]  # has no types
    """A table that is brought in as one act: all of its rows, or none."""

    def import_data(self, dataset: Dataset, dry_run: bool = False, **options: Any) -> Any:
        """Bring a table in; what it changes is part of one act of the `user` among the options."""
        options["use_transactions"] = True
        if dry_run:
            return super().import_data(dataset, dry_run=True, **options)
        by: User | None = options.get("user")
        with act(Act.Kind.IMPORT, by, options.get("file_name") or "", len(dataset)) as made:
            result = super().import_data(dataset, **options)
            if result.has_errors() or result.has_validation_errors():
                transaction.set_rollback(True)
        result.act = made
        kinds = (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)
        result.has_changes = any(result.totals[kind] for kind in kinds)
        return result


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
    lines = (" ".join(line.split()) for line in (cell or "").splitlines())
    return list(dict.fromkeys(filter(None, lines)))


class ThemeResource(ActResource):
    """Themes with their cues, told apart by their addresses. A column that is left out stays."""

    parent = Field("parent", "parent", ForeignKeyWidget(Theme, "slug"))
    cues = CuesField("cues", is_negative=False)
    negative_cues = CuesField("negative_cues", is_negative=True)

    class Meta:
        model = Theme
        fields = (
            *("slug", "name_ar", "name_en", "parent", "description_ar", "description_en"),
            *("cues", "negative_cues"),
        )
        import_id_fields = ("slug",)
        skip_unchanged = report_skipped = clean_model_instances = True

    def get_queryset(self) -> Any:
        """Themes with what the table says of them, parents first: children ask for theirs."""
        parents_first = F("parent").asc(nulls_first=True)
        found = Theme.objects.select_related("parent").prefetch_related("cues")
        return found.order_by(parents_first, "pk")

    def before_import_row(self, row: dict[str, str], **_options: Any) -> None:
        """Refuse a parent that there is not, and cues that are none."""
        parent = (row.get("parent") or "").strip()
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

    def after_save_instance(self, instance: Theme, row: Any, **_options: Any) -> None:
        """Keep the cues that were brought; those of a column that is left out stay."""
        if not (brought := _brought(instance)):
            return
        kept = instance.cues.exclude(is_negative__in=brought)
        phrases = dict(kept.values_list("phrase", "is_negative"))
        for is_negative, given in brought.items():
            phrases |= dict.fromkeys(given, is_negative)
        instance.keep_cues(phrases)


class TaggingResource(ActResource):
    """Decisions on themes: an article is told by its number, or by its web address."""

    article = Field("article", "article", ForeignKeyWidget(Article, "pk"))
    theme = Field("theme", "theme", ForeignKeyWidget(Theme, "slug"))
    state = Field("state", "state")
    title = Field(readonly=True)
    url = Field("article__url", "url", readonly=True)
    by = Field("by__username", "by", readonly=True)
    at = Field(readonly=True)
    words = Field(readonly=True)

    class Meta:
        model = Tagging
        fields = ("article", "theme", "state", "title", "url", "by", "source", "at", "words")
        import_id_fields = ("article", "theme")
        skip_unchanged = report_skipped = clean_model_instances = True

    def dehydrate_title(self, tagging: Tagging) -> str:
        """The title of the article, for whoever reads the table."""
        return tagging.article.heading

    def dehydrate_at(self, tagging: Tagging) -> str:
        """The moment of the decision (ISO 8601)."""
        return timezone.localtime(tagging.at).isoformat(timespec="seconds")

    def dehydrate_words(self, tagging: Tagging) -> str:
        """The words that the decision rests on."""
        return " | ".join(tagging.words)

    def get_queryset(self) -> Any:
        """The decisions with what the table says of them."""
        return Tagging.objects.select_related("article", "theme", "by")

    def before_import_row(self, row: dict[str, str], **_options: Any) -> None:
        """Find the article by its web address where its number is not given."""
        if not row.get("article") and row.get("url"):
            met = Appearance.objects.filter(page_key=page_key(folded(row["url"])), part=0)
            row["article"] = str(met.values_list("article", flat=True).last() or "")
        if not Article.objects.filter(pk=_number(row.get("article"))).exists():
            raise ValidationError({"article": gettext("The archive holds no such article.")})
        if not Theme.objects.filter(slug=row.get("theme") or "").exists():
            raise ValidationError({"theme": gettext("There is no such theme: give its address.")})

    def before_save_instance(self, instance: Tagging, row: Any, **options: Any) -> None:
        """Note whose decision it is."""
        instance.by, instance.at = options.get("user"), timezone.now()
        instance.source = instance.source or (options.get("file_name") or "")[:200]


def _number(text: str | None) -> int:
    """The number that a cell holds, 0 for none."""
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) < 19
    return int(text or 0) if is_number else 0
