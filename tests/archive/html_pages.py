"""The seeds as saved web pages: each line a block of an ordinary page, in several templates."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

SITE = "بوابة الأخبار"
PUBLISHED = "2025-03-04"  # what the metadata of those templates that have any says
# What each line is, counted from 1; all others are plain paragraphs.
ROLES = {
    "000": {1: "title", 3: "time", 4: "again", 6: "standfirst", 41: "share"},
    "001": {1: "title"},
    "002": {19: "keywords", 39: "tags"} | dict.fromkeys(range(43, 53), "item"),
    "003": {1: "mode", 2: "viewed", 3: "logo", 4: "title", 5: "caption"},
    "004": {1: "label", 2: "crumbs", 4: "title"},
}
KEYWORDS = ["ضمانات أمنية", "أوكرانيا", "وقف إطلاق النار"]
TAGS = ["فلاديمير بوتين", "جان نويل بارو", "بريطانيا", "فرنسا", "ألمانيا", "واشنطن", "دونالد ترامب"]


@dataclass(frozen=True)
class Template:
    """How a page is made of the lines of a seed, and what it says that the seed does not."""

    name: str
    make: Callable[["Seed"], bytes]
    has_metadata: bool = False


class Seed:
    """The lines of one seed, each with its role."""

    def __init__(self, path: Path) -> None:
        self.number = path.name[:3]
        self.content = path.read_bytes()
        roles = ROLES[self.number]
        self.lines = [
            (roles.get(place, "text"), line.strip())
            for place, line in enumerate(self.content.decode().split("\n"), start=1)
        ]

    @property
    def title(self) -> str:
        return next((line for role, line in self.lines if role == "title"), "")

    def blocks(self, blank: str = "", **makes: str | Callable[[str], str]) -> list[str]:
        """Each line as markup; `makes` has a pattern or function for a role, `text` for others."""
        found = []
        for role, line in self.lines:
            make = makes.get(role, makes["text"])
            if not line:
                found.append(blank)
            else:
                found.append(make(line) if callable(make) else make.format(escape(line)))
        return [block for block in found if block]


def linked(titles: list[str]) -> str:
    return "".join(f'<li><a href="/n/{n}">{title}</a></li>' for n, title in enumerate(titles))


def words_in_spans(line: str) -> str:
    """Each word in halves, the second one in a <span>."""
    halves = [
        f"{escape(word[:2])}<span lang=ar>{escape(word[2:])}</span>" for word in line.split(" ")
    ]
    return f"<p><span>{' '.join(halves)}</span></p>"


HEADER = f"""
<div id="cookie-banner" class="cookie-consent"><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك في
تصفح الموقع. <button>موافق</button></p></div>
<header class="site-header"><a class="logo" href="/">{SITE}</a>
<div class="today">الجمعة ٢٠ / سبتمبر / ٢٠٢٤</div><time datetime="2024-09-20">اليوم</time>
<nav><ul>{linked(["الرئيسية", "سياسة", "اقتصاد", "رأي", "ثقافة وفنون ومنوعات"])}</ul></nav></header>
"""
SHARE = """<div class="share-buttons"><a href="#f">فيسبوك</a> <a href="#t">تويتر</a>
<button>نسخ الرابط</button></div>"""
OTHERS = [
    "وزير الخارجية يبحث مع نظيره الإيطالي سبل التعاون",
    "هل تنجح الوساطة الجديدة في وقف القتال؟",
    "الأمم المتحدة: «الوضع الإنساني يزداد سوءا»",
]
RELATED = f"""<div class="related-posts"><h3>مواضيع ذات صلة</h3><ul>{linked(OTHERS)}</ul></div>"""
SIDEBAR = f"""<aside class="sidebar"><h3>الأكثر قراءة</h3><ul>{linked(OTHERS)}</ul>
<div class="teaser"><h4>ارتفاع أسعار النفط بعد قرار أوبك</h4>
<p>ارتفعت أسعار النفط اليوم الأربعاء بعد أن قررت المنظمة خفض الإنتاج.</p></div></aside>"""
NEWSLETTER = """<form class="newsletter" action="/s"><p>اشترك في نشرتنا البريدية لتصلك الأخبار كل
صباح.</p><input name=mail><button>اشترك</button></form>"""
COMMENTS = """<section id="comments" class="comments-area"><h3>التعليقات (2)</h3>
<ol><li><b>قارئ</b> <time datetime="2025-10-10">منذ 3 أيام</time>
<p>هذا كلام غير صحيح، والحقيقة أن الاتفاق لم يوقع حتى الآن.</p></li></ol></section>"""
FOOTER = f"""<footer><p>جميع الحقوق محفوظة © 2025 {SITE}.</p>
<ul>{linked(["من نحن", "اتصل بنا"])}</ul>
</footer><script>var year = "2025-11-11"; document.write("<p>قال الوزير كلمة.</p>")</script>"""


def article_with_heading(seed: Seed) -> bytes:
    """HTML5 with all that stands round an article, and blank lines as empty paragraphs."""
    blocks = seed.blocks(
        blank="<p>&nbsp;</p>",
        text="<p>{}</p>",
        title="<h1>{}</h1>",
        time="<span class=time>{}</span>",
        again="<h2>{}</h2>",
        caption='<figure><img src=a.jpg alt="صورة"><figcaption>{}</figcaption></figure>',
    )
    body = "\n".join(blocks)
    return f"""<!doctype html><html lang="ar" dir="rtl">
    <head><meta charset="utf-8">
    <title>{seed.title or SITE} | {SITE}</title></head><body class="single has-sidebar">
    {HEADER}<main><article>{body}{SHARE}</article>{RELATED}{COMMENTS}</main>{SIDEBAR}
    {NEWSLETTER}{FOOTER}</body></html>""".encode()


def soup_of_divs(seed: Seed) -> bytes:
    """One long line of <div> with metadata; nothing says where paragraphs end but the elements."""
    blocks = seed.blocks(
        text="<div>{}</div>",
        title='<div class="news-title">{}</div>',
        standfirst='<p class="lead">{}</p>',
        caption='<div class="img"><img src=a><div class="caption">{}</div></div>',
    )
    page = "".join(blocks)
    story = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": seed.title,
        "datePublished": f"{PUBLISHED}T23:30:00-05:00",
        "publisher": {"@type": "Organization", "name": SITE},
    }
    head = f"""<meta charset=utf-8>
    <meta property="og:title" content="{escape(seed.title)} - {SITE}">
    <meta property="og:site_name" content="{SITE}"><script type="application/ld+json">
    {json.dumps(story, ensure_ascii=False)}</script><title>{escape(seed.title)}</title>"""
    return " ".join(
        f"""<html><head>{head}</head><body><div class=wrap><div class="top-bar menu">
        <a href=/>{SITE}</a></div>{SHARE}<div class=story>{page}</div><div class="side-bar sidebar">
        {RELATED}</div><div class="copyright">© 2025</div></div></body></html>""".split()
    ).encode()


def old_encoding(seed: Seed) -> bytes:
    """windows-1256, a title in <strong>, a standfirst in bold, no headings and no metadata."""
    blocks = seed.blocks(
        blank="",
        text="<p>{}</p>",
        title="<p><strong>{}</strong></p>",
        standfirst="<p><b>{}</b></p>",
        item="<p>{}</p>",
    )
    return f"""<html><head>
    <meta http-equiv="Content-Type" content="text/html; charset=windows-1256">
    <title>{seed.title}</title></head><body>{HEADER}<div id="content"><div class="post-body">
    {"".join(blocks)}</div></div>{SIDEBAR}{FOOTER}</body></html>""".encode(
        "cp1256", errors="xmlcharrefreplace"
    )


def spans_and_lists(seed: Seed) -> bytes:
    """Words cut by <span>, keywords and other titles as lists, a standfirst as <h2>."""

    def as_list(items: list[str], name: str) -> str:
        return f'<ul class="{name}">{linked(items)}</ul>'

    blocks = seed.blocks(
        text=words_in_spans,
        title='<h1 class="entry-title">{}</h1>' + SHARE,
        standfirst='<h2 class="standfirst">{}</h2>',
        caption="<figure><img src=a><figcaption>{}</figcaption></figure>",
        keywords=lambda line: f"<h4>كلمات دلالية:</h4>{as_list(KEYWORDS, 'words')}",
        tags=lambda line: f"<p>طباعة</p><p>شارك</p>{as_list(TAGS, 'post-tags')}",
        item=lambda line: f"<li><a href=#>{escape(line.strip('• '))}</a></li>",
    )
    return f"""<html lang=ar><head><meta charset="utf-8"><title>{SITE} - {seed.title}</title></head>
    <body>{HEADER}<div class="entry-content">{"".join(blocks)}</div>{RELATED}{FOOTER}</body>
    </html>""".encode()


def lines_with_breaks(seed: Seed) -> bytes:
    """A layout of tables, with all lines in one cell and <br> between them."""
    lines = "<br>\n".join(
        f"<b><font size=5>{escape(line)}</font></b>" if role == "title" else escape(line)
        for role, line in seed.lines
    )
    return f"""<html><head><meta charset=utf-8></head><body><table><tr>
    <td colspan=2>{HEADER}</td></tr>
    <tr><td class="main-cell">{lines}</td><td class="sidebar">{SIDEBAR}</td></tr></table>{FOOTER}
    </body></html>""".encode()


def weblog(seed: Seed) -> bytes:
    """As the commonest weblog software writes it: a graph of metadata, boxes within the text."""
    box = f"<div class='in-text'><h4>اقرأ أيضاً</h4><ul>{linked(OTHERS)}</ul></div>"
    boxes = iter([box])
    texts = iter(range(1000))

    def paragraph(line: str) -> str:
        # Within the text of the main article, after its second paragraph.
        return f"<p>{escape(line)}</p>" + (next(boxes, "") if next(texts) == 1 else "")

    blocks = seed.blocks(
        text=paragraph,
        title="",
        standfirst="<p><strong>{}</strong></p>",
        time="",
        again="",
        mode="",
        viewed="",
        logo="",
        label="",
        crumbs="",
        caption='<div class="wp-caption"><p class="wp-caption-text">{}</p></div>',
    )
    address = f"https://example.org/{seed.number}/"
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": SITE, "url": "https://example.org/"},
            {"@type": ["WebPage"], "url": address, "datePublished": "2019-01-01"},
            {
                "@type": "NewsArticle",
                "headline": OTHERS[0],
                "datePublished": "2024-01-01T00:00:00Z",
                "url": "https://example.org/other/",
            },
            {
                "@type": ["Article", "NewsArticle"],
                "headline": seed.title,
                "datePublished": PUBLISHED,
                "mainEntityOfPage": {"@id": address},
                "publisher": [{"name": SITE}],
            },
        ]
    }
    time = next((line for role, line in seed.lines if role == "time"), "")
    heading = f'<header class="entry-header"><h1>{escape(seed.title)}</h1></header>'
    return f"""<html lang="ar"><head><meta charset="UTF-8"><link rel="canonical" href="{address}">
    <title>{escape(seed.title)} | {SITE}</title>
    <script type="application/ld+json">{{"@type": "NewsArticle", broken }}</script>
    <script type="application/ld+json">{json.dumps(graph)}</script></head>
    <body class="post-template single comments-open"><div id="page">{HEADER}
    <article class="post tag-nato category-news">{heading if seed.title else ""}
    <div class="entry-meta"><span class="author">فريق التحرير</span> <span>{time}</span></div>
    <div class="entry-content">{"".join(blocks)}</div>
    <footer class="entry-footer">{SHARE}</footer></article>{COMMENTS}</div>{SIDEBAR}{FOOTER}
    </body></html>""".encode()


def wrapped_lines(seed: Seed) -> bytes:
    """Each line within elements of its own, beneath a heading that is the site's name."""
    blocks = seed.blocks(
        blank="<div class=row><div class=cell><br></div></div>",
        text="<div class=row><div class=cell>{}</div></div>",
        title="<div class=row><h2 class=cell>{}</h2></div>",
        standfirst='<div class="row intro"><div class=cell>{}</div></div>',
    )
    return f"""<html><head><meta charset=utf-8><title>{seed.title}</title></head><body>
    <div class="header"><h1>{SITE}</h1></div><div class="container">{"".join(blocks)}</div>
    <div class="suggestions related">{linked(OTHERS)}</div>{FOOTER}</body></html>""".encode()


TEMPLATES = [
    Template("article with heading", article_with_heading),
    Template("soup of divs", soup_of_divs, has_metadata=True),
    Template("old encoding", old_encoding),
    Template("spans and lists", spans_and_lists),
    Template("lines with breaks", lines_with_breaks),
    Template("weblog", weblog, has_metadata=True),
    Template("wrapped lines", wrapped_lines),
]
