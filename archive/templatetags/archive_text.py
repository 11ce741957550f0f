"""What the templates need to write dates, numbers and addresses in the reader's language."""

import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language

from archive import formatting
from archive.dates import Precision
from archive.models import Article
from archive.periods import Period, period_of
from archive.text import beginning

register = template.Library()

FEWEST_WORDS = 8  # that an opening has, where any paragraph has as many
_OF_A_DAY = (Precision.DAY, Precision.ABOUT_DAY)
direction = register.filter(formatting.direction)


def _language() -> str:
    return get_language() or "ar"


@register.filter
def digits(value: object) -> str:
    """A number, or text with numbers in it, in the digits of the reader's language."""
    return formatting.digits(value, _language())


@register.filter
def month_name(month: int) -> str:
    """The name of month 1 to 12."""
    return formatting.month_name(month, _language())


@register.filter
def published_date(article: Article) -> str:
    """When the article was published, as exactly as it is known; empty where it is not."""
    if article.published is None:
        return ""
    return formatting.absolute_date(article.published, article.published_precision, _language())


@register.filter
def ago(article: Article) -> str:
    """How long ago it was published, where the day is known and it is less than a year ago.

    Longer ago the date says more than a round number of years.
    """
    date, today = article.published, timezone.localdate()
    if date is None or article.published_precision not in _OF_A_DAY:
        return ""
    if not 0 <= (today - date).days < 365:
        return ""
    return formatting.relative_date(date, today, _language())


@register.filter
def opening(article: Article, words: int) -> str:
    """So many words of the standfirst, or else of the first paragraph that says something."""
    paragraphs = article.paragraphs()
    # Papers print a line of place and agency first: «الرياض - واس».
    telling = (text for text in paragraphs if len(text.split()) >= FEWEST_WORDS)
    text = article.standfirst or next(telling, next(iter(paragraphs), ""))
    return beginning(text, words)


@register.filter
def weekday_name(date: datetime.date) -> str:
    """The name of the day of the week."""
    return formatting.weekday_name(date, _language())


@register.filter
def weekday_short(date: datetime.date) -> str:
    """The name of the day of the week for narrow places."""
    return formatting.weekday_short(date, _language())


@register.simple_tag
def years(first: datetime.date | int | None, last: datetime.date | int | None) -> str:
    """From which year to which, given as dates or years: «٢٠١٣–٢٠٢٤»; empty where there is none."""
    if first is None or last is None:
        return ""
    span = [date if isinstance(date, int) else date.year for date in (first, last)]
    return formatting.digits("–".join(map(str, dict.fromkeys(span))), _language())


@register.filter
def number(value: float) -> str:
    """A number with its thousands set apart."""
    return formatting.number(value, _language())


@register.filter
def period(article: Article) -> Period | None:
    """The day, month or year that an article was published in, as exactly as it is known."""
    return period_of(article)


@register.simple_tag(takes_context=True)
def in_language(context: dict[str, Any], language: str) -> str:
    """The address of this very page in another language of the interface."""
    request: HttpRequest = context["request"]
    address = translate_url(request.get_full_path(), language)
    # An address that begins with two strokes would lead to another site.
    return "/" + address.lstrip("/\\")


@register.simple_tag(takes_context=True)
def page_url(context: dict[str, Any], page: int) -> str:
    """The address of another page of the list shown."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    parameters["page"] = str(page)
    return f"{request.path}?{parameters.urlencode()}"
