"""The parts of a page of results that stand there many times.

Written here and not as templates: a page has twenty hits, up to a hundred choices and as many bars,
and a template takes longer over them than the search takes to find them.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from archive.formatting import absolute_date, digits
from archive.models import Article
from archive.templatetags.archive_text import direction
from search.facets import Bar, Choice, Facet
from search.results import Hit

register = template.Library()


@register.simple_tag
def hits(found: list[Hit]) -> SafeString:
    """The articles found, each with its outlet, title, passages, date and themes."""
    language = get_language() or "ar"
    return mark_safe(f'<ol class="hits">{"".join(_hit(hit, language) for hit in found)}</ol>')


def _hit(hit: Hit, language: str) -> str:
    article = hit.article
    passages = "".join(f'<p class="passage">{passage}</p>' for passage in hit.passages)
    return (
        f'<li class="hit">{_outlet(article)}'
        f'<div lang="{escape(article.language)}" dir="{direction(article.language)}">'
        f'<h2 class="card-title"><a href="{escape(article.get_absolute_url())}">'
        f"{hit.title or _no_title(article, language)}</a></h2>"
        f"{passages}</div>"
        f'<p class="card-foot">{_date(article, language)}{_themes(article)}</p>'
        f"{_others(article)}"
        f'<p class="like"><a href="{escape(hit.similar_url)}">{escape(gettext("More like this"))}'
        f'<span class="visually-hidden">: {escape(article.heading)}</span></a></p></li>'
    )


def _outlet(article: Article) -> str:
    if article.outlet is None:
        return ""
    link = _link(article.outlet.get_absolute_url(), article.outlet.name)
    return f'<p class="kicker" lang="ar" dir="rtl">{link}</p>'


def _others(article: Article) -> str:
    """«ونشرتها أيضًا» with the outlets that published the same report."""
    links = [
        f'<bdi lang="ar">{_link(outlet.get_absolute_url(), outlet.name)}</bdi>'
        for outlet in article.other_outlets()
    ]
    if not links:
        return ""
    names = escape(gettext(", ")).join(links)
    return f'<p class="also">{escape(gettext("Also published by:"))} {names}</p>'


def _no_title(article: Article, language: str) -> str:
    untitled = f'<span class="untitled" lang="{language}">{escape(gettext("Untitled"))}</span>'
    return f'{untitled} <span class="first-words">{escape(article.first_words)}</span>'


def _date(article: Article, language: str) -> str:
    if article.published is None:
        return f"<span>{escape(gettext('Undated'))}</span>"
    shown = absolute_date(article.published, article.published_precision, language)
    return f'<time datetime="{article.published_iso}">{escape(shown)}</time>'


def _themes(article: Article) -> str:
    return "".join(
        " " + _link(theme.get_absolute_url(), theme.name, ' class="chip"')
        for theme in article.accepted_themes()
    )


@register.simple_tag
def bars(shown: list[Bar | None]) -> SafeString:
    """The bars of a chart, each a link that chooses its month or year."""
    return mark_safe(f"<ol>{''.join(map(_bar, shown))}</ol>")


def _bar(bar: Bar | None) -> str:
    if bar is None:
        return '<li aria-hidden="true"></li>'
    drawing = (
        '<svg viewBox="0 0 1 100" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="1" y="{bar.top}" height="{bar.height}"/></svg>'
    )
    return (
        f'<li><a href="{escape(bar.choice.url)}"{_current(bar.choice)}>{drawing}'
        f'<span class="says">{escape(bar.says)}</span></a></li>'
    )


@register.simple_tag
def tally(facet: Facet) -> SafeString:
    """The choices of a facet with their counts, numbers in the digits of the reader's language."""
    language = get_language() or "ar"
    items = "".join(_item(choice, facet, language) for choice in facet.choices)
    return mark_safe(f'<ul class="tally">{items}</ul>')


def _item(choice: Choice, facet: Facet, language: str) -> str:
    label = digits(choice.label, language) if facet.name == "year" else choice.label
    link = f'<a href="{escape(choice.url)}"{_current(choice)}><bdi>{escape(label)}</bdi></a>'
    return f'<li>{link} <span class="number">{digits(choice.count, language)}</span></li>'


def _current(choice: Choice) -> str:
    return ' aria-current="true"' if choice.is_chosen else ""


def _link(url: str, label: str, attributes: str = "") -> str:
    return f'<a{attributes} href="{escape(url)}">{escape(label)}</a>'
