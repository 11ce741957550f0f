"""`manage.py verify_archive`: whether every original is still the one that came in."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.models import Article, Capture


class Command(BaseCommand):
    """Reads everything and changes nothing."""

    help = "Compute the SHA-256 of every capture anew, and name those that were damaged since."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is damaged; exit with 1 if anything is."""
        captures = Capture.objects.order_by("pk")
        count, damaged = captures.count(), 0
        shown = tqdm(
            captures.iterator(chunk_size=50),
            total=count,
            unit=" captures",
            disable=not sys.stderr.isatty(),
            leave=False,
        )
        for capture in shown:
            if not capture.is_intact():
                damaged += 1
                articles = Article.objects.filter(appearances__capture=capture).distinct()
                numbers = ", ".join(str(article.pk) for article in articles.only("pk")) or "none"
                self.stderr.write(
                    f"damaged    {capture.sha256} {capture.name} (articles {numbers})"
                )
        if damaged:
            raise CommandError(
                f"{damaged:,} of {count:,} captures are damaged: restore them from a backup."
            )
        if options["verbosity"]:
            self.stdout.write(f"All {count:,} captures are as they came in.")
