"""Which way each character of a line runs, and in which order a reader of PDFs has to meet them.

`levels` and `visual_order` are the Unicode Bidirectional Algorithm (UAX 9) for text without the
characters that embed, override or isolate: the archive keeps none (`archive.text.clean`). fpdf2's
own goes wrong at brackets and calls itself once for each space in a row; python-bidi gives the
line that comes out, not where its characters come from. It is what the tests compare with.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_PAIRS: Final = "()[]{}<>«»‹›≤≥⟨⟩⟪⟫⟦⟧“”‘’"
EXCHANGED: Final = {
    **dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)),
    **dict(zip(_PAIRS[1::2], _PAIRS[::2], strict=True)),
}
"""What a reader takes a sign for that it meets among letters that run from the right."""
OPENING: Final = dict(zip("([{⟨⟪⟦", ")]}⟩⟫⟧", strict=True))

# One letter for each bidirectional class; those that embed and isolate are never met.
_CLASSES: Final = {
    "L": "L", "R": "R", "AL": "A", "EN": "E", "AN": "N", "ES": "P", "ET": "T", "CS": "C",
    "NSM": "M", "BN": "B", "B": "W", "S": "W", "WS": "W",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _class(character: str) -> str:
    return _CLASSES.get(unicodedata.bidirectional(character), "O")


def begins_right(text: str) -> bool:
    """Whether the first letter of `text` is one of a script that runs from the right (P2, P3)."""
    classes = map(_class, text)
    return next((c != "L" for c in classes if c in "LRA"), False)


def levels(text: str, rtl: bool) -> list[int]:
    """The level of each character: odd ones run from the right, even ones from the left.

    `rtl` says where the lines of the paragraph begin.
    """
    classes = "".join(map(_class, text))
    base = "R" if rtl else "L"
    if not re.search("[LEN]" if rtl else "[RAN]", classes):
        return [int(rtl)] * len(text)
    # X9: what has no width takes no part, and goes the way of what stands before it.
    seen = [at for at, c in enumerate(classes) if c != "B"]
    resolved = _neutral(
        "".join(text[at] for at in seen), _weak("".join(classes[at] for at in seen), base), base
    )
    upwards = {"R": 1, "L": 2 * rtl, "E": 2, "N": 2}  # I1, I2
    level, at, found = int(rtl), iter(resolved), []
    for c in classes:
        if c != "B":
            level = upwards[next(at)]
        found.append(level)
    return found


def _weak(classes: str, base: str) -> str:
    """W1 to W7: marks, digits and the signs among them."""
    classes = re.sub("^M+", lambda m: base * len(m[0]), classes)
    classes = re.sub("(.)(M+)", lambda m: m[1] * (1 + len(m[2])), classes)
    classes = re.sub("A[^LRA]*", lambda m: m[0].replace("E", "N"), classes).replace("A", "R")
    classes = re.sub("(?<=E)[PC](?=E)", "E", classes)
    classes = re.sub("(?<=N)C(?=N)", "N", classes)
    # Looked at once from its beginning: many signs in a row would take the square of their number.
    classes = re.sub("(?<!T)T++(?=E)|(?<=E)T++", lambda m: "E" * len(m[0]), classes)
    classes = re.sub("[PTC]", "O", classes)
    after_left = "(?:^|L)[^LR]*" if base == "L" else "L[^LR]*"
    return re.sub(after_left, lambda m: m[0].replace("E", "L"), classes)


def _neutral(text: str, classes: str, base: str) -> str:
    """N0 to N2: brackets, then spaces and signs go with what stands round them."""
    strong = list(classes)
    for opened, closed in _pairs(text, classes):
        inside = {"R" if c in "REN" else c for c in strong[opened + 1 : closed]} & {"L", "R"}
        if not inside:
            continue
        direction = base
        if base not in inside:
            backwards = (strong[at] for at in range(opened - 1, -1, -1))
            before = next((c for c in backwards if c in "LREN"), base)
            direction = "L" if before == "L" else "R"
        for bracket in (opened, closed):
            end = bracket + 1
            while end < len(text) and _class(text[end]) == "M":
                end += 1
            strong[bracket:end] = [direction] * (end - bracket)
    return re.sub(
        "(^|[LREN])([WO]+)(?=$|[LREN])",
        lambda m: m[1] + _between(m, base) * len(m[2]),
        "".join(strong),
    )


def _between(match: re.Match[str], base: str) -> str:
    text, end = match.string, match.end()
    sides = {
        "L" if c == "L" else "R" for c in (match[1] or base, text[end] if end < len(text) else base)
    }
    return sides.pop() if len(sides) == 1 else base


def _pairs(text: str, classes: str) -> list[tuple[int, int]]:
    """Where brackets open and close, in the order of opening (BD16)."""
    waiting: list[tuple[str, int]] = []
    found = []
    for at, character in enumerate(text):
        if classes[at] != "O":
            continue
        if character in OPENING:
            if len(waiting) == 63:
                break
            waiting.append((OPENING[character], at))
        elif any(character == closing for closing, _at in waiting):
            while waiting:
                closing, opened = waiting.pop()
                if closing == character:
                    found.append((opened, at))
                    break
    return sorted(found)


def visual_order(of_parts: Sequence[int]) -> list[int]:
    """The parts of a line from left to right, by the level of each (L2)."""
    order = list(range(len(of_parts)))
    odd = [level for level in of_parts if level % 2]
    for level in range(max(of_parts, default=0), min(odd, default=1) - 1, -1):
        reordered: list[int] = []
        for high, run in itertools.groupby(
            order, key=[one >= level for one in of_parts].__getitem__
        ):
            places = list(run)
            reordered += places[::-1] if high else places
        order = reordered
    return order


_SIDES: Final = {**dict.fromkeys("ENMCPTB", "weak"), "L": "left", "R": "right", "A": "right"}


def order_for_readers(line: str, *, turned: bool = False) -> list[tuple[int, str]]:
    """In which order to write the characters of a line into a PDF, and as which, by their places.

    A page holds characters and where they stand, but no word of their order. Readers guess it.
    PDFium, the one in Chromium, takes a line as it is written and cuts it into stretches: letters
    that run from the left, letters that run from the right, digits and marks, and signs. If most
    run from the right, or the document says that it does (`turned`), it turns the stretches round,
    and in each that runs from the right its characters and brackets. This is that backwards: what
    PDFium makes of it is `line` to the letter, however mixed. Text that is all Arabic comes out as
    it stands on the page from left to right, which is what other readers expect.
    """
    stretches = [
        (side, list(places))
        for side, places in itertools.groupby(
            range(len(line)), key=lambda at: _SIDES.get(_class(line[at]), "neutral")
        )
    ]
    sides = [side for side, _places in stretches]
    turned = turned or sides.count("right") > sides.count("left")
    current = "right" if turned else "left"
    written = []
    for side, places in stretches:
        if side in ("left", "right"):
            current = side
        if current == "right" and side != "weak":
            written.append([(at, EXCHANGED.get(line[at], line[at])) for at in reversed(places)])
        else:
            written.append([(at, line[at]) for at in places])
    return [one for stretch in (reversed(written) if turned else written) for one in stretch]
