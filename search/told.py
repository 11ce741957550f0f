"""A search told in one line: the words typed, and what it is narrowed to."""

from django.utils.translation import gettext as _

from archive.text import line
from search.request import SearchRequest
from search.results import bounds_taken, labels_of


def told(request: SearchRequest) -> str:
    """The search as a title says it, in the reader's language: «ضمانات» · وقف إطلاق النار."""
    parts = [_("“%(words)s”") % {"words": line(request.text)}] if request.text else []
    for facet, values in request.chosen.items():
        labels = labels_of(facet, values)
        parts += [line(labels.get(value, value)) for value in values]
    parts += [taken.label for taken in bounds_taken(request)]
    return " · ".join(parts)
