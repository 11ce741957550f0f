"""Cards say what their pages do, in Arabic as it is written, within their margins."""

import datetime
import io
import os
import re
import threading
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import uharfbuzz
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from archive.cards import drawing, keeping
from archive.cards.content import Card, card_address, card_of
from archive.cards.drawing import BAND, HEIGHT, LINES, MARGIN, MEASURE, PAPER, WIDTH, draw
from archive.cards.text import FONTS, face, font, most
from archive.models import Article, FormerAddress, Name, Outlet, Theme
from tests.conftest import SEEDS
from tests.made import an_article

CARD = Card(
    "ar",
    "أمين عام حلف الناتو: 30 دولة تعمل على صياغة ضمانات أمنية لأوكرانيا",
    "rtl",
    kicker="صحيفة الاتحاد",
    date="الثلاثاء ١٩ آب/أغسطس ٢٠٢٥",
    themes=("ضمانات أمنية", "وقف إطلاق النار"),
)
LONG = " ".join([CARD.title] * 7)


def picture(card):
    return Image.open(io.BytesIO(draw(card))).convert("RGB")


def ink(image):
    """The box round everything that is not paper, below the band at the top."""
    below = image.crop((0, BAND, WIDTH, HEIGHT))
    paper = Image.new("RGB", below.size, below.getpixel((4, 4)))
    unlike = ImageChops.difference(below, paper).convert("L").point(lambda value: value > 8 and 255)
    x, y, right, bottom = unlike.getbbox()
    return x, y + BAND, right, bottom + BAND


# --- Joined as a shaping engine joins them ----------------------------------------------------

ALONE = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي" + "پچژگڤکڭ"
JOINING = "ئبتثجحخسشصضطظعغفقكلمنهي" + "پچگڤکڭ"
WORDS = sorted(
    {
        word
        for path in SEEDS.glob("*.txt")
        for word in re.findall("[\u0621-\u064a]+", path.read_text(encoding="utf-8"))
    }
)
FACES = ("sans-regular", "sans-semibold")


class Engine:
    """HarfBuzz with one of the fonts: what each glyph looks like, and which ones a text takes."""

    def __init__(self, name):
        self.face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / f"{name}.ttf")))
        self.font = uharfbuzz.Font(self.face)
        self.pen = uharfbuzz.DrawFuncs()
        self.pen.set_move_to_func(lambda x, y, path: path.append((x, y)))
        self.pen.set_line_to_func(lambda x, y, path: path.append((x, y)))
        self.pen.set_quadratic_to_func(lambda *points: points[-1].append(points[:-1]))
        self.pen.set_cubic_to_func(lambda *points: points[-1].append(points[:-1]))
        self.looks = cache(self._looks)

    def _looks(self, glyph):
        """The outline: many characters of a font have the same glyph twice."""
        path = []
        self.font.draw_glyph(glyph, self.pen, path)
        return tuple(path)

    def shaped(self, text):
        """The glyphs of a text from the left, without the variants that only space wants."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self.font, buffer, {"calt": False})
        return [self.looks(info.codepoint) for info in buffer.glyph_infos]

    def of(self, characters):
        """The glyphs of characters that are drawn one by one."""
        return [self.looks(self.font.get_nominal_glyph(ord(c)) or 0) for c in characters]


@pytest.fixture(params=FACES)
def both(request):
    """The shaping engine and the cards' own face, with the same font."""
    return Engine(request.param), face(request.param, 64)


def test_every_word_of_the_seeds_is_drawn_with_the_glyphs_of_a_shaping_engine(both):
    engine, own = both
    assert len(WORDS) > 500
    unlike = [word for word in WORDS if engine.of(own.visual(word, "rtl")) != engine.shaped(word)]
    assert unlike == []


def test_every_letter_is_drawn_so_in_all_the_places_of_a_word(both):
    engine, own = both
    words = [f"{a}" for a in ALONE] + [f"ع{a}" for a in ALONE]
    words += [f"{a}ع" for a in JOINING] + [f"ع{a}ع" for a in JOINING]
    words += [f"{a}ل{b}{c}" for a in ("", "ع") for b in "اأإآ" for c in ("", "ع")]
    unlike = [word for word in words if engine.of(own.visual(word, "rtl")) != engine.shaped(word)]
    assert unlike == []


def test_letters_left_alone_or_in_the_order_of_memory_would_be_noticed(both):
    engine, own = both
    for word in ("ديوان", "الأطلسي", "ضمانات"):
        right = engine.shaped(word)
        assert engine.of(word[::-1]) != right
        assert engine.of(own.visual(word, "rtl")[::-1]) != right
        assert engine.of(own.visual(word, "rtl")) == right


def test_the_wordmark_is_as_wide_as_a_shaping_engine_sets_it():
    """Naskh sets dots apart from letters, so its glyphs are not those of the characters."""
    engine, own = Engine("naskh-bold"), face("naskh-bold", 64)
    buffer = uharfbuzz.Buffer()
    buffer.add_str("ديوان")
    buffer.guess_segment_properties()
    uharfbuzz.shape(engine.font, buffer)
    width = sum(position.x_advance for position in buffer.glyph_positions)
    assert own.width("ديوان", "rtl") == pytest.approx(64 * width / engine.face.upem, abs=4)


def test_a_letter_that_the_font_names_only_alone_is_drawn_all_the_same():
    own = face("sans-semibold", 64)
    for letter in "پچژگڤ":
        assert own.visual(letter, "rtl") == letter


@pytest.mark.parametrize(("text", "drawn"), [("Erdoğan", "Erdogan"), ("أهلا 🎉", "أهلا ")])
def test_what_the_font_has_not_is_drawn_as_near_as_can_be_or_left_out(text, drawn):
    own = face("sans-semibold", 64)
    assert own.visual(text, "ltr") == own.visual(drawn, "ltr")


def test_a_title_in_letters_that_the_fonts_have_not_gives_way_to_what_the_site_is():
    assert not font("sans-semibold").draws("Переговоры")
    foreign = replace(CARD, title="Переговоры в Женеве", title_direction="ltr")
    assert draw(foreign) == draw(replace(foreign, title="Женева"))
    assert draw(foreign) != draw(CARD)


# --- Lines ------------------------------------------------------------------------------------


def lines_of(text, direction="rtl", room=350):
    letters, lines = drawing.title_lines(text, "sans-semibold", direction, room)
    return letters, lines


def test_a_title_is_broken_before_it_is_turned_round():
    _letters, lines = lines_of(CARD.title)
    assert len(lines) > 1
    assert " ".join(lines).replace("\u00a0", " ") == CARD.title


def test_a_short_title_is_larger_than_a_long_one():
    assert lines_of("قمة باريس")[0].size > lines_of(CARD.title * 2)[0].size


def test_a_title_too_long_is_cut_between_words_and_says_so():
    _letters, lines = lines_of(LONG)
    assert len(lines) == LINES
    assert lines[-1].endswith("…")
    shown = " ".join(lines).replace("\u00a0", " ")
    assert LONG.startswith(shown[:-1])
    assert LONG[len(shown) - 1] in " :"


def test_lines_are_about_equally_long():
    letters, lines = lines_of(
        "الحلف الأطلسي يعلن تأييده لاستئناف عمل مجلس روسيا والناتو بما يخدم أوكرانيا"
    )
    widths = [letters.width(line, "rtl") for line in lines]
    assert min(widths) > 0.6 * max(widths)


def test_a_number_stays_with_what_is_counted_and_a_dash_with_what_is_before_it():
    letters = face("sans-semibold", 84)
    text = "قالت 30 دولة إن روسيا – والناتو معا 27 عضوا في هذا الاجتماع وقالت 12 دولة لا"
    for room in (150, 220, 300, 350):
        letters, lines = lines_of(text, room=room)
        assert not any(line.endswith(("30", "27", "12")) for line in lines[:-1])
        assert not any(line.startswith("–") for line in lines)


@given(
    st.text(
        alphabet=st.sampled_from(
            "ابتثجحخدلمنهويىءأإآةپچگڤ ًَُّ  0123٤٥٦ABCabcé()[]«»“”…،؛؟:!-–/\u200c\u200d🎉字Ж"
        ),
        max_size=300,
    ),
    st.sampled_from(["rtl", "ltr"]),
)
def test_no_title_breaks_the_card_or_its_margins(title, direction):
    letters, lines = lines_of(title, direction)
    assert len(lines) <= LINES
    assert all(letters.width(line, direction) <= MEASURE for line in lines)


@given(st.text(max_size=500))
def test_any_text_at_all_can_be_drawn(title):
    letters, lines = lines_of(title)
    assert all(letters.width(line, "rtl") <= MEASURE for line in lines)


# --- The picture ------------------------------------------------------------------------------

CARDS = {
    "common": CARD,
    "long": replace(CARD, title=LONG),
    "one long word": replace(CARD, title="ا" * 400),
    "deep and high": replace(CARD, title="إلغي آلآج يِنبغيٍ " * 14),
    "short": replace(CARD, title="قمة"),
    "untitled": replace(CARD, is_title=False, note="بلا عنوان"),
    "english": replace(CARD, language="en", title="jumpy (NATO) " * 30, title_direction="ltr"),
    "long outlet": replace(CARD, kicker="صحيفة " * 40),
    "many themes": replace(CARD, themes=("وقف إطلاق النار",) * 9),
    "long theme": replace(CARD, themes=("وقف إطلاق النار " * 9,)),
    "bare": Card("ar", "قمة باريس", "rtl"),
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_nothing_is_cut_off_by_the_edges(card):
    image = picture(card)
    assert image.size == (WIDTH, HEIGHT) == (1200, 630)
    # A letter may reach a little beyond its own width.
    x, _y, right, bottom = ink(image)
    assert x >= MARGIN - 8
    assert right <= WIDTH - MARGIN + 8
    assert bottom <= HEIGHT - 24


@pytest.mark.parametrize("name", ["long", "deep and high", "english"])
def test_the_last_line_of_a_title_stands_clear_of_what_is_below(name):
    """Between the title and the date lies a strip of bare paper."""
    image = picture(CARDS[name])
    paper = image.getpixel((4, BAND + 4))
    rows = [image.crop((0, y, WIDTH, y + 1)).getcolors() for y in range(480, 535)]
    assert any(colours == [(WIDTH, paper)] for colours in rows)


def test_a_card_of_english_begins_at_the_left_and_one_of_arabic_at_the_right():
    bare = replace(CARD, kicker="", date="", themes=(), title="قمة")
    arabic = picture(bare).crop((0, 135, WIDTH, HEIGHT))
    english = picture(replace(bare, language="en", title="Summit", title_direction="ltr"))
    english = english.crop((0, 135, WIDTH, HEIGHT))
    paper = Image.new("RGB", arabic.size, arabic.getpixel((4, 4)))
    assert ImageChops.difference(arabic, paper).getbbox()[0] > WIDTH / 2
    assert ImageChops.difference(english, paper).getbbox()[2] < WIDTH / 2


def test_a_card_is_a_small_file_of_the_same_bytes_each_time():
    assert draw(CARD) == draw(CARD)
    assert len(draw(CARDS["long"])) < 100_000


def test_a_card_has_the_colours_of_the_site():
    style = (SEEDS.parent / "static" / "css" / "diwan.css").read_text(encoding="utf-8")
    site = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}),", style))
    names = {"paper": PAPER, "ink": drawing.INK, "ink-soft": drawing.SOFT, "line": drawing.LINE}
    names |= {"accent": drawing.ACCENT, "accent-soft": drawing.ACCENT_SOFT}
    assert {name: site[name] for name in names} == names


# --- What it says -----------------------------------------------------------------------------


@pytest.fixture
def told(db):
    article = an_article(
        title="اجتماع لحلفاء أوكرانيا في باريس",
        outlet=Outlet.objects.create(name="صحيفة الاتحاد"),
        published=datetime.date(2021, 12, 17),
    )
    article.tag(Theme.objects.get(slug="ceasefire"))
    return article


def test_a_card_says_what_the_page_does(told):
    card = card_of(told)
    assert card.title == told.title
    assert card.kicker == "صحيفة الاتحاد"
    assert card.date == "الجمعة ١٧ كانون الأول/ديسمبر ٢٠٢١"
    assert card.themes == ("وقف إطلاق النار",)
    with override("en"):
        english = card_of(told)
    assert english.date == "Friday 17 December 2021"
    assert english.themes == ("Ceasefire",)


def test_a_card_of_an_untitled_undated_article_makes_nothing_up(db):
    card = card_of(an_article(title="", body="قال مصدر إن الوفود وصلت.", published=None))
    assert card.title == "قال مصدر إن الوفود وصلت."
    assert (card.note, card.date, card.is_title) == ("بلا عنوان", "بلا تاريخ", False)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "غيره"},
        {"kicker": "غيرها"},
        {"date": "غيره"},
        {"themes": ()},
        {"language": "en"},
        {"title_direction": "ltr"},
        {"note": "بلا عنوان"},
        {"is_title": False},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_is_drawn_is_in_the_key(changed):
    assert replace(CARD, **changed).key != CARD.key
    assert replace(CARD).key == CARD.key


def test_another_design_gives_all_cards_other_keys(monkeypatch):
    before = CARD.key
    monkeypatch.setattr("archive.cards.content.DESIGN", 0)
    assert CARD.key != before


def test_no_text_of_a_card_holds_presentation_forms(seeds):
    for article in Article.objects.for_lists():
        card = card_of(article)
        assert not re.search("[\ufb50-\ufdff\ufe70-\ufefc]", card.words)


# --- Its address ------------------------------------------------------------------------------


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "cards"


pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_card_is_served_for_ever_at_an_address_with_its_key(client, told, language):
    with override(language):
        response = client.get(card_address(told))
        assert response.content == draw(card_of(told))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert {"public", "immutable", "max-age=31536000"} <= set(response["Cache-Control"].split(", "))


def test_an_old_key_leads_to_the_card_of_now_and_is_not_kept(client, told):
    old = card_address(told)
    told.title = "عنوان آخر"
    told.save()
    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"] == card_address(told) != old
    assert "no-cache" in response["Cache-Control"]
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("state", "status"), [("withdrawn", 410), ("review", 404), ("reviewed", 404)]
)
def test_an_article_that_readers_may_not_see_has_no_card(client, told, state, status):
    at = card_address(told)
    Article.objects.filter(pk=told.pk).update(state=state)
    assert client.get(at).status_code == status
    assert client.get("/articles/999999/card-0.png").status_code == 404


def test_an_editor_gets_no_card_of_an_article_that_waits_either(client, told, editor):
    Article.objects.filter(pk=told.pk).update(state="review")
    client.force_login(editor)
    assert client.get(card_address(told)).status_code == 404


def test_the_card_of_an_article_merged_into_another_is_that_one_s(client, told):
    FormerAddress.objects.create(of="article", slug="999999", target=told.pk)
    response = client.get("/articles/999999/card-0.png")
    assert response["Location"] == card_address(told)


def test_themes_outlets_and_names_have_cards_and_the_site_has_one(client, told):
    name = Name.objects.filter(kind="person").first()
    for subject in (Theme.objects.get(slug="ceasefire"), told.outlet, name, None):
        response = client.get(card_address(subject))
        assert response.status_code == 200
        assert response.content == draw(card_of(subject))


def test_a_former_address_of_a_theme_leads_to_its_card(client, db):
    theme = Theme.objects.get(slug="ceasefire")
    theme.slug = "truce"
    theme.save()
    response = client.get("/themes/ceasefire/card-0.png")
    assert response["Location"] == card_address(theme)
    assert client.get("/themes/nothing/card-0.png").status_code == 404


# --- Keeping ----------------------------------------------------------------------------------


class Drawn:
    """Draws what it is told to, and counts."""

    def __init__(self, card=b"card"):
        self.card, self.times = card, 0

    def __call__(self):
        self.times += 1
        return self.card


def test_a_card_is_drawn_once(folder):
    draws = Drawn()
    assert keeping.kept("a", draws) == keeping.kept("a", draws) == b"card"
    assert draws.times == 1
    assert [path.name for path in folder.iterdir()] == ["a.png"]


def test_readers_who_ask_at_the_same_time_wait_for_one_drawing(folder):
    draws, answers = Drawn(), []
    slow = lambda: (time.sleep(0.1), draws())[1]  # noqa: E731
    readers = [
        threading.Thread(target=lambda: answers.append(keeping.kept("a", slow))) for _ in range(5)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert answers == [b"card"] * 5
    assert draws.times == 1


def test_what_was_not_asked_for_the_longest_goes_when_there_is_no_more_room(folder, monkeypatch):
    monkeypatch.setattr(keeping, "ROOM", 10)
    for age, key in ((300, "a"), (200, "b")):
        keeping.kept(key, Drawn())
        then = time.time() - age
        os.utime(folder / f"{key}.png", (then, then))
    keeping.kept("a", Drawn())  # asked for again: younger than b now
    keeping.kept("c", Drawn())
    assert {path.stem for path in folder.iterdir()} == {"a", "c"}


def test_a_disk_that_takes_nothing_still_leaves_the_reader_a_card(folder, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert keeping.kept("a", Drawn()) == b"card"
    assert list(folder.iterdir()) == []


# --- Cutting ----------------------------------------------------------------------------------


@given(limit=st.integers(0, 300), room=st.integers(0, 300))
def test_the_most_that_has_room_is_found_without_trying_all(limit, room):
    tried = []

    def has_room(number):
        tried.append(number)
        return number <= room

    assert most(limit, has_room) == min(limit, room)
    assert len(tried) <= 9


def test_a_text_without_spaces_is_cut_inside_it_after_few_tries(monkeypatch):
    letters = face("sans-regular", 28)
    tried = []
    width = letters.width
    monkeypatch.setattr(letters, "width", lambda *line: tried.append(line) or width(*line))
    cut = letters.fitting("خبر" * 100_000, MEASURE, "rtl")
    assert 0 < len(cut) < 1000
    assert width(cut, "rtl") <= MEASURE
    assert len(tried) < 20
