"""Merge two articles that are one, after a page that shows both and asks which one stays."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import with_way_back
from archive.admin.forms import MergeForm
from archive.merging_articles import CannotMergeError, merge
from archive.models import Article


@admin.action(description=_("Merge two articles that are one"), permissions=["merge"])
def merge_articles(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    """Show both articles selected, then let one of them stand for both."""
    found = Article.objects.filter(pk__in=queryset.values("pk")).for_lists().order_by("pk")
    articles = list(found[:3])
    if len(articles) != 2:
        messages.error(request, gettext("Select exactly two articles that are one."))
        return None
    confirmed = "confirmed" in request.POST
    form = MergeForm(request.POST if confirmed else None, articles=found)
    if confirmed and form.is_valid():
        assert request.user.is_authenticated  # the admin lets nobody else come so far
        stays = form.cleaned_data["stays"]
        (gone,) = (article for article in articles if article != stays)
        try:
            made = merge(gone, stays, request.user, form.cleaned_data["reason"])
        except CannotMergeError as error:
            messages.error(request, str(error))
        else:
            text = gettext("The two articles are one now: “%(title)s”.") % {"title": stays.heading}
            messages.success(request, with_way_back(text, made))
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Merge two articles"),
        "opts": Article._meta,
        "articles": articles,
        # The one that readers see, else the one that came first.
        "chosen": form["stays"].value() or str(min(articles, key=lambda a: not a.is_public).pk),
        "form": form,
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/archive/article/merge.html", context)
