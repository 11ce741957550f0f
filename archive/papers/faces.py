"""Letters of one document: shaped by HarfBuzz, and embedded so that their text can be read back.

A font draws ن as a curve and a dot, and لا as one sign; a PDF that shows such glyphs one by one
gives their pieces to whoever copies the text. So everything that belongs to one letter with its
dots, or to one ligature, becomes one glyph of the embedded font, and each character has a glyph
of its own: the first carries the ink, the others of a ligature and marks are blank.
"""

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import uharfbuzz
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fpdf import FPDF
from fpdf.enums import PDFResourceType
from fpdf.fonts import TTFFont

FONTS: Final = Path(__file__).parents[1] / "data" / "fonts"
EM: Final = 1000
"""Units of a font in its size: widths here are thousandths of it, as in PDF."""

Ink = tuple[tuple[int, int, int], ...]
"""The glyphs of the font that draw a letter, each with its offset; none for a blank."""
MOST_GLYPHS: Final = 16
"""How many glyphs draw one letter at most: of marks beyond them the text knows, but not the eye."""
FARTHEST: Final = 16 * EM
"""How far from a letter's place a glyph of it may stand: a font has no numbers for more."""
NO_WIDTH: Final = {"Mn", "Me", "Cf"}


class Letter(NamedTuple):
    """A character where it stands: `left` of it, and how wide it is, in thousandths of the size."""

    character: str
    left: int
    width: int
    ink: Ink


@dataclass(frozen=True, slots=True)
class Shaped:
    """Characters of one direction, in the order in which they are read, and their width."""

    letters: tuple[Letter, ...]
    width: int


class Face:
    """A font in a document."""

    def __init__(self, pdf: FPDF, name: str) -> None:
        pdf.add_font(name, fname=FONTS / f"{name}.ttf")
        font = pdf.fonts[name]
        assert isinstance(font, TTFFont)
        self._pdf, self._font = pdf, font
        self._names: list[str] = font.ttfont.getGlyphOrder()
        self._shaped: dict[tuple[str, bool, str], Shaped] = {}
        self._codes: dict[tuple[str, int, Ink], str] = {}
        self._drawn: dict[Ink, str] = {}
        self.space = self.shaped(" ", rtl=False).width

    def shaped(self, text: str, *, rtl: bool, language: str = "ar") -> Shaped:
        """`text`, which runs in one direction, in the letters of this font."""
        key = text, rtl, language
        if (known := self._shaped.get(key)) is None:
            known = self._shaped[key] = self._shape(text, rtl, language)
        return known

    def _shape(self, text: str, rtl: bool, language: str) -> Shaped:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        # Letters keep their marks, and ligatures their letters.
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_GRAPHEMES
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.language = language
        uharfbuzz.shape(self._font.hbfont, buffer, {})
        glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        clusters = [(at, list(g)) for at, g in groupby(glyphs, key=lambda one: one[0].cluster)]
        ends = sorted(at for at, _glyphs in clusters)[1:] + [len(text)]
        end_of = dict(zip(sorted(at for at, _glyphs in clusters), ends, strict=True))
        letters: dict[int, list[Letter]] = {}
        left = 0
        for at, of_one in clusters:
            ink, width = [], 0
            for info, position in of_one:
                ink.append((info.codepoint, width + position.x_offset, position.y_offset))
                width += position.x_advance
            # From the right the letter comes last, after its marks.
            first = ink[-MOST_GLYPHS:] if rtl else ink[:MOST_GLYPHS]
            near = tuple(one for one in first if max(map(abs, one[1:])) <= FARTHEST)
            letters[at] = _spread(text[at : end_of[at]], left, width, near, rtl)
            left += width
        in_order = (letter for at in sorted(letters) for letter in letters[at])
        return Shaped(tuple(in_order), left)

    def code(self, letter: Letter, character: str) -> str:
        """The hexadecimal code under which the document holds a letter, read as `character`."""
        key = character, letter.width, letter.ink
        if (known := self._codes.get(key)) is None:
            name = self._drawn.setdefault(letter.ink, f"drawn{len(self._drawn)}")
            glyph = self._font.subset.get_glyph(
                glyph=len(self._codes) + 1,
                unicode=tuple(map(ord, character)),
                glyph_name=name,
                glyph_width=letter.width,
            )
            known = self._codes[key] = f"{self._font.subset.pick_glyph(glyph):04X}"
        return known

    def on_page(self) -> str:
        """The name of the font on the page that is written; the page will know it."""
        self._pdf._resource_catalog.add(PDFResourceType.FONT, self._font.i, self._pdf.page)
        return f"/F{self._font.i}"

    def finish(self) -> None:
        """Put the letters that were used in the place of the whole font."""
        whole = self._font.ttfont
        outlines, metrics = whole["glyf"], whole["hmtx"].metrics
        drawn: dict[str, Any] = {}
        own = set(self._drawn.values())
        needed = [".notdef", *(n for n in self._font.subset.get_all_glyph_names() if n not in own)]
        needed += (self._names[glyph] for ink in self._drawn for glyph, _x, _y in ink)
        for name in needed:  # grows by the glyphs that others are made of
            if name not in drawn:
                drawn[name] = outlines[name]
                drawn[name].removeHinting()
                needed += drawn[name].getComponentNames(outlines)
        for ink, name in self._drawn.items():
            pen = TTGlyphPen(drawn)
            for glyph, x, y in ink:
                pen.addComponent(self._names[glyph], (1, 0, 0, 1, x, y))
            drawn[name] = pen.glyph()
        builder = FontBuilder(EM, isTTF=True)
        builder.setupGlyphOrder(list(drawn))
        builder.setupCharacterMap({})
        builder.setupGlyf(drawn)
        # A glyph is drawn so far from its origin as its bearing says: it has to be that of its ink.
        bearings = {name: getattr(glyph, "xMin", 0) for name, glyph in drawn.items()}
        builder.setupHorizontalMetrics(
            {name: (metrics.get(name, (0, 0))[0], bearing) for name, bearing in bearings.items()}
        )
        builder.setupHorizontalHeader(ascent=whole["hhea"].ascent, descent=whole["hhea"].descent)
        builder.setupNameTable({"familyName": self._font.name, "psName": self._font.name})
        builder.setupOS2()
        builder.setupPost(keepGlyphNames=False)
        self._font.ttfont = builder.font


def _spread(text: str, left: int, width: int, ink: Ink, rtl: bool) -> list[Letter]:
    """The characters that one sign stands for: each has its share of the width, one the ink.

    That is the one on the left, where the ink is drawn from.
    """
    if len(text) == 1:
        return [Letter(text, left, width, ink)]
    wide = {at for at, c in enumerate(text) if unicodedata.category(c) not in NO_WIDTH} or {0}
    inked = max(wide) if rtl else min(wide)
    share = width // len(wide)
    letters: list[Letter] = []
    at = left
    for place in reversed(range(len(text))) if rtl else range(len(text)):
        own = share if place in wide else 0
        if place == inked:
            own = width - share * (len(wide) - 1)
        letters.append(Letter(text[place], at, own, ink if place == inked else ()))
        at += own
    return letters[::-1] if rtl else letters
