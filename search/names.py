"""Names of people, organisations and places, under all their spellings.

An *authority file* lists the names that diplomatic news uses with the ways they are written;
``search.authority`` finds them in queries and articles. Names that the file does not know are
brought together by their sound (``search.sounds``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from search import lexicon
from search.arabic import STOP_WORDS, fold, raw_words
from search.sounds import sound

_FILE: Final = Path(__file__).with_name("data") / "names.tsv"

# --- The authority file -----------------------------------------------------------------------

KINDS: Final = ("person", "organisation", "place", "month")
RARE: Final = 3
"""Uses in the built-in lexicon up to which a word is hardly known."""


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
    """Return the names of the authority file, in its order."""
    return tuple(read_names(_FILE.read_text(encoding="utf-8").splitlines()))


def read_names(lines: Iterable[str]) -> Iterator[Name]:
    """Yield the names of an authority file; ValueError names the first line that is broken."""
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
def names_by_slug() -> dict[str, Name]:
    """Return the names of the authority file by their address."""
    return {name.slug: name for name in known_names()}


# --- Words of names ---------------------------------------------------------------------------


@cache
def words_of_names() -> frozenset[str]:
    """Return the Arabic words of the names of people and places, folded, and names of one word.

    Left out are those with an article, which a text may leave out, and function words.
    """
    found = {
        fold(word)
        for name in known_names()
        for spelling in name.spellings
        for words in [raw_words(spelling)]
        if name.kind in ("person", "place") or len(words) == 1
        for word in words
        if not word.isascii() and word[:2] != "ال" and fold(word) not in STOP_WORDS
    }
    # «البوسنة والهرسك», «جامو وكشمير»
    return frozenset(
        word for word in found if word[0] != "و" or (word[1:3] != "ال" and word[1:] not in found)
    )


@cache
def spelling_families() -> Mapping[str, str]:
    """Return folded words that stand for each other in names, each with the one to write.

    Where two spellings of a name have as many words, those in the same place that sound alike
    are the same word: «هيلاري كلنتون» tells that «كلنتون» is «كلينتون». Besides, every word of a
    name may be written as ``_waverings`` says. A word that the news writes more often than the
    one it would be taken for is another word.
    """
    chosen: dict[str, str] = {}
    count = lexicon.built_in().count

    def first(word: str) -> str:
        while chosen.get(word, word) != word:
            word = chosen[word]
        return word

    def join(other: str, one: str) -> None:
        # Short words, and words that the news knows well, are too easily other words.
        most = count(one) if sound(other) else RARE
        other = first(other)
        is_other_word = {one, other} & STOP_WORDS.keys() or count(other) > max(most, RARE)
        if is_other_word or other == "و" + one or one == "و" + other:
            return
        if other != first(one):
            chosen[other] = first(one)

    for name in known_names():
        written = [tuple(map(fold, raw_words(spelling))) for spelling in name.spellings]
        for words in written[1:]:
            model = next(other for other in written if len(other) == len(words))
            for one, other in zip(model, words, strict=True):
                if one != other and not other.isascii() and _are_one(one, other):
                    join(other, one)
        for word in {word for words in written for word in words if not word.isascii()}:
            for other in _waverings(word):
                if not count(other):
                    join(other, word)
    return {word: first(word) for word in chosen if first(word) != word}


_WAVERING: Final = (
    (re.compile("غ"), "ج"),  # a foreign g
    (re.compile("تس"), "تز"),  # a German z
    (re.compile("(?<=[^اوي])ون$"), "ن"),  # -ton, -son
)


def _waverings(word: str) -> Iterator[str]:
    """Yield the spellings of a word of a name that follow from rules alone."""
    if len(word) >= 4:
        for letters, others in _WAVERING:
            if (varied := letters.sub(others, word)) != word:
                yield varied


def _are_one(one: str, other: str) -> bool:
    """Whether two words in the same place of a name are spellings of one word."""
    heard = sound(one, fewest=2)
    # «نيجيريا» is not «نيجر», though the ending of countries is not heard.
    alike_at_edges = one.endswith("يا") == other.endswith("يا") and one[:2] != "ال" != other[:2]
    return bool(heard) and heard == sound(other, fewest=2) and alike_at_edges
