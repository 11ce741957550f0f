"""Searches that an address of earlier times asks for."""

from collections.abc import Collection
from dataclasses import replace

from archive.models import FormerAddress, Name, Theme
from archive.models.lately import lately
from search.mentions import names_now
from search.request import SearchRequest


def as_named_now(asked: SearchRequest) -> SearchRequest:
    """The same search, and themes and names in the place of addresses that lead to them.

    What was merged with others since is found under them.
    """
    names = names_now(slug for kind in Name.Kind for slug in asked.chosen.get(kind.value, ()))
    themes = _themes_now(asked.chosen.get("theme", ()))
    if not names and not themes:
        return asked
    chosen: dict[str, tuple[str, ...]] = {}
    for facet, values in asked.chosen.items():
        for value in values:
            at, now = facet, value
            if facet == "theme":
                now = themes.get(value, value)
            elif facet in Name.Kind.values and (name := names.get(value)):
                at, now = name.kind, name.slug
            chosen[at] = tuple(dict.fromkeys((*chosen.get(at, ()), now)))
    return replace(asked, chosen=chosen)


def _themes_now(slugs: Collection[str]) -> dict[str, str]:
    """The addresses of the themes to which those lead that no theme has any more."""
    gone = set(slugs) - lately(Theme).by_slug(slugs).keys() if slugs else ()
    ways = ((slug, FormerAddress.objects.lead(Theme, slug)) for slug in gone)
    return {slug: theme.slug for slug, theme in ways if theme}
