"""Addresses of pages elsewhere: as somebody meant them, and when two of them are one page."""

import posixpath
import re
import unicodedata
from ipaddress import IPv6Address
from urllib.parse import quote, unquote_to_bytes, urlsplit

import idna
from courlan.clean import TRACKERS_RE

LONGEST = 2000  # characters; more than most servers take

# Copying from a page that runs from right to left brings such marks along.
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\t\r\n]")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_LONGEST_HOST = 253  # characters; what the names of the internet allow
# The same site on another machine or for another screen; «m.example» alone is a site of its own.
_EDITIONS = re.compile(r"^(?:(?:www\d*|m|mobile|amp)\.)+(?=[^.]+\.)")
_DEFAULT_PORTS = (None, 80, 443)
_SESSION = re.compile(r"%3B(?:jsessionid|phpsessid)=[^/]*", re.IGNORECASE)
_SAME_PAGE = re.compile(
    r"(?:/(?:amp|(?:index|default)\.(?:html?|php|aspx?|jsp)))+\Z", re.IGNORECASE
)

# The expression of courlan ends anywhere: it finds «ga» in «gallery», which tells pages apart.
_KNOWN_TRACKERS = re.compile(rf"(?:{TRACKERS_RE.pattern})(?:(?<=_)|(?![^\W_]))")
# What it leaves out.
_TRACKERS = re.compile(
    r"(?:at|fb|guce|hsa|ns|wt)[._].*|_hs\w+|hsctatracking|__twitter_impression|gclsrc|srsltid|igsh"
    r"|s_cid|ncid|ocid|icid|cmpid|intcmp|guccounter|smid|smtyp|spm|tpcc|trk|share|amp|replytocom"
    r"|phpsessid|jsessionid"
)
# Words that courlan takes for trackers, and by which some sites tell their articles apart.
_TELLING = frozenset({"cid", "eid", "uid", "keyword", "session", "source"})


def tidied(url: str) -> str:
    """An address as it was meant: without direction marks, line breaks and white space round it."""
    return _MARKS.sub("", url).strip()


def folded(url: str) -> str:
    """The key under which a page is known by any of its addresses; empty for other than http(s).

    It is an address without its scheme, in ASCII: «example.org/news?id=7». Two addresses have one
    key if they differ in what does not change the page: http or https, «www.» and «m.», the case of
    the host, percent-encoding, tracking parameters, the order of parameters, a trailing slash,
    «/amp», «/index.html», a fragment. With «https://» before it a key is its own key. What has
    more than LONGEST characters, typed or encoded, has no key.
    """
    if len(url) > LONGEST:
        return ""
    try:
        parts = urlsplit(tidied(url).replace("&amp;", "&"))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    shown = "" if port in _DEFAULT_PORTS else f":{port}"
    query, fragment = _query(parts.query), _route(parts.fragment)
    key = f"{host}{shown}{_path(parts.path)}{query}{fragment}"
    return key if len("https://" + key) <= LONGEST else ""


def _host(name: str) -> str:
    """The host in ASCII, without the prefix of an edition; empty or ValueError if it is none."""
    if ":" in name:
        return "" if "%" in name else f"[{IPv6Address(name)}]"
    name = name.rstrip(".")
    if len(name) > _LONGEST_HOST:
        return ""
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode("ascii")
    return _EDITIONS.sub("", name) if _HOST.fullmatch(name) else ""


def _path(path: str) -> str:
    segments = "/".join(_encoded(segment, "!$&'()*+,:=@") for segment in path.split("/"))
    resolved = posixpath.normpath("/" + _SESSION.sub("", segments).lstrip("/")).rstrip("/")
    return _SAME_PAGE.sub("", resolved)


def _query(query: str) -> str:
    """The parameters that may tell pages apart, by their names; values of one name as they come."""
    pairs = []
    for part in query.replace("+", " ").split("&"):
        name, _, value = (_encoded(piece, "!'()*,/:@") for piece in part.partition("="))
        if (name or value) and not _is_tracker(name.lower()):
            pairs.append((name, f"={value}" if value else ""))
    pairs.sort(key=lambda pair: pair[0])
    return "?" + "&".join(name + value for name, value in pairs) if pairs else ""


def _is_tracker(name: str) -> bool:
    if _TRACKERS.fullmatch(name):
        return True
    known = _KNOWN_TRACKERS.match(name)
    return known is not None and known[0] not in _TELLING


def _route(fragment: str) -> str:
    """A fragment that is an address within the page's own program: «#!/news/7», «#/news/7»."""
    is_route = fragment.startswith(("!", "/"))
    route = _encoded(fragment.removeprefix("!"), "!&'()*,/:=?@") if is_route else ""
    return f"#!{route}" if route else ""


def _encoded(piece: str, safe: str) -> str:
    """Percent-encoding in one way; bytes that are no UTF-8 (old sites have them) stay as they are.

    `safe` never holds the semicolon, so that no key holds the «&amp;» of careless feeds.
    """
    content = unquote_to_bytes(piece.encode("utf-8", "surrogatepass"))
    try:
        return quote(unicodedata.normalize("NFC", content.decode("utf-8")), safe=safe)
    except UnicodeDecodeError:
        return quote(content, safe=safe)
