"""Bringing the names of the starter file into the database."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from archive.models.name import Name, Spelling
from archive.names import MONTH, folded, known_names
from archive.names import Name as Listed

BATCH = 2_000


class Loaded(NamedTuple):
    """How many names and spellings were added, and how many names of the file were left out."""

    names: int
    spellings: int
    left_out: int


def listed_names(names: Iterable[Listed] | None = None) -> list[Listed]:
    """The names of the file, or of another, that editors keep: all but the months."""
    return [name for name in names or known_names() if name.kind != MONTH]


def load_first(names: Any, spellings: Any) -> None:
    """Fill two empty tables, whose models are those of a migration, in a few statements."""
    listed = listed_names()
    made = names.objects.bulk_create(
        (
            names(slug=name.slug, kind=name.kind, name_ar=name.arabic, name_en=name.english)
            for name in listed
        ),
        batch_size=BATCH,
    )
    spellings.objects.bulk_create(
        (
            spellings(name=name, text=text, folded=folded(text))
            for name, known in zip(made, listed, strict=True)
            for text in known.spellings
        ),
        batch_size=BATCH,
    )


def load_new(listed: Iterable[Listed]) -> Loaded:
    """Add what the file has and the archive never had; what editors did to names stays.

    Left out are names that an editor merged, deleted or gave another address, or whose preferred
    form is a spelling of another name; and spellings that another name has or an editor took away.
    """
    had = set(Name.history.values_list("slug", flat=True))
    taken = set(Spelling.objects.values_list("folded", flat=True))
    never_again = taken | set(Spelling.history.values_list("folded", flat=True))
    names = {name.slug: name for name in Name.objects.all()}
    added = spelled = left_out = 0
    for known in listed:
        name = names.get(known.slug)
        if name is None:
            if known.slug in had or any(
                folded(text) in taken for text in (known.arabic, known.english)
            ):
                left_out += 1
                continue
            name = Name.objects.create(
                slug=known.slug, kind=known.kind, name_ar=known.arabic, name_en=known.english
            )
            added += 1
            forms = set(map(folded, name.forms))
            taken |= forms
            never_again |= forms
        for text in known.spellings:
            if folded(text) not in never_again:
                name.spellings.create(text=text)
                never_again.add(folded(text))
                spelled += 1
    return Loaded(added, spelled, left_out)
