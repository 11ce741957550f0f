"""Telling readers what has come into the searches that they follow.

New is what a search finds now and did not find when the reader began to follow it, and what no mail
told of. It does not matter when an article was published, or when it came into the archive: one of
2019 that was imported yesterday is new, and so is one that an editor put under the theme today. An
article that leaves the search and comes back is told once. So is a story: where one of its articles
was told, another that comes to lead it is no news.

Which articles a reader knows of is written after the mail has gone. What could not be sent is sent
the next time; where the machine stops between the two, a mail comes twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final

from django.core.mail import get_connection
from django.utils import timezone

from archive.models import Article
from search.alerts.alert import SearchAlert
from search.alerts.limits import is_pestered
from search.alerts.mails import SHOWN, confirmation, news
from search.alerts.seen import packed
from search.query_errors import QueryError
from search.renamed import as_named_now
from search.request import SearchRequest
from search.results import found_newest

EVERYTHING: Final = 10**12
"""Articles of a search, however many it finds."""
BATCH: Final = 500

Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """What became of the alerts that were due; `refused` says of which what was wrong."""

    due: int = 0
    mailed: int = 0
    refused: list[str] = field(default_factory=list)


def ask(email: str, asked: SearchRequest, frequency: str, language: str) -> None:
    """Send the mail whose link makes an alert of this; OSError where it cannot be sent.

    Where enough of them lie in that mailbox already, none is sent.
    """
    SearchAlert.objects.forget_unconfirmed()
    if is_pestered(email):
        return
    alert = SearchAlert.objects.create(
        email=email, query=asked.query(), frequency=frequency, language=language
    )
    try:
        confirmation(alert).send()
    except OSError:
        alert.delete()
        raise


def found_now(asked: SearchRequest) -> list[int]:
    """Ids of all articles that hold all of what is sought, newest first; raises QueryError."""
    return found_newest(as_named_now(asked), EVERYTHING)


def send_due(now: datetime | None = None, progress: Progress = lambda done, total: None) -> Tally:
    """Send the mails of all alerts that are due; OSError where the mail server fails.

    Mails go through one connection.

    What a server refuses for one address holds up no other.
    """
    now = now or timezone.now()
    alerts = list(SearchAlert.objects.due(timezone.localdate(now)))
    tally = Tally(due=len(alerts))
    connection = get_connection()  # opened by the first mail, if there is one
    try:
        for done, alert in enumerate(alerts, start=1):
            try:
                tally.mailed += _send(alert, now, connection)
            except (SMTPRecipientsRefused, SMTPDataError) as error:
                tally.refused.append(f"alert {alert.pk}: {why(error)}")
            except QueryError as error:
                tally.refused.append(f"alert {alert.pk}: its search cannot be read ({error})")
            progress(done, len(alerts))
    finally:
        connection.close()
    return tally


def why(error: OSError) -> str:
    """Why a mail could not be sent, for a log: without the address, which servers repeat."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = {code for code, _message in error.recipients.values()}
        return f"the mail server refuses the address ({', '.join(map(str, sorted(codes)))})"
    if isinstance(error, SMTPResponseException):
        return f"the mail server refuses the mail ({error.smtp_code})"
    return str(error)


def _send(alert: SearchAlert, now: datetime, connection: Any) -> bool:
    """Tell one reader what is new, if anything is; whether a mail was sent."""
    alerts = SearchAlert.objects.filter(pk=alert.pk)
    # Whoever writes this first sends the mail: two commands may run at the same time, and the
    # reader may just have stopped it.
    if not alerts.filter(looked=alert.looked).update(looked=now):
        return False
    try:
        asked = as_named_now(alert.request)
        alert.query = asked.query()
        known = alert.known
        come = [pk for pk in found_newest(asked, EVERYTHING) if pk not in known]
        new = list(_news(come, known))
        if new:
            articles = Article.objects.listed(new[:SHOWN])
            mail = news(alert, articles, len(new))
            connection.open()
            mail.connection = connection
            mail.send()
    except BaseException:
        alerts.update(looked=alert.looked)
        raise
    mailed = now if new else alert.mailed
    if come:
        alerts.update(seen=packed({*known, *come}), mailed=mailed, query=alert.query)
    return bool(new)


def _news(come: list[int], known: set[int]) -> Iterator[int]:
    """Those that readers may see, and of whose stories they know no other article."""
    for start in range(0, len(come), BATCH):
        some = come[start : start + BATCH]
        public = set(Article.objects.public().filter(pk__in=some).values_list("pk", flat=True))
        copies = Article.objects.filter(copy_of__in=some).values_list("pk", "copy_of")
        told = {lead for copy, lead in copies if copy in known}
        yield from (pk for pk in some if pk in public and pk not in told)
