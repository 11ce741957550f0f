"""Tagging what a search finds: a page that names the number, and lets hits be left out."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from archive.admin.deciding import Decision, decide
from archive.admin.forms import ThemeChoiceForm
from archive.models import Article, Tagging
from search.query_errors import QueryError
from search.request import SearchRequest
from search.results import found_by

MOST: Final = 800
"""Articles that are tagged in one act: a browser's form may name no more."""


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("archive.change_tagging", raise_exception=True)
def tag_results(request: HttpRequest) -> HttpResponse:
    """Ask which theme the articles found are to have or to lose, then do it as one act.

    What is done is done to the articles that the page showed, whatever the search finds by then.
    """
    asked = SearchRequest.read(request.GET)
    form = ThemeChoiceForm(request.POST or None)
    try:
        ids, total = found_by(asked, MOST)
    except QueryError:
        return HttpResponseRedirect(asked.url())  # which says what to change
    chosen = ids
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("article") if key.isdecimal()][:MOST]
        if not chosen:
            form.add_error(None, _("Leave at least one article in."))
        elif form.is_valid():
            _keep(request, form, chosen)
            return HttpResponseRedirect(asked.url())
    shown = list(dict.fromkeys([*ids, *chosen]))
    articles = Article.objects.public().defer("body").select_related("outlet").in_bulk(shown)
    context = {
        "search": asked,
        "form": form,
        "total": total,
        "unlisted": max(total - MOST, 0),
        "articles": [(articles[pk], pk in set(chosen)) for pk in shown if pk in articles],
        "count": len(chosen),
        "takes_off": "off" in request.POST,
    }
    return render(request, "search/tag.html", context, status=200 if not form.errors else 400)


def _keep(request: HttpRequest, form: ThemeChoiceForm, chosen: list[int]) -> None:
    assert request.user.is_authenticated  # nobody else has the right
    theme, accepts = form.cleaned_data["theme"], "off" not in request.POST
    tagged = Tagging.objects.filter(theme=theme, state=Tagging.State.ACCEPTED)
    having = set(tagged.filter(article__in=chosen).values_list("article", flat=True))
    articles = Article.objects.public().in_bulk(chosen)
    changed = [a for pk, a in articles.items() if (pk in having) is not accepts]
    decisions = [Decision(article, theme, accepts) for article in changed]
    messages.success(request, decide(decisions, request.user))
