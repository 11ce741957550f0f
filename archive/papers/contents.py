"""What papers say of the articles of this archive, in the reader's language."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from archive.dates import Basis, Precision
from archive.formatting import absolute_date, number
from archive.models import Article
from archive.papers.said import ArticlePaper, Dossier, Said, Source
from archive.templatetags.archive_text import direction, published_date

MOST_ARTICLES: Final = 100
"""Articles of one dossier."""
MOST_LETTERS: Final = 500_000
"""Characters of text in one paper: 100 articles of news come to half of it."""

Absolute = Callable[[str], str]
"""Makes a whole address of a path on this site: `HttpRequest.build_absolute_uri`."""


def article_paper(article: Article, absolute: Absolute) -> ArticlePaper:
    """The paper of one article."""
    return ArticlePaper(
        language=_language(),
        article=said(article, absolute, MOST_LETTERS),
        sources_heading=_("Source"),
    )


def dossier(
    articles: Iterable[Article],
    total: int,
    *,
    title: str,
    description: str,
    fewer: str,
    link: str,
    absolute: Absolute,
) -> Dossier:
    """A dossier of the first of `articles`, as many as its bounds allow.

    `total` is how many there are; where not all are in it, it says so and adds `fewer`. The first
    is in it however long it is, cut where need be.
    """
    taken: list[Said] = []
    left = MOST_LETTERS
    for article in articles:
        one = said(article, absolute, MOST_LETTERS)
        if taken and (one.letters > left or len(taken) == MOST_ARTICLES):
            break
        taken.append(one)
        left -= one.letters
    return Dossier(
        language=_language(),
        kind=_("Dossier"),
        title=title,
        description=description,
        facts=(_count(len(taken), total, fewer), _made()),
        link=link,
        contents_heading=_("Contents"),
        sources_heading=_("Sources"),
        articles=tuple(taken),
    )


def _count(taken: int, total: int, fewer: str) -> str:
    language = _language()
    if taken < total:
        part = _("%(shown)s of %(total)s articles")
        part %= {"shown": number(taken, language), "total": number(total, language)}
        return f"{part} · {fewer}"
    counted = ngettext("One article", "%(number)s articles", taken)
    return counted % {"number": number(taken, language)}


def _made() -> str:
    date = absolute_date(timezone.localdate(), Precision.DAY, _language())
    return _("Made on %(date)s from Diwan, the archive of Arabic diplomatic news") % {"date": date}


def said(article: Article, absolute: Absolute, most: int) -> Said:
    """What a paper says of an article, of whose paragraphs it takes `most` characters."""
    paragraphs, left = _taken(article.paragraphs(), most)
    return Said(
        heading=article.heading,
        language=article.language,
        rtl=direction(article.language) == "rtl",
        outlet=article.outlet.name if article.outlet else "",
        date=_date(article),
        standfirst=article.standfirst[:most],
        notes=tuple(_notes(article)),
        paragraphs=tuple(paragraphs),
        cut=_("The text is longer; all of it is in Diwan.") if left else "",
        sources=tuple(_sources(article, absolute)),
    )


def _taken(paragraphs: Sequence[str], most: int) -> tuple[list[str], int]:
    """The paragraphs that come to `most` characters, the last one cut; how many were left out."""
    taken, left = [], most
    for paragraph in paragraphs:
        taken.append(paragraph[:left])
        left -= len(taken[-1])
        if not left:
            break
    return taken, sum(map(len, paragraphs)) - sum(map(len, taken))


def _date(article: Article) -> str:
    if article.published is None:
        return _("Undated")
    told = [published_date(article)]
    if article.published_basis == Basis.INFERRED:
        told.append(_("This date is inferred"))
    return " · ".join(told)


def _notes(article: Article) -> Iterable[str]:
    if article.published and article.published_basis == Basis.INFERRED:
        yield _("The page prints no date of publication. This one rests on its words:")
        yield " ".join(f"«{words}»" for words in article.published_words)
        yield article.published_note
    if credited := [credit.name for credit in article.credits.all()]:
        yield " ".join((_("Sources:"), _(", ").join(credited)))
    if article.caption:
        yield " ".join((_("Picture:"), article.caption))


def _sources(article: Article, absolute: Absolute) -> Iterable[Source]:
    here = absolute(article.get_absolute_url())
    yield Source(_("In Diwan:"), here, here)
    if url := article.outlet_address:
        yield Source(_("At its outlet:"), url, url)
    if article.capture:
        captured = article.capture.captured_at
        label = _("Captured:") if captured else _("Added to Diwan:")
        yield Source(label, _day(captured or article.capture.received))
    if themes := [theme.name for theme in article.accepted_themes()]:
        yield Source(_("Themes:"), _(", ").join(themes))


def _day(moment: datetime.datetime) -> str:
    return absolute_date(timezone.localtime(moment).date(), Precision.DAY, _language())


def _language() -> str:
    return get_language() or "ar"
