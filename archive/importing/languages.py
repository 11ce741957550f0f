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
FEWEST = 3  # of such words
# No other large language in these letters has «ы»; Ukrainian and Belarusian have «і».
RUSSIAN, NOT_RUSSIAN = re.compile("[ыЫ]"), re.compile("[іІїЇўЎ]")
# Words that are none in Arabic, nor parts of its names; Persian may be written with «ك» and «ي».
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
}
LEAST_SHARE = 0.08  # of the words; running text of either has twice as many, Arabic next to none


def language_of(text: str) -> str:
    """«en», «fr», «ru», «fa» or «ur» where that is clear, else nothing: Arabic needs no telling.

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
    found = {code: sum(words[word] for word in common) for code, common in COMMONEST.items()}
    first, second = sorted(found, key=lambda code: found[code], reverse=True)
    return first if found[first] >= FEWEST and found[first] > 3 * found[second] else ""


def _in_arabic_letters(text: str) -> str:
    """Persian or Urdu where their own commonest words make up enough of the text."""
    words = Counter(WORD.findall(text))
    found = {
        code: sum(words[word] for word in common) for code, common in IN_ARABIC_LETTERS.items()
    }
    first, second = sorted(found, key=lambda code: found[code], reverse=True)
    is_enough = found[first] >= max(FEWEST, LEAST_SHARE * words.total())
    return first if is_enough and found[first] > 2 * found[second] else ""
