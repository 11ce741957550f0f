"""The engine against a plain and slow reading of whole archives: what is found, counted, in order.

The weights are those of `ranking`, and nothing else of the engine is used to say what it should
answer.
"""

import datetime
from collections import Counter, defaultdict
from itertools import pairwise
from math import log1p

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from search import ranking
from search.analysis import built_in, loose
from search.arabic import fold, is_stop_word
from search.authority import names_answering
from search.engines.evaluation import Evaluation
from search.engines.schema import ANALYSED, Entry
from search.engines.snapshot import Snapshot
from search.engines.whoosh import Backend
from search.irregular import relatives
from search.stemming import beginnings
from search.tree import And, Dated, Field, Not, Or, Phrase, Prefix, Word, join

# What is indexed and sought is read with the names that the database has.
pytestmark = pytest.mark.django_db

VOCABULARY = [
    *("قمة", "القمة", "باريس", "الناتو", "وفد", "وفود", "روسيا", "تحالف", "تحالفات"),
    *("من", "في", "على"),
    *("واشنطن", "سنتين"),  # these sound the same, and only one has a root
]
NAMES = {"jens-stoltenberg": "شتولتنبرغ", "vladimir-putin": "Putin"}
FACETS = ("theme", "person", "year")
FIRST_DAY = datetime.date(2021, 12, 30)


# --- Archives and queries ---------------------------------------------------------------------

WORDS = st.sampled_from(VOCABULARY)
BESIDE = ["قمة باريس", "قمة في باريس", "قمة من في باريس", "قمة من في على باريس", "القمة وفد باريس"]
LINES = st.lists(WORDS | st.sampled_from(BESIDE), max_size=5).map(" ".join)
DAYS = st.integers(0, 5).map(lambda days: FIRST_DAY + datetime.timedelta(days))


@st.composite
def entries(draw):
    """An article without its id."""
    title, standfirst, day = draw(LINES), draw(LINES), draw(st.none() | DAYS)
    body = draw(st.lists(LINES, max_size=2).map("\n".join))
    themes = draw(st.sets(st.sampled_from(["ceasefire", "summits"])))
    return Entry(
        0,
        {
            "text": "\n\n".join(filter(None, [title, standfirst, body])),
            "title": title,
            "standfirst": standfirst,
            "theme_name": "\n".join("تحالف باريس" for theme in themes if theme == "summits"),
        },
        {
            "theme": dict.fromkeys(themes, 1),
            "person": draw(st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(1, 3))),
            "year": {str(day.year): 1} if day else {},
        },
        day,
    )


COMMITS = st.lists(st.lists(entries(), min_size=1, max_size=5), min_size=1, max_size=4)
GONE = st.sets(st.integers(1, 12), max_size=5)


def word(text, as_written=False):
    return Word(text, 0, 0, as_written)


def several(node):
    return st.lists(node, min_size=2, max_size=3)


PHRASES = st.one_of(st.just("قمة باريس"), several(WORDS).map(" ".join)).map(
    lambda text: Phrase(text, 0, 0)
)
PREFIXES = st.sampled_from(["تحا", "نا", "قم", "الت", "و"]).map(lambda text: Prefix(text, 0, 0))
LEAVES = st.one_of(
    WORDS.map(word),
    st.builds(word, WORDS, st.booleans()),
    PHRASES,
    PREFIXES,
    st.builds(Field, st.sampled_from(["title", "theme"]), WORDS.map(word) | PHRASES | PREFIXES),
    st.sampled_from(sorted(NAMES.values())).map(lambda name: Field("person", word(name))),
)
DATES = st.builds(Dated, DAYS, st.none() | DAYS, st.just(0), st.just(0))
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        several(inner).map(lambda parts: join(Or, parts)),
        st.tuples(several(inner), st.lists(inner.map(Not), max_size=1)).map(
            lambda parts: join(And, [*parts[0], *parts[1]])
        ),
    ),
    max_leaves=5,
)
QUERIES = st.one_of(
    NESTED,
    several(WORDS.map(word)).map(lambda words: And(tuple(words))),
    st.just(And((word("قمة"), word("باريس")))),
    st.tuples(NESTED, DATES).map(lambda parts: join(And, list(parts))),
)
FILTERS = st.dictionaries(
    st.sampled_from(FACETS),
    st.lists(st.sampled_from(["ceasefire", "summits", "2021", "2022", *NAMES]), unique=True),
    max_size=2,
)


# --- Plain reading ----------------------------------------------------------------------------


class Plain:
    """Articles, and what a reader with much patience finds in them."""

    def __init__(self, articles):
        self.articles = {article.pk: article for article in articles}
        # Of each field and article: where each term stands; of each text, its function words.
        self.places = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        self.function_words = {}
        for pk, article in self.articles.items():
            for source, targets in ANALYSED.items():
                tokens = built_in().tokens(article.texts.get(source, ""))
                self.function_words[source, pk] = {
                    token.position for token in tokens if is_stop_word(token.text)
                }
                for field, form in targets.items():
                    for token in tokens:
                        terms = loose(token) if form == "loose" else [getattr(token, form)]
                        for term in terms:
                            self.places[field][pk][term].append(token.position)
            for slug, count in article.values["person"].items():
                self.places["person"][pk][slug] = [0] * count

    # BM25

    def rarity(self, holding):
        return log1p((len(self.articles) - holding + 0.5) / (holding + 0.5))

    def length(self, field, pk):
        return sum(map(len, self.places[field][pk].values())) if field != "person" else 0

    def saturation(self, field, pk, count):
        total = sum(self.length(field, other) for other in self.articles)
        length = self.length(field, pk) * len(self.articles) / total if total else 0
        return count / (count + ranking.K1 * (1 - ranking.LENGTH + ranking.LENGTH * length))

    def weighed(self, field, counts, weight=1.0):
        rarity = self.rarity(len(counts))
        return {
            pk: weight * rarity * self.saturation(field, pk, count) for pk, count in counts.items()
        }

    def holding(self, field, term):
        return {
            pk: len(self.places[field][pk][term])
            for pk in self.articles
            if self.places[field][pk].get(term)
        }

    # Queries: scores of what is found

    def found(self, node, target=None):
        return self.found_and_raised(node, target, raises=False)[0]

    def found_and_raised(self, node, target, *, raises):
        """What answers, and what does not but gains where it answers something beside this."""
        match node:
            case Word(text=text) if not (node.as_written and target is None):
                (token,) = built_in().tokens(text)
                scores, telling = self.word(token, target)
            case Or(parts=parts):
                found, raised = zip(
                    *(self.found_and_raised(part, target, raises=True) for part in parts),
                    strict=True,
                )
                scores, telling = summed([*found, *raised]), set().union(*found)
                raises = True
            case And():
                parts = wanted_of(node) or [None]
                found, raised = zip(
                    *(self.found_and_raised(part, target, raises=raises) for part in parts),
                    strict=True,
                )
                telling = set.intersection(*map(set, found))
                scores = self.allowed(node, summed([*found, *(raised if raises else ())]), target)
            case _:
                return self.plainly_found(node, target), {}
        return only(scores, telling), only(scores, set(scores) - telling) if raises else {}

    def plainly_found(self, node, target):
        match node:
            case None:
                return dict.fromkeys(self.articles, 0.0)
            case Word(text=text):
                (token,) = built_in().tokens(text)
                return self.weighed("surface", self.holding("surface", token.surface))
            case Prefix(text=text):
                return self.prefix(text, target)
            case Phrase(text=text):
                return self.phrase(built_in().tokens(text), target)
            case Field(name="person", part=part):
                slugs = names_answering("person", part.text)
                counts = [self.weighed("person", self.holding("person", slug)) for slug in slugs]
                return summed(counts)
            case Field(name=name, part=part):
                return self.found(part, name)
        raise TypeError

    def word(self, token, target):
        weights = ranking.TEXT if target is None else ranking.NAMED[target]
        parts, telling = [], set()
        terms = []
        for field, weight in weights.items():
            if field == "loose":
                terms += [(field, term, weight) for term in loose(token)]
            else:
                form = token.surface if field.endswith("surface") else token.stem
                terms.append((field, form, weight))
        if target is None:
            related = relatives(token.surface, token.stem, built_in())
            terms += [(field, term, ranking.RELATED) for field, term in related]
        for field, term, weight in terms:
            parts.append(self.weighed(field, self.holding(field, term), weight))
            if field != "loose":
                telling |= set(parts[-1])
        return summed(parts), telling

    def prefix(self, text, target):
        field = {None: "surface", "title": "title_surface", "theme": "theme_name"}[target]
        starts = beginnings(fold(text))
        counts = {}
        for pk in self.articles:
            places = self.places[field][pk]
            if count := sum(len(p) for term, p in places.items() if term.startswith(starts)):
                counts[pk] = count
        return self.weighed(field, counts)

    def phrase(self, tokens, target):
        weights = ranking.TEXT if target is None else ranking.NAMED[target]
        parts, telling = [], set()
        for field, weight in weights.items():
            if field in ("loose", "standfirst"):
                continue
            terms = [t.surface if field.endswith("surface") else t.stem for t in tokens]
            counts = {pk: n for pk in self.articles if (n := len(self.ends(field, pk, terms)))}
            parts.append(self.weighed(field, counts, weight * len(tokens)))
            if not field.endswith("surface"):
                telling |= set(counts)
        return only(summed(parts), telling)

    def ends(self, field, pk, terms, gap=1):
        """Where terms in a row end, at most `gap` function words between two of them."""
        source = next(source for source, targets in ANALYSED.items() if field in targets)
        skipped, places = self.function_words[source, pk], self.places[field][pk]
        here = set(places.get(terms[0], ()))
        for term in terms[1:]:
            here = {
                place
                for place in places.get(term, ())
                for apart in range(1, gap + 2)
                if place - apart in here
                and all(between in skipped for between in range(place - apart + 1, place))
            }
        return here

    def allowed(self, node, found, target=None):
        for part in node.parts:
            if isinstance(part, Not):
                refused = self.found(part.part, target)
                found = only(found, set(found) - set(refused))
            elif isinstance(part, Dated):
                days = {pk: self.articles[pk].published for pk in found}
                last = part.until or datetime.date.max
                found = only(found, {pk for pk, d in days.items() if d and part.since <= d <= last})
        return found

    # Answers

    def answer(self, query):
        found = self.found(query)
        if found or not isinstance(query, And):
            return found, 0, 0
        wanted, raised = zip(
            *(self.found_and_raised(part, None, raises=True) for part in wanted_of(query)),
            strict=True,
        )
        some = self.allowed(query, summed([*wanted, *raised]))
        some = only(some, set().union(*wanted))
        if len(wanted) < 2 or not some:
            return {}, 0, 0
        held = {pk: sum(pk in part for part in wanted) for pk in some}
        enough = max(max(held.values()) - len(wanted) // 5, 1)
        return only(some, {pk for pk, n in held.items() if n >= enough}), enough, len(wanted)

    def neighbours(self, query, pk):
        """What an article gains by words of the query that stand side by side in it."""
        gain = 0.0
        for one, other in pairwise(query.parts if isinstance(query, And) else ()):
            if isinstance(one, Word) and isinstance(other, Word):
                stems = [built_in().stems(part.text)[0] for part in (one, other)]
                count = len(self.ends("text", pk, stems, gap=2))
                if count and stems[0] != stems[1]:
                    rarity = sum(self.rarity(len(self.holding("text", stem))) for stem in stems)
                    gain += rarity * self.saturation("text", pk, count)
        return ranking.NEIGHBOURS * gain

    def within(self, found, filters, but=None):
        """Those that the filters let through, that of one facet left out."""
        return {
            pk
            for pk in found
            if all(
                not values or name == but or set(values) & set(self.articles[pk].values[name])
                for name, values in filters.items()
            )
        }

    def counts(self, found, filters, name, most):
        """The values of a facet with how many of the articles have each, as a reader is told."""
        counted = Counter(
            value
            for pk in self.within(found, filters, but=name)
            for value in self.articles[pk].values[name]
        )
        told = dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most])
        return told | {value: counted[value] for value in filters.get(name, ())}

    def day(self, pk):
        published = self.articles[pk].published
        return published.toordinal() if published else 0


def wanted_of(query):
    return [part for part in query.parts if not isinstance(part, Not | Dated)]


def summed(parts):
    total = Counter()
    for part in parts:
        for pk, score in part.items():
            total[pk] += score
    return dict(total)


def only(found, kept):
    return {pk: score for pk, score in found.items() if pk in kept}


# --- Comparing --------------------------------------------------------------------------------


def numbered(commits):
    """The commits with ids for their articles."""
    pk, made = 0, []
    for commit in commits:
        made.append([])
        for entry in commit:
            pk += 1
            made[-1].append(Entry(pk, entry.texts, entry.values, entry.published))
    return made


def both(tmp_path_factory, commits, gone, joins=False):
    """An index, some commits of which were deleted from, and a plain reading of what is left."""
    backend = Backend("default", PATH=str(tmp_path_factory.mktemp("index")))
    commits = numbered(commits)
    for commit in commits:
        backend.add(commit)
    with backend._writing() as writer:
        writer.delete(gone)
        writer._compacts = joins and any(e.pk not in gone for commit in commits for e in commit)
    left = [entry for commit in commits for entry in commit if entry.pk not in gone]
    return backend, Plain(left)


ARCHIVES = {"commits": COMMITS, "gone": GONE, "joins": st.booleans()}


@given(**ARCHIVES, query=QUERIES, filters=FILTERS)
@examples(max_examples=80)
def test_what_is_found_and_its_order_are_those_of_a_plain_reading(
    tmp_path_factory, commits, gone, joins, query, filters
):
    backend, plain = both(tmp_path_factory, commits, gone, joins)
    found, held, asked = plain.answer(query)
    kept = plain.within(found, filters)
    answer = backend.find(query, filters, (), by_date=False, offset=0, limit=100)
    assert (set(answer.ids), answer.total) == (kept, len(kept))
    assert (answer.held, answer.asked) == (held, asked)
    scores = {pk: found[pk] + plain.neighbours(query, pk) for pk in kept}
    for one, other in pairwise(answer.ids):
        assert scores[one] > scores[other] - 2e-5  # what is less is a tie
        texts = [plain.articles[pk].texts for pk in (one, other)]
        if texts[0] == texts[1] and found[one] == found[other]:
            assert (plain.day(one), one) > (plain.day(other), other)


@given(**ARCHIVES, query=st.none() | QUERIES, oldest=st.booleans(), offset=st.integers(0, 5))
@examples(max_examples=40)
def test_by_date_the_pages_are_those_of_a_plain_reading(
    tmp_path_factory, commits, gone, joins, query, oldest, offset
):
    backend, plain = both(tmp_path_factory, commits, gone, joins)
    found = plain.articles if query is None else plain.answer(query)[0]
    expected = sorted(found, key=lambda pk: (plain.day(pk), pk), reverse=not oldest)
    answer = backend.find(query, {}, (), True, offset, 3, oldest_first=oldest)
    assert (answer.ids, answer.total) == (expected[offset : offset + 3], len(expected))


@given(**ARCHIVES, query=st.none() | QUERIES, filters=FILTERS, most=st.none() | st.integers(1, 2))
@examples(max_examples=50)
def test_facets_are_counted_as_a_plain_reading_counts_them(
    tmp_path_factory, commits, gone, joins, query, filters, most
):
    backend, plain = both(tmp_path_factory, commits, gone, joins)
    found = plain.articles if query is None else plain.answer(query)[0]
    cut = dict.fromkeys(FACETS, most) if most else None
    answer = backend.find(query, filters, FACETS, False, 0, 0, most=cut)
    assert answer.facets == {name: plain.counts(found, filters, name, most) for name in FACETS}


@given(commits=COMMITS, query=QUERIES)
@examples(max_examples=40)
def test_scores_are_those_of_a_plain_reading(tmp_path_factory, commits, query):
    backend, plain = both(tmp_path_factory, commits, set())
    snapshot = backend.snapshot()
    ranked = Evaluation(snapshot).answer(query).found
    found = dict(zip(snapshot.pks[ranked.docs].tolist(), ranked.scores.tolist(), strict=True))
    assert found == pytest.approx(plain.answer(query)[0], rel=1e-4, abs=1e-5)


def test_only_the_best_are_looked_at_for_neighbours(tmp_path, monkeypatch):
    backend = Backend("default", PATH=str(tmp_path))
    texts = ["قمة قمة باريس باريس", "قمة في باريس هنا", "قمة هنا الآن هناك غدا باريس"]
    backend.add([Entry(pk, {"text": text}) for pk, text in enumerate(texts, start=1)])
    query = And((word("باريس"), word("قمة")))
    monkeypatch.setattr(ranking, "NEIGHBOURS_AMONG", 1)
    looked_at = []
    neighbours = Evaluation.neighbours

    def spied(self, query, documents):
        looked_at.append(len(documents))
        return neighbours(self, query, documents)

    monkeypatch.setattr(Evaluation, "neighbours", spied)
    assert backend.find(query, {}, (), False, 0, 10).ids == [1, 2, 3]
    assert looked_at == [1]


# --- What is kept -----------------------------------------------------------------------------


def test_what_is_kept_of_lists_stays_within_its_bound(tmp_path):
    bound = 20_000
    backend = Backend("default", PATH=str(tmp_path), CACHE_BYTES=bound)
    backend.add(
        [Entry(pk, {"text": f"{VOCABULARY[pk % 9]} {VOCABULARY[pk % 7]}"}) for pk in range(300)]
    )
    snapshot = backend.snapshot()
    assert isinstance(snapshot, Snapshot)
    largest = 0
    for one in VOCABULARY:
        for other in VOCABULARY:
            query = And((word(one), word(other)))
            backend.find(query, {}, ("theme",), by_date=False, offset=0, limit=10)
            backend.find(Phrase(f"{one} {other}", 0, 0), {}, (), False, 0, 10)
            sizes = [size for _, size in snapshot._cache.values()]
            largest = max(largest, *sizes)
            assert snapshot._cached_bytes == sum(sizes) <= max(bound, largest)
    assert backend.snapshot() is snapshot
    assert sum(value.nbytes for value, _ in snapshot._cache.values() if hasattr(value, "nbytes"))
