"""What readers type, and the trees and errors it becomes."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import query, query_errors
from search.highlight import Wanted
from search.query import parse, read_period, without_quotes
from search.tree import And, Dated, Field, Not, Or, Phrase, Prefix, Word, wanted, without_stop_words


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
        case Field():
            return (node.name, sketch(node.part))
        case Dated():
            return (node.since and str(node.since), node.until and str(node.until))


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
        ("ا" * 257, query_errors.QueryTooLong, None),
        ("كلمة " * 17, query_errors.TooManyTerms, None),
        ('"' + "كلمة " * 17 + '"', query_errors.TooManyTerms, None),
        ("؟!", query_errors.NoWords, None),
        ("«»", query_errors.NoWords, None),
        ('a "b', query_errors.UnbalancedQuotes, 2),
        ("«a", query_errors.UnbalancedQuotes, 0),
        ("a»", query_errors.UnbalancedQuotes, 1),
        ("(a", query_errors.UnbalancedBrackets, 0),
        ("a)", query_errors.UnbalancedBrackets, 1),
        (")", query_errors.UnbalancedBrackets, 0),
        ("a (", query_errors.UnbalancedBrackets, 2),
        ("a ()", query_errors.EmptyBrackets, 2),
        ("(" * 11 + "a" + ")" * 11, query_errors.NestedTooDeep, 10),
        ("a أو", query_errors.MisplacedOperator, 2),
        ("OR a", query_errors.MisplacedOperator, 0),
        ("a | | b", query_errors.MisplacedOperator, 2),
        ("a NOT", query_errors.MisplacedOperator, 2),
        ("a NOT NOT b", query_errors.MisplacedOperator, 2),
        ("(a أو)", query_errors.MisplacedOperator, 3),
        ("-a", query_errors.OnlyExclusions, 1),
        ("-a -b", query_errors.OnlyExclusions, 1),
        ("a أو -b", query_errors.OnlyExclusions, 6),
        ("a NOT (-b)", query_errors.OnlyExclusions, 8),
        ("ن*", query_errors.PrefixTooShort, 0),
        ("*حلف", query_errors.PrefixTooShort, 1),
        ("نا*تو", query_errors.PrefixTooShort, 3),
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
    except query_errors.QueryError as error:
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
    assert wanted(tree) == Wanted(frozenset({"ضمان", "روس", "روسي"}), ("اوكر",), (("حلف", "ناتو"),))


# --- Fields and dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("عنوان:الناتو", ("title", "الناتو")),
        ("title:الناتو روسيا", ("and", ("title", "الناتو"), "روسيا")),
        ("عنوان:«حلف الناتو»", ("title", '"حلف الناتو"')),
        ("مصدر:(الاتحاد أو ليفانت)", ("outlet", ("or", "الاتحاد", "ليفانت"))),
        ("-موضوع:هدنة الناتو", ("and", ("not", ("theme", "هدنة")), "الناتو")),
        ("مصدر: رويترز", ("and", "مصدر", "رويترز")),
        ("بايدن:حلف", ("and", "بايدن", "حلف")),
        ("12:30", ("and", "12", "30")),
        ("من:2021-12", ("2021-12-01", None)),
        ("إلى:٢٠٢١-١٢", (None, "2021-12-31")),
        ("from:2021 to:2022/02", ("and", ("2021-01-01", None), (None, "2022-02-28"))),
        ("من:۲۰۲۱-۱۲-۰۹", ("2021-12-09", None)),
        ('من:"كانون الأول 2021"', ("2021-12-01", None)),
        ("إلى:«ديسمبر ٢٠٢١» الناتو", ("and", (None, "2021-12-31"), "الناتو")),
        ("من هنا", ("and", "من", "هنا")),
    ],
)
def test_a_field_is_named_before_a_colon_with_something_right_behind_it(typed, tree):
    assert sketch(parse(typed)) == tree


@pytest.mark.parametrize("written", ["أمس", "2021-13", "2021-02-30", "12", "«»", "0000", "x"])
def test_a_date_that_cannot_be_read_is_an_error_that_points_at_it(written):
    with pytest.raises(query_errors.UnknownDate) as error:
        parse(f"الناتو من:{written}")
    assert error.value.position == len("الناتو من:")


@pytest.mark.parametrize("typed", ["عنوان:(", "عنوان:)", "عنوان:أو", "عنوان:«»"])
def test_a_field_without_words_is_an_error(typed):
    with pytest.raises(query_errors.QueryError):
        parse(typed)


def test_what_is_sought_in_names_alone_is_not_marked_in_texts():
    assert wanted(parse("مصدر:الاتحاد الناتو")) == wanted(parse("الناتو"))
    assert wanted(parse("مصدر:الاتحاد")) == Wanted()
    assert wanted(parse("عنوان:الناتو")) == wanted(parse("الناتو"))


@pytest.mark.parametrize(
    "written", ['from:"March 2021"', "from:March-2021", 'from:"march 2021"', "من:2021-03"]
)
def test_a_month_may_be_named_in_english(written):
    assert parse(f"روسيا {written}").parts[1].since == datetime.date(2021, 3, 1)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("31/12/2021", "2021-12-31", "2021-12-31"),
        ("٣١-١٢-٢٠٢١", "2021-12-31", "2021-12-31"),
        ("2/2024", "2024-02-01", "2024-02-29"),
        ("\u200f2021\u200f", "2021-01-01", "2021-12-31"),
        ("17 كانون الأول/ديسمبر 2021", "2021-12-17", "2021-12-17"),
    ],
)
def test_a_period_may_be_written_with_its_year_last_or_in_words(written, first, last):
    assert list(map(str, read_period(written))) == [first, last]


@pytest.mark.parametrize(
    "written",
    [
        "2021 2022",
        "31-2021",
        "1/1/1/2021",
        "أمس",
        "",
        "2021-00",
        "٢٠٢١-٠٠",
        "2021-12-00",
        "2021-00-05",
        "00/2021",
        "0/12/2021",
        "-2021",
        "−2021",
        "2021-",
        "-12-2021",
        "- ديسمبر 2021",
    ],
)
def test_what_is_no_period_or_leaves_a_sign_over_is_none(written):
    assert read_period(written) is None


@given(st.text(max_size=70) | st.text("٠١٢٣۴5678/- منديسبر", max_size=30))
def test_whatever_is_written_is_a_period_in_its_order_or_none(written):
    period = read_period(written)
    assert period is None or period[0] <= period[1]


@given(
    st.dates(min_value=datetime.date(1000, 1, 1)),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
)
def test_a_day_is_read_in_the_digits_of_every_script_with_its_year_first_or_last(day, digits):
    for written in (f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}"):
        assert read_period(written.translate(str.maketrans("0123456789", digits))) == (day, day)


@pytest.mark.parametrize(
    ("typed", "loose"),
    [
        ("«تحالف الراغبين» باريس", "تحالف الراغبين  باريس"),
        ("تحالف الراغبين", "تحالف الراغبين"),
        ("عنوان:«حلف الناتو»", "عنوان:«حلف الناتو»"),
        ("روسيا -«حلف الناتو»", "روسيا -«حلف الناتو»"),
    ],
)
def test_a_phrase_becomes_words_side_by_side_unless_a_sign_stands_before_it(typed, loose):
    assert without_quotes(typed) == loose
