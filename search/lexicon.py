"""How often each written form stands in Arabic news: what the stemmer asks before it cuts.

«ال» may be the article or the beginning of «التزام», و may be "and" or the first letter of
«وزير». How often the forms with and without it are written tells which. An index learns its
lexicon from the archive and keeps it; the built-in one stands in while the archive is small.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from search.arabic import fold, raw_words
from search.engines.arrays import ArrayFile, ArrayWriter

_BUILT_IN: Final = Path(__file__).with_name("data") / "lexicon.tsv"
_HEADER: Final = "form\tcount\thamza\ttanwin\tmarbuta"
_HAMZAS: Final = frozenset("أإآ")
_TANWIN: Final = "\u064b"

FEWEST_FORMS: Final = 5_000
"""Different forms from which on an archive says something of its own."""
MOST_FORMS: Final = 300_000
"""Forms that a learned lexicon keeps, the commonest; rarer ones say next to nothing."""


@dataclass(frozen=True)
class Lexicon:
    """Counts of folded forms: of all their uses, and of those written in a telling way.

    ``hamza`` counts uses that begin with أ إ آ, ``tanwin`` those with U+064B, ``marbuta`` those
    that end in ة.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    hamza: Mapping[str, int] = field(default_factory=dict)
    tanwin: Mapping[str, int] = field(default_factory=dict)
    marbuta: Mapping[str, int] = field(default_factory=dict)

    def count(self, form: str) -> int:
        """How often a folded form is written."""
        return self.counts.get(form, 0)

    def write(self, path: Path) -> None:
        """Keep it in a file, whole or not at all, from which `load` reads it in no time."""
        part = path.with_suffix(".part")
        forms = list(self.counts)
        with ArrayWriter(part) as file:
            file.add("forms", np.frombuffer("\n".join(forms).encode(), np.uint8))
            for kind in ("counts", "hamza", "tanwin", "marbuta"):
                told: Mapping[str, int] = getattr(self, kind)
                file.add(kind, np.array([told.get(form, 0) for form in forms], np.int64))
        part.replace(path)


def load(path: Path) -> Lexicon:
    """Return the lexicon that ``Lexicon.write`` left; raises DamagedFileError for anything else."""
    file = ArrayFile(path)
    text = bytes(file["forms"]).decode()
    forms = text.split("\n") if text else []
    counts = dict(zip(forms, file["counts"].tolist(), strict=True))
    told = []
    for kind in ("hamza", "tanwin", "marbuta"):
        numbers = file[kind]
        at = np.flatnonzero(numbers)
        known = zip(at.tolist(), numbers[at].tolist(), strict=True)
        told.append({forms[place]: number for place, number in known})
    return Lexicon(counts, *told)


def read(path: Path) -> Lexicon:
    """Return the lexicon of a table; lines that begin with # are comments."""
    counts, hamza, tanwin, marbuta = {}, {}, {}, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or line == _HEADER:
            continue
        form, count, with_hamza, with_tanwin, with_marbuta = line.split("\t")
        counts[form] = int(count)
        if with_hamza != "0":
            hamza[form] = int(with_hamza)
        if with_tanwin != "0":
            tanwin[form] = int(with_tanwin)
        if with_marbuta != "0":
            marbuta[form] = int(with_marbuta)
    return Lexicon(counts, hamza, tanwin, marbuta)


@cache
def built_in() -> Lexicon:
    """Return the lexicon that comes with Diwan; its file says where its counts are from."""
    return read(_BUILT_IN)


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Return how often each raw word stands in some texts."""
    chunks: Counter[str] = Counter()
    for text in texts:
        chunks.update(text.split())
    raw: Counter[str] = Counter()
    for chunk, count in chunks.items():
        for word in raw_words(chunk):
            raw[word] += count
    return raw


def of_words(raw: Mapping[str, int]) -> Lexicon:
    """Return the lexicon of some texts, of their raw words."""
    counts: dict[str, int] = {}
    hamza: dict[str, int] = {}
    tanwin: dict[str, int] = {}
    marbuta: dict[str, int] = {}
    for word, count in raw.items():
        form = fold(word)
        if not "\u0620" <= form[:1] <= "\u064a":
            continue
        counts[form] = counts.get(form, 0) + count
        if word[0] in _HAMZAS:
            hamza[form] = hamza.get(form, 0) + count
        if _TANWIN in word:
            tanwin[form] = tanwin.get(form, 0) + count
        if word[-1] == "ة":
            marbuta[form] = marbuta.get(form, 0) + count
    return Lexicon(counts, hamza, tanwin, marbuta)


def learn(lexicons: Iterable[Lexicon]) -> Lexicon | None:
    """Return the lexicon of an archive, from those of its parts, together with the built-in one.

    None where they hold fewer than ``FEWEST_FORMS``: the built-in one alone knows better.
    """
    sums = [Counter[str]() for _ in range(4)]
    for one in lexicons:
        _add(sums, one)
    counts, *written = sums
    if len(counts) < FEWEST_FORMS:
        return None
    _add(sums, built_in())
    kept = counts if len(counts) <= MOST_FORMS else dict(counts.most_common(MOST_FORMS))
    return Lexicon(kept, *written)


def _add(sums: Iterable[Counter[str]], one: Lexicon) -> None:
    parts = (one.counts, one.hamza, one.tanwin, one.marbuta)
    for total, counts in zip(sums, parts, strict=True):
        total.update(counts)
