"""Which articles mention a name, and which may hold a spelling, as the index has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from haystack import connections

from archive.models import Article, FormerAddress, Name, Spelling, Theme
from archive.models.lately import lately
from search.arabic import fold, raw_words
from search.authority import CLITICS
from search.engines.facets import Facet
from search.engines.schema import MENTIONS
from search.known import names_by_slug
from search.names import Name as ListedName
from search.tree import Phrase


def articles_mentioning(slugs: Iterable[str]) -> set[int]:
    """Ids of the articles that mention any of these names, under whatever spelling."""
    snapshot = connections["default"].get_backend().snapshot()
    found = (snapshot.postings(MENTIONS, slug) for slug in slugs)
    return {pk for held in found if held for pk in snapshot.pks[held.docs].tolist()}


def names_mentioned(pk: int) -> list[ListedName]:
    """The people, organisations and places that a public article mentions, in that order."""
    snapshot = connections["default"].get_backend().snapshot()
    docs = np.flatnonzero((snapshot.pks == pk) & snapshot.lives)
    slugs = [
        slug for kind in Name.Kind for of in snapshot.facet(kind.value).of(docs) for slug in of
    ]
    known = names_by_slug()
    return [known[slug] for slug in slugs if slug in known]


def mention_counts(kind: str) -> dict[str, int]:
    """How many public articles mention each name of a kind, by its address; those that any does."""
    facet: Facet = connections["default"].get_backend().snapshot().facet(kind)
    return facet.named(facet.totals)


def names_now(slugs: Iterable[str]) -> dict[str, Name]:
    """The names to which addresses lead that no name has any more."""
    gone = set(slugs) - names_by_slug().keys()
    if not gone:
        return {}
    former = FormerAddress.objects.filter(of=Name._meta.model_name, slug__in=gone)
    targets = dict(former.values_list("slug", "target"))
    names = Name.objects.in_bulk(targets.values())
    return {slug: names[pk] for slug, pk in targets.items() if pk in names}


def articles_holding(spelling: str) -> set[int]:
    """Ids of the articles in which a spelling may stand, with clitics or without: some too many.

    A word alone counts as it is written, several in any inflection, as `Authority` finds them.
    """
    snapshot = connections["default"].get_backend().snapshot()
    words = raw_words(spelling)
    field = "surface" if len(words) == 1 else "text"
    everywhere: Any = None
    for word in words:
        forms = map(snapshot.analyser.forms, _ways_to_stand(word))
        terms = {form.surface if field == "surface" else form.stem for form in forms}
        held = [found.docs for term in terms if (found := snapshot.postings(field, term))]
        docs = np.unique(np.concatenate(held)) if held else np.zeros(0, np.int32)
        everywhere = docs if everywhere is None else np.intersect1d(everywhere, docs)
    return set() if everywhere is None else set(snapshot.pks[everywhere].tolist())


def count_holding(spelling: str) -> int:
    """In how many articles a spelling stands: several words one after the other."""
    if len(raw_words(spelling)) == 1:
        return len(articles_holding(spelling))
    phrase = Phrase(spelling, 0, len(spelling))
    found = (
        connections["default"]
        .get_backend()
        .find(phrase, filters={}, facets=(), by_date=False, offset=0, limit=0)
    )
    return int(found.total)


def _ways_to_stand(word: str) -> Iterator[str]:
    """Yield a word of a name with each clitic that a text may put before it."""
    for written in {word, fold(word)}:
        yield written
        if written.isascii():
            continue
        bare = written.removeprefix("ال")
        for clitic in ("", *CLITICS):
            yield clitic + written
            yield f"{clitic}ال{bare}"
            yield clitic + bare
            if clitic.endswith("ل"):
                yield f"{clitic}ل{bare}"


def articles_naming(instance: Name | Spelling) -> set[int]:
    """Ids of the articles whose names in the index may depend on a name or spelling."""
    if isinstance(instance, Spelling):
        return articles_holding(instance.text)
    return articles_mentioning([instance.slug])


@dataclass(frozen=True)
class Company:
    """What stands in the articles that mention a name, with how many of them it stands in.

    Names and themes are the commonest, most first; `years` are the first and the last in which
    they were published, None where all are undated.
    """

    names: list[tuple[ListedName, int]]
    themes: list[tuple[Theme, int]]
    years: tuple[int, int] | None


class Mentioning(Sequence[Article]):
    """The public articles that mention a name, newest first, as a Paginator takes them."""

    def __init__(self, name: Name) -> None:
        self._slug = name.slug
        self._chosen = {MENTIONS: (name.slug,)}

    def __len__(self) -> int:
        return int(self._found(0, 0).total)

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> list[Article]: ...
    def __getitem__(self, place: int | slice) -> Article | list[Article]:
        """The articles in these places."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop = place.start or 0, len(self) if place.stop is None else place.stop
        found = Article.objects.listed(self._found(start, stop - start).ids)
        # One withdrawn since it was indexed is left out.
        return [article for article in found if article.is_public]

    def company(self, most: int) -> Company:
        """The names and themes, `most` of each, that stand most often with the name; one look."""
        kinds = tuple(Name.Kind.values)
        counts = self._found(
            0, 0, (*kinds, "theme", "year"), dict.fromkeys((*kinds, "theme"), most + 1)
        ).facets
        known, themes = names_by_slug(), lately(Theme).by_slug(counts["theme"])
        names = [
            (known[slug], count)
            for kind in kinds
            for slug, count in counts[kind].items()
            if slug in known and slug != self._slug
        ]
        on = [(themes[slug], count) for slug, count in counts["theme"].items() if slug in themes]
        years = [int(year) for year in counts["year"]]
        return Company(
            sorted(names, key=lambda pair: -pair[1])[:most],
            sorted(on, key=lambda pair: -pair[1])[:most],
            (min(years), max(years)) if years else None,
        )

    def _found(
        self,
        offset: int,
        limit: int,
        facets: Sequence[str] = (),
        most: Mapping[str, int] | None = None,
    ) -> Any:
        backend = connections["default"].get_backend()
        return backend.find(
            None, self._chosen, facets, by_date=True, offset=offset, limit=limit, most=most
        )
