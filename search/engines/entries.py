"""Articles as the index takes them in."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from haystack.constants import DJANGO_CT

from search.engines.codec import MODEL
from search.engines.schema import ANALYSED, VALUES, Entry


def entry(pk: int, prepared: Mapping[str, Any]) -> Entry:
    """What Haystack prepared of an article, as the index takes it in."""
    values = {kind: Counter(found) for kind in VALUES if (found := _listed(prepared.get(kind)))}
    values[DJANGO_CT] = Counter([MODEL])
    texts = {name: prepared.get(name) or "" for name in ANALYSED}
    return Entry(pk, texts, values, prepared.get("published"))


def _listed(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return list(map(str, value)) if isinstance(value, list | tuple) else [str(value)]
