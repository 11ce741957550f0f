"""Who an article says it draws on: lines of credit, and agencies quoted in the text."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.importing.draft import DraftCredit

DATA = Path(__file__).resolve().parent.parent / "data" / "agencies.json"
SEPARATORS = re.compile(r"[-–—_|/،]")
SOURCE_LINE = re.compile(r"(?:المصدر|مصدر|المصادر|وكالات الأنباء)\s*[:：]\s*(?P<name>.+)")
# A digit glued to the end of a name is a footnote or a page's counter, not part of the name.
STRAY_DIGITS = re.compile(r"(?<=[^\W\d])[0-9٠-٩۰-۹]+$")
# «تصريحات أدلى بها لقناة …»: the words before the name that make it an interview.
INTERVIEW = re.compile(
    r"(?:تصريح|تصريحات|حديث|حوار|مقابلة|لقاء)\b[^.،\n]{0,40}?"
    r"\b(?:ل|مع )(?:قناة|صحيفة|شبكة|موقع|وكالة|مجلة|إذاعة)\s+[\"«“”]?\s*$"
)
SENTENCE_MARKS = (".", "؟", "!")
MAX_NAME_WORDS = 5
MAX_LINE = 90


@dataclass(frozen=True)
class CreditLine:
    """A line such as «ليفانت نيوز _ TASS _ DPA»: the outlet, if it names one, and its sources."""

    outlet: str
    names: tuple[str, ...]


@cache
def _agencies() -> tuple[frozenset[str], re.Pattern[str]]:
    """Every spelling of an agency, and the pattern that finds those safe to look for in text."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    names = frozenset(name for spellings in data["agencies"] for name in spellings)
    in_text = sorted(names - set(data["only_in_credit_lines"]), key=len, reverse=True)
    # Arabic writes prepositions against the word they govern: «لرويترز», «وتاس».
    pattern = rf"(?<!\w)[وفبلك]{{0,2}}({'|'.join(map(re.escape, in_text))})(?!\w)"
    return names, re.compile(pattern)


def is_agency(name: str) -> bool:
    """Whether `name` is the spelling of a known agency, or «وكالات»."""
    return name in _agencies()[0]


def read_source_line(line: str) -> CreditLine | None:
    """Read «المصدر: …»; None where the line is something else."""
    match = SOURCE_LINE.fullmatch(line)
    if not match or line.endswith(SENTENCE_MARKS):
        return None
    names = _names(match["name"])
    if any(len(name.split()) > MAX_NAME_WORDS or len(name) > MAX_LINE for name in names):
        return None
    return CreditLine(
        outlet=next((name for name in names if not is_agency(name)), ""),
        names=tuple(name for name in names if is_agency(name)),
    )


def read_credit_line(line: str) -> CreditLine | None:
    """Read «outlet - agency - agency»; None unless at least one name is a known agency."""
    if len(line) > MAX_LINE or line.endswith(SENTENCE_MARKS):
        return None
    names = _names(line)
    if len(names) < 2:
        return None
    if any(len(name.split()) > MAX_NAME_WORDS for name in names):
        return None
    if not any(map(is_agency, names)):
        return None
    if is_agency(names[0]):
        return CreditLine(outlet="", names=tuple(names))
    return CreditLine(outlet=names[0], names=tuple(names[1:]))


def _names(text: str) -> list[str]:
    parts = (STRAY_DIGITS.sub("", part.strip()) for part in SEPARATORS.split(text))
    return [part for part in parts if part]


def quoted_in(text: str) -> list[DraftCredit]:
    """The agencies that the running text quotes, in order, each once."""
    found: dict[str, DraftCredit] = {}
    for match in _agencies()[1].finditer(text):
        before = text[max(0, match.start() - 80) : match.start()]
        role = "interview" if INTERVIEW.search(before) else "text"
        found.setdefault(match[1], DraftCredit(match[1], role))
    return list(found.values())
