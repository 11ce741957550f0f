"""Reads a news page that somebody copied as plain text, furniture and all."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from archive.dating import Published, can_be_published, infer_published, printed_date
from archive.importing.bylines import is_byline_of_date, tells_of_publication
from archive.importing.credits import quoted_in
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.encoding import decode
from archive.importing.furniture import LONGEST_HEADLINE, Kind, Line, classify
from archive.importing.keywords import split_keywords
from archive.importing.limits import LONGEST, shortened
from archive.text import clean

HEADLINE_WORDS = range(3, LONGEST_HEADLINE + 1)
# Without a full stop at its end, and with no markup to tell, a shorter line is a heading.
LEAST_WORDS_OF_PARAGRAPH = 12
# A title may be a question or end in a quotation; a first line longer than this is a paragraph.
LONGEST_SENTENCE_AS_TITLE = 20  # words
LONGEST_TITLE = LONGEST["title"]  # characters
MOST_TEXT = 200_000  # characters in one article; a long report has 50,000
MOST_INSIDE = 50  # other articles in one page; one that holds more is a list
MOST_TAG_LINES = 20
EMBEDDED_HEADLINE_WORDS = range(5, 21)
# A report printed beneath another one opens by stepping back in time.
EARLIER = re.compile(r"و?(?:في|فى)\s+(?:وقت|تصريحات?|خبر|تقرير)\s+(?:سابقة?|آخر|متصل)\b")
SPEAKER = re.compile(r"\w[\w\s]{1,40}:\s\S")
BACKGROUND = re.compile(r"و?(?:يُ?ذكر|(?:ال)?جدير بالذكر|يُ?شار إلى)\s+أنّ?\b")
CUT_SHORT = ("...", "…")
LOOKAHEAD = 10  # lines
# The caption beneath the title is taken out before; another line like it may well be a sentence.
RUNNING_TEXT = (Kind.PARAGRAPH, Kind.CAPTION)
LEADING_ELSEWHERE = (Kind.HEADLINE, Kind.PARAGRAPH, Kind.CAPTION, Kind.BULLET)
MINIMUM_STANDFIRST_GAP = 2  # blank lines


def read_text(content: bytes, captured_at: datetime | None = None) -> Draft:
    """Make a draft of a copied page; raises Refused with a sentence for the editor.

    `captured_at` is when it was copied, in the page's own time zone if that is known.
    """
    text = decode(content)
    # Reasoning out a date takes its time.
    if len(text) > MOST_TEXT:
        raise Refused(
            "the text is over %(most)s characters: copy the article alone.", most=MOST_TEXT
        )
    return Page(list(lines_of(text)), Known(viewed=captured_at)).draft()


def lines_of(text: str) -> Iterator[Line]:
    """The lines that are not blank, classified. A no-break space alone is a blank line."""
    blank = 0
    for number, raw in enumerate(clean(text).split("\n"), start=1):
        line = raw.strip()
        if line:
            yield classify(line, number, blank)
            blank = 0
        else:
            blank += 1


@dataclass(frozen=True)
class Known:
    """What is known of a page before its lines are read; it outweighs what they say.

    `title` is the title as one of the lines has it, if any of them does. `viewed` is the moment of
    capture, in the page's own time zone.
    """

    title: str = ""
    outlet: str = ""
    credits: tuple[DraftCredit, ...] = ()
    published: Published | None = None
    viewed: datetime | None = None


class Page:
    """The lines of one page, shared out among its own article and others that stand in it."""

    def __init__(self, lines: Sequence[Line], known: Known | None = None) -> None:
        self.lines = lines
        self.known = known or Known()
        self.main = Draft(outlet=self.known.outlet, credits=list(self.known.credits))
        self.inside: list[Draft] = []
        self.tags: list[tuple[Draft, Line]] = []
        self.older: list[Draft] = []  # printed beneath the main report, as part of it
        self.printed: Published | None = None
        self.times = [line.text for line in self.lines if line.kind is Kind.TIME]
        self._quoted: dict[Draft, tuple[int, set[str]]] = {}  # paragraphs read, agencies in them

    def draft(self) -> Draft:
        """The page's own article, with what was found inside it; Refused if there is none."""
        body = self._read_bylines(self._read_head())
        self._read_body(body)
        if not self.main.paragraphs:
            raise Refused("no paragraph of an article was found: check that the text was copied.")
        self._read_furniture()
        self._date()
        for draft in [self.main, *self.inside]:
            draft.credits += _new(quoted_in("\n".join(draft.paragraphs)), draft.credits)
        self.main.found_inside = self.inside
        if len(self.main.title) > LONGEST_TITLE:
            # Nothing of it is lost to those who search.
            self.main.standfirst = self.main.standfirst or self.main.title
            self.main.title = shortened("title", self.main.title)
        return self.main

    def _read_head(self) -> list[Line]:
        """Find the title and caption; returns the lines that come after them."""
        if self.known.title:
            self.main.title = self.known.title
            above = [line.text for line in self._above_text()]
            start = above.index(self.main.title) + 1 if self.main.title in above else 0
            return self._skip_repeated_title(self.lines[start:])
        last_paragraph = max(
            (place for place, line in enumerate(self.lines) if line.kind is Kind.PARAGRAPH),
            default=-1,
        )
        crumbs = {line.value for line in self.lines if line.kind is Kind.BREADCRUMB}
        for index, line in enumerate(self.lines):
            if line.text in crumbs or (
                _is_headline(line) and _may_be_title(line, index < last_paragraph)
            ):
                self.main.title = line.text
                return self._skip_repeated_title(self.lines[index + 1 :])
            if line.kind is Kind.PARAGRAPH:
                break
        return list(self.lines)

    def _above_text(self) -> Iterator[Line]:
        """The lines above the first paragraph; a title may end as a sentence does."""
        return takewhile(
            lambda line: line.kind is not Kind.PARAGRAPH or line.text == self.known.title,
            self.lines,
        )

    def _skip_repeated_title(self, lines: Sequence[Line]) -> list[Line]:
        kept = [line for line in lines if line.text != self.main.title]
        above_text = takewhile(lambda line: line.kind is not Kind.PARAGRAPH, kept)
        caption = next((line for line in above_text if line.kind is Kind.CAPTION), None)
        if caption:
            self.main.caption = caption.text
        return [line for line in kept if not caption or line.text != caption.text]

    def _read_bylines(self, lines: list[Line]) -> list[Line]:
        """Read a date printed between title and text; returns the lines without such dates.

        Without a label it has to be the last thing above the text, and the only one on the page: it
        may be the day of viewing above another title, or the first of a chronology.
        """
        if self.known.title or not self.main.title:
            return lines
        above = list(takewhile(lambda line: not _is_text(line), lines))
        dated = [
            line
            for line in above
            if line.kind in (Kind.HEADLINE, Kind.PAGE_DATE) and is_byline_of_date(line.text)
        ]
        others = [line for line in above if line.kind is Kind.HEADLINE and line not in dated]
        is_list = any(line.kind is Kind.PAGE_DATE for line in lines[len(above) :])
        last = others[-1].number if others else 0
        seen = self.known.viewed.date() if self.known.viewed else None
        for line in sorted(dated, key=lambda line: not tells_of_publication(line.text)):
            if tells_of_publication(line.text) or (line.number > last and not is_list):
                date = printed_date(line.text)
                if date and can_be_published(date.date, seen):
                    self.printed = self.printed or date
        return [line for line in lines if line not in dated]

    def _read_body(self, lines: list[Line]) -> None:
        """Share the paragraphs out: the main article, one beneath it, one after a label."""
        target: Draft | None = self.main
        expects_headline = False
        gaps: list[int] = []
        # A heading belongs to the text only if a paragraph follows it.
        headings: list[str] = []
        for index, line in enumerate(lines):
            ahead = lines[index + 1 : index + 1 + LOOKAHEAD]
            if line.is_link and line.kind in LEADING_ELSEWHERE and target is self.main:
                continue
            if expects_headline and line.kind in (Kind.HEADLINE, Kind.PARAGRAPH):
                target, expects_headline = self._open(line), False
            elif line.kind is Kind.RELATED:
                # Links within the text lead elsewhere, and the text goes on after them.
                if target is None or not line.is_link:
                    target, expects_headline = None, True
            elif line.kind in (Kind.KEYWORDS, Kind.CREDIT, Kind.TAGS):
                target = None if self._has_begun() else target
                if line.kind is Kind.TAGS:
                    told = [draft for draft in self.inside if draft.paragraphs]
                    if told or line.is_link:
                        self.tags.append((told[-1] if told else self.main, line))
            elif line.kind is Kind.FIGURE:
                if target is self.main:
                    self.main.caption = self.main.caption or shortened("caption", line.text)
            elif line.kind is Kind.STANDFIRST:
                if target is self.main:
                    if not self._has_begun():
                        self.main.standfirst = self.main.standfirst or line.text
                    self.main.paragraphs.append(line.text)
                    gaps.append(line.blank_before)
            elif line.kind is Kind.HEADLINE and target and self._opens_older(line, ahead):
                target = self._open(line)
                self.older.append(target)
            elif target is not None and (line.kind in RUNNING_TEXT or self._goes_on(line, target)):
                target = self._at_another_agency(line, ahead, target)
                if target is self.main:
                    gaps.append(line.blank_before)
                    target.paragraphs += headings
                headings.clear()
                target.paragraphs.append(line.text)
            elif line.kind is Kind.BULLET and target is self.main and self.main.paragraphs:
                target.paragraphs.append(line.text)
            elif line.kind is Kind.HEADLINE and target is self.main and _is_subheading(line):
                headings.append(line.text)
        self._read_standfirst(gaps)
        self._settle_excerpts()

    def _has_begun(self) -> bool:
        """Whether text was read that is not the standfirst."""
        return len(self.main.paragraphs) > bool(self.main.standfirst)

    def _goes_on(self, line: Line, target: Draft) -> bool:
        """Whether a line without a sentence's end is a paragraph of the main article."""
        if line.kind is not Kind.HEADLINE or target is not self.main:
            return False
        if line.is_like_text is not None:
            return line.is_like_text
        has_title = bool(self.main.title or self.main.paragraphs)
        return has_title and len(line.text.split()) >= LEAST_WORDS_OF_PARAGRAPH

    def _open(self, line: Line) -> Draft:
        is_title = len(line.text) <= LONGEST_TITLE
        draft = Draft(title=line.text) if is_title else Draft(paragraphs=[line.text])
        self._keep(draft)
        return draft

    def _keep(self, draft: Draft) -> None:
        if len(self.inside) == MOST_INSIDE:
            raise Refused(
                "over %(most)s other articles stand in the page: save the article alone.",
                most=MOST_INSIDE,
            )
        self.inside.append(draft)

    def _opens_older(self, line: Line, ahead: list[Line]) -> bool:
        """Whether this heading is the title of an earlier report printed beneath the main one."""
        if not self.main.paragraphs or len(line.text.split()) not in EMBEDDED_HEADLINE_WORDS:
            return False
        if not ahead or ahead[0].kind is not Kind.PARAGRAPH:
            return False
        return bool(EARLIER.match(ahead[0].text)) and bool(SPEAKER.match(line.text))

    def _at_another_agency(self, line: Line, ahead: list[Line], target: Draft) -> Draft:
        """One report, one agency: background that quotes another one is a report of its own."""
        if target not in self.older or not BACKGROUND.match(line.text):
            return target
        rest = "\n".join(other.text for other in [line, *ahead])
        known = self._agencies_in(target)
        agencies = {credit.name for credit in quoted_in(rest)}
        if not known or not agencies or agencies & known:
            return target
        draft = Draft()
        self._keep(draft)
        self.older.append(draft)
        return draft

    def _agencies_in(self, draft: Draft) -> set[str]:
        """The agencies that its paragraphs quote; each of them is read once."""
        read, names = self._quoted.get(draft, (0, set()))
        names |= {credit.name for credit in quoted_in("\n".join(draft.paragraphs[read:]))}
        self._quoted[draft] = (len(draft.paragraphs), names)
        return names

    def _read_standfirst(self, gaps: list[int]) -> None:
        """A first paragraph set further apart than the others are is the standfirst."""
        if self.main.standfirst or len(gaps) < 3 or not self.main.title:
            return
        usual = statistics.median(gaps[2:])
        if gaps[1] >= MINIMUM_STANDFIRST_GAP and gaps[1] > usual:
            self.main.standfirst = self.main.paragraphs[0]

    def _settle_excerpts(self) -> None:
        """Keep a title alone only where a text follows; mark what the page cut short."""
        self.inside = [draft for draft in self.inside if draft.paragraphs]
        for draft in self.inside:
            draft.is_excerpt = draft.paragraphs[-1].endswith(CUT_SHORT)

    def _read_furniture(self) -> None:
        """Outlet, credits and keywords, from lines of their own."""
        named: Line | None = None
        for line in self.lines:
            if line.credit:
                self.main.outlet = self.main.outlet or line.credit.outlet
                credits = [DraftCredit(name, "line") for name in line.credit.names]
                self.main.credits += _new(credits, self.main.credits)
            elif line.kind is Kind.KEYWORDS:
                named = line
        if named:
            self.main.keywords = split_keywords(named.value, self._text_without(named))
        for draft, line in self.tags[:MOST_TAG_LINES]:
            keywords = split_keywords(line.value, self._text_without(line))
            draft.keywords = list(dict.fromkeys([*draft.keywords, *keywords]))

    def _text_without(self, line: Line) -> str:
        return "\n".join(other.text for other in self.lines if other is not line)

    def _date(self) -> None:
        """Infer each date from the article's own words and from what bears on it.

        An older report beneath the main one does, and the reverse; an article behind a label such
        as «اقرأ أيضًا» was put there by the site on any later day and says nothing.
        """
        beneath = "\n".join(draft.text() for draft in self.older)
        self.main.published = (
            self.known.published
            or self.printed
            or infer_published(
                self.main.text(),
                surroundings="\n".join([*self.times, beneath]),
                viewed=self.known.viewed,
            )
        )
        for draft in self.inside:
            beside = self.main.text() if draft in self.older else ""
            draft.published = infer_published(draft.text(), surroundings=beside)


def _is_text(line: Line) -> bool:
    is_long = len(line.text.split()) >= LEAST_WORDS_OF_PARAGRAPH
    return line.kind is Kind.PARAGRAPH or (line.kind is Kind.HEADLINE and is_long)


def _is_headline(line: Line) -> bool:
    words = len(line.text.split())
    if len(line.text) > LONGEST_TITLE or words not in HEADLINE_WORDS:
        return False
    if line.kind is Kind.HEADLINE:
        return not is_byline_of_date(line.text)
    is_statement = line.text.endswith((".", ":", "؛"))
    return line.kind is Kind.PARAGRAPH and words <= LONGEST_SENTENCE_AS_TITLE and not is_statement


def _may_be_title(line: Line, is_above_text: bool) -> bool:
    """Whether a line marked up as the paragraphs are is told from them by its words."""
    is_short = len(line.text.split()) <= LONGEST_SENTENCE_AS_TITLE
    return not line.is_like_text or (is_short and is_above_text)


def _is_subheading(line: Line) -> bool:
    """A heading within the article has some words; one alone is a tag that the page left there."""
    return 1 < len(line.text.split()) < EMBEDDED_HEADLINE_WORDS.stop


def _new(credits: list[DraftCredit], known: list[DraftCredit]) -> list[DraftCredit]:
    names = {credit.name for credit in known}
    return [credit for credit in credits if credit.name not in names]
