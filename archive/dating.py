"""When a report was published: as a line of its page prints it, or reasoned from its words.

``printed_date`` reads a byline, a time element or a value of metadata. ``infer_published`` works
from the words for dates that ``archive.dates`` finds and from known events. Neither guesses a year:
words that fix no year give no date.

Pure Python: nothing here knows of Django or of the search index.
"""

import bisect
import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.date_words import PARTS_OF_YEAR
from archive.dates import (
    Basis,
    DateMention,
    Precision,
    Relation,
    find_dates,
    real_date,
)
from archive.events import Event, first_quote, fold, known_events, tokens
from archive.reading import Places, meaning
from archive.stamps import LABELS, PUBLISHED, UPDATED, Stamp, read_stamp

_DAY = datetime.timedelta(days=1)
_WEEK = 7 * _DAY


@dataclass(frozen=True)
class Published:
    """A date of publication and what it rests on.

    ``date`` is the first of the month for precision MONTH and 1 January for YEAR. ``words`` are
    literal quotes from the page, in the order a reader should see them. ``note`` names in Arabic
    the known event that was used, if one was.
    """

    date: datetime.date
    precision: Precision
    basis: Basis
    words: tuple[str, ...]
    note: str = ""


def infer_published(
    report: str,
    surroundings: str = "",
    viewed: datetime.datetime | None = None,
    events: Sequence[Event] | None = None,
) -> Published | None:
    """Reason out when a report was published; None if its words fix no year.

    ``report`` is title and body of the article alone. ``surroundings`` is other text of the page
    that bears on it, such as an older report printed beneath. ``viewed`` is the moment of capture,
    in the page's own time zone. ``events`` replaces the project's known events.

    The steps, of which the first that answers wins:

    1. «منذ 7 ساعات» or «أمس» standing alone on a line, counted back from ``viewed``. What leaves
       more than three days open comes last.
    2. A full date that calls itself today's, yesterday's or tomorrow's.
    3. The latest anchor: a day that the report cannot precede by much. Known events count if the
       text also names their weekday; a day and month count if «يناير المقبل» with «أوائل عام 2022»
       fixes their year; a full date counts if it carries its weekday. From the anchor on, the first
       day that «اليوم الخميس» or «أمس الثلاثاء» fits is the day of the report; failing such words,
       a bare weekday makes it that day or the next.
    4. A known event that the text says lies ahead in these days gives its month.

    Nothing later than ``viewed`` is returned.
    """
    own, around = _passage(report), _passage(surroundings)
    stamps = [*own.stamps, *around.stamps]
    counted = _counted_back(viewed, stamps[0]) if viewed and stamps else None
    if counted and counted.precision in (Precision.DAY, Precision.ABOUT_DAY):
        return counted
    known = known_events() if events is None else events
    answer = _self_dated(own) or _by_anchors(own, around, known) or _by_coming_event(own, known)
    if answer is None or (viewed and answer.date > viewed.date() + _DAY):
        return counted
    return replace(answer, words=_distinct([*(stamp.words for stamp in stamps), *answer.words]))


def printed_date(line: str, basis: Basis = Basis.PRINTED) -> Published | None:
    """Return the date of publication that one short line prints, in its own zone; else None.

    ``line`` is a byline, the text of a time element or a value of metadata (``basis`` METADATA):
    «نُشر في: الثلاثاء 21 يوليو 2015 - 10:30 ص», “2015-07-21T02:51:32+03:00”, “July 21, 2015”. A
    date labelled as published («نشر») beats one without a label, and that one a date of change
    («تحديث»). Where more than one day is left, the line prints none. Precision is MONTH or YEAR
    where no more is printed, and ABOUT_DAY for a Hijri date alone, whose month begins a day apart
    from country to country; a weekday beside it settles the day.
    """
    if len(line) > _LONGEST_PRINTED:
        return None
    dates: dict[int, list[Published]] = {}
    after = 0
    for mention in find_dates(line):
        date = _of_mention(mention, basis)
        # «32 مارس 2025» is no day, and so no date at all.
        is_cut = mention.day is None and _FIGURE_BEFORE.search(line[: mention.start])
        if date is not None and not is_cut:
            dates.setdefault(_rank(line[after : mention.start]), []).append(date)
        after = mention.end
    if not dates:
        return _bare(Places(line), basis)
    best = sorted(dates[min(dates)], key=lambda date: list(Precision).index(date.precision))
    return best[0] if all(_can_be(best[0], other) for other in best) else None


def can_be_published(
    date: datetime.date, seen: datetime.date | None = None, since: int = 1990
) -> bool:
    """Whether what was seen on a day, or until today, can have been published on ``date``.

    Pages of the web are not older than the web; ``since`` is another first year. Clocks and time
    zones may be two days ahead.
    """
    latest = (seen or datetime.datetime.now(datetime.UTC).date()) + 2 * _DAY
    return date.year >= since and date <= latest


_FIGURE_BEFORE = re.compile(r"\d[\s/.-]*\Z")
_LONGEST_PRINTED = 300  # characters; a longer line is a paragraph


def _of_mention(mention: DateMention, basis: Basis) -> Published | None:
    """The date that the words print; a range and another day than today's are none."""
    if mention.relation not in (None, Relation.TODAY) or mention.last_day or not mention.year:
        return None
    if mention.date:
        precision = Precision.ABOUT_DAY if mention.margin else Precision.DAY
        return Published(mention.date, precision, basis, (mention.words,))
    # A year in words may be that of anything: «حصاد عام 2015».
    if mention.day or (mention.month is None and mention.hijri is None):
        return None
    precision = Precision.MONTH if mention.month else Precision.YEAR
    date = datetime.date(mention.year, mention.month or 1, 1)
    return Published(date, precision, basis, (mention.words,))


def _rank(label: str) -> int:
    """0 behind «نشر», 1 without a label, 2 behind «تحديث»; the nearest label counts."""
    words = [token.fold for token in tokens(label)]
    labels = [word for word in words if word in PUBLISHED or word in UPDATED]
    if not labels:
        return 1
    return 0 if labels[-1] in PUBLISHED else 2


def _can_be(exact: Published, other: Published) -> bool:
    """Whether ``other``, which is no more exact, can be the same date."""
    if other.precision is Precision.YEAR:
        return other.date.year == exact.date.year
    if other.precision is Precision.MONTH:
        return other.date == exact.date.replace(day=1)
    margin = _DAY if other.precision is Precision.ABOUT_DAY else datetime.timedelta()
    return abs(other.date - exact.date) <= margin


def _bare(places: Places, basis: Basis) -> Published | None:
    """«تاريخ النشر: 2015», “2015-07”, “20150721T025132Z”: nothing but labels before figures."""
    start = 0
    while places.word(start) in _BEFORE_FIGURES or places.mark(start) in _MARKS_BEFORE_FIGURES:
        start += 1
    words = places.quote(start, len(places.tokens)) if start < len(places.tokens) else ""
    figures = _FIGURES.fullmatch(fold(words))
    if figures is None:
        return None
    compact = figures["compact"] or ""
    month, day = figures["month"] or compact[:2], compact[2:]
    date = real_date(int(figures["year"]), int(month or 1), int(day or 1))
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return Published(date, precision, basis, (words,)) if date else None


# Not «©»: the year of a copyright is that of the site.
_MARKS_BEFORE_FIGURES = (":", "-", "|", "،", ",", "(")
_BEFORE_FIGURES = (*LABELS, *map(fold, ("عام", "سنة")))
_FIGURES = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})"
    r"(?:[-/](?P<month>[0-9]{1,2})|(?P<compact>[0-9]{4})(?:t[0-9]{4,6}(?:z|[-+][0-9:]{4,5})?)?)?"
)


# «اليوم» first: where such words disagree, the report's own day is what it calls today.
_OFFSETS = {
    Relation.TODAY: 0,
    Relation.YESTERDAY: -1,
    Relation.TOMORROW: 1,
    Relation.DAY_AFTER_TOMORROW: 2,
    Relation.DAY_BEFORE_YESTERDAY: -2,
}
# The start of the war is the background of every report about it.
_BACKGROUND = frozenset({datetime.date(2022, 2, 24)})
# How far back a day without a year may lie from a month that is called the coming one.
_NEARBY = datetime.timedelta(days=92)
_STAMP_WORDS, _STAMP_LENGTH = 8, 160
_SENTENCE_END = re.compile(r"[.!?؟؛\n]")
_LINE_END = re.compile(r"\n")
_AHEAD = (
    "المقرر عقدها",
    "المقرر عقده",
    "المقرر",
    "المرتقبة",
    "المرتقب",
    "المزمع عقدها",
    "المزمع عقده",
    "المزمع",
    "سوف",
)
_SOON = ("هذا الأسبوع", "الأسبوع الجاري", "الأسبوع الحالي", "هذا الشهر", "الشهر الجاري")
_FUTURE_VERB = re.compile(r"[وف]?س[يتن]\w{3,}")
# Names and nouns that begin as future verbs do.
_NOT_VERBS = re.compile(
    r"[وف]?(?:ستول|ستار|ستوب|ستيف|ستال|سترات|سياس|سياد|سياق|سيار|سيرغ|سيرج|سيرك|سيطر|سينا|سيبي|"
    r"سيدات|سيول)"
)


class _Passage:
    """A text with its mentions, and the sentence and line that each of them stands in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions = find_dates(text)
        self.sentences = _Stretches(text, _SENTENCE_END)
        self.lines = _Stretches(text, _LINE_END)
        self._ahead = [_tells_of_future(sentence) for sentence in self.sentences.all]

    @functools.cached_property
    def stamps(self) -> list[Stamp]:
        """Stamps that fill a line, and «منذ 7 ساعات» on a short one: in prose it means events."""
        lines = map(read_stamp, self.lines.all)
        found = {place: stamp for place, stamp in enumerate(lines) if stamp}
        for mention in self.mentions:
            if mention.ago and self._short_line(mention):
                place = self.lines.place(mention.start)
                if place not in found and (stamp := read_stamp(mention.words)):
                    found[place] = stamp
        return [found[place] for place in sorted(found)]

    def lies_ahead(self, mention: DateMention) -> bool:
        """Whether its sentence tells of the future."""
        return self._ahead[self.sentences.place(mention.start)]

    def fills_line(self, mention: DateMention) -> bool:
        """Whether nothing else stands on its line: a header may as well be the day of reading."""
        line = self.lines.all[self.lines.place(mention.start)]
        return len(line) < 2 * len(mention.words) + 8 and line.strip(" \t\u00a0:|") == mention.words

    def since(self, mention: DateMention) -> bool:
        """Whether «منذ» stands before it, which makes it background."""
        return self.text[max(0, mention.start - 6) : mention.start].rstrip().endswith("منذ")

    def bare_weekdays(self) -> list[DateMention]:
        """Weekdays that nothing but their name dates."""
        return [
            mention
            for mention in self.mentions
            if mention.weekday is not None and mention.relation is None and mention.day is None
        ]

    def _short_line(self, mention: DateMention) -> bool:
        line = self.lines.all[self.lines.place(mention.start)]
        return len(line) <= _STAMP_LENGTH and len(line.split()) <= _STAMP_WORDS


@functools.lru_cache(maxsize=4)
def _passage(text: str) -> _Passage:
    # Each of the reports beneath another one asks for the same surroundings.
    return _Passage(text)


class _Stretches:
    """A text cut at a pattern of single characters; finds the stretch of an offset quickly."""

    def __init__(self, text: str, cut: re.Pattern[str]) -> None:
        self.all = cut.split(text)
        self._cuts = [match.start() for match in cut.finditer(text)]

    def place(self, offset: int) -> int:
        return bisect.bisect_left(self._cuts, offset)


@dataclass(frozen=True)
class _Anchor:
    """A dated day that the report is near.

    ``floor`` is the first day that the report can be of, ``ceiling`` the first that it cannot.
    """

    date: datetime.date
    floor: datetime.date
    words: tuple[str, ...]
    note: str = ""
    ceiling: datetime.date = datetime.date.max


def _tells_of_future(sentence: str) -> bool:
    words = (token.fold for token in tokens(sentence) if token.kind == "word")
    return first_quote(sentence, _AHEAD) is not None or any(
        _FUTURE_VERB.fullmatch(word) and not _NOT_VERBS.match(word) for word in words
    )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _quotes(mentions: Iterable[DateMention]) -> list[str]:
    return [mention.words for mention in mentions]


def _first_on_or_after(floor: datetime.date, weekday: int) -> datetime.date:
    return floor + (weekday - floor.weekday()) % 7 * _DAY


def _inferred(
    date: datetime.date, precision: Precision, words: Iterable[str], note: str = ""
) -> Published:
    return Published(date, precision, Basis.INFERRED, _distinct(words), note)


def _counted_back(viewed: datetime.datetime, stamp: Stamp) -> Published | None:
    """Step 1."""
    seen = stamp.seen_at(viewed)
    return _inferred(*seen, [stamp.words]) if seen else None


def _self_dated(own: _Passage) -> Published | None:
    """Step 2. «اليوم الخميس 9 ديسمبر 2021»."""
    for mention in own.mentions:
        if mention.date and mention.relation in _OFFSETS and _weekday_agrees(mention, mention.date):
            today = mention.date - _OFFSETS[mention.relation] * _DAY
            precision = Precision.ABOUT_DAY if mention.margin else Precision.DAY
            return _inferred(today, precision, [mention.words])
    return None


def _weekday_agrees(mention: DateMention, date: datetime.date) -> bool:
    return mention.weekday in (None, date.weekday())


def _by_anchors(own: _Passage, around: _Passage, events: Sequence[Event]) -> Published | None:
    """Step 3, from the report's own anchors or, if it has none, from those around it."""
    anchors = [
        *_event_anchors(own, own, events),
        *_month_ahead_anchors(own),
        *_full_date_anchors(own),
    ] or list(_event_anchors(around, own, events))
    if not anchors:
        return None
    latest = max(anchors, key=lambda anchor: anchor.date)
    earlier = {
        anchor.date.weekday()
        for anchor in anchors
        if datetime.timedelta() < latest.date - anchor.date < _WEEK
    }
    votes = _votes(own)
    if votes:
        answer = _by_related_weekday(own, latest, votes)
    else:
        answer = _by_bare_weekday(own, latest, earlier)
    return answer if answer and answer.date < latest.ceiling else None


def _event_anchors(place: _Passage, own: _Passage, events: Sequence[Event]) -> Iterator[_Anchor]:
    """Events told in ``place`` whose weekday the page names too.

    Without that agreement an event may be told as background years later.
    """
    mentions = own.mentions if place is own else [*place.mentions, *own.mentions]
    for event in events:
        cues = event.stands_in(place.text)
        if cues is None:
            continue
        naming = [mention for mention in mentions if _names(mention, event.date)]
        if not naming:
            continue
        offsets = [
            _OFFSETS[m.relation] for m in own.mentions if m.relation and _names(m, event.date)
        ]
        if not offsets and _announced(place.text, event):
            continue
        floor = event.date - (offsets[0] if offsets else 0) * _DAY
        yield _Anchor(event.date, floor, (*_quotes(naming), *cues), event.name_ar)


def _names(mention: DateMention, date: datetime.date) -> bool:
    """Whether a mention's weekday can be that of ``date``, seen from a report near to it."""
    return (
        mention.weekday == date.weekday()
        and mention.relation in (None, *_OFFSETS)
        and mention.year in (None, date.year)
        and mention.month in (None, date.month)
        and mention.day in (None, date.day)
    )


def _announcement(text: str, event: Event) -> str | None:
    """Return the sentence that says most of the event's cues of something yet to come."""
    for sentence in _SENTENCE_END.split(text):
        if first_quote(sentence, _AHEAD):
            found = sum(quote is not None for quote in event.quotes(sentence))
            if found * 2 > len(event.cues):
                return sentence
    return None


def _announced(text: str, event: Event) -> bool:
    return _announcement(text, event) is not None


def _month_ahead_anchors(own: _Passage) -> Iterator[_Anchor]:
    """Days before a month that is called the coming one and whose year the text fixes.

    «يناير المقبل» with «أوائل عام 2022» is January 2022; «17 ديسمبر» is then of 2021.
    """
    coming = [m for m in own.mentions if m.relation is Relation.COMING and m.month]
    for number in dict.fromkeys(mention.month for mention in coming):
        year = _year_of_coming(number or 0, own)
        if year is None:
            continue
        first = datetime.date(year.year or 0, number or 0, 1)
        planned = [m for m in own.mentions if m.month == number and m.day and not m.year]
        past = [(day, m) for m in own.mentions if (day := _day_before(first, m, own))]
        if past:
            past.sort(key=lambda dated: dated[0], reverse=True)
            words = _quotes([m for _, m in past] + planned + coming + [year])
            yield _Anchor(past[0][0], past[0][0] + _DAY, _distinct(words), ceiling=first)


def _year_of_coming(month: int, own: _Passage) -> DateMention | None:
    """Return the mention that gives a coming month its year; a bare «عام 2014» may be any year."""
    for mention in own.mentions:
        if mention.year and mention.month is None:
            part = meaning(fold(mention.words.split()[0]), PARTS_OF_YEAR)
            if part and month in part:
                return mention
    return None


def _day_before(first: datetime.date, mention: DateMention, own: _Passage) -> datetime.date | None:
    """Return the day of a mention without a year that lies shortly before ``first``."""
    if not mention.month or not mention.day or mention.year or mention.month == first.month:
        return None
    if mention.relation not in (None, Relation.PAST) or own.lies_ahead(mention):
        return None
    year = first.year if mention.month < first.month else first.year - 1
    date = real_date(year, mention.month, mention.day)
    near = date is not None and first - date <= _NEARBY and _weekday_agrees(mention, date)
    return date if near else None


def _full_date_anchors(own: _Passage) -> Iterator[_Anchor]:
    """Full dates that carry their right weekday; others are mostly background."""
    for mention in own.mentions:
        date = mention.date
        if date is None or mention.weekday != date.weekday() or date in _BACKGROUND:
            continue
        if own.fills_line(mention) or own.since(mention) or own.lies_ahead(mention):
            continue
        yield _Anchor(date, date + _DAY, (mention.words,))


def _votes(own: _Passage) -> list[tuple[Relation, DateMention]]:
    """Return «اليوم الخميس», «أمس الثلاثاء» and the like, in the order of their weight."""
    return [
        (relation, mention)
        for relation in _OFFSETS
        for mention in own.mentions
        if mention.relation is relation and mention.weekday is not None
    ]


def _by_related_weekday(
    own: _Passage, anchor: _Anchor, votes: Sequence[tuple[Relation, DateMention]]
) -> Published | None:
    """«اليوم الخميس» and «أمس الثلاثاء» give the first day from the anchor on that they fit."""
    weekday = _weekday_of_today(*votes[0])
    today = _first_on_or_after(anchor.floor, weekday)
    agreeing = [vote for vote in votes if _weekday_of_today(*vote) == weekday]
    if not all(_names(mention, today + _OFFSETS[vote] * _DAY) for vote, mention in agreeing):
        return None
    mentions = [*(mention for _, mention in agreeing), *own.bare_weekdays()]
    return _inferred(today, Precision.DAY, [*_quotes(mentions), *anchor.words], anchor.note)


def _weekday_of_today(relation: Relation, mention: DateMention) -> int:
    return ((mention.weekday or 0) - _OFFSETS[relation]) % 7


def _by_bare_weekday(own: _Passage, anchor: _Anchor, earlier: set[int]) -> Published | None:
    """A report that names a bare weekday is of that day or the next.

    Weekdays of ``earlier`` anchors are explained by those.
    """
    days: dict[datetime.date, str] = {}
    for mention in own.bare_weekdays():
        if mention.weekday not in (None, *earlier) and not own.lies_ahead(mention):
            day = _first_on_or_after(anchor.floor, mention.weekday or 0)
            days.setdefault(day, mention.words)
    if not days:
        return None
    last = max(days)
    words = [days[last], *_quotes(own.bare_weekdays()), *anchor.words]
    return _inferred(last + _DAY, Precision.ABOUT_DAY, words, anchor.note)


def _by_coming_event(own: _Passage, events: Sequence[Event]) -> Published | None:
    """Step 4. «القمة المرتقبة… هذا الأسبوع» gives the month of the event."""
    for event in events:
        cues = event.stands_in(own.text)
        sentence = _announcement(own.text, event) if cues else None
        if cues is None or sentence is None:
            continue
        ahead, soon = first_quote(sentence, _AHEAD), first_quote(sentence, _SOON)
        # A report of the week before an event early in its month may be of the month before.
        if ahead and soon and event.date.day > 7:
            first = event.date.replace(day=1)
            return _inferred(first, Precision.MONTH, [ahead, soon, *cues], event.name_ar)
    return None
