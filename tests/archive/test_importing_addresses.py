"""When two addresses are one page, and when they are not."""

from string import ascii_letters
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.importing.addresses import folded, tidied

ENCODED = "%D9%85%D9%82%D8%A7%D9%84"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.org", "example.org"),
        ("https://example.org/News/7?b=2&a=1", "example.org/News/7?a=1&b=2"),
        ("https://www.example.org/مقال/", f"example.org/{ENCODED}"),
        ("http://موقع.example/", "xn--4gbrim.example"),
        ("https://example.org:8443/#!/news/7", "example.org:8443#!/news/7"),
        ("http://[2001:DB8:0::1]:80/x", "[2001:db8::1]/x"),
    ],
)
def test_a_key_is_an_address_in_ascii_without_its_scheme(url, key):
    assert folded(url) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the server
        ("http://example.org/a", "https://example.org/a"),
        ("HTTPS://Example.ORG/a", "https://example.org/a"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("https://www2.example.org/a", "https://example.org/a"),
        ("https://m.example.org/a", "https://www.example.org/a"),
        ("https://mobile.example.org/a", "https://www.example.org/a"),
        ("https://amp.example.org/a", "https://example.org/a"),
        ("https://www.m.example.org/a", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "https://example.org/a"),
        ("https://example.org:/a", "https://example.org/a"),
        ("https://user:word@example.org/a", "https://example.org/a"),
        ("https://موقع.example/a", "https://xn--4gbrim.example/a"),
        ("https://ｅｘａｍｐｌｅ.org/a", "https://example.org/a"),
        ("https://[2001:db8:0:0::1]/a", "https://[2001:DB8::1]/a"),
        # the path
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a/", "https://example.org/a"),
        ("https://example.org//a///b", "https://example.org/a/b"),
        ("https://example.org/x/../a/./b", "https://example.org/a/b"),
        ("https://example.org/../../a", "https://example.org/a"),
        ("https://example.org/x/%2e%2E/a", "https://example.org/a"),
        ("https://example.org/a/amp", "https://example.org/a"),
        ("https://example.org/a/amp/", "https://example.org/a"),
        ("https://example.org/index.html", "https://example.org/"),
        ("https://example.org/a/index.php", "https://example.org/a"),
        ("https://example.org/a/Default.aspx", "https://example.org/a"),
        ("https://example.org/a/index.htm/amp", "https://example.org/a"),
        ("https://example.org/index.php?id=7", "https://example.org/?id=7"),
        ("https://example.org/a;jsessionid=0A1B", "https://example.org/a"),
        ("https://example.org/مقال", f"https://example.org/{ENCODED}"),
        ("https://example.org/مقال", f"https://example.org/{ENCODED.lower()}"),
        ("https://example.org/%61%7E", "https://example.org/a~"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a%2Cb", "https://example.org/a,b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/أ", "https://example.org/\u0627\u0654"),
        # the query
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?a=1&amp;b=2", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?&&a=1&", "https://example.org/a?a=1"),
        ("https://example.org/a?a=", "https://example.org/a?a"),
        ("https://example.org/a?q=x+y", "https://example.org/a?q=x%20y"),
        ("https://example.org/a?q=مقال", f"https://example.org/a?q={ENCODED.lower()}"),
        ("https://example.org/a?%61=1", "https://example.org/a?a=1"),
        # the fragment
        ("https://example.org/a#comments", "https://example.org/a"),
        ("https://example.org/a#", "https://example.org/a"),
        ("https://example.org/a#!", "https://example.org/a"),
        ("https://example.org/a#:~:text=مقال", "https://example.org/a"),
        ("https://example.org/#!/مقال", f"https://example.org/#!/{ENCODED}"),
        # how it was copied
        ("  https://example.org/a\n", "https://example.org/a"),
        ("\u200fhttps://example.org/a\u202c", "https://example.org/a"),
        ("https://example.org/long\r\n-name", "https://example.org/long-name"),
    ],
)
def test_these_are_one_page(one, other):
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(
    "tracker",
    [
        "utm_source=feed",
        "utm_medium=social",
        "UTM_Campaign=x",
        "utm_whatever=x",
        "fbclid=IwAR0",
        "gclid=x",
        "dclid=x",
        "gbraid=x",
        "wbraid=x",
        "msclkid=x",
        "yclid=x",
        "twclid=x",
        "igshid=x",
        "igsh=x",
        "srsltid=x",
        "mc_cid=x",
        "mc_eid=x",
        "mkt_tok=x",
        "_ga=2.1",
        "_gl=1",
        "_hsenc=x",
        "ref=home",
        "ref_src=twsrc",
        "referrer=x",
        "at_medium=rss",
        "fb_source=x",
        "ns_mchannel=rss",
        "wt.mc_id=x",
        "pk_campaign=x",
        "mtm_source=x",
        "campaign=x",
        "xtor=RSS-1",
        "share=facebook",
        "spm=x",
        "amp",
        "amp=1",
        "ncid=x",
        "replytocom=12",
        "PHPSESSID=x",
        "%75tm_source=x",
    ],
)
def test_what_only_traces_readers_makes_no_other_page(tracker):
    assert folded(f"https://example.org/a?{tracker}") == "example.org/a"
    assert folded(f"https://example.org/a?id=7&{tracker}&b=1") == "example.org/a?b=1&id=7"


@pytest.mark.parametrize(
    "telling",
    [
        *("id=7", "p=7", "page=2", "article=7", "lang=ar", "news_id=7", "date=2026-01-06", "q=x"),
        *("cid=7", "eid=7", "uid=7", "nid=7", "keyword=x", "source=x", "source_id=7", "session=3"),
        *("gallery=7", "game=1", "glossary=x", "reference=7", "affairs=x", "reform=1", "garden=1"),
        *("doc_ref=7", "article_source=7", "amplitude=1", "shared_id=7", "advert=1", "mcid=7"),
    ],
)
def test_what_may_tell_articles_apart_is_kept(telling):
    assert folded(f"https://example.org/a?{telling}") == f"example.org/a?{telling}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.com/a"),
        ("https://ar.example.org/a", "https://en.example.org/a"),
        ("https://ar.example.org/a", "https://example.org/a"),
        ("https://m.com/a", "https://amp.com/a"),
        ("https://www.com/a", "https://com/a"),
        ("https://mm.example.org/a", "https://example.org/a"),
        ("https://wwwnews.example.org/a", "https://example.org/a"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://10.0.0.1/a", "https://0.0.1/a"),
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a/b", "https://example.org/a%2Fb"),
        ("https://example.org/a%25b", "https://example.org/a%2525b"),
        ("https://example.org/amp/a", "https://example.org/a"),
        ("https://example.org/camp", "https://example.org/c"),
        ("https://example.org/my-index.html", "https://example.org/"),
        ("https://example.org/index.php/7", "https://example.org/7"),
        ("https://example.org/مقال", "https://example.org/مقالة"),
        ("https://example.org/%E1%C7", "https://example.org/%E3%C7"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a?q=%E1", "https://example.org/a?q=%E3"),
        ("https://example.org/a?id=1", "https://example.org/a?ID=1"),
        ("https://example.org/a?q=a%26b=1", "https://example.org/a?q=a&b=1"),
        ("https://example.org/a?q=x%2By", "https://example.org/a?q=x+y"),
        ("https://example.org/a?a=1&a=2", "https://example.org/a?a=2&a=1"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://example.org/#!/a", "https://example.org/"),
    ],
)
def test_these_are_two_pages(one, other):
    assert folded(one)
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    "url",
    [
        *("", " ", "مقال", "example.org/a", "//example.org/a", "/a", "?a=1", "http:", "http://"),
        *("http:///a", "http://?a", "ftp://example.org/a", "file:///a", "mailto:a@example.org"),
        *("javascript:alert(1)", "http://[", "http://[::1", "http://[::1%25a]/", "http://a:b/"),
        *("http://example.org:99999/", "http://a b/", "http://a..b/", "http://.a/", "http://./"),
        *("http://a%20b/", "http://\udcff/", "http://☃/", "http://a\\b/", "http://*.example.org/"),
        *("https://" + "a." * 200 + "org/", "https://example.org/" + "a" * 2000),
        "https://example.org/" + "ع" * 400,
    ],
)
def test_what_is_no_address_of_a_page_has_no_key(url):
    assert folded(url) == ""


PIECES = st.text(max_size=12) | st.text("/.%?#&;=+! ampindex.htlutm_ref2e", max_size=24)
URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.org", "www.m.amp.example.org", "m.m.com", "[::1]", "موقع.مصر"])
    | st.text(max_size=8),
    st.sampled_from(["", ":80", ":443", ":8080", ":", ":0"]),
    PIECES,
    PIECES,
    PIECES,
)


@given(st.text() | URLS)
@example("http://a/%26%61mp;b?%26amp;=%26amp;#!&%61mp;")
@example("http://a/x/%2e%2e/amp/%2E/index.html;jsessionid=1/..")
@example("http://a/\ud800?\ud800#!\ud800")
@example("http://a/\u037ejsessionid=1?\u212a=%00")
@example("http://m.www.mobile.com./%5B%5D?=&==")
@example("http://a//example.org/%5c/")
def test_any_text_has_a_key_that_is_its_own(url):
    key = folded(url)
    assert key.isascii()
    assert not key or folded(f"https://{key}") == key


@given(st.text(ascii_letters + "أبتثجحخ -_.,()", min_size=1).filter(lambda name: name.strip(".")))
def test_a_name_has_one_key_encoded_or_not(name):
    plain = folded(f"https://example.org/-{name}-?q=-{name}-")
    encoded = quote(name, safe="")
    assert folded(f"https://example.org/-{encoded}-?q=-{encoded}-") == plain != ""


def test_an_address_is_tidied_without_touching_its_words():
    assert tidied("\u200f https://example.org/می\u200cشود \n") == "https://example.org/می\u200cشود"
