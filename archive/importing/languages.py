"""The language of a text, told from its letters and commonest words where nothing names it."""

import re
from collections import Counter

LETTER = re.compile(r"[^\W\d_]")
LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ]")
CYRILLIC = re.compile("[Ѐ-ӿ]")
WORD = re.compile(r"[^\W\d_]+")
COMMONEST = {
    "en": frozenset({"the", "of", "and", "to", "in", "is", "that", "for", "with", "was"}),
    "fr": frozenset({"le", "la", "les", "des", "et", "du", "dans", "est", "pour", "une"}),
}
FEWEST = 3  # of such words
# No other large language in these letters has «ы»; Ukrainian and Belarusian have «і».
RUSSIAN, NOT_RUSSIAN = re.compile("[ыЫ]"), re.compile("[іІїЇўЎ]")


def language_of(text: str) -> str:
    """«en», «fr» or «ru» where that is clear, else nothing; Arabic needs no telling here."""
    half = len(LETTER.findall(text)) / 2
    if len(CYRILLIC.findall(text)) > half:
        return "ru" if RUSSIAN.search(text) and not NOT_RUSSIAN.search(text) else ""
    if len(LATIN.findall(text)) <= half:
        return ""
    words = Counter(WORD.findall(text.lower()))
    found = {code: sum(words[word] for word in common) for code, common in COMMONEST.items()}
    first, second = sorted(found, key=lambda code: found[code], reverse=True)
    return first if found[first] >= FEWEST and found[first] > 3 * found[second] else ""
