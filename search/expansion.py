"""Names in a query, sought under every spelling.

Names that the authority file knows are sought under all that it gives for them. A word in Latin
letters that it does not know is sought by its sound. What the reader typed stays first, and
counts for more.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from search.analysis import built_in
from search.arabic import raw_words
from search.authority import authority
from search.sounds import latin_sound, sound
from search.tree import Alternatives, And, Field, Node, Not, Or, Phrase, Sound, Word


@dataclass(frozen=True)
class Expansion:
    """What a reader typed and what was sought besides, to be told on the page."""

    typed: str
    others: tuple[str, ...]


def expand(node: Node, is_known: Callable[[str], bool]) -> tuple[Node, list[Expansion]]:
    """The tree with every name widened to its spellings, and what was added.

    Words side by side may be one name («مجلس الأمن»), and so may a phrase as a whole; what is
    sought in names of themes and the like is left as it was typed. A word of which `is_known`
    says that the archive does not hold it is sought by its sound.
    """
    return _Expander(is_known).expand(node)


def as_written(node: Node) -> Node:
    """The tree with the words of names sought as they were typed, in no other spelling."""
    if isinstance(node, Word):
        return _names_as_written((node,))[0]
    if isinstance(node, And):
        return And(_names_as_written(node.parts))
    if isinstance(node, Or):
        return Or(tuple(map(as_written, node.parts)))
    return node


def _names_as_written(parts: tuple[Node, ...]) -> tuple[Node, ...]:
    # What is no word parts one name from another, as a sign would.
    texts = [part.text if isinstance(part, Word) else "" for part in parts]
    named = {
        place
        for match in authority().find(texts)
        for place in range(match.start, match.end)
        if texts[place]
    }
    return tuple(
        replace(part, as_written=True)
        if isinstance(part, Word) and place in named
        else part
        if isinstance(part, Word | Not)
        else as_written(part)
        for place, part in enumerate(parts)
    )


class _Expander:
    def __init__(self, is_known: Callable[[str], bool]) -> None:
        self._is_known = is_known

    def expand(self, node: Node) -> tuple[Node, list[Expansion]]:
        if isinstance(node, Word):
            parts, added = self._words([node])
            return parts[0], added
        if isinstance(node, And):
            return self._all(node)
        if isinstance(node, Or):
            pairs = [self.expand(part) for part in node.parts]
            return Or(tuple(part for part, _ in pairs)), [e for _, added in pairs for e in added]
        if isinstance(node, Field) and node.name == "title":
            # The index keeps the sounds of whole texts alone.
            part, added = _Expander(lambda _text: True).expand(node.part)
            return Field(node.name, part), added
        if isinstance(node, Phrase):
            return self._phrase(node)
        return node, []

    def _phrase(self, phrase: Phrase) -> tuple[Node, list[Expansion]]:
        """The phrase, and the name that all of it is, if it is one."""
        words = raw_words(phrase.text)
        match authority().find(words):
            case [(0, end, name)] if end == len(words):
                typed = [Word(word, 0, 0) for word in words]
                others = _others(typed, name.spellings)
                widened = Alternatives(phrase, tuple(map(_sought, others)), name.slug)
                return widened, [Expansion(phrase.text, others)] if others else []
        return phrase, []

    def _all(self, node: And) -> tuple[Node, list[Expansion]]:
        parts: list[Node] = []
        added: list[Expansion] = []
        run: list[Word] = []
        for part in [*node.parts, None]:
            if isinstance(part, Word):
                run.append(part)
                continue
            widened, more = self._words(run)
            parts, added, run = parts + widened, added + more, []
            if isinstance(part, Not):
                # What is refused is refused under every spelling, and need not be told.
                parts.append(Not(self.expand(part.part)[0]))
            elif part is not None:
                inner, more = self.expand(part)
                parts, added = [*parts, inner], added + more
        assert any(not isinstance(part, Not) for part in parts)
        return (parts[0] if len(parts) == 1 else And(tuple(parts))), added

    def _words(self, words: list[Word]) -> tuple[list[Node], list[Expansion]]:
        parts: list[Node] = []
        added: list[Expansion] = []
        at = 0
        for match in authority().find([word.text for word in words]):
            parts += [self._by_sound(word) for word in words[at : match.start]]
            named = words[match.start : match.end]
            at = match.end
            others = _others(named, match.name.spellings)
            typed = named[0] if len(named) == 1 else And(tuple(named))
            parts.append(Alternatives(typed, tuple(map(_sought, others)), match.name.slug))
            if others:
                added.append(Expansion(" ".join(word.text for word in named), others))
        return parts + [self._by_sound(word) for word in words[at:]], added

    def _by_sound(self, word: Word) -> Node:
        """The word, and what sounds like it where the archive does not hold it."""
        if self._is_known(word.text):
            return word
        folded = built_in().forms(word.text)
        is_latin = word.text.isascii() and word.text.isalpha()
        key = latin_sound(word.text) if is_latin else sound(folded.surface)
        return Alternatives(word, (Sound(key),)) if key else word


def _others(typed: list[Word], spellings: tuple[str, ...]) -> tuple[str, ...]:
    """The spellings that are not what was typed, nor hold it as a longer name does."""
    seen = [_surfaces(" ".join(word.text for word in typed))]
    others = []
    for spelling in spellings:
        words = _surfaces(spelling)
        if not any(_holds(words, known) for known in seen):
            seen.append(words)
            others.append(spelling)
    return tuple(others)


def _surfaces(text: str) -> tuple[str, ...]:
    return tuple(word.surface for word in built_in().tokens(text))


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether `part` stands within `words`: the longer name is then found by the shorter."""
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


def _sought(spelling: str) -> Node:
    words = built_in().stems(spelling)
    return Word(spelling, 0, 0) if len(words) == 1 else Phrase(spelling, 0, 0)
