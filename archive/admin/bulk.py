"""Tag and untag many articles at once, after a page that says how many and asks which theme."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.admin.deciding import Decision, carry_out
from archive.admin.forms import ThemeChoiceForm
from archive.models import Act, Article

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
    changed = [Decision(one, theme, adds) for one in articles if (one.pk in having) is not adds]
    made = carry_out(changed, request.user, Act.Kind.TAG if adds else Act.Kind.UNTAG)
    count = made.count if made else 0
    if adds:
        message = ngettext(
            "“%(theme)s” was put on %(count)s article.",
            "“%(theme)s” was put on %(count)s articles.",
            count,
        )
    else:
        message = ngettext(
            "“%(theme)s” was taken off %(count)s article.",
            "“%(theme)s” was taken off %(count)s articles.",
            count,
        )
    message %= {"theme": theme.name, "count": localized(count)}
    messages.success(request, with_way_back(message, made) if made else message)
