"""What is asked: queries of eight kinds as readers type them, drawn from the documents.

The words of a query stand near each other in one document, so that something answers it, and a
word is as likely as it is frequent. Function words are left out.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.engines.documents import Document
from search.analysis import built_in
from search.arabic import fold, is_stop_word, raw_words

WORDS: Final = ("1 word", "2 words", "3 words", "4 words")
PHRASE, BOOLEAN, PREFIX, LONG_PREFIX = "phrase", "boolean", "3 letters*", "4 letters*"
KINDS: Final = (*WORDS, PHRASE, BOOLEAN, PREFIX, LONG_PREFIX)
NEAR: Final = 40
"""Words among which those of one query are chosen."""
TRIES: Final = 1_000


@dataclass(frozen=True)
class Query:
    """A query as typed; `kind` is one of KINDS."""

    kind: str
    text: str


def drawn(documents: Sequence[Document], of_each: int, seed: int = 1) -> list[Query]:
    """So many different queries of each kind; fewer where the documents are too few for them."""
    rng = random.Random(seed)
    found: dict[Query, None] = {}
    for kind in KINDS:
        made = 0
        for _ in range(of_each * TRIES):
            text = _text(kind, documents, rng)
            if text is None or Query(kind, text) in found:
                continue
            found[Query(kind, text)] = None
            made += 1
            if made == of_each:
                break
    return list(found)


def _text(kind: str, documents: Sequence[Document], rng: random.Random) -> str | None:
    words = raw_words(rng.choice(documents).text)
    start = rng.randrange(max(len(words) - NEAR, 1))
    near = words[start : start + NEAR]
    if kind == PHRASE:
        pairs = [pair for pair in zip(near, near[1:], strict=False) if all(map(_tells, pair))]
        return f'"{" ".join(rng.choice(pairs))}"' if pairs else None
    telling = list(dict.fromkeys(filter(_tells, near)))
    if kind in (PREFIX, LONG_PREFIX):
        length = 3 if kind == PREFIX else 4
        # The beginning of a word, not of what is written together with it.
        surfaces = [built_in().forms(word).surface for word in telling]
        longer = [surface for surface in surfaces if len(surface) > length]
        return f"{rng.choice(longer)[:length]}*" if longer else None
    count = 3 if kind == BOOLEAN else WORDS.index(kind) + 1
    if len(telling) < count:
        return None
    one, *others = rng.sample(telling, count)
    if kind == BOOLEAN:
        return f"({one} OR {others[0]}) -{others[1]}"
    return " ".join([one, *others])


def _tells(word: str) -> bool:
    """Whether a word is an Arabic one that is no function word."""
    return len(word) > 2 and "\u0620" <= word[0] <= "\u064a" and not is_stop_word(fold(word))
