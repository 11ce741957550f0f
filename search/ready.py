"""Everything that the first search of a process needs, read before the first reader comes."""

import logging
from typing import Final

from haystack import connections

from search import suggestions
from search.engines.arrays import DamagedFileError
from search.request import SearchRequest
from search.results import search

_ASKED: Final = ("قمة باريس", "UN", "ظغظغظغ")  # the last is in no archive: a speller is made

log = logging.getLogger(__name__)


def make_ready() -> None:
    """Read the words and names, open the index, and search for something; never fails.

    A server starts without an index too, and says on each search what is missing.
    """
    try:
        for text in _ASKED:
            search(SearchRequest(text))
            suggestions.suggest(text)
        connections["default"].get_backend().verify()
    except DamagedFileError as error:
        log.error("The search index cannot be trusted: %s.", error)
    except Exception:
        log.warning("The search index could not be opened.", exc_info=True)
