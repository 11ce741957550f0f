"""Addresses made from names, in any script."""

from django.db import models
from django.utils.text import slugify


def unique_slug(instance: models.Model, name: str) -> str:
    """A slug of `name` that no other row of the model has.

    Arabic letters stay letters. A name without a letter or digit gives the model's own name, and
    a slug that is taken gets a number, so that two names never share one address.
    """
    model = type(instance)
    stem = slugify(name, allow_unicode=True)[:80] or model._meta.model_name or "item"
    others = model._default_manager.exclude(pk=instance.pk)
    slug, number = stem, 1
    while others.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
