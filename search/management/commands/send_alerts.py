"""`manage.py send_alerts`: tell readers what is new in the searches that they follow, for cron."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.alerts.alert import SearchAlert
from search.alerts.sending import send_due, why
from search.engines.arrays import DamagedFileError


class Command(BaseCommand):
    """Sends what is due this day; run again, it sends what could not be sent."""

    help = "Send the e-mail alerts that are due; what cannot be sent is sent the next time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say a line; CommandError says what went wrong."""
        if not settings.SENDS_MAIL:
            raise CommandError("There is no mail server: set DIWAN_EMAIL_URL (see README.md).")
        forgotten = SearchAlert.objects.forget_unconfirmed()
        bar = tqdm(unit=" alerts", leave=False, disable=not sys.stderr.isatty())

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            with bar:
                tally = send_due(progress=progress)
        except DamagedFileError as error:
            raise CommandError(
                f"Search is out of service, so no alert was sent: {error}."
            ) from None
        except OSError as error:
            raise CommandError(
                f"The mail server failed ({why(error)}): what was not sent is sent the next time."
            ) from None
        for line in tally.refused:
            self.stderr.write(line)
        if tally.refused:
            raise CommandError(
                f"{len(tally.refused)} of {tally.due} alerts could not be sent: "
                "they are tried again the next time, until they are deleted in the admin."
            )
        if options["verbosity"]:
            self.stdout.write(
                f"due: {tally.due}, mails sent: {tally.mailed}, "
                f"never confirmed and deleted: {forgotten}"
            )
