"""The front page of the desk: what waits for somebody, and what was done today."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.admin.queues import QUEUES
from archive.models import Act, Article, ErrorReport, Feed, Tagging
from archive.steps import GONE

MOST_ACTS: Final = 10
DECIDING: Final = (Act.Kind.TAG, Act.Kind.UNTAG, Act.Kind.DECIDE, Act.Kind.RESTORE)
"""Acts in which somebody decides on themes; in others, decisions go along with something else."""


@dataclass(frozen=True)
class Waiting:
    """How much waits for the same thing, and where it is listed."""

    label: str | Promise
    count: int
    url: str


@dataclass(frozen=True)
class Work:
    """What one user did today, in numbers."""

    name: str
    articles: int
    decisions: int


@dataclass(frozen=True)
class Desk:
    """Everything that the front page tells a user."""

    waiting: list[Waiting]
    work: list[Work]
    acts: list[Act]


def desk(user: Any) -> Desk:
    """The desk of a user, who sees of it what the user's rights allow."""
    waiting, work, acts = list[Waiting](), list[Work](), list[Act]()
    if user.has_perm("archive.view_article"):
        listed = reverse("admin:archive_article_changelist")
        waiting += [
            Waiting(queue.label, queue.articles().count(), f"{listed}?needs={queue.key}")
            for queue in QUEUES
        ]
        work, acts = _work(), _acts()
    if user.has_perm("archive.view_errorreport"):
        url = f"{reverse('admin:archive_errorreport_changelist')}?state=open"
        waiting.append(Waiting(_("reports of errors"), ErrorReport.objects.open().count(), url))
    if user.has_perm("archive.view_feed"):
        url = f"{reverse('admin:archive_feed_changelist')}?errors=yes"
        waiting.append(Waiting(_("feeds in error"), Feed.objects.in_error().count(), url))
    return Desk(waiting, work, acts)


def _work() -> list[Work]:
    """What each user did today, who did most first."""
    articles = _by_user(Article.history.all(), Count("id", distinct=True))
    made = Tagging.history.exclude(history_type=GONE).exclude(state=Tagging.State.SUGGESTED)
    decisions = _by_user(made.filter(Q(act=None) | Q(act__kind__in=DECIDING)), Count("history_id"))
    everybody = articles + decisions
    return [Work(name, articles[name], decisions[name]) for name, _n in everybody.most_common()]


def _by_user(versions: Any, counted: Count) -> Counter[str]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = versions.filter(history_date__gte=today, history_user__isnull=False)
    done = done.exclude(act__kind__in=(Act.Kind.IMPORT, Act.Kind.UNDO))
    rows = done.order_by().values_list("history_user__username").annotate(counted)
    return Counter(dict(rows))


def _acts() -> list[Act]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = Act.objects.filter(at__gte=today).select_related("by", "undone_by")
    return list(done[:MOST_ACTS])
