"""Articles as the index takes them in."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import DatabaseError
from haystack.constants import DJANGO_CT
from haystack.exceptions import SkipDocument

from search.engines.codec import MODEL
from search.engines.schema import ANALYSED, VALUES, Entry

log = logging.getLogger(__name__)


def entries_of(index: Any, articles: Iterable[Any]) -> Iterator[Entry]:
    """Entries of those articles that belong into the index.

    One that cannot be prepared is left out and told in the log: it must not keep all others out.
    """
    for article in articles:
        try:
            made = entry(article.pk, index.full_prepare(article))
        except SkipDocument:
            continue
        except DatabaseError:
            raise
        except Exception:
            log.exception("Article %s cannot be indexed and is left out.", article.pk)
            continue
        yield made


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
