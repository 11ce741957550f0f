"""Draws a card: 1200 × 630 pixels, which is what social networks and messengers ask for.

    ديوان  the line of the masthead
    ─────────────────────────────────
    outlet · note
    the title, in one to four lines
    date                       themes

The frame begins where lines of the reader's language do, the title where lines of its own do.
"""

import io
import re
from functools import cache
from typing import Final

from django.utils.translation import gettext, override
from PIL import Image, ImageDraw

from archive.cards.content import Card
from archive.cards.text import Face, Font, face, font, tidy

WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 72
MEASURE: Final = WIDTH - 2 * MARGIN
"""How wide a line may be, in pixels."""

# The site's own, in its light appearance: a picture does not know the reader's.
PAPER: Final = "#fbfaf6"
INK: Final = "#1d1b18"
SOFT: Final = "#5a554c"
LINE: Final = "#ddd7ca"
ACCENT: Final = "#0b5257"
ACCENT_SOFT: Final = "#e3eeed"

BAND: Final = 14
MASTHEAD: Final = 96  # the line that its letters stand on
RULE: Final = 128
TOP: Final = 150  # outlet and title have the room from here
FOOT: Final = 560  # the middle of date and themes
BOTTOM: Final = 506  # the title ends here where they stand below it
SIZES: Final = (92, 84, 76, 70, 64, 58, 52)
LINES: Final = 4
TOGETHER: Final = re.compile(r"(?<!\S)(?P<number>\d{1,4}) (?=[^\W\d])| (?=[–—-] )")
"""The gaps at which no line ends: between a number and what is counted, and before a dash."""

LEADING: Final = 1.42  # of a line, by the size of its letters
KICKER: Final = 60  # the height of the line with outlet and note
CHIP: Final = 50
COLOURS: Final = 64  # of the palette: text on paper needs few, and the file is a third as large


def draw(card: Card) -> bytes:
    """The card as a PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = _Canvas(ImageDraw.Draw(picture), "rtl" if card.language == "ar" else "ltr")
    canvas.draw.rectangle((0, 0, WIDTH, BAND - 1), fill=ACCENT)
    with override(card.language):
        about = gettext("The archive of Arabic diplomatic news")
    taken = canvas.text("ديوان", face("naskh-bold", 64), MASTHEAD, ACCENT, "rtl")
    title, direction = card.title, card.title_direction
    if not _font(card).draws(title):
        # In a script that the fonts do not have it would be full of gaps.
        title, direction = about, canvas.direction
    if title != about:
        canvas.text(about, face("sans-regular", 28), MASTHEAD, SOFT, after=taken + 26)
    canvas.draw.rectangle((MARGIN, RULE, WIDTH - MARGIN - 1, RULE + 1), fill=LINE)
    _title(canvas, card, title, canvas.direction if direction == "auto" else direction)
    _foot(canvas, card)
    file = io.BytesIO()
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


class _Canvas:
    """A picture with lines of text set from the side on which its frame begins."""

    def __init__(self, draw: ImageDraw.ImageDraw, direction: str) -> None:
        self.draw = draw
        self.direction = direction

    def text(
        self,
        line: str,
        letters: Face,
        baseline: float,
        colour: str,
        direction: str = "auto",
        side: str = "",
        after: float = 0,
    ) -> float:
        """Set a line, `after` pixels in from the margin at its `side`; how far it reaches."""
        room = MEASURE - after
        line = letters.fitting(tidy(line), room, direction)
        shown = letters.visual(line, direction)
        width = letters.drawn.getlength(shown)
        is_right = (side or self.direction) == "rtl"
        x = WIDTH - MARGIN - after - width if is_right else MARGIN + after
        self.draw.text((x, baseline), shown, colour, letters.drawn, anchor="ls")
        return after + width


def title_lines(text: str, name: str, direction: str, room: float) -> tuple[Face, list[str]]:
    """The title's lines at the largest size at which all of it has room, in pixels of height.

    Where it has none at the smallest, its last line ends with an ellipsis.
    """
    text = TOGETHER.sub("\\g<number>\u00a0", tidy(text))
    for size in SIZES:
        letters = face(name, size)
        most = min(LINES, int(room / (size * LEADING)))
        lines = letters.broken(text, MEASURE, direction)
        if len(lines) <= most:
            return letters, lines
    # What lies beyond the last line is cut off from it.
    shown = lines[: most - 1]
    rest = text.split(" ")[sum(len(line.split(" ")) for line in shown) :]
    return letters, [*shown, letters.fitting(" ".join(rest), MEASURE, direction)]


def _font(card: Card) -> Font:
    return font(_title_font(card))


def _title_font(card: Card) -> str:
    return "sans-semibold" if card.is_title else "sans-regular"


def _title(canvas: _Canvas, card: Card, title: str, direction: str) -> None:
    """The title with outlet and note above it, a little above the middle of their room."""
    above = [(part, colour) for part, colour in ((card.kicker, ACCENT), (card.note, SOFT)) if part]
    kicker = KICKER if above else 0
    room = (BOTTOM if card.date or card.themes else HEIGHT - TOP // 3) - TOP
    letters, lines = title_lines(title, _title_font(card), direction, room - kicker)
    leading = letters.size * LEADING
    top = TOP + (room - kicker - leading * len(lines)) * 0.42
    taken = 0.0
    for part, colour in above:
        begin = taken + (26 if taken else 0)
        small = face("sans-semibold", 34)
        taken = canvas.text(part, small, top + 42, colour, "auto", direction, begin)
    for number, line in enumerate(lines):
        baseline = top + kicker + leading * number + letters.size * 1.05
        canvas.text(line, letters, baseline, INK, direction, direction)


def _foot(canvas: _Canvas, card: Card) -> None:
    """The date, and at the other end as many themes as there is room for, in their order."""
    letters = face("sans-regular", 28)
    baseline, padding, gap = FOOT + 10, 26, 14
    taken = canvas.text(card.date, letters, baseline, SOFT) if card.date else 0
    room = MEASURE - taken - (48 if taken else 0)
    chips: list[tuple[str, float]] = []
    for theme in map(tidy, card.themes):
        width = letters.width(theme, "auto") + 2 * padding
        if sum(width for _theme, width in chips) + gap * len(chips) + width > room:
            break
        chips.append((theme, width))
    far = "ltr" if canvas.direction == "rtl" else "rtl"
    used = 0.0
    for theme, width in reversed(chips):
        x = MARGIN + used if far == "ltr" else WIDTH - MARGIN - used - width
        _pill(canvas.draw, round(x), FOOT - CHIP // 2, round(width))
        canvas.text(theme, letters, baseline, INK, side=far, after=used + padding)
        used += width + gap


@cache
def _rounding() -> Image.Image:
    """A disc as wide as a chip is high, its edge smooth: Pillow draws edges in steps."""
    disc = Image.new("L", (CHIP * 8, CHIP * 8))
    ImageDraw.Draw(disc).ellipse((0, 0, CHIP * 8 - 1, CHIP * 8 - 1), fill=255)
    return disc.resize((CHIP, CHIP), Image.Resampling.LANCZOS)


def _pill(draw: ImageDraw.ImageDraw, x: int, y: int, width: int) -> None:
    for end in (x, x + width - CHIP):
        draw.bitmap((end, y), _rounding(), ACCENT_SOFT)
    half = CHIP // 2
    draw.rectangle((x + half, y, x + width - half - 1, y + CHIP - 1), fill=ACCENT_SOFT)
