"""What a picture says, for those who do not see it and those who point at it."""

from django.utils.translation import get_language, ngettext

from archive.formatting import number


def articles_in_words(count: int) -> str:
    """«٥ مقالات», “5 articles”."""
    words = ngettext("One article", "%(number)s articles", count)
    return words % {"number": number(count, get_language() or "ar")}
