"""Put documents into the database of a site; `sites.Site.fill` runs it."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import django

from benchmarks.engines.analysed import rows
from benchmarks.engines.documents import FACETS, Document

BATCH = 1_000


def batches(folder: Path, sample: int | None) -> Iterator[list[Document]]:
    """The documents, so many at a time."""
    documents = islice(rows(folder / "documents", Document), sample)
    while batch := list(islice(documents, BATCH)):
        yield batch


def diwan(folder: Path, sample: int | None) -> None:
    """Articles as an import makes them, each accepted under its theme, in one transaction."""
    from django.core.management import call_command
    from django.db import transaction

    from archive.dates import Precision
    from archive.models import Article, Outlet, Tagging, Theme

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    themes: dict[str, Theme] = {}
    outlets: dict[str, Outlet] = {}
    with transaction.atomic():
        for batch in batches(folder, sample):
            for document in batch:
                name = document.outlet
                if name not in outlets:
                    outlets[name] = Outlet.objects.create(name=name, slug=name)
                name = document.theme
                if name not in themes:
                    themes[name] = Theme.objects.create(name_ar=name, name_en=name, slug=name)
            Article.objects.bulk_create(
                Article(
                    pk=document.number,
                    title=document.title,
                    body=document.text,
                    published=document.date,
                    published_precision=Precision.DAY,
                    outlet=outlets[document.outlet],
                )
                for document in batch
            )
            Tagging.objects.bulk_create(
                Tagging(
                    article_id=document.number,
                    theme=themes[document.theme],
                    state=Tagging.State.ACCEPTED,
                )
                for document in batch
            )


def stock(folder: Path, sample: int | None) -> None:
    """Articles of the stock site."""
    from django.core.management import call_command

    from benchmarks.stock.models import Article

    call_command("migrate", run_syncdb=True, verbosity=0)
    for batch in batches(folder, sample):
        Article.objects.bulk_create(
            Article(
                pk=document.number,
                title=document.title,
                text=document.text,
                **dict(zip(FACETS, document.facets(), strict=True)),
            )
            for document in batch
        )


if __name__ == "__main__":
    django.setup()
    site, place, *limit = sys.argv[1:]
    fill = {"diwan": diwan, "stock": stock}[site]
    fill(Path(place), int(limit[0]) if limit else None)
