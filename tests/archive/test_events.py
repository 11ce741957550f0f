import dataclasses
import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.events import Event, first_quote, fold, known_events, read_events, tokens

SEEDS = Path(__file__).parents[2] / "seeds"
ENTRY = {"date": "2021-12-07", "name_ar": "قمة", "name_en": "Summit", "cues": [["قمة"]]}
MEETING = Event(
    datetime.date(2021, 12, 7), "لقاء", "Meeting", (("مجلس روسيا والناتو",), ("لقاء", "اللقاء"))
)


def test_the_gazetteer_loads_in_order_and_only_once():
    dates = [event.date for event in known_events()]
    assert dates == sorted(set(dates))
    assert len(dates) >= 13
    assert known_events() is known_events()


@pytest.mark.parametrize(
    ("number", "dates"),
    [
        ("000", ["2025-08-15", "2025-08-18"]),
        ("001", ["2021-12-07"]),
        ("002", ["2025-03-15", "2025-08-15"]),
        ("003", ["2022-01-12"]),
        ("004", ["2026-01-06"]),
    ],
)
def test_a_seed_tells_of_its_own_events_alone(number, dates):
    (path,) = SEEDS.glob(f"{number}_*.txt")
    text = path.read_text(encoding="utf-8")
    assert [str(event.date) for event in known_events() if event.stands_in(text)] == dates


def test_an_event_quotes_the_literal_words():
    text = "عقد لقاءٌ لمجلسِ روسيا والنّاتو"
    assert MEETING.stands_in(text) == ("لمجلسِ روسيا والنّاتو", "لقاءٌ")


def test_an_event_needs_every_group_of_its_cues():
    assert MEETING.stands_in("مجلس روسيا والناتو") is None
    assert MEETING.quotes("مجلس روسيا والناتو") == ("مجلس روسيا والناتو", None)


def test_a_cue_is_never_found_inside_a_longer_word():
    assert first_quote("المشاركة والتلقائية", ["شارك", "لقاء"]) is None


@pytest.mark.parametrize("text", ["للقادة", "والقادة", "بالقادة", "القادة"])
def test_a_cue_may_carry_a_prefix(text):
    assert first_quote(text, ["القادة"]) == text


def test_spelling_variants_fold_together():
    assert fold("الأطلسى") == fold("الاطلسي")
    assert fold("أربعاءُ") == fold("اربعا")
    assert fold("٢٠۲0") == "2020"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{", "not valid JSON"),
        ("{}", "must be a JSON list"),
        ("[1]", "Event 1 is malformed: it must have exactly"),
        (json.dumps([ENTRY, {"date": "2021-12-07"}]), "Event 2 is malformed: it must have exactly"),
        (json.dumps([ENTRY | {"date": "2021-02-31"}]), "Event 1 is malformed"),
        (json.dumps([ENTRY | {"date": 7}]), "7 should be text"),
        (json.dumps([ENTRY | {"name_ar": " "}]), "should be text"),
        (json.dumps([ENTRY | {"cues": []}]), "should be a list with something in it"),
        (json.dumps([ENTRY | {"cues": ["قمة"]}]), "should be a list with something in it"),
        (json.dumps([ENTRY | {"cues": [["–"]]}]), "has no word in it"),
    ],
)
def test_a_malformed_gazetteer_gives_one_clear_error(source, reason):
    with pytest.raises(ValueError, match=reason):
        read_events(source)


def test_a_well_formed_gazetteer_is_read():
    (event,) = read_events(json.dumps([ENTRY]))
    assert event == Event(datetime.date(2021, 12, 7), "قمة", "Summit", (("قمة",),))
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.name_ar = ""


@given(st.text(max_size=200))
def test_tokens_stand_in_order_in_any_text(text):
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end


@given(st.text(max_size=300))
def test_an_event_survives_any_text(text):
    for event in known_events():
        assert all(words in text for words in event.stands_in(text) or ())
