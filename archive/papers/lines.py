"""Paragraphs cut into lines, and lines as a page of a PDF holds them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import add
from typing import Final

from archive.papers.directions import begins_right, levels, order_for_readers, visual_order
from archive.papers.faces import EM, Face, Letter, Shaped

GAP: Final = re.compile("[ \t\n\r\f\v\u1680\u2000-\u2006\u2008-\u200a\u3000]+")
"""Where lines may break."""
LEAP: Final = 50
"""How far to the right a line may leap without a space, in thousandths of the size."""
SOFT_HYPHEN: Final = "\u00ad"
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
WIDEST: Final = 2.5
"""How many times its width a space may have in a justified line; one wider is left as it is."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, and whether its lines begin on the right."""

    language: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line that runs in one direction, without a space that may grow."""

    text: str
    level: int
    shaped: Shaped


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its words, each in parts, and how much wider than by itself a space is.

    `spaces` are the levels of the spaces between the words; None where there is no space, because
    one word did not fit on a line. `size` is that of the letters in points, `spare` is in
    thousandths of it.
    """

    face: Face
    size: float
    words: Sequence[Sequence[Part]]
    spaces: Sequence[int | None]
    spare: float = 0

    @property
    def parts(self) -> list[Part]:
        """Its words and spaces, in the order of reading."""
        gap = self.face.shaped(" ", rtl=False)
        parts = [*self.words[0]]
        for level, word in zip(self.spaces, self.words[1:], strict=True):
            parts += word if level is None else [Part(" ", level, gap), *word]
        return parts

    @property
    def gaps(self) -> int:
        """How many of its spaces may grow."""
        return len(self.spaces) - self.spaces.count(None)

    @property
    def text(self) -> str:
        """What is written on it."""
        return "".join(part.text for part in self.parts)

    @property
    def width(self) -> float:
        """How wide it is, in points."""
        width = sum(part.shaped.width for part in self.parts)
        return (width + self.gaps * self.spare) * self.size / EM

    def content(self, left: float, baseline: float, *, turned: bool) -> str:
        """The operators that write it from `left`, in points from the page's lower left corner.

        `turned` is whether the document says that it is read from the right.
        """
        shown, run, at = [], "", 0
        for letter, character in self._written(turned):
            if leap := letter.left - at:
                shown.append(f"<{run}>{-leap}" if run else f"{-leap}")
                at, run = at + leap, ""
            run += self.face.code(letter, character)
            at += letter.width
        text = "".join([*shown, f"<{run}>"])
        font = f"{self.face.on_page()} {self.size:g} Tf"
        return f"BT {font} {left:.2f} {baseline:.2f} Td [{text}] TJ ET"

    def _written(self, turned: bool) -> list[tuple[Letter, str]]:
        """The letters as they are to be written, each where it stands and as what it is read.

        Readers make a space of a leap to the right, if there is none already: the letter before it
        takes up the room, or the one behind if that is the first. From the width of the first and
        the last they tell whether a line is a new one.
        """
        placed = self._placed()
        order = order_for_readers(self.text, turned=turned)
        written = [(placed[place], character) for place, character in order]
        for number in range(len(written) - 1):
            (letter, character), (following, read_as) = written[number : number + 2]
            leap = following.left - letter.left - letter.width
            if leap <= LEAP or character == " ":
                continue
            if number:
                written[number] = letter._replace(width=letter.width + leap), character
            else:
                ink = tuple((glyph, x + leap, y) for glyph, x, y in following.ink)
                start, width = following.left - leap, following.width + leap
                written[1] = Letter(following.character, start, width, ink), read_as
        return _unhyphenated(written)

    def _placed(self) -> list[Letter]:
        """The letters in the order of reading, each with where it stands from the left."""
        parts, gap = self.parts, self.face.shaped(" ", rtl=False)
        lefts, at = [0.0] * len(parts), 0.0
        for place in visual_order([part.level for part in parts]):
            lefts[place] = at
            at += parts[place].shaped.width
            at += self.spare * (parts[place].shaped is gap)
        return [
            Letter(character, round(left + own), width, ink)
            for part, left in zip(parts, lefts, strict=True)
            for character, own, width, ink in part.shaped.letters
        ]


def _unhyphenated(written: list[tuple[Letter, str]]) -> list[tuple[Letter, str]]:
    """The same; a mark of direction parts a hyphen that comes last from a letter before it.

    Readers would take such a hyphen out, and join the line with the next.
    """
    if len(written) < 2 or written[-1][1] != "-" or not written[-2][1].isalpha():
        return written
    before, letter = written[-2]
    mark = RIGHT_TO_LEFT if begins_right(letter) else LEFT_TO_RIGHT
    blank = Letter(mark, before.left + before.width, 0, ())
    return [*written[:-1], (blank, mark), written[-1]]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: `leading` is the distance of its lines, in points like the size.

    `justified` goes for lines that begin on the right: Latin words, which nothing here hyphenates,
    would leave holes.
    """

    face: Face
    size: float
    leading: float
    justified: bool = False

    def lines(self, text: str, measure: float, tongue: Tongue) -> list[Line]:
        """`text` as lines no wider than `measure`; none for a text without a word."""
        whole = GAP.sub(" ", text.replace(SOFT_HYPHEN, "")).strip(" ")
        if not whole:
            return []
        wide = int(measure / self.size * EM)
        of_text = levels(whole, tongue.rtl)
        words: list[list[Part]] = []
        spaces: list[int | None] = []
        at = 0
        for word in whole.split(" "):
            of_word = of_text[at : at + len(word)]
            pieces = list(self._fitting(self._parts(word, of_word, tongue.language), wide))
            at += len(word) + 1
            words += pieces
            spaces += [None] * (len(pieces) - 1) + [of_text[min(at, len(whole)) - 1]]
        widths = [sum(part.shaped.width for part in word) for word in words]
        gaps = [0 if level is None else self.face.space for level in spaces]
        lines = []
        for start, end in _cuts(widths, gaps, wide):
            line = Line(self.face, self.size, words[start:end], spaces[start : end - 1])
            is_even = self.justified and tongue.rtl and end < len(words)
            lines.append(_stretched(line, measure) if is_even else line)
        return lines

    def _parts(self, word: str, of_word: list[int], language: str) -> list[Part]:
        parts = []
        for level, run in groupby(range(len(word)), key=lambda at: of_word[at]):
            places = list(run)
            text = word[places[0] : places[-1] + 1]
            shaped = self.face.shaped(text, rtl=level % 2 == 1, language=language)
            parts.append(Part(text, level, shaped))
        return parts

    def _fitting(self, parts: list[Part], wide: int) -> Iterator[list[Part]]:
        """A word in pieces that fit on a line: whole, but for addresses and the like."""
        if sum(part.shaped.width for part in parts) <= wide:
            yield parts
            return
        for part in parts:
            start, letters = 0, part.shaped.letters
            while start < len(letters):
                end, width = start + 1, letters[start].width
                while end < len(letters) and (
                    width + letters[end].width <= wide or not letters[end].width
                ):
                    width += letters[end].width
                    end += 1
                text = part.text[start:end]
                shaped = self.face.shaped(text, rtl=part.level % 2 == 1)
                yield [Part(text, part.level, shaped)]
                start = end


def _stretched(line: Line, measure: float) -> Line:
    """A line as wide as the measure, unless its spaces would be holes."""
    if not line.gaps:
        return line
    spare = (measure - line.width) / line.size * EM / line.gaps
    return replace(line, spare=spare) if 0 < spare <= (WIDEST - 1) * line.face.space else line


def _cuts(widths: Sequence[int], gaps: Sequence[int], measure: int) -> list[tuple[int, int]]:
    """Where the words of each line begin and end, so that all lines together are evenly filled.

    What a line lacks counts by its square; the last one may be short.
    """
    count = len(widths)
    before = [0, *accumulate(map(add, widths, gaps))]
    best, end_of = [0.0] * (count + 1), [count] * count
    for start in reversed(range(count)):
        limit = before[start] + measure
        best[start], end = float("inf"), start
        while end < count and (before[end] + widths[end] <= limit or end == start):
            lack = (limit - before[end] - widths[end]) / measure
            end += 1
            cost = best[end] + (lack * lack if end < count else 0.0)
            if cost < best[start]:
                best[start], end_of[start] = cost, end
    cuts, start = [], 0
    while start < count:
        cuts.append((start, end_of[start]))
        start = end_of[start]
    return cuts
