"""How an article is cited: in a line for readers, and in the formats of reference managers.

A citation says no more than is known: what was inferred is marked as such, and an article without a
title is described in square brackets. No text of an article can end a field or an entry.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from archive.dates import Basis, Precision
from archive.formatting import plain_date
from archive.models import Article, Credit
from archive.text import line

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_LANGUAGES: Final = {
    "ar": "arabic",
    "en": "english",
    "fr": "french",
    "ru": "russian",
    "fa": "persian",
    "ur": "urdu",
}
"""What LaTeX calls the languages of articles."""
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    *("jul", "aug", "sep", "oct"),
    "nov",
    "dec",
)
# A brace that is escaped with a backslash still counts as one for BibTeX: these have names.
_TEX: Final = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "^": r"{\textasciicircum}",
        "~": r"{\textasciitilde}",
        **{sign: f"\\{sign}" for sign in "$&#%_"},
    }
)


class Part(NamedTuple):
    """A piece of a citation; a name, a title or the like stands apart in its own direction."""

    words: str
    is_apart: bool


def text(article: Article, address: str) -> str:
    """The citation in one line, in the reader's language; `address` is the article's, in full."""
    return joined(parts(article, address))


def parts(article: Article, address: str) -> list[Part]:
    """The same line in pieces, for a page that keeps their directions apart."""
    return [part for said in _sentences(article, address) for part in (*said, Part(" ", False))][
        :-1
    ]


def joined(parts: Iterable[Part]) -> str:
    """The pieces of a citation as plain text."""
    return "".join(part.words for part in parts)


def ris(article: Article, address: str) -> str:
    """The citation as RIS: a newspaper article, with the line ends and dates of that format."""
    fields = [
        ("TY", "NEWS"),
        ("ID", key(article)),
        ("TI", _title(article)),
        # A comma would set a first name apart.
        *(("AU", re.sub(r"\s*,\s*", " ", name)) for name in _agencies(article)),
        ("T2", _outlet(article)),
        ("PY", article.published_iso[:4]),
        ("DA", _ris_date(article.published_iso)),
        ("LA", article.language),
        ("DB", gettext("Diwan")),
        ("AN", str(article.pk)),
        ("UR", iri_to_uri(line(address))),
        ("Y2", _ris_date(_today())),
        ("N1", _remark(article)),
    ]
    told = [f"{tag}  - {value}\r\n" for tag, value in fields if value]
    return "".join([*told, "ER  - \r\n"])


def bibtex(article: Article, address: str) -> str:
    """The citation as BibTeX in UTF-8, for BibLaTeX as for the older styles.

    What stood in a newspaper is an @article of it. Without an outlet, which @article asks for, it
    is an @misc.
    """
    iso, outlet = article.published_iso, _outlet(article)
    remarks = [gettext("Diwan, the archive of Arabic diplomatic news"), _remark(article)]
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _agencies(article)),
        "title": f"{{{_tex(_title(article))}}}",  # twice in braces: no style changes its capitals
        "journal": _tex(outlet),
        "entrysubtype": "newspaper" if outlet else "",
        "date": iso,
        "year": iso[:4],
        "langid": _LANGUAGES.get(article.language, ""),
        "note": _tex(". ".join(remark.rstrip(".") for remark in remarks if remark)),
        "url": iri_to_uri(line(address)),
        "urldate": _today(),
    }
    told = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if iso[5:]:
        told.append(f"  month = {_MONTHS[int(iso[5:7]) - 1]},\n")  # a name that styles know
    return "".join([f"@{'article' if outlet else 'misc'}{{{key(article)},\n", *told, "}\n"])


def csl_json(article: Article, address: str) -> str:
    """The citation as CSL-JSON, which citation processors read: a list of one item."""
    item: dict[str, Any] = {
        "id": key(article),
        "type": "article-newspaper",
        "title": _title(article),
        "author": [{"literal": name} for name in _agencies(article)],
        "container-title": _outlet(article),
        "issued": _csl_date(article.published_iso, _is_uncertain(article)),
        "language": article.language,
        "archive": gettext("Diwan"),
        "archive_location": str(article.pk),
        "URL": iri_to_uri(line(address)),
        "accessed": _csl_date(_today()),
        "note": _remark(article),
    }
    told = {name: value for name, value in item.items() if value}
    return json.dumps([told], ensure_ascii=False, indent=2) + "\n"


def key(article: Article) -> str:
    """The name of an article in a bibliography: ASCII, of this article alone, and it stays."""
    return f"diwan{article.pk}"


# --- What is said of an article ---------------------------------------------------------------


def _sentences(article: Article, address: str) -> Iterator[list[Part]]:
    """Who published it, its title, where and when it stood, where it is kept and was read."""
    agencies = gettext(", ").join(_agencies(article))
    outlet, date = _outlet(article), _date(article)
    if who := agencies or outlet:
        yield _filled("%(who)s.", who=who)
    if title := line(article.title):
        yield _filled(gettext("“%(title)s”."), title=title)
    else:
        yield _filled(f"{_described()}.", words=line(article.first_words))
    if agencies and outlet:
        yield _filled(gettext("%(outlet)s, %(date)s."), outlet=outlet, date=date)
    else:
        yield _filled("%(date)s.", date=capfirst(date))
    yield _filled("%(archive)s.", archive=gettext("Diwan, the archive of Arabic diplomatic news"))
    read = plain_date(timezone.localdate(), Precision.DAY, _language())
    yield _filled(gettext("%(address)s (accessed %(date)s)."), address=line(address), date=read)


def _filled(pattern: str, **values: str) -> list[Part]:
    """A pattern in pieces, with its values put in."""
    pieces = _PLACE.split(pattern)
    found = [Part(values.get(piece, piece), bool(n % 2)) for n, piece in enumerate(pieces)]
    return [part for part in found if part.words]


def _title(article: Article) -> str:
    """The title; of an article without one a description, in the brackets that say so."""
    if title := line(article.title):
        return title
    return _described() % {"words": line(article.first_words)}


def _described() -> str:
    return gettext("[Untitled report that begins: %(words)s]")


def _agencies(article: Article) -> list[str]:
    """The agencies that it is credited to; those that it only quotes wrote something else."""
    credits = (credit for credit in article.credits.all() if credit.role == Credit.Role.LINE)
    return [name for credit in credits if (name := line(credit.name))]


def _outlet(article: Article) -> str:
    return line(article.outlet.name) if article.outlet else ""


def _date(article: Article) -> str:
    """When it was published, in words, as far as that is known."""
    if article.published is None:
        return gettext("undated")
    date = plain_date(article.published, article.published_precision, _language())
    if article.published_basis == Basis.INFERRED:
        return gettext("%(date)s [date inferred]") % {"date": date}
    return date


def _is_uncertain(article: Article) -> bool:
    about = article.published_precision == Precision.ABOUT_DAY
    return about or article.published_basis == Basis.INFERRED


def _remark(article: Article) -> str:
    """What a date in figures does not say of itself; nothing where it is simply printed."""
    if article.published is None:
        return gettext("The date of publication is not known.")
    remarks = []
    if article.published_basis == Basis.INFERRED:
        remarks.append(gettext("The date of publication is inferred from the words of the report."))
    if article.published_precision == Precision.ABOUT_DAY:
        remarks.append(gettext("The date of publication is known to within a day."))
    return " ".join(remarks)


def _language() -> str:
    return get_language() or "ar"


def _today() -> str:
    return timezone.localdate().isoformat()


# --- What the formats ask for -----------------------------------------------------------------


def _tex(value: str) -> str:
    return value.translate(_TEX)


def _ris_date(iso: str) -> str:
    """A date as RIS has it: year/month/day/, with strokes also where nothing is known."""
    year, month, day = (*iso.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/" if iso else ""


def _csl_date(iso: str, is_uncertain: bool = False) -> dict[str, Any]:
    if not iso:
        return {}
    date: dict[str, Any] = {"date-parts": [[int(part) for part in iso.split("-")]]}
    return {**date, "circa": True} if is_uncertain else date
