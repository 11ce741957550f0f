"""A query said back to the reader in words, before its names were widened."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.dates import Precision
from archive.formatting import absolute_date
from search.tree import And, Dated, Field, Node, Not, Or, Phrase, Prefix, Word


def describe(node: Node) -> str:
    """The query as a sentence without its full stop, in the language of the page."""
    parts = list(node.parts) if isinstance(node, And) else [node]
    wanted = [part for part in parts if not isinstance(part, Not | Dated)]
    refused = [part.part for part in parts if isinstance(part, Not)]
    dates = [part for part in parts if isinstance(part, Dated)]
    if wanted:
        sentence = _("All articles that contain %(what)s") % {"what": _all(wanted)}
    else:
        sentence = _("All articles")
    for dated in dates:
        sentence += _dated(dated)
    if refused:
        sentence += _(", except those that hold %(what)s") % {"what": _any(refused)}
    return sentence


def period_in_words(first: date, last: date) -> str:
    """A year, a month or a day, of which these are the first and the last, as it is called."""
    if first == last:
        precision = Precision.DAY
    else:
        precision = Precision.MONTH if last - first < timedelta(days=31) else Precision.YEAR
    return absolute_date(first, precision, get_language() or "ar")


def _all(parts: Sequence[Node]) -> str:
    return _joined([_part(part, within=True) for part in parts], _("%(first)s and %(second)s"))


def _any(parts: Sequence[Node]) -> str:
    return _joined([_part(part, within=True) for part in parts], _("%(first)s or %(second)s"))


def _joined(parts: Sequence[str], link: str) -> str:
    whole, *rest = parts
    for part in rest:
        whole = link % {"first": whole, "second": part}
    return whole


def _part(node: Node, within: bool) -> str:
    """One part; within another it stands in brackets if it has parts of its own."""
    match node:
        case Word(text=text) | Phrase(text=text):
            return _("“%(words)s”") % {"words": text.strip()}
        case Prefix(text=text):
            return _("words that begin with “%(words)s”") % {"words": text}
        case Field(name="title", part=part):
            return _("%(what)s in the title") % {"what": _part(part, within=True)}
        case Field(name="outlet", part=part):
            return _("%(what)s as outlet") % {"what": _part(part, within=True)}
        case Field(name="theme", part=part):
            return _("%(what)s as theme") % {"what": _part(part, within=True)}
        case Field(part=part):
            return _("%(what)s among the names") % {"what": _part(part, within=True)}
        case And(parts=parts):
            return f"({_all(parts)})" if within else _all(parts)
        case Or(parts=parts):
            return f"({_any(parts)})" if within else _any(parts)
        case Not(part=part):
            return _("not %(what)s") % {"what": _part(part, within=True)}
        case Dated():
            return _dated(node).lstrip("،, ")
    raise TypeError(f"readers do not type {node!r}")


def _dated(dated: Dated) -> str:
    language = get_language() or "ar"
    if dated.since:
        date = absolute_date(dated.since, Precision.DAY, language)
        return _(", published since %(date)s") % {"date": date}
    assert dated.until
    date = absolute_date(dated.until, Precision.DAY, language)
    return _(", published until %(date)s") % {"date": date}
