"""How long a field of an article may be: as long as the archive's own tables have room for."""

from collections.abc import Mapping
from typing import Final

from django.db.models import CharField, Model

from archive.models.article import Article
from archive.models.credit import Credit
from archive.models.outlet import Outlet


def _room(model: type[Model], field: str) -> int:
    found = model._meta.get_field(field)
    assert isinstance(found, CharField)
    assert found.max_length is not None
    return found.max_length


LONGEST: Final[Mapping[str, int]] = {
    **{field: _room(Article, field) for field in ("title", "caption", "url")},
    "outlet": _room(Outlet, "name"),
    "credits": _room(Credit, "name"),
}
"""Characters by the name of a draft's field, of each of them where it is a list."""


def shortened(field: str, text: str) -> str:
    """`text` itself, or as many of its words as the field has room for, with «…» behind them."""
    if len(text) <= LONGEST[field]:
        return text
    room = text[: LONGEST[field] - 1]
    return f"{room.rpartition(' ')[0] or room}…"
