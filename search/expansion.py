"""Names in a query, sought under every spelling.

Names that the authority file knows are sought under all that it gives for them. A word in Latin
letters that it does not know is sought by its sound. What the reader typed stays first, and
counts for more.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from search.arabic import analyse, tokens
from search.names import Name, authority, known_names, latin_sound
from search.tree import Alternatives, And, Node, Not, Or, Phrase, Sound, Word


@dataclass(frozen=True)
class Expansion:
    """What a reader typed and what was sought besides, to be told on the page."""

    typed: str
    others: tuple[str, ...]


def expand(node: Node) -> tuple[Node, list[Expansion]]:
    """The tree with every name widened to its spellings, and what was added.

    Words side by side may be one name («مجلس الأمن»); phrases, fields and what is refused are
    left as they were typed.
    """
    if isinstance(node, Word):
        parts, added = _expand_words([node])
        return parts[0], added
    if isinstance(node, And):
        return _expand_all(node)
    if isinstance(node, Or):
        pairs = [expand(part) for part in node.parts]
        return Or(tuple(part for part, _ in pairs)), [e for _, added in pairs for e in added]
    return node, []


@cache
def names_by_slug() -> dict[str, Name]:
    """The names of the authority file by their address."""
    return {name.slug: name for name in known_names()}


@lru_cache(maxsize=8)  # one article's text is asked about once for each of its fields
def mentions(text: str) -> tuple[Name, ...]:
    """The names that a text mentions under any spelling, each once, in order."""
    words = [text[token.start : token.end] for token in tokens(text)]
    return tuple(dict.fromkeys(match.name for match in authority().find(words)))


def _expand_all(node: And) -> tuple[Node, list[Expansion]]:
    parts: list[Node] = []
    added: list[Expansion] = []
    run: list[Word] = []
    for part in [*node.parts, None]:
        if isinstance(part, Word):
            run.append(part)
            continue
        widened, more = _expand_words(run)
        parts, added, run = parts + widened, added + more, []
        if isinstance(part, Or | And):
            inner, more = expand(part)
            parts, added = [*parts, inner], added + more
        elif part is not None:
            parts.append(part)
    assert any(not isinstance(part, Not) for part in parts)
    return (parts[0] if len(parts) == 1 else And(tuple(parts))), added


def _expand_words(words: list[Word]) -> tuple[list[Node], list[Expansion]]:
    parts: list[Node] = []
    added: list[Expansion] = []
    at = 0
    for match in authority().find([word.text for word in words]):
        parts += [_by_sound(word) for word in words[at : match.start]]
        named = words[match.start : match.end]
        at = match.end
        others = _others(named, match.name.spellings)
        typed = named[0] if len(named) == 1 else And(tuple(named))
        parts.append(Alternatives(typed, tuple(map(_sought, others))) if others else typed)
        if others:
            added.append(Expansion(" ".join(word.text for word in named), others))
    return parts + [_by_sound(word) for word in words[at:]], added


def _others(typed: list[Word], spellings: tuple[str, ...]) -> tuple[str, ...]:
    """The spellings that would find more than what was typed finds."""
    seen = [tuple(stem for word in typed for stem in analyse(word.text))]
    others = []
    for spelling in spellings:
        stems = tuple(analyse(spelling))
        if not any(_holds(stems, known) for known in seen):
            seen.append(stems)
            others.append(spelling)
    return tuple(others)


def _holds(stems: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether `part` stands within `stems`: the longer name is then found by the shorter."""
    return any(stems[at : at + len(part)] == part for at in range(len(stems) - len(part) + 1))


def _sought(spelling: str) -> Node:
    words = analyse(spelling)
    return Word(spelling, 0, 0) if len(words) == 1 else Phrase(spelling, 0, 0)


def _by_sound(word: Word) -> Node:
    key = latin_sound(word.text) if word.text.isascii() and word.text.isalpha() else ""
    return Alternatives(word, (Sound(key),)) if key else word
