"""The list of articles as a user narrowed it, for pages that go on from there."""

import copy

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, QueryDict

from archive.models import Article, ArticleQuerySet

OWN = ("page", "p", "e", "all")  # parameters that narrow nothing


def listed(
    model_admin: admin.ModelAdmin[Article], request: HttpRequest, filters: QueryDict
) -> ArticleQuerySet:
    """The articles of the list under its own filters, search and order; all where these are odd."""
    narrowing = filters.copy()
    for name in OWN:
        narrowing.pop(name, None)
    asked = copy.copy(request)
    asked.GET = QueryDict(narrowing.urlencode())  # a list reads nothing else
    try:
        found = model_admin.get_changelist_instance(asked).queryset
    except IncorrectLookupParameters:
        found = model_admin.get_queryset(request)
    assert isinstance(found, ArticleQuerySet)
    return found
