"""A publisher's keywords, taken apart where copying a page has run them together."""

import re

NAME = r"(?:كلمات دلالية|كلمات دالة|الكلمات الدلالية|كلمات مفتاحية|الكلمات المفتاحية|وسوم|الوسوم)"
LABEL = re.compile(rf"{NAME}\s*[:：]\s*(?P<words>.*)")
LABEL_ALONE = re.compile(rf"{NAME}\s*[:：]?")
SEPARATORS = re.compile(r"\s*[،,;؛|#•·/]\s*")
WORD = re.compile(r"\w+")
LONGEST = 6  # words in one keyword


def read_keyword_line(line: str) -> str | None:
    """What stands behind «كلمات دلالية:», or None where the line is something else."""
    match = LABEL.fullmatch(line)
    return match["words"] if match else None


def is_keyword_label(line: str) -> bool:
    """Whether `line` announces keywords and gives none."""
    return LABEL_ALONE.fullmatch(line) is not None


def split_keywords(line: str, page: str) -> list[str]:
    """The keywords of `line`, read from left to right of the string.

    Separators decide where there are any. Without them a page's layout kept the words apart and
    copying lost it; then a keyword is the longest run of words that also stands, as it is, in the
    rest of the page, for a publisher's keywords are taken from its text. A word that stands
    nowhere else is a keyword of its own.
    """
    parts = [part for part in SEPARATORS.split(line.strip()) if part]
    if len(parts) != 1:
        return _unique(parts)
    words = parts[0].split()
    rest = f" {' '.join(WORD.findall(page))} "
    keywords = []
    while words:
        length = _longest_run(words, rest)
        keywords.append(" ".join(words[:length]))
        words = words[length:]
    return _unique(keywords)


def _longest_run(words: list[str], rest: str) -> int:
    for length in range(min(LONGEST, len(words)), 1, -1):
        if f" {' '.join(words[:length])} " in rest:
            return length
    return 1


def _unique(keywords: list[str]) -> list[str]:
    return list(dict.fromkeys(keywords))
