"""What changed from one version of a record to the next, for the eye: field by field, in words."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from archive.formatting import digits
from archive.models.history import Recorded, instance_of

AROUND: Final = 8
"""Words shown on either side of a change."""
_WORD: Final = re.compile(r"\s*\S+")
_SLOW: Final = 4_000
"""Words from which on frequent ones are no places where texts are seen to agree again."""


@dataclass(frozen=True)
class Difference:
    """What became of one field."""

    label: str
    shown: SafeString
    """The words that went in `<del>`, those that came in `<ins>`, a few round them."""
    language: str
    """The language of the text; empty where it says nothing."""


class Names:
    """What the records are called that versions point at, in one query for each kind of them."""

    def __init__(self, versions: Iterable[Any]) -> None:
        wanted: defaultdict[Any, set[Any]] = defaultdict(set)
        for version in versions:
            for field in version.instance_type.kept_fields():
                if target := version.instance_type.points_at(version, field.name):
                    wanted[target[0]].add(target[1])
        self._names: dict[tuple[Any, Any], str] = {}
        for model, keys in wanted.items():
            if keys - {None}:
                light = [f.name for f in model._meta.fields if isinstance(f, models.BinaryField)]
                found = model._base_manager.defer(*light).in_bulk(keys - {None})
                gone = keys - {None} - found.keys()
                found |= _as_they_were(model, gone) if gone and issubclass(model, Recorded) else {}
                self._names.update(((model, pk), str(record)) for pk, record in found.items())

    def of(self, model: Any, pk: Any) -> str:
        """The name of this record, the last one it had if it is gone."""
        if pk is None:
            return ""
        name = self._names.get((model, pk))
        return name or gettext("no. %(id)s, which is gone") % {
            "id": digits(pk, get_language() or "ar")
        }

    def label(self, version: Any) -> str:
        """What to call a record: by its own name and what it belongs to; asks nothing more."""
        fields = version.instance_type.kept_fields()
        belongs = [f for f in fields if f.is_relation and not f.null]
        owners = [self.of(f.related_model, getattr(version, f.attname)) for f in belongs]
        # What belongs to two, as a decision does, has no other name than theirs.
        return " · ".join(owners if len(owners) > 1 else [str(instance_of(version)), *owners])


def _as_they_were(model: type[Recorded], keys: Collection[Any]) -> dict[Any, Recorded]:
    """Records that are gone, as the last version of each says they were, by their ids."""
    name = model._meta.pk.attname
    of_gone = model.history.filter(**{f"{name}__in": keys})
    # The last is what stays of each.
    return {getattr(v, name): instance_of(v) for v in of_gone.order_by("history_id")}


def between(
    before: Any | None, after: Any | None, names: Names, without: Collection[str] = ()
) -> list[Difference]:
    """What changed from one version to another; None is a record that is not there.

    Fields named in `without` are left out.
    """
    version = before if after is None else after
    if version is None:
        return []
    model: type[Recorded] = version.instance_type
    found = []
    for field in model.kept_fields():
        if field.name in without or field.name in model.derived:
            continue
        was, now = (None if one is None else getattr(one, field.attname) for one in (before, after))
        texts = [_text(field, one, names) for one in (before, after)]
        if was != now and texts[0] != texts[1]:
            language = _language(field, version)
            found.append(Difference(str(field.verbose_name), words(*texts), language))
    return found


def words(before: str, after: str) -> SafeString:
    """Two texts as one: what went and what came is marked, what stayed is cut to its ends."""
    # Every word begins with a space, the first as well: without one between them, the letters of
    # what went and of what came would join.
    old, new = (_WORD.findall(f" {text.lstrip()}") for text in (before, after))
    pieces = format_html_join("", "{}", ((piece,) for piece in _pieces(old, new)))
    return SafeString(pieces.lstrip())


def _pieces(old: list[str], new: list[str]) -> Iterator[SafeString | str]:
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _SLOW)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            yield _folded(new[j1:j2], is_first=not j1, is_last=j2 == len(new))
            continue
        if i1 < i2:
            yield _marked("del", old[i1:i2])
        if j1 < j2:
            yield _marked("ins", new[j1:j2])


def _marked(tag: str, some: list[str]) -> SafeString:
    text = "".join(some)
    gap = text[: len(text) - len(text.lstrip())]
    return format_html("{}<{}>{}</{}>", gap, SafeString(tag), text.lstrip(), SafeString(tag))


def _folded(some: list[str], is_first: bool, is_last: bool) -> str:
    start, end = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(some) <= start + end + 1:
        return "".join(some)
    head, tail = "".join(some[:start]), "".join(some[len(some) - end :]).lstrip()
    return f"{head}{head and ' '}…{tail and ' '}{tail}"


def _text(field: Any, version: Any | None, names: Names) -> str:
    if version is None:
        return ""
    value = getattr(version, field.attname)
    if value is None or value == "":
        return ""
    if target := version.instance_type.points_at(version, field.name):
        return names.of(*target)
    if isinstance(field, models.BooleanField):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return " · ".join(map(str, value))
    if isinstance(field, models.TextField | models.CharField) and not field.choices:
        return str(value)
    return digits(display_for_field(value, field, ""), get_language() or "ar")


def _language(field: Any, version: Any) -> str:
    """The language of a field by its name, or that of the whole record's texts."""
    if not isinstance(field, models.TextField | models.CharField) or field.choices:
        return ""
    ending = field.name.rpartition("_")[2]
    if ending in ("ar", "en"):
        return str(ending)
    return str(getattr(version, "language", ""))
