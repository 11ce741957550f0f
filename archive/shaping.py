"""Arabic for what draws letters one by one from the left: terminals, and pictures.

Only here do presentation forms exist, on their way to where they are drawn. A page, a file and the
database hold text in logical order.
"""

import re
from collections.abc import Callable
from typing import Final

import arabic_reshaper
from bidi import get_display
from bidi.mirror import MIRRORED

_BASES: Final = {"rtl": "R", "ltr": "L"}
_MARK: Final = "\ufe00"
"""A sign that belongs to the character before it: after one that runs from the left, and before one
that was turned round."""

_BRACKET: Final = f"[{re.escape(''.join(MIRRORED))}]"
_MARKED: Final = re.compile(f"({_BRACKET}){_MARK}|{_MARK}({_BRACKET})")


def visual(
    text: str, direction: str = "auto", joined: Callable[[str], str] = arabic_reshaper.reshape
) -> str:
    """One line of `text` with its letters joined, in the order in which they stand from the left.

    `direction` is where the line begins: "rtl", "ltr", or "auto" for that of its first letter;
    `joined` gives letters the shapes that they take in their words. Break text into lines before:
    of what was turned round the end comes first.
    """
    # The library orders by all rules of Unicode, brackets in pairs included, and does not turn the
    # brackets themselves round: so each carries a mark that says which way it went.
    marked = re.sub(_BRACKET, rf"\g<0>{_MARK}", joined(text.replace(_MARK, "")))
    shown: str = get_display(marked, base_dir=_BASES.get(direction))
    return _MARKED.sub(lambda found: found[1] or MIRRORED[found[2]], shown)
