"""Joining and splitting stories, where the import judged otherwise than an editor does."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.models import Act, Article
from archive.models.history import act
from archive.models.story import put_together, split_off

MOST_JOINED = 50  # articles; no report was printed by more


@admin.action(description=_("Join the selected articles to one story"), permissions=["change"])
def join_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> None:
    """Make one story of the articles selected."""
    articles = list(Article.objects.filter(pk__in=queryset.values("pk"))[: MOST_JOINED + 1])
    if not 2 <= len(articles) <= MOST_JOINED:
        most = localized(MOST_JOINED)
        text = gettext("Select from two to %(most)s articles that are copies of one report.")
        messages.error(request, text % {"most": most})
        return
    assert request.user.is_authenticated  # the admin lets nobody else come so far
    if len({article.copy_of_id or article.pk for article in articles}) == 1:
        messages.warning(request, gettext("They are one story already."))
        return
    with act(Act.Kind.JOIN, request.user, count=len(articles)) as made:
        lead = put_together(articles)
        made.what = lead.heading[:500]
        made.save(update_fields=["what"])
    text = gettext("They are one story now, led by “%(title)s”.") % {"title": lead.heading}
    messages.success(request, with_way_back(text, made))


@admin.action(
    description=_("Take the selected articles out of their story"), permissions=["change"]
)
def split_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> None:
    """Let the articles selected stand alone."""
    articles = list(Article.objects.filter(pk__in=queryset.values("pk"), stands_alone=False))
    if not articles:
        messages.warning(request, gettext("The selected articles stand alone already."))
        return
    assert request.user.is_authenticated  # the admin lets nobody else come so far
    what = articles[0].heading if len(articles) == 1 else ""
    with act(Act.Kind.PART, request.user, what=what, count=len(articles)) as made:
        for article in articles:
            split_off(article)
    text = ngettext(
        "%(count)s article stands alone now.",
        "%(count)s articles stand alone now.",
        len(articles),
    )
    count = localized(len(articles))
    messages.success(request, with_way_back(text % {"count": count}, made))
