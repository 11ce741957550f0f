"""What a card says of a page, and the address that changes when that does."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from archive.addresses import address
from archive.formatting import absolute_date, direction
from archive.models import Article, Name, Outlet, Theme

DESIGN: Final = 1
"""Counts up when the same words would be drawn in another way: all cards get new addresses."""

PLACES: Final[dict[type[Theme | Outlet | Name], str]] = {
    Theme: "themes",
    Outlet: "outlets",
    Name: "names",
}
"""Where in the addresses of the site the pages of a model stand."""

Subject = Article | Theme | Outlet | Name
"""What a page can be about; None stands for the site itself."""


@dataclass(frozen=True)
class Card:
    """Everything that is drawn: texts in logical order, and the language of the frame."""

    language: str
    title: str
    title_direction: str
    kicker: str = ""
    note: str = ""
    date: str = ""
    themes: tuple[str, ...] = ()
    is_title: bool = True
    """Whether the page calls itself so; first words in the place of a title are drawn lighter."""

    @property
    def key(self) -> str:
        """16 hexadecimal figures, others for every other card."""
        drawn = json.dumps([DESIGN, asdict(self)], sort_keys=True)
        return hashlib.sha256(drawn.encode()).hexdigest()[:16]

    @property
    def words(self) -> str:
        """What the card says, for those who do not see it."""
        return " · ".join(filter(None, (self.title, self.kicker, self.note, self.date)))


def card_of(subject: Subject | None) -> Card:
    """The card of a page, its frame in the reader's language."""
    language = get_language() or "ar"
    if isinstance(subject, Article):
        return _of_article(subject, language)
    if subject is None:
        title, kicker = gettext("The archive of Arabic diplomatic news"), ""
    elif isinstance(subject, Name):
        title, kicker = subject.name, subject.get_kind_display()
    else:
        title, kicker = subject.name, str(subject._meta.verbose_name)
    towards = "rtl" if isinstance(subject, Outlet) else direction(language)
    return Card(language, title, towards, capfirst(kicker))


def _of_article(article: Article, language: str) -> Card:
    date = ""
    if article.published:
        date = absolute_date(article.published, article.published_precision, language)
    return Card(
        language,
        article.title or article.first_words,
        direction(article.language),
        kicker=article.outlet.name if article.outlet else "",
        note="" if article.title else gettext("Untitled"),
        date=date or gettext("Undated"),
        themes=tuple(theme.name for theme in article.accepted_themes()),
        is_title=bool(article.title),
    )


def card_address(subject: Subject | None) -> str:
    """Where the card of a page is, in the reader's language: what is there never changes."""
    key = card_of(subject).key
    if subject is None:
        return address("archive:card", key)
    if isinstance(subject, Article):
        return address("archive:article_card", subject.pk, key)
    return address("archive:page_card", PLACES[type(subject)], subject.slug, key)
