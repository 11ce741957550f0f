"""A card looks as a browser sets the same words, and no browser minds what its page says."""

import base64
import io
import json

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from archive.cards.text import FONTS, face
from archive.models import Article

SIZE = 64
LINES = [
    ("أمين عام حلف الناتو: 30 دولة", "rtl"),
    ("شركة Apple (AAPL) و«الناتو» [NATO]", "rtl"),
    ("الأطلسي لا يخطئ في بيئة ئ آلان", "rtl"),
    ("NATO (30 members) «draft»", "ltr"),
]
PAGE = """<!doctype html><meta charset="utf-8">
<style>@font-face {{ font-family: own; src: url(data:font/ttf;base64,{font}) }}
body {{ margin: 0 }} p {{ margin: 0; font: 64px/2 own; white-space: nowrap; width: max-content;
  padding: 0 20px; font-kerning: none; font-feature-settings: "calt" 0 }}</style>
<p lang="ar" dir="{direction}">{line}</p>"""


def inked(image):
    """The part of a picture of black on white that is not white, its black light."""
    dark = ImageChops.invert(image.convert("L"))
    return dark.crop(dark.point(lambda value: value > 64 and 255).getbbox())


def drawn(shown):
    """Characters as a card draws them."""
    image = Image.new("L", (2400, 200), 255)
    letters = face("sans-semibold", SIZE).drawn
    ImageDraw.Draw(image).text((40, 120), shown, 0, letters, anchor="ls")
    return inked(image)


def alike(one, other):
    """How much of the ink of two pictures lies in the same places, 0 to 1, once of one size."""
    other = other.resize(one.size)
    both, either = ImageChops.darker(one, other), ImageChops.lighter(one, other)
    return ImageStat.Stat(both).sum[0] / ImageStat.Stat(either).sum[0]


@pytest.mark.parametrize(("line", "direction"), LINES)
def test_a_line_of_a_card_looks_as_chromium_sets_it(chromium, line, direction):
    font = base64.b64encode((FONTS / "sans-semibold.ttf").read_bytes()).decode()
    page = chromium.new_page(viewport={"width": 2400, "height": 200})
    page.set_content(PAGE.format(font=font, direction=direction, line=line))
    page.evaluate("document.fonts.ready")
    seen = inked(Image.open(io.BytesIO(page.locator("p").screenshot())))
    page.close()
    own = face("sans-semibold", SIZE)
    right = drawn(own.visual(line, direction))
    assert right.width == pytest.approx(seen.width, rel=0.02)
    assert alike(seen, right) > 0.7
    if direction == "rtl":
        # Letters side by side without joints, and joined ones from the wrong end.
        assert alike(seen, drawn(line[::-1])) < 0.5
        assert alike(seen, drawn(own.visual(line, direction)[::-1])) < 0.5


def test_the_block_of_data_is_read_and_not_complained_of(open_page, site, seeds):
    article = seeds["000"]
    page = open_page(article.get_absolute_url())
    told = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert told["headline"] == Article.objects.get(pk=article.pk).title
    address = page.locator("meta[property='og:image']").get_attribute("content")
    assert page.evaluate(
        """async address => {
            const image = new Image();
            image.src = address;
            await image.decode();
            return [image.naturalWidth, image.naturalHeight];
        }""",
        address,
    ) == [1200, 630]
