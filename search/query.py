"""What a reader typed into the search box, as a small tree.

The grammar, from the loosest binding to the tightest:

    query   = all { OR all }                 OR is «أو», «او», OR or |
    all     = part { part }                  words side by side: all of them
    part    = [ NOT ] basic                  NOT is «ليس», NOT, or a hyphen at the word
    basic   = word | word* | "phrase" | ( query )

A phrase may stand in any double quotes: "…", «…», “…”, „…“. Other punctuation is ignored, and
what looks like one word but is several in the index («روسيا-الناتو») is several words.

Whatever is typed, ``parse`` returns a tree or raises a ``QueryError`` whose message tells the
reader what to change. The time it takes is linear in the length, which is limited anyway.
"""

# ruff: noqa: N818 - the errors are named for what is wrong with a query: NoWords, QueryTooLong

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.arabic import Token, analyse, beginnings, fold, is_stop_word, tokens
from search.highlight import Wanted

MAX_LENGTH: Final = 256
MAX_TERMS: Final = 16
MAX_DEPTH: Final = 10
MIN_PREFIX: Final = 2


# --- The tree ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A single word as typed; ``start`` and ``end`` (exclusive) are offsets into the query."""

    text: str
    start: int
    end: int


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


Node: TypeAlias = Word | Prefix | Phrase | And | Or | Not


# --- Errors -----------------------------------------------------------------------------------


class QueryError(ValueError):
    """A query that cannot be searched for.

    ``message`` is a translatable sentence that tells the reader what to change; ``position`` is
    the offset in the query it is about, or None where it is about the whole.
    """

    message: ClassVar[Promise | str] = _("This search could not be understood. Please rephrase it.")

    def __init__(self, position: int | None = None) -> None:
        super().__init__(position)
        self.position = position

    def __str__(self) -> str:
        return str(self.message)


class QueryTooLong(QueryError):
    """More than ``MAX_LENGTH`` characters."""

    message = _("The search is too long. Please shorten it to 256 characters at most.")


class TooManyTerms(QueryError):
    """More than ``MAX_TERMS`` words, those in phrases included."""

    message = _("The search has too many words. Please use 16 words at most.")


class NoWords(QueryError):
    """Something was typed, but no word."""

    message = _("There are no words to search for. Please type at least one word.")


class OnlyExclusions(QueryError):
    """The query, or an alternative in it, only says what articles should not contain."""

    message = _(
        "The search only says what to leave out. Please say also what the articles should contain."
    )


class QuerySyntaxError(QueryError):
    """Signs that do not fit together."""


class UnbalancedQuotes(QuerySyntaxError):
    """A quotation mark without its partner."""

    message = _("A quotation mark is missing. Please close the phrase or remove the mark.")


class UnbalancedBrackets(QuerySyntaxError):
    """A bracket without its partner."""

    message = _("A bracket is missing. Please add its partner or remove it.")


class EmptyBrackets(QuerySyntaxError):
    """Brackets with no word inside."""

    message = _("There is nothing between the brackets. Please write a word there or remove them.")


class NestedTooDeep(QuerySyntaxError):
    """More than ``MAX_DEPTH`` brackets inside one another."""

    message = _("There are too many brackets inside one another. Please simplify the search.")


class MisplacedOperator(QuerySyntaxError):
    """OR without a word on each side, or NOT without a word after it."""

    message = _(
        "“OR” needs a word on each side and “NOT” a word after it. "
        "Please add the word, or put the operator in quotation marks to search for it."
    )


class PrefixTooShort(QuerySyntaxError):
    """A star after fewer than ``MIN_PREFIX`` letters, or before a letter."""

    message = _("A star can only stand at the end of a word, after two letters or more.")


# --- Cleaning ---------------------------------------------------------------------------------

# Invisible: soft hyphen, Arabic letter mark, zero-width characters, bidirectional controls
# (U+200E–200F, 202A–202E, 2066–2069), word joiner, byte order mark. They may stand inside a word.
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Control characters (NUL among them) and lone surrogates part words.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class _Typed(NamedTuple):
    """The cleaned query; ``offsets[i]`` is where its character i stood in the query as typed."""

    text: str
    offsets: list[int]


def _clean(text: str) -> _Typed:
    kept = [(at, char) for at, char in enumerate(text) if not _INVISIBLE.match(char)]
    cleaned = "".join(" " if _CONTROL.match(char) else char for _at, char in kept)
    return _Typed(cleaned, [at for at, _char in kept] + [len(text)])


# --- Signs ------------------------------------------------------------------------------------

# Keyboards and word processors mix the straight and the typographic double quotes freely, so any
# of them closes any other; guillemets pair with each other, in either direction.
_DOUBLE_QUOTES: Final = '"“”„‟＂'
_GUILLEMETS: Final = {"«": "»", "»": "«", "‹": "›", "›": "‹"}
_CLOSING: Final = dict.fromkeys(_DOUBLE_QUOTES, _DOUBLE_QUOTES) | _GUILLEMETS
_QUOTES: Final = "".join(_CLOSING)
_HYPHENS: Final = "-‐‑−－"
_LEXEME: Final = re.compile(rf"(?P<sign>[()|{_QUOTES}])|[^\s()|{_QUOTES}]+")
_OR_WORDS: Final = frozenset(["OR", fold("أو")])
_NOT_WORDS: Final = frozenset(["NOT", fold("ليس")])


class _Lexeme(NamedTuple):
    """A part of the query: an operator or bracket («or», «not», «(», «)»), or nodes."""

    kind: str
    position: int
    nodes: tuple[Node, ...] = ()


def _lexemes(typed: _Typed) -> Iterator[_Lexeme]:
    """Yield the parts of the query; punctuation and empty phrases are passed over."""
    at = 0
    while (match := _LEXEME.search(typed.text, at)) is not None:
        at = match.end()
        sign, position = match["sign"], typed.offsets[match.start()]
        if sign is None:
            yield from _chunk(typed, match.start(), match.end())
        elif sign in _QUOTES:
            at = _closing_quote(typed, match.start())
            phrase = Phrase(typed.text[match.end() : at], position, typed.offsets[at] + 1)
            at += 1
            if analyse(phrase.text):
                yield _Lexeme("nodes", position, (phrase,))
        else:
            yield _Lexeme("or" if sign == "|" else sign, position)


def _closing_quote(typed: _Typed, opening: int) -> int:
    """Return where the phrase opened at ``opening`` is closed."""
    closing = _CLOSING[typed.text[opening]]
    for at in range(opening + 1, len(typed.text)):
        if typed.text[at] in closing:
            return at
    raise UnbalancedQuotes(typed.offsets[opening])


def _chunk(typed: _Typed, start: int, end: int) -> Iterator[_Lexeme]:
    """Yield what stands between spaces: an operator, or words with a hyphen before them."""
    chunk, position = typed.text[start:end], typed.offsets[start]
    if chunk in _OR_WORDS or fold(chunk) in _OR_WORDS:
        yield _Lexeme("or", position)
    elif chunk in _NOT_WORDS or fold(chunk) in _NOT_WORDS:
        yield _Lexeme("not", position)
    else:
        if _negates(typed.text, start):
            yield _Lexeme("not", position)
        nodes = tuple(_words(typed, chunk, start))
        if nodes:
            yield _Lexeme("nodes", position, nodes)


def _negates(text: str, at: int) -> bool:
    """Say whether a hyphen at ``at`` means NOT.

    It does at the beginning of what stands between spaces, with a letter, digit, quote or
    bracket right behind it: a dash between spaces and a hyphen inside a word do not.
    """
    if text[at] not in _HYPHENS or at + 1 == len(text):
        return False
    is_at_start = at == 0 or text[at - 1].isspace() or text[at - 1] in "(|"
    follower = text[at + 1]
    return is_at_start and (follower.isalnum() or follower == "(" or follower in _QUOTES)


def _words(typed: _Typed, chunk: str, base: int) -> Iterator[Word | Prefix]:
    """Yield the words of a chunk that begins at ``base``; a star makes one a prefix."""
    for token in tokens(chunk):
        text = chunk[token.start : token.end]
        start = typed.offsets[base + token.start]
        end = typed.offsets[base + token.end - 1] + 1
        if chunk[token.start - 1 : token.start] == "*":
            raise PrefixTooShort(start)
        if chunk[token.end : token.end + 1] == "*":
            yield _prefix(token, text, start, end + 1)
        else:
            yield Word(text, start, end)


def _prefix(token: Token, text: str, start: int, end: int) -> Prefix:
    if len(token.text) < MIN_PREFIX:
        raise PrefixTooShort(start)
    return Prefix(text, start, end)


# --- Parsing ----------------------------------------------------------------------------------


def parse(text: str) -> Node | None:
    """Return the tree of a query, or None when there is nothing but white space.

    In the tree every ``Not`` stands in an ``And`` beside something that is wanted, so that no
    part of it asks for «everything but». Raises a ``QueryError``, and nothing else, for a query
    that cannot be searched for.
    """
    if len(text.strip()) > MAX_LENGTH:
        raise QueryTooLong
    typed = _clean(text)
    if not typed.text.strip():
        return None
    lexemes = list(_lexemes(typed))
    if not lexemes:
        raise NoWords
    tree = _Parser(lexemes, len(text)).query()
    if sum(map(_size, leaves(tree))) > MAX_TERMS:
        raise TooManyTerms
    _check_wanted(tree)
    return tree


class _Parser:
    """Recursive descent over the lexemes, never deeper than ``MAX_DEPTH`` brackets."""

    def __init__(self, lexemes: list[_Lexeme], end: int) -> None:
        self.lexemes = [*lexemes, _Lexeme("end", end)]
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> _Lexeme:
        return self.lexemes[self.at]

    def take(self) -> _Lexeme:
        taken = self.next
        self.at += 1
        return taken

    def query(self) -> Node:
        tree = self.any_of()
        if self.next.kind != "end":  # only a closing bracket stops the parser before the end
            raise UnbalancedBrackets(self.next.position)
        return tree

    def any_of(self) -> Node:
        parts = [self.all_of()]
        while self.next.kind == "or":
            operator = self.take()
            if self.next.kind not in ("nodes", "not", "("):
                raise MisplacedOperator(operator.position)
            parts.append(self.all_of())
        return _join(Or, parts)

    def all_of(self) -> Node:
        parts = [self.part()]
        while self.next.kind in ("nodes", "not", "("):
            parts.append(self.part())
        return _join(And, parts)

    def part(self) -> Node:
        if self.next.kind != "not":
            return self.basic()
        operator = self.take()
        if self.next.kind not in ("nodes", "("):
            raise MisplacedOperator(operator.position)
        return Not(self.basic())

    def basic(self) -> Node:
        lexeme = self.take()
        if lexeme.kind == "nodes":
            return _join(And, list(lexeme.nodes))
        if lexeme.kind == "(":
            return self.in_brackets(lexeme)
        raise (UnbalancedBrackets if lexeme.kind == ")" else MisplacedOperator)(lexeme.position)

    def in_brackets(self, opening: _Lexeme) -> Node:
        if self.next.kind == ")":
            raise EmptyBrackets(opening.position)
        if self.next.kind == "end":
            raise UnbalancedBrackets(opening.position)
        if self.depth == MAX_DEPTH:
            raise NestedTooDeep(opening.position)
        self.depth += 1
        tree = self.any_of()
        self.depth -= 1
        if self.take().kind != ")":
            raise UnbalancedBrackets(opening.position)
        return tree


def _join(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """Join ``parts``; one part stands for itself, and parts of the same kind are taken in."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _size(leaf: Word | Prefix | Phrase) -> int:
    return len(tokens(leaf.text)) if isinstance(leaf, Phrase) else 1


def _check_wanted(node: Node) -> None:
    """Raise ``OnlyExclusions`` unless every ``Not`` stands beside something that is wanted."""
    if isinstance(node, Not):
        raise OnlyExclusions(_start(node))
    if isinstance(node, Or):
        for part in node.parts:
            _check_wanted(part)
    if isinstance(node, And):
        if all(isinstance(part, Not) for part in node.parts):
            raise OnlyExclusions(_start(node))
        for part in node.parts:
            _check_wanted(part.part if isinstance(part, Not) else part)


def _start(node: Node) -> int:
    return next(leaves(node)).start


# --- Using the tree ---------------------------------------------------------------------------


def leaves(node: Node, *, excluded: bool = True) -> Iterator[Word | Prefix | Phrase]:
    """Yield the words, prefixes and phrases of a tree in their order.

    Without ``excluded``, those under a ``Not`` are left out.
    """
    if isinstance(node, Word | Prefix | Phrase):
        yield node
    elif isinstance(node, Not):
        if excluded:
            yield from leaves(node.part)
    else:
        for part in node.parts:
            yield from leaves(part, excluded=excluded)


def wanted(node: Node) -> Wanted:
    """Return what a query positively searches for, for ``search.highlight``.

    A phrase of one word counts as that word; the words of a longer phrase are wanted only in it.
    """
    stems: set[str] = set()
    prefixes: dict[str, None] = {}
    phrases: dict[tuple[str, ...], None] = {}
    for leaf in leaves(node, excluded=False):
        if isinstance(leaf, Prefix):
            prefixes.update(dict.fromkeys(beginnings(fold(leaf.text))))
        else:
            words = tuple(analyse(leaf.text))
            if len(words) == 1:
                stems.update(words)
            else:
                phrases[words] = None
    return Wanted(frozenset(stems), tuple(prefixes), tuple(phrases))


def without_stop_words(node: Node) -> Node:
    """Return the tree without the stop words that stand beside other words.

    They stay in phrases, as alternatives and after NOT, and where no other wanted word would be
    left: a reader who types only «من» is searching for it.
    """
    if isinstance(node, Or):
        return _join(Or, [without_stop_words(part) for part in node.parts])
    if not isinstance(node, And):
        return node
    kept = [without_stop_words(part) for part in node.parts if not _is_stop_word(part)]
    has_wanted = any(not isinstance(part, Not) for part in kept)
    return _join(And, kept) if has_wanted else node


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and is_stop_word(fold(node.text))
