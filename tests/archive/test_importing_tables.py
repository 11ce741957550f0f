"""Tables of articles: what a row becomes, and that a bad one holds up no other."""

import csv
import datetime
import io
import json
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.dates import Basis, Precision
from archive.importing import tables
from archive.importing.draft import DraftCredit, Refused
from archive.importing.item import LARGEST
from archive.importing.tables import Columns, read_csv, read_json

BODY = "قال الوزير إن الاجتماع سيعقد قريبا.\nوأضاف أن الوفود وصلت أمس."
FULL = {
    "url": "https://example.org/a",
    "title": "الوفود تصل",
    "standfirst": "وصلت الوفود إلى جنيف.",
    "body": BODY,
    "published": "2025-03-15T23:30:00+03:00",
    "outlet": "صحيفة كذا",
    "credits": ["رويترز", "تاس"],
    "themes": ["ceasefire", "security-guarantees"],
    "keywords": ["أوكرانيا", "ضمانات أمنية"],
    "language": "ar",
}


def rows_of(content, columns=None):
    return list(read_json(io.BytesIO(content), "rows", columns))


def table_of(content, columns=None):
    return list(read_csv(io.BytesIO(content), "table", columns))


def jsonl(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def sheet(*rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def is_full(draft):
    assert (draft.url, draft.title, draft.outlet) == (FULL["url"], FULL["title"], FULL["outlet"])
    assert draft.standfirst == FULL["standfirst"]
    assert draft.paragraphs == BODY.split("\n")
    assert draft.credits == [DraftCredit("رويترز", "line"), DraftCredit("تاس", "line")]
    assert (draft.themes, draft.keywords) == (FULL["themes"], FULL["keywords"])
    assert draft.published.date == datetime.date(2025, 3, 15)
    assert (draft.published.precision, draft.published.basis) == (Precision.DAY, Basis.METADATA)
    assert draft.published.words == (FULL["published"],)
    assert (draft.language, draft.is_excerpt) == ("ar", False)
    return True


# --- Fields -----------------------------------------------------------------------------------


def test_a_row_of_json_gives_every_field():
    content = jsonl(FULL)
    (found,) = rows_of(content)
    assert is_full(found.draft)
    assert found.item.content == content.rstrip(b"\n")
    assert (found.item.name, found.item.media_type) == ("rows, line 1", "application/json")
    assert found.item.url == FULL["url"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("separator", ["|", ";", " | "])
def test_a_row_of_a_table_gives_every_field(delimiter, separator):
    cells = [separator.join(v) if isinstance(v, list) else v for v in FULL.values()]
    content = sheet(FULL, cells, delimiter=delimiter)
    (found,) = table_of(content)
    assert is_full(found.draft)
    assert found.item.content == content
    assert (found.item.name, found.item.media_type) == ("table, line 2", "text/csv")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("text", "paragraphs"),
        ("content", "paragraphs"),
        ("Article", "paragraphs"),
        ("headline", "title"),
        ("HEADLINE ", "title"),
        ("source", "outlet"),
        ("publisher", "outlet"),
        ("site", "outlet"),
        ("summary", "standfirst"),
        ("description", "standfirst"),
        ("lead", "standfirst"),
        ("link", "url"),
        ("tags", "keywords"),
    ],
)
def test_other_usual_names_are_understood(name, field):
    (found,) = rows_of(jsonl({"title": "عنوان", "body": "نص"} | {name: "https://example.org/ا"}))
    if field in ("paragraphs", "title"):
        (found,) = rows_of(jsonl({name: "https://example.org/ا"}))
    value = getattr(found.draft, field)
    assert value in ("https://example.org/ا", ["https://example.org/ا"])


@pytest.mark.parametrize("name", ["date", "published_at", "datePublished", "pubdate"])
def test_other_names_of_the_date_are_understood(name):
    (found,) = rows_of(jsonl({"title": "عنوان", name: "2025-03-15"}))
    assert found.draft.published.date == datetime.date(2025, 3, 15)


@pytest.mark.parametrize(
    "words",
    ["2025-03-15", "2025-03-15 23:30", "15 آذار/مارس 2025", "١٥ مارس ٢٠٢٥", "15 March 2025"],
)
def test_a_date_may_be_worded_as_pages_print_it(words):
    (found,) = rows_of(jsonl({"title": "عنوان", "published": words}))
    published = found.draft.published
    assert (published.date, published.words) == (datetime.date(2025, 3, 15), (words,))
    assert (published.precision, published.basis) == (Precision.DAY, Basis.METADATA)


@pytest.mark.parametrize("name", ["author", "authors", "agencies"])
def test_other_names_of_credits_are_understood(name):
    (found,) = rows_of(jsonl({"title": "عنوان", name: "رويترز|تاس"}))
    assert [credit.name for credit in found.draft.credits] == ["رويترز", "تاس"]


def test_the_proper_name_of_a_field_goes_before_others():
    columns = Columns()
    (found,) = rows_of(jsonl({"text": "غيره", "body": "نص", "title": "أ ب"}), columns)
    assert found.draft.paragraphs == ["نص"]
    assert columns.unknown == {"text": 1}


def test_a_mapping_goes_before_all_names():
    columns = Columns({"النص": "body", "title": "outlet"})
    row = {"النص": "متن", "body": "غيره", "title": "صحيفة", "headline": "عنوان"}
    (found,) = rows_of(jsonl(row), columns)
    draft = found.draft
    assert (draft.paragraphs, draft.outlet, draft.title) == (["متن"], "صحيفة", "عنوان")
    assert columns.unknown == {"body": 1}


def test_a_mapping_to_no_field_is_refused():
    (found,) = rows_of(jsonl({"x": "متن"}), Columns({"x": "bodies"}))
    assert "'bodies': use one of url, title" in found.refused


def test_unknown_fields_are_counted_by_name():
    columns = Columns()
    rows_of(jsonl({"title": "أ", "views": 3}, {"title": "ب", "views": 4, "id": 1}), columns)
    assert columns.unknown == Counter(views=2, id=1)


@pytest.mark.parametrize(
    "table",
    [
        "title,body,title\nأول,متن,ثان\n",
        '{"title": "أول", "body": "متن", "title": "ثان"}\n',
        '[{"title": "أول", "body": "متن", "title": "ثان"}]',
    ],
)
def test_the_second_field_of_one_name_is_unknown(table):
    columns = Columns()
    read = read_csv if table.startswith("title") else read_json
    (found,) = read(io.BytesIO(table.encode()), "table", columns)
    assert (found.draft.title, columns.unknown) == ("أول", {"title (2)": 1})


def test_objects_with_a_name_are_read_as_their_name():
    (found,) = rows_of(
        jsonl({"title": "أ", "source": {"id": None, "name": "صحيفة"}, "author": [{"name": "تاس"}]})
    )
    assert found.draft.outlet == "صحيفة"
    assert found.draft.credits == [DraftCredit("تاس", "line")]


def test_a_row_without_a_text_is_an_excerpt():
    (found,) = rows_of(jsonl({"title": "عنوان", "url": "https://example.org/a"}))
    assert (found.draft.is_excerpt, found.draft.paragraphs) == (True, [])


def test_controls_of_direction_are_taken_out():
    (found,) = rows_of(jsonl({"title": "\u202bعنوان\u202c", "body": "قال \u2066RT\u2069."}))
    assert (found.draft.title, found.draft.paragraphs) == ("عنوان", ["قال RT."])


def test_a_language_may_name_its_country():
    assert rows_of(jsonl({"title": "x", "lang": "en-GB"}))[0].draft.language == "en"


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"title": "", "body": " \n "}, "neither a title nor a body"),
        ({"title": "أ", "published": "2025-02-30"}, "'2025-02-30' is no date"),
        ({"title": "أ", "published": "قريبا"}, "is no date"),
        ({"title": "أ", "published": "2090-03-15"}, "'2090-03-15' is no day of publication"),
        ({"title": "أ", "published": "32 Mar 2025"}, "is no date"),
        ({"title": "أ", "language": "de"}, "the language 'de' is unknown: use ar, en, fr, ru"),
        ({"title": "أ", "url": "/a/b"}, "'/a/b' is no address"),
        ({"title": "أ", "url": "javascript:alert(1)"}, "is no address"),
        ({"title": 5}, "the title is no text"),
        ({"title": "أ" * 501}, "the title has over 500 characters"),
        ({"title": "\ud800"}, "the title holds what is no character"),
        ({"title": "أ", "keywords": [1]}, "the keywords is no text"),
        (["أ"], "no JSON"),
        ("أ", "no JSON object"),
        (7, "no JSON object"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_go_on(row, reason):
    good = {"title": "عنوان"}
    content = jsonl(good) + json.dumps(row).encode() + b"\n" + jsonl(good)
    first, bad, last = rows_of(content)
    assert (first.draft.title, last.draft.title) == ("عنوان", "عنوان")
    assert bad.item.name == "rows, line 2"
    assert reason in bad.refused or reason == "no JSON"
    assert bad.refused.endswith(".")
    assert bad.draft is None


@pytest.mark.parametrize("line", [b"{", b"{]", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 9999])
def test_a_line_that_is_no_json_is_refused_and_the_others_go_on(line):
    first, bad, last = rows_of(jsonl(FULL) + line + b"\n" + jsonl(FULL))
    assert is_full(first.draft)
    assert is_full(last.draft)
    assert bad.refused
    assert bad.item.content == line


def test_a_row_that_is_too_large_is_refused_and_the_others_go_on():
    large = b'{"title": "' + b"x" * LARGEST + b'"}\n'
    found = rows_of(jsonl(FULL) + large + jsonl(FULL))
    assert [bool(each.refused) for each in found] == [False, True, False]
    assert "over 10 MB" in found[1].refused
    found = table_of(b"title,body\nx," + b"x" * LARGEST + b"\na,b\n")
    assert [bool(each.refused) for each in found] == [True, False]
    assert found[1].item.name == "table, line 3"


def test_a_row_with_more_or_fewer_cells_than_the_header_is_refused():
    found = table_of("title,body\nأ,ب,ج\nأ\nأ,ب\n".encode())
    assert [each.refused for each in found] == [
        "the row has 3 cells and the header 2: mend the row.",
        "the row has 1 cells and the header 2: mend the row.",
        "",
    ]
    assert [each.item.name for each in found] == [f"table, line {n}" for n in (2, 3, 4)]


def test_a_quotation_mark_that_nothing_closes_takes_no_other_row_with_it():
    found = table_of('title,body\n"أ,ب\nأ,ب\nأ,ب\n'.encode())
    assert ["quotation marks do not match" in each.refused for each in found] == [
        True,
        False,
        False,
    ]
    assert found[0].item.content == 'title,body\n"أ,ب\n'.encode()


@pytest.mark.parametrize("content", [b"", b"a,b\nc,d", b"\n", b"\xff\xfe"])
def test_a_table_without_known_columns_is_refused(content):
    with pytest.raises(Refused, match="the first line names no field"):
        table_of(content)


def test_an_array_over_its_bound_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_DOCUMENT", 100)
    with pytest.raises(Refused, match="save it as JSON Lines"):
        rows_of(json.dumps([FULL]).encode())


# --- Layout and encodings ---------------------------------------------------------------------


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_an_array_of_objects_is_read_as_its_rows(indent):
    content = json.dumps([FULL, {"title": ""}, FULL], ensure_ascii=False, indent=indent).encode()
    first, bad, last = rows_of(content)
    assert is_full(first.draft)
    assert is_full(last.draft)
    assert "neither a title nor a body" in bad.refused
    assert json.loads(first.item.content) == FULL
    if indent == 0:
        assert first.item.name == "rows, line 2"
    assert is_full(rows_of(first.item.content)[0].draft)


def test_an_object_set_out_on_many_lines_is_one_row():
    (found,) = rows_of(json.dumps(FULL, ensure_ascii=False, indent=2).encode())
    assert is_full(found.draft)


@pytest.mark.parametrize("rest", ["[{}]", "{}", "]", "x"])
def test_what_follows_an_array_is_not_passed_over(rest):
    rows = read_json(io.BytesIO(f'[{{"body":"نص."}}]\n{rest}'.encode()), "rows")
    assert next(rows).draft is not None
    with pytest.raises(Refused, match="line 1: no JSON can be read from here"):
        next(rows)


def test_an_array_that_breaks_off_gives_what_came_before():
    content = json.dumps([FULL, FULL]).encode()
    rows = read_json(io.BytesIO(content[:-20]), "rows")
    assert is_full(next(rows).draft)
    with pytest.raises(Refused, match="line 1: no JSON"):
        next(rows)
    rows = read_json(io.BytesIO(content[:-1]), "rows")
    assert len([next(rows), next(rows)]) == 2
    with pytest.raises(Refused, match="breaks off"):
        next(rows)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"]
)
def test_a_table_may_be_in_any_encoding_and_so_are_its_rows(encoding):
    row = [FULL["title"], BODY]
    found = table_of(sheet(["title", "body"], row, row, encoding=encoding))
    assert [each.draft.paragraphs for each in found] == [BODY.split("\n")] * 2
    again = table_of(found[1].item.content)
    assert [each.draft.title for each in again] == [FULL["title"]]
    assert [each.draft.paragraphs for each in again] == [BODY.split("\n")]


def test_a_byte_order_mark_is_not_part_of_the_first_column():
    (found,) = table_of('\ufeff"title","body"\r\n"أ","ب"\r\n'.encode())
    assert (found.draft.title, found.draft.paragraphs) == ("أ", ["ب"])


def test_bytes_in_another_encoding_hold_up_their_row_alone():
    good = sheet([FULL["title"], BODY])
    content = b"title,body\r\n" + good + b"\xc7\xe1,\xc7\xe1\r\n" + good
    found = table_of(content)
    assert [bool(each.refused) for each in found] == [False, True, False]
    assert "save the file as UTF-8" in found[1].refused
    assert found[1].item.content == b"title,body\r\n\xc7\xe1,\xc7\xe1\r\n"


def test_utf16_that_breaks_off_gives_what_came_before():
    rows = read_csv(io.BytesIO("title,body\nأ,ب\nج,د".encode("utf-16")[:-1]), "table")
    assert next(rows).draft.title == "أ"
    with pytest.raises(Refused, match="what follows line 2 is not UTF-16"):
        next(rows)


def test_a_cell_may_be_longer_than_python_reads_by_default():
    (found,) = table_of(sheet(["title", "body"], ["أ", "كلمة " * 100_000]))
    assert len(found.draft.paragraphs[0]) > 400_000


def test_rows_are_read_as_they_are_asked_for():
    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            line = jsonl({"title": "عنوان"})
            data = (line * (len(buffer) // len(line) + 1))[: len(buffer) // len(line) * len(line)]
            buffer[: len(data)] = data
            return len(data)

    rows = read_json(io.BufferedReader(Endless(), 65536), "endless")
    assert [next(rows).draft.title for _ in range(5000)] == ["عنوان"] * 5000


@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.text('أب,";\t\n\r x', max_size=30)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t"]),
)
@settings(deadline=None)
def test_any_table_that_is_written_is_read_back_row_by_row(rows, delimiter):
    rows = [(title.encode(errors="ignore").decode(), body) for title, body in rows]
    content = sheet(["title", "body"], *rows, delimiter=delimiter)
    found = table_of(content)
    assert len(found) == len(rows)
    for (title, body), each in zip(rows, found, strict=True):
        assert len(table_of(each.item.content)) == 1
        if each.draft:
            lines = [
                line.strip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            ]
            assert each.draft.paragraphs == [line for line in lines if line]
            assert len(each.draft.title) <= len(title)


@given(st.binary(max_size=200))
@example(b"\x06\x80")
@settings(deadline=None)
def test_any_bytes_are_rows_or_refused(content):
    for read, head in ((rows_of, b""), (rows_of, b"["), (table_of, b"title,body\n")):
        with suppress(Refused):
            found = read(head + content)
            assert all((each.draft is None) == bool(each.refused) for each in found)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*FULL, "text", "x"]), VALUES))
@settings(deadline=None)
def test_any_object_is_a_draft_or_is_refused(row):
    (found,) = rows_of(json.dumps(row).encode())
    assert (found.draft is None) == bool(found.refused)


# --- Fields that hold HTML, and dates in figures ------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<p>قال الوزير&nbsp;إنه وصل.</p><p>وأضاف: ألمانيا &amp; فرنسا.</p>",
        "قال الوزير إنه وصل.<br/>وأضاف: ألمانيا &amp; فرنسا.",
        "<strong>قال الوزير إنه وصل.</strong>\n\nوأضاف: ألمانيا &#38; فرنسا.",
        "&lt;p&gt;قال الوزير إنه وصل.&lt;/p&gt;&lt;p&gt;وأضاف: ألمانيا &amp; فرنسا.",
        "قال الوزير إنه وصل.\nوأضاف: ألمانيا & فرنسا.",
    ],
)
def test_html_in_a_body_is_read_into_paragraphs(body):
    (found,) = rows_of(jsonl({"title": "<b>قمة</b> &quot;باريس&quot;", "body": body}))
    assert found.draft.title == 'قمة "باريس"'
    assert found.draft.paragraphs == ["قال الوزير إنه وصل.", "وأضاف: ألمانيا & فرنسا."]


@pytest.mark.parametrize("text", ["العدد < 5 & أكثر", "AT&T و<الجزيرة>", "س<ص", "a &c; b", "2 <3>"])
def test_signs_of_html_in_plain_text_stay_as_they_are(text):
    (found,) = rows_of(jsonl({"title": text, "standfirst": text, "body": f"{text}\n{text}"}))
    draft = found.draft
    assert (draft.title, draft.standfirst, draft.paragraphs) == (text, text, [text, text])


def test_a_reference_in_a_list_does_not_part_it():
    (found,) = rows_of(jsonl({"title": "أ", "keywords": "A&amp;B; باريس", "credits": "A&amp;B"}))
    assert found.draft.keywords == ["A&B", "باريس"]
    assert [credit.name for credit in found.draft.credits] == ["A&B"]


@pytest.mark.parametrize("stamp", [1742081400, 1742081400.5, 1742081400000, "1742081400"])
def test_a_date_in_seconds_or_milliseconds_is_that_day_in_utc(stamp):
    (found,) = rows_of(jsonl({"title": "عنوان", "published": stamp}))
    published = found.draft.published
    assert (published.date, published.words) == (datetime.date(2025, 3, 15), (str(stamp),))
    assert (published.precision, published.basis) == (Precision.DAY, Basis.METADATA)


def test_a_day_written_as_a_number_is_that_day():
    (found,) = rows_of(jsonl({"title": "عنوان", "published": 20250315}))
    assert found.draft.published.date == datetime.date(2025, 3, 15)


@pytest.mark.parametrize("stamp", [100_000_000, 4_000_000_000, 100_000_000_000, -5, True, 1e300])
def test_a_number_that_is_no_day_is_refused(stamp):
    (found,) = rows_of(jsonl({"title": "عنوان", "published": stamp}))
    reasons = ("is no date", "is no day of publication in seconds", "is no text")
    assert any(reason in found.refused for reason in reasons)
