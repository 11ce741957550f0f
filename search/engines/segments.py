"""Making a segment of entries.

What stands between white space becomes a number as it comes in. Each such stretch of text is
looked at once for the words in it, and each word is analysed once; the lists of a field are made in
one sort.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import compress, islice
from typing import Any, Final, NamedTuple

import numpy as np

from search.analysis import PARAGRAPH_GAP, Analyser, loose
from search.arabic import STOP_WORDS, word_matches
from search.authority import Authority, Role, authority_now
from search.caching import Cache
from search.engines import postings, word_starts
from search.engines.arrays import Array, ArrayWriter, smallest
from search.engines.codec import ArrayCodec, Segment
from search.engines.postings import Inverted
from search.engines.schema import ANALYSED, MENTIONS, VALUES, WITHOUT_POSITIONS, Entry

_OTHER_LINE_BREAKS: Final = ("\r", "\u2028", "\u2029")


class Numbers(dict[str, int]):
    """Numbers words from nought, in the order in which they are first seen."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Stretches:
    """The words in stretches of text, which are numbered: one in most, none in some."""

    def __init__(self, stretches: Collection[str]) -> None:
        # One behind another, for reading one long text is quicker than reading many short ones.
        self.lengths = np.fromiter(map(len, stretches), np.int64, len(stretches))
        """How many characters each stretch has."""
        ends = np.cumsum(self.lengths + 1)
        numbers, words, starts = Numbers(), array("I"), array("Q")
        for match in word_matches(" ".join(stretches)):
            words.append(numbers[match[0]])
            starts.append(match.start())
        self._words, places = np.array(words), np.array(starts).astype(np.int64)
        holders = np.searchsorted(ends, places, side="right")
        self._starts = (places - (ends - self.lengths - 1)[holders]).astype(np.uint32)
        self._counts = np.bincount(holders, minlength=len(stretches))
        self._firsts = np.cumsum(self._counts) - self._counts
        self.raw = list(numbers)

    def counts_of(self, stretches: Array) -> Array:
        """How many words each stretch holds."""
        return np.asarray(self._counts[stretches])

    def words_of(self, stretches: Array) -> tuple[Array, Array]:
        """The words of all stretches, as numbers of `raw`, and where each begins in its stretch."""
        counts = self._counts[stretches]
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(self._firsts[stretches] - (ends - counts), counts)
        return self._words[places], self._starts[places]


class _Texts:
    """The words of one analysed text of all entries, as numbers, when they were read."""

    def __init__(self) -> None:
        self._stretches = array("I")
        self._lengths = array("I")  # of paragraphs, in stretches
        self._begins = array("I")  # of paragraphs, in characters of the text
        self._paragraphs = array("I")  # of entries
        # Stretches before which there is not one space, as between most, and how much more.
        self._set_apart, self._by = array("I"), array("I")

    def add(self, text: str, numbers: Numbers) -> None:
        """Take in the text of one entry, as stretches between white space."""
        if not text:
            self._paragraphs.append(0)
            return
        before, begin = len(self._lengths), 0
        for line_break in _OTHER_LINE_BREAKS:
            text = text.replace(line_break, "\n")
        for paragraph in text.split("\n"):
            if found := paragraph.split():
                before_first = paragraph.index(found[0])
                # Nearly always one space stands between two.
                if not paragraph.startswith(" ".join(found), before_first):
                    self._note_spaces(paragraph[before_first:], found)
                self._stretches.extend(map(numbers.__getitem__, found))
                self._lengths.append(len(found))
                self._begins.append(begin + before_first)
            begin += len(paragraph) + 1
        self._paragraphs.append(len(self._lengths) - before)

    def _note_spaces(self, paragraph: str, found: list[str]) -> None:
        expected = 0
        for number, stretch in enumerate(found, len(self._stretches)):
            start = paragraph.index(stretch, max(expected - 1, 0))
            if start != expected:
                self._set_apart.append(number)
                self._by.append(start - expected)
            expected = start + len(stretch) + 1

    def read(self, stretches: _Stretches) -> None:
        """Let words take the place of the stretches, and forget paragraphs without words."""
        found = np.array(self._stretches)
        counts = stretches.counts_of(found)
        self.words, starts = stretches.words_of(found)
        """All words, one entry behind another."""
        begins = np.repeat(self._starts(stretches.lengths[found]), counts)
        self.starts = (begins + starts).astype(np.uint32)
        """Where each word begins in its text, in characters."""
        ends = np.cumsum(np.array(self._lengths, np.int64))
        words = np.concatenate(([0], np.cumsum(counts)))
        lengths = np.diff(words[np.concatenate(([0], ends))])
        docs = np.repeat(np.arange(len(self._paragraphs), dtype=np.uint32), self._paragraphs)
        self.lengths_of_paragraphs = lengths[lengths > 0]
        self.docs_of_paragraphs = docs[lengths > 0]
        self._stretches, self._lengths, self._begins = array("I"), array("I"), array("I")

    def _starts(self, lengths: Array) -> Array:
        """Where each stretch begins in its text, `lengths` being those of the stretches."""
        extra = np.zeros(len(lengths), np.int64)
        extra[np.array(self._set_apart, np.int64)] = np.array(self._by)
        # As if all stood in one line: then each paragraph is moved to where it begins.
        starts = np.cumsum(lengths + 1 + extra) - lengths - 1
        in_stretches = np.array(self._lengths, np.int64)
        firsts = np.cumsum(in_stretches) - in_stretches
        shifts = np.array(self._begins, np.int64) - (starts[firsts] - extra[firsts])
        return np.asarray(starts + np.repeat(shifts, in_stretches))

    @cached_property
    def docs(self) -> Array:
        """The entry that each word stands in."""
        return np.repeat(self.docs_of_paragraphs, self.lengths_of_paragraphs)

    @cached_property
    def positions(self) -> Array:
        """Where each word stands in its entry: paragraphs have a gap between them."""
        lengths, docs = self.lengths_of_paragraphs, self.docs_of_paragraphs
        paragraphs = np.bincount(docs, minlength=len(self._paragraphs))
        first = np.cumsum(paragraphs) - paragraphs  # of each entry
        start = np.cumsum(lengths) - lengths  # of each paragraph in the array
        gaps = PARAGRAPH_GAP * (np.arange(len(lengths)) - first[docs])
        shifts = gaps - start[first[docs]]
        positions = np.arange(len(self.words)) + np.repeat(shifts, lengths)
        return np.asarray(positions.astype(np.uint32))


class _Values:
    """The values of one kind of all entries."""

    def __init__(self) -> None:
        self._numbers, self._found, self._docs = Numbers(), array("I"), array("I")

    def add(self, values: Mapping[str, int], doc: int) -> None:
        """Take in the values of one entry."""
        for value, count in values.items():
            self._found.extend([self._numbers[value]] * count)
            self._docs.extend([doc] * count)

    def mention(self, values: Iterable[str], docs: Iterable[int]) -> None:
        """Take in values with the entries that have them."""
        self._found.extend(map(self._numbers.__getitem__, values))
        self._docs.extend(docs)

    def inverted(self) -> Inverted:
        """The lists of the values."""
        terms, rank = _ranked(self._numbers)
        docs = np.array(self._docs)
        order = np.argsort(docs, kind="stable")
        return postings.inverted(terms, rank[np.array(self._found)[order]], docs[order], None)


class _Terms(NamedTuple):
    """The terms that words are in one of their forms, in order.

    `of_words` are their places, one for each word, or several where a word may have several; -1
    stands for none.
    """

    terms: list[str]
    of_words: list[Array]


class _Form:
    """What each of many words is in one form, which may be `most` terms at once."""

    def __init__(self, most: int = 1) -> None:
        self._numbers = Numbers({"": 0})
        self._columns = [array("I") for _ in range(most)]

    def extend(self, *columns: Iterable[str]) -> None:
        """Say what further words are, the empty text where they are nothing."""
        for known, terms in zip(self._columns, columns, strict=True):
            known.extend(map(self._numbers.__getitem__, terms))

    def terms(self, words: Array) -> _Terms:
        """The terms that these words are."""
        found = [np.array(column)[words] for column in self._columns]
        is_held = np.zeros(len(self._numbers), bool)
        for numbers in found:
            is_held[numbers] = True
        is_held[0] = False
        terms, rank = _ranked(dict(compress(self._numbers.items(), is_held.tolist())))
        return _Terms(terms, [rank[numbers] for numbers in found])


class Vocabulary:
    """Raw words with what the index makes of them, worked out once for many segments."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        # As they are at this moment: what is indexed by older ones would stay so.
        self.authority = authority_now()
        self._forget()

    def _forget(self) -> None:
        self._numbers = Numbers()
        self._stems, self._surfaces, self._loose = _Form(), _Form(), _Form(most=2)
        self._roles: list[Role] = []
        self._is_function_word = array("b")

    def numbers(self, words: Iterable[str]) -> Array:
        """The numbers under which the words are known here, until others are asked for."""
        if len(self._numbers) > Cache.MOST_WORDS:
            self._forget()
        before = len(self._numbers)
        numbers = np.fromiter(map(self._numbers.__getitem__, words), np.int64)
        forms = [self._analyser.forms(word) for word in islice(self._numbers, before, None)]
        self._stems.extend([word.stem for word in forms])
        self._surfaces.extend([word.surface for word in forms])
        loose_forms = [(*loose(word), "", "") for word in forms]
        self._loose.extend(*([found[n] for found in loose_forms] for n in (0, 1)))
        self._roles += [self.authority.role(word.text) for word in forms]
        self._is_function_word.extend([word.text in STOP_WORDS for word in forms])
        return numbers

    def terms(self, numbers: Array) -> dict[str, _Terms]:
        """The terms that words are in each of their forms."""
        forms = {"stem": self._stems, "surface": self._surfaces, "loose": self._loose}
        return {name: form.terms(numbers) for name, form in forms.items()}

    def roles(self, numbers: Array) -> list[Role]:
        """What words may be in names."""
        return [self._roles[number] for number in numbers.tolist()]

    def are_function_words(self, numbers: Array) -> Array:
        """Which words are function words."""
        return np.array(self._is_function_word, bool)[numbers]


def _ranked(numbers: Mapping[str, int]) -> tuple[list[str], Array]:
    """Numbered words in order, and the place of each by its number; -1 for other numbers."""
    terms = sorted(numbers)  # as their bytes would be ordered
    rank = np.full(max(numbers.values(), default=0) + 1, -1, np.int32)
    rank[[numbers[term] for term in terms]] = np.arange(len(terms))
    return terms, rank


class SegmentMaker:
    """Takes entries in, none after their words are read, and writes them as one segment."""

    def __init__(self) -> None:
        self._stretches = Numbers()
        self._words: list[str] | None = None
        self._texts = {source: _Texts() for source in ANALYSED}
        self._values = {kind: _Values() for kind in VALUES}
        self._pks, self._days = array("q"), array("i")

    def __len__(self) -> int:
        return len(self._pks)

    def add(self, entry: Entry) -> None:
        """Take an entry in."""
        for source, texts in self._texts.items():
            texts.add(entry.texts.get(source, ""), self._stretches)
        for kind, found in entry.values.items():
            self._values[kind].add(found, len(self._pks))
        self._pks.append(entry.pk)
        self._days.append(entry.published.toordinal() if entry.published else 0)

    def words(self) -> list[str]:
        """The raw words of everything that was taken in, which are read here."""
        if self._words is None:
            stretches = _Stretches(self._stretches)
            for texts in self._texts.values():
                texts.read(stretches)
            self._words, self._stretches = stretches.raw, Numbers()
        return self._words

    def counts(self) -> dict[str, int]:
        """How often each raw word stands in the texts."""
        words = self.words()
        counts = np.bincount(self._texts["text"].words, minlength=len(words))
        return dict(zip(words, counts.tolist(), strict=True))

    def write(self, storage: Any, name: str, vocabulary: Vocabulary) -> Segment:
        """Write everything that was taken in."""
        count, numbers = len(self._pks), vocabulary.numbers(self.words())
        self._add_mentions(vocabulary.authority, vocabulary.roles(numbers))
        terms, is_function_word = vocabulary.terms(numbers), vocabulary.are_function_words(numbers)
        segment = ArrayCodec().new_segment(storage, name)
        segment.set_doc_count(count)
        with ArrayWriter(segment.path(storage)) as file:
            for source, targets in ANALYSED.items():
                texts = self._texts[source]
                for target, form in targets.items():
                    field = _inverted(terms[form], texts, target not in WITHOUT_POSITIONS)
                    postings.write(file, target, field)
                    lengths = np.bincount(field.docs, field.counts, count)
                    file.add(f"{target}.lengths", smallest(lengths.astype(np.int64)))
                for bits, array_of_all in _function_words(texts, is_function_word, count):
                    file.add(f"{source}.{bits}", array_of_all)
            for array_name, array_of_all in _starts(self._texts[word_starts.SOURCE], count):
                file.add(array_name, array_of_all)
            for kind, values in self._values.items():
                postings.write(file, kind, values.inverted())
            file.add("pk", smallest(np.array(self._pks)))
            file.add("day", np.array(self._days))
        return segment

    def _add_mentions(self, authority: Authority, roles: list[Role]) -> None:
        """Take in the names that the texts mention."""
        texts = self._texts["text"]
        docs, names = authority.mentions_among(self.words(), roles, texts.words, texts.docs)
        self._values[MENTIONS].mention([name.slug for name in names], docs.tolist())
        seen: defaultdict[str, dict[tuple[str, int], None]] = defaultdict(dict)
        for name, doc in zip(names, docs.tolist(), strict=True):
            seen[name.kind][name.slug, doc] = None
        for kind, mentioned in seen.items():
            self._values[kind].mention(*zip(*mentioned, strict=True))


def _inverted(terms: _Terms, texts: _Texts, with_positions: bool) -> Inverted:
    """The lists of one form of the words of a text."""
    # Word by word: one term may be the first form of a word and the second of another.
    occurrences = np.stack([of_words[texts.words] for of_words in terms.of_words], axis=1).ravel()
    docs = np.repeat(texts.docs, len(terms.of_words))
    positions = texts.positions if with_positions else None
    return postings.inverted(terms.terms, occurrences, docs, positions)


def _function_words(
    texts: _Texts, is_function_word: Array, count: int
) -> Iterable[tuple[str, Array]]:
    """Which words of each text are function words, one bit for each position.

    A phrase may have one between its words, and two words beside each other in a query may have
    some between them in a text.
    """
    docs, positions = texts.docs, texts.positions
    reach = np.zeros(count, np.int64)
    lasts = np.flatnonzero(docs[1:] != docs[:-1])
    if len(docs):
        lasts = np.append(lasts, len(docs) - 1)
    reach[docs[lasts]] = positions[lasts] + 1
    starts = np.concatenate(([0], np.cumsum(reach)))
    bits = np.zeros(starts[-1], np.uint8)
    of_these = is_function_word[texts.words]
    bits[starts[docs[of_these]] + positions[of_these]] = 1
    yield "stops", np.packbits(bits, bitorder="little")
    yield "stops_at", smallest(starts)


def _starts(texts: _Texts, count: int) -> Iterable[tuple[str, Array]]:
    """Where the words of a text begin, as `word_starts` reads it."""
    words = np.bincount(texts.docs, minlength=count)
    values = word_starts.distances(texts.starts, words), texts.lengths_of_paragraphs
    sizes = words, np.bincount(texts.docs_of_paragraphs, minlength=count)
    for names, of_all, of_each in zip(word_starts.RUNS, values, sizes, strict=True):
        yield names[0], smallest(of_all)
        yield names[1], smallest(np.concatenate(([0], np.cumsum(of_each))))
