"""What there may be to do about articles: the desk counts it, the list narrows to it."""

from collections.abc import Callable
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Article, ArticleQuerySet


class Queue(NamedTuple):
    """Articles that wait for the same thing; `key` is its value in addresses."""

    key: str
    label: Promise
    within: Callable[[ArticleQuerySet], ArticleQuerySet]

    def articles(self) -> ArticleQuerySet:
        """The articles that wait; what was withdrawn waits for nothing."""
        return self.within(Article.objects.exclude(state=Article.State.WITHDRAWN))


QUEUES: Final = (
    Queue("review", _("waiting for review"), ArticleQuerySet.awaiting_review),
    Queue("reviewed", _("reviewed, not yet public"), ArticleQuerySet.awaiting_publication),
    Queue("title", _("without a title"), ArticleQuerySet.untitled),
    Queue("date", _("with an inferred date"), ArticleQuerySet.with_inferred_date),
    Queue("inside", _("found inside another"), ArticleQuerySet.found_inside_others),
    Queue("suggested", _("with suggested themes"), ArticleQuerySet.with_suggestions),
    Queue("newer", _("a newer text came in"), ArticleQuerySet.holding_newer_text),
    Queue("copies", _("copies of one report"), ArticleQuerySet.copies),
)
