"""Tag and untag many articles at once, after a page that says how many and asks which theme."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import with_way_back
from archive.admin.forms import ThemeChoiceForm
from archive.formatting import digits
from archive.models import Act, Article, Theme
from archive.models.history import act

# Articles named on the page that asks for confirmation: all that one page of the list can select.
LISTED = 200


@admin.action(description=_("Put a theme on the selected articles"), permissions=["change"])
def tag_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    """Ask which theme, then put it on every article selected."""
    return _bulk(model_admin, request, queryset, adds=True)


@admin.action(description=_("Take a theme off the selected articles"), permissions=["change"])
def untag_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    """Ask which theme, then take it off every article selected that has it."""
    return _bulk(model_admin, request, queryset, adds=False)


def _bulk(
    model_admin: admin.ModelAdmin[Article],
    request: HttpRequest,
    queryset: QuerySet[Article],
    adds: bool,
) -> HttpResponse | None:
    confirmed = "confirmed" in request.POST
    form = ThemeChoiceForm(request.POST if confirmed else None)
    # A filter may have joined the taggings, and the same article must not come twice.
    articles = Article.objects.filter(pk__in=queryset.values("pk")).newest_first()
    count = articles.count()
    if confirmed and form.is_valid():
        _apply(request, articles, form, adds)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Put a theme on articles") if adds else _("Take a theme off articles"),
        "opts": Article._meta,
        "adds": adds,
        "action": (tag_articles if adds else untag_articles).__name__,
        "articles": articles[:LISTED],
        "unlisted": max(count - LISTED, 0),
        "count": count,
        # “All of the list” is sent on as such: it may be more than one form can name.
        "select_across": request.POST.get("select_across") == "1",
        "form": form,
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/archive/article/bulk_tag.html", context)


def _apply(
    request: HttpRequest, articles: QuerySet[Article], form: ThemeChoiceForm, adds: bool
) -> None:
    assert request.user.is_authenticated  # the admin lets nobody else come so far
    theme = form.cleaned_data["theme"]
    having = {a.pk for a in articles.filter(taggings__theme=theme, taggings__state="accepted")}
    changed = [article for article in articles if (article.pk in having) is not adds]
    made = _decide(changed, theme, request.user, adds) if changed else None
    count = digits(len(changed), get_language() or "ar")
    if adds:
        message = ngettext(
            "“%(theme)s” was put on %(count)s article.",
            "“%(theme)s” was put on %(count)s articles.",
            len(changed),
        )
    else:
        message = ngettext(
            "“%(theme)s” was taken off %(count)s article.",
            "“%(theme)s” was taken off %(count)s articles.",
            len(changed),
        )
    message %= {"theme": theme.name, "count": count}
    messages.success(request, with_way_back(message, made) if made else message)


def _decide(articles: list[Article], theme: Theme, by: User, adds: bool) -> Act:
    kind = Act.Kind.TAG if adds else Act.Kind.UNTAG
    with act(kind, by, what=theme.name, count=len(articles)) as made:
        for article in articles:
            if adds:
                article.tag(theme, by=by)
            else:
                article.untag(theme, by=by)
    return made
