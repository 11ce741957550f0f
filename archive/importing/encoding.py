"""Bytes as text: the encodings that Arabic pages are kept in, told apart by what they make of them.

Valid UTF-8 is always UTF-8: no other encoding yields it by accident in a text of any length.
"""

import codecs
import re
from itertools import islice

from archive.importing.draft import Refused

# UTF-32 first: its mark begins as that of UTF-16 does.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF16_SHARE = 0.7  # of the upper halves that belong to Latin (00) or Arabic (06) characters
UTF16_SAMPLE = 8192  # bytes
UTF8 = ("", "utf-8-sig")  # what `unicode_codec` says of it
LOST = "\ufffd"
MOST_NUL = 0.001  # of a text's characters; what has more is none
ARABIC_ENCODINGS = ("cp1256", "iso8859-6")
# Codecs of Python that no file is kept in, and that read almost anything as something.
NOT_OF_FILES = re.compile(r"utf-7|.*escape|idna|punycode|undefined|mbcs|oem|charmap")
DECLARATION = re.compile(
    rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})"
    rb"|<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)
DECLARED_WITHIN = 4096  # bytes
WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
ASCII_LETTER = re.compile("[A-Za-z]")
SAMPLE_WORDS = 2000
# By how often they stand in news, most often first; any other character counts as STRANGE.
LETTERS = "اليمنوترعبدأفسةهقحكجشطىخصضإغثءذزئآظؤـ"
PLACES = {letter: place for place, letter in enumerate(LETTERS)}
NEUTRAL = dict.fromkeys(map(ord, "،؛؟«»“”‘’„…–—•٪\u00a0\u00ad\u200c\u200d\u200e\u200fًٌٍَُِّْ"))
# Words that no wrong reading yields; their letters count as the most frequent one.
CERTAIN = re.compile(
    "[وف]?[بك]?ال..+|ولل..+|لل..+|[وف]?(?:في|من|على|إلى|عن|أن|إن|هذا|هذه|التي|الذي)"
)
# Arabic read rightly has a mean place of 4 to 14; other alphabets read as Arabic are above 19.
STRANGE, LARGEST_MEAN = 60, 16.0
FEWEST_LETTERS = 6


def decode(content: bytes, declared: str = "", *, damaged: bool = False) -> str:
    """The bytes as text; raises Refused where they are none, or in an encoding nobody can tell.

    `declared` is the charset that a sender named; one that the document names within itself is
    asked next. Neither outweighs a byte order mark, or bytes that are valid UTF-8. With `damaged`
    the few bytes that are not of the UTF-8 round them become U+FFFD, and a few NUL are left out:
    the caller has to see where they stand.
    """
    if not content.strip():
        raise Refused("the file is empty: save the page's text into it and import it again.")
    text = _decoded(content, declared, damaged)
    if damaged and 0 < text.count("\x00") <= MOST_NUL * len(text):
        text = text.replace("\x00", "")
    if "\x00" in text:
        raise Refused("the file holds NUL bytes, so it is not text: save the page as plain text.")
    if not re.search(r"\w", text):
        raise Refused("the file holds no words: save the page's text into it and import it again.")
    return text


def unicode_codec(content: bytes) -> str:
    """The codec of bytes with a byte order mark, or of UTF-16 without one; empty otherwise."""
    for mark, codec in MARKS:
        if content.startswith(mark):
            return codec
    lower, upper = (_share_of_upper_halves(content[start:UTF16_SAMPLE:2]) for start in (0, 1))
    if min(lower, upper) < UTF16_SHARE <= max(lower, upper):
        return "utf-16-le" if upper > lower else "utf-16-be"
    return ""


def stream_codec(head: bytes) -> str:
    """The codec of a text of which `head` is the beginning; UTF-8 where nothing tells another.

    A byte order mark is left in the text. Never raises.
    """
    codec = unicode_codec(head)
    if codec == "utf-8-sig":
        return "utf-8"
    if codec in ("utf-16", "utf-32"):
        is_little = head.startswith(codecs.BOM_UTF16_LE)
        return f"{codec}-{'le' if is_little else 'be'}"
    if codec:
        return codec
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "utf-8" if _is_damaged_utf8(head) else _arabic_codec(head) or "utf-8"
    return "utf-8"


def charset_in(content: bytes) -> str:
    """The charset that an XML declaration or a <meta> near the beginning names, or nothing."""
    match = DECLARATION.search(content[:DECLARED_WITHIN])
    return (match[1] or match[2]).decode("ascii", errors="ignore") if match else ""


def holds_damage(text: str, content: bytes) -> bool:
    """Whether `text`, decoded from `content` as damaged, may hold what was no character there.

    Pages hold U+FFFD of their own, as a character or a reference, where nothing is damaged.
    """
    if LOST not in text or unicode_codec(content) not in UTF8:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return _is_damaged_utf8(content)
    return False


def _decoded(content: bytes, declared: str, damaged: bool) -> str:
    codec = unicode_codec(content)
    try:
        return content.decode(codec or "utf-8")
    except UnicodeDecodeError as error:
        complaint = Refused(
            "byte %(place)s is not %(codec)s: save the file as UTF-8 and import it again.",
            place=error.start,
            codec=codec.upper().removesuffix("-SIG") or "UTF-8",
        )
    if codec or _is_damaged_utf8(content):
        if damaged and codec in UTF8:
            return content.decode(codec or "utf-8", errors="replace")
        raise complaint
    charsets = [_codec_of(name) for name in (declared, charset_in(content))]
    arabic = _arabic_codec(content)
    # Pages that are Arabic to the eye declare Latin-1 by mistake, for it accepts any bytes.
    trusted = [name for name in charsets if name in ARABIC_ENCODINGS]
    for name in [*trusted, arabic, *charsets]:
        text = _fitting(content, name)
        if text is not None:
            return text
    raise complaint


def _share_of_upper_halves(column: bytes) -> float:
    return (column.count(0) + column.count(6)) / len(column) if column else 0.0


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8: cut short, or with a stray byte in it."""
    kept = content.decode("utf-8", errors="ignore").encode()
    intact = len(kept) - len(kept.translate(None, bytes(range(128, 256))))
    other = len(content) - len(kept)
    return intact > other


def _codec_of(charset: str) -> str:
    """Python's name of a declared charset; empty where it is none that files are kept in."""
    try:
        found = codecs.lookup(charset.strip())
    except (LookupError, ValueError):
        return ""
    # «iso-8859-1» has meant windows-1252 on the web since its beginning.
    name = "cp1252" if found.name == "iso8859-1" else found.name
    return "" if NOT_OF_FILES.fullmatch(name) else name


def _fitting(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec) if codec else None
    except (UnicodeError, LookupError):  # no codec of text at all, such as «hex»
        return None


def _arabic_codec(content: bytes) -> str:
    """The encoding in which the bytes look most like Arabic; empty where they do in none."""
    found = (word[0] for word in WORD.finditer(content) if not word[0].isascii())
    sample = b" ".join(islice(found, SAMPLE_WORDS))
    means = {codec: _mean_place(sample, codec) for codec in ARABIC_ENCODINGS}
    best = min(ARABIC_ENCODINGS, key=lambda codec: means[codec])
    return best if means[best] <= LARGEST_MEAN else ""


def _mean_place(sample: bytes, codec: str) -> float:
    """How far down the letters of the words stand, on the mean, in the order of LETTERS."""
    places: list[int] = []
    for word in sample.decode(codec, errors="replace").translate(NEUTRAL).split():
        if CERTAIN.fullmatch(word):
            places += [0] * len(word)
        elif ASCII_LETTER.search(word):  # an accented letter among Latin ones is none of Arabic's
            places += [STRANGE] * len(word)
        else:
            places += (PLACES.get(letter, STRANGE) for letter in word)
    return sum(places) / len(places) if len(places) >= FEWEST_LETTERS else float(STRANGE)
