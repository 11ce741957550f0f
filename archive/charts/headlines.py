"""What was in the news: the article that tells most about each of some periods."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from archive.charts.bins import Bin
from archive.dates import Precision
from archive.models import Article, ArticleQuerySet


def telling(
    articles: ArticleQuerySet, periods: Sequence[Bin], busiest: Mapping[Bin, date]
) -> dict[Bin, Article]:
    """Of each period the story with most copies, else the first of its busiest day; one query.

    An article without a title tells nothing, and a period that has no other is left out. Only
    `title` and `language` of the articles are read.
    """
    if not periods:
        return {}
    within = [Q(published__range=(period.first, period.last)) for period in periods]
    known = [p for p in Precision if periods[0].unit.knows(p)]
    # Sought by the lead alone: SQLite would look through all that is public for each.
    copies = Article.objects.filter(copy_of=OuterRef("pk")).order_by().values("copy_of")
    public = Count("pk", filter=Q(state=Article.State.PUBLIC))
    best = Window(
        RowNumber(),
        partition_by=[F("place")],
        order_by=[F("told").desc(), F("aside").asc(), F("published").asc(), F("pk").asc()],
    )
    found = (
        articles.filter(Q(*within, _connector=Q.OR), published_precision__in=known)
        .exclude(title="")
        .annotate(
            place=Case(*(When(q, then=Value(n)) for n, q in enumerate(within))),
            told=Coalesce(Subquery(copies.annotate(n=public).values("n")), 0),
            aside=Case(When(published__in=list(busiest.values()), then=Value(0)), default=Value(1)),
        )
        .annotate(best=best)
        .filter(best=1)
        .order_by("place")
        .only("title", "language")
    )
    return {periods[vars(article)["place"]]: article for article in found}
