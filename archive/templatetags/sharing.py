"""The tags in the head of a page for whoever shows a link to it, lists it or cites it."""

import html
import json
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import translate_url
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from archive import sharing
from archive.cards.content import Subject
from archive.models import Article

register = template.Library()

PARAMETERS = ("kind", "letter", "page")
"""What chooses a part of a list, and is part of the address of it."""

# A browser looks for the end of a script before anything reads the JSON in it.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@register.inclusion_tag("archive/_sharing.html", name="sharing", takes_context=True)
def sharing_tags(
    context: Context, subject: Subject | None = None, address: str = ""
) -> dict[str, Any]:
    """The tags of a page, which shows the card of its `subject` or else that of the site.

    Its title and description are those of its blocks. `address` is its own, that of the request
    where it is not given; of what follows a question mark there only PARAMETERS belong to it. An
    article that readers may not see has no tags.
    """
    request: HttpRequest | None = context.get("request")
    article = subject if isinstance(subject, Article) else None
    if request is None or (article and not article.is_public):
        return {}
    absolute, language = request.build_absolute_uri, get_language() or settings.LANGUAGE_CODE
    here = address or _own(request)
    url, card = absolute(here), sharing.picture(subject, absolute)
    description = _block(context, "description")
    shared: dict[str, Any] = {
        "url": url,
        "alternates": {
            code: absolute(_translated(here, code)) for code, _name in settings.LANGUAGES
        },
        "default": absolute(_translated(here, settings.LANGUAGE_CODE)),
        "title": article.heading if article else _block(context, "title"),
        "description": description,
        "card": card,
        "locale": sharing.LOCALES[language],
        "other_locales": [name for code, name in sharing.LOCALES.items() if code != language],
    }
    if article:
        shared["article"] = article
        shared["day"] = sharing.day_published(article)
        shared["subjects"] = sharing.subjects(article)
        shared["data"] = _data(sharing.news_article(article, url, description, card, absolute))
    return shared


@register.inclusion_tag("archive/_provenance.html", takes_context=True)
def provenance(context: Context, address: str = "") -> dict[str, str]:
    """Where a printed page is from, in letters that can be typed; `address` as for `sharing`.

    Pages that are not to be shared leave it out, as those do that say what is wrong: their address
    may be anything, also somebody's secret.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return {}
    return {"address": uri_to_iri(request.build_absolute_uri(address or _own(request)))}


def _block(context: Context, name: str) -> str:
    """What a block of the page says, as text: a page says it once, in its own template."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    if blocks is None or (block := blocks.get_block(name)) is None:
        return ""
    said = " ".join(html.unescape(block.render(context)).split())
    return said.removesuffix(f" · {gettext('Diwan')}")


def _own(request: HttpRequest) -> str:
    """The address of the page asked for, without what does not change it."""
    asked = {name: request.GET.get(name, "") for name in PARAMETERS}
    query = urlencode({name: value for name, value in asked.items() if value})
    return _of_this_site(request.path) + (f"?{query}" if query and query != "page=1" else "")


def _translated(address: str, language: str) -> str:
    return _of_this_site(translate_url(address, language))


def _of_this_site(address: str) -> str:
    # One that begins with two strokes would lead to another.
    return "/" + address.lstrip("/\\")


def _data(told: dict[str, Any]) -> SafeString:
    """A block of data, which no browser runs."""
    text = json.dumps(told, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
