"""Why something was refused: every sentence is there in both languages, with all its facts."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import archive
from archive.importing.draft import FAULT, Refused
from archive.importing.unpacking import TOO_MUCH, Exhausted
from archive.reasons import Reason

# Not written out where a reason is made: what tests say is no text of the interface.
SENTENCE = "line %(number)s of %(file)s: write it as %(example)s."
WHOLE = "its page cannot be read: %(reason)s"
DATE = "'%(words)s' is no date: write it as %(example)s."
SILENT = "%(host)s does not answer: try again later."
SIZE = "the file is over %(most)s MB: is it a page of text?"
MAKERS = {"Refused", "Reason", "Exhausted", "_TooMany"}
PLACE = re.compile(r"%\((\w+)\)s")


def made():
    """Every call in the package that makes a refusal or its sentence, with where it stands."""
    root = Path(archive.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS:
                yield pytest.param(node, id=f"{path.relative_to(root)}:{node.lineno}")


CALLS = list(made())
WRITTEN = [call for call in CALLS if any(isinstance(a, ast.Constant) for a in call.values[0].args)]


def test_the_package_refuses_much():
    assert len(WRITTEN) > 90


@pytest.mark.parametrize("call", CALLS)
def test_a_sentence_is_written_out_or_was_made_before(call):
    known = (ast.Constant, ast.Name, ast.Attribute)
    assert all(isinstance(each, known) or made_of_it(each) for each in call.args)


def made_of_it(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason"


@pytest.mark.parametrize("call", WRITTEN)
def test_a_sentence_has_the_facts_that_it_names_and_is_said_in_arabic(call):
    (message,) = (each.value for each in call.args)
    names = {keyword.arg for keyword in call.keywords}
    assert set(PLACE.findall(message)) == names
    reason = Reason(message, **dict.fromkeys(names, "x"))
    said = reason.translated()
    assert said.count("\u2068x\u2069") >= len(names)
    assert re.search("[ء-ي]", said)
    assert not re.search(
        "[a-z]{2,}", re.sub("url,title,body|zip|JSON Lines|import_articles", "", said)
    )
    with translation.override("en"):
        assert reason.translated().replace("\u2068", "").replace("\u2069", "") == reason


# --- One sentence -----------------------------------------------------------------------------


def test_a_reason_is_its_english_sentence_whatever_language_is_spoken():
    for language in ("ar", "en"):
        with translation.override(language):
            reason = Reason(SENTENCE, number=12345, file="a.csv", example="{…}")
            assert reason == "line 12,345 of a.csv: write it as {…}."
            assert str(Refused(reason)) == reason
            assert json.dumps(reason) == json.dumps(str(reason))


def test_numbers_are_written_as_the_readers_of_each_language_do():
    for most, english, arabic in [
        (10, "over 10 MB", "١٠ ميغابايت"),
        (12345, "over 12,345 MB", "١٢٬٣٤٥ ميغابايت"),
        (0.5, "over 0.5 MB", "٠٫٥ ميغابايت"),
        (30.0, "over 30 MB", "٣٠ ميغابايت"),
    ]:
        assert english in Reason(SIZE, most=most)
        assert arabic in Reason(SIZE, most=most).translated()


def test_a_reason_within_a_reason_is_said_in_the_same_language():
    inner = Refused(SILENT, host="example.org").reason
    whole = Reason(WHOLE, reason=inner)
    assert whole == "its page cannot be read: example.org does not answer: try again later."
    assert whole.translated() == (
        "تعذّرت قراءة صفحة المادة: لا يجيب الخادم \u2068example.org\u2069: حاول لاحقًا."
    )


def test_no_reason_is_empty_in_every_language():
    assert not Reason()
    assert Reason().translated() == ""


def test_a_refusal_hands_on_the_reason_that_it_is_given():
    assert Refused(FAULT).reason is FAULT
    assert Exhausted(TOO_MUCH).reason is TOO_MUCH


def test_a_fact_that_is_missing_is_an_error():
    with pytest.raises(KeyError):
        Reason(SENTENCE, number=1)


FACTS = st.one_of(st.text(), st.integers(-(10**9), 10**9), st.just(FAULT))


@given(FACTS, FACTS, FACTS)
def test_what_is_kept_of_a_reason_gives_it_back(number, file, example):
    reason = Reason(SENTENCE, number=number, file=file, example=example)
    kept = json.loads(json.dumps(reason.as_json()))
    again = Reason.from_json(kept)
    assert (again, again.translated()) == (reason, reason.translated())
    assert (again.message, again.facts) == (reason.message, reason.facts)


@given(st.text(st.characters()))
def test_a_reason_is_one_line_that_any_terminal_and_database_takes(words):
    reason = Reason(DATE, words=words, example="2025-03-15")
    assert reason.isprintable()
    reason.translated().encode()
