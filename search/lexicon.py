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

from search.arabic import fold, raw_words

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

    def __add__(self, other: "Lexicon") -> "Lexicon":
        return Lexicon(
            Counter(self.counts) + Counter(other.counts),
            Counter(self.hamza) + Counter(other.hamza),
            Counter(self.tanwin) + Counter(other.tanwin),
            Counter(self.marbuta) + Counter(other.marbuta),
        )

    def count(self, form: str) -> int:
        """How often a folded form is written."""
        return self.counts.get(form, 0)

    def write(self, path: Path) -> None:
        """Keep it in a file, whole or not at all."""
        lines = [_HEADER]
        for form, count in self.counts.items():
            told = (self.hamza.get(form, 0), self.tanwin.get(form, 0), self.marbuta.get(form, 0))
            lines.append("\t".join([form, str(count), *map(str, told)]))
        part = path.with_suffix(".part")
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")
        part.replace(path)


def read(path: Path) -> Lexicon:
    """Return the lexicon of a file; lines that begin with # are comments."""
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


def learn(texts: Iterable[str]) -> Lexicon | None:
    """Return the lexicon of some texts together with the built-in one.

    None where they hold fewer than ``FEWEST_FORMS``: the built-in one alone knows better.
    """
    raw: Counter[str] = Counter()
    for text in texts:
        raw.update(raw_words(text))
    counts: Counter[str] = Counter()
    hamza: Counter[str] = Counter()
    tanwin: Counter[str] = Counter()
    marbuta: Counter[str] = Counter()
    for word, count in raw.items():
        form = fold(word)
        if not "\u0620" <= form[:1] <= "\u064a":
            continue
        counts[form] += count
        if word[0] in _HAMZAS:
            hamza[form] += count
        if _TANWIN in word:
            tanwin[form] += count
        if word.endswith("ة"):
            marbuta[form] += count
    if len(counts) < FEWEST_FORMS:
        return None
    whole = built_in() + Lexicon(counts, hamza, tanwin, marbuta)
    if len(whole.counts) <= MOST_FORMS:
        return whole
    kept = dict(Counter(whole.counts).most_common(MOST_FORMS))
    return Lexicon(kept, whole.hamza, whole.tanwin, whole.marbuta)
