"""Tagging article after article on one page, without opening any."""

from collections.abc import Collection
from typing import Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from archive.admin.deciding import Decision, changed, decide, pressed
from archive.admin.listed import listed
from archive.models import Article, Tagging, Theme

PAGE_SIZE: Final = 20


class Quick:
    """The page that shows the articles of the list with their themes as boxes to tick."""

    def __init__(self, model_admin: admin.ModelAdmin[Article]) -> None:
        self._admin = model_admin

    def page(self, request: HttpRequest) -> HttpResponse:
        """Show a page of articles, or keep what was decided on one."""
        if not self._admin.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._keep(request)
        decided = Tagging.objects.exclude(state=Tagging.State.REJECTED).select_related("theme")
        articles = listed(self._admin, request, request.GET)
        pages = Paginator(articles.prefetch_related(Prefetch("taggings", decided)), PAGE_SIZE)
        page = pages.get_page(request.GET.get("page", "1"))
        filters = request.GET.copy()
        filters.pop("page", None)
        context = {
            **self._admin.admin_site.each_context(request),
            "title": _("Tag without opening"),
            "opts": Article._meta,
            "page": page,
            "rows": [_row(article) for article in page],
            "themes": Theme.objects.all(),
            "filters": filters.urlencode(),
        }
        return TemplateResponse(request, "admin/archive/article/quick.html", context)

    def _keep(self, request: HttpRequest) -> HttpResponse:
        assert request.user.is_authenticated  # the admin lets nobody else come so far
        articles = Article.objects.in_bulk(_keys(request, "article")[:PAGE_SIZE])
        themes = Theme.objects.in_bulk()
        decisions: list[Decision] = []
        for key, article in articles.items():
            shown, ticked = (
                [themes[pk] for pk in _keys(request, f"{name}-{key}") if pk in themes]
                for name in ("shown", "theme")
            )
            decisions += changed(article, shown, ticked)
        one = pressed(request.POST.get("decide", ""), articles.values())
        if one is not None:
            decisions.append(one)
        before = self._keys(request)
        if decisions:
            messages.success(request, decide(decisions, request.user))
        # What was decided on may have left the list, and what follows has moved up.
        to, after = request.GET.copy(), self._keys(request)
        place = ""
        if "onward" in request.POST:
            following = _first_after(before, articles, after)
            to["page"] = str(after.index(following) // PAGE_SIZE + 1 if following else 1)
        elif one is not None:
            own = one.article.pk
            here = own if own in after else _first_after(before, [own], after)
            place = f"#a{here}" if here else ""
        return HttpResponseRedirect(f"{request.path}?{to.urlencode()}{place}")

    def _keys(self, request: HttpRequest) -> list[int]:
        return list(listed(self._admin, request, request.GET).values_list("pk", flat=True))


def _first_after(before: list[int], shown: Collection[int], after: list[int]) -> int | None:
    """The first article behind those shown in the list as it was, that is still in the list."""
    last = max((place for place, key in enumerate(before) if key in shown), default=-1)
    still = set(after)
    return next((key for key in before[last + 1 :] if key in still), None)


def _row(article: Article) -> tuple[Article, set[int], list[Tagging]]:
    """An article with the ids of its themes and with its suggestions."""
    taggings = list(article.taggings.all())
    accepted = {one.theme_id for one in taggings if one.state == Tagging.State.ACCEPTED}
    return article, accepted, [one for one in taggings if one.state == Tagging.State.SUGGESTED]


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if _is_key(key)]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
