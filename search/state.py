"""What state the index is in, and whether it says what the archive says."""

from haystack import connections

from archive.models import Article
from search.engines.arrays import DamagedFileError


def index_is_current() -> bool:
    """Whether the index holds exactly the public articles, and can be read at all."""
    backend = connections["default"].get_backend()
    if not backend.is_readable():
        return False
    public: set[int] = set(Article.objects.public().values_list("pk", flat=True))
    return bool(backend.indexed_ids() == public)


def index_state() -> object | None:
    """The state of the index that is searched now: the same object until it changes.

    None while the index cannot be read.
    """
    try:
        found: object = connections["default"].get_backend().snapshot()
    except DamagedFileError:
        return None
    return found
