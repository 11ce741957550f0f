"""Arabic reaches a terminal ready to be drawn, and everything else as it is stored."""

import io
import re

import pytest

from archive.terminal import SHAPING_TERMINALS, for_terminal

TEXT = "ضمانات أمنية لكييف (NATO)"
PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch):
    for name in SHAPING_TERMINALS:
        monkeypatch.delenv(name, raising=False)


def test_a_terminal_gets_joined_letters_from_the_left():
    shown = for_terminal(TEXT, Screen())
    assert PRESENTATION_FORMS.search(shown)
    assert shown.startswith("(NATO)")


def test_a_pipe_or_a_file_gets_the_text_as_it_is():
    assert for_terminal(TEXT, io.StringIO()) == TEXT


@pytest.mark.parametrize("name", SHAPING_TERMINALS)
def test_a_terminal_that_joins_letters_itself_gets_the_text_as_it_is(monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert for_terminal(TEXT, Screen()) == TEXT


def test_text_without_arabic_is_left_alone():
    assert for_terminal("NATO, 30", Screen()) == "NATO, 30"


def test_standard_output_is_meant_where_no_stream_is_named(capsys):
    assert for_terminal(TEXT) == TEXT
