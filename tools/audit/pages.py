"""Every public page there is, by the name of its view: what is looked at page by page.

A test compares this list with the addresses of the site, so that a new page cannot be forgotten.
`python -m tools.audit.pages` prints the addresses for the archive that the environment names.
"""

import json
import string
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

EXPORTS: Final = ("csv", "json", "ris", "bibtex")

PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "archive:home": ("/",),
    "archive:feed": ("/feed/",),
    "archive:article": (
        "/articles/{article}/",
        "/articles/{untitled}/",
        "/articles/{undated}/",
        "/articles/{copied}/",
    ),
    "archive:article_print": ("/articles/{article}/print/", "/articles/{untitled}/print/"),
    "archive:article_cite": ("/articles/{article}/cite/", "/articles/{untitled}/cite/"),
    "archive:cite_ris": ("/articles/{article}/cite.ris",),
    "archive:cite_bibtex": ("/articles/{article}/cite.bib",),
    "archive:cite_csl": ("/articles/{article}/cite.json",),
    "archive:report": ("/articles/{article}/report/",),
    "archive:report_thanks": ("/articles/{article}/report/thanks/",),
    "archive:themes": ("/themes/", "/themes/?order=name"),
    "archive:theme": ("/themes/{theme}/", "/themes/{empty_theme}/"),
    "archive:theme_feed": ("/themes/{theme}/feed/",),
    "search:theme_names": ("/themes/{theme}/names/",),
    "archive:outlets": ("/outlets/",),
    "archive:outlet": ("/outlets/{outlet}/",),
    "archive:outlet_feed": ("/outlets/{outlet}/feed/",),
    "archive:archive": ("/archive/",),
    "archive:undated": ("/archive/{no_date}/",),
    "archive:year": ("/archive/{year}/",),
    "archive:month": ("/archive/{year}/{month}/",),
    "archive:day": ("/archive/{year}/{month}/{day}/",),
    "search:search": (
        "/search/",
        "/search/?q={query}",
        "/search/?q={query}&theme={theme}",
        "/search/?q=«{query}",
        "/search/?q=لاشيءكهذا",
        "/search/?q=Stoltenberg زرافة",
    ),
    "search:feed": ("/search/feed/?q={query}",),
    "search:follow": ("/search/follow/?q={query}",),
    "search:export": (
        "/search/export/?q={query}",
        *(f"/search/export/?q={{query}}&format={name}" for name in EXPORTS),
    ),
    "search:suggest": ("/search/suggest/?q=امن",),
    "search:similar": ("/search/similar/{article}/",),
    "search:names": ("/names/",),
    "search:name": ("/names/{name}/",),
    "search:name_feed": ("/names/{name}/feed/",),
    "robots": ("/robots.txt",),
    "sitemaps": ("/sitemap.xml",),
    "django.contrib.sitemaps.views.sitemap": (
        *("/sitemap-pages.xml", "/sitemap-articles.xml", "/sitemap-themes.xml"),
        *("/sitemap-outlets.xml", "/sitemap-names.xml", "/sitemap-periods.xml"),
    ),
}
"""Addresses of each view in Arabic; what stands in braces is a value of `known`."""

FAULTS: Final = ("/nowhere/",)
"""Addresses at which a reader finds a page that says what is wrong."""

NOT_PAGES: Final[Mapping[str, str]] = {
    "appearance": "takes a choice and leads back",
    "archive:article_pdf": "a PDF, drawn while others wait",
    "archive:theme_dossier": "a PDF, drawn while others wait",
    "search:dossier": "a PDF, drawn while others wait",
    "archive:card": "a picture",
    "archive:article_card": "a picture",
    "archive:page_card": "a picture",
    "search:alert": "of one reader, who has a secret address",
    "search:stop": "of one reader, who has a secret address",
    "search:tag": "for editors",
    "search:theme_preview": "for editors",
}
"""The views that no reader reads, each with the reason."""

IN_ONE_LANGUAGE: Final = frozenset({"robots", "sitemaps", "django.contrib.sitemaps.views.sitemap"})
"""The views whose addresses stand outside the two languages."""

WITH_A_FORM: Final = frozenset({"archive:report", "search:follow"})
"""The views whose pages hold a token, which no two readers share."""

ENGLISH: Final = "/en"
QUERY: Final = "ضمانات امنيه"


def public_views() -> Iterator[str]:
    """The name of each view of the site besides those of the admin, as `reverse` takes it."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def below(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield ":".join((*spaces, entry.name or repr(entry.callback)))
            elif entry.namespace != "admin":
                yield from below(entry, (*spaces, *filter(None, [entry.namespace])))

    return below(get_resolver(), ())


def known() -> dict[str, object]:
    """What the addresses are made with, as far as the archive has it."""
    from archive.models import Article, Outlet, Theme
    from search.mentions import names_mentioned

    articles = Article.objects.public().leads().newest_first()
    article = articles.with_inferred_date().first() or articles.first()
    themes = list(Theme.objects.with_counts())
    found: dict[str, object] = {
        "article": article and article.pk,
        "untitled": articles.untitled().values_list("pk", flat=True).first(),
        "undated": articles.undated().values_list("pk", flat=True).first(),
        "copied": articles.filter(copies__state="public").values_list("pk", flat=True).first(),
        "theme": themes[0].slug if themes else None,
        "empty_theme": next((theme.slug for theme in themes if not theme.article_count), None),
        "outlet": Outlet.objects.exclude(articles=None).values_list("slug", flat=True).first(),
        "query": QUERY,
    }
    if article and article.published:
        date = article.published
        found |= {"year": date.year, "month": date.month, "day": date.day}
    if found["undated"]:
        found["no_date"] = "undated"  # a page there is where an article is
    if article and (names := names_mentioned(article.pk)):
        found["name"] = names[0].slug
    return {name: value for name, value in found.items() if value is not None}


def addresses(view: str, values: Mapping[str, object]) -> list[str]:
    """The addresses of one view in both languages; those are left out that ask for more."""
    named = [
        quote(path.format_map(values), safe="/?&=")
        for path in PAGES[view]
        if {name for _, name, _, _ in string.Formatter().parse(path) if name} <= values.keys()
    ]
    return named if view in IN_ONE_LANGUAGE else [*named, *(ENGLISH + path for path in named)]


def every_address(values: Mapping[str, object]) -> list[str]:
    """The addresses of all public pages, and of those that say what is wrong."""
    found = [address for view in PAGES for address in addresses(view, values)]
    return [*found, *FAULTS, *(ENGLISH + path for path in FAULTS)]


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"known": known(), "pages": every_address(known())}))
