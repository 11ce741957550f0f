"""A reader's tour, as a reader makes it."""

import re

import pytest
from playwright.sync_api import expect

from archive.models import Article

# What a new user types, and the numbers of the seeds that must stand on page one.
SEARCHES = {
    "ستولتنبرغ": {"001", "003"},
    "ستولتنبرج": {"001", "003"},
    "شتولتنبرغ": {"001", "003"},
    "بوتن": {"000", "003"},
    "بوتين": {"000", "003"},
    "Putin": {"000", "003"},
    "زيلنسكي": {"000", "002", "004"},
    "Zelensky": {"000", "002", "004"},
    "فون دير لايين": {"000", "002"},
    "Macron": {"000", "002"},
    "Witkoff": {"004"},
    "الأطلسى": {"000", "001", "003"},
    "مجلس روسيا الناتو": {"001", "003"},
    "وقف اطلاق النار": {"000", "002", "004"},
    "زيلينسكي": {"000", "002", "004"},
    "\ufebf\ufee4\ufe8e\ufee7\ufe8e\ufe95 أمنية": {"000", "002", "003", "004"},
    "بالضمانات": {"000", "002", "003", "004"},
    "«تحالف الراغبين»": {"004"},
    "Stoltenberg": {"001", "003"},
    "NRC": {"001", "003"},
    "حلف شمال الأطلسي": {"000", "001", "003"},
    "فون دير لاين": {"000", "002"},
}


def numbers_of_hits(page):
    addresses = page.locator(".hit .card-title a").evaluate_all("links => links.map(a => a.href)")
    ids = [int(re.search(r"/articles/(\d+)/", address)[1]) for address in addresses]
    names = dict(Article.objects.filter(pk__in=ids).values_list("pk", "capture__name"))
    return {names[pk][:3] for pk in ids}


@pytest.mark.parametrize("text", SEARCHES)
def test_a_new_user_types_words_and_finds_the_right_seeds(open_page, text):
    page = open_page("/")
    page.get_by_role("combobox").fill(text)
    page.get_by_role("button", name="بحث").click()
    assert numbers_of_hits(page) == SEARCHES[text]
    expect(page.locator(".hit mark").first).to_be_visible()


def test_a_reader_searches_narrows_and_reads(open_page, seeds):
    page = open_page("/")
    page.get_by_role("combobox").fill("ضمانات امنيه")
    page.get_by_role("combobox").press("Enter")
    expect(page.get_by_role("status")).to_have_text("عُثر على ٤ مقالات")
    themes = page.get_by_role("complementary").locator("section", has_text="الموضوعات")
    themes.get_by_role("link", name="مجلس الناتو وروسيا").click()
    expect(page.get_by_role("status")).to_have_text("عُثر على مقال واحد")
    page.get_by_role("link", name=seeds["003"].title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(seeds["003"].title)
    expect(page.locator("time").first).to_have_text("نحو ٢٥ كانون الأول/ديسمبر ٢٠٢١")
    page.get_by_text("هذا التاريخ مستنتج").click()
    expect(page.get_by_text("17 كانون الأول (ديسمبر)").first).to_be_visible()


def test_a_reader_who_forgot_to_switch_the_keyboard_is_helped(open_page):
    page = open_page("/search/?q=hgkhj,")
    page.get_by_text("هل تقصد:").get_by_role("link", name="الناتو").click()
    expect(page.get_by_role("status")).to_have_text("عُثر على ٣ مقالات")


def test_a_reader_takes_the_other_spellings_of_a_name_off_again(open_page):
    page = open_page("/search/?q=NRC")
    expect(page.get_by_text("بحثنا أيضًا عن:")).to_be_visible()
    page.get_by_role("link", name="ما كتبتُه فقط").click()
    expect(page.get_by_role("status")).to_have_text("عُثر على مقال واحد")
    page.get_by_role("link", name="ابحث أيضًا عن صيغها الأخرى").click()
    expect(page.get_by_role("status")).to_have_text("عُثر على مقالين")


def test_the_marks_stand_on_the_words_as_they_were_printed(open_page):
    page = open_page("/search/?q=بالضمانات")
    marked = set(page.locator(".hit mark").all_inner_texts())
    assert {"الضمانات", "بالضمانات"} <= marked


def test_a_reader_browses_by_year_and_month(open_page, seeds):
    page = open_page("/")
    page.get_by_role("link", name="الأرشيف", exact=True).click()
    page.get_by_role("link", name="كانون الأول/ديسمبر").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("كانون الأول/ديسمبر ٢٠٢١")
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_role("link", name=seeds["001"].title, exact=True).click()
    nearby = page.get_by_role("navigation", name="مقالات مجاورة")
    nearby.get_by_role("link", name=seeds["003"].title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(seeds["003"].title)


def test_an_article_without_a_title_shows_that_and_its_first_words(open_page, seeds):
    page = open_page(seeds["002"].get_absolute_url())
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("بلا عنوان")
    expect(heading).to_contain_text("عقد حلفاء أوكرانيا الغربيون")


def test_the_whole_tour_works_without_javascript(open_page, seeds):
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("ستولتنبرغ")
    page.get_by_role("button", name="بحث").click()
    page.get_by_role("link", name=seeds["003"].title, exact=True).click()
    page.get_by_role("button", name="داكن").click()
    assert page.locator("html").get_attribute("data-appearance") == "dark"
    page.get_by_role("link", name="طباعة").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(seeds["003"].title)
    page.get_by_role("link", name="العودة إلى المقال").click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Print")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()


def test_the_dark_choice_darkens_the_page_and_is_kept(open_page):
    page = open_page("/", color_scheme="light")
    brightness = """() => getComputedStyle(document.body).backgroundColor
        .match(/\\d+/g).slice(0, 3).reduce((sum, value) => sum + Number(value), 0)"""
    assert page.evaluate(brightness) > 700
    page.get_by_role("button", name="داكن").click()
    assert page.evaluate(brightness) < 100
    page.get_by_role("link", name="الموضوعات", exact=True).first.click()
    assert page.evaluate(brightness) < 100
    page.get_by_role("button", name="تلقائي").click()
    assert page.evaluate(brightness) > 700


def test_the_system_decides_where_the_reader_did_not(open_page):
    page = open_page("/", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"


def test_on_paper_only_the_article_is_left(open_page, seeds):
    page = open_page(seeds["004"].get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".article")).to_be_visible()
    for furniture in (".masthead", ".beside", ".neighbours", ".breadcrumb", ".colophon"):
        expect(page.locator(furniture)).to_be_hidden()


def test_the_print_view_shows_where_the_article_is_from(open_page, seeds, site):
    page = open_page(seeds["004"].get_absolute_url())
    page.get_by_role("link", name="طباعة").click()
    expect(page.get_by_text(site + seeds["004"].get_absolute_url())).to_be_visible()
    expect(page.get_by_role("button", name="طباعة")).to_be_visible()


def test_a_keyboard_is_enough(open_page, seeds):
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="انتقل إلى النص")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("«تحالف الراغبين»")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("عُثر على مقال واحد")
    link = page.get_by_role("link", name=seeds["004"].title, exact=True)
    for _ in range(30):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    expect(link).to_be_focused()
    outline = link.evaluate("element => getComputedStyle(element).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(seeds["004"].title)


def test_the_link_can_be_copied(open_page, seeds, site):
    page = open_page(
        seeds["000"].get_absolute_url(), permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_text("شارك", exact=True).click()
    page.get_by_role("button", name="نسخ الرابط").click()
    expect(page.get_by_role("button", name="نُسخ")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == site + seeds["000"].get_absolute_url()
