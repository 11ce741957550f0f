"""Whether the index says what the archive says."""

from haystack import connections

from archive.models import Article


def index_is_current() -> bool:
    """Whether the index holds exactly the public articles, and can be read at all."""
    backend = connections["default"].get_backend()
    if not backend.is_readable():
        return False
    public: set[int] = set(Article.objects.public().values_list("pk", flat=True))
    return bool(backend.indexed_ids() == public)
