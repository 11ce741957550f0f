"""Documents as words already analysed: what the peers are given, so that all find the same.

The peers know no Arabic. Their rates are therefore those of writing an index alone, while Diwan's
and stock Haystack's hold their own analysis.
"""

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from benchmarks.engines.documents import Document
from search import lexicon
from search.analysis import Analyser, Forms, built_in, loose
from search.authority import authority


@dataclass(frozen=True)
class Analysed:
    """A document's words by the fields that Diwan looks in, each a row parted by spaces."""

    number: int
    text: str
    surface: str
    loose: str
    title: str
    title_surface: str
    name: str
    facets: tuple[str, str, str, str]


# A word is met again and again: what it comes to is worked out once, as in Diwan's own writer.
_loose = lru_cache(maxsize=500_000)(loose)


Kept = TypeVar("Kept")


def analyser(documents: Iterable[Document]) -> Analyser:
    """The analysis that an index of these documents would be made with."""
    words = lexicon.words_of(document.text for document in documents)
    learned = lexicon.learn([lexicon.of_words(words)])
    return Analyser(learned) if learned else built_in()


def analysed(document: Document, by: Analyser) -> Analysed:
    """A document's words; the text holds the title as well, as in Diwan's index."""
    title = by.tokens(document.title)
    whole = f"{document.title}\n\n{document.text}"
    text = by.tokens(whole)
    return Analysed(
        document.number,
        text=" ".join(token.stem for token in text),
        surface=" ".join(token.surface for token in text),
        loose=" ".join(form for token in text for form in _loose(Forms(*token[:3]))),
        title=" ".join(token.stem for token in title),
        title_surface=" ".join(token.surface for token in title),
        name=" ".join(name.slug for name in authority().mentions(whole).elements()),
        facets=document.facets(),
    )


def write(path: Path, rows: Iterable[object]) -> None:
    """Keep rows in a file, so that every engine reads them without holding all."""
    with path.open("wb") as file:
        for row in rows:
            pickle.dump(row, file, pickle.HIGHEST_PROTOCOL)


def rows(path: Path, kind: type[Kept]) -> Iterator[Kept]:
    """The rows of a file, one after another."""
    with path.open("rb") as file:
        while file.peek(1):
            row = pickle.load(file)
            assert isinstance(row, kind)
            yield row
