"""Words of an Arabic text: where they stand, how they are folded, and their light stems.

Reading goes through three forms of a word. The *raw* word is what stands in the text. The
*folded* word has one spelling for what writers spell in several ways (hamza on alef, final ya,
ta marbuta, marks, digits). The *stem* has lost its clitics and inflection, so that «الضمانات»
and «لضمانة» are found together. The same functions serve articles, queries and word lists.

The stemmer here guards itself with word lists only, not with counts from an archive; its steps
are light: a word it does not know loses few letters, and never below two.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import normalize

PARAGRAPH_GAP: Final = 50
"""What a line break adds to word positions: more than any phrase is long."""

_DATA: Final = Path(__file__).with_name("data")


class Token(NamedTuple):
    """A word of a text.

    ``text`` is the folded word, ``surface`` the same without clitics, ``stem`` its stem; ``start``
    and ``end`` (exclusive) are offsets into the original text; ``position`` counts words, with a
    gap at each line break.
    """

    text: str
    surface: str
    stem: str
    start: int
    end: int
    position: int


# --- Tokens -----------------------------------------------------------------------------------

# Letters U+0620–063F, 0641–064A and the later Arabic blocks, then the presentation forms
# U+FB50–FDFB and FE80–FEFC without the ornate brackets and symbols among them.
_LETTER: Final = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfb\ufe80-\ufefc"
)
# Tatweel U+0640, harakat, Quranic signs, combining accents; FE70–FE7F are isolated harakat.
_MARK: Final = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u08ca-\u08e1\u08e3-\u08ff\u0300-\u036f\ufe70-\ufe7f"
)
# Soft hyphen, Arabic letter mark, zero-width characters, bidirectional controls, word joiner, BOM.
_FORMAT: Final = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_DIGIT: Final = "0-9\u0660-\u0669\u06f0-\u06f9"
_OTHER: Final = rf"[^\W_{_LETTER}{_MARK}]"

# Everything is possessive (``++``), so that no text makes the expression go back over itself.
# A format character belongs to a word only between its letters, not after its end: a mark round
# the word must not swallow the end of a bidirectional embedding.
_TOKEN: Final = re.compile(
    rf"[{_LETTER}](?:[{_LETTER}{_MARK}]++|[{_FORMAT}]++(?=[{_LETTER}{_MARK}]))*+"
    rf"|[{_DIGIT}]++(?!{_OTHER})(?:[.,\u066b\u066c][{_DIGIT}]++(?!{_OTHER}))*+"
    rf"|{_OTHER}(?:(?:{_OTHER}|[\u0300-\u036f])++|[{_FORMAT}]++(?={_OTHER}))*+"
)
_LINE_BREAK: Final = re.compile("[\n\r\u2028\u2029]")


def tokens(text: str) -> list[Token]:
    """Return the words of ``text`` in their order, stop words included.

    A word is a run of Arabic letters with the marks, tatweel and format characters inside it,
    a number with inner separators (ASCII, Arabic-Indic U+0660–0669 or Persian U+06F0–06F9
    digits), or a run of other letters and digits. Positions are consecutive; a line break adds
    ``PARAGRAPH_GAP`` so that no phrase reaches from one paragraph into the next.
    """
    found: list[Token] = []
    position, last = -1, 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        position += 1
        between = text[last:start]
        # Most words are parted by one space: that needs no search.
        if between != " " and position and _LINE_BREAK.search(between):
            position += PARAGRAPH_GAP
        found.append(Token(*_FORMS[match[0]], start, end, position))
        last = end
    return found


def analyse(text: str) -> list[str]:
    """Return the stems of all words of ``text`` in their order, stop words included."""
    return [forms[2] for forms in map(_FORMS.__getitem__, _TOKEN.findall(text))]


# --- Folding ----------------------------------------------------------------------------------

_SAME: Final = {
    "ا": "آأإٱ",
    "ي": "ىیېۍے",
    "ه": "ةۃہھەۀ",
    "ك": "کڪگڭ",
    "ف": "ڤڥ",
    "ب": "پ",
    "ج": "چ",
    "ز": "ژ",
    "ق": "ڨ",
    "ت": "ٹ",
    "د": "ڈ",
    "ر": "ڑ",
    "و": "ۆۇۋ",
    "ء": "ؤئ",
}
_DROPPED: Final = (
    *range(0x0300, 0x0370),
    *range(0x0610, 0x061B),
    *range(0x064B, 0x0660),
    *range(0x06D6, 0x06EE),
    *range(0x08D3, 0x0900),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
    *(0x00AD, 0x061C, 0x0640, 0x0670, 0xFEFF),
)
_FOLDING: Final[dict[int, str | None]] = {
    **dict.fromkeys(_DROPPED),
    **{ord(variant): letter for letter, variants in _SAME.items() for variant in variants},
    **{zero + value: str(value) for zero in (0x0660, 0x06F0) for value in range(10)},
    0x066B: ".",
    0x066C: None,
}
# Presentation forms and full-width letters; and U+0653–0655, because a hamza written as a mark
# of its own must join its letter before marks are dropped (و + U+0654 is ؤ, not و).
_COMPOSED: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufeff\uff00-\uffef\u0653-\u0655]")
_ISOLATED_MARKS: Final = re.compile("[\ufe70-\ufe7f]")
_FOREIGN: Final = re.compile(r"[^\u0620-\u064a0-9a-z]")
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def fold(word: str) -> str:
    """Return ``word`` in the one spelling that stands for all its spellings.

    Marks (U+064B–065F and their like), tatweel and format characters go; alef forms become ا
    (U+0627), ى becomes ي, ة becomes ه, ؤ and ئ become ء; Persian and Urdu letters become their
    Arabic neighbours; digits become ASCII without thousands separators and leading zeros; other
    letters lose case and accents. Folding a folded word changes nothing. Never fails; a word of
    marks alone folds to the empty string.
    """
    if _COMPOSED.search(word):
        # The ligatures of whole blessings (U+FDFA) decompose into several words: keep one.
        word = normalize("NFKC", _ISOLATED_MARKS.sub("", word)).replace(" ", "")
    folded = word.translate(_FOLDING)
    if _FOREIGN.search(folded):
        folded = _fold_foreign(folded)
    return _fold_number(folded) if _NUMBER.fullmatch(folded) else folded


def _fold_foreign(word: str) -> str:
    """Take case and accents off letters that are not Arabic.

    Decomposing can bring out capitals and folding case can bring out composed letters, hence
    two rounds, as Unicode prescribes for caseless matching.
    """
    for _ in range(2):
        word = normalize("NFKD", normalize("NFKD", word).casefold())
    return word.translate(_FOLDING)


def _fold_number(number: str) -> str:
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    whole, point, rest = number.replace(",", ".").partition(".")
    return (whole.lstrip("0") or "0") + point + rest


# --- Word lists -------------------------------------------------------------------------------


def _lines(name: str) -> Iterator[str]:
    """Yield the lines of a data file that are neither empty nor comments."""
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _folded_words(lines: Iterable[str]) -> Iterator[str]:
    """Yield every word of ``lines``, folded."""
    return (fold(word) for line in lines for word in line.split())


def _read_stop_words() -> dict[str, str]:
    """Return each stop word, alone and after و or ف, with the word it is.

    Left out are the few that a clitic turns into another word: «فهم» is understanding rather
    than «ف + هم», «ولي» is the heir in «ولي العهد».
    """
    words = frozenset(_folded_words(_lines("stop_words.txt")))
    behind_clitic = {clitic + word: word for word in words for clitic in "وف" if len(word) > 1}
    plain = {word: word for word in words}
    other_words = {"فهم", "ولي", "وعد", "وكل", "فكل"} - words
    return {form: w for form, w in (behind_clitic | plain).items() if form not in other_words}


_STOP_WORDS: Final = _read_stop_words()


def is_stop_word(folded: str) -> bool:
    """Say whether a folded word is a function word (with or without و or ف before it)."""
    return folded in _STOP_WORDS


# --- Endings ----------------------------------------------------------------------------------

_WHOLE: Final = frozenset(_folded_words(_lines("whole_words.txt")))
_TOWN: Final = re.compile("ب[وي]?ر[جغ]$")


def _cut(word: str, endings: tuple[str, ...], keep: int) -> str:
    """Take off the first of ``endings`` that leaves ``keep`` letters; protected words stay."""
    if word not in _WHOLE:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= keep:
                return word[: -len(ending)]
    return word


def _without_tanwin_after_n(word: str) -> str:
    """«قانونا» is «قانون» with an adverbial alef, not «قانو» with «نا» (our)."""
    return word[:-1] if len(word) > 5 and word.endswith(("انا", "ونا", "ينا")) else word


def _without_pronoun(word: str) -> str:
    owned = _cut(word, ("هما", "هم", "نا", "كم", "هن"), 4)
    if owned == word:
        owned = _cut(word, ("ها",), 3)
    if owned == word and word.endswith("اته"):
        owned = _cut(word, ("ه",), 5)
    return owned


def _without_open_ta(word: str) -> str:
    """Take off the ت that ة becomes before a pronoun; «…ات» is left to the plural."""
    is_plural = word.endswith("ات") and len(word) >= 5
    return word if is_plural else _cut(word, ("ت",), 2)


def _without_gender(word: str) -> str:
    """Take off the endings of the feminine and of the adjective of relation."""
    cut = _cut(word, ("يا", "يه", "يو"), 3)
    if cut == word:
        cut = _cut(word, ("ه",), 2)
        cut = _cut(word, ("ي",), 3) if cut == word else _without_open_ta(cut)
    return _cut(_cut(cut, ("ي",), 3), ("ا", "ت"), 4)


def _base(word: str) -> str:
    """Return a word that has lost its clitics without its inflection.

    Counts are the fewest letters that must remain; they grow with the risk that the ending
    belongs to the word.
    """
    if word.endswith("ا") and word[:-1] in _WHOLE:
        return word[:-1]
    word = _without_tanwin_after_n(word)
    owned = _without_pronoun(word)
    if owned != word:
        owned = _without_open_ta(owned)
    single = _cut(owned, ("تين", "تان", "ان", "ات", "ون", "ين", "وا"), 3)
    if single != owned:
        return _town(_cut(single, ("ي",), 3))
    return _town(_without_gender(owned))


def _town(word: str) -> str:
    """Write «…برج», «…بورج», «…بيرج» as «…برغ» and «…نج» as «…نغ», as names vary in it."""
    if len(word) < 5:  # «برج» is a tower
        return word
    return word[:-1] + "غ" if word.endswith("نج") else _TOWN.sub("برغ", word)


def _read_spellings() -> dict[str, str]:
    """Return the stem of each varying spelling with the stem that stands for it."""
    rows = (list(_folded_words([line])) for line in _lines("spellings.tsv"))
    return {_base(other): _base(chosen) for chosen, *others in rows for other in others}


_SPELLINGS: Final = _read_spellings()


# --- Clitics ----------------------------------------------------------------------------------

_ARTICLES: Final = (
    *("وبال", "فبال", "وكال", "فكال"),
    *("ولل", "فلل", "وال", "بال", "كال", "فال"),
    *("لل", "ال"),
)
# What may stand before a protected word, the shortest first: «للبنان» is «ل + لبنان».
_PROCLITICS: Final = tuple(
    sorted([*"وفبلك", "وب", "ول", "وك", "فب", "فل", "فك", *_ARTICLES], key=len)
)
# A clitic that is rare, and easily the word's own, asks for a longer word behind it.
_RARE: Final = frozenset("فك")
_OWN_INITIAL: Final = frozenset(map(_base, _folded_words(_lines("own_initials.txt"))))
# Endings that are left on short words («وصلت», «وفدا», «بعضهم») but hide none in the lists.
_SHORT_ENDINGS: Final = ("هم", "هن", "نا", "كم", "ا", "ت")
_NAMES: Final = frozenset(_SPELLINGS) | frozenset(_SPELLINGS.values())


def _is_protected(word: str) -> bool:
    """Say whether the word lists know ``word``, in whatever inflection."""
    base = _base(word)
    if word in _WHOLE or base in _WHOLE or base in _NAMES or base in _OWN_INITIAL:
        return True
    return any(word.endswith(end) and word[: -len(end)] in _OWN_INITIAL for end in _SHORT_ENDINGS)


def _protected_part(word: str) -> str | None:
    """Return the protected word that ``word`` is, bare or behind clitics, if it is one."""
    if _is_protected(word):
        return word
    for clitic in _PROCLITICS:
        if word.startswith(clitic):
            rest = word[len(clitic) :]
            least = 4 if clitic in _RARE else 3
            if len(rest) >= least and _is_protected(rest):
                return rest
    return None


def surface(folded: str) -> str:
    """Return a folded word without conjunction, preposition and article.

    Protected words (capitals, names, «وزير», «لجنة») are recognised first, bare or behind
    clitics. Of any other word go: an article with what stands before it («وبال», «لل», …);
    else و before three letters or more, then ب or ل before three or more. Single ف and ك are
    too often a word's own to go by rule.
    """
    protected = _protected_part(folded)
    if protected is not None:
        return protected
    for article in _ARTICLES:
        if folded.startswith(article) and len(folded) - len(article) >= 2:
            return folded[len(article) :]
    word = folded[1:] if folded.startswith("و") and len(folded) > 3 else folded
    return word[1:] if word.startswith(("ب", "ل")) and len(word) > 3 else word


def stem(folded: str) -> str:
    """Return the stem of a folded word.

    A stop word's stem is the word without و or ف; a name written in several ways has one stem.
    Words that are not Arabic, and numbers, are their own stems.
    """
    return _stem(folded, surface(folded))


def _stem(folded: str, bare: str) -> str:
    stop_word = _STOP_WORDS.get(folded)
    if stop_word is not None:
        return stop_word
    base = _base(bare)
    return _SPELLINGS.get(base, base)


def beginnings(folded: str) -> tuple[str, ...]:
    """Return the beginnings of surface forms that a typed beginning of a word stands for.

    «الضم*» means «ضم*» as well, because surface forms have lost the article.
    """
    article = next((a for a in _ARTICLES if folded.startswith(a) and len(folded) - len(a) >= 2), "")
    return (folded, folded[len(article) :]) if article else (folded,)


# --- Cache ------------------------------------------------------------------------------------


class _Forms(dict[str, tuple[str, str, str]]):
    """Raw words folded, without clitics, and stemmed; worked out on first sight.

    Bounded, because the words come from readers and from the web: a full cache is emptied
    (common words are back at once), and words of unreasonable length are not kept.
    """

    MOST_WORDS: Final = 500_000
    LONGEST: Final = 64

    def __missing__(self, word: str) -> tuple[str, str, str]:
        folded = fold(word)
        bare = surface(folded)
        forms = folded, bare, _stem(folded, bare)
        if len(word) <= self.LONGEST:
            if len(self) >= self.MOST_WORDS:
                self.clear()
            self[word] = forms
        return forms


_FORMS: Final = _Forms()
