"""What stands before every page about one thing: whether a reader may have it, and where it is."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.addresses import address, moved
from archive.models import Article, FormerAddress, Name, Outlet, Theme

_View = Callable[[HttpRequest, Article], HttpResponseBase]
Named = TypeVar("Named", Name, Outlet, Theme)
_ViewOf = Callable[[HttpRequest, Named], HttpResponseBase]
_BySlug = Callable[[HttpRequest, str], HttpResponseBase]


def of_article(view: _View) -> Callable[[HttpRequest, int], HttpResponseBase]:
    """Give a view the article whose number stands in the address, or answer in its place.

    An article that was merged leads to the same page of the one that stayed; one that was withdrawn
    answers 410; one that readers may not see is not there for them.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponseBase:
        article = Article.objects.for_lists().select_related("host").filter(pk=pk).first()
        if article is None:
            if (merged := FormerAddress.objects.lead(Article, str(pk))) is None:
                raise Http404(_("There is no such article."))
            return _moved(request, merged.pk)
        if article.state == Article.State.WITHDRAWN:
            return render(request, "archive/withdrawn.html", {"article": article}, status=410)
        if not article.is_public and not request.user.has_perm("archive.view_article"):
            raise Http404(_("There is no such article."))
        return view(request, article)

    return guarded


def _of(model: type[Named], missing: str | Promise) -> Callable[[_ViewOf[Named]], _BySlug]:
    """Give a view what has the slug in its address; an address of earlier times leads on."""

    def decorated(view: _ViewOf[Named]) -> _BySlug:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str) -> HttpResponseBase:
            if found := model._default_manager.filter(slug=slug).first():
                return view(request, found)
            if now := FormerAddress.objects.lead(model, slug):
                return _moved(request, now.slug)
            raise Http404(str(missing))

        return guarded

    return decorated


of_theme = _of(Theme, gettext_lazy("There is no such theme."))
of_outlet = _of(Outlet, gettext_lazy("The archive knows no such outlet."))
of_name = _of(Name, gettext_lazy("The archive has no such name."))


def _moved(request: HttpRequest, now: str | int) -> HttpResponseBase:
    """The same page of what took the place, with whatever else was asked for."""
    assert request.resolver_match is not None  # an address led here
    query = request.META.get("QUERY_STRING", "")
    there = address(request.resolver_match.view_name, now) + (f"?{query}" if query else "")
    return moved(there, request.method)
