"""Bytes as text: which encoding they are in, and what is refused."""

import codecs
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.importing.draft import Refused
from archive.importing.encoding import charset_in, decode
from tests.conftest import SEEDS

SENTENCE = "قال الأمين العام للحلف إن الاجتماع سيعقد غدا في بروكسل، وفق ما أعلنته الرئاسة."
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "iso8859-6"]
# Runs of text from the seeds that each of the encodings can hold.
PASSAGES = [
    passage
    for path in sorted(SEEDS.glob("*.txt"))
    for passage in re.findall(r"[ء-غـ-ي0-9 .:،؛؟()]{40,}", path.read_text(encoding="utf-8"))
]


def passages():
    """Stretches of news, beginning and ending at any letter, of twenty letters or more."""
    return st.sampled_from(PASSAGES).flatmap(
        lambda passage: st.integers(0, len(passage) - 32).flatmap(
            lambda start: st.integers(start + 32, len(passage)).map(
                lambda end: passage[start:end].strip()
            )
        )
    )


@given(passages(), st.sampled_from(ENCODINGS))
@settings(deadline=None)
def test_news_is_read_back_from_every_encoding(passage, encoding):
    if len(re.findall(r"[ء-ي]", passage)) >= 20:
        assert decode(passage.encode(encoding)) == passage


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-32"])
def test_a_sentence_is_read_from_each_encoding(encoding):
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
def test_markup_of_a_page_does_not_hide_its_encoding(encoding):
    page = f"<html lang=ar><body><p class='lead'>{SENTENCE}</p></body></html>"
    assert decode(page.encode(encoding)) == page


def test_marks_that_windows_alone_has_are_read():
    text = f"«{SENTENCE}» – “{SENTENCE}”…"
    assert decode(text.encode("cp1256")) == text


def test_vowel_signs_do_not_hide_the_encoding():
    text = "قالَ الرَّئيسُ إنَّ المُحادثاتِ كانت مُثمرةً جدًّا، وستُستأنَفُ غدًا."
    assert decode(text.encode("cp1256")) == text
    assert decode(text.encode("iso8859-6")) == text


@pytest.mark.parametrize("declared", ["windows-1256", "iso-8859-1", "no-such", "", "utf-16", "hex"])
def test_valid_utf8_is_utf8_whatever_is_declared(declared):
    assert decode(SENTENCE.encode(), declared) == SENTENCE


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "no-such", "", "utf-7", "rot13"])
def test_a_declaration_that_does_not_fit_is_passed_over(declared):
    assert decode(SENTENCE.encode("cp1256"), declared) == SENTENCE


def test_a_declared_charset_is_believed_where_the_bytes_fit_it():
    text = "Москва заявила, что готова к переговорам."
    assert decode(text.encode("cp1251"), "windows-1251") == text
    assert decode("قلت".encode("cp1256"), "Windows-1256") == "قلت"
    assert decode("für".encode("latin-1"), "iso-8859-1") == "für"


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="windows-1251">',
        "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_a_charset_that_the_document_names_is_believed(head):
    text = f"{head}<p>Москва заявила, что готова к переговорам."
    assert charset_in(text.encode("cp1251")) == "windows-1251"
    assert decode(text.encode("cp1251")) == text


@given(st.sampled_from(PASSAGES), st.integers(0), st.sampled_from([b"\xff", b"\xe9", b"\xd8\xd8"]))
@settings(deadline=None)
def test_damaged_utf8_is_never_taken_for_another_encoding(passage, place, damage):
    content = passage.encode()
    place %= len(content)
    damaged = content[:place] + damage + content[place:]
    with pytest.raises(Refused, match=r"byte \d+ is not UTF-8"):
        decode(damaged, "windows-1256")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Москва заявила, что готова к переговорам с Киевом.", "cp1251"),
        ("МОСКВА ЗАЯВИЛА, ЧТО ГОТОВА К ПЕРЕГОВОРАМ.", "cp1251"),
        ("Die Bundesregierung möchte später über Straßen äußern.", "latin-1"),
        ("Le président a été reçu à l'Élysée.", "latin-1"),
        ("北约秘书长表示将继续支持乌克兰", "gbk"),
        ("שלום לכולם מירושלים", "cp1255"),
        ("Türkiye Cumhurbaşkanı Erdoğan görüştü", "cp1254"),
        ("Η Ελλάδα και η Κύπρος συμφώνησαν", "iso8859-7"),
    ],
)
def test_other_alphabets_are_not_taken_for_arabic(text, encoding):
    with pytest.raises(Refused, match="save the file as UTF-8 and import it again"):
        decode(text.encode(encoding))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "byte 0 is not UTF-8"),
        (b"abc\x00def", "NUL bytes"),
        (b"\x00" * 40, "NUL bytes"),
        (b"--- ***", "no words"),
        (codecs.BOM_UTF8, "no words"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "byte 2 is not UTF-16"),
        (SENTENCE.encode("utf-16")[:-1], "is not UTF-16"),
    ],
)
def test_what_is_no_text_is_refused(content, reason):
    with pytest.raises(Refused, match=reason):
        decode(content)


@given(st.binary(max_size=200), st.text(max_size=12))
@settings(deadline=None)
def test_any_bytes_are_text_or_refused_in_one_sentence(content, declared):
    try:
        text = decode(content, declared)
    except Refused as refused:
        text = str(refused)
        assert text.endswith(".")
        assert "\n" not in text
    assert re.search(r"\w", text)


def test_long_runs_of_anything_are_read_in_linear_time():
    assert len(decode(b"<meta " * 300_000)) == 1_800_000
    assert decode(b"a" * 3_000_000 + f" {SENTENCE}".encode("cp1256")).endswith(SENTENCE)
