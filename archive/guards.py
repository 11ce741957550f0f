"""What stands before every page about an article: whether a reader may have it, and where it is."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.addresses import address, moved
from archive.models import Article, FormerAddress

_View = Callable[[HttpRequest, Article], HttpResponse]


def of_article(view: _View) -> Callable[[HttpRequest, int], HttpResponse]:
    """Give a view the article whose number stands in the address, or answer in its place.

    An article that was merged leads to the same page of the one that stayed; one that was withdrawn
    answers 410; one that readers may not see is not there for them.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        article = Article.objects.for_lists().select_related("host").filter(pk=pk).first()
        if article is None:
            if (merged := FormerAddress.objects.lead(Article, str(pk))) is None:
                raise Http404(_("There is no such article."))
            assert request.resolver_match is not None  # an address led here
            return moved(address(request.resolver_match.view_name, merged.pk), request.method)
        if article.state == Article.State.WITHDRAWN:
            return render(request, "archive/withdrawn.html", {"article": article}, status=410)
        if not article.is_public and not request.user.has_perm("archive.view_article"):
            raise Http404(_("There is no such article."))
        return view(request, article)

    return guarded
