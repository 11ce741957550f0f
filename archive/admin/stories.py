"""Joining and splitting stories, where the import judged otherwise than an editor does."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.formatting import digits
from archive.models import Article
from archive.models.story import join, split_off

MOST_JOINED = 50  # articles; no report was printed by more


@admin.action(description=_("Join the selected articles to one story"), permissions=["change"])
def join_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> None:
    """Make one story of the articles selected."""
    articles = list(Article.objects.filter(pk__in=queryset.values("pk"))[: MOST_JOINED + 1])
    if not 2 <= len(articles) <= MOST_JOINED:
        most = digits(MOST_JOINED, get_language() or "ar")
        text = gettext("Select from two to %(most)s articles that are copies of one report.")
        messages.error(request, text % {"most": most})
        return
    for article in articles:
        article.stands_alone = False
        article.save(update_fields=["stands_alone", "modified"])
    lead = join(articles)
    text = gettext("They are one story now, led by “%(title)s”.")
    messages.success(request, text % {"title": lead.heading})


@admin.action(
    description=_("Take the selected articles out of their story"), permissions=["change"]
)
def split_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> None:
    """Let the articles selected stand alone."""
    articles = list(Article.objects.filter(pk__in=queryset.values("pk")))
    for article in articles:
        split_off(article)
    text = ngettext(
        "%(count)s article stands alone now.",
        "%(count)s articles stand alone now.",
        len(articles),
    )
    messages.success(request, text % {"count": digits(len(articles), get_language() or "ar")})
