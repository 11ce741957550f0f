"""Every address of the site. Arabic pages stand at the root, English ones under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path

from config.appearance import choose_appearance
from config.robots import robots
from config.sitemaps import SITEMAPS

admin.autodiscover()

urlpatterns = [
    path("appearance/", choose_appearance, name="appearance"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemaps"),
    path(
        "sitemap-<slug:section>.xml",
        sitemaps.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",  # under this name the index looks for it
    ),
    # The language is in the address alone, so a link says what it shows and an English browser
    # still gets the Arabic front page.
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("search.urls")),
        path("", include("archive.urls")),
        prefix_default_language=False,
    ),
]
