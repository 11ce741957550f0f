"""`manage.py fetch_feeds`: take in what is new in the feeds, for cron."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.importing.draft import Refused
from archive.importing.subscriptions import fetch_feed
from archive.models import Feed


class Command(BaseCommand):
    """Fetches one feed after the other: one that fails holds up no other."""

    help = "Take in what is new in the feeds that editors have entered (all active ones, or some)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The addresses of feeds, if not all."""
        parser.add_argument("urls", nargs="*", metavar="URL")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say a line a feed; exit with 1 if any could not be had."""
        feeds = Feed.objects.active()
        if options["urls"]:
            feeds = Feed.objects.filter(url__in=options["urls"])
            unknown = set(options["urls"]) - set(feeds.values_list("url", flat=True))
            if unknown:
                raise CommandError(f"{min(unknown)} is no feed here: enter it in the admin first.")
        failed = 0
        for feed in feeds.select_related("outlet"):
            try:
                tally = fetch_feed(feed)
            except Refused as reason:
                failed += 1
                self.stderr.write(f"{feed.url}: {reason}")
                continue
            counts = ", ".join(f"{count} {what}" for what, count in tally.outcomes.items())
            if options["verbosity"]:
                self.stdout.write(f"{feed.url}: {counts or 'nothing new'}")
            for one in tally.refused:
                self.stderr.write(f"refused    {one.name}: {one.reason}")
        if failed:
            raise CommandError(f"{failed} of {len(feeds)} feeds could not be fetched.")
