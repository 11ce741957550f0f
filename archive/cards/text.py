"""Lines of text for Pillow: joined, ordered and broken as Arabic has to be.

Pillow can shape text itself where a system library is found, and then does it to text that has been
shaped already. The basic layout engine, which places one glyph for each character, is therefore
chosen by name: what is drawn is the same on every machine.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import uharfbuzz
from arabic_reshaper import ArabicReshaper
from arabic_reshaper.ligatures import LIGATURES
from PIL import ImageFont

from archive.shaping import visual

FONTS: Final = Path(__file__).parent.parent / "data" / "fonts"
ELLIPSIS: Final = "…"
_HANGING: Final = " ،,؛;:.-–—"
"""What does not stand before an ellipsis."""
_LONGEST: Final = 1000
"""Characters that are looked at for one line, which has room for far fewer."""


_RESHAPER: Final = ArabicReshaper({"ARABIC LIGATURE ALLAH": False})
"""Joins letters, lam and alef to one; whatever else a font makes one is the font's own matter."""

_PLACES: Final = (("", ""), ("", "\u0640"), ("\u0640", "\u0640"), ("\u0640", ""))
"""What stands round letters that are a word, or the beginning, middle or end of one."""


class Font:
    """What a font file holds, and how it joins letters."""

    def __init__(self, path: Path) -> None:
        self.path = path
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self._characters = frozenset(face.unicodes)
        self._ligatures = dict(self._made(uharfbuzz.Font(face)))
        self._pattern = re.compile(
            "|".join(sorted(self._ligatures, key=len, reverse=True)) or "(?!)"
        )

        # A title is tried in several sizes, and its words are the same in all of them.
        self.visual = lru_cache(maxsize=1024)(self._visual)

    def _made(self, shaper: uharfbuzz.Font) -> Iterator[tuple[str, str]]:
        """Joined letters, and the character of the one glyph that the font makes of them."""
        for _name, (letters, forms) in LIGATURES:
            for form, (before, after) in zip(forms, _PLACES, strict=True):
                if not form or not self.has(form):
                    continue
                buffer = uharfbuzz.Buffer()
                buffer.add_str(before + letters + after)
                buffer.guess_segment_properties()
                uharfbuzz.shape(shaper, buffer)
                glyph = shaper.get_nominal_glyph(ord(form))
                if glyph in [info.codepoint for info in buffer.glyph_infos]:
                    yield _RESHAPER.reshape(before + letters + after).strip("\u0640"), form

    def _visual(self, line: str, direction: str) -> str:
        """A line as it is drawn, glyph by glyph from the left."""
        return "".join(map(self.nearest, visual(line, direction, self.joined)))

    def has(self, text: str) -> bool:
        """Whether there is a glyph for every character."""
        return all(ord(character) in self._characters for character in text)

    def draws(self, text: str) -> bool:
        """Whether no letter of `text` would be left out."""
        return all(self.nearest(c) for c in text if unicodedata.category(c)[0] == "L")

    def joined(self, text: str) -> str:
        """Letters in the shapes that this font gives them in their words, in logical order."""
        return self._pattern.sub(lambda m: self._ligatures[m[0]], _RESHAPER.reshape(text))

    def nearest(self, character: str) -> str:
        """The character, or what stands for it in this font: «Ğ» loses its sign, «⁂» is left out.

        A letter in a shape that the font does not name has that shape where it stands alone.
        """
        if self.has(character):
            return character
        if self.has(composed := unicodedata.normalize("NFKC", character)):
            return composed
        parts = unicodedata.normalize("NFKD", character)
        plain = "".join(part for part in parts if not unicodedata.combining(part))
        return plain if self.has(plain) else ""


@cache
def font(name: str) -> Font:
    """The font of archive/data/fonts with this name."""
    return Font(FONTS / f"{name}.ttf")


class Face:
    """A font at a size in pixels."""

    def __init__(self, name: str, size: int) -> None:
        self.size = size
        self.font = font(name)
        self.drawn = ImageFont.truetype(
            str(self.font.path), size, layout_engine=ImageFont.Layout.BASIC
        )

    def visual(self, line: str, direction: str) -> str:
        """A line as it is handed to Pillow: glyph by glyph from the left."""
        return self.font.visual(line, direction)

    def width(self, line: str, direction: str) -> float:
        """How wide a line is drawn, in pixels."""
        return self.drawn.getlength(self.visual(line, direction))

    def fitting(self, text: str, width: float, direction: str) -> str:
        """One line of `text`, cut with an ellipsis, inside a word if need be, where it is wider."""
        start = text[:_LONGEST]
        if start == text and self.width(text, direction) <= width:
            return text
        words = start.split()

        def cut(count: int) -> str:
            return " ".join(words[:count]).rstrip(_HANGING) + ELLIPSIS

        def within(count: int) -> str:
            return words[0][:count] + ELLIPSIS

        def has_room(line: str) -> bool:
            return self.width(line, direction) <= width

        whole = most(len(words), lambda count: has_room(cut(count)))
        return cut(whole) if whole else within(most(len(words[0]), lambda n: has_room(within(n))))

    def broken(self, text: str, width: float, direction: str) -> list[str]:
        """Lines of `text` no wider than `width`, as few as can be and about equally long."""
        words = [self.fitting(word, width, direction) for word in text.split(" ") if word]
        if not words:
            return []
        widths = [self.width(word, direction) for word in words]
        space = self.width(" ", direction)
        count = len(list(_ends(widths, space, width)))
        low, high = max(widths), width
        while high - low > 1:
            middle = (low + high) / 2
            if len(list(_ends(widths, space, middle))) == count:
                high = middle
            else:
                low = middle
        ends = list(_ends(widths, space, high))
        starts = [0, *ends[:-1]]
        return [" ".join(words[start:end]) for start, end in zip(starts, ends, strict=True)]


def most(limit: int, has_room: Callable[[int], bool]) -> int:
    """The highest number up to `limit` that has room, when all below one that has room have it."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if has_room(middle) else (low, middle - 1)
    return low


def _ends(widths: list[float], space: float, width: float) -> Iterator[int]:
    """After how many words each line ends, when every line takes all that has room on it."""
    taken = 0.0
    for number, word in enumerate(widths):
        if taken and taken + space + word > width:
            yield number
            taken = 0.0
        taken += word + (space if taken else 0)
    yield len(widths)


@lru_cache(maxsize=64)
def face(name: str, size: int) -> Face:
    """A font of archive/data/fonts at a size; made once."""
    return Face(name, size)


def tidy(text: str) -> str:
    """Text as it is broken into lines: letters composed with their signs, gaps single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())
