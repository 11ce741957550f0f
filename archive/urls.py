"""Addresses of the pages on which readers browse."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from archive import citing, feeds, reporting, views
from archive.cards import views as cards
from archive.cards.content import PLACES
from archive.papers.views import article_pdf, theme_dossier


class FourDigitYear:
    """A year from 1000 to 2999: the database and Python know no date in others."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """The year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The year as it stands in an address."""
        return f"{value:04}"


class Month(FourDigitYear):
    """A month from 1 to 12, without a leading zero: one address a month."""

    regex = "1[0-2]|[1-9]"

    def to_url(self, value: int) -> str:
        """The month as it stands in an address."""
        return str(value)


class Day(Month):
    """A day from 1 to 31, without a leading zero; the view knows which months have it."""

    regex = "3[01]|[12][0-9]|[1-9]"


class Name(StringConverter):
    """The address of a theme or outlet, in any script; no database takes a NUL."""

    regex = r"[^/\0]+"


class Place(StringConverter):
    """Where the pages of themes, outlets or names stand."""

    regex = "|".join(PLACES.values())


register_converter(FourDigitYear, "year")
register_converter(Month, "month")
register_converter(Day, "day")
register_converter(Name, "name")
register_converter(Place, "place")

app_name = "archive"

urlpatterns = [
    path("", views.home, name="home"),
    path("feed/", feeds.whole_feed, name="feed"),
    path("articles/<int:pk>/", views.article_page, name="article"),
    path("articles/<int:pk>/print/", views.article_print, name="article_print"),
    path("articles/<int:pk>/article.pdf", article_pdf, name="article_pdf"),
    path("articles/<int:pk>/cite/", citing.article_cite, name="article_cite"),
    path("articles/<int:pk>/cite.ris", citing.cite_ris, name="cite_ris"),
    path("articles/<int:pk>/cite.bib", citing.cite_bibtex, name="cite_bibtex"),
    path("articles/<int:pk>/cite.json", citing.cite_csl, name="cite_csl"),
    path("articles/<int:pk>/report/", reporting.report, name="report"),
    path("articles/<int:pk>/report/thanks/", reporting.thanks, name="report_thanks"),
    path("themes/", views.theme_list, name="themes"),
    path("themes/<name:slug>/", views.theme_page, name="theme"),
    path("themes/<name:slug>/feed/", feeds.theme_feed, name="theme_feed"),
    path("themes/<name:slug>/dossier.pdf", theme_dossier, name="theme_dossier"),
    path("outlets/", views.outlet_list, name="outlets"),
    path("outlets/<name:slug>/", views.outlet_page, name="outlet"),
    path("outlets/<name:slug>/feed/", feeds.outlet_feed, name="outlet_feed"),
    path("archive/", views.archive_index, name="archive"),
    path("archive/undated/", views.undated_page, name="undated"),
    path("archive/<year:year>/", views.period_page, name="year"),
    path("archive/<year:year>/<month:month>/", views.period_page, name="month"),
    path("archive/<year:year>/<month:month>/<day:day>/", views.period_page, name="day"),
    path("card-<slug:key>.png", cards.site_card, name="card"),
    path("articles/<int:pk>/card-<slug:key>.png", cards.article_card, name="article_card"),
    path("<place:place>/<name:slug>/card-<slug:key>.png", cards.page_card, name="page_card"),
]
