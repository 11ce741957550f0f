"""Reading a copied page: what is the article, what is the page round it, what is refused."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dates import Basis, Precision
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.encoding import decode
from archive.importing.keywords import split_keywords
from archive.importing.text import read_text
from archive.models import Article, Outlet
from archive.text import SHAPED, clean
from tests.conftest import import_file

TITLE = "الوفود تصل إلى جنيف"
FIRST = "قال الوزير إن الاجتماع سيعقد قريبا."
SECOND = "وأضاف أن الوفود وصلت أمس."
THIRD = "ولم يصدر بيان بعد."


def page(*lines):
    return "\n".join(lines).encode()


def read(*lines):
    return read_text(page(*lines))


def paragraphs(*lines):
    return read(TITLE, FIRST, *lines).paragraphs


# --- Title and body ---------------------------------------------------------------------------


def test_a_page_without_furniture_is_a_title_and_its_paragraphs():
    draft = read(TITLE, "", FIRST, "", SECOND)
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST, SECOND])
    assert (draft.outlet, draft.credits, draft.keywords) == ("", [], [])
    assert draft.published is None


def test_a_page_that_begins_with_a_paragraph_has_no_title():
    draft = read(FIRST, SECOND)
    assert (draft.title, draft.paragraphs) == ("", [FIRST, SECOND])


def test_a_title_may_be_a_question():
    draft = read("هل تقبل موسكو بضمانات أمنية لأوكرانيا؟", "", FIRST, "", SECOND)
    assert draft.title == "هل تقبل موسكو بضمانات أمنية لأوكرانيا؟"


def test_a_title_may_end_in_a_quotation():
    draft = read("بوتين: “لن نتراجع عن شروطنا”", "", FIRST, "", SECOND)
    assert draft.title == "بوتين: “لن نتراجع عن شروطنا”"


@pytest.mark.parametrize(
    ("line", "day", "words"),
    [
        ("نشر في: 15 مارس 2025", "2025-03-15", "15 مارس 2025"),
        ("السبت 15 آذار/مارس 2025 - 12:30", "2025-03-15", "السبت 15 آذار/مارس 2025"),
        ("بقلم: فريق التحرير | 15 فيفري 2021", "2021-02-15", "15 فيفري 2021"),
        ("۱۵/۰۳/۲۰۲۵", "2025-03-15", "۱۵/۰۳/۲۰۲۵"),
    ],
)
def test_a_date_between_title_and_text_is_that_of_publication(line, day, words):
    draft = read(TITLE, line, FIRST, SECOND)
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST, SECOND])
    assert draft.published is not None
    assert (str(draft.published.date), draft.published.words) == (day, (words,))
    assert (draft.published.basis, draft.published.precision) == (Basis.PRINTED, Precision.DAY)


@pytest.mark.parametrize(
    "lines",
    [
        ("السبت 15 آذار/مارس 2025 - 12:30", TITLE, FIRST, SECOND),
        (TITLE, "15 مارس 2025", "الوفود تغادر جنيف بعد يومين", FIRST, SECOND),
        (TITLE, "15 مارس 2025", FIRST, "16 مارس 2025", SECOND),
        (TITLE, "12 و 13 مارس 2025", FIRST, SECOND),
        (TITLE, FIRST, "15 مارس 2025", SECOND),
        (TITLE, "نشر في: 15 مارس 2095", FIRST, SECOND),
    ],
)
def test_a_date_that_may_be_another_one_is_none_of_publication(lines):
    draft = read(*lines)
    assert (draft.title, draft.published) == (TITLE, None)
    assert [line for line in draft.paragraphs if "2025" in line or "2095" in line] == []


def test_a_title_that_the_page_prints_again_is_no_paragraph():
    assert read(TITLE, "منذ 7 ساعات", TITLE, FIRST, SECOND).paragraphs == [FIRST, SECOND]


def test_the_tail_of_a_breadcrumb_tells_the_title():
    draft = read(f"الرئيسية » حول العالم » {TITLE}", TITLE, FIRST)
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST])


def test_a_caption_beneath_the_title_is_kept_apart():
    draft = read(TITLE, "مقر حلف الناتو (أرشيف)", FIRST, SECOND)
    assert (draft.caption, draft.paragraphs) == ("مقر حلف الناتو (أرشيف)", [FIRST, SECOND])


def test_a_first_paragraph_set_apart_is_the_standfirst():
    draft = read(TITLE, "", FIRST, "", "", "", SECOND, "", THIRD, "", "وغادر الوفدان.")
    assert draft.standfirst == FIRST
    assert draft.paragraphs[0] == FIRST


def test_a_subheading_stays_in_the_body():
    assert paragraphs("مواقف متباعدة", SECOND) == [FIRST, "مواقف متباعدة", SECOND]


@pytest.mark.parametrize("subheading", ["قبل القمة", "منذ البداية"])
def test_a_subheading_that_begins_like_a_time_stays_in_the_body(subheading):
    assert paragraphs(subheading, SECOND) == [FIRST, subheading, SECOND]


UNENDED = "وقال المتحدث إن الوفد سيصل غدا إلى العاصمة لبدء جولة جديدة من المحادثات"


def test_a_long_line_is_a_paragraph_though_no_full_stop_ends_it():
    long = f"{UNENDED} {UNENDED} {UNENDED}"
    assert read(long).paragraphs == [long]
    assert read(TITLE, f"- {long}").paragraphs == [f"- {long}"]


def test_lines_of_many_words_are_paragraphs_though_no_full_stop_ends_any():
    assert read(TITLE, UNENDED, f"{UNENDED} أيضا").paragraphs == [UNENDED, f"{UNENDED} أيضا"]


def test_the_last_paragraph_may_lack_its_full_stop():
    assert paragraphs(SECOND, UNENDED, "المصدر: رويترز") == [FIRST, SECOND, UNENDED]


def test_a_long_title_behind_a_label_is_no_paragraph():
    assert paragraphs("مقالات مشابهة", UNENDED) == [FIRST]


# --- Furniture --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "الجمعة ٢٠ / سبتمبر / ٢٠٢٤",
        "الثلاثاء 5 شوال 1436هـ الموافق 21 يوليو 2015م",
        "الثلاثاء 5 شوال 1436هـ",
        "الثلاثاء، يوليو 21, 2015",
        "آخر تحديث: منذ 3 أيام",
        "اليوم، الساعة 10:30 صباحا",
    ],
)
def test_a_date_or_time_above_the_title_is_not_the_title(header):
    draft = read(header, TITLE, FIRST, SECOND)
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST, SECOND])


def test_a_word_that_holds_a_furniture_word_is_not_furniture():
    sentence = "وتعتزم واشنطن المشاركة في المبادرة، ومن شارك فيها وقّع البيان."
    assert paragraphs(sentence) == [FIRST, sentence]


@pytest.mark.parametrize("furniture", ["شارك", "طباعة", "Logo", "الوضع المظلم", "آخر الأخبار", "x"])
def test_a_line_that_is_nothing_but_furniture_is_dropped(furniture):
    draft = read(furniture, TITLE, furniture, FIRST, SECOND, furniture)
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST, SECOND])


@pytest.mark.parametrize("word", ["شارك", "مشاركة", "طباعة"])
@pytest.mark.parametrize("end", [".", ""])
def test_a_sentence_that_begins_with_the_word_of_a_button_stays_in_the_body(word, end):
    sentence = f"{word} أكثر من 200 شخص أمس الجمعة في مسيرة إلى مبنى الأمم المتحدة{end}"
    assert paragraphs(sentence, SECOND) == [FIRST, sentence, SECOND]


@pytest.mark.parametrize("tags", ["طباعة شارك موسكو كييف", "شارك موسكو كييف"])
def test_tags_behind_the_words_of_buttons_end_the_body(tags):
    assert paragraphs(tags) == [FIRST]


@pytest.mark.parametrize("advertisement", ["إعلان", "اعلان"])
def test_an_advertisement_between_paragraphs_is_dropped_and_the_body_goes_on(advertisement):
    assert paragraphs(advertisement, SECOND) == [FIRST, SECOND]


@pytest.mark.parametrize("label", ["اقرأ المزيد", "إقرأ أيضاً", "اقرأ أيضًا", "طالع أيضا"])
def test_a_link_to_another_article_is_dropped_and_the_body_goes_on(label):
    assert paragraphs(f"{label}: روسيا وألمانيا إلى محادثات", SECOND) == [FIRST, SECOND]


def test_a_single_stray_word_between_paragraphs_is_dropped():
    assert paragraphs("أوكرانيا", SECOND) == [FIRST, SECOND]


def test_the_invitation_to_subscribe_is_dropped():
    assert paragraphs("اشترك في قائمتنا البريدية للحصول على التحديثات الجديدة!") == [FIRST]


@pytest.mark.parametrize("stamp", ["الجمعة ٢٠ / سبتمبر / ٢٠٢٤", "20 سبتمبر 2024", "منذ 7 ساعات"])
def test_a_date_that_the_page_prints_on_a_line_is_neither_title_nor_body(stamp):
    draft = read(stamp, TITLE, FIRST, SECOND)
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST, SECOND])


@pytest.mark.parametrize("item", ["- تبادل الأسرى في مرحلة أولى.", "• تبادل الأسرى في مرحلة أولى."])
def test_a_list_between_paragraphs_stays_in_the_body(item):
    assert paragraphs(item, SECOND) == [FIRST, item, SECOND]


@pytest.mark.parametrize("agency", ["رويترز", "أ ف ب"])
def test_a_sentence_that_ends_with_its_agency_in_brackets_stays_in_the_body(agency):
    sentence = f"وقال المتحدث إن الوفد سيصل غدا ({agency})"
    assert paragraphs(sentence, SECOND) == [FIRST, sentence, SECOND]


# --- Sources and keywords ---------------------------------------------------------------------


@pytest.mark.parametrize("line", ["المصدر: رويترز", "المصدر : رويترز", "مصدر: رويترز"])
def test_an_agency_named_as_the_source_is_a_credit(line):
    draft = read(TITLE, FIRST, line)
    assert draft.credits == [DraftCredit("رويترز", "line")]
    assert (draft.outlet, draft.paragraphs) == ("", [FIRST])


def test_a_newspaper_named_as_the_source_is_the_outlet():
    draft = read(TITLE, FIRST, "المصدر: صحيفة كذا")
    assert (draft.outlet, draft.credits) == ("صحيفة كذا", [])


def test_a_sentence_that_begins_with_a_source_names_no_outlet():
    sentence = "مصدر: الاجتماع تأجل إلى الغد."
    draft = read(TITLE, FIRST, sentence, SECOND)
    assert (draft.outlet, draft.paragraphs) == ("", [FIRST, sentence, SECOND])


@pytest.mark.parametrize(
    "line", ["ليفانت نيوز _ TASS  _ DPA", "ليفانت نيوز - TASS - DPA", "ليفانت نيوز١–TASS|DPA"]
)
def test_a_line_of_credit_names_the_outlet_and_its_agencies(line):
    draft = read(TITLE, FIRST, line)
    assert draft.outlet == "ليفانت نيوز"
    assert [credit.name for credit in draft.credits] == ["TASS", "DPA"]


def test_an_agency_quoted_in_the_text_is_a_credit_and_stays_in_the_text():
    sentence = "وقالت مصادر لرويترز إن الاجتماع تأجل."
    draft = read(TITLE, FIRST, sentence)
    assert draft.credits == [DraftCredit("رويترز", "text")]
    assert draft.paragraphs[-1] == sentence


@pytest.mark.parametrize("line", ["كلمات دلالية: أ، ب ج، د", "الوسوم: أ, ب ج, د", "وسوم: أ|ب ج|د"])
def test_keywords_are_taken_apart_at_their_separators(line):
    draft = read(TITLE, FIRST, line)
    assert (draft.keywords, draft.paragraphs) == (["أ", "ب ج", "د"], [FIRST])


def test_keywords_that_ran_together_are_taken_apart_by_the_words_of_the_page():
    body = "بحث الوزراء وقف إطلاق النار وتقديم ضمانات أمنية إلى كييف."
    draft = read(TITLE, body, "كلمات دلالية: ضمانات أمنية باريس وقف إطلاق النار")
    assert draft.keywords == ["ضمانات أمنية", "باريس", "وقف إطلاق النار"]


# --- Articles inside --------------------------------------------------------------------------


def test_an_article_behind_a_label_is_a_draft_of_its_own():
    other = "وزراء الحلف يبحثون توسيع المهمة في الشرق"
    draft = read(TITLE, FIRST, "إقرأ أيضاً:", other, SECOND, "وانتهى اللقاء...")
    (inside,) = draft.found_inside
    assert draft.paragraphs == [FIRST]
    assert (inside.title, inside.paragraphs) == (other, [SECOND, "وانتهى اللقاء..."])
    assert inside.is_excerpt


def test_a_label_with_titles_alone_holds_no_article():
    draft = read(TITLE, FIRST, "مقالات مشابهة", "• وزراء الحلف يبحثون", "• قمة جديدة")
    assert (draft.paragraphs, draft.found_inside) == ([FIRST], [])


def test_no_outlet_is_longer_than_the_archive_can_hold():
    draft = read(TITLE, FIRST, "المصدر: " + "كلمة " * 150)
    assert len(draft.outlet) <= Outlet._meta.get_field("name").max_length


def test_no_title_of_an_article_inside_is_longer_than_the_archive_can_hold():
    draft = read(TITLE, FIRST, "إقرأ أيضاً:", "كلمة " * 150 + "أخيرة.", SECOND)
    longest = Article._meta.get_field("title").max_length
    assert all(len(inside.title) <= longest for inside in draft.found_inside)


# --- Bytes and white space --------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["\u00a0", " \u00a0\t", "\u200e\u202a", ""])
def test_a_line_of_white_space_or_of_nothing_seen_is_blank(blank):
    assert read(TITLE, blank, FIRST, blank, SECOND).paragraphs == [FIRST, SECOND]


def test_no_break_spaces_round_a_line_are_not_its_text():
    assert read(TITLE, f"\u00a0 {FIRST}\u00a0").paragraphs == [FIRST]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_may_end_as_on_other_systems(end):
    draft = read_text(end.join([TITLE, FIRST, "", SECOND]).encode())
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST, SECOND])


def test_a_byte_order_mark_is_not_part_of_the_title():
    assert read_text(b"\xef\xbb\xbf" + page(TITLE, FIRST)).title == TITLE


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6", "utf-16"])
def test_a_page_may_be_kept_in_an_older_encoding(encoding):
    draft = read_text(page(TITLE, FIRST, SECOND).decode().encode(encoding))
    assert (draft.title, draft.paragraphs) == (TITLE, [FIRST, SECOND])


@pytest.mark.django_db
def test_controls_of_direction_leave_the_text_but_not_the_capture(tmp_path):
    content = page(f"\u202b{TITLE}\u202c", "قال \u2066RT\u2069 إن \u202eالوفود وصلت.")
    (tmp_path / "page.txt").write_bytes(content)
    article = import_file(tmp_path / "page.txt").article
    assert (article.title, article.body) == (TITLE, "قال RT إن الوفود وصلت.")
    assert article.capture.content == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "no words"),
        (b"\n\t ", "empty"),
        ("قال".encode("utf-16")[:-1], "UTF-16"),
        ("قال".encode("cp1256"), "UTF-8"),  # too little to tell it from other encodings
        (b"\xed\xa0\x80", "UTF-8"),
        ("قال\x00.".encode(), "NUL"),
        ("…!؟".encode(), "no words"),
        (TITLE.encode(), "no paragraph"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content, reason):
    with pytest.raises(Refused, match=reason) as refused:
        read_text(content)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(TITLE, FIRST, SECOND, THIRD, "", " ", "\u00a0", "شارك", "x", "منذ 7 ساعات"),
                *("إقرأ أيضاً:", "اقرأ المزيد: غيره", "المصدر: رويترز", "كلمات دلالية: أ ب", "• أ"),
                *(
                    "الرئيسية » ",
                    f"الرئيسية » {TITLE}",
                    "طباعة شارك أ ب",
                    "(أرشيف)",
                    "ليفانت _ DPA",
                ),
                *("بايدن: حلف الناتو يبحث تسوية", "وفي وقت سابق قال.", "يذكر أن تاس قالت."),
                "اليوم الخميس 9 ديسمبر 2021 قال الوزير.",
            ]
        ),
        st.text(max_size=30),
        st.text(
            st.sampled_from("اأإبجدهوزحطيلم ن:.،؟«»“”()0123٤٥/-–_|•…\u202b\u00a0"), max_size=60
        ),
    ),
    max_size=25,
)
# What readers never see: controls of direction, other controls, the byte order mark.
SEPARATORS = st.sampled_from(["\n", "\r\n", "\n\n"])


@given(
    st.one_of(
        st.binary(max_size=300), st.builds(lambda s, ls: s.join(ls).encode(), SEPARATORS, LINES)
    )
)
@settings(deadline=None)
def test_any_bytes_become_a_draft_or_are_refused(content):
    try:
        draft = read_text(content)
    except Refused:
        draft = Draft(paragraphs=["refused"])
        lines = {"refused"}
    else:
        text = decode(content)
        lines = {line.strip() for line in clean(text).split("\n")} - {""}
    for each in [draft, *draft.found_inside]:
        assert each.paragraphs
        assert set(each.paragraphs) <= lines
        assert each.title in lines | {""}


def test_it_refuses_a_text_that_is_no_one_article() -> None:
    """No time is spent on reading what is far longer than any report."""
    with pytest.raises(Refused, match="the text is over 200,000 characters: copy the article"):
        read(TITLE, "قال الوزير إن الوفد وصل. " * 10_000)


def test_it_refuses_a_page_that_is_a_list_of_others() -> None:
    """Each of the others would be dated by itself."""
    other = "اقرأ أيضا:\nقمة أخرى تعقد في باريس غدا\nقال الوزير إن الوفد وصل.\n"
    with pytest.raises(Refused, match="over 50 other articles"):
        read(TITLE, "قال الوزير إن الوفد وصل.", other * 60)


def test_it_reads_long_runs_of_white_space_once() -> None:
    """A size that would take minutes if each blank were asked for all that follow it."""
    line = f"قال الوزير إن الوفد{' ' * 150_000}وصل."
    assert read(TITLE, line).paragraphs == [line]


def test_it_reads_a_long_line_of_keywords_once() -> None:
    """The same for words without separators."""
    words = [f"كلمة{number}" for number in range(200_000)]
    keywords = split_keywords(" ".join(words), " ".join(words[:3]))
    assert keywords[:2] == [" ".join(words[:3]), words[3]]
    assert len(keywords) == len(words) - 2


@pytest.mark.parametrize(
    ("shaped", "plain"),
    [
        ("\ufed7\ufe8e\ufedd \ufe8d\ufedf\ufeee\ufeaf\ufef3\ufeae", "قال الوزير"),
        ("\ufefb \ufef7", "لا لأ"),
        ("محمد\ufdfa قال", "محمد صلى الله عليه وسلم قال"),
        ("100\ufdfc", "100 ريال"),
        ("عبد\ufdf2", "عبدالله"),
        ("\ufdfd", "بسم الله الرحمن الرحيم"),
        ("بيت\ufe77\ufc62", "بيت\u064e\u0651\u0650"),
        ("\ufd3eآية\ufd3f", "\ufd3eآية\ufd3f"),
    ],
)
def test_it_makes_letters_of_presentation_forms(shaped: str, plain: str) -> None:
    """Old programs wrote the shapes of letters; nobody finds them by the letters themselves."""
    # A shadda ligature gives its signs in the order of Unicode.
    assert normalize("NFC", clean(shaped)) == normalize("NFC", plain)


@given(st.text(alphabet=st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC)))
def test_it_leaves_no_form_that_has_letters(text: str) -> None:
    """What is left has none, and what is clean stays so."""
    cleaned = clean(text)
    assert not any(normalize("NFKC", sign) != sign for sign in SHAPED.findall(cleaned))
    assert clean(cleaned) == cleaned
