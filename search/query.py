"""What a reader typed into the search box, as a small tree.

The grammar, from the loosest binding to the tightest:

    query   = all { OR all }                 OR is «أو», «او», OR or |
    all     = part { part }                  words side by side: all of them
    part    = [ NOT ] basic                  NOT is «ليس», NOT, or a hyphen at the word
    basic   = [ field: ] ( word | word* | "phrase" | ( query ) ) | from:date | to:date

A field («عنوان:», «مصدر:», «موضوع:» or its English name) is one only where something follows its
colon at once: «مصدر: رويترز» from a headline is two words. Dates are 2021-12-31, 2021-12 or 2021,
the year first or last, in digits of any script, or in words between quotes: من:"ديسمبر 2021".

A phrase may stand in any double quotes: "…", «…», “…”, „…“. Other punctuation is ignored, and
what looks like one word but is several in the index («روسيا-الناتو») is several words.

Whatever is typed, ``parse`` returns a tree or raises a ``QueryError`` whose message tells the
reader what to change. The time it takes is linear in the length, which is limited anyway.
"""

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from archive.dates import find_dates
from archive.names import months
from search.arabic import fold, raw_words, word_matches
from search.query_errors import (
    EmptyBrackets,
    MisplacedOperator,
    NestedTooDeep,
    NoWords,
    OnlyExclusions,
    PrefixTooShort,
    QueryTooLong,
    TooManyTerms,
    UnbalancedBrackets,
    UnbalancedQuotes,
    UnknownDate,
)
from search.tree import (
    FIELDS,
    And,
    Dated,
    Field,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sound,
    Word,
    join,
    leaves,
)

MAX_LENGTH: Final = 256
MAX_TERMS: Final = 16
MAX_DEPTH: Final = 10
MIN_PREFIX: Final = 2


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
_FIELD_OF: Final = {fold(name): field for field, names in FIELDS.items() for name in names}
_FIELD: Final = re.compile(r"(?P<name>[^\W\d_]+)[:：](?P<rest>.*)", re.DOTALL)
_DATE: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_DAY_FIRST: Final = re.compile(r"(?:(\d{1,2})[-/])?(\d{1,2})[-/](\d{4})")


class _Lexeme(NamedTuple):
    """A part of the query: an operator or bracket («or», «not», «(», «)»), a field, or nodes."""

    kind: str
    position: int
    nodes: tuple[Node, ...] = ()
    field: str = ""


def _lexemes(typed: _Typed) -> Iterator[_Lexeme]:
    """Yield the parts of the query; punctuation and empty phrases are passed over."""
    at = 0
    while (match := _LEXEME.search(typed.text, at)) is not None:
        at = match.end()
        sign, position = match["sign"], typed.offsets[match.start()]
        if sign is None:
            start = match.start()
            if _negates(typed.text, start) and _field_at(typed, start + 1, match.end()):
                yield _Lexeme("not", typed.offsets[start])
                start += 1
            while (named := _field_at(typed, start, match.end())) is not None:
                field, rest = named
                if field in ("since", "until"):
                    dated, at = _date_at(typed, field, start, rest, match.end())
                    yield _Lexeme("nodes", typed.offsets[start], (dated,))
                    break
                yield _Lexeme("field", typed.offsets[start], field=field)
                start = rest
            else:
                if start < match.end():
                    yield from _chunk(typed, start, match.end())
        elif sign in _QUOTES:
            at = _closing_quote(typed, match.start())
            phrase = Phrase(typed.text[match.end() : at], position, typed.offsets[at] + 1)
            at += 1
            if raw_words(phrase.text):
                yield _Lexeme("nodes", position, (phrase,))
        else:
            yield _Lexeme("or" if sign == "|" else sign, position)


def _field_at(typed: _Typed, start: int, end: int) -> tuple[str, int] | None:
    """Return the field that a chunk begins with, and where what it applies to begins."""
    match = _FIELD.fullmatch(typed.text, start, end)
    field = match and _FIELD_OF.get(fold(match["name"]))
    if not match or not field:
        return None
    rest = match.start("rest")
    follower = typed.text[rest : rest + 1]
    return None if not follower or follower.isspace() else (field, rest)


def _date_at(typed: _Typed, field: str, start: int, rest: int, end: int) -> tuple[Dated, int]:
    """Return the date that stands at ``rest``, bare or in quotes, and where it ends."""
    if typed.text[rest] in _QUOTES:
        closing = _closing_quote(typed, rest)
        written, end = typed.text[rest + 1 : closing], closing + 1
    else:
        written = typed.text[rest:end]
    span = read_period(written)
    if span is None:
        raise UnknownDate(typed.offsets[rest])
    first, last = span
    since, until = (first, None) if field == "since" else (None, last)
    return Dated(since, until, typed.offsets[start], typed.offsets[end - 1] + 1), end


def read_period(written: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and last day of a year, month or day as a reader writes it, or None.

    What is read must leave no figure over, nor a hyphen before it or behind: «2021 2022», «2021-00»
    and «-2021» are no periods.
    """
    text = _clean(written).text.strip()
    if text[:1] in _HYPHENS or text[-1:] in _HYPHENS:  # nothing is written at all, or too little
        return None
    year: int | None
    if match := _DATE.fullmatch(text):  # int() reads the digits of every script
        year, month, day = _numbers(match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = _numbers(match.groups())
    else:
        in_arabic = _LATIN_WORD.sub(lambda word: _months().get(word[0].lower(), word[0]), text)
        in_arabic = f"عام {in_arabic.replace('-', ' ')}"
        mention = next(iter(find_dates(in_arabic) or find_dates(in_arabic[4:])), None)
        if mention is None or _figures(mention.words) != _figures(in_arabic):
            return None
        year, month, day = mention.year, mention.month, mention.day
    if not year:
        return None
    try:
        first = datetime.date(year, 1 if month is None else month, 1 if day is None else day)
        if day is not None:
            return first, first
        last_month = month or 12
        return first, first.replace(month=last_month, day=calendar.monthrange(year, last_month)[1])
    except ValueError:  # 2021-13, 2021-02-30, 2021-00
        return None


def _numbers(parts: Iterable[str | None]) -> Iterator[int | None]:
    return (int(part) if part else None for part in parts)


def _figures(text: str) -> int:
    return sum(char.isdecimal() for char in text)


_LATIN_WORD: Final = re.compile("[A-Za-z]+")


@cache
def _months() -> dict[str, str]:
    """Return the Arabic name of each month by its English ones in small letters."""
    return {
        spelling.lower(): name.arabic
        for name in months().values()
        for spelling in name.spellings
        if spelling.isascii()
    }


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
    for word in word_matches(chunk):
        text, (first, behind) = word[0], word.span()
        start = typed.offsets[base + first]
        end = typed.offsets[base + behind - 1] + 1
        if chunk[first - 1 : first] == "*":
            raise PrefixTooShort(start)
        if chunk[behind : behind + 1] == "*":
            yield _prefix(text, start, end + 1)
        else:
            yield Word(text, start, end)


def _prefix(text: str, start: int, end: int) -> Prefix:
    if len(fold(text)) < MIN_PREFIX:
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
            if self.next.kind not in ("nodes", "not", "field", "("):
                raise MisplacedOperator(operator.position)
            parts.append(self.all_of())
        return join(Or, parts)

    def all_of(self) -> Node:
        parts = [self.part()]
        while self.next.kind in ("nodes", "not", "field", "("):
            parts.append(self.part())
        return join(And, parts)

    def part(self) -> Node:
        if self.next.kind != "not":
            return self.basic()
        operator = self.take()
        if self.next.kind not in ("nodes", "field", "("):
            raise MisplacedOperator(operator.position)
        return Not(self.basic())

    def basic(self) -> Node:
        lexeme = self.take()
        if lexeme.kind == "nodes":
            return join(And, list(lexeme.nodes))
        if lexeme.kind == "(":
            return self.in_brackets(lexeme)
        if lexeme.kind == "field" and self.next.kind in ("nodes", "("):
            return Field(lexeme.field, self.basic())
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


def _size(leaf: Leaf) -> int:
    return len(raw_words(leaf.text)) if isinstance(leaf, Phrase) else 1


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
    return next(leaf.start for leaf in leaves(node) if not isinstance(leaf, Sound))


def without_quotes(text: str) -> str:
    """Return a query with its phrases as words side by side.

    It stays as it is where a phrase is refused or sought in one field alone.
    """
    if re.search(f"[{_HYPHENS}:：][{_QUOTES}]", text):
        return text
    return re.sub(f"[{_QUOTES}]", " ", text).strip()


def plain(text: str) -> Node | None:
    """Return the words of a text as a query for all of them, whatever signs stand among them.

    None for a text without words. Nothing in it is an operator, and it may be of any length.
    """
    words = [Word(found[0], *found.span()) for found in word_matches(text)]
    return join(And, [*words]) if words else None
