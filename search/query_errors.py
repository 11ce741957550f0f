"""What can be wrong with a query, each with a sentence that says what to change."""

# ruff: noqa: N818 - the errors are named for what is wrong with a query: NoWords, QueryTooLong

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class QueryError(ValueError):
    """A query that cannot be searched for.

    ``message`` is a translatable sentence that tells the reader what to change; ``position`` is
    the offset in the query it is about, or None where it is about the whole. ``parameter`` is what
    of the search has to be changed, as an address names it.
    """

    parameter: str = "q"
    message: ClassVar[Promise | str] = _("This search could not be understood. Please rephrase it.")

    def __init__(self, position: int | None = None) -> None:
        super().__init__(position)
        self.position = position

    def __str__(self) -> str:
        return str(self.message)


class QueryTooLong(QueryError):
    """More than ``MAX_LENGTH`` characters."""

    message = _("The search is too long. Please shorten it to 256 characters at most.")


class TooManyTerms(QueryError):
    """More than ``MAX_TERMS`` words, those in phrases included."""

    message = _("The search has too many words. Please use 16 words at most.")


class NoWords(QueryError):
    """Something was typed, but no word."""

    message = _("There are no words to search for. Please type at least one word.")


class OnlyExclusions(QueryError):
    """The query, or an alternative in it, only says what articles should not contain."""

    message = _(
        "The search only says what to leave out. Please say also what the articles should contain."
    )


class QuerySyntaxError(QueryError):
    """Signs that do not fit together."""


class UnbalancedQuotes(QuerySyntaxError):
    """A quotation mark without its partner."""

    message = _("A quotation mark is missing. Please close the phrase or remove the mark.")


class UnbalancedBrackets(QuerySyntaxError):
    """A bracket without its partner."""

    message = _("A bracket is missing. Please add its partner or remove it.")


class EmptyBrackets(QuerySyntaxError):
    """Brackets with no word inside."""

    message = _("There is nothing between the brackets. Please write a word there or remove them.")


class NestedTooDeep(QuerySyntaxError):
    """More than ``MAX_DEPTH`` brackets inside one another."""

    message = _("There are too many brackets inside one another. Please simplify the search.")


class MisplacedOperator(QuerySyntaxError):
    """OR without a word on each side, or NOT without a word after it."""

    message = _(
        "“OR” needs a word on each side and “NOT” a word after it. "
        "Please add the word, or put the operator in quotation marks to search for it."
    )


class PrefixTooShort(QuerySyntaxError):
    """A star after fewer than ``MIN_PREFIX`` letters, or before a letter."""

    message = _("A star can only stand at the end of a word, after two letters or more.")


class UnknownDate(QuerySyntaxError):
    """What stands behind «من:» or «إلى:» is no date."""

    message = _("This date cannot be read. Please write it like 2021-12-31, 2021-12 or 2021.")


class UnknownBound(QueryError):
    """What stands in a field of a date range is no date; ``parameter`` says which."""

    message = _(
        "This date cannot be read. Please write a year, a month and a year, or a day, "
        "like 2021, 2021-12 or 2021-12-31."
    )

    def __init__(self, parameter: str) -> None:
        super().__init__()
        self.parameter = parameter


class EndsBeforeItBegins(QueryError):
    """The last day of a date range comes before its first."""

    parameter = "to"
    message = _("The dates end before they begin. Please change one of them.")
