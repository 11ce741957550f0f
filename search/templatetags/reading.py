"""What the index knows of an article and of the news, for the pages that readers see.

While search is out of service the pages stand without it.
"""

from itertools import groupby
from typing import NamedTuple

from django import template
from django.utils.translation import get_language, gettext, gettext_noop

from archive.addresses import address
from archive.models import Article
from search import busy_themes as busy
from search import linking, mentions, related
from search.busy_themes import BusyTheme
from search.engines.arrays import DamagedFileError
from search.most_named import MostNamed, most_named
from search.names import ORGANISATION, PERSON, Name

register = template.Library()

KINDS = {
    PERSON: gettext_noop("People"),
    ORGANISATION: gettext_noop("Organisations"),
    "place": gettext_noop("Places"),
}


class Shown(NamedTuple):
    """A name as a page shows it, with how many articles mention it where that is told."""

    label: str
    url: str
    articles: int = 0


class Kind(NamedTuple):
    """The names of one kind that an article mentions."""

    label: str
    names: list[Shown]


class People(NamedTuple):
    """Those whom the newest articles mention, and which articles these are."""

    span: MostNamed
    names: list[Shown]


class Stretch(NamedTuple):
    """A stretch of an article's text, with the address of the name that it is, if it is one."""

    text: str
    url: str


class Linked(NamedTuple):
    """The texts of an article, each in stretches."""

    standfirst: list[Stretch]
    paragraphs: list[list[Stretch]]


@register.simple_tag
def busy_themes() -> list[BusyTheme]:
    """The themes that have articles with their activity, those of most first."""
    return busy.busy_themes()


@register.simple_tag
def most_named_people(most: int) -> People | None:
    """The people whom most articles of the newest weeks mention; None where nobody is."""
    try:
        found = most_named(PERSON, most)
    except DamagedFileError:
        return None
    if found is None or not found.names:
        return None
    return People(found, [_shown(name, count) for name, count in found.names])


@register.simple_tag
def names_mentioned(article: Article) -> list[Kind]:
    """The names that an article mentions, by their kinds; none while search is out of service."""
    found = groupby(_mentioned(article), key=lambda name: name.kind)
    return [Kind(gettext(KINDS[kind]), [_shown(name) for name in names]) for kind, names in found]


@register.simple_tag
def names_linked(article: Article) -> Linked:
    """The standfirst and the paragraphs of an article, cut where a name first stands in them."""
    texts = [article.standfirst, *article.paragraphs()]
    shown = [
        [Stretch(part.text, _url(part.name) if part.name else "") for part in parts]
        for parts in linking.linked(texts, _mentioned(article))
    ]
    return Linked(shown[0], shown[1:])


@register.simple_tag
def related_to(article: Article) -> list[related.Related]:
    """What to read after an article; by its themes alone where the index knows nothing of it."""
    try:
        found = related.related(article)
    except DamagedFileError:
        found = []
    return found or related.on_its_themes(article)


@register.filter
def name_label(name: Name) -> str:
    """The name in the reader's language."""
    return name.english if get_language() == "en" else name.arabic


def _mentioned(article: Article) -> list[Name]:
    try:
        # Of a story its lead alone is in the index.
        return mentions.names_mentioned(article.copy_of_id or article.pk)
    except DamagedFileError:
        return []


def _url(name: Name) -> str:
    return address("search:name", name.slug)


def _shown(name: Name, count: int = 0) -> Shown:
    return Shown(name_label(name), _url(name), count)
