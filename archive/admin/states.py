"""Publish and withdraw many articles at once, after a page that says which and asks why."""

from typing import Final

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.admin.forms import ReasonForm, WithdrawForm
from archive.models import Act, Article
from archive.models.history import act

NONE_LEFT: Final = _("None of the selected articles can be taken to this state.")
LISTED: Final = 200
"""Articles named on the page that asks: all that one page of the list can select."""


@admin.action(description=_("Publish the selected articles"), permissions=["publish"])
def publish_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    """Let readers see every article selected that this user may publish."""
    return _ask(model_admin, request, queryset, Article.State.PUBLIC)


@admin.action(description=_("Withdraw the selected articles"), permissions=["withdraw"])
def withdraw_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    """Take every article selected away from readers."""
    return _ask(model_admin, request, queryset, Article.State.WITHDRAWN)


def _ask(
    model_admin: admin.ModelAdmin[Article],
    request: HttpRequest,
    queryset: QuerySet[Article],
    state: Article.State,
) -> HttpResponse | None:
    publishes = state == Article.State.PUBLIC
    confirmed = "confirmed" in request.POST
    form = (ReasonForm if publishes else WithdrawForm)(request.POST if confirmed else None)
    # A filter may have joined the taggings, and the same article must not come twice.
    selected = Article.objects.filter(pk__in=queryset.values("pk")).exclude(state=state)
    articles = [a for a in selected.newest_first() if a.may_become(state, request.user)]
    if not articles:
        messages.warning(request, NONE_LEFT)
        return None
    if confirmed and form.is_valid():
        _apply(request, articles, form, state)
        return None
    count = len(articles)
    shown = localized(count)
    if publishes:
        question = ngettext(
            "Readers will see this article:", "Readers will see these %(count)s articles:", count
        )
    else:
        question = ngettext(
            "This article will be taken away from readers:",
            "These %(count)s articles will be taken away from readers:",
            count,
        )
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Publish articles") if publishes else _("Withdraw articles"),
        "opts": Article._meta,
        "question": question % {"count": shown},
        "action": (publish_articles if publishes else withdraw_articles).__name__,
        "label": _("Publish") if publishes else _("Withdraw"),
        "articles": articles[:LISTED],
        "unlisted": max(count - LISTED, 0),
        # “All of the list” is sent on as such: it may be more than one form can name.
        "select_across": request.POST.get("select_across") == "1",
        "form": form,
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/archive/article/confirm.html", context)


@transaction.atomic
def _apply(
    request: HttpRequest, asked: list[Article], form: ReasonForm, state: Article.State
) -> None:
    assert request.user.is_authenticated  # the admin lets nobody else come so far
    # Held until it is done: of a form that was sent twice, the second finds nothing to do.
    held = Article.objects.select_for_update().filter(pk__in=[one.pk for one in asked])
    articles = [one for one in held.exclude(state=state) if one.may_become(state, request.user)]
    if not articles:
        messages.warning(request, NONE_LEFT)
        return
    publishes = state == Article.State.PUBLIC
    kind = Act.Kind.PUBLISH if publishes else Act.Kind.WITHDRAW
    what = articles[0].heading if len(articles) == 1 else ""
    reason = form.cleaned_data["reason"]
    with act(kind, request.user, what=what, count=len(articles), reason=reason) as made:
        for article in articles:
            article.refresh_from_db()  # another one of its story may have changed it
            article.state = state
            article.withdrawn_note = form.cleaned_data.get("note", "")
            article.save()
    if publishes:
        message = ngettext(
            "%(count)s article is public now.", "%(count)s articles are public now.", len(articles)
        )
    else:
        message = ngettext(
            "%(count)s article was withdrawn.", "%(count)s articles were withdrawn.", len(articles)
        )
    count = localized(len(articles))
    messages.success(request, with_way_back(message % {"count": count}, made))
