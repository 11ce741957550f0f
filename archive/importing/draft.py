"""What every reader makes of what it read: plain data, not yet in the archive."""

from dataclasses import dataclass, field
from typing import Final

from archive.dating import Published
from archive.reasons import Fact, Reason


@dataclass(frozen=True)
class DraftCredit:
    """A source that the article names; `role` is one of Credit.Role."""

    name: str
    role: str


@dataclass(eq=False)
class Draft:
    """One article as a reader understood it.

    `paragraphs` is the running text in order, the standfirst included where the page prints it as
    the first paragraph. `found_inside` holds other articles that stand in the same page. `url` is
    where it was published, `language` a code of ISO 639-1; `themes` are addresses (slugs) of themes
    under which whoever sends it has put it.
    """

    title: str = ""
    standfirst: str = ""
    caption: str = ""
    paragraphs: list[str] = field(default_factory=list)
    outlet: str = ""
    credits: list[DraftCredit] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    published: Published | None = None
    is_excerpt: bool = False
    url: str = ""
    language: str = "ar"
    themes: list[str] = field(default_factory=list)
    found_inside: list["Draft"] = field(default_factory=list)

    def text(self) -> str:
        """Title and paragraphs, as inference and look-ups read them."""
        return "\n".join([self.title, *self.paragraphs])


class Refused(Exception):
    """Something cannot be imported; `reason` is one sentence that says what to do.

    It is made of that, or of a message with its facts as a Reason is.
    """

    def __init__(self, why: str, /, **facts: Fact) -> None:
        self.reason = why if isinstance(why, Reason) else Reason(why, **facts)
        super().__init__(self.reason)


FAULT: Final = Reason("a fault of the program kept it out: see the log.")
"""The sentence where the program itself failed, which must not keep out what comes after."""
