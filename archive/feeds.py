"""Feeds of the archive's articles in Atom 1.0 (RFC 4287), for readers who follow it elsewhere.

A feed holds the newest articles by date of publication, fifty at most. What an entry says of time:

- `published` stands where the day is known, at noon UTC: that is the same day on almost every
  reader's clock. Of an article known by month or year alone it is left out, because Atom has no
  such dates; `dc:date` says of every dated article what is known and no more (2021-12).
- `updated` is when the article was last changed in the archive.

An entry's `id` is a tag URI (RFC 4151) of the site's host, the day on which the article came in,
and its number: it stays the same in both languages and wherever the article's page moves.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from archive.addresses import address
from archive.dates import Precision
from archive.guards import of_outlet, of_theme
from archive.models import Article, ArticleQuerySet, Credit, Outlet, Theme
from archive.text import line

ENTRIES: Final = 50
"""Articles in a feed at most."""
SUMMARY_WORDS: Final = 60
DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
NOON: Final = datetime.time(12, tzinfo=datetime.UTC)
NEVER: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""When a feed without entries was updated: at a moment that does not move."""
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class ArticleAtom(Atom1Feed):
    """Atom of articles: summaries are plain text, each entry has its language and all its authors.

    Feeds and entries are made by `feed_of`.
    """

    def root_attributes(self) -> dict[str, str]:
        """With the namespace of the dates that Atom cannot say."""
        return {**super().root_attributes(), "xmlns:dc": DUBLIN_CORE}

    def latest_post_date(self) -> datetime.datetime:
        """When an entry was last changed, and not when it was published: that may be to come."""
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """The language of the article, which need not be that of the feed."""
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add what Django knows of entries, and what it does not."""
        # Django would mark the summary as HTML.
        super().add_item_elements(handler, {**item, "description": None})
        for name in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        if item["description"]:
            handler.addQuickElement("summary", item["description"], {"type": "text"})
        if item["via"]:
            handler.addQuickElement("link", "", {"rel": "via", "href": item["via"]})
        if item["date"]:
            handler.addQuickElement("dc:date", item["date"])


def feed_of(
    request: HttpRequest,
    title: str,
    link: str,
    articles: Iterable[Article],
    feed_url: str | None = None,
) -> HttpResponseBase:
    """The answer to a request for a feed: status 304 where the reader has it as it is.

    `link` is the path of the page whose articles these are, `feed_url` that of the feed (without
    one, that of the request). The articles are public, in their order, with what a list shows.

    Whether a feed has changed is told by its content alone (ETag): an article may come into it or
    leave it, as one that is withdrawn does, without any that stays in it being a minute newer.
    """
    absolute = request.build_absolute_uri
    site = _("Diwan")
    feed = ArticleAtom(
        title=_plain(f"{title} · {site}" if title else site),
        link=absolute(link),
        description=None,
        language=get_language(),
        feed_url=absolute(feed_url or request.path),
        author_name=site,
        author_link=absolute(address("archive:home")),
    )
    shown = list(islice(articles, ENTRIES))
    prefetch_related_objects(shown, "credits")
    host = urlsplit(settings.SITE_URL or absolute("/")).hostname
    for article in shown:
        feed.add_item(
            title=_plain(article.heading),
            link=absolute(article.get_absolute_url()),
            description=_plain(summary(article)),
            pubdate=_published(article),
            updateddate=article.modified,
            unique_id=f"tag:{host},{article.created:%Y-%m-%d}:articles/{article.pk}",
            categories=[theme.name for theme in article.accepted_themes()],
            language=article.language,
            authors=[_plain(name) for name in _authors(article)],
            via=_via(article),
            date=article.published_iso,
        )
    content = feed.writeString("utf-8").encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=feed.content_type, headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


def _plain(text: str) -> str:
    """One line of text that XML can hold."""
    return line(_NOT_IN_XML.sub("", text))


def summary(article: Article) -> str:
    """What an article is about, in a few lines: its standfirst, or how it begins."""
    if article.standfirst:
        return article.standfirst
    first = next(iter(article.paragraphs()), "")
    return Truncator(first).words(SUMMARY_WORDS, truncate="…")


def _authors(article: Article) -> list[str]:
    """The outlet, and the agencies credited in a line of their own, each once."""
    outlet = [article.outlet.name] if article.outlet else []
    agencies = [c.name for c in article.credits.all() if c.role == Credit.Role.LINE]
    return list(dict.fromkeys([*outlet, *agencies]))


def _published(article: Article) -> datetime.datetime | None:
    if article.published_precision not in (Precision.DAY, Precision.ABOUT_DAY):
        return None
    assert article.published
    return datetime.datetime.combine(article.published, NOON)


def _via(article: Article) -> str:
    """The article's page at its outlet, where it has one that a browser can open."""
    return iri_to_uri(_plain(article.outlet_address))


def _newest(articles: ArticleQuerySet) -> ArticleQuerySet:
    return articles.newest_first().for_lists()[:ENTRIES]


@require_safe
def whole_feed(request: HttpRequest) -> HttpResponseBase:
    """The newest articles of the archive, one of each story."""
    articles = _newest(Article.objects.public().leads())
    return feed_of(request, "", address("archive:home"), articles)


@require_safe
@of_theme
def theme_feed(request: HttpRequest, theme: Theme) -> HttpResponseBase:
    """The newest articles of a theme and those below it."""
    articles = _newest(Article.objects.public().leads().on_theme(theme))
    return feed_of(request, theme.name, theme.get_absolute_url(), articles)


@require_safe
@of_outlet
def outlet_feed(request: HttpRequest, outlet: Outlet) -> HttpResponseBase:
    """The newest articles of an outlet."""
    articles = _newest(Article.objects.public().filter(outlet=outlet))
    return feed_of(request, outlet.name, outlet.get_absolute_url(), articles)
