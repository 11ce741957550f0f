"""What a text would have been, had the keyboard been switched to the other language.

A reader who forgets to switch types «hgkhj,» for «الناتو», or «ىشفخ» for "nato". The keys here
are those of an English keyboard (US) and of Arabic (101), the usual Arabic layout.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Final
from unicodedata import category

# A row of keys a line: the keys, what is on them, the keys with Shift, what is on them. The keys
# left out give two letters each. The signs by number are tanwin, harakat, shadda U+0651,
# sukun U+0652 and tatweel U+0640, which would join what stands round them.
_ROWS: Final = (
    ("`", "ذ", "~", "\u0651"),
    ("qwertyuiop[]", "ضصثقفغعهخحجد", "QWERYUIOP{}", "\u064e\u064b\u064f\u064cإ‘÷×؛<>"),
    ("asdfghjkl;'", "شسيبلاتنمكط", "ASDFHJKL", "\u0650\u064d][أ\u0640،/"),
    ("zxcvnm,./", "ئءؤرىةوزظ", "ZXCVNM<>?", "~\u0652}{آ’,.؟"),
)
_TWO_LETTERS: Final = {"b": "لا", "B": "لآ", "G": "لأ", "T": "لإ"}

_ARABIC: Final = _TWO_LETTERS | {
    key: sign
    for keys, signs, shifted_keys, shifted_signs in _ROWS
    for key, sign in zip(keys + shifted_keys, signs + shifted_signs, strict=True)
}
# Some systems write a ligature for a key with two letters.
_LIGATURES: Final = {0xFEFB: "لا", 0xFEF5: "لآ", 0xFEF7: "لأ", 0xFEF9: "لإ"}
_ENGLISH: Final = {sign: key for key, sign in _ARABIC.items()}
_ARABIC_LETTERS: Final = frozenset(_ENGLISH) - frozenset(_ARABIC)
# The longest first: «لا» is one key, not two.
_ARABIC_SIGN: Final = re.compile("|".join(map(re.escape, sorted(_ENGLISH, key=len, reverse=True))))


def other_layout(text: str) -> str | None:
    """Return ``text`` as the same keys write it in the other layout, or None.

    Digits, spaces, and what else is on the same key in both layouts, stay. None means that the
    question does not arise: there is no letter, or there are letters of both scripts, or one
    that neither layout has.

    An English text comes back from Arabic as it was, but for one pair of letters: «لا» has a key
    of its own, and is read as "b" even where "gh" was typed.
    """
    text = text.translate(_LIGATURES)
    letters = {sign for sign in text if category(sign)[0] in "LM"}
    if not letters:
        return None
    if letters <= _ARABIC.keys():
        return "".join(_ARABIC.get(key, key) for key in text)
    if letters <= _ARABIC_LETTERS:
        return _ARABIC_SIGN.sub(lambda sign: _ENGLISH[sign[0]], text)
    return None


_LETTER_KEYS: Final = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")


def neighbours() -> Iterator[tuple[str, str]]:
    """Yield the pairs of Arabic letters whose keys touch, each pair once.

    A row stands half a key to the right of the one above it: «ش» lies below «ض» and «ص».
    """
    beside = chain.from_iterable(map(pairwise, _LETTER_KEYS))
    for one, other in chain(beside, _keys_above_others()):
        if one not in _TWO_LETTERS and other not in _TWO_LETTERS:
            yield _ARABIC[one], _ARABIC[other]


def _keys_above_others() -> Iterator[tuple[str, str]]:
    for upper, lower in pairwise(_LETTER_KEYS):
        yield from zip(upper, lower, strict=False)
        yield from zip(upper[1:], lower, strict=False)
