"""Text as the archive keeps it, whoever writes it: a reader of pages or an editor in a form."""

import re

# Controls that turn the direction of all that follows, and characters that no text needs.
UNWANTED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
LINE_END = re.compile("\r\n?|\u2028|\u2029|\x85")


def clean(text: str) -> str:
    """`text` with line feeds for all line ends, and without U+202A–202E, 2066–2069 and controls."""
    return UNWANTED.sub("", LINE_END.sub("\n", text))
