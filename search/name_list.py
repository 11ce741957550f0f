"""The names that the archive mentions, from A to Z."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.addresses import address
from archive.alphabet import alphabetical
from archive.models import Name
from search.known import names_by_slug
from search.mentions import mention_counts
from search.names import Name as ListedName
from search.views import KIND_LABELS, in_service

HEADINGS = {
    Name.Kind.PERSON: _("Names of people"),
    Name.Kind.ORGANISATION: _("Names of organisations"),
    Name.Kind.PLACE: _("Names of places"),
}


@dataclass(frozen=True)
class Entry:
    """A name of the list: as the reader's language has it, as the other has it, how common."""

    label: str
    other: str
    url: str
    count: int


@require_safe
@in_service
def name_list(request: HttpRequest) -> HttpResponse:
    """The names of one kind that public articles mention, with the number of articles of each."""
    asked = request.GET.get("kind")
    kind = Name.Kind(asked) if asked in Name.Kind.values else Name.Kind.PERSON
    known = names_by_slug()
    held = {
        each: {slug: count for slug, count in mention_counts(each).items() if slug in known}
        for each in Name.Kind
    }
    entries = [_entry(known[slug], count) for slug, count in held[kind].items()]
    listed = alphabetical(entries, lambda entry: entry.label, request.GET)
    context = {
        "kind": kind,
        "heading": HEADINGS[kind],
        "kinds": [_tab(each, len(held[each]), each == kind) for each in Name.Kind],
        "listed": listed,
    }
    return render(request, "search/name_list.html", context)


def _entry(name: ListedName, count: int) -> Entry:
    label, other = name.arabic, name.english
    if get_language() == "en":
        label, other = other, label
    return Entry(label, other, address("search:name", name.slug), count)


def _tab(kind: Name.Kind, count: int, is_current: bool) -> dict[str, Any]:
    url = f"{address('search:names')}?{urlencode({'kind': kind.value})}"
    return {"label": KIND_LABELS[kind], "count": count, "url": url, "is_current": is_current}
