"""What a paper says, as plain data.

So it can be told by its content from another, and drawn by a process that knows neither the
database nor the site.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

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
    """One article; `language` is that of its text, and `rtl` whether its lines begin on the right.

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

    @property
    def letters(self) -> int:
        """How long its text is, in characters."""
        return len(self.heading) + len(self.standfirst) + sum(map(len, self.paragraphs))

    @classmethod
    def read(cls, fields: dict[str, Any]) -> Self:
        """The article whose fields `asdict` gave, once JSON has made lists of them."""
        made: dict[str, Any] = {
            **fields,
            "notes": tuple(fields["notes"]),
            "paragraphs": tuple(fields["paragraphs"]),
            "sources": tuple(Source(**source) for source in fields["sources"]),
        }
        return cls(**made)


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

    @property
    def letters(self) -> int:
        """How long its text is, in characters."""
        return self.article.letters


@dataclass(frozen=True)
class Dossier:
    """A PDF of many articles, with a title page, contents and sources."""

    language: str
    kind: str
    title: str
    description: str
    facts: tuple[str, ...]
    link: str
    contents_heading: str
    sources_heading: str
    articles: tuple[Said, ...]

    @property
    def letters(self) -> int:
        """How long its texts are together, in characters."""
        return sum(article.letters for article in self.articles)


Paper = ArticlePaper | Dossier


def written(paper: Paper) -> str:
    """A paper as JSON."""
    return json.dumps([EDITION, type(paper).__name__, asdict(paper)])


def read(text: str) -> Paper:
    """The paper that `written` wrote."""
    _edition, kind, fields = json.loads(text)
    if kind == ArticlePaper.__name__:
        return ArticlePaper(**{**fields, "article": Said.read(fields["article"])})
    articles = tuple(map(Said.read, fields["articles"]))
    return Dossier(**{**fields, "facts": tuple(fields["facts"]), "articles": articles})


def key(paper: Paper) -> str:
    """A name for exactly this content in this look: 64 hexadecimal digits."""
    return hashlib.sha256(written(paper).encode()).hexdigest()
