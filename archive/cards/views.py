"""Cards by their addresses. What is at one never changes: another card has another address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.addresses import moved
from archive.cards.content import PLACES, Subject, card_address, card_of
from archive.cards.drawing import draw
from archive.cards.keeping import kept
from archive.models import Article, FormerAddress

YEAR = 365 * 24 * 3600  # seconds


@require_safe
def site_card(request: HttpRequest, key: str) -> HttpResponse:
    """The card of every page that has none of its own."""
    return _card(None, key)


@require_safe
def article_card(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The card of an article that is public; where two were merged, of the one that stayed."""
    article = Article.objects.for_lists().filter(pk=pk).first()
    if article is None:
        if merged := FormerAddress.objects.lead(Article, str(pk)):
            return moved(card_address(merged))
    elif article.state == Article.State.WITHDRAWN:
        return render(request, "archive/withdrawn.html", {"article": article}, status=410)
    elif article.is_public:
        return _card(article, key)
    raise Http404(_("There is no such article."))


@require_safe
def page_card(request: HttpRequest, place: str, slug: str, key: str) -> HttpResponse:
    """The card of a theme, an outlet or a name; old addresses lead on."""
    model = next(model for model, where in PLACES.items() if where == place)
    if subject := model._default_manager.filter(slug=slug).first():
        return _card(subject, key)
    if now := FormerAddress.objects.lead(model, slug):
        return moved(card_address(now))
    raise Http404(_("Nothing stands at this address"))


def _card(subject: Subject | None, key: str) -> HttpResponse:
    card = card_of(subject)
    if key != card.key:
        return moved(card_address(subject))
    response = HttpResponse(kept(card.key, lambda: draw(card)), content_type="image/png")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response
