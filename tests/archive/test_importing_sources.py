"""Whatever holds documents: files, folders, gzip, zip, web archives, and what may be wrong."""

import gzip
import io
import json
import os
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.importing import unpacking
from archive.importing.files import found_at
from archive.importing.formats import Format
from archive.importing.item import LARGEST
from archive.importing.sources import found_in
from archive.importing.tables import Columns
from archive.importing.unpacking import Budget
from tests.archive.test_importing_warc import PAGE, archived

TEXT = "عنوان قصير لخبر جديد\n\nقال الوزير إن الاجتماع سيعقد قريبا.\n".encode()
ROW = json.dumps({"title": "عنوان"}).encode() + b"\n"


def found(content, name="source", **options):
    return list(found_in(io.BytesIO(content), name, **options))


def zipped(method=zipfile.ZIP_DEFLATED, **members):
    return zipped_pairs(list(members.items()), method)


def zipped_pairs(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def names(items):
    return [each.item.name for each in items]


def refusals(items):
    return [each.refused for each in items if each.refused]


# --- Files and folders ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "media_type"), [(TEXT, "text/plain"), (PAGE, "text/html")], ids=["text", "html"]
)
def test_a_page_is_handed_on_as_it_is(tmp_path, content, media_type):
    (tmp_path / "page").write_bytes(content)
    (only,) = found_at(tmp_path / "page")
    assert (only.item.content, only.item.media_type) == (content, media_type)
    assert (only.item.name, only.draft, only.refused) == ("page", None, "")


def test_a_folder_gives_all_files_beneath_it_in_order_of_names(tmp_path):
    for name in ("b.txt", "a/z.html", "a/b/c.txt", "c.txt", ".hidden", ".git/x.txt", "a/.y.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    for folder in (tmp_path, tmp_path / "a"):
        (folder / "themes.tsv").write_text("b.txt\tceasefire\n")
    assert names(found_at(tmp_path)) == ["a/b/c.txt", "a/z.html", "b.txt", "c.txt"]


def test_a_folder_that_leads_back_to_itself_is_gone_through_once(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "page.txt").write_bytes(TEXT)
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert names(found_at(tmp_path)) == ["a/page.txt"]


def test_what_cannot_be_opened_is_refused_by_name(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    (tmp_path / "page.txt").write_bytes(TEXT)
    link, page, pipe = found_at(tmp_path)
    assert "there is no such file" in link.refused
    assert (page.item.content, page.refused) == (TEXT, "")
    assert "this is not a file" in pipe.refused
    assert "there is no such file" in next(found_at(tmp_path / "missing")).refused


def test_a_file_name_that_is_no_text_is_shown_as_well_as_it_can_be(tmp_path):
    with open(os.path.join(os.fsencode(tmp_path), b"bad\xff\n.txt"), "wb") as file:  # noqa: PTH118, PTH123  # bytes
        file.write(TEXT)
    assert names(found_at(tmp_path)) == ["bad\ufffd .txt"]


def test_a_page_that_is_too_large_is_refused_without_being_read_whole(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.write(TEXT)
        file.truncate(3 * 1024**3)
    tracemalloc.start()
    (only,) = found_at(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "over 10 MB" in only.refused
    assert peak < 4 * LARGEST


def test_tables_and_archives_are_told_by_their_content():
    assert found(ROW * 2)[1].draft.title == "عنوان"
    assert found("title,body\nعنوان,نص\n".encode())[0].draft.title == "عنوان"
    assert found(archived({}, {}))[1].item.content == PAGE
    assert "a list of addresses" in found(b"<urlset></urlset>")[0].refused


def test_a_feed_is_read_entry_by_entry():
    feed = "<rss><channel><item><title>عنوان</title></item></channel></rss>"
    (only,) = found(feed.encode(), "feed.xml")
    assert (only.item.name, only.draft.title) == ("feed.xml, entry 1", "عنوان")


def test_the_caller_may_say_the_format():
    assert found(PAGE, format=Format.TEXT)[0].item.media_type == "text/plain"
    (only,) = found(gzip.compress("a,title\nx,عنوان\n".encode()), format=Format.CSV)
    assert only.draft.title == "عنوان"
    assert "this is no zip" in found(TEXT, format=Format.ZIP)[0].refused


def test_columns_and_unknown_fields_pass_through():
    columns = Columns({"النص": "body"})
    row = json.dumps({"النص": "متن", "views": 1}).encode()
    (only,) = found(zipped(**{"rows.jsonl": row}), columns=columns)
    assert only.draft.paragraphs == ["متن"]
    assert columns.unknown == {"views": 1}


# --- gzip -------------------------------------------------------------------------------------


def test_gzip_of_many_members_is_one_file():
    content = gzip.compress(ROW) + gzip.compress(ROW * 2)
    assert names(found(content, "rows.jsonl.gz")) == [f"rows.jsonl, line {n}" for n in (1, 2, 3)]


def test_a_page_in_gzip_is_a_page():
    (only,) = found(gzip.compress(PAGE), "page.html.gz")
    assert (only.item.name, only.item.content) == ("page.html", PAGE)


def test_a_web_archive_in_gzip_is_read_whether_packed_by_record_or_as_a_whole():
    one = archived({})
    assert [each.item.content for each in found(gzip.compress(one) * 3)] == [PAGE] * 3
    assert [each.item.content for each in found(gzip.compress(one * 3))] == [PAGE] * 3


def incompressible(size, width=600):
    """Rows of JSON that gzip cannot make much smaller, so that a cut comes after many of them."""
    lines = (
        json.dumps({"title": "عنوان", "keywords": os.urandom(width).hex()}) for _ in range(size)
    )
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.mark.parametrize("ending", [b"", b"garbage", gzip.compress(ROW)[:12]])
def test_gzip_that_breaks_off_gives_what_came_before_and_a_refusal(ending):
    packed = gzip.compress(incompressible(400))
    *good, last = found((packed if ending else packed[:-2000]) + ending)
    assert len(good) == 400 if ending else len(good) > 200
    assert all(each.draft for each in good)
    assert "breaks off or is damaged" in last.refused
    assert last.draft is None


def test_a_web_archive_cut_in_gzip_gives_the_records_before():
    pages = [{"payload": PAGE + os.urandom(30_000).hex().encode()} for _ in range(20)]
    *good, last = found(gzip.compress(archived(*pages))[:-5000])
    assert [each.item.content for each in good] == [page["payload"] for page in pages[:19]]
    assert "breaks off" in last.refused


def test_a_page_cut_in_gzip_is_not_taken_for_whole():
    (only,) = found(gzip.compress(PAGE + os.urandom(5000))[:-100], "page.html.gz")
    assert "breaks off" in only.refused


def test_a_gzip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(unpacking, "BOMB_SIZE", 1_000_000)
    (only,) = found(gzip.compress(b'{"title": "' + b"x" * 9_000_000 + b'"}\n'))
    assert "unpacks to far more than text does" in only.refused


def test_text_that_packs_well_is_no_bomb(monkeypatch):
    monkeypatch.setattr(unpacking, "BOMB_SIZE", 100_000)
    rows = b"".join(json.dumps({"title": f"عنوان {n}"}).encode() + b"\n" for n in range(5000))
    assert len(found(gzip.compress(rows))) == 5000


def test_what_a_source_unpacks_to_is_bounded_as_a_whole():
    row = incompressible(1)
    content = zipped(**{f"{n}.jsonl": row * 100 for n in range(10)})
    items = found(content, budget=Budget(5 * 100 * len(row)))
    assert len(refusals(items)) == 1
    assert "unpacks to more than is allowed" in items[-1].refused
    assert items[-1].item.name == "source"
    assert 400 < len(items) < 600


# --- zip --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_files_of_a_zip_are_read_in_its_order(method):
    members = {"b.txt": TEXT, "folder/a.html": PAGE, "rows.jsonl": ROW}
    items = found(zipped(method, **members), "pages.zip")
    assert names(items) == [
        "pages.zip, b.txt",
        "pages.zip, folder/a.html",
        "pages.zip, rows.jsonl, line 1",
    ]
    assert [each.item.content for each in items[:2]] == [TEXT, PAGE]
    assert refusals(items) == []


def test_hidden_files_folders_and_decisions_are_no_documents():
    content = zipped_pairs(
        [("a/", b""), ("a/.DS_Store", b"x"), ("__MACOSX/a/x.txt", b"x"), ("a/themes.tsv", b"x")]
        + [("a/page.txt", TEXT)]
    )
    assert names(found(content, "z")) == ["z, a/page.txt"]


def test_arabic_names_of_files_are_read_whoever_wrote_them():
    content = zipped(**{"خبر.txt": TEXT})
    assert names(found(content, "z")) == ["z, خبر.txt"]
    unmarked = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.index(sign) + place
        unmarked[start : start + 2] = b"\x00\x00"
    assert names(found(bytes(unmarked), "z")) == ["z, خبر.txt"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/../../b.txt", "..\\b.txt", "C:\\b.txt", "C:/b"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused_by_name(name):
    bad, good = found(zipped_pairs([(name, TEXT), ("good.txt", TEXT)]), "z")
    assert "leads out of the archive" in bad.refused
    assert bad.item.content == b""
    assert good.item.content == TEXT


def test_an_encrypted_file_is_refused_by_name():
    content = bytearray(zipped_pairs([("secret.txt", TEXT), ("good.txt", TEXT)]))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    bad, good = found(bytes(content), "z")
    assert (bad.item.name, good.item.content) == ("z, secret.txt", TEXT)
    assert "it is encrypted" in bad.refused


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_packing_is_refused_by_name(method):
    (only,) = found(zipped(method, **{"page.txt": TEXT}), "z")
    assert only.item.name == "z, page.txt"
    assert "packed by a method that is not read" in only.refused


def test_a_damaged_file_holds_up_no_other():
    content = zipped(zipfile.ZIP_STORED, **{"a.txt": TEXT, "b.txt": TEXT})
    place = content.index(TEXT)
    bad, good = found(content[: place + 5] + b"\x00" + content[place + 6 :])
    assert "damaged" in bad.refused
    assert good.item.content == TEXT


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_breaks_off_gives_what_came_before_and_a_refusal(method):
    page = TEXT + os.urandom(3000).hex().encode()
    content = zipped_pairs([("a.txt", TEXT), ("b/", b""), ("../x", b""), ("b.txt", page)], method)
    cut = content[: content.index(b"b.txt") + 1000]
    first, bad, second, last = found(cut, "z")
    assert (first.item.name, first.item.content) == ("z, a.txt", TEXT)
    assert "leads out" in bad.refused
    assert (second.item.name, second.draft) == ("z, b.txt", None)
    assert "breaks off" in second.refused
    assert (last.item.name, last.item.content) == ("z", b"")
    assert "the zip breaks off" in last.refused


def test_a_zip_without_files_is_refused():
    assert "holds no" in found(zipped())[0].refused


def test_a_zip_bomb_is_refused_and_the_other_files_are_read(monkeypatch):
    monkeypatch.setattr(unpacking, "BOMB_SIZE", 1_000_000)
    bomb = b'{"title": "' + b"x" * 9_000_000 + b'"}\n'
    bad, good = found(zipped(**{"bomb.jsonl": bomb, "page.txt": TEXT}), "z")
    assert "unpacks to far more than text does" in bad.refused
    assert good.item.content == TEXT


def test_sizes_that_a_zip_states_falsely_do_not_help_a_bomb():
    content = bytearray(zipped(**{"page.txt": b"x" * (2 * LARGEST)}))
    start = content.index(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<I", 10)
    (only,) = found(bytes(content))
    assert only.refused


def nested(content, depth):
    for number in range(depth):
        content = zipped(**{f"{number}.zip": content}) if number % 2 else gzip.compress(content)
    return content


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_archives_within_archives_are_read(depth):
    (only,) = found(nested(PAGE, depth))
    assert only.item.content == PAGE


def test_archives_nested_too_deep_are_refused():
    (only,) = found(nested(PAGE, 4))
    assert "within more than 3 archives" in only.refused


def test_a_zip_within_gzip_that_breaks_off_gives_what_came_before():
    inner = zipped_pairs([("a.txt", TEXT), ("b.txt", os.urandom(5000))], zipfile.ZIP_STORED)
    items = found(gzip.compress(inner)[:-1000])
    assert items[0].item.content == TEXT
    assert "breaks off" in items[-1].refused


def test_a_wacz_gives_the_pages_of_its_web_archives_alone():
    content = zipped(
        **{
            "archive/data.warc.gz": gzip.compress(archived({})),
            "indexes/index.cdx.gz": gzip.compress(b"x"),
            "pages/pages.jsonl": ROW,
            "datapackage.json": b"{}",
        }
    )
    (only,) = found(content, "crawl.wacz")
    assert only.item.content == PAGE
    assert only.item.name == "crawl.wacz, archive/data.warc, record 1"
    (only,) = found(content, "crawl.zip")
    assert only.item.content == PAGE


# --- Anything ---------------------------------------------------------------------------------


def test_a_large_source_is_read_in_bounded_memory():
    content = gzip.compress(incompressible(100, 8000) * 10)
    tracemalloc.start()
    count = sum(1 for _ in found_in(io.BytesIO(content), "rows.jsonl.gz"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1000
    assert peak < 3_000_000


SAMPLES = [
    gzip.compress(ROW * 3),
    zipped(**{"a.txt": TEXT, "b.jsonl": ROW}),
    nested(archived({}), 2),
]


@given(st.sampled_from(SAMPLES), st.integers(0), st.integers(0, 40), st.binary(max_size=20))
@settings(deadline=None, max_examples=300)
def test_any_damage_gives_items_or_refusals_and_never_an_error(sample, start, size, damage):
    start %= len(sample)
    items = found(sample[:start] + damage + sample[start + size :])
    assert all(each.item.content or each.refused or not each.draft for each in items)


@given(st.binary(max_size=300), st.sampled_from([None, *Format]))
@settings(deadline=None)
def test_any_bytes_give_items_or_refusals(content, format):
    items = found(content, format=format)
    assert all(not each.refused or each.refused.endswith(".") for each in items)


# --- Tables -----------------------------------------------------------------------------------


def test_a_table_may_begin_with_the_line_that_tells_excel_its_delimiter():
    (only,) = found("sep=;\r\ntitle;body\r\nعنوان;نص, طويل\r\n".encode())
    assert (only.draft.title, only.draft.paragraphs) == ("عنوان", ["نص, طويل"])
    (again,) = found(only.item.content)
    assert again.draft.paragraphs == only.draft.paragraphs


def test_a_table_named_as_text_is_one_where_its_columns_are_named():
    content = "العنوان\tالنص\nخبر\tنص\n".encode()
    columns = Columns({"العنوان": "title", "النص": "body"})
    (only,) = found(content, name="rows.txt", columns=columns)
    assert (only.draft.title, only.draft.paragraphs) == ("خبر", ["نص"])
    (text,) = found(content, name="rows.txt")
    assert text.draft is None
