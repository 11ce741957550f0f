"""Every address of the site. Arabic pages stand at the root, English ones under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.appearance import choose_appearance

admin.autodiscover()

urlpatterns = [
    path("appearance/", choose_appearance, name="appearance"),
    # The language is in the address alone, so a link says what it shows and an English browser
    # still gets the Arabic front page.
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("search.urls")),
        path("", include("archive.urls")),
        prefix_default_language=False,
    ),
]
