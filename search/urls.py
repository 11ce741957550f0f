"""Addresses of what the index answers: searches, and the pages of names."""

from django.urls import path, re_path

from search.alerts.views import alert_page, follow_page, stop_page
from search.dossier import search_dossier
from search.export import export_page
from search.feeds import name_feed, search_feed
from search.name_list import name_list
from search.tagging import tag_results
from search.theme_preview import theme_preview
from search.views import name_page, search_page, similar_page, suggestions, theme_names

app_name = "search"

urlpatterns = [
    path("search/", search_page, name="search"),
    path("search/feed/", search_feed, name="feed"),
    path("search/export/", export_page, name="export"),
    path("search/follow/", follow_page, name="follow"),
    path("search/follow/<slug:token>/", alert_page, name="alert"),
    path("search/follow/<slug:token>/stop/", stop_page, name="stop"),
    path("search/dossier.pdf", search_dossier, name="dossier"),
    path("search/tag/", tag_results, name="tag"),
    path("search/suggest/", suggestions, name="suggest"),
    path("search/themes/<int:pk>/preview/", theme_preview, name="theme_preview"),
    path("search/similar/<int:pk>/", similar_page, name="similar"),
    path("names/", name_list, name="names"),
    # No database takes a NUL.
    re_path(r"^names/(?P<slug>[^/\0]+)/$", name_page, name="name"),
    re_path(r"^themes/(?P<slug>[^/\0]+)/names/$", theme_names, name="theme_names"),
    re_path(r"^names/(?P<slug>[^/\0]+)/feed/$", name_feed, name="name_feed"),
]
