"""Fields with names, as tables and exchange files hold them, made into a draft."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from archive.dates import FIRST_YEAR, Basis, Precision
from archive.dating import Published, can_be_published, printed_date
from archive.importing.addresses import folded
from archive.importing.draft import Draft, DraftCredit, Refused
from archive.importing.fragments import lines_of_field
from archive.importing.languages import language_of
from archive.importing.limits import LONGEST
from archive.models.article import LANGUAGES
from archive.text import clean

# The documented fields, each with other names that it goes by elsewhere, likeliest first.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "url": ("link",),
    "title": ("headline",),
    "standfirst": ("summary", "description", "lead"),
    "body": ("text", "content", "article"),
    "published": ("date", "published_at", "datepublished", "pubdate"),
    "outlet": ("source", "publisher", "site"),
    "credits": ("author", "authors", "agencies"),
    "themes": (),
    "keywords": ("tags",),
    "language": ("lang",),
}
NAMES = {name for field, others in FIELDS.items() for name in (field, *others)}
CODES = tuple(code for code, _name in LANGUAGES)
AS_IT_STANDS = ("url", "published", "language", "themes")  # all others may hold HTML
STAMP = re.compile(r"\d{9,13}(?:\.\d{1,9})?")
FIRST_IN_MILLISECONDS = 10**11  # as seconds it lies in the year 5138
LIST_SEPARATORS = re.compile(r"[|;]")
MOST_UNKNOWN = 1000  # names that are remembered


def is_known(name: str) -> bool:
    """Whether a column of this name holds something that the archive keeps."""
    return _folded(name) in NAMES


def assigned(
    names: Iterable[str], mapping: Mapping[str, str], unknown: Counter[str]
) -> dict[str, str]:
    """Which of `names` holds which field: {field: name}.

    `mapping` ({name: field}) goes first, then a field's proper name, then its other names. Names
    that hold no field are counted in `unknown`. Refused where `mapping` leads to no field.
    """
    names = list(names)
    for name, field in mapping.items():
        if field not in FIELDS:
            raise Refused(
                "'%(name)s' is assigned to '%(field)s': use one of %(known)s.",
                name=name,
                field=field,
                known=", ".join(FIELDS),
            )
    found = {mapping[name]: name for name in reversed(names) if name in mapping}
    by_name = {_folded(name): name for name in reversed(names) if name not in mapping}
    for field, others in FIELDS.items():
        known = (by_name[name] for name in (field, *others) if name in by_name)
        if field not in found and (name := next(known, "")):
            found[field] = name
    for name in names:
        shown = name.encode(errors="replace").decode()[:100]
        is_unknown = name not in found.values() and name not in mapping
        if is_unknown and (shown in unknown or len(unknown) < MOST_UNKNOWN):
            unknown[shown] += 1
    return found


def draft_from(values: Mapping[str, object]) -> Draft:
    """The draft that values by field ({"title": …}) make; Refused where one cannot be kept.

    A value is text, a list of texts, an object with a `name`, or nothing. Lists within a text are
    set apart by | or ;.
    """
    draft = Draft(
        title=_line("title", values),
        standfirst=_line("standfirst", values),
        paragraphs=_paragraphs(values),
        outlet=_line("outlet", values),
        credits=[DraftCredit(name, "line") for name in _list("credits", values)],
        keywords=_list("keywords", values),
        published=_published(values),
        url=_line("url", values),
        language=language_from(_line("language", values)),
        themes=_list("themes", values),
    )
    if not draft.title and not draft.paragraphs:
        raise Refused("there is neither a title nor a body: give at least one of them.")
    if not _line("language", values):
        draft.language = language_of(draft.text()) or draft.language
    draft.url = draft.url.replace(" ", "%20")  # as browsers do
    if draft.url and not folded(draft.url):
        raise Refused(
            "'%(words)s' is no address: write it whole, with %(start)s.",
            words=draft.url[:80],
            start="https://",
        )
    # A row without its text is a reference to an article.
    draft.is_excerpt = not draft.paragraphs
    return draft


def published_from(words: str) -> Published | None:
    """The date that `words` give, as they give it; None where there are none, Refused if no date.

    The only place that reads dates of tables.
    """
    words = words.strip()
    if not words:
        return None
    published = printed_date(words, Basis.METADATA)
    if published is None:
        raise Refused(
            "'%(words)s' is no date: write it as %(example)s.",
            words=words[:80],
            example="2025-03-15",
        )
    # Editors may list what was printed before the web.
    if not can_be_published(published.date, since=FIRST_YEAR):
        raise Refused("'%(words)s' is no day of publication: check its year.", words=words[:80])
    # The value as it stands: with it an editor finds the row again.
    return replace(published, words=(words,))


def published_at(stamp: float) -> Published | None:
    """The day in UTC of so many seconds, or milliseconds, since 1970; else None."""
    seconds = stamp / 1000 if stamp >= FIRST_IN_MILLISECONDS else stamp
    try:
        date = datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
    except (OverflowError, ValueError, OSError):
        return None
    if not can_be_published(date):
        return None
    return Published(date, Precision.DAY, Basis.METADATA, (str(stamp),))


def language_from(code: str) -> str:
    """The archive's code for «ar», «AR», «ar-SA»; Arabic where nothing is said."""
    if not code:
        return CODES[0]
    primary = re.split("[-_]", code.lower())[0]
    if primary not in CODES:
        raise Refused(
            "the language '%(code)s' is unknown: use %(known)s.",
            code=code[:20],
            known=", ".join(CODES),
        )
    return primary


def _folded(name: str) -> str:
    return name.strip().lstrip("\ufeff").lower()


def _texts(field: str, value: object) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, list):
        for part in value:
            yield from _texts(field, part)
    elif isinstance(value, Mapping) and "name" in value:
        yield from _texts(field, value["name"])
    elif isinstance(value, str):
        if not value.isascii() and re.search("[\ud800-\udfff]", value):
            raise Refused(
                "the %(field)s holds what is no character: save the file as UTF-8.", field=field
            )
        yield clean(value) if field in AS_IT_STANDS else "\n".join(lines_of_field(value))
    else:
        raise Refused("the %(field)s is no text: write it in quotation marks.", field=field)


def _line(field: str, values: Mapping[str, object]) -> str:
    """The value on one line, its parts set apart by commas where it is a list."""
    parts = (" ".join(text.split()) for text in _texts(field, values.get(field)))
    return bounded(field, "، ".join(filter(None, parts)))


def _published(values: Mapping[str, object]) -> Published | None:
    value = values.get("published")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    words = _line("published", {"published": value})
    if not STAMP.fullmatch(words):
        return published_from(words)
    published = published_at(float(words))
    if published is None:
        raise Refused(
            "'%(words)s' is no day of publication in seconds or milliseconds: write it as"
            " 2025-03-15.",
            words=words,
        )
    return replace(published, words=(words,))


def _paragraphs(values: Mapping[str, object]) -> list[str]:
    lines = (line for text in _texts("body", values.get("body")) for line in text.split("\n"))
    return [line.strip() for line in lines if line.strip()]


def _list(field: str, values: Mapping[str, object]) -> list[str]:
    texts = _texts(field, values.get(field))
    parts = (" ".join(part.split()) for text in texts for part in LIST_SEPARATORS.split(text))
    return list(dict.fromkeys(bounded(field, part) for part in parts if part))


def bounded(field: str, text: str) -> str:
    """`text` itself; Refused where it is longer than the archive keeps of that field."""
    if len(text) > LONGEST.get(field, len(text)):
        raise Refused(
            "the %(field)s has over %(most)s characters: shorten it.",
            field=field,
            most=LONGEST[field],
        )
    return text
