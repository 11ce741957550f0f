"""What a segment of the index says, for comparing."""

from search.engines.arrays import ArrayFile
from search.engines.postings import Field

OF_FIELDS = (".terms", ".ends", ".docs", ".counts", ".positions", ".places")


def contents(segment, storage):
    """Everything that a segment says, in a form in which equal is equal."""
    file = ArrayFile(segment.path(storage))
    file.verify()
    said = {"count": segment.doc_count_all()}
    for name in file:
        if name.endswith(".starts"):
            name = name.removesuffix(".starts")
            field = Field(file, name)
            for number, term in enumerate(field.terms()):
                found = field.postings(number)
                positions = None if found.positions is None else found.positions.tolist()
                said[name, term] = (found.docs.tolist(), found.counts.tolist(), positions)
        elif not name.endswith(OF_FIELDS):
            said[name] = file[name].tolist()
    return said
