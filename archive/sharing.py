"""What a page says of itself to whoever shows a link to it, lists it in a search or cites it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language, gettext

from archive.cards.content import Subject, card_address, card_of
from archive.cards.drawing import HEIGHT, WIDTH
from archive.dates import Precision
from archive.models import Article, Outlet

LOCALES: Final = {"ar": "ar_AR", "en": "en_GB"}
"""The languages of the interface, as Open Graph names them."""

Absolute = Callable[[str], str]
"""Makes an address of this site one that holds everywhere."""


@dataclass(frozen=True)
class Picture:
    """The card of a page."""

    url: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


def picture(subject: Subject | None, absolute: Absolute) -> Picture:
    """The card that belongs to a page about `subject`."""
    return Picture(absolute(card_address(subject)), card_of(subject).words)


def day_published(article: Article) -> str:
    """The day of publication (ISO 8601); empty where it is not known to the day."""
    is_known = article.published_precision == Precision.DAY
    return article.published_iso if is_known else ""


def subjects(article: Article) -> list[str]:
    """The themes that editors accepted and the publisher's keywords, each once."""
    themes = [theme.name for theme in article.accepted_themes()]
    return list(dict.fromkeys([*themes, *article.keywords]))


def news_article(
    article: Article, url: str, description: str, card: Picture, absolute: Absolute
) -> dict[str, Any]:
    """The article in the words of schema.org; what is not known is left out.

    The outlet published it; this site holds a copy, which rests on the outlet's own page.
    """
    outlet, language = article.outlet, get_language()
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.heading,
        "description": description,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": article.language,
        "datePublished": day_published(article),
        "publisher": _organisation(outlet, absolute) if outlet else None,
        "isBasedOn": article.outlet_address,
        "about": [
            {"@type": "Thing", "name": theme.name, "url": absolute(theme.get_absolute_url())}
            for theme in article.accepted_themes()
        ],
        "keywords": article.keywords,
        "image": {
            "@type": "ImageObject",
            "url": card.url,
            "width": card.width,
            "height": card.height,
            "inLanguage": language,
        },
        "sdPublisher": {"@type": "Organization", "name": gettext("Diwan"), "url": absolute("/")},
    }
    return {name: value for name, value in told.items() if value}


def _organisation(outlet: Outlet, absolute: Absolute) -> dict[str, str]:
    url = absolute(outlet.get_absolute_url())
    return {"@type": "NewsMediaOrganization", "name": outlet.name, "url": url}
