"""Lines that print when a report was published, and by whom, and nothing else."""

import re

from archive.date_words import WEEKDAYS
from archive.dates import find_dates
from archive.events import tokens
from archive.reading import folded
from archive.stamps import LABELS, PUBLISHED, UPDATED

# What may stand beside a date of publication, folded.
CLOCK = folded({"الساعة ساعة ص م صباحا مساء ظهرا فجرا am pm at gmt utc بتوقيت غرينتش": True})
ZONES = re.compile(r"[+-]?\d{1,2}:?\d{0,2}(?::\d{2})?")
BY = re.compile(r"(?:بقلم|كتبت?|إعداد|تحرير|المحرر|[Bb]y)\b[^|،,–—\d-]{0,60}")
# «في 24 فبراير 2022» alone may be a heading, «اليوم: …» is the day of viewing.
UNSAID = folded({"في آخر الخبر on last": True})
IS_DATE = folded({"تاريخ بتاريخ التاريخ date": True})


def is_byline_of_date(line: str) -> bool:
    """Whether `line` is a date with nothing round it but labels, a clock, an author, separators."""
    rest, is_today = line, False
    for mention in reversed(find_dates(line)):
        is_today |= mention.relation is not None
        rest = rest[: mention.start] + " " + rest[mention.end :]
    found = tokens(BY.sub(" ", rest))
    words = [token.fold for token in found if token.kind in ("word", "number")]
    says = any(word in PUBLISHED or word in UPDATED or word in IS_DATE for word in words)
    if is_today and not says:
        return False
    return all(
        (word in LABELS and (says or word not in UNSAID))
        or word in CLOCK
        or word in WEEKDAYS
        or ZONES.fullmatch(word)
        for word in words
    )


def tells_of_publication(line: str) -> bool:
    """Whether `line` calls its date that of publication: «نشر في: …»."""
    return any(token.fold in PUBLISHED for token in tokens(line))
