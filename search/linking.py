"""Names in running text, so that a page can link each where it first stands."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.arabic import word_matches
from search.authority import authority
from search.names import Name


class Part(NamedTuple):
    """A stretch of a text, and the name that it is, if it is one to be linked."""

    text: str
    name: Name | None = None


def linked(texts: Sequence[str], names: Iterable[Name]) -> list[list[Part]]:
    """Cut texts where these names first stand in them; put together, the parts are the texts.

    A name is told whole words, clitics and all, as a reader sees them: «ولستولتنبرغ».
    """
    wanted = {name.slug for name in names}
    return [_cut(text, wanted) for text in texts]


def _cut(text: str, wanted: set[str]) -> list[Part]:
    """The parts of one text; what is found is wanted no more."""
    if not wanted:
        return [Part(text)]
    words = list(word_matches(text))
    parts: list[Part] = []
    at = 0
    for match in authority().find([word[0] for word in words]):
        if match.name.slug in wanted:
            wanted.discard(match.name.slug)
            start, end = words[match.start].start(), words[match.end - 1].end()
            parts += Part(text[at:start]), Part(text[start:end], match.name)
            at = end
    return [part for part in (*parts, Part(text[at:])) if part.text]
