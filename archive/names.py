"""The names that the archive knows from the beginning: people, organisations, places, months.

They stand in a file with the ways they are written. People, organisations and places are loaded
into the database once, where editors keep them from then on (``archive.models.name``); months stay
in the file. What analyses words reads the file alone, because an index and what is asked of it
must be analysed alike (``search.names``).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from archive.stop_words import STOP_WORDS
from archive.text import clean
from archive.words import fold, raw_words

_FILE: Final = Path(__file__).with_name("data") / "names.tsv"

PERSON: Final = "person"
ORGANISATION: Final = "organisation"
PLACE: Final = "place"
MONTH: Final = "month"
KINDS: Final = (PERSON, ORGANISATION, PLACE, MONTH)


@dataclass(frozen=True)
class Name:
    """Someone or something with a name; ``spellings`` holds the preferred ones and all others."""

    slug: str
    kind: str
    arabic: str
    english: str
    spellings: tuple[str, ...]


@cache
def known_names() -> tuple[Name, ...]:
    """Return the names of the file, in its order."""
    return tuple(read_names(_FILE.read_text(encoding="utf-8").splitlines()))


def read_names(lines: Iterable[str]) -> Iterator[Name]:
    """Yield the names of such a file; ValueError names the first line that is broken."""
    slugs: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            try:
                name = _read_name(line)
                if name.slug in slugs:
                    raise ValueError(f"the slug {name.slug!r} is taken")
            except ValueError as broken:
                raise ValueError(f"line {number} of the names: {broken}") from None
            slugs.add(name.slug)
            yield name


def _read_name(line: str) -> Name:
    fields = [field.strip() for field in line.split("\t")]
    if len(fields) != 6:
        raise ValueError(f"six fields parted by tabs expected, not {len(fields)}")
    slug, kind, arabic, english, *others = fields
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    if not (slug and arabic and english):
        raise ValueError("slug, Arabic and English must not be empty")
    spellings = [arabic, english, *(other.strip() for part in others for other in part.split("|"))]
    return Name(slug, kind, arabic, english, tuple(dict.fromkeys(filter(None, spellings))))


@cache
def months() -> dict[str, Name]:
    """Return the names of the months by their slugs."""
    return {name.slug: name for name in known_names() if name.kind == MONTH}


@cache
def words_of_months() -> frozenset[str]:
    """Return the names of the months as `folded` gives them, which nothing else may have."""
    return frozenset(folded(text) for name in months().values() for text in name.spellings)


def folded(text: str) -> str:
    """Return the words of a name, folded: two texts are one spelling where these are the same."""
    return " ".join(map(fold, raw_words(text)))


def tidy(text: str) -> str:
    """Return a name on one line, without characters that are not seen or turn what follows."""
    shown = (char for char in clean(text) if unicodedata.category(char) != "Cf")
    return " ".join("".join(shown).split())


# A clitic or an article, or several, with no word behind them, as `folded` gives them.
_NO_WORD: Final = re.compile("[وف]?(?:[بلك]?(?:ال)?|لل)")


def is_no_name(words: str) -> bool:
    """Whether a text, as `folded` gives it, can name nothing, though it has letters or digits.

    So it is with digits alone, one letter, a clitic or an article alone, and function words alone
    («من إلى»), unless the file has them as a name («لو بان»).
    """
    parts = words.split()
    if all(part.replace(".", "").isdecimal() for part in parts) or len(words) == 1:
        return True
    if _NO_WORD.fullmatch(words):
        return True
    return all(part in STOP_WORDS for part in parts) and words not in _folded_in_file()


@cache
def _folded_in_file() -> frozenset[str]:
    return frozenset(folded(text) for name in known_names() for text in name.spellings)
