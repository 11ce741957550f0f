"""What readers type, and the trees and errors it becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import query
from search.highlight import Wanted
from search.query import And, Not, Or, Phrase, Prefix, Word, parse, wanted, without_stop_words


def sketch(node):
    """Write a tree in short: words as they are, the rest in brackets."""
    match node:
        case Word():
            return node.text
        case Prefix():
            return node.text + "*"
        case Phrase():
            return f'"{node.text}"'
        case Not():
            return ("not", sketch(node.part))
        case And():
            return ("and", *map(sketch, node.parts))
        case Or():
            return ("or", *map(sketch, node.parts))


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("الناتو", "الناتو"),
        ("حلف الناتو", ("and", "حلف", "الناتو")),
        ("روسيا-الناتو", ("and", "روسيا", "الناتو")),
        ("روسيا–الناتو", ("and", "روسيا", "الناتو")),
        ("روسيا - الناتو", ("and", "روسيا", "الناتو")),
        ("“روسيا”-الناتو", ("and", '"روسيا"', "الناتو")),
        ("روسيا أو الناتو", ("or", "روسيا", "الناتو")),
        ("a او b OR c | d", ("or", "a", "b", "c", "d")),
        ("a|b", ("or", "a", "b")),
        ("a b أو c", ("or", ("and", "a", "b"), "c")),
        ("a (b أو c)", ("and", "a", ("or", "b", "c"))),
        ("a -b", ("and", "a", ("not", "b"))),
        ("a ليس b", ("and", "a", ("not", "b"))),
        ("a NOT (b c)", ("and", "a", ("not", ("and", "b", "c")))),
        ("a -(b أو c)", ("and", "a", ("not", ("or", "b", "c")))),
        ('a -"b c"', ("and", "a", ("not", '"b c"'))),
        ("أوكر*", "أوكر*"),
        ("((a))", "a"),
        ("a ... ! b", ("and", "a", "b")),
        ('a ""', "a"),
    ],
)
def test_it_understands(typed, tree):
    assert sketch(parse(typed)) == tree


@pytest.mark.parametrize(
    "typed",
    [
        '"حلف الناتو"',
        "«حلف الناتو»",
        "“حلف الناتو”",
        "„حلف الناتو“",
        "‟حلف الناتو”",
        "”حلف الناتو“",
    ],
)
def test_it_reads_a_phrase_in_any_quotation_marks(typed):
    assert parse(typed) == Phrase("حلف الناتو", 0, 12)


@pytest.mark.parametrize("typed", ["", "  \n", "\x00\x07", "\u202b\u200f \ud800"])
def test_nothing_typed_is_no_query(typed):
    assert parse(typed) is None


@pytest.mark.parametrize(
    ("typed", "error", "position"),
    [
        ("ا" * 257, query.QueryTooLong, None),
        ("كلمة " * 17, query.TooManyTerms, None),
        ('"' + "كلمة " * 17 + '"', query.TooManyTerms, None),
        ("؟!", query.NoWords, None),
        ("«»", query.NoWords, None),
        ('a "b', query.UnbalancedQuotes, 2),
        ("«a", query.UnbalancedQuotes, 0),
        ("a»", query.UnbalancedQuotes, 1),
        ("(a", query.UnbalancedBrackets, 0),
        ("a)", query.UnbalancedBrackets, 1),
        (")", query.UnbalancedBrackets, 0),
        ("a (", query.UnbalancedBrackets, 2),
        ("a ()", query.EmptyBrackets, 2),
        ("(" * 11 + "a" + ")" * 11, query.NestedTooDeep, 10),
        ("a أو", query.MisplacedOperator, 2),
        ("OR a", query.MisplacedOperator, 0),
        ("a | | b", query.MisplacedOperator, 2),
        ("a NOT", query.MisplacedOperator, 2),
        ("a NOT NOT b", query.MisplacedOperator, 2),
        ("(a أو)", query.MisplacedOperator, 3),
        ("-a", query.OnlyExclusions, 1),
        ("-a -b", query.OnlyExclusions, 1),
        ("a أو -b", query.OnlyExclusions, 6),
        ("a NOT (-b)", query.OnlyExclusions, 8),
        ("ن*", query.PrefixTooShort, 0),
        ("*حلف", query.PrefixTooShort, 1),
        ("نا*تو", query.PrefixTooShort, 3),
    ],
)
def test_it_says_what_is_wrong_and_where(typed, error, position):
    with pytest.raises(error) as caught:
        parse(typed)
    assert caught.value.position == position


def test_ten_brackets_inside_one_another_are_enough_for_anyone():
    assert sketch(parse("(" * 10 + "a" + ")" * 10)) == "a"


def test_offsets_are_those_of_the_text_as_typed():
    typed = "\u202b حلف\x00النا\u200fتو*"
    word, prefix = parse(typed).parts
    assert typed[word.start : word.end] == "حلف"
    assert typed[prefix.start : prefix.end] == "النا\u200fتو*"
    assert prefix.text == "الناتو"


QUERIES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "(",
                ")",
                "|",
                " ",
                "-",
                "*",
                "OR",
                "NOT",
                "أو",
                "ليس",
                '"',
                "«",
                "»",
                "“",
                "حلف",
                "من",
            ]
        ),
        st.text(st.characters(exclude_categories=[]), max_size=3),
    ),
    max_size=40,
).map("".join)


@given(QUERIES)
def test_it_never_raises_anything_but_a_query_error(typed):
    try:
        tree = parse(typed)
    except query.QueryError as error:
        position = error.position
        tree = None
    else:
        position = None
    assert position is None or 0 <= position <= len(typed)
    if tree is not None:
        for leaf in query.leaves(tree):
            assert 0 <= leaf.start < leaf.end <= len(typed)
        assert list(query.leaves(without_stop_words(tree), excluded=False))
        wanted(tree)


def test_stop_words_are_dropped_beside_other_words():
    assert sketch(without_stop_words(parse("حرب في أوكرانيا"))) == ("and", "حرب", "أوكرانيا")
    assert sketch(without_stop_words(parse("ومن حلف"))) == "حلف"


@pytest.mark.parametrize("typed", ["من", "من إلى", "من -حلف", "«من إلى» حلف", "من أو حلف"])
def test_stop_words_stay_where_nothing_else_would_and_in_phrases(typed):
    tree = parse(typed)
    assert without_stop_words(tree) == tree


def test_what_is_wanted_leaves_out_what_is_excluded():
    tree = parse("الضمانات «حلف الناتو» «روسيا» أوكر* -ترامب")
    assert wanted(tree) == Wanted(frozenset({"ضمان", "روس"}), ("اوكر",), (("حلف", "ناتو"),))
