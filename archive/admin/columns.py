"""Columns of the lists of the desk: numbers and times in the digits of the page's language."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.translation import get_language

from archive.formatting import digits, number


def localized(value: object) -> str:
    """A value as text, in the digits of the language in use; a number with its thousands apart."""
    language = get_language() or "ar"
    return number(value, language) if isinstance(value, int) else digits(value, language)


def in_digits(model: type[models.Model], name: str) -> Callable[[Any], str]:
    """A column for a field of numbers or times, for `list_display`; sorts as the field does."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)  # which has a name to be shown by

    @admin.display(description=field.verbose_name, ordering=name)
    def column(record: Any) -> str:
        value = getattr(record, name)
        return localized(value if isinstance(value, int) else display_for_field(value, field, "-"))

    column.__name__ = name
    return column
