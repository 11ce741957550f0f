"""The front page: which story leads it, and what came in day by day."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from archive.models import Article

SHOWN: Final = 20
"""Articles on the front page."""
BESIDE: Final = 3
"""Of them beside the lead story."""
RECENT: Final = datetime.timedelta(days=2)
"""How far behind the newest day a story may be that leads."""


class Day(NamedTuple):
    """The articles of a day, or of a span that is no more exactly known; None for undated ones."""

    first: Article
    articles: list[Article]


class Front(NamedTuple):
    """What stands where on the front page."""

    lead: Article | None
    beside: list[Article]
    days: list[Day]


def front() -> Front:
    """The front page as of now, in a fixed number of queries.

    Of the newest days what editors put under a theme leads, of that what most outlets published,
    and of that the newest. The rest follows by date.
    """
    articles = Article.objects.public().leads().newest_first()[:SHOWN].shown()
    if not articles:
        return Front(None, [], [])
    lead = max(_recent(articles), key=lambda a: (bool(a.accepted_themes()), len(a.outlets())))
    rest = [article for article in articles if article is not lead]
    return Front(lead, rest[:BESIDE], by_day(rest[BESIDE:]))


def _recent(articles: list[Article]) -> list[Article]:
    newest = articles[0].published
    if newest is None:
        return articles
    return [a for a in articles if a.published is not None and newest - a.published <= RECENT]


def by_day(articles: Iterable[Article]) -> list[Day]:
    """Articles under the dates that are printed with them, each once, by the first under each."""
    groups: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        groups[article.published_iso, article.published_precision].append(article)
    return [Day(found[0], found) for found in groups.values()]
