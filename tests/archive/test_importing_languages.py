"""The language of a text that nothing names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importing.fields import draft_from
from archive.importing.item import Item
from archive.importing.languages import is_foreign, language_of
from archive.importing.pages import read_page

ENGLISH = "The ministers met in the capital and agreed to a draft of the statement."
FRENCH = "Les ministres et la délégation sont dans la capitale pour une réunion du conseil."
PERSIAN = (
    "وزیر امور خارجه گفت که این نشست برای بررسی توافق برگزار شده است و طرف‌های دیگر نیز آماده بودند."
)
URDU = "وزیر خارجہ نے کہا ہے کہ یہ اجلاس معاہدے کے لیے اہم ہے اور اس میں تمام ممالک شریک ہیں۔"
RUSSIAN = "Министры встретились в столице, чтобы обсудить новый договор."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (RUSSIAN, "ru"),
        ("Міністри зустрілися в столиці, щоб обговорити новы договір.", ""),
        ("Die Minister trafen sich in der Hauptstadt und berieten.", ""),
        ("قال الوزير إن الاجتماع سيعقد قريبا. The the the of", ""),
        (PERSIAN, "fa"),
        (PERSIAN.replace("ک", "ك").replace("ی", "ي"), "fa"),
        (URDU, "ur"),
        ("قال الرئيس مسعود پزشکیان في گفتگو مع وكالة ایرنا إن الاتفاق قريب ولم یتم.", ""),
        ("قال الوزير إن الاجتماع سيعقد في طهران قريبا.", ""),
        (
            "Los ministros llegaron a la capital por la tarde, según las agencias. La une la ley.",
            "",
        ),
        ("Il ministro della difesa e la delegazione sono nel palazzo; la legge le est.", ""),
        ("Reuters", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_where_it_is_clear(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("attribute", ["", " lang=en"])
def test_a_page_and_a_text_in_english_are_english(attribute):
    body = f"<h1>Ministers meet in capital</h1><p>{ENGLISH}</p><p>{ENGLISH} They left.</p>"
    page = f"<html{attribute}><body><article>{body}</article></body></html>"
    assert read_page(Item("page", page.encode())).language == "en"
    text = f"Ministers meet in capital\n\n{ENGLISH}\n\n{ENGLISH}"
    assert read_page(Item("text", text.encode())).language == "en"


def test_a_row_that_names_its_language_keeps_it():
    assert draft_from({"title": "x", "body": ENGLISH}).language == "en"
    row = {"title": "x", "body": ENGLISH, "language": "fr"}
    assert draft_from(row).language == "fr"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Minister trafen sich in der Hauptstadt und berieten. ", True),
        ("Міністри зустрілися в столиці, щоб обговорити новы договір. ", True),
        ("השרים נפגשו בעיר הבירה ודנו בהסכם החדש. ", True),
        ("وزیر گفت که این نشست برای توافق به زودی برگزار می‌شود. ", False),
        ("قال الوزير إن الاجتماع سيعقد قريبا في Palais des Nations. ", False),
        ("قال الوزیر إن الوفد سیصل إلی جنیف. ", False),
        ("", False),
    ],
)
def test_a_text_in_none_of_the_languages_is_told(text, expected):
    assert is_foreign(text * 12) is expected
    assert is_foreign(text[:60]) is False


@given(st.text())
def test_any_text_has_a_language_or_none(text):
    assert language_of(text) in ("", "en", "fr", "ru")


@pytest.mark.parametrize("attribute", ["", " lang=ar", " lang=en"])
def test_a_page_and_a_text_in_persian_are_persian(attribute):
    """Whatever the template says: its letters are nearly those of Arabic."""
    body = f"<h1>نشست وزیران خارجه در تهران</h1><p>{PERSIAN}</p><p>{PERSIAN} او رفت.</p>"
    page = f"<html{attribute}><body><article>{body}</article></body></html>"
    assert read_page(Item("page", page.encode())).language == "fa"
    text = f"نشست وزیران خارجه در تهران\n\n{PERSIAN}\n\n{PERSIAN}"
    assert read_page(Item("text", text.encode())).language == "fa"
    assert draft_from({"title": "نشست وزیران", "body": PERSIAN}).language == "fa"
