"""From numbers to places in a picture."""

from dataclasses import dataclass
from typing import Final

LOWEST: Final = 2.0  # pixels: one article among thousands is still seen


def plain(value: float) -> str:
    """A number as SVG reads it: no other digits, no comma, whatever the language of the page."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Row:
    """Equal slots beside each other over the whole width, the first where reading begins."""

    slots: int
    rtl: bool

    def left(self, slot: float, width: float = 1) -> float:
        """Percents from the left edge to a stretch of `width` slots that begins at `slot`."""
        start = 100 * slot / self.slots
        return 100 - start - self.wide(width) if self.rtl else start

    def wide(self, width: float) -> float:
        """Percents of the picture that so many slots take."""
        return 100 * width / self.slots

    def middle(self, slot: float) -> float:
        """Percents from the left edge to the middle of a slot."""
        return self.left(slot + 0.5, 0)


def rise(count: int, highest: int, height: float) -> float:
    """How many pixels of `height` a count rises; 0 for none, and never too little to be seen."""
    return max(height * count / highest, LOWEST) if count and highest else 0.0


def ticks(highest: int) -> list[int]:
    """One to three round numbers up to `highest` at which lines help to read it, rising."""
    if highest < 1:
        return []
    power = 10 ** (len(str(highest)) - 1)
    steps = [power * part // 10 for part in (2, 5, 10, 20, 50) if power * part >= 10]
    step = next(step for step in steps if step and highest // step <= 3)
    return list(range(step, highest + 1, step))
