"""A site of news on 127.0.0.1, and news made up for it."""

import random

from tests.archive.test_fetching import Server, answers

HTML, XML = "text/html; charset=utf-8", "application/xml"
WORDS = """
الوزير الرئيس المبعوث الوفد السفير المتحدث المجلس البرلمان الحكومة الاتحاد المحكمة اللجنة أعلن أكد
ناقش رفض أرجأ استقبل وقع زار افتتح الاتفاق الهدنة القمة المفاوضات العقوبات المساعدات الحدود الطاقة
الأمن التجارة الميناء المعبر الانتخابات الموازنة الدستور في جنيف باريس موسكو القاهرة الرياض بغداد
عمان الرباط تونس صباح مساء اليوم الماضي المقبل بعد قبل خلال بشأن رغم
"""


def headline(number):
    return f"خبر مختلق رقم {number} عن قمة"


def paragraphs(number):
    """Three paragraphs that no other number has; their first says which it is."""
    choice = random.Random(number)
    sentences = [" ".join(choice.choices(WORDS.split(), k=25)) for _ in range(3)]
    return [
        f"قال مصدر إن الاجتماع رقم {number} سيعقد {sentences[0]}.",
        *(f"{s}." for s in sentences[1:]),
    ]


def page(number):
    """The page of an article as HTML."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number))
    title = headline(number)
    return (
        f"<html lang=ar><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}"
        "</article></body></html>"
    ).encode()


def row(number, **values):
    """The fields of an article as a table holds them."""
    return {"title": headline(number), "body": "\n".join(paragraphs(number)), **values}


def entry(number, link, text=""):
    """An entry of a feed, with its full text or only a beginning."""
    full = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number)) if text else ""
    content = f"<content:encoded><![CDATA[{full}]]></content:encoded>" if full else ""
    return (
        f"<item><title>{headline(number)}</title><link>{link}</link>"
        f"<pubDate>Sat, 15 Mar 2025 10:00:00 +0300</pubDate>"
        f"<description>{paragraphs(number)[0]}</description>{content}</item>"
    )


def feed(*entries):
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>صحيفة كذا</title>{''.join(entries)}</channel></rss>"
    ).encode()


def sitemap(*urls):
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f"<urlset>{locations}</urlset>".encode()


def sitemap_index(*urls):
    locations = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex>{locations}</sitemapindex>".encode()


class Site(Server):
    """A server that answers 304 where it is asked with the ETag of what it holds."""

    def put(self, path, content, media_type=HTML, etag=""):
        """Let a path hold this; returns its address."""
        headers = [("Content-Type", media_type), *([("ETag", etag)] if etag else [])]

        def answer(handler):
            is_same = etag and handler.headers["If-None-Match"] == etag
            answers(*((b"", 304) if is_same else (content, 200)), headers=headers)(handler)

        self.pages[path] = answer
        return f"{self.url}{path}"

    def fail(self, path, status=404):
        """Let a path answer with an error; returns its address."""
        self.pages[path] = answers(status=status)
        return f"{self.url}{path}"

    def paths(self):
        """What was asked for, in order, since the last time that somebody looked."""
        asked = [handler.path for handler in self.asked]
        self.asked.clear()
        return asked
