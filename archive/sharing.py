"""What a page says of itself to whoever shows a link to it, lists it in a search or cites it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import Truncator
from django.utils.translation import get_language, gettext

from archive.cards.content import Subject, card_address, card_of
from archive.cards.drawing import HEIGHT, WIDTH
from archive.dates import Precision
from archive.models import Article, Name, Outlet, Theme

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


def title(subject: Subject | None) -> str:
    """What the page is called."""
    if subject is None:
        return gettext("The archive of Arabic diplomatic news")
    return subject.heading if isinstance(subject, Article) else subject.name


def description(subject: Subject | None) -> str:
    """What the page holds, in at most 30 words."""
    told = ""
    if isinstance(subject, Article):
        told = subject.standfirst or next(iter(subject.paragraphs()), "")
    elif isinstance(subject, Theme | Name):
        told = subject.description
    told = told or gettext("A searchable archive of Arabic diplomatic news")
    return Truncator(" ".join(told.split())).words(30, truncate="…")


def day_published(article: Article) -> str:
    """The day of publication (ISO 8601); empty where it is not known to the day."""
    is_known = article.published_precision == Precision.DAY
    return article.published_iso if is_known else ""


def subjects(article: Article) -> list[str]:
    """The themes that editors accepted and the publisher's keywords, each once."""
    themes = [theme.name for theme in article.accepted_themes()]
    return list(dict.fromkeys([*themes, *article.keywords]))


def news_article(article: Article, url: str, card: Picture, absolute: Absolute) -> dict[str, Any]:
    """The article in the words of schema.org; what is not known is left out.

    The outlet published it; this site holds a copy, which rests on the outlet's own page.
    """
    outlet, language = article.outlet, get_language()
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.heading,
        "description": description(article),
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": article.language,
        "datePublished": day_published(article),
        "publisher": _organisation(outlet, absolute) if outlet else None,
        "isBasedOn": article.url,
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
