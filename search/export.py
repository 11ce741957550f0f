"""What a search finds, as a file for other programs: which articles there are, not their texts.

The texts belong to their publishers. A file holds what is needed to find, count and cite them, with
the address of each in the archive and at its outlet.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive import citations
from archive.addresses import moved
from archive.cells import MARK, harmless
from archive.models import Article
from search.query_errors import QueryError
from search.renamed import as_named_now
from search.request import SearchRequest
from search.results import found_by
from search.told import told
from search.views import in_service

MOST: Final = 1_000
"""Articles in a file at most."""
BATCH: Final = 200
"""Articles that are read at a time: a file is sent while it is made."""

Addressed = Iterable[tuple[Article, str]]
"""Articles, each with the address of its page."""


@dataclass(frozen=True)
class Format:
    """A kind of file: `write` makes its parts of one batch of articles after the other.

    `suffix` is how the names of such files end, without the dot.
    """

    suffix: str
    label: str | Promise
    media_type: str
    write: Callable[[Iterable[Addressed]], Iterator[str]]


def record(article: Article, address: str) -> dict[str, Any]:
    """What is told of an article: `date` says no more than is known (2021-12, or nothing)."""
    return {
        "id": article.pk,
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else "",
        "date": article.published_iso,
        "precision": article.published_precision,
        "basis": article.published_basis,
        "language": article.language,
        "themes": [theme.name for theme in article.accepted_themes()],
        "agencies": [credit.name for credit in article.credits.all()],
        "address": address,
        "outlet_address": article.outlet_address,
        "standfirst": article.standfirst,
    }


COLUMNS: Final = (
    *("id", "title", "outlet", "date", "precision", "basis", "language", "themes", "agencies"),
    *("address", "outlet_address", "standfirst"),
)


class _Line:
    """What the writer of tables writes a row into."""

    def write(self, text: str) -> str:
        return text


def _table(batches: Iterable[Addressed]) -> Iterator[str]:
    rows = csv.writer(_Line())
    yield MARK + rows.writerow(COLUMNS)
    for batch in batches:
        for article, address in batch:
            values = record(article, address)
            yield rows.writerow(harmless(_cell(values[name])) for name in COLUMNS)


def _cell(value: object) -> object:
    return "; ".join(value) if isinstance(value, list) else value


def each(tell: Callable[[Article, str], str]) -> Callable[[Iterable[Addressed]], Iterator[str]]:
    """How a file is written in which one article stands after the other, as `tell` tells it."""

    def write(batches: Iterable[Addressed]) -> Iterator[str]:
        for batch in batches:
            for article, address in batch:
                yield tell(article, address)

    return write


def _json_line(article: Article, address: str) -> str:
    return json.dumps(record(article, address), ensure_ascii=False) + "\n"


FORMATS: Final[dict[str, Format]] = {
    "csv": Format("csv", _("A table for spreadsheets (CSV)"), "text/csv; charset=utf-8", _table),
    "json": Format(
        "jsonl",
        _("A line for each article, for programs (JSON Lines)"),
        "application/x-ndjson; charset=utf-8",
        each(_json_line),
    ),
    "ris": Format(
        "ris",
        _("References for Zotero, EndNote and the like (RIS)"),
        "application/x-research-info-systems; charset=utf-8",
        each(citations.ris),
    ),
    "bibtex": Format(
        "bib",
        _("References for LaTeX (BibTeX)"),
        "application/x-bibtex; charset=utf-8",
        each(citations.bibtex),
    ),
}
"""The kinds of file by their names in addresses."""


@require_safe
@in_service
def export_page(request: HttpRequest) -> HttpResponseBase:
    """What can be had, or the file itself where the address names a `format`.

    A file has the articles in the order of the search, the first thousand of them. What cannot be
    understood leads to the search page, which says what to change.
    """
    asked = SearchRequest.read(request.GET)
    if asked.is_empty:
        return HttpResponseRedirect(asked.url())
    name = request.GET.get("format", "")
    suffix = f"&format={name}" if name in FORMATS else ""
    if (now := as_named_now(asked)) != asked:
        return moved(now.export_url() + suffix)
    try:
        ids, total = found_by(asked, MOST)
    except QueryError:
        return HttpResponseRedirect(asked.url())
    if name in FORMATS:
        return _file(request, FORMATS[name], ids, told(asked))
    address = asked.export_url()
    context = {
        "search": asked,
        "told": told(asked),
        "total": total,
        "most": MOST,
        "is_more": total > MOST,
        "formats": [(f"{address}&format={name}", kind.label) for name, kind in FORMATS.items()],
        "columns": COLUMNS,
        "is_unknown": bool(name),
    }
    return render(request, "search/export.html", context, status=400 if name else 200)


def _file(
    request: HttpRequest, kind: Format, ids: Sequence[int], title: str
) -> StreamingHttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    parts = _in_language(get_language(), kind.write(_batches(ids, site)))
    words = slugify(title, allow_unicode=True)[:60].strip("-")
    name = "-".join(filter(None, ["diwan", words, date.today().isoformat()]))
    named = content_disposition_header(as_attachment=True, filename=f"{name}.{kind.suffix}")
    assert named
    headers = {"Content-Disposition": named, "X-Robots-Tag": "noindex"}
    return StreamingHttpResponse(parts, content_type=kind.media_type, headers=headers)


def _batches(ids: Sequence[int], site: str) -> Iterator[Addressed]:
    """The articles, some at a time; one withdrawn since is left out."""
    for start in range(0, len(ids), BATCH):
        articles = Article.objects.listed(ids[start : start + BATCH])
        public = [article for article in articles if article.is_public]
        prefetch_related_objects(public, "credits")
        yield ((article, site + article.get_absolute_url()) for article in public)


def _in_language(language: str | None, parts: Iterator[str]) -> Iterator[str]:
    """The same parts, made in this language: while they are sent the thread may have another."""
    while True:
        with override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part
