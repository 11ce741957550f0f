"""What a paper says, as plain data: it can be told apart by its content, and drawn by a process
that knows neither the database nor the site.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Final

EDITION: Final = 1
"""Changes with the look of papers: those that are kept are then made anew."""


@dataclass(frozen=True)
class Source:
    """A line about where an article is from: a label, a text, and where it leads."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Said:
    """One article: `language` and `rtl` are those of its text, `told` of what Diwan says of it.

    `cut` says that the text goes on elsewhere, where it was too long.
    """

    heading: str
    language: str
    rtl: bool
    outlet: str
    date: str
    standfirst: str
    notes: tuple[str, ...]
    paragraphs: tuple[str, ...]
    cut: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class ArticlePaper:
    """A PDF of one article; `language` is that of what Diwan says."""

    language: str
    article: Said
    sources_heading: str

    @property
    def title(self) -> str:
        """What the document is called."""
        return self.article.heading


@dataclass(frozen=True)
class Dossier:
    """A PDF of many articles, with a title page, contents and sources."""

    language: str
    rtl: bool
    kind: str
    title: str
    description: str
    facts: tuple[str, ...]
    link: str
    contents_heading: str
    sources_heading: str
    articles: tuple[Said, ...]


def key(paper: ArticlePaper | Dossier) -> str:
    """A name for exactly this content in this look: 64 hexadecimal digits."""
    content = json.dumps([EDITION, type(paper).__name__, asdict(paper)], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
