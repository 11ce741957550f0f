"""Searches that an address of earlier times asks for."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from archive.models import FormerAddress, Name, Outlet, Theme
from archive.models.lately import lately
from search.mentions import names_now
from search.request import SearchRequest

_MODELS: Final[dict[str, type[Theme] | type[Outlet]]] = {"theme": Theme, "outlet": Outlet}
"""By the facets that are narrowed to their addresses."""


def as_named_now(asked: SearchRequest) -> SearchRequest:
    """The same search, with themes, outlets and names for addresses that lead to them.

    What was merged with others since is found under them.
    """
    names = names_now(slug for kind in Name.Kind for slug in asked.chosen.get(kind.value, ()))
    others = {facet: _now(model, asked.chosen.get(facet, ())) for facet, model in _MODELS.items()}
    if not names and not any(others.values()):
        return asked
    chosen: dict[str, tuple[str, ...]] = {}
    for facet, values in asked.chosen.items():
        for value in values:
            at, now = facet, value
            if facet in others:
                now = others[facet].get(value, value)
            elif facet in Name.Kind.values and (name := names.get(value)):
                at, now = name.kind, name.slug
            chosen[at] = tuple(dict.fromkeys((*chosen.get(at, ()), now)))
    return replace(asked, chosen=chosen)


def _now(model: type[Theme] | type[Outlet], slugs: Collection[str]) -> dict[str, str]:
    """The addresses of what those lead to that no theme, or no outlet, has any more."""
    gone = set(slugs) - lately(model).by_slug(slugs).keys() if slugs else ()
    ways = ((slug, FormerAddress.objects.lead(model, slug)) for slug in gone)
    return {slug: found.slug for slug, found in ways if found}
