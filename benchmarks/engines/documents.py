"""What is indexed: the documents of some files, each with four facet values, and more of them.

An archive of several times the size is made by perturbation: a copy has some words replaced by
others of the corpus, drawn as often as they are written there, and a few changed into words that
no document held before, so that the vocabulary goes on growing as that of a real archive does.
The same files always give the same documents.
"""

import datetime
import gzip
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

REPLACED: Final = 0.15
"""Words of a copy that give way to others of the corpus."""
NEW: Final = 0.01
"""Words of a copy that become new ones: about what makes vocabularies grow as real ones do."""
POOL: Final = 1_000_000
"""Running words of the corpus from which replacements are drawn, at most."""
LETTERS: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"

THEMES: Final = tuple(f"theme-{number:02}" for number in range(1, 41))
OUTLETS: Final = tuple(f"outlet-{number:02}" for number in range(1, 21))
FACETS: Final = ("theme", "outlet", "year", "month")
LAST_DAY: Final = datetime.date(2015, 12, 31)


@dataclass(frozen=True)
class Document:
    """A document to be found, with what it is counted under."""

    number: int
    title: str
    text: str
    date: datetime.date
    outlet: str
    theme: str

    def facets(self) -> tuple[str, str, str, str]:
        """Its values of the FACETS, in their order."""
        return self.theme, self.outlet, f"{self.date:%Y}", f"{self.date:%Y-%m}"


def read(paths: Iterable[Path]) -> list[Document]:
    """The documents of files of JSON lines (`title`, `text`, and if known `date`, `source`)."""
    found: list[Document] = []
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig") as file:
            for line in filter(str.strip, file):
                found.append(_document(len(found) + 1, json.loads(line)))
    return found


def _document(number: int, known: dict[str, Any]) -> Document:
    # What is not known is made up, some values much oftener than others.
    rng = random.Random(number)
    try:
        date = datetime.date.fromisoformat(str(known.get("date") or "")[:10])
    except ValueError:
        date = LAST_DAY - datetime.timedelta(days=rng.randrange(3650))
    outlet = known.get("source") or _drawn(rng, OUTLETS)
    title, text = known.get("title") or "", known["text"]
    return Document(number, title, text, date, outlet, _drawn(rng, THEMES))


def _drawn(rng: random.Random, values: Sequence[str]) -> str:
    """One of these by Zipf's law: the first twice as often as the second, and so on."""
    return rng.choices(values, [1 / rank for rank in range(1, len(values) + 1)])[0]


def multiplied(documents: Sequence[Document], times: int) -> Iterator[Document]:
    """The documents, and `times - 1` perturbed copies of them, each of an earlier year."""
    yield from documents
    pool = _pool(documents) if times > 1 else []
    for copy in range(1, times):
        for document in documents:
            number = copy * len(documents) + document.number
            rng = random.Random(number)
            yield replace(
                document,
                number=number,
                title=perturbed(document.title, pool, rng),
                text=perturbed(document.text, pool, rng),
                date=document.date - datetime.timedelta(days=365 * copy + rng.randrange(30)),
                theme=_drawn(rng, THEMES),
            )


def _pool(documents: Sequence[Document]) -> list[str]:
    """Running words of the corpus, evenly from all of it."""
    step = max(sum(len(document.text) for document in documents) // (6 * POOL), 1)
    return [word for document in documents for word in document.text.split(" ")[::step]][:POOL]


def perturbed(text: str, pool: Sequence[str], rng: random.Random) -> str:
    """A text with some of its words replaced, and a few made new."""
    if not text:
        return text
    words = text.split(" ")
    for at in rng.choices(range(len(words)), k=round(len(words) * REPLACED)):
        words[at] = rng.choice(pool)
    # A short text has its share of new words too, on average.
    for at in rng.choices(range(len(words)), k=int(len(words) * NEW + rng.random())):
        words[at] = _new_word(words[at], rng)
    return " ".join(words)


def _new_word(word: str, rng: random.Random) -> str:
    """A word with two letters put in where they may fall."""
    for _ in range(2):
        at = rng.randint(0, len(word))
        word = word[:at] + rng.choice(LETTERS) + word[at:]
    return word
