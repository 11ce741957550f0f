"""Words of a text in any script: where they stand, and how they are folded.

The *raw* word is what stands in the text. The *folded* word has one spelling for what writers
spell in several ways (hamza on alef, final ya, ta marbuta, marks, digits).
"""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import normalize

# --- Tokens -----------------------------------------------------------------------------------

# Letters U+0620–063F, 0641–064A and the later Arabic blocks, then the presentation forms
# U+FB50–FDFB and FE80–FEFC without the ornate brackets and symbols among them.
_LETTER: Final = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfb\ufe80-\ufefc"
)
# Tatweel U+0640, harakat, Quranic signs, combining accents; FE70–FE7F are isolated harakat.
_MARK: Final = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u08ca-\u08e1\u08e3-\u08ff\u0300-\u036f\ufe70-\ufe7f"
)
# Soft hyphen, Arabic letter mark, zero-width characters, bidirectional controls, word joiner, BOM.
_FORMAT: Final = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_DIGIT: Final = "0-9\u0660-\u0669\u06f0-\u06f9"
_OTHER: Final = rf"[^\W_{_LETTER}{_MARK}]"

# Everything is possessive (``++``), so that no text makes the expression go back over itself.
# A format character belongs to a word only between its letters, not after its end: a mark round
# the word must not swallow the end of a bidirectional embedding.
_TOKEN: Final = re.compile(
    rf"[{_LETTER}][{_LETTER}{_MARK}]*+(?:[{_FORMAT}]++[{_LETTER}{_MARK}]++)*+"
    rf"|[{_DIGIT}]++(?!{_OTHER})(?:[.,\u066b\u066c][{_DIGIT}]++(?!{_OTHER}))*+"
    rf"|{_OTHER}(?:(?:{_OTHER}|[\u0300-\u036f])++|[{_FORMAT}]++(?={_OTHER}))*+"
)


def raw_words(text: str) -> list[str]:
    """Return the words of ``text`` as they stand there, in their order.

    A word is a run of Arabic letters with the marks, tatweel and format characters inside it,
    a number with inner separators (ASCII, Arabic-Indic U+0660–0669 or Persian U+06F0–06F9
    digits), or a run of other letters and digits.
    """
    return _TOKEN.findall(text)


def word_matches(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """Yield the same words with their places in ``text``, from ``start`` on."""
    return _TOKEN.finditer(text, start)


# --- Folding ----------------------------------------------------------------------------------

_SAME: Final = {
    "ا": "آأإٱ",
    "ي": "ىیېۍے",
    "ه": "ةۃہھەۀ",
    "ك": "کڪگڭ",
    "ف": "ڤڥ",
    "ب": "پ",
    "ج": "چ",
    "ز": "ژ",
    "ق": "ڨ",
    "ت": "ٹ",
    "د": "ڈ",
    "ر": "ڑ",
    "و": "ۆۇۋ",
    "ء": "ؤئ",
}
_DROPPED: Final = (
    *range(0x0300, 0x0370),
    *range(0x0610, 0x061B),
    *range(0x064B, 0x0660),
    *range(0x06D6, 0x06EE),
    *range(0x08D3, 0x0900),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
    *(0x00AD, 0x061C, 0x0640, 0x0670, 0xFEFF),
)
_FOLDING: Final[dict[int, str | None]] = {
    # Letters that stay are here as well, because translating what is not here takes longer.
    **{code: chr(code) for code in range(0x0620, 0x064B)},
    **dict.fromkeys(_DROPPED),
    **{ord(variant): letter for letter, variants in _SAME.items() for variant in variants},
    **{zero + value: str(value) for zero in (0x0660, 0x06F0) for value in range(10)},
    0x066B: ".",
    0x066C: None,
}
# Presentation forms and full-width letters; and U+0653–0655, because a hamza written as a mark
# of its own must join its letter before marks are dropped (و + U+0654 is ؤ, not و).
_COMPOSED: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufeff\uff00-\uffef\u0653-\u0655]")
_ISOLATED_MARKS: Final = re.compile("[\ufe70-\ufe7f]")
_FOREIGN: Final = re.compile(r"[^\u0620-\u064a0-9a-z]")
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


# What most words are made of: letters of which folding makes one, or nothing.
_PLAIN: Final = re.compile("[\u0621-\u063a\u0640-\u064a\u064b-\u0652]+")


def fold(word: str) -> str:
    """Return ``word`` in the one spelling that stands for all its spellings.

    Marks (U+064B–065F and their like), tatweel and format characters go; alef forms become ا
    (U+0627), ى becomes ي, ة becomes ه, ؤ and ئ become ء; Persian and Urdu letters become their
    Arabic neighbours; digits become ASCII without thousands separators and leading zeros; other
    letters lose case and accents. Folding a folded word changes nothing. Never fails; a word of
    marks alone folds to the empty string.
    """
    if _PLAIN.fullmatch(word):
        return word.translate(_FOLDING)
    if _COMPOSED.search(word):
        # The ligatures of whole blessings (U+FDFA) decompose into several words: keep one.
        word = normalize("NFKC", _ISOLATED_MARKS.sub("", word)).replace(" ", "")
    folded = word.translate(_FOLDING)
    if _FOREIGN.search(folded):
        folded = _fold_foreign(folded)
    return _fold_number(folded) if _NUMBER.fullmatch(folded) else folded


def _fold_foreign(word: str) -> str:
    """Take case and accents off letters that are not Arabic.

    Decomposing can bring out capitals and folding case can bring out composed letters, hence
    two rounds, as Unicode prescribes for caseless matching.
    """
    for _ in range(2):
        word = normalize("NFKD", normalize("NFKD", word).casefold())
    return word.translate(_FOLDING)


def _fold_number(number: str) -> str:
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    whole, point, rest = number.replace(",", ".").partition(".")
    return (whole.lstrip("0") or "0") + point + rest
