"""Lists from A to Z as pages show them: a bar of letters, and the names under each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import get_language

from archive.collation import Section, letters_bar, sections

Item = TypeVar("Item")

MOST_NAMES: Final = 300  # on one page


@dataclass(frozen=True)
class Letter:
    """A letter of the bar: how many names stand under it, and where; None where there are none."""

    letter: str
    count: int
    url: str | None
    is_current: bool


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
    every = {section.letter: section.items for section in sections(items, name, language)}
    total = sum(map(len, every.values()))
    bar = letters_bar({letter: len(held) for letter, held in every.items()}, language)
    if total <= MOST_NAMES:
        anchors = [
            Letter(letter, count, f"#letter-{letter}" if count else None, False)
            for letter, count in bar.items()
        ]
        shown = [Section(letter, held) for letter, held in every.items()]
        return AlphabeticalPage(total, anchors, shown, "", None)
    letter = asked.get("letter", "")
    letter = letter if letter in every else next(iter(every))
    pages = Paginator(every[letter], MOST_NAMES)
    page = pages.get_page(asked.get("page"))
    rest = {key: value for key, value in asked.items() if key not in ("letter", "page")}
    links = [
        Letter(
            one, count, f"?{urlencode({**rest, 'letter': one})}" if count else None, one == letter
        )
        for one, count in bar.items()
    ]
    return AlphabeticalPage(
        total, links, [Section(letter, list(page.object_list))], letter, page
    )
