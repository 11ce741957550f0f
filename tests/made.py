"""Articles made up for one test, where the seeds would say more than it asks about."""

import datetime
import itertools

from django.core.management import call_command

from archive.models import Article

_numbers = itertools.count(1)


def an_article(**values):
    """A public article, dated to the day; whatever a test does not say is unremarkable."""
    number = next(_numbers)
    published = values.setdefault("published", datetime.date(2024, 5, 3))
    defaults = {
        "title": f"خبر مختلق رقم {number}",
        "body": f"قال مصدر إن الاجتماع رقم {number} سيعقد.\n\nوأضاف أن الوفود وصلت.",
        "published_precision": "day" if published else "",
        "published_basis": "printed" if published else "",
    }
    return Article.objects.create(**{**defaults, **values})


def index_all():
    """Bring everything that is public into the index."""
    call_command("update_index", verbosity=0)
