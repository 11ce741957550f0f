"""A publisher's keywords, taken apart where copying a page has run them together."""

import re
from collections.abc import Iterator, Sequence

NAME = r"(?:كلمات دلالية|كلمات دالة|الكلمات الدلالية|كلمات مفتاحية|الكلمات المفتاحية|وسوم|الوسوم)"
LABEL = re.compile(rf"{NAME}\s*[:：]\s*(?P<words>.*)")
LABEL_ALONE = re.compile(rf"{NAME}\s*[:：]?")
SEPARATORS = re.compile("[،,;؛|#•·/]")
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
    parts = list(filter(None, map(str.strip, SEPARATORS.split(line))))
    if len(parts) != 1:
        return _unique(parts)
    words = parts[0].split()
    wanted = set(_runs(words))
    known = wanted.intersection(_runs(WORD.findall(page))) if wanted else set()
    keywords = []
    place = 0
    while place < len(words):
        lengths = range(min(LONGEST, len(words) - place), 1, -1)
        runs = (" ".join(words[place : place + length]) for length in lengths)
        keyword = next((run for run in runs if run in known), words[place])
        keywords.append(keyword)
        place += keyword.count(" ") + 1
    return _unique(keywords)


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Every two to LONGEST words that stand in a row."""
    for length in range(2, LONGEST + 1):
        for place in range(len(words) - length + 1):
            yield " ".join(words[place : place + length])


def _unique(keywords: list[str]) -> list[str]:
    return list(dict.fromkeys(keywords))
