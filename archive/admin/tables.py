"""Tables brought in and taken along as CSV: what a table would do is shown first, then kept."""

import logging
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from import_export.admin import ImportExportMixin
from import_export.resources import Diff, ModelResource
from import_export.results import Error, Result, RowResult
from tablib import Dataset

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.admin.sheets import SafeCSV
from archive.differences import words
from archive.importing.draft import Refused
from archive.models import Act
from archive.models.history import act
from archive.reasons import Reason

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST: Final = 20_000
"""Rows of one table: what a request can still carry out."""
SHOWN: Final = 200
"""Changes on the page that shows what a table would do."""
TOLD: Final = 50
"""Mistakes that it tells at most."""
_KNOWN: Final = 16  # words of a cell that stays as it is
_FAULT: Final = Reason("A fault of the program kept the table out: see the log.")
_CODECS: Final = {"cp1256": "Windows-1256", "iso8859-6": "ISO-8859-6"}

log = logging.getLogger(__name__)


class TableAdmin(ImportExportMixin):  # type: ignore[misc]  # has no types
    """Lets an admin page give and take its records as CSV."""

    import_formats = export_formats = [SafeCSV]
    from_encoding = None  # the file tells it
    import_template_name = "admin/archive/import.html"
    skip_admin_log = True  # what is brought in is an act
    skip_export_form = True  # there is one format, and a table has all of its columns

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may change the records may bring in a table of them."""
        app, model = self.opts.app_label, self.opts.model_name
        return request.user.has_perms([f"{app}.{right}_{model}" for right in ("add", "change")])

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Who sees the records may take them along."""
        return bool(self.has_view_permission(request))

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        """Say in one sentence why a file cannot be read."""
        form.add_error("import_file", _sentence(error).translated())

    def process_import(self, request: HttpRequest, **options: Any) -> HttpResponse:
        """Keep what was shown; a table that is there no more was kept before."""
        try:
            kept: HttpResponse = super().process_import(request, **options)
        except FileNotFoundError:
            said = gettext("This table was brought in already, or waited too long: choose it anew.")
            messages.error(request, said)
            return redirect(self._address("import"))
        return kept

    def process_result(self, result: "ActResult", request: HttpRequest) -> HttpResponse:
        """Say what was kept, with the way to take it back, or why nothing was."""
        if said := next(result.complaints(), ""):
            messages.error(request, said)
            return redirect(self._address("import"))
        told = with_way_back(result.kept, result.act) if result.act else result.kept
        messages.success(request, told)
        return redirect(self._address("changelist"))

    def _address(self, page: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")


class ActResult(Result):  # type: ignore[misc]  # has no types
    """What became of a table, in words."""

    act: Act | None = None
    """The act that kept it; None where nothing was to be kept."""
    numbers: tuple[int, ...] = ()
    """The number of each row as a spreadsheet shows it."""
    notes: tuple[str, ...] = ()
    """What is to be known of the table besides."""

    @property
    def changed(self) -> int:
        """The number of rows that say something new."""
        return sum(count for kind, count in self.totals.items() if kind in _CHANGES)

    @property
    def shown(self) -> list[RowResult]:
        """The changes that are shown, each with its `diff`."""
        return list(islice((row for row in self.rows if row.import_type in _CHANGES), SHOWN))

    @property
    def summary(self) -> list[str]:
        """What the page says above the changes."""
        said = ngettext("%(count)s row to keep.", "%(count)s rows to keep.", self.changed)
        told = [said % {"count": localized(self.changed)}]
        if same := self.totals[RowResult.IMPORT_TYPE_SKIP]:
            told.append(
                ngettext("%(count)s row says nothing new.", "%(count)s rows say nothing new.", same)
                % {"count": localized(same)}
            )
        if self.changed > SHOWN:
            told.append(gettext("The first %(count)s are shown.") % {"count": localized(SHOWN)})
        return [*told, *self.notes]

    @property
    def kept(self) -> str:
        """How many rows were kept."""
        said = ngettext("%(count)s row was kept.", "%(count)s rows were kept.", self.changed)
        return said % {"count": localized(self.changed)}

    def complaints(self) -> Iterator[str]:
        """Why the table is not kept: sentences, each with its row where it has one."""
        for error in self.base_errors:
            yield _sentence(error.error).translated()
        for row in self.error_rows:
            for error in row.errors:
                yield self._told_of(row.number, "", _sentence(error.error).translated())
        for row in self.invalid_rows:
            for column, said in row.error_dict.items():
                for sentence in said:
                    yield self._told_of(
                        row.number, "" if column == NON_FIELD_ERRORS else column, sentence
                    )

    @property
    def first_complaints(self) -> list[str]:
        """As many complaints as are shown, and the number of the others."""
        found = list(self.complaints())
        if (rest := len(found) - TOLD) > 0:
            more = ngettext("%(count)s mistake more.", "%(count)s mistakes more.", rest)
            return [*found[:TOLD], more % {"count": localized(rest)}]
        return found

    def _told_of(self, row: int, column: str, said: str) -> str:
        facts = {"row": localized(self._number(row)), "said": said}
        if not column:
            return gettext("Row %(row)s: %(said)s") % facts
        return gettext("Row %(row)s, %(column)s: %(said)s") % {
            **facts,
            "column": f"\u2068{column}\u2069",
        }

    def _number(self, row: int) -> int:
        return self.numbers[row - 1] if self.numbers else row + 1


_CHANGES: Final = (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)


class WordDiff(Diff):  # type: ignore[misc]  # has no types
    """What a row changes, compared by words; made only of what is looked at."""

    def __init__(self, resource: ModelResource, instance: Any, new: bool) -> None:
        self.resource = resource
        self.before = None if new else instance
        self.after = instance

    def compare_with(self, resource: ModelResource, instance: Any) -> None:
        """Note what the record would be."""
        self.after = instance

    def as_html(self) -> Iterator[str]:
        """Each cell as it was and as it would be."""
        for field in self.resource.get_import_fields():
            before = "" if self.before is None else self._cell(field, self.before)
            after = self._cell(field, self.after)
            is_same = before == after
            yield escape(Truncator(after).words(_KNOWN)) if is_same else words(before, after)

    def _cell(self, field: Any, instance: Any) -> str:
        value = self.resource.export_field(field, instance)
        return "" if value is None else str(value)


class ActResource(ModelResource):  # type: ignore[misc]  # has no types
    """A table that is brought in as one act: all of its rows, or none."""

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        """Texts are compared by words."""
        return WordDiff

    @classmethod
    def get_result_class(cls) -> type[Result]:
        """What became of a table is told in words."""
        return ActResult

    @cached_property
    def columns(self) -> list[str]:
        """The columns that a table may have."""
        return [str(field.column_name) for field in self.get_import_fields()]

    def needed(self, headers: list[str]) -> list[str]:
        """The columns that a table with these lacks."""
        return [name for name in self.get_import_id_fields() if name not in headers]

    def import_data(self, dataset: Dataset, dry_run: bool = False, **options: Any) -> ActResult:
        """Bring a table in; what it changes is part of one act of the `user` among the options."""
        try:
            self._check(dataset)
        except Refused as refused:
            refusal = ActResult()
            refusal.append_base_error(Error(refused))
            return refusal
        options["use_transactions"] = True
        self.reasons: list[str] = []
        if dry_run:
            return self._with_notes(super().import_data(dataset, dry_run=True, **options), dataset)
        by: User | None = options.get("user")
        with act(Act.Kind.IMPORT, by, options.get("file_name") or "") as made:
            imported = super().import_data(dataset, **options)
            result = self._with_notes(imported, dataset)
            if not result.changed or result.has_errors() or result.has_validation_errors():
                transaction.set_rollback(True)
            else:
                made.count, made.reason = result.changed, "\n".join(dict.fromkeys(self.reasons))
                made.save(update_fields=["count", "reason"])
                result.act = made
        return result

    def _check(self, dataset: Dataset) -> None:
        """Refuse a table that is too long or whose columns are not those of this one."""
        known, headers = self.columns, list(dataset.headers or ())
        if unknown := [name for name in headers if name not in known]:
            raise Refused(
                "No column is named “%(unknown)s”: take it out, or name it one of %(known)s.",
                unknown=", ".join(unknown[:5]),
                known=", ".join(known),
            )
        if lacking := self.needed(headers):
            raise Refused(
                "The table lacks the column “%(lacking)s”: its columns may be %(known)s.",
                lacking=", ".join(lacking),
                known=", ".join(known),
            )
        if len(dataset) > LONGEST:
            raise Refused(
                "The table has %(rows)s rows: bring in %(most)s at a time.",
                rows=len(dataset),
                most=LONGEST,
            )

    def _with_notes(self, result: Any, dataset: Dataset) -> ActResult:
        told: ActResult = result
        told.numbers = getattr(dataset, "numbers", ())
        if codec := getattr(dataset, "codec", ""):
            said = gettext("The file was read as %(encoding)s: see whether its words are right.")
            told.notes = (said % {"encoding": _CODECS.get(codec, codec)},)
        return told


def _sentence(error: object) -> Reason:
    """What is said of an error; what is none of the table's is logged."""
    if isinstance(error, Refused):
        return error.reason
    log.error(
        "A table was not brought in.", exc_info=error if isinstance(error, Exception) else None
    )
    return _FAULT
