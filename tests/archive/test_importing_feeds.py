"""Feeds: what an entry becomes, in every dialect, and what a broken or hostile feed gives."""

import datetime
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dates import Basis, Precision
from archive.importing.draft import DraftCredit, Refused
from archive.importing.feeds import read_feed
from archive.importing.fragments import paragraphs_of

FIRST = "قال الوزير إن الاجتماع سيعقد قريبا."
SECOND = "وأضاف أن الوفود وصلت أمس."
SUMMARY = "اجتماع قريب للوفود."
URL = "https://example.org/news/1"
HTML = f"<p>{FIRST}</p>\n<div>{SECOND}<script>alert(1)</script></div>"
ESCAPED = HTML.replace("&", "&amp;").replace("<", "&lt;")
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
ENTRY = f"""
<title>الوفود تصل</title><link>{URL}</link><pubDate>Sat, 15 Mar 2025 23:30:00 +0300</pubDate>
<category>أوكرانيا</category><category>ضمانات أمنية</category><dc:creator>رويترز</dc:creator>
<description>{SUMMARY}</description><content:encoded><![CDATA[{HTML}]]></content:encoded>
"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" {SPACES}><channel><title>صحيفة كذا</title><link>https://example.org/</link>
<language>en-US</language><item>{ENTRY}</item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>صحيفة كذا</title>
<entry><title type="html">الوفود &lt;b&gt;تصل&lt;/b&gt;</title><link href="/news/1"/>
<published>2025-03-15T23:30:00+03:00</published><updated>2025-03-17T10:00:00Z</updated>
<author><name>رويترز</name></author><category term="a" label="أوكرانيا"/>
<category term="ضمانات أمنية"/><summary>{SUMMARY}</summary>
<content type="html">{ESCAPED}</content></entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {SPACES}
 xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://example.org/">
<title>صحيفة كذا</title></channel><item rdf:about="{URL}"><title>الوفود تصل</title>
<link>{URL}</link><dc:date>2025-03-15T23:30:00+03:00</dc:date><dc:creator>رويترز</dc:creator>
<dc:subject>أوكرانيا</dc:subject><dc:subject>ضمانات أمنية</dc:subject>
<description>{SUMMARY}</description><content:encoded>{ESCAPED}</content:encoded></item></rdf:RDF>"""


def rss(*items, head=""):
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {SPACES}><channel>{head}{entries}</channel></rss>'


def read(text, encoding="utf-8", url="https://example.org/feed"):
    return list(read_feed(text.encode(encoding), "feed", url))


def draft_of(item, **options):
    (found,) = read(rss(item, **options))
    return found.draft


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_an_entry_gives_every_field_in_each_dialect(feed):
    (found,) = read(feed)
    draft = found.draft
    assert (draft.title, draft.outlet) == ("الوفود تصل", "صحيفة كذا")
    assert (draft.standfirst, draft.paragraphs) == (SUMMARY, [FIRST, SECOND])
    assert draft.credits == [DraftCredit("رويترز", "line")]
    assert draft.keywords == ["أوكرانيا", "ضمانات أمنية"]
    assert draft.published.date == datetime.date(2025, 3, 15)
    assert (draft.published.precision, draft.published.basis) == (Precision.DAY, Basis.METADATA)
    assert re.search("15 Mar 2025|2025-03-15", draft.published.words[0])
    assert (draft.url, found.item.url, found.item.name) == (URL, URL, "feed, entry 1")
    assert (draft.language, draft.is_excerpt, found.refused) == ("ar", False, "")


def test_the_bytes_of_an_entry_are_its_own():
    first, second = read(rss("<title>أول</title>", "<title>ثان</title>"))
    assert first.item.media_type == "application/rss+xml"
    assert "<title>أول</title>" in first.item.content.decode()
    assert "ثان" not in first.item.content.decode()
    assert "أول" not in second.item.content.decode()
    assert read(ATOM)[0].item.media_type == "application/atom+xml"


def test_the_bytes_of_an_entry_stay_the_same_when_the_feed_goes_on():
    before = read(rss("<title>أول</title>", head="<lastBuildDate>1</lastBuildDate>"))[0]
    after = read(rss("<title>ثان</title>", "<title>أول</title>", head="<ttl>2</ttl>"))[1]
    assert before.item.content == after.item.content


def test_a_description_alone_is_an_excerpt():
    draft = draft_of(f"<title>عنوان</title><description>{FIRST}</description>")
    assert (draft.paragraphs, draft.standfirst, draft.is_excerpt) == ([FIRST], "", True)


def test_a_description_of_many_paragraphs_is_the_article():
    html = "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in (FIRST, SECOND, SUMMARY))
    draft = draft_of(f"<title>عنوان</title><description>{html}</description>")
    assert (draft.paragraphs, draft.is_excerpt) == ([FIRST, SECOND, SUMMARY], False)


def test_an_entry_with_a_title_alone_is_an_excerpt():
    assert draft_of("<title>عنوان</title>").is_excerpt


def test_an_entry_without_title_and_text_is_refused_and_the_others_go_on():
    bad, good = read(rss(f"<link>{URL}</link>", "<title>عنوان</title>"))
    assert "neither a title nor a text" in bad.refused
    assert good.draft.title == "عنوان"


def test_a_title_longer_than_the_archive_keeps_is_refused():
    (bad,) = read(rss(f"<title>{'كلمة ' * 150}</title>"))
    assert "the title has over 500 characters" in bad.refused


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a?b=1", "https://example.org/a?b=1"),
        ("https://example.com/خبر", "https://example.com/خبر"),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_the_address_of_an_entry_is_whole_or_none(link, address):
    assert draft_of(f"<title>عنوان</title><link>{link}</link>").url == address


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("Sat, 15 Mar 2025 00:30:00 +0300", datetime.date(2025, 3, 15)),
        ("2025-03-15T23:30:00-05:00", datetime.date(2025, 3, 15)),
        ("15 Mar 2025", datetime.date(2025, 3, 15)),
        ("السبت 15 آذار/مارس 2025", datetime.date(2025, 3, 15)),
        ("Sat, 15 Mar 25 10:00 GMT", datetime.date(2025, 3, 15)),
        ("10:30 15/3", None),
        ("1742000000", None),
        ("32 Mar 2025", None),
        ("0001-01-01T00:00:00Z", None),
        ("15 Mar 0001 10:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 15 Mar 2090 00:00:00 GMT", None),
        ("قريبا", None),
        ("", None),
    ],
)
def test_the_date_is_the_day_that_the_feed_words(words, date):
    published = draft_of(f"<title>عنوان</title><pubDate>{words}</pubDate>").published
    assert (published.date if published else None) == date
    assert published is None or published.words == (words,)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [("عنوان خبر", "en-US", "ar"), ("News of a day", "en-US", "en"), ("Новости", "ru", "ru")],
)
def test_the_language_is_that_of_the_text_if_it_is_arabic(text, language, expected):
    head = f"<language>{language}</language>"
    assert draft_of(f"<title>{text}</title>", head=head).language == expected


def test_an_unknown_language_is_refused():
    (bad,) = read(rss("<title>Nachricht des Tages</title>", head="<language>de</language>"))
    assert "the language 'de' is unknown" in bad.refused


def test_controls_of_direction_are_taken_out_of_the_draft_alone():
    (found,) = read(rss("<title>\u202bعنوان\u202c</title>"))
    assert found.draft.title == "عنوان"
    assert "\u202b" in found.item.content.decode()


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["UTF-8", "windows-1256"])
def test_a_feed_may_be_in_any_encoding(encoding, declared):
    (found,) = read(RSS.replace("UTF-8", declared), encoding)
    assert found.draft.paragraphs == [FIRST, SECOND]
    assert "الوفود تصل" in found.item.content.decode()


# --- Broken and hostile feeds -----------------------------------------------------------------

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)


@pytest.mark.parametrize(
    "feed",
    [
        f"{BOMB}]>{rss('<title>&m;</title>')}",
        f'<?xml version="1.0"?><!-- a --> <!doctype rss SYSTEM "x.dtd" []>{RSS[39:]}',
        f"<!doctype rss {RSS[39:].replace('>', ' ')}",
        f"<rss><!ENTITY a 'b'>{RSS[39:]}",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<title>&x;</title>"),
    ],
)
def test_a_feed_that_declares_entities_is_refused_at_once(feed):
    start = time.monotonic()
    with pytest.raises(Refused, match="declares a document type"):
        read(feed)
    assert time.monotonic() - start < 1


def test_a_feed_may_name_a_document_type_that_it_does_not_declare():
    named = '<!DOCTYPE rss PUBLIC "-//Example//DTD 0.91//EN" "https://example.org/0.91.dtd">'
    (found,) = read(f"<!-- a -->{named}{RSS[39:]}")
    assert found.draft.paragraphs == [FIRST, SECOND]


@pytest.mark.parametrize(
    "mistake",
    ["أ & ب", "أ&nbsp;ب", "أ &unknown; ب", "أ<b>", "\x01", "&#0;", "<![CDATA[&]]>", "&#X41;"],
)
def test_no_markup_is_lost_after_a_mistake(mistake):
    link = "<link>https://example.org/?a=1&b=2&copy=3&amp;d=4</link>"
    text = f"<description>{ESCAPED} &lt;p&gt;&quot;ج&quot; &amp;amp; د&lt;/p&gt;</description>"
    found = read(rss(f"<title>{mistake}</title>", f"<title>عنوان</title>{link}{text}"))
    assert found[-1].draft.paragraphs == [FIRST, SECOND, '"ج" & د']
    assert found[-1].draft.url == "https://example.org/?a=1&b=2&copy=3&d=4"


def test_a_reference_in_character_data_is_left_to_its_own_markup():
    (found,) = read(rss("<title><![CDATA[&lt;أ&gt; &amp;amp; &quot;ب&quot;]]></title>"))
    assert found.draft.title == '<أ> &amp; "ب"'


def test_damaged_bytes_cost_a_feed_only_the_entry_that_holds_them():
    content = rss("<title>الوفود ت*صل إلى جنيف</title>", ENTRY).encode().replace(b"*", b"\xd9")
    bad, good = read_feed(content, "feed.xml")
    assert "not UTF-8" in bad.refused
    assert good.draft.paragraphs == [FIRST, SECOND]


def test_a_feed_is_whole_though_something_follows_its_end():
    for after in ("<!-- " + "كلمة " * 100 + "-->", "\n0", "<br/>Warning"):
        (found,) = read(RSS + after)
        assert not found.refused
        assert found.draft.paragraphs == [FIRST, SECOND]


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_makes_sense():
    found = read(rss("<title>أ & ب</title>", "<title>ج<b></title>", "<title>عنوان</title>"))
    assert found[0].draft.title.startswith("أ")
    assert found[-1].draft.title.endswith("عنوان")


def test_a_feed_that_breaks_off_gives_the_entries_before():
    feed = rss(
        f"<title>أول</title><description>{FIRST}</description>", f"<title>ثان</title>{FIRST}"
    )
    first, last = read(feed[:-40])
    assert (first.draft.title, first.draft.paragraphs) == ("أول", [FIRST])
    assert "the feed breaks off here" in last.refused


@pytest.mark.parametrize(
    "text",
    ["<rss><channel></channel></rss>", "<html><p>x</p></html>", "x", "<", "<rss", "<a>b</a>"],
)
def test_what_holds_no_entries_is_refused(text):
    with pytest.raises(Refused):
        read(text)


@pytest.mark.parametrize("tag", ["a", "div", "item", "channel"])
def test_elements_nested_without_end_are_read_or_refused_in_no_time(tag):
    deep = f"<{tag}>" * 100_000
    start = time.monotonic()
    with suppress(Refused):
        read(rss(deep))
    with suppress(Refused):
        read(rss(f"<title>عنوان</title><description><![CDATA[{deep}نص]]></description>"))
    assert paragraphs_of(f"{deep}نص") in (["نص"], [])
    assert time.monotonic() - start < 20


def test_a_large_feed_is_read_in_linear_time():
    item = f"<title>عنوان</title><description>{FIRST}</description>"
    assert len(read(rss(*[item] * 300, head=f"<title>{'أ' * 2_000_000}</title>"))) == 300


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_in_an_entry_gives_a_draft_or_a_refusal(text):
    with suppress(Refused):
        for found in read(rss(text, f"<title>عنوان</title><description>{text}</description>")):
            assert (found.draft is None) == bool(found.refused)


@given(st.integers(0, len(RSS)), st.integers(0, 80), st.text("<>/&;\"'a]![", max_size=10))
@settings(deadline=None)
def test_any_damage_gives_drafts_or_refusals(start, size, damage):
    for feed in (RSS, ATOM, RDF):
        with suppress(Refused):
            for found in read(feed[:start] + damage + feed[start + size :]):
                assert (found.draft is None) == bool(found.refused)


# --- HTML -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<p>أ</p><p>ب</p>", ["أ", "ب"]),
        ("أ<br>ب<br/><br/>ج", ["أ", "ب", "ج"]),
        ("<p>أ <b>ب</b>\n<a href='x'>ج</a></p>", ["أ ب ج"]),
        ("<ul><li>أ<li>ب</ul>ج", ["أ", "ب", "ج"]),
        ("<p>أ</p><script>x</script><style>y</style><!-- z -->ب", ["أ", "ب"]),
        ("أ&nbsp;ب &amp; ج", ["أ ب & ج"]),
        ("أ\nب", ["أ", "ب"]),
        ("<p>أ\nب</p>", ["أ ب"]),
        ("كلمة<b>كلمة</b>", ["كلمةكلمة"]),
        ("", []),
        ("<>", ["<>"]),
    ],
)
def test_html_is_taken_apart_at_its_blocks(html, paragraphs):
    assert paragraphs_of(html) == paragraphs


@given(st.text(max_size=100) | st.text("<p>/br&;! -a'\"=ا", max_size=100))
@settings(deadline=None)
def test_any_html_is_lines_of_text(html):
    assert all(line == " ".join(line.split()) != "" for line in paragraphs_of(html))


@pytest.mark.parametrize(
    "line",
    [
        'The post <a href="/1">الوفود تصل</a> appeared first on <a href="/">صحيفة كذا</a>.',
        "The post الوفود تصل first appeared on صحيفة كذا.",
        "ظهرت المقالة الوفود تصل أولاً على صحيفة كذا.",
    ],
)
def test_the_line_of_a_blogs_software_is_no_paragraph(line):
    html = f"<![CDATA[{HTML}<p>{line}</p>]]>"
    draft = draft_of(f"<title>عنوان</title><content:encoded>{html}</content:encoded>")
    assert draft.paragraphs == [FIRST, SECOND]
