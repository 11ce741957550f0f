"""Irregular plurals: which words are plurals of which, from a list."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from search.arabic import data_lines, fold

if TYPE_CHECKING:
    from search.analysis import Analyser

_FILE: Final = "plurals.tsv"


@cache
def singulars() -> Mapping[str, str]:
    """Return the singular of each irregular plural, both folded and without article."""
    return {plural: one for one, plurals in _rows() for plural in plurals}


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """Return for each word of the list the others of its row."""
    return {
        word: tuple(other for other in (one, *plurals) if other != word)
        for one, plurals in _rows()
        for word in (one, *plurals)
    }


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = ([fold(word) for word in line.split("\t")] for line in data_lines(_FILE))
    return tuple((one, tuple(plurals)) for one, *plurals in rows)


def singular(word: str) -> str:
    """Return the singular of a folded word without clitics, or the word itself."""
    return singulars().get(word, word)


def _bare(surface: str) -> Iterator[str]:
    """Yield a word, and what it may be without a pronoun («وزراءهم», «دولتهم») or its case."""
    yield surface
    for ending in ("هما", "هم", "هن", "ها", "نا", "كم", "ه", "ا", "ي"):
        if surface.endswith(ending) and len(surface) - len(ending) >= 3:
            word = surface[: -len(ending)]
            yield word
            if word.endswith("ت"):
                yield word[:-1] + "ه"


def relatives(surface: str, stem: str, analyser: "Analyser") -> list[tuple[str, str]]:
    """Return where the irregular plurals or the singular of a word stand: fields and their terms.

    A plural whose stem is another word's (قتلى, killed people, and قتل, killing) is sought as it is
    written; any other by its stem, so that it may be inflected.
    """
    others = next((f for word in _bare(surface) if (f := families().get(word))), ())
    found = []
    for other in others:
        other_stem = analyser.forms(other).stem
        if other_stem == stem:
            continue
        is_own = other_stem == other or other in singulars().values()
        found.append(("text", other_stem) if is_own else ("surface", other))
    return found
