"""Which of the things that a page says of itself, or of another page, are believed."""

import datetime
import json

import pytest

from archive.importing.html import read_html

TITLE = "ترامب يلتقي بوتين في ألاسكا"
OTHER = "ترامب يلتقي زيلينسكي في واشنطن"
URL = "https://news.example/own"
ELSEWHERE = "https://news.example/other"
TEXT = [
    "قال الوزير إن الاجتماع سيعقد قريبا في العاصمة بحضور الوفود كلها.",
    "وأضاف أن الوفود وصلت في ساعة متأخرة وأن جدول الأعمال جاهز.",
    "ولم يصدر عن المجتمعين بيان بعد، ولا ينتظر أن يصدر قبل الغد.",
]


def read(head="", beneath="", url=URL, **options):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    page = f"""<html><head><meta charset=utf-8>{head}</head><body><article><h1>{TITLE}</h1>{beneath}
    {paragraphs}</article></body></html>"""
    return read_html(page.encode(), url=url, **options)


def story(headline, **facts):
    facts = {"datePublished": "2019-01-02", "publisher": {"name": "صحيفة كذا"}, **facts}
    told = json.dumps({"@type": "NewsArticle", "headline": headline, **facts})
    return f'<script type="application/ld+json">{told}</script>'


@pytest.mark.parametrize("url", [URL, ""])
def test_another_articles_json_ld_says_nothing_of_this_one(url):
    draft = read(story(OTHER, url=ELSEWHERE), url=url)
    assert (draft.published, draft.outlet, draft.url) == (None, "", url)


@pytest.mark.parametrize(
    ("headline", "facts"),
    [
        (TITLE, {"url": ELSEWHERE}),
        (f"{TITLE} غدا", {}),
        ("لقاء القمة المرتقب", {"url": "http://www.news.example/own/?utm_source=x"}),
        ("لقاء القمة المرتقب", {"mainEntityOfPage": {"@id": "/own"}}),
        ("", {"url": "https://news.example/#article"}),
    ],
)
def test_json_ld_with_the_pages_title_or_address_is_its_own(headline, facts):
    draft = read(story(headline, **facts))
    assert draft.published.date.isoformat() == "2019-01-02"
    assert draft.outlet == "صحيفة كذا"


def test_addresses_that_only_their_query_tells_apart_are_of_two_pages():
    draft = read(story(OTHER, url=f"{URL}?id=8"), url=f"{URL}?id=7")
    assert draft.published is None


@pytest.mark.parametrize("address", ["https://news.example/", "/", "https://other.example/own"])
@pytest.mark.parametrize(
    "head",
    ["<link rel=canonical href='{}'>", "<meta property=og:url content='{}'>", "json"],
)
def test_the_bare_site_or_another_one_is_not_the_pages_address(head, address):
    head = story(TITLE, url=address) if head == "json" else head.format(address)
    assert read(head).url == URL


def test_a_page_without_an_address_does_not_get_that_of_its_site():
    assert read("<link rel=canonical href=https://news.example/>", url="").url == ""


# --- Dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["1970-01-01", "0001-01-01T00:00:00Z", "2090-01-01", "1989"])
def test_a_day_before_the_web_or_to_come_is_no_date_of_publication(value):
    later = '<meta name="pubdate" content="2024-05-06">'
    head = f'<meta property="article:published_time" content="{value}">'
    assert read(head).published is None
    assert read(head + later).published.date.isoformat() == "2024-05-06"


def test_a_page_is_published_two_days_after_its_capture_at_the_latest():
    captured = datetime.datetime(2024, 5, 4, 23, tzinfo=datetime.UTC)
    head = '<meta name="pubdate" content="2024-05-0{}">'
    assert read(head.format(6), captured_at=captured).published.date.day == 6
    assert read(head.format(7), captured_at=captured).published is None


@pytest.mark.parametrize(
    "line",
    [
        "القمة: 15 أغسطس 2023",
        "القمة: 15 أغسطس 2030",
        "في 24 فبراير 2022",
        "اليوم: الجمعة ٢٠ / سبتمبر / ٢٠٢٤",
        "منذ 24 فبراير 2022",
    ],
)
def test_a_line_that_merely_holds_a_date_does_not_date_the_report(line):
    assert read(beneath=f"<div>{line}</div>").published is None


@pytest.mark.parametrize(
    "line",
    [
        "الجمعة ٢٠ / سبتمبر / ٢٠٢٤",
        "نُشر في: الجمعة 20 سبتمبر 2024 - 10:30 ص",
        "آخر تحديث: 20 سبتمبر 2024 | 10:30 بتوقيت غرينتش",
        "تاريخ النشر: 20/9/2024",
        "بقلم أحمد علي | 20 سبتمبر 2024",
        "Published on 20 September 2024 at 10:30",
    ],
)
def test_a_date_with_labels_a_clock_or_an_author_dates_the_report(line):
    assert read(beneath=f"<div>{line}</div>").published.date.isoformat() == "2024-09-20"
