"""Lists from A to Z as pages show them: a bar of letters, and the names under each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import get_language

from archive.collation import Section, letters_bar, sections

Item = TypeVar("Item")

MOST_NAMES: Final = 300  # on one page


@dataclass(frozen=True)
class Letter:
    """A letter of the bar, and where its names are: `url` is None where there are none."""

    letter: str
    url: str | None
    is_current: bool = False


@dataclass(frozen=True)
class AlphabeticalPage(Generic[Item]):
    """One page of a list: all of it, or one letter where that would be more than MOST_NAMES.

    `page` tells which part of a letter it is that has more names than that.
    """

    total: int
    bar: list[Letter]
    sections: list[Section[Item]]
    letter: str
    page: Page[Any] | None


def alphabetical(
    items: Iterable[Item], name: Callable[[Item], str], asked: QueryDict
) -> AlphabeticalPage[Item]:
    """The page of a list that an address asks for: its `letter` and its `page`.

    A letter that has no names gives the first that has, a page out of range the nearest one.
    """
    language = get_language() or "ar"
    every = {section.letter: section for section in sections(items, name, language)}
    counts = {letter: len(section.items) for letter, section in every.items()}
    total = sum(counts.values())
    bar = letters_bar(counts, language)
    if total <= MOST_NAMES:
        links = [Letter(one, f"#letter-{one}" if one in every else None) for one in bar]
        return AlphabeticalPage(total, links, list(every.values()), "", None)
    letter = asked.get("letter", "")
    letter = letter if letter in every else next(iter(every))
    links = [
        Letter(one, _leading_to(one, asked) if one in every else None, one == letter) for one in bar
    ]
    page = Paginator(every[letter].items, MOST_NAMES).get_page(asked.get("page"))
    return AlphabeticalPage(total, links, [Section(letter, list(page.object_list))], letter, page)


def _leading_to(letter: str, asked: QueryDict) -> str:
    """The address of a letter, which is that of the same list otherwise."""
    parameters = asked.copy()
    parameters["letter"] = letter
    parameters.pop("page", None)
    return f"?{parameters.urlencode()}"
