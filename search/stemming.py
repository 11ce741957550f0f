"""Taking clitics and inflection off a word, as far as the lexicon bears it out.

Every step cuts only where what remains is a word that is written on its own often enough, or
where the whole is unknown and the cut is the likelier reading. Words in the lists of exceptions
are never cut. All forms here are folded (see ``search.arabic``).
"""

import re
from collections.abc import Iterable
from typing import Final

from search.arabic import STOP_WORDS, data_lines, folded_words
from search.caching import Cache
from search.irregular import families
from search.lexicon import Lexicon
from search.names import RARE, spelling_families, words_of_names

# --- Exceptions -------------------------------------------------------------------------------

_WHOLE: Final = frozenset(folded_words(data_lines("whole_words.txt")))

# --- Clitics ----------------------------------------------------------------------------------

_ARTICLES: Final = (
    *("وبال", "فبال", "وكال", "فكال"),
    *("ولل", "فلل", "وال", "بال", "كال", "فال"),
    *("لل", "ال"),
)
_ARTICLE: Final = re.compile("|".join(_ARTICLES))
# What may stand before a name: «وبلبنان» is «و + ب + لبنان».
_CLITICS: Final = frozenset("وفبلك")
_BEFORE_NAMES: Final = (*"وفبلك", "وب", "ول", "وك", "فب", "فل")
# Other words have neither article nor clitic; the س is that of the future.
_FIRST_LETTERS_OF_CLITICS: Final = frozenset("وفبلكاس")

# --- Endings ----------------------------------------------------------------------------------

_PRONOUNS: Final = ("هما", "هم", "نا", "كم", "هن", "ها")
_PLURALS: Final = ("تين", "تان", "ان", "ات", "ون", "ين", "وا")
_PLACE_ENDINGS: Final = ("ان", "ين", "ون")
_KNOWN_ENDINGS: Final = ("هما", "هم", "نا", "كم", "هن", "ها", "ات", "ين", "ون", "ان", "يه", "ا")
OFTEN: Final = 20
"""Times as often that a word has to be written without its first letter to be no name."""
SURE: Final = 4
"""Letters from which on a word of a name is taken for one whatever else it could be."""
# Words that end otherwise have no ending.
_LAST_LETTERS_OF_ENDINGS: Final = frozenset("ناتمهيو")
_TOWN: Final = re.compile("ب[وي]?ر[جغ]$")


class Stemmer:
    """The cuts that one lexicon allows."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._get = lexicon.counts.get
        listed = _listed_spellings()
        # Taken for another word as they are, and in any inflection.
        self._same_word = {**spelling_families(), **listed}
        self._same_base = {
            base: self._base(chosen)
            for other, chosen in listed.items()
            # What is left of «نيجريا» is «النيجر».
            if self._support(base := self._base(other)) <= RARE or base == other
        }
        self._nouns = families().keys() - STOP_WORDS.keys()
        # Each surface form is behind several clitics.
        self._stems = Cache(self._stem)
        self._names = words_of_names() | listed.keys() | set(listed.values())

    # What the lexicon says.

    def _support(self, word: str) -> int:
        """How often the word is written, bare or with the article."""
        return self._get(word, 0) + self._get("ال" + word, 0)

    def _count(self, word: str) -> int:
        return self._get(word, 0)

    def _family_support(self, word: str) -> int:
        """The same for the word or, if that is more, for the word without an ending."""
        best = self._support(word)
        for ending in _KNOWN_ENDINGS if word.endswith(_KNOWN_ENDINGS) else ():
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                best = max(best, self._support(word[: -len(ending)]))
        return best

    def _takes_article(self, word: str) -> bool:
        """Whether the word is written with an article before it: then its letters are its own."""
        count = self._get(word, 0)
        return count > 0 and 20 * self._get("ال" + word, 0) >= count

    # Clitics.

    def surface(self, folded: str, has_hamza: bool = False) -> str:
        """Return a folded word without conjunction, preposition and article.

        ``has_hamza`` says that it was written with أ إ آ first, as no article is.
        """
        if folded[:1] not in _FIRST_LETTERS_OF_CLITICS or folded in self._nouns:
            return folded
        if folded in self._names:
            is_long = len(folded) >= SURE
            if is_long or not self._is_rather(folded[1:], folded, OFTEN):
                return folded
        if folded[0] in _CLITICS and not self._takes_article(folded):
            for clitics in _BEFORE_NAMES:
                if (
                    folded.startswith(clitics)
                    and len(name := folded[len(clitics) :]) >= SURE
                    and name in self._names
                    and self._support(name) >= 0.05 * self._count(folded)
                ):
                    return name
        word = folded
        while True:
            cut = self._without_article(word, has_hamza)
            if cut != word:
                return cut
            if self._takes_article(word):
                return word
            cut = self._without_conjunction(word)
            if cut == word:
                return self._without_particle(word)
            word, has_hamza = cut, False
            if not word.startswith("ال"):
                return word if self._takes_article(word) else self._without_particle(word)

    def _without_article(self, word: str, has_hamza: bool) -> str:
        if not (found := _ARTICLE.match(word)):
            return word
        article = found[0]
        rest, count = word[len(article) :], self._count(word)
        if article == "ال":
            return word if self._owns_article(word, rest, has_hamza) else rest
        if len(rest) < 3:
            return rest if len(rest) == 2 and self._is_rather(rest, word, 5) else word
        if count:
            return rest if self._support(rest) >= max(1, 0.3 * count) else word
        with_article = "ال" + rest
        is_name = not self._family_support(rest) and self._family_support(with_article)
        return with_article if is_name else rest

    def _owns_article(self, word: str, rest: str, has_hamza: bool) -> bool:
        """Whether the ال at the beginning of a word is its own, as in «ألمانيا» or «التزام»."""
        count = self._count(word)
        if len(rest) < 2 or has_hamza:
            return True
        if count > 2 and 2 * self._lexicon.hamza.get(word, 0) > count:
            return True
        if not self._count(rest) and self._count("ال" + word):
            return True
        if not count and self._family_support(word) and not self._family_support(rest):
            return True
        return len(rest) == 2 and self._count(rest) < 0.05 * count

    def _without_conjunction(self, word: str) -> str:
        rest, count = word[1:], self._count(word)
        if len(word) < 4:
            return word
        if word[0] == "و":
            if self._support(rest) >= max(1, 0.05 * count):
                return rest
            if not count and len(word) >= 5:
                mine, others = self._family_support(word), self._family_support(rest)
                return word if mine >= max(others, 1) else rest
        if word[0] == "ف" and self._support(rest) >= max(1, 3 * count):
            return rest
        return word

    def _without_particle(self, word: str) -> str:
        """Take off a preposition, or the س of the future before the beginning of a verb."""
        if word[0] == "س" and len(word) >= 4 and word[1] in "يتن":
            return word[1:] if self._is_rather(word[1:], word, 2) else word
        if len(word) < 4 or word[0] not in "بلك":
            return word
        rest, count = word[1:], self._count(word)
        if self._support(rest) >= max(2, 0.3 * count):
            return rest
        if (
            not count
            and len(rest) >= 5
            and self._family_support(rest) >= 5 > self._family_support(word)
        ):
            return rest
        return word

    # Inflection.

    def stem(self, folded: str, surface: str, has_tanwin: bool = False) -> str:
        """Return the stem of a folded word whose surface form is given.

        A stop word's stem is the word without و or ف. ``has_tanwin`` says that it was written
        with U+064B: its final alef is an ending.
        """
        stop_word = STOP_WORDS.get(folded)
        if stop_word is not None:
            return stop_word
        return self._stem(surface, has_tanwin=True) if has_tanwin else self._stems[surface]

    def _stem(self, surface: str, has_tanwin: bool = False) -> str:
        base = self._base(self._same_word.get(surface, surface), has_tanwin)
        return self._same_base.get(base, base)

    def _base(self, word: str, has_tanwin: bool = False) -> str:
        return _town(self._uninflected(word, has_tanwin))

    def _uninflected(self, word: str, has_tanwin: bool) -> str:
        if word[-1:] not in _LAST_LETTERS_OF_ENDINGS or word in _WHOLE:
            return word
        if self._ends_in_tanwin(word, has_tanwin):
            word = word[:-1]
            if word in _WHOLE:
                return word
        owner = self._without_pronoun(word)
        if owner != word:
            word = owner
            if word.endswith("ت") and self._support(word[:-1] + "ه") > self._support(word):
                return word[:-1]
            if word in _WHOLE:
                return word
        if self._is_base_of_nisba(word):
            return word
        if word.endswith("ات") and len(word) == 4 and self._is_feminine(word[:-2], word):
            return word[:-2]
        for ending in _PLURALS if word.endswith(_PLURALS) else ():
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                cut = word[: -len(ending)]
                if cut.endswith("ي") and len(cut) > 3 and cut not in _WHOLE:
                    return cut if self._is_country(cut[:-1]) else cut[:-1]
                return cut
        return self._without_gender(word)

    def _ends_in_tanwin(self, word: str, has_tanwin: bool) -> bool:
        if not word.endswith("ا") or len(word) < 4:
            return False
        if has_tanwin or word[:-1] in _WHOLE:
            return True
        if len(word) > 4:
            return False  # a final alef goes from a long word in any case
        count = self._count(word)
        if self._lexicon.tanwin.get(word, 0) >= 0.1 * count > 0:
            return True
        # Tanwin is seldom written. A word that has it never has the article.
        return self._is_rather(word[:-1], word, 1) and 100 * self._count("ال" + word) <= count

    def _without_pronoun(self, word: str) -> str:
        if word.endswith("اته") and len(word) >= 6:
            return word[:-1]
        for pronoun in _PRONOUNS if word.endswith(_PRONOUNS) else ():
            owner = word[: -len(pronoun)]
            if not word.endswith(pronoun) or len(owner) < 3:
                continue
            if len(owner) >= 4 or pronoun == "ها" or self._is_rather(owner, word, 5):
                return owner
        return word

    def _is_rather(self, shorter: str, word: str, times: int) -> bool:
        """Whether the shorter word is written so many times as often as the whole."""
        return self._support(shorter) >= times * max(1, self._count(word))

    def _is_base_of_nisba(self, word: str) -> bool:
        """Whether the ending is the word's own, since adjectives are made of all of it (إيران)."""
        if not word.endswith(_PLACE_ENDINGS):
            return False
        adjectives = self._support(word + "ي") + self._support(word + "يه")
        return adjectives >= max(2, 0.02 * self._support(word))

    def _without_gender(self, word: str) -> str:
        if word.endswith("ه") and self._owns_final_h(word):
            return word
        if (base := self._base_of_nisba_in_wi(word)) is not None:
            return base
        cut = _cut(word, ("يا", "يه", "يو"), 3)
        if cut == word:
            cut = _cut(word, ("ه", "ي"), 2)
            if (
                word.endswith("ه")
                and cut.endswith("ت")
                and len(cut) > 3
                and self._support(cut[:-1] + "ه") > self._support(cut)
            ):
                return cut[:-1]
        if cut != word and word[len(cut)] == "ي" and self._is_country(cut):
            return cut + "ي"
        if word.endswith("ا") and self._is_country(word[:-1]):
            return word[:-1] + "ي"
        if word.endswith("و") and len(word) >= 5 and self._is_rather(word[:-1], word, 1):
            return word[:-1]  # «ممثلو» before a noun is «ممثلون»
        if len(cut) >= 4:
            cut = _cut(cut, ("ي",), 3)
        if len(cut) >= 5:
            cut = _cut(cut, ("ا",), 4)
        return self._without_open_ta(cut)

    def _is_feminine(self, word: str, plural: str) -> bool:
        """Whether «…ات» is the plural of the short word with ة, as «قوات» is that of «قوة»."""
        return self._support(word + "ه") >= max(2, 0.02 * self._support(plural))

    def _is_country(self, word: str) -> bool:
        """Whether the word lives in a name in «…يا» or «…ا» and its adjective rather than alone.

        Then it keeps a ي, so that «سوري» and «سوريا» stay together, apart from «سور» (a wall), and
        «كوبي» and «كوبا» apart from «كوب» (a cup).
        """
        if len(word) < 3:
            return False
        names = self._count(word + "يا") + self._count(word + "ا")
        adjectives = self._support(word + "ي") + self._support(word + "يه")
        return names > max(4, 2 * self._support(word)) and adjectives >= max(2, 0.02 * names)

    def _base_of_nisba_in_wi(self, word: str) -> str | None:
        """Return the stem of the noun of «سنوي» (سنة) or «آسيوي» (آسيا), None for other words."""
        relation = word[:-1] if word.endswith("ويه") else word
        if not relation.endswith("وي") or len(relation) < 4:
            return None
        nouns = [relation[:-2] + ending for ending in ("ه", "ا", "اه")]
        noun = max(nouns, key=self._support)
        if self._support(noun) < max(5, 0.2 * self._support(word)):
            return None
        return self._base(noun)

    def _owns_final_h(self, word: str) -> bool:
        """Whether a final ه is the word's own: seldom written ة, and followed by pronouns."""
        count = self._count(word)
        if not count or self._lexicon.marbuta.get(word, 0) >= 0.1 * count:
            return False
        return any(self._count(word + ending) for ending in ("ها", "ات", "هم", "ه"))

    def _without_open_ta(self, word: str) -> str:
        rest = word[:-1]
        if not word.endswith("ت") or rest.endswith(_PLACE_ENDINGS) or word in _WHOLE:
            return word
        if len(word) >= 5 or (
            len(word) == 4 and self._support(rest) >= max(1, 0.3 * self._support(word))
        ):
            return rest
        return word


def _listed_spellings() -> dict[str, str]:
    """Return varying spellings of ordinary words with the one that stands for each."""
    families = (list(folded_words([line])) for line in data_lines("spellings.tsv"))
    return {other: chosen for chosen, *others in families for other in others}


def _cut(word: str, endings: Iterable[str], keep: int) -> str:
    """Take off the first of ``endings`` that leaves ``keep`` letters; protected words stay."""
    if word not in _WHOLE:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= keep:
                return word[: -len(ending)]
    return word


def _town(word: str) -> str:
    """Write «…برج», «…بورج», «…بيرج» as «…برغ» and «…نج» as «…نغ», as names vary in it."""
    if len(word) < 5:  # «برج» is a tower
        return word
    if word.endswith("نج"):
        return word[:-1] + "غ"
    return _TOWN.sub("برغ", word) if word.endswith(("ج", "غ")) else word


def beginnings(folded: str) -> tuple[str, ...]:
    """Return the beginnings of surface forms that a typed beginning of a word stands for.

    «الضم*» means «ضم*» as well, because surface forms have lost the article.
    """
    article = next((a for a in _ARTICLES if folded.startswith(a) and len(folded) - len(a) >= 2), "")
    return (folded, folded[len(article) :]) if article else (folded,)
