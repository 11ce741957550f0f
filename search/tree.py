"""The tree that a query is, and what can be asked of it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from search.analysis import Analyser, built_in
from search.arabic import fold, is_stop_word
from search.highlight import Wanted
from search.irregular import relatives
from search.stemming import beginnings


@dataclass(frozen=True)
class Word:
    """A single word as typed; ``start`` and ``end`` (exclusive) are offsets into the query.

    ``as_written`` leaves out its other spellings and inflections.
    """

    text: str
    start: int
    end: int
    as_written: bool = False


@dataclass(frozen=True)
class Prefix:
    """The beginning of a word, typed with a star after it; ``text`` is without the star."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Phrase:
    """Words in this order; ``text`` is what stands between the quotes, offsets include them."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class And:
    """All of the parts. At least one part is not a ``Not``; no part is itself an ``And``."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Or:
    """Any of the parts, none of which is a ``Not`` or an ``Or``."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Not:
    """Without the part, which is not a ``Not``; stands only among the parts of an ``And``."""

    part: "Node"


@dataclass(frozen=True)
class Field:
    """The part, sought in one field alone; ``name`` is one of ``FIELDS``."""

    name: str
    part: "Node"


@dataclass(frozen=True)
class Dated:
    """Published not before ``since`` and not after ``until``; one of them is None.

    ``start`` and ``end`` (exclusive) are offsets into the query.
    """

    since: datetime.date | None
    until: datetime.date | None
    start: int
    end: int


@dataclass(frozen=True)
class Sound:
    """Any name that sounds so; ``key`` is what ``search.names.sound`` gives for it."""

    key: str


@dataclass(frozen=True)
class Alternatives:
    """What was typed, or one of the others, which count for less.

    ``name`` is the address of the name that all of them are spellings of, if they are of one.
    """

    typed: "Node"
    others: "tuple[Node, ...]"
    name: str | None = None


Node: TypeAlias = Word | Prefix | Phrase | And | Or | Not | Field | Dated | Sound | Alternatives
Leaf: TypeAlias = Word | Prefix | Phrase | Dated | Sound

# What a reader may write before a colon, in Arabic or English, and the field that it means.
FIELDS = {
    "title": ("عنوان", "العنوان", "title"),
    "outlet": ("مصدر", "المصدر", "ناشر", "outlet", "source"),
    "theme": ("موضوع", "الموضوع", "theme", "topic"),
    "person": ("شخص", "شخصية", "person"),
    "organisation": ("منظمة", "هيئة", "organisation", "organization"),
    "place": ("مكان", "place"),
    "since": ("من", "منذ", "from", "since"),
    "until": ("إلى", "حتى", "to", "until"),
}


def join(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """Join ``parts``; one part stands for itself, and parts of the same kind are taken in."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def leaves(node: Node, *, excluded: bool = True) -> Iterator[Leaf]:
    """Yield the words, prefixes, phrases and dates of a tree in their order.

    Without ``excluded``, those under a ``Not`` are left out.
    """
    if isinstance(node, Word | Prefix | Phrase | Dated | Sound):
        yield node
    elif isinstance(node, Alternatives):
        for part in (node.typed, *node.others):
            yield from leaves(part, excluded=excluded)
    elif isinstance(node, Field):
        yield from leaves(node.part, excluded=excluded)
    elif isinstance(node, Not):
        if excluded:
            yield from leaves(node.part)
    else:
        for part in node.parts:
            yield from leaves(part, excluded=excluded)


def wanted(node: Node, analyser: Analyser | None = None) -> Wanted:
    """Return what a query positively searches for, for ``search.highlight``.

    The words are analysed by ``analyser``, or by the built-in one.
    A phrase of one word counts as that word; the words of a longer phrase are wanted only in it.
    """
    analyser = analyser or built_in()
    stems: set[str] = set()
    sounds: set[str] = set()
    surfaces: set[str] = set()
    prefixes: dict[str, None] = {}
    phrases: dict[tuple[str, ...], None] = {}
    for leaf in leaves(_in_texts(node), excluded=False):
        if isinstance(leaf, Dated):
            continue
        if isinstance(leaf, Sound):
            sounds.add(leaf.key)
        elif isinstance(leaf, Prefix):
            prefixes.update(dict.fromkeys(beginnings(fold(leaf.text))))
        else:
            words = analyser.tokens(leaf.text)
            if isinstance(leaf, Word) and leaf.as_written:
                surfaces.update(word.surface for word in words)
                continue
            if len(words) > 1:
                phrases[tuple(word.stem for word in words)] = None
                continue
            stems.update(word.stem for word in words)
            for word in words:
                for field, term in relatives(word.surface, word.stem, analyser):
                    (stems if field == "text" else surfaces).add(term)
    return Wanted(
        frozenset(stems),
        tuple(prefixes),
        tuple(phrases),
        frozenset(sounds),
        frozenset(surfaces),
        analyser,
    )


def _in_texts(node: Node) -> Node:
    """Leave out what is sought in names of outlets and themes: it is not to be marked in texts."""
    if isinstance(node, And | Or):
        kept = [_in_texts(p) for p in node.parts if not _is_of_names(p)]
        return type(node)(tuple(kept))
    return And(()) if _is_of_names(node) else node


def _is_of_names(node: Node) -> bool:
    return isinstance(node, Field) and node.name != "title"


def without_stop_words(node: Node) -> Node:
    """Return the tree without the stop words that stand beside other words.

    They stay in phrases, as alternatives and after NOT, and where no other wanted word would be
    left: a reader who types only «من» is searching for it.
    """
    if isinstance(node, Or):
        return join(Or, [without_stop_words(part) for part in node.parts])
    if not isinstance(node, And):
        return node
    kept = [without_stop_words(part) for part in node.parts if not _is_stop_word(part)]
    has_wanted = any(not isinstance(part, Not) for part in kept)
    return join(And, kept) if has_wanted else node


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and is_stop_word(fold(node.text))
