"""A query as any engine can be asked it: terms of fields, joined.

Two readings of the same query are made of Diwan's own tree. `stems` looks for stems in the text
alone. `alike` is what Diwan itself looks for, in the same fields and with the same weights: names
under all their spellings, irregular plurals, roots and sounds. Only what Diwan does beyond that
(words side by side raise an article) is in neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from search import ranking, tree
from search.analysis import Analyser, Token, loose
from search.arabic import fold
from search.expansion import expand
from search.irregular import relatives
from search.query import parse
from search.stemming import beginnings


@dataclass(frozen=True)
class Term:
    """A term of a field, and what it counts."""

    field: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Row:
    """Terms of a field one right after another."""

    field: str
    texts: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Beginning:
    """Any term of a field that begins so."""

    field: str
    text: str


@dataclass(frozen=True)
class All:
    """All of `parts` and none of `refused`; `raising` only adds to the score."""

    parts: "tuple[Asked, ...]"
    refused: "tuple[Asked, ...]" = ()
    raising: "tuple[Asked, ...]" = ()


@dataclass(frozen=True)
class Any:
    """At least one of the parts."""

    parts: "tuple[Asked, ...]"


Asked: TypeAlias = Term | Row | Beginning | All | Any


def stems(text: str, analyser: Analyser) -> Asked:
    """A query as stems of the text."""
    return _Stems(analyser).read(_parsed(text))


def alike(text: str, analyser: Analyser, is_known: Callable[[str], bool]) -> Asked:
    """A query as Diwan looks for it; `is_known` says whether a document holds a word."""
    widened, _expansions = expand(_parsed(text), is_known)
    return _Alike(analyser).read(widened)


def _parsed(text: str) -> tree.Node:
    parsed = parse(text)
    assert parsed is not None, f"a query without words: {text}"
    return tree.without_stop_words(parsed)


class _Stems:
    """Reads a tree; what each kind of leaf becomes is for the subclass to change."""

    def __init__(self, analyser: Analyser) -> None:
        self.analyser = analyser

    def read(self, node: tree.Node) -> Asked:
        match node:
            case tree.And(parts=parts):
                refused = tuple(self.read(p.part) for p in parts if isinstance(p, tree.Not))
                wanted = tuple(self.read(p) for p in parts if not isinstance(p, tree.Not))
                return All(wanted, refused)
            case tree.Or(parts=parts):
                return Any(tuple(map(self.read, parts)))
            case tree.Word(text=text) | tree.Phrase(text=text):
                tokens = self.analyser.tokens(text)
                if isinstance(node, tree.Phrase) and len(tokens) > 1:
                    return self.row(tokens)
                words = tuple(map(self.word, tokens))
                return words[0] if len(words) == 1 else All(words)
            case tree.Prefix(text=text):
                return self.beginning(fold(text))
            case tree.Alternatives():
                return self.alternatives(node)
            case tree.Sound(key=key):
                return Term("loose", "~" + key, ranking.SOUND)
        raise TypeError(f"no query of these has such a part: {node!r}")

    def word(self, token: Token) -> Asked:
        return Term("text", token.stem)

    def row(self, tokens: list[Token]) -> Asked:
        return Row("text", tuple(token.stem for token in tokens))

    def beginning(self, text: str) -> Asked:
        starts = tuple(Beginning("text", start) for start in beginnings(text))
        return starts[0] if len(starts) == 1 else Any(starts)

    def alternatives(self, node: tree.Alternatives) -> Asked:
        return self.read(node.typed)


class _Alike(_Stems):
    def word(self, token: Token) -> Asked:
        weights = ranking.TEXT
        stem = Term("text", token.stem, weights["text"])
        related = tuple(
            Term(field, term, ranking.RELATED)
            for field, term in relatives(token.surface, token.stem, self.analyser)
        )
        raising = (
            Term("surface", token.surface, weights["surface"]),
            Term("title", token.stem, weights["title"]),
            Term("title_surface", token.surface, weights["title_surface"]),
            *(Term("loose", form, weights["loose"]) for form in loose(token)),
        )
        # Whatever stands in a title stands in the text, which holds it.
        return All((Any((stem, *related)) if related else stem,), raising=raising)

    def row(self, tokens: list[Token]) -> Asked:
        forms = {
            field: tuple(t.surface if field.endswith("surface") else t.stem for t in tokens)
            for field in ("text", "surface", "title", "title_surface")
        }
        stem, *raising = (
            Row(field, texts, ranking.TEXT[field] * len(tokens)) for field, texts in forms.items()
        )
        return All((stem,), raising=tuple(raising))

    def beginning(self, text: str) -> Asked:
        starts = tuple(Beginning("surface", start) for start in beginnings(text))
        return starts[0] if len(starts) == 1 else Any(starts)

    def alternatives(self, node: tree.Alternatives) -> Asked:
        typed = self.read(node.typed)
        if node.name is not None:
            return Any((typed, Term("name", node.name, ranking.NAME)))
        return Any((typed, *map(self.read, node.others)))
