"""Text as the archive keeps it, whoever writes it: a reader of pages or an editor in a form."""

import re
import unicodedata
from typing import Final

from django.utils.text import Truncator

# Controls that turn the direction of all that follows, and characters that no text needs.
UNWANTED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
LINE_END = re.compile("\r\n?|\u2028|\u2029|\x85")
# Letters in the shapes that they take in a word, and ligatures: what old programs wrote.
SHAPED = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
PHRASE = re.compile("(?<=\\w)(?=[\ufdfa-\ufdfd])|(?<=[\ufdfa-\ufdfd])(?=\\w)")
# Unicode gives no letters of the one, and Persian ones of the other.
WRITTEN = {"\ufdfd": "بسم الله الرحمن الرحيم", "\ufdfc": "ريال"}
TATWEEL = "\u0640"


def clean(text: str) -> str:
    """`text` with line feeds for all line ends, and without U+202A–202E, 2066–2069 and controls.

    Presentation forms become the letters that they show. A ligature of words (U+FDF2, FDFA–FDFD) is
    written out: it is then found, and read aloud, as words. Order is left as it is.
    """
    text = UNWANTED.sub("", LINE_END.sub("\n", text))
    if SHAPED.search(text):
        text = SHAPED.sub(_letters, PHRASE.sub(" ", text))
    return text


LONGEST_WORD: Final = 15
"""Letters that stand for a word, where a text goes on and on without a space."""


def beginning(text: str, words: int) -> str:
    """So many words of `text`, or as many letters as so many words have at most."""
    letters = words * LONGEST_WORD
    # What comes later need not be taken apart.
    start = Truncator(text.lstrip()[: 2 * letters]).words(words, truncate="…")
    return Truncator(start).chars(letters, truncate="…")


def line(text: str) -> str:
    """`text` as one line, clean, each gap in it one space: what a name or a phrase is kept as."""
    return " ".join(clean(text).split())


def _letters(match: re.Match[str]) -> str:
    shape = match[0]
    letters = WRITTEN.get(shape) or unicodedata.normalize("NFKC", shape)
    # A vowel sign alone is shown on a blank or a tatweel, which is no part of the word.
    is_sign = len(letters) > 1 and unicodedata.combining(letters[-1])
    return letters.lstrip(f" {TATWEEL}") if is_sign else letters
