"""Saved web pages: the seeds in ordinary pages, metadata, and what no page should be."""

import codecs
import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dates import Basis, Precision
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.html import read_html
from archive.importing.metadata import read_date
from archive.importing.text import read_text
from tests.archive.html_pages import PUBLISHED, SITE, TEMPLATES, Seed
from tests.conftest import SEEDS

SEEDS_AS_PAGES = [Seed(path) for path in sorted(SEEDS.glob("*.txt"))]


def inside(draft):
    return [
        (each.title, each.paragraphs, each.credits, each.published, each.is_excerpt)
        for each in draft.found_inside
    ]


# --- The seeds in ordinary pages --------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS_AS_PAGES, ids=lambda seed: seed.number)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_a_seed_in_a_page_is_the_same_record_as_its_text(template, seed):
    expected, draft = read_text(seed.content), read_html(template.make(seed))
    assert draft.title == expected.title
    assert draft.paragraphs == expected.paragraphs
    assert draft.standfirst == expected.standfirst
    assert draft.caption == expected.caption
    assert draft.keywords == expected.keywords
    assert draft.credits == expected.credits
    assert inside(draft) == inside(expected)
    assert [each.keywords[:2] for each in draft.found_inside] == [
        each.keywords[:2] for each in expected.found_inside
    ]
    if template.has_metadata:
        assert draft.outlet == SITE or not draft.outlet
        assert draft.published.date == datetime.date.fromisoformat(PUBLISHED)
        assert (draft.published.precision, draft.published.basis) == (Precision.DAY, Basis.METADATA)
    else:
        assert draft.outlet == expected.outlet
        assert draft.published == expected.published


# --- Metadata ---------------------------------------------------------------------------------

TITLE = "الوفود تصل إلى جنيف لبدء المحادثات"
OTHER = "أسعار النفط ترتفع بعد قرار المنظمة"
TEXT = [
    "قال الوزير إن الاجتماع سيعقد قريبا في العاصمة بحضور الوفود كلها.",
    "وأضاف أن الوفود وصلت في ساعة متأخرة وأن جدول الأعمال جاهز.",
    "ولم يصدر عن المجتمعين بيان بعد، ولا ينتظر أن يصدر قبل الغد.",
]


def page(head="", above="", title=f"<h1>{TITLE}</h1>", below="", text=TEXT):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    return f"""<html><head><meta charset=utf-8>{head}</head><body>{above}<article>{title}{below}
    {paragraphs}</article></body></html>"""


def read(**parts):
    options = {key: parts.pop(key) for key in ("url", "captured_at") if key in parts}
    return read_html(page(**parts).encode(), **options)


def ld(*stories):
    return "".join(
        f'<script type="application/ld+json">{json.dumps(story)}</script>' for story in stories
    )


def story(headline=TITLE, **facts):
    return {"@type": "NewsArticle", "headline": headline, "datePublished": "2024-05-06", **facts}


def published(draft):
    return draft.published and (draft.published.date.isoformat(), draft.published.basis)


def test_json_ld_gives_what_the_page_says_of_itself():
    facts = story(
        publisher={"name": "صحيفة كذا"},
        author=[{"name": "فلان"}, {"name": "رويترز"}],
        keywords="جنيف, محادثات",
        inLanguage="ar-SY",
        mainEntityOfPage={"@id": "https://example.org/a"},
    )
    draft = read(head=ld(facts))
    assert published(draft) == ("2024-05-06", Basis.METADATA)
    assert draft.published.words == ("2024-05-06",)
    assert draft.outlet == "صحيفة كذا"
    assert draft.credits == [DraftCredit("رويترز", "line")]
    assert draft.keywords == ["جنيف", "محادثات"]
    assert (draft.language, draft.url) == ("ar", "https://example.org/a")


@pytest.mark.parametrize(
    "head",
    [
        ld({"@graph": [{"@type": "WebSite", "name": "كذا"}, story()]}),
        ld([story(**{"@type": ["ReportageNewsArticle", "Thing"]})]),
        ld({"@type": "WebPage", "mainEntity": story()}),
        '<script type="application/ld+json">{"@type": , }</script>' + ld(story()),
        f'<script type="application/ld+json">{json.dumps(story())[:-1]},}}</script>',
        ld(story(OTHER, datePublished="2020-01-01"), story()),
        '<meta property="article:published_time" content="2024-05-06T23:59:00-05:00">',
        '<meta name="DC.date.issued" content="2024-05-06">',
        '<meta name="citation_publication_date" content="2024/05/06">',
    ],
)
def test_the_date_is_found_wherever_metadata_has_it(head):
    assert published(read(head=head)) == ("2024-05-06", Basis.METADATA)


def test_microdata_gives_the_date_of_its_own_article():
    scope = '<div itemscope itemtype="http://schema.org/NewsArticle">'
    other = (
        f"{scope}<b itemprop=headline>{OTHER}</b><meta itemprop=datePublished content=2020></div>"
    )
    own = (
        f"{scope}<h1 itemprop=headline>{TITLE}</h1><meta itemprop=datePublished content=2024-05-06>"
    )
    assert published(read(above=other, title=own)) == ("2024-05-06", Basis.METADATA)


@pytest.mark.parametrize(
    ("value", "date", "precision"),
    [
        ("2024-05-06T01:00:00+03:00", "2024-05-06", "day"),
        ("2024-05", "2024-05-01", "month"),
        ("2024", "2024-01-01", "year"),
        ("Mon, 06 May 2024 23:00:00 -0500", "2024-05-06", "day"),
        ("6 مايو 2024", "2024-05-06", "day"),
    ],
)
def test_a_date_is_read_as_it_is_written_in_no_other_zone(value, date, precision):
    found = read_date(value)
    assert (found.date.isoformat(), found.precision) == (date, precision)
    assert found.words == (value,)


@pytest.mark.parametrize(
    "value", ["", "غدا", "2024-13-01", "2024-02-30", "12", "0000-01-01", "x" * 99]
)
def test_what_is_no_date_gives_none(value):
    assert read_date(value) is None


@pytest.mark.parametrize(
    "parts",
    [
        {"head": ld(story(OTHER))},
        {"head": ld(story(OTHER), story("خبر ثالث لا صلة له بهذا"))},
        {"above": f"<aside>{ld(story())}</aside>"},
        {"above": "<footer>© 2025</footer>"},
        {"above": "<div>الجمعة ٢٠ / سبتمبر / ٢٠٢٤</div>"},
        {"above": "<time datetime=2024-09-20>اليوم</time>"},
        {"title": "", "text": [*TEXT, "إقرأ أيضاً:", OTHER, *TEXT], "head": ld(story(OTHER))},
    ],
)
def test_the_date_of_another_article_or_of_the_viewing_is_not_the_articles(parts):
    assert read(**parts).published is None


def test_a_date_beneath_the_title_is_printed_and_metadata_goes_before_it():
    time = "<time datetime=2024-05-07>الثلاثاء</time>"
    assert published(read(below=time)) == ("2024-05-07", Basis.PRINTED)
    assert published(read(below=time, head=ld(story()))) == ("2024-05-06", Basis.METADATA)


@pytest.mark.parametrize(
    "line",
    ["نُشر في: 7 مايو 2024", "<i class=date>دمشق - 7 أيار 2024، الساعة 10:30</i>", "٧/٥/٢٠٢٤"],
)
def test_a_byline_beneath_the_title_prints_the_date(line):
    assert published(read(below=f"<div>{line}</div>")) == ("2024-05-07", Basis.PRINTED)


@pytest.mark.parametrize("tag", ["h2", "div"])
def test_the_date_of_an_event_in_a_subtitle_is_not_that_of_the_report(tag):
    subtitle = f"<{tag}>قمة في 7 مايو 2024 تبحث مستقبل الحلف</{tag}>"
    assert read(below=subtitle).published is None


def test_what_is_dated_after_the_capture_has_no_date():
    captured = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
    assert read(head=ld(story()), captured_at=captured).published is None


def test_hours_ago_count_back_from_the_moment_of_capture():
    captured = datetime.datetime(2024, 5, 6, 3, tzinfo=datetime.UTC)
    draft = read(below="<span>منذ 7 ساعات</span>", captured_at=captured)
    assert published(draft) == ("2024-05-05", Basis.INFERRED)


@pytest.mark.parametrize(
    "title", [f"{TITLE} | موقع كذا", f"{TITLE} - موقع كذا", f"موقع كذا: {TITLE}", TITLE]
)
def test_the_sites_name_comes_off_a_title_that_the_page_prints(title):
    assert read(head=f"<title>{title}</title>", title=f"<div>{TITLE}</div>").title == TITLE


def test_the_sites_name_comes_off_a_title_where_the_site_names_itself():
    head = (
        f'<meta property=og:title content="{TITLE} | كذا"><meta property=og:site_name content=كذا>'
    )
    assert read(head=head, title="").title == TITLE


def test_a_page_whose_only_title_is_the_sites_name_has_none():
    name = "موقع الأخبار العربية"
    above = f"<header><h1>{name}</h1><nav>سياسة</nav></header>"
    assert read(head=f"<title>{name}</title>", above=above, title="").title == ""


@pytest.mark.parametrize(
    "notice", ["<p>© رويترز</p>", "© رويترز", "<div><b>جميع الحقوق محفوظة</b> لرويترز</div>"]
)
def test_a_notice_of_rights_in_the_article_does_not_cost_its_title(notice):
    head = f'<meta property=og:title content="{TITLE}">{ld(story())}'
    assert read(head=head, below=notice).title == TITLE
    assert read(head=head, above=notice).title == TITLE


def test_a_notice_that_names_the_article_does_not_cost_its_title():
    head = (
        f'<title>{TITLE} - كذا</title><meta property=og:title content="{TITLE} - كذا">'
        "<meta property=og:site_name content=كذا>"
    )
    assert read(head=head, below=f"<p>{TITLE} - كذا. جميع الحقوق محفوظة.</p>").title == TITLE


def test_a_title_of_two_words_is_one_where_heading_and_metadata_agree():
    assert (
        read(head=ld(story("سقوط الأقنعة")), title="<h1>سقوط الأقنعة</h1>").title == "سقوط الأقنعة"
    )
    assert read(head=ld(story("سقوط الأقنعة")), title="<h1>أعمدة الرأي</h1>").title == ""


def test_a_title_may_speak_of_rights():
    title = "وزراء الثقافة يبحثون حقوق النشر في جنيف"
    assert read(head=f"<title>{title}</title>", title=f"<h1>{title}</h1>").title == title


def test_the_canonical_address_of_the_same_site_is_the_articles():
    url = "https://example.org/a?utm=1"
    assert read(head="<link rel=canonical href=/a>", url=url).url == "https://example.org/a"
    assert read(head="<link rel=canonical href=https://other.org/a>", url=url).url == url
    assert read(head="<link rel=canonical href=javascript:x>").url == ""


# --- Lines ------------------------------------------------------------------------------------


def test_words_that_markup_cuts_stay_whole_and_marks_of_direction_go():
    cut = "قال ال<span>وزير</span><!-- x --> إن\u202e ا<script>x()</script>لوفد&nbsp;وصل إلى"
    cut += " جنيف.&#8207;"
    assert read(text=[cut, *TEXT]).paragraphs[0] == "قال الوزير إن الوفد\u00a0وصل إلى جنيف."


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=related><b>اقرأ أيضا</b><ul><li><a href=/o>{OTHER}</a></ul></div>",
        f"<p>اقرأ أيضا:</p><p><a href=/o>{OTHER}</a></p>",
        f"<p>اقرأ أيضا: <a href=/o>{OTHER}</a></p>",
        f"<p><a href=/o>{OTHER}</a></p>",
        f"<p hidden>{TEXT[0]}</p>",
        f"<div style='display: none'>{TEXT[0]}</div>",
        f"<figure><img><figcaption>{OTHER}</figcaption></figure>",
        f"<noscript>{TEXT[0]}</noscript>",
    ],
)
def test_a_box_within_the_text_is_left_out_and_the_text_goes_on(box):
    text = [TEXT[0], f"{TEXT[1]}</p>{box}<p>{TEXT[2]}"]
    draft = read(text=text)
    assert (draft.paragraphs, draft.found_inside) == (TEXT, [])


@pytest.mark.parametrize(
    "called",
    [
        "body no-share",
        "with_sidebar",
        "hide-comments",
        "paywall entry__content",
        "article-body ads",
    ],
)
def test_what_an_element_is_said_to_lack_or_to_hold_is_not_what_it_is(called):
    around = f"<div>{'<p><a href=/o>خبر آخر من الأخبار</a></p>' * 40}</div>"
    draft = read(
        text=[f"</p><div class='{called}'><p>{'</p><p>'.join(TEXT)}</p></div>"], above=around
    )
    assert draft.paragraphs == TEXT


def test_labels_above_the_text_are_no_paragraphs_and_do_not_cost_the_standfirst():
    labels = "<div class=source><span>المصدر:</span><ul><li>(جنيف - كذا)</li></ul></div>"
    lead = "<p class=lead>وصلت الوفود إلى جنيف مساء أمس وسط توقعات متباينة.</p>"
    draft = read(below=f"{labels}<div>الموضوع:</div>{lead}")
    assert draft.paragraphs == ["وصلت الوفود إلى جنيف مساء أمس وسط توقعات متباينة.", *TEXT]
    assert draft.standfirst == draft.paragraphs[0]


def test_a_caption_that_is_printed_twice_is_no_paragraph():
    caption = "<div>وزيران في جنيف (رويترز)</div>"
    draft = read(below=caption * 2)
    assert (draft.caption, draft.paragraphs) == ("وزيران في جنيف (رويترز)", TEXT)


def test_a_row_of_buttons_is_no_keyword():
    row = "<div><span>طباعة</span> <a href=mailto:x>Email</a> <a href=#>فيسبوك</a></div>"
    draft = read(text=[*TEXT[:2], f"{TEXT[2]}</p>{row}<p>"])
    assert (draft.paragraphs, draft.keywords) == (TEXT, [])


@pytest.mark.parametrize("damage", [b"\xd9", b"\xff", b"\x00\x00"])
def test_a_page_is_read_though_bytes_round_its_article_are_damaged(damage):
    content = page(below="<aside>خبر آخر*</aside>" + "<!-- -->" * 300).encode()
    for mark in (b"", codecs.BOM_UTF8):
        assert read_html(mark + content.replace(b"*", damage)).paragraphs == TEXT


def test_an_article_with_damaged_bytes_is_refused():
    content = page(text=[TEXT[0], "قال الو*زير إن الاجتماع سيعقد قريبا في جنيف.", TEXT[2]]).encode()
    with pytest.raises(Refused, match="not UTF-8"):
        read_html(content.replace(b"*", b"\xd9"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("sign", ["\ufffd", "&#65533;", "&#0;"])
def test_a_sign_of_damage_that_the_page_itself_prints_is_kept(encoding, sign):
    text = [TEXT[0], "قال الو*زير إن الاجتماع سيعقد قريبا في جنيف.", TEXT[2]]
    content = page(text=text).replace("*", sign).encode(encoding)
    assert read_html(content).paragraphs == [line.replace("*", "\ufffd") for line in text]


@pytest.mark.parametrize("kept", [TEXT, TEXT[:1]])
def test_a_paragraph_needs_no_full_stop_at_its_end(kept):
    text = [paragraph.rstrip(".") for paragraph in kept]
    assert read(text=text).paragraphs == text
    assert read(text=text, title="<h1>خبر</h1>").paragraphs == text


def test_the_last_paragraph_may_lack_its_full_stop():
    text = [*TEXT[:2], TEXT[2].rstrip(".")]
    assert read(text=text).paragraphs == text


def test_lines_parted_by_breaks_need_no_full_stop_at_their_ends():
    text = [TEXT[0], TEXT[1].rstrip("."), TEXT[2].rstrip(".")]
    assert read(text=[], below=f"<div>{'<br>'.join(text)}</div>").paragraphs == text


@pytest.mark.parametrize("box", ["<h3>{}</h3>", "<p><a href=/o>{}</a></p>", "<div><b>{}</b></div>"])
def test_the_title_of_another_article_behind_the_text_is_no_paragraph(box):
    text = [*TEXT[:2], f"{TEXT[2]}</p>{box.format('وزير الخارجية ' + OTHER)}<p>"]
    assert read(text=text).paragraphs == TEXT


# --- What no page should be -------------------------------------------------------------------

PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!-- -->", "no words"),
        (b"<html></html>", "no paragraph"),
        (b"<frameset><frame src=a>", "no paragraph"),
        (b"<div>" * 100_000 + PARAGRAPHS, "no paragraph"),
        (b"<i>" * 60_000, "no paragraph"),
        (b"<p>a</p>" * 60_000, "elements"),
        (b"<p " + b" ".join(b"a%d='>'" % n for n in range(200_000)) + b">", "attributes"),
        (PARAGRAPHS * 2_000, "characters"),
        (bytes(range(256)) * 400, "not UTF-8"),
        (b"<script>" + PARAGRAPHS, "no paragraph"),
        (b"&amp;&#x202e;&#0;&#xd800;&nosuch;" * 2_000, "no paragraph"),
    ],
)
def test_what_holds_no_article_is_refused_in_one_sentence(content, reason):
    with pytest.raises(Refused, match=reason) as refused:
        read_html(content)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "head",
    [
        b"<script type='application/ld+json'>" + b"[" * 200_000 + b"</script>",
        b"<script type='application/ld+json'>" + b'{"@graph":[' * 300 + b"]}" * 300 + b"</script>",
        b"<div>" * 100_000 + b"</div>" * 100_000,
        b"<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a [<!ENTITY b 'c'>]>",
        "©<b>©</b>".encode() * 20_000,
    ],
)
def test_a_page_with_tricks_at_its_head_is_read_or_refused(head):
    assert read_or_refused(head + PARAGRAPHS)


@pytest.mark.parametrize("between", ["", "<span>6 مايو 2024</span>"])
def test_a_page_that_lists_articles_is_refused(between):
    cards = "".join(
        f"<div class=card><h3><a href=/{n}>{OTHER} {n}</a></h3>{between}<p>{TEXT[n % 3]}</p></div>"
        for n in range(8)
    )
    with pytest.raises(Refused, match="several articles"):
        read_html(f"<meta charset=utf-8><body><main>{cards}</main>".encode())


def test_an_article_with_a_few_linked_headings_is_no_list():
    heading = f"<h3><a href=/o>{OTHER}</a></h3>"
    text = [f"{paragraph}</p>{heading}<p>{paragraph}" for paragraph in TEXT]
    assert read(text=text).title == TITLE


def test_a_page_that_asks_for_a_password_is_refused_unless_an_article_stands_in_it():
    form = "<form><input name=user><input type=password></form>"
    with pytest.raises(Refused, match="password"):
        read(above=form, text=TEXT[:1])
    assert read(above=form, text=TEXT * 3).title == TITLE
    assert read(above=form, text=TEXT[:1], head=ld(story())).paragraphs == TEXT[:1]


def read_or_refused(content, **options):
    """The draft, or one that holds the sentence of refusal."""
    try:
        return read_html(content, **options)
    except Refused as refused:
        return Draft(paragraphs=[str(refused)])


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "<p>",
                    "</p>",
                    "<div class='related'>",
                    "</div>",
                    "<br>",
                    "<h1>",
                    "</h1>",
                    "<ul>",
                ),
                *("<li><a href=/>", "</a>", "<article>", "<table><td>", "<b>", "<h2>", "<pre>\n"),
                *(
                    "<figcaption>",
                    "<form>",
                    "<aside>",
                    "<time datetime=2024-01-01>",
                    "<div class=tags>",
                ),
                *(TITLE, OTHER, *TEXT, "إقرأ أيضاً:", "المصدر: رويترز", "كلمات دلالية:", "منذ ساعة"),
                *("<title>", "</title>", "<meta property=og:title content=", "&#8238;", "\u00a0"),
                '<script type="application/ld+json">{"@type":"Article","headline":[{}]}</script>',
                "<i itemscope itemtype=/Article><i itemprop=headline>",
            ]
        ),
        st.text(max_size=20),
        st.integers(0, 0x11FFFF).map("&#{};".format),
    ),
    max_size=30,
)


@given(st.one_of(st.binary(max_size=300), PIECES.map(lambda pieces: "".join(pieces).encode())))
@settings(deadline=None, max_examples=150)
def test_any_bytes_become_a_draft_or_are_refused(content):
    draft = read_or_refused(content, charset="x", url="http://[")
    assert draft.paragraphs
    assert all(paragraph.strip() for paragraph in draft.paragraphs)
    assert len(draft.title) <= 500


def test_it_refuses_a_page_of_many_characters() -> None:
    """Before its lines are made: what is no script counts, whatever holds it."""
    page = f"<html><body><h1>قمة في باريس غدا</h1><p>{'قال الوزير إنه وصل. ' * 60_000}</p>"
    with pytest.raises(Refused, match="over 1,000,000 characters of text"):
        read_html(page.encode())


def test_it_takes_out_thousands_of_pictures_at_once() -> None:
    """A size that would take minutes if each wrote the text round it anew."""
    page = f"<html><body><h1>قمة في باريس غدا</h1><p>{'<img>قال ' * 20_000}</p>"
    assert read_html(page.encode()).paragraphs == [("قال " * 20_000).strip()]


@pytest.mark.parametrize("tag", ["main", "article", "section", "div"])
@pytest.mark.parametrize("head", ["", "<html>", "<head><title>قمة</title>", "<head><meta name=a>"])
def test_it_reads_a_page_that_leaves_its_body_out(tag: str, head: str) -> None:
    """As small generators of pages write them."""
    text = "<p>قال الوزير إن الاجتماع سيعقد في باريس بحضور الوفود كلها.</p>" * 3
    page = f"<!doctype html>{head}<{tag}><h1>قمة في باريس غدا</h1>{text}</{tag}>"
    draft = read_html(page.encode())
    assert (draft.title, len(draft.paragraphs)) == ("قمة في باريس غدا", 3)


@pytest.mark.parametrize(("words", "day"), [("11/21/2024", (11, 21)), ("3/4/2024", (4, 3))])
def test_it_reads_a_month_before_the_day_where_it_can_be_nothing_else(
    words: str, day: tuple[int, int]
) -> None:
    """What may be either keeps the order of Arabic pages."""
    text = "<p>قال الوزير إن الاجتماع سيعقد في باريس بحضور الوفود كلها.</p>" * 3
    page = f"<html><body><h1>قمة في باريس غدا</h1><span class=date>{words} 3:05 PM</span>{text}"
    published = read_html(page.encode()).published
    assert published is not None
    assert published.date == datetime.date(2024, *day)


@pytest.mark.parametrize("tail", ["", "."])
def test_it_cuts_a_title_that_is_too_long_at_a_word(tail: str) -> None:
    """The whole of it stays with the article, as its standfirst."""
    title = " ".join(["قمة في باريس غدا"] * 40) + tail
    text = "<p>قال الوزير إن الاجتماع سيعقد في باريس بحضور الوفود كلها.</p>" * 3
    draft = read_html(f"<html><body><h1>{title}</h1>{text}".encode())
    assert len(draft.title) <= 500
    assert draft.title.endswith(("قمة…", "في…", "باريس…", "غدا…"))
    assert title.startswith(draft.title.removesuffix("…"))
    assert (draft.standfirst, len(draft.paragraphs)) == (title, 3)


def test_it_cuts_a_caption_that_is_too_long_at_a_word() -> None:
    """Better a part of it than none."""
    caption = " ".join(["الوفود في باريس"] * 50)
    text = "<p>قال الوزير إن الاجتماع سيعقد في باريس بحضور الوفود كلها.</p>" * 3
    page = f"<h1>قمة في باريس غدا</h1><figure><figcaption>{caption}</figcaption></figure>{text}"
    draft = read_html(f"<html><body><article>{page}".encode())
    assert 480 < len(draft.caption) <= 500
    assert caption.startswith(draft.caption.removesuffix("…"))
