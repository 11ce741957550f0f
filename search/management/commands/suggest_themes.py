"""`manage.py suggest_themes`: the suggestions of all themes, brought up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.models import Theme
from search.engines.arrays import DamagedFileError
from search.management.progress import Bars
from search.models import PendingTheme
from search.suggesting import learning
from search.suggesting.engine import suggest


class Command(BaseCommand):
    """Says what became of each theme's suggestions; run again, it changes nothing."""

    help = "Suggest themes for all articles anew; what editors decided stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All themes, or those named."""
        parser.add_argument("themes", nargs="*", metavar="THEME", help="address of a theme")

    def handle(self, *args: Any, **options: Any) -> None:
        """Suggest; CommandError names an unknown theme, or says that the index cannot be read."""
        slugs: list[str] = options["themes"]
        themes = list(Theme.objects.filter(slug__in=slugs) if slugs else Theme.objects.all())
        if unknown := sorted(set(slugs) - {theme.slug for theme in themes}):
            known = ", ".join(Theme.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no theme {unknown[0]}: name some of {known}.")
        try:
            noted = set(PendingTheme.objects.values_list("pk", flat=True))
            with Bars() as bars:
                tallies = suggest(themes, progress=bars.progress)
            if not slugs:
                learning.forget()
                PendingTheme.objects.filter(pk__in=noted).delete()
        except DamagedFileError as error:
            raise CommandError(f"{error}.") from None
        if not options["verbosity"]:
            return
        width = max((len(tally.theme.slug) for tally in tallies), default=5)
        self.stdout.write(f"{'theme':{width}}  suggested  withdrawn")
        for tally in tallies:
            slug, new, gone = tally.theme.slug, tally.suggested, tally.withdrawn
            self.stdout.write(f"{slug:{width}}  {new:9,}  {gone:9,}")
