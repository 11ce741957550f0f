"""What `make` says before it installs anything."""

import socket

import pytest

from tools import preflight


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_and_this_python_are_no_obstacle(taken_port):
    assert preflight.obstacle([]) is None


def test_a_taken_port_is_named_in_one_sentence_that_says_what_to_do(taken_port):
    sentence = preflight.obstacle([str(taken_port)])
    assert f"Port {taken_port} is taken" in sentence
    assert "make run PORT=" in sentence
    assert "\n" not in sentence


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(preflight.sys, "version_info", (3, 9, 18))
    sentence = preflight.obstacle(["8000"])
    assert "needs Python 3.11 or newer and found 3.9" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1", "80 80", "٨٠٠٠٠٠"])
def test_a_port_that_is_none_is_refused(port):
    assert "PORT must be a whole number" in preflight.obstacle([port])
