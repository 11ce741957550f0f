"""Articles and themes as PDFs: what they say, and what somebody copies out of them."""

import datetime
import re
import time
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from bidi import get_display
from django.core.files import locks
from django.utils import translation
from fpdf import FPDF
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.models import Article, Capture, Credit, FormerAddress, Outlet, Theme
from archive.papers import contents, keeping
from archive.papers.directions import levels, visual_order
from archive.papers.drawing import drawn
from archive.papers.faces import FARTHEST, MOST_GLYPHS, Face
from archive.papers.keeping import BusyError, DrawingError, kept
from archive.papers.lines import Setting, Tongue
from archive.papers.said import ArticlePaper, Dossier, Said, key, read, written
from archive.papers.sheet import Sheet
from archive.papers.views import file_name
from tests.made import an_article
from tests.papers import Paper, folded

ROOTS = {"ar": "", "en": "/en"}
PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
CEASEFIRE = "ceasefire"


@pytest.fixture(autouse=True)
def _nothing_kept(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def ask(client, address, status=200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status
    return response


def paper_of(client, address):
    return Paper(b"".join(ask(client, address)))


def address(article, language="ar"):
    return f"{ROOTS[language]}/articles/{article.pk}/article.pdf"


def theme_with(count, **values):
    theme = Theme.objects.get(slug=CEASEFIRE)
    for _number in range(count):
        an_article(**values).tag(theme)
    return theme


@pytest.fixture
def told(db):
    """An article that has everything a PDF tells of."""
    article = an_article(
        title="اجتماع لحلفاء أوكرانيا في باريس",
        standfirst="خلاصة ما جاء في الاجتماع.",
        caption="قصر الإليزيه (أرشيف)",
        outlet=Outlet.objects.create(name="صحيفة الاتحاد"),
        url="https://news.example/paris?id=7",
        published=datetime.date(2021, 12, 17),
        published_precision="about_day",
        published_basis="inferred",
        published_words=["اليوم الخميس", "أمس الثلاثاء"],
        capture=Capture.objects.keep(
            b"page", "page.html", captured_at=datetime.datetime(2022, 1, 3, 9, tzinfo=datetime.UTC)
        ),
    )
    article.tag(Theme.objects.get(slug=CEASEFIRE))
    Credit.objects.create(article=article, name="رويترز")
    return article


# --- Text that is copied out ------------------------------------------------------------------

WORDS = [
    "قال",
    "الوزير",
    "أيضاً،",
    "قائماً.",
    "إنّ",
    "«ضمانات",
    "أمنية»",
    "(الموقّع)",
    "(NATO)",
    "NATO",
    "Brussels)",
    "(Moscow",
    "RT",
    "-",
    "12",
    "17/12/2021",
    "COVID-19",
    "G20",
    "F-16",
    "٪٥٠",
    "12.5%",
    "12.5%.",
    "٣٫٥",
    "3-4",
    '"هذا"',
    "[راجع]",
    "“يا”",
    "Johnson,",
    "U.S.",
    "$5",
    "الـ10",
    "10:30",
    "هـ.",
    "(أ)",
    "…",
    "!",
    "؟",
    ":",
    "كييف-",
    "—",
    "و(الناتو)",
    "الإسلام",
    "وَقَالَ",
    "الرَّئِيسُ:",
    "لله",
    "-أولاً",
    "https://news.example/a?b=1&c=2",
]
LETTERS = [*'ابلإةءـ،.:;%٪()[]«»-/+"!؟12٣٤abZ“”؛', "بً", "نّ", "سَ", "لَّ", "بِ"]
MIXED = st.lists(
    st.sampled_from(WORDS) | st.lists(st.sampled_from(LETTERS), max_size=6).map("".join),
    min_size=1,
    max_size=30,
).map(" ".join)


def copied(text, *, rtl_document, rtl):
    """What is copied out of a document that holds `text`."""
    tongue = Tongue("ar", rtl)
    sheet = Sheet("", tongue, rtl=rtl_document)
    sheet.new_page(bare=True)
    sheet.text(sheet.body, text, tongue)
    return " ".join(Paper(sheet.finished()).pages)


@pytest.mark.parametrize("rtl_document", [True, False])
@hypothesis_settings(max_examples=40)
@given(MIXED, st.booleans())
def test_any_mixture_of_scripts_is_copied_as_it_was_written(rtl_document, text, rtl):
    found = copied(text, rtl_document=rtl_document, rtl=rtl)
    assert unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", folded(text))


@pytest.mark.parametrize("language", ROOTS)
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_the_text_copied_out_of_a_seed_is_that_of_the_article(client, seeds, number, language):
    article = seeds[number]
    text = paper_of(client, address(article, language)).text
    assert folded(" ".join(article.paragraphs())) in text
    assert folded(article.standfirst) in text
    assert not PRESENTATION_FORMS.search(text)


def test_a_line_of_latin_among_arabic_ones_is_a_line_of_its_own():
    tongue = Tongue("ar", rtl=True)
    sheet = Sheet("", tongue, rtl=True)
    sheet.new_page(bare=True)
    for text in ("قال الوزير", "Yes, he said (in Diwan).", "وأضاف"):
        sheet.text(sheet.small, text, tongue)
    assert Paper(sheet.finished()).lines == [["قال الوزير", "Yes, he said (in Diwan).", "وأضاف"]]


def test_persian_and_letters_that_the_fonts_do_not_have_are_copied_too():
    text = "می‌خواهم به خانه برویم ۱۲۳ Офис 漢字"
    assert copied(text, rtl_document=True, rtl=True) == text


def test_a_word_longer_than_a_line_goes_on_in_the_next():
    found = copied("https://news.example/" + "a" * 300, rtl_document=True, rtl=False)
    assert found.replace(" ", "") == "https://news.example/" + "a" * 300


@given(st.text('ابةء،.:;%٪()[]{}«»<>-/+ 12٣٤abZ\u064b\u0651"…\u00a0€', max_size=25), st.booleans())
def test_characters_stand_where_the_bidirectional_algorithm_puts_them(text, rtl):
    text = text.strip()  # white space at the end of a line goes by a rule of its own
    order = visual_order(levels(text, rtl))
    wanted = get_display(text, base_dir="R" if rtl else "L")
    assert "".join(text[place] for place in order) == wanted


def test_a_letter_with_its_dots_and_a_ligature_are_drawn_by_one_glyph():
    face = Face(FPDF(), "sans-regular")
    for text in ("ن", "لا", "لَّا"):
        letters = face.shaped(text, rtl=True).letters
        assert [letter.character for letter in letters] == list(text)
    assert [bool(letter.ink) for letter in face.shaped("لا", rtl=True).letters] == [False, True]


@pytest.mark.parametrize(
    "text", ["م" + "\u0651" * 5000, "क" + "\u093e" * 5000, "ب " + "😀\u200d" * 5000 + " ب"]
)
def test_a_letter_under_thousands_of_marks_is_drawn_with_the_first_ones(text):
    assert drawn(made_up(text)).startswith(b"%PDF")
    face = Face(FPDF(), "naskh-regular")
    for rtl in (True, False):
        inks = [letter.ink for letter in face.shaped(text, rtl=rtl).letters]
        assert all(len(ink) <= MOST_GLYPHS for ink in inks)
        assert all(abs(x) <= FARTHEST and abs(y) <= FARTHEST for ink in inks for _g, x, y in ink)


def test_of_a_letter_with_too_many_marks_the_letter_itself_is_drawn():
    face = Face(FPDF(), "naskh-regular")
    (alone,) = face.shaped("م", rtl=True).letters
    letter, *marks = face.shaped("م" + "\u0651" * 5000, rtl=True).letters
    assert {glyph for glyph, _x, _y in alone.ink} <= {glyph for glyph, _x, _y in letter.ink}
    assert not any(mark.ink for mark in marks)


@pytest.mark.parametrize("piece", ["ا ", "ب (a) ", "(a)", "%", "a ب "])
def test_a_paragraph_takes_as_much_time_as_it_is_long(piece):
    setting, tongue = Setting(Face(FPDF(), "naskh-regular"), 13, 24), Tongue("ar", rtl=True)

    def seconds(characters):
        text = piece * (characters // len(piece))
        start = time.process_time()
        setting.lines(text, 425, tongue)
        return time.process_time() - start

    short = min(seconds(6_000) for _time in range(3))
    assert min(seconds(48_000) for _time in range(2)) < 24 * short  # the square would be 64 times


def test_lines_are_no_wider_than_the_measure_and_all_but_the_last_are_as_wide():
    setting = Setting(Face(FPDF(), "naskh-regular"), 13, 24, justified=True)
    *lines, last = setting.lines("قال الوزير إن الوفود وصلت. " * 30, 425, Tongue("ar", rtl=True))
    assert [round(line.width, 6) for line in lines] == [425] * len(lines)
    assert last.width <= 425


# --- What an article says ---------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ar",
            [
                "هذا التاريخ مستنتج",
                "المصادر: رويترز",
                "الصورة: قصر الإليزيه",
                "الموضوعات: وقف إطلاق النار",
            ],
        ),
        ("en", ["This date is inferred", "Sources: رويترز", "Picture: قصر", "Themes: Ceasefire"]),
    ],
)
def test_an_article_says_where_it_is_from_and_how_it_is_known(client, told, language, said):
    paper = paper_of(client, address(told, language))
    (text,) = paper.pages
    for words in [*said, "صحيفة الاتحاد", "«اليوم الخميس» «أمس الثلاثاء»", told.standfirst]:
        assert words in text
    assert f"http://testserver{ROOTS[language]}/articles/{told.pk}/" in paper.links(1)
    assert told.url in paper.links(1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "captured"), [("ar", "٣ كانون الثاني/يناير ٢٠٢٢"), ("en", "3 January 2022")]
)
def test_an_article_says_when_it_was_captured_in_the_readers_digits(
    client, told, language, captured
):
    assert captured in paper_of(client, address(told, language)).pages[0]


@pytest.mark.django_db
def test_an_article_is_named_by_its_title_and_begins_on_its_own_side(client, told):
    english = an_article(title="Allies meet", body="The minister spoke.", language="en")
    for article, side in ((told, b"/R2L"), (english, b"/L2R")):
        content = b"".join(ask(client, address(article)))
        paper = Paper(content)
        assert (paper.metadata["Title"], paper.metadata["Author"]) == (article.title, "Diwan")
        assert side in content
        assert paper.outline == [(article.title, 1)]


@pytest.mark.django_db
def test_headings_and_paragraphs_are_told_apart_from_what_stands_round_them(client, told):
    document = pypdfium2.PdfDocument(b"".join(ask(client, address(told))))
    assert document.is_tagged()


@pytest.mark.django_db
def test_an_untitled_and_undated_article_says_so(client):
    article = an_article(title="", published=None)
    (text,) = paper_of(client, address(article)).pages
    assert "بلا عنوان" in text
    assert "بلا تاريخ" in text


@pytest.mark.django_db
def test_an_address_that_is_none_of_the_web_is_no_link(client):
    article = an_article(url="javascript:alert(1)")
    assert paper_of(client, address(article)).links(1) == [
        f"http://testserver/articles/{article.pk}/"
    ]


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_cut_and_says_so(client, monkeypatch):
    monkeypatch.setattr(contents, "MOST_LETTERS", 30)
    article = an_article(body="قال الوزير إن الوفود وصلت.\n\nوأضاف أن البيان جاهز.")
    (text,) = paper_of(client, address(article)).pages
    assert "قال الوزير إن الوفود وصلت. وأضا النص أطول" in text


# --- How it is answered -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pdf_is_shown_under_its_title_and_kept_from_search_engines(client, told):
    response = ask(client, address(told))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%D8%A7")
    assert response["X-Robots-Tag"] == "noindex"
    assert response.streaming


@pytest.mark.django_db
def test_a_browser_that_has_a_pdf_gets_it_again_only_when_the_article_has_changed(client, told):
    etag = ask(client, address(told))["ETag"]
    ask(client, address(told), 304, if_none_match=etag)
    told.title = "عنوان آخر"
    told.save()
    assert ask(client, address(told), if_none_match=etag)["ETag"] != etag


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["review", "reviewed"])
def test_what_is_not_public_has_no_pdf_even_for_editors(client, editor, state):
    client.force_login(editor)
    ask(client, address(an_article(state=state)), 404)


@pytest.mark.django_db
def test_what_is_withdrawn_or_missing_says_so(client):
    article = an_article(state="withdrawn", withdrawn_note="بطلب من الصحيفة")
    assert "بطلب من الصحيفة" in ask(client, address(article), 410).content.decode()
    ask(client, "/articles/999999/article.pdf", 404)


@pytest.mark.django_db
def test_old_addresses_lead_to_the_pdf(client, told):
    FormerAddress.objects.keep("999", told)
    assert ask(client, "/articles/999/article.pdf", 301)["Location"] == address(told)
    theme = theme_with(1)
    FormerAddress.objects.keep("truce", theme)
    response = ask(client, "/en/themes/truce/dossier.pdf", 301)
    assert response["Location"] == f"/en/themes/{CEASEFIRE}/dossier.pdf"


@pytest.mark.django_db
def test_a_page_leads_to_its_pdf(client, told):
    assert address(told) in ask(client, f"/articles/{told.pk}/").content.decode()
    page = ask(client, f"/en/themes/{CEASEFIRE}/").content.decode()
    assert f"/en/themes/{CEASEFIRE}/dossier.pdf" in page


@pytest.mark.parametrize(
    ("title", "name"), [("أ/ب: «ج»", "أ ب «ج».pdf"), ("...", "diwan.pdf"), ("x" * 99, "x" * 80)]
)
def test_a_file_is_named_so_that_any_system_can_keep_it(title, name):
    assert file_name(title).startswith(name)


# --- Dossiers ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("language", ROOTS)
def test_the_contents_of_a_dossier_say_where_each_article_begins(client, language):
    theme_with(3)
    newest = Article.objects.newest_first()
    paper = paper_of(client, f"{ROOTS[language]}/themes/{CEASEFIRE}/dossier.pdf")
    begin = [page for page in paper.links(2) if isinstance(page, int)]
    assert begin == [3, 4, 5]
    with translation.override(language):
        for article, page in zip(newest, begin, strict=True):
            number = str(page).translate({48 + n: 0x660 + n for n in range(10)})
            shown = number if language == "ar" else str(page)
            lines = paper.lines[1]
            assert sorted([*article.title.split(), shown]) in [sorted(x.split()) for x in lines]
            assert article.title in paper.pages[page - 1]
    titles = [article.title for article in newest]
    assert [(title, page) for title, page in paper.outline if title in titles] == list(
        zip(titles, begin, strict=True)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("ar", "وقف إطلاق النار"), ("en", "Ceasefire")])
def test_a_dossier_says_what_it_is_and_ends_with_its_sources(client, language, name):
    theme_with(2, url="https://news.example/1")
    paper = paper_of(client, f"{ROOTS[language]}/themes/{CEASEFIRE}/dossier.pdf")
    assert name in paper.pages[0]
    assert paper.metadata["Title"] == name
    assert paper.links(1) == [f"http://testserver{ROOTS[language]}/themes/{CEASEFIRE}/"]
    assert paper.links(len(paper.pages)).count("https://news.example/1") == 2


@pytest.mark.django_db
def test_a_dossier_of_a_story_holds_its_lead_alone(client):
    theme = theme_with(2)
    first, second = Article.objects.order_by("pk")
    Article.objects.filter(pk=second.pk).update(copy_of=first)
    paper = paper_of(client, f"/themes/{theme.slug}/dossier.pdf")
    assert "مقال واحد" in paper.pages[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("ar", "المقالات: ٢ من ٣"), ("en", "2 of 3 articles · the newest ones")]
)
def test_a_dossier_that_does_not_hold_all_says_how_many_it_holds(
    client, monkeypatch, language, said
):
    theme_with(3)
    monkeypatch.setattr(contents, "MOST_ARTICLES", 2)
    paper = paper_of(client, f"{ROOTS[language]}/themes/{CEASEFIRE}/dossier.pdf")
    assert said in paper.pages[0]
    assert len(paper.pages) == 5


@pytest.mark.django_db
def test_long_texts_leave_fewer_articles_in_a_dossier(client, monkeypatch):
    theme_with(3, body="قال الوزير إن الوفود وصلت.")
    monkeypatch.setattr(contents, "MOST_LETTERS", 100)
    assert "المقالات: ٢ من ٣" in paper_of(client, f"/themes/{CEASEFIRE}/dossier.pdf").pages[0]


@pytest.mark.django_db
def test_a_dossier_asks_no_more_of_the_database_for_more_articles(
    client, django_assert_max_num_queries
):
    theme_with(4, outlet=Outlet.objects.create(name="صحيفة الاتحاد"))
    with django_assert_max_num_queries(6):
        ask(client, f"/themes/{CEASEFIRE}/dossier.pdf")


@pytest.mark.django_db
def test_a_theme_without_articles_has_no_dossier(client):
    ask(client, f"/themes/{CEASEFIRE}/dossier.pdf", 404)
    ask(client, "/themes/nowhere/dossier.pdf", 404)


# --- Keeping ----------------------------------------------------------------------------------


def made_up(words="كلمة"):
    said = Said("عنوان", "ar", True, "", "", "", (), (words,), "", ())
    return ArticlePaper("ar", said, "المصدر")


def test_a_paper_is_told_by_what_it_says_alone():
    assert key(made_up()) == key(made_up())
    assert key(made_up()) != key(made_up("كلمات"))


def test_a_paper_goes_to_another_process_and_is_the_same():
    dossier = Dossier(
        "ar", "ملف", "عنوان", "", ("أ",), "", "المحتويات", "المصادر", (made_up().article,)
    )
    assert [read(written(paper)) for paper in (made_up(), dossier)] == [made_up(), dossier]


def test_a_paper_is_drawn_once(monkeypatch):
    first = kept(made_up()).read()
    monkeypatch.setattr("archive.papers.drawing.drawn", None)
    assert kept(made_up()).read() == first


def test_a_long_paper_is_drawn_by_a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(keeping, "SHORT", 0)
    monkeypatch.setattr(keeping, "PATIENCE", 60)
    monkeypatch.setattr("archive.papers.drawing.drawn", None)
    assert "كلمة" in Paper(kept(made_up()).read()).pages[0]


def test_one_long_paper_is_drawn_at_a_time(monkeypatch, tmp_path):
    monkeypatch.setattr(keeping, "SHORT", 0)
    monkeypatch.setattr(keeping.subprocess, "Popen", None)
    with (tmp_path / "papers.lock").open("wb") as other:
        locks.lock(other, locks.LOCK_EX)
        with pytest.raises(BusyError):
            kept(made_up())


def test_a_long_paper_is_drawn_to_its_end_when_its_request_was_answered(monkeypatch, tmp_path):
    monkeypatch.setattr(keeping, "SHORT", 0)
    monkeypatch.setattr(keeping, "PATIENCE", 0)
    with pytest.raises(BusyError):
        kept(made_up())
    with (tmp_path / "papers.lock").open("wb") as other:
        assert not locks.lock(other, locks.LOCK_EX | locks.LOCK_NB)
        locks.lock(other, locks.LOCK_EX)  # waits for the end of the process
    monkeypatch.setattr(keeping.subprocess, "Popen", None)
    assert "كلمة" in Paper(kept(made_up()).read()).pages[0]


def test_a_paper_that_takes_too_long_is_given_up_and_the_next_is_drawn(monkeypatch):
    monkeypatch.setattr(keeping, "SHORT", 0)
    monkeypatch.setattr(keeping, "PATIENCE", 60)
    with monkeypatch.context() as hurried:
        hurried.setattr(keeping, "LONGEST", 0.001)
        with pytest.raises(DrawingError):
            kept(made_up())
    assert "كلمة" in Paper(kept(made_up()).read()).pages[0]


@pytest.mark.django_db
def test_who_comes_while_another_is_drawn_is_told_so_by_a_page_that_asks_again(
    client, told, settings, monkeypatch
):
    monkeypatch.setattr(keeping, "SHORT", 0)
    with (settings.DATA_DIR / "papers.lock").open("wb") as other:
        locks.lock(other, locks.LOCK_EX)
        response = ask(client, address(told, "en"), 503)
    assert "one after the other" in response.content.decode()
    assert response["Retry-After"] == response["Refresh"] == "5"


@pytest.mark.django_db
@pytest.mark.parametrize("failure", [DrawingError("process"), OSError(28, "No space left")])
def test_a_paper_that_cannot_be_made_is_logged_and_not_asked_for_again_by_itself(
    client, told, monkeypatch, caplog, failure
):
    def failing(_paper):
        raise failure

    monkeypatch.setattr("archive.papers.views.kept", failing)
    response = ask(client, address(told, "en"), 503)
    assert "could not be made" in response.content.decode()
    assert response["Retry-After"] == "120"
    assert "Refresh" not in response
    assert str(failure) in caplog.text


def test_what_goes_wrong_while_a_short_paper_is_drawn_is_a_failure_to_draw(monkeypatch):
    monkeypatch.setattr("archive.papers.drawing.drawn", None)
    with pytest.raises(DrawingError):
        kept(made_up())


def test_a_disk_that_takes_nothing_still_leaves_the_reader_a_paper(monkeypatch, tmp_path):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert "كلمة" in Paper(kept(made_up()).read()).pages[0]
    assert not list((tmp_path / "papers").iterdir())


def test_papers_that_nobody_asks_for_make_room(monkeypatch, tmp_path):
    kept(made_up("أولى")).close()
    monkeypatch.setattr(keeping, "ROOM", 1)
    with kept(made_up("ثانية")) as file:  # which goes too, and can be read to its end
        assert "ثانية" in Paper(file.read()).pages[0]
    assert not list((tmp_path / "papers").glob("*.pdf"))
