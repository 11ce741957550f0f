"""What a page prints round an article. Lines are matched whole, never by a part of a word."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from archive.dates import find_dates
from archive.importing.credits import CreditLine, read_credit_line, read_source_line
from archive.importing.keywords import read_keyword_line
from archive.stamps import read_stamp

# «شارك» stands in «المشاركة»: only a line that is nothing else is furniture.
FURNITURE = frozenset(
    line.strip()
    for line in """
    آخر الأخبار|أخبار عاجلة|إعلان|اعلان|إعلانات|الرئيسية|الصفحة الرئيسية|القائمة|بحث|تسجيل الدخول
    الوضع المظلم|الوضع الليلي|الوضع الفاتح|حجم الخط|استمع|استماع|مشاهدة|المزيد|عرض المزيد|تعليقات
    شارك|مشاركة|شاركها|شارك الخبر|شارك هذا الموضوع|طباعة|نسخ الرابط|تم نسخ الرابط|حفظ|إرسال|أرسل
    النشرة الإخبارية|النشرة البريدية|تابعنا|تابعونا|واتساب|فيسبوك|تويتر|تلغرام|تيليجرام|لينكد إن
    جميع الحقوق محفوظة|سياسة الخصوصية|اتصل بنا|من نحن|التالي|السابق
    Logo|logo|x|X|×|Share|Print|Facebook|Twitter|WhatsApp|Telegram|Email|Copy link|Menu|Search
    """.replace("\n", "|").split("|")
)
SUBSCRIBE = re.compile(
    r"(?:اشترك|اشتركوا|سجل|انضم)\s.{0,60}(?:قائمتنا|النشرة|البريدية|بريدك).{0,80}"
)
RELATED = re.compile(
    r"(?P<label>أخبار ذات صلة|اخبار ذات صلة|مواضيع ذات صلة|موضوعات ذات صلة|مقالات ذات صلة"
    r"|مقالات مشابهة|أخبار مشابهة|[إا]قر[أا] أيض[اً]{1,2}|[إا]قر[أا] المزيد|طالع أيض[اً]{1,2}"
    r"|قد يُ?عجبك أيض[اً]{1,2}|قد يهمك أيض[اً]{1,2}|شاهد أيض[اً]{1,2}|الأكثر قراءة)"
    r"\s*(?P<colon>[:：]?)\s*(?P<rest>.*)"
)
BREADCRUMB = re.compile(r"الرئيسية\s*[»›>/\\].+")
CRUMB = re.compile(r"[»›>]|(?<=\s)/(?=\s)")
CAPTION = re.compile(
    r".{1,120}\((?:أرشيف|ارشيف|أرشيفية|رويترز|أ ف ب|أ\.ف\.ب|غيتي|الأناضول|وكالات)\)"
)
TAG_LINE = re.compile(r"(?P<labels>(?:(?:طباعة|شارك|مشاركة)\s+){1,3})(?P<tags>\S.*)")
MOST_WORDS_BEHIND_ONE_LABEL = 6  # «شارك أكثر من 200 شخص أمس في …» is a sentence
BULLET = re.compile(r"[•·▪●◦*–-]\s+.+")
FIGURE = re.compile(r"\d")
LONGEST_DATE = 100  # characters, in two calendars and with a weekday
LONGEST_HEADLINE = 30  # words; a longer line is a paragraph, whatever it ends in
SENTENCE_END = re.compile(r"[.!?؟…:؛](?:[\"”“»«')\]]|\s)*$|[”»\"]$")


class Kind(Enum):
    """What one line of a copied page is."""

    PARAGRAPH = auto()  # ends as a sentence does, or is longer than titles are
    HEADLINE = auto()  # words without a sentence's end: a title, a heading, a stray tag
    FURNITURE = auto()
    TIME = auto()
    PAGE_DATE = auto()
    BREADCRUMB = auto()
    CAPTION = auto()
    FIGURE = auto()  # what the page's markup calls the words of a picture, wherever it stands
    STANDFIRST = auto()  # what the page's markup sets apart as one
    RELATED = auto()  # a label alone: what follows belongs to another article
    RELATED_INLINE = auto()  # the label and the titles it leads to, on one line
    BULLET = auto()
    KEYWORDS = auto()
    TAGS = auto()
    CREDIT = auto()


@dataclass(frozen=True)
class Line:
    """One line that is not blank: `text` without outer white space, `blank_before` lines."""

    number: int  # from 1, as an editor counts
    text: str
    kind: Kind
    blank_before: int
    value: str = ""  # the last crumb, the keywords, the tags
    credit: CreditLine | None = None
    # Nothing but links, or a label of links within the text: known of pages in HTML alone.
    is_link: bool = False
    # Whether it is marked up as the paragraphs are; None where there is no markup.
    is_like_text: bool | None = None


def classify(text: str, number: int, blank_before: int) -> Line:
    """Say what one line is; the order of the questions settles lines that look like two kinds."""
    value, credit = "", None
    ends_sentence = bool(SENTENCE_END.search(text))
    is_long = len(text.split()) > LONGEST_HEADLINE
    if _is_furniture(text) or (SUBSCRIBE.fullmatch(text) and not text.endswith(".")):
        kind = Kind.FURNITURE
    elif BREADCRUMB.fullmatch(text):
        kind, value = Kind.BREADCRUMB, CRUMB.split(text)[-1].strip()
    elif _is_date(text):
        kind = Kind.PAGE_DATE
    elif read_stamp(text):
        kind = Kind.TIME
    elif related := _related(text, ends_sentence):
        kind = Kind.RELATED_INLINE if related["rest"] else Kind.RELATED
    elif (keywords := read_keyword_line(text)) is not None:
        kind, value = Kind.KEYWORDS, keywords
    elif not ends_sentence and not is_long and (tags := _tags(text)):
        kind, value = Kind.TAGS, tags["tags"]
    elif credit := read_source_line(text) or read_credit_line(text):
        kind = Kind.CREDIT
    elif CAPTION.fullmatch(text):
        kind = Kind.CAPTION
    elif BULLET.fullmatch(text) and not is_long:
        kind = Kind.BULLET
    else:
        kind = Kind.PARAGRAPH if ends_sentence or is_long else Kind.HEADLINE
    return Line(number, text, kind, blank_before, value, credit)


def _is_furniture(text: str) -> bool:
    """Whether a line is a label of the page, or a row of buttons that have one word each."""
    return text in FURNITURE or all(word in FURNITURE for word in text.split())


def _is_date(text: str) -> bool:
    """Whether a line is one date and nothing else, as headers of pages print them."""
    if len(text) > LONGEST_DATE or not FIGURE.search(text):
        return False
    return any(
        mention.words == text and (mention.date or mention.hijri) for mention in find_dates(text)
    )


def _tags(text: str) -> re.Match[str] | None:
    """Tags behind labels of buttons; a sentence may begin with one of these words."""
    tags = TAG_LINE.fullmatch(text)
    if tags and len(tags["labels"].split()) == 1:
        return tags if len(tags["tags"].split()) <= MOST_WORDS_BEHIND_ONE_LABEL else None
    return tags


def _related(text: str, ends_sentence: bool) -> re.Match[str] | None:
    """A label with titles behind it; a sentence may begin with the same words as a label."""
    related = RELATED.fullmatch(text)
    if related and related["rest"] and ends_sentence and not related["colon"]:
        return None
    return related
