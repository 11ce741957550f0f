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
ARABIC = re.compile("[\u0600-\u06ff]")
LEAST_ARABIC = 0.1  # of an Arabic text's letters; the rest may be names
LEAST_TOLD = 200  # letters; a shorter text may be a name or a figure
SAMPLE = 20_000  # characters
# Persian, Urdu and Kurdish have Arabic letters too, but words that Arabic has not.
IN_ARABIC_LETTERS = re.compile("است|این|که|را|برای|های|شده|می\u200cشود|کے|ہے|میں|اور|سے|لە|بۆ|ئەم")
MOST_OF_OTHERS = 0.02  # of an Arabic text's words
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
    found = {code: sum(words[word] for word in common) for code, common in ALL.items()}
    first, second = sorted(found, key=lambda code: found[code], reverse=True)[:2]
    is_clear = found[first] >= FEWEST and found[first] > 3 * found[second]
    return first if is_clear and first in COMMONEST else ""


def is_foreign(text: str) -> bool:
    """Whether a text that nothing says to be in another language is not Arabic either."""
    text = text[:SAMPLE]
    letters = len(LETTER.findall(text))
    if letters < LEAST_TOLD:
        return False
    words = text.split()
    others = sum(bool(IN_ARABIC_LETTERS.fullmatch(word)) for word in words)
    arabic = len(ARABIC.findall(text))
    return arabic < LEAST_ARABIC * letters or others > MOST_OF_OTHERS * len(words)
