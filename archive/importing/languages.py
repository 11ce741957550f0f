"""The language of a text, told from its letters and commonest words where nothing names it."""

import re
from collections import Counter

LETTER = re.compile(r"[^\W\d_]")
LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ]")
CYRILLIC = re.compile("[Ѐ-ӿ]")
ARABIC = re.compile("[\u0620-\u06d3]")
WORD = re.compile(r"[^\W\d_]+")
COMMONEST = {
    "en": frozenset({"the", "of", "and", "to", "in", "is", "that", "for", "with", "was"}),
    "fr": frozenset({"le", "la", "les", "des", "et", "du", "dans", "est", "pour", "une"}),
}
# Of others in the same letters; none of these is a usual word of English or French.
COMMONEST_OF_OTHERS = {
    "de": frozenset({"der", "und", "das", "ist", "mit", "nicht", "ein", "von", "auf", "für"}),
    "es": frozenset({"el", "los", "las", "por", "del", "más", "pero", "una", "según", "como"}),
    "it": frozenset({"il", "di", "che", "della", "sono", "gli", "più", "nel", "alla", "dei"}),
    "pt": frozenset({"os", "não", "uma", "com", "das", "são", "ao", "em", "pelo", "também"}),
    "ro": frozenset({"și", "este", "din", "cu", "prin", "pentru", "fost", "sunt", "într", "ale"}),
}
ALL = COMMONEST | COMMONEST_OF_OTHERS
FEWEST = 3  # of such words
LEAST_ARABIC = 0.1  # of an Arabic text's letters; the rest may be names
LEAST_TOLD = 200  # letters; a shorter text may be a name or a figure
SAMPLE = 20_000  # characters
# No other large language in these letters has «ы»; Ukrainian and Belarusian have «і».
RUSSIAN, NOT_RUSSIAN = re.compile("[ыЫ]"), re.compile("[іІїЇўЎ]")
# Words that are none in Arabic, nor parts of its names; Persian may be written with «ك» and «ي».
# Kurdish (ckb) is not kept here, and is told so that it is not taken for Arabic.
IN_ARABIC_LETTERS = {
    "fa": frozenset(
        [
            "است",
            "که",
            "این",
            "برای",
            "شده",
            "کرد",
            "کرده",
            "های",
            "بود",
            "خود",
            "نیز",
            "هستند",
            "شود",
            "كه",
            "براي",
            "هاي",
        ]
    ),
    "ur": frozenset(
        ["ہے", "ہیں", "کے", "کو", "میں", "اور", "یہ", "نے", "نہیں", "تھا", "کہ", "ہوئے", "گیا"]
    ),
    "ckb": frozenset(["لە", "بۆ", "ئەم", "کە", "بە", "لەگەڵ", "ئەو", "دەکات", "کرد", "هەروەها"]),
}
LEAST_SHARE = 0.08  # of the words; running text of either has twice as many, Arabic next to none


def language_of(text: str) -> str:
    """The code of another language than Arabic where that is clear: en, fr, ru, fa, ur or ckb.

    Arabic with Persian names in it stays Arabic: words tell, not letters.
    """
    half = len(LETTER.findall(text)) / 2
    if len(CYRILLIC.findall(text)) > half:
        return "ru" if RUSSIAN.search(text) and not NOT_RUSSIAN.search(text) else ""
    if len(ARABIC.findall(text)) > half:
        return _in_arabic_letters(text)
    if len(LATIN.findall(text)) <= half:
        return ""
    words = Counter(WORD.findall(text.lower()))
    found = {code: sum(words[word] for word in common) for code, common in ALL.items()}
    first, second = sorted(found, key=lambda code: found[code], reverse=True)[:2]
    is_clear = found[first] >= FEWEST and found[first] > 3 * found[second]
    return first if is_clear and first in COMMONEST else ""


def is_foreign(text: str) -> bool:
    """Whether a text of some length has hardly an Arabic letter."""
    text = text[:SAMPLE]
    letters = len(LETTER.findall(text))
    return letters >= LEAST_TOLD and len(ARABIC.findall(text)) < LEAST_ARABIC * letters


def _in_arabic_letters(text: str) -> str:
    """Persian, Urdu or Kurdish where their own commonest words make up enough of the text."""
    words = Counter(WORD.findall(text))
    found = {
        code: sum(words[word] for word in common) for code, common in IN_ARABIC_LETTERS.items()
    }
    first, second = sorted(found, key=lambda code: found[code], reverse=True)[:2]
    is_enough = found[first] >= max(FEWEST, LEAST_SHARE * words.total())
    return first if is_enough and found[first] > 2 * found[second] else ""
