"""The parts of a page of results that stand there many times.

Written here and not as templates: a page has twenty hits, up to a hundred choices and as many bars,
and a template takes longer over them than the search takes to find them.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from archive.formatting import absolute_date, number
from archive.models import Article
from archive.templatetags.archive_text import direction
from search.facets import Bar, Choice, Facet
from search.results import Hit

register = template.Library()

MOST_OUTLETS = 3
"""Named beside a hit before they are folded."""


@register.simple_tag
def hits(found: list[Hit]) -> SafeString:
    """The articles found, each with its outlet, title, passages, date and themes."""
    language = get_language() or "ar"
    return mark_safe(f'<ol class="hits">{"".join(_hit(hit, language) for hit in found)}</ol>')


def _hit(hit: Hit, language: str) -> str:
    article = hit.article
    facing = direction(article.language)
    # Outlet, text and themes begin on the side where the article's own language does.
    return (
        f'<li class="hit" dir="{facing}"><p class="kicker">{_outlet(article)}'
        f"{_date(article, language)}</p>"
        f'<div lang="{escape(article.language)}" dir="{facing}">'
        f'<h2 class="card-title"><a href="{escape(article.get_absolute_url())}">'
        f"{hit.title or _no_title(article, language)}</a></h2>"
        f"{_context(hit)}</div>"
        f"{_others(article)}"
        f'<p class="card-foot">{_themes(article)}<a class="like" href="{escape(hit.similar_url)}">'
        f'{escape(gettext("More like this"))}<span class="visually-hidden">: '
        f"{escape(article.heading)}</span></a></p></li>"
    )


def _context(hit: Hit) -> str:
    """The passages as one text; where one ends and the other begins the sign stands once."""
    text = " ".join(hit.passages).replace("… …", " … ")
    return f'<p class="passage">{text}</p>' if text else ""


def _outlet(article: Article) -> str:
    if article.outlet is None:
        return ""
    link = _link(article.outlet.get_absolute_url(), article.outlet.name)
    return f'<bdi lang="ar">{link}</bdi> <span aria-hidden="true">·</span> '


def _others(article: Article) -> str:
    """«ونشرته أيضًا» with the outlets that published the same report, folded where many did."""
    links = [
        f'<bdi lang="ar">{_link(outlet.get_absolute_url(), outlet.name)}</bdi>'
        for outlet in article.other_outlets()
    ]
    if not links:
        return ""
    names = escape(gettext(", ")).join(links)
    said = gettext("Also published by:")
    if len(links) <= MOST_OUTLETS:
        told = f'<bdi dir="{direction(get_language() or "ar")}">{escape(said)} {names}</bdi>'
        return f'<p class="also">{told}</p>'
    others = ngettext("one other outlet", "%(number)s other outlets", len(links))
    others %= {"number": number(len(links), get_language() or "ar")}
    return (
        f'<details class="also"><summary>{escape(f"{said} {others}")}</summary>'
        f"<p>{names}</p></details>"
    )


def _no_title(article: Article, language: str) -> str:
    untitled = f'<span class="untitled" lang="{language}">{escape(gettext("Untitled"))}</span>'
    return f'{untitled} <span class="first-words">{escape(article.first_words)}</span>'


def _date(article: Article, language: str) -> str:
    if article.published is None:
        return f"<bdi>{escape(gettext('Undated'))}</bdi>"
    shown = absolute_date(article.published, article.published_precision, language)
    return f'<time datetime="{article.published_iso}"><bdi>{escape(shown)}</bdi></time>'


def _themes(article: Article) -> str:
    return "".join(
        _link(theme.get_absolute_url(), theme.name, ' class="chip"') + " "
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
    """The choices of a facet with their counts, those beyond the first behind «more»."""
    more = ""
    if others := facet.others:
        note = gettext("These are the most frequent.") if facet.is_cut else ""
        cut = f"<p>{escape(note)}</p>" if note else ""
        # Lists of several facets stand on one page: each says what there is more of.
        of = f'<span class="visually-hidden">: {escape(facet.heading)}</span>'
        label = escape(gettext("More"))
        more = f"<details><summary>{label}{of}</summary>{_tally(others)}{cut}</details>"
    return mark_safe(_tally(facet.first) + more)


@register.simple_tag
def whole_tally(facet: Facet) -> SafeString:
    """The same with all of its choices in one list."""
    return mark_safe(_tally(facet.choices))


def _tally(choices: list[Choice]) -> str:
    language = get_language() or "ar"
    return f'<ul class="tally">{"".join(_item(choice, language) for choice in choices)}</ul>'


def _item(choice: Choice, language: str) -> str:
    return (
        f'<li><a href="{escape(choice.url)}"{_current(choice)}><bdi>{escape(choice.shown)}</bdi> '
        f'<span class="number">{number(choice.count, language)}</span></a></li>'
    )


def _current(choice: Choice) -> str:
    return ' aria-current="true"' if choice.is_chosen else ""


def _link(url: str, label: str, attributes: str = "") -> str:
    return f'<a{attributes} href="{escape(url)}">{escape(label)}</a>'
