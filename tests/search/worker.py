"""What other processes do to one archive: `python -m tests.search.worker TASK [FOLDER]`.

The environment says which archive. Counted words, of which an article holds only its newest, tell
which state of it an index knows.
"""

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

ARTICLES = 50
ROUNDS = 20
OTHERS = 20
"""Articles that nobody changes."""


def marked(article, version):
    """The word that an article holds after so many changes."""
    return f"nr{article}v{version}"


def make():
    """The articles, in the archive and in the index."""
    from django.db import transaction

    from tests.made import an_article

    with transaction.atomic():
        for number in range(ARTICLES):
            an_article(title=f"قمة {marked(number, 0)}")
        for number in range(OTHERS):
            an_article(title=f"اجتماع {number}")


def write(folder):
    """Change every article so many times; `told` names each change as soon as it is saved."""
    with (folder / "told").open("a") as told:
        for version in range(1, ROUNDS + 1):
            for number, article in enumerate(changed_ones()):
                article.title = f"قمة {marked(number, version)}"
                article.save()
                told.write(f"{version} {number} {time.time()}\n")
                told.flush()


def read(folder):
    """Ask again and again; ends with an error where an answer is wrong or too old."""
    from search.request import SearchRequest
    from search.results import search

    keys = [article.pk for article in changed_ones()]
    asked = 0
    while not (folder / "done").exists():
        known = told_before(folder, time.time() - 1)
        total = search(SearchRequest("الوفود", chosen={"language": ("ar",)})).total
        assert total == ARTICLES + OTHERS, f"{total} articles"
        for number, version in list(known.items())[-5:]:
            older = found(number, range(version))
            newer = found(number, range(version, ROUNDS + 1))
            assert (older, newer) == ([], [keys[number]]), f"{number} after {version}"
        asked += 1
        time.sleep(0.1)  # as readers do, so that others get on
    print(asked)


def rebuild(folder):
    """Make the index anew again and again."""
    from django.core.management import call_command

    made = 0
    while not (folder / "done").exists():
        call_command("rebuild_index", workers=1, verbosity=0)
        made += 1
        time.sleep(0.5)
    print(made)


def rebuild_in_two():
    """Make the index anew in two processes, a few articles at a time."""
    from django.core.management import call_command

    from search.engines import building

    building.BATCH = building.LEAST_BATCH = 7
    call_command("rebuild_index", workers=2, verbosity=0)


def rebuild_in_little_memory():
    """Make the index anew as after an import, a few articles at a time."""
    from haystack import connections

    from archive.models import Article
    from search.engines import building

    building.SMALL_BATCH = building.LEAST_BATCH = 7
    connection = connections["default"]
    index = connection.get_unified_index().get_index(Article)
    connection.get_backend().rebuild(index, sparing=True)


def say():
    """What the archive and the index say of each other."""
    from search.models import PendingUpdate
    from search.state import index_is_current

    print(
        json.dumps(
            {
                "waiting": PendingUpdate.objects.count(),
                "current": index_is_current(),
                "archive": [version_of(article) for article in changed_ones()],
                "index": [
                    [version for version in range(ROUNDS + 1) if found(number, [version])]
                    for number in range(ARTICLES)
                ],
            }
        )
    )


def start():
    """Do what a server does when it starts."""
    import config.wsgi  # noqa: F401  # what a server does when it starts


def changed_ones():
    """The articles that are changed, by their number."""
    from archive.models import Article

    return list(Article.objects.filter(title__contains="nr").order_by("pk"))


def version_of(article):
    """How often an article was changed."""
    return int(article.title.rpartition("v")[2])


def found(number, versions):
    """Ids of what holds an article's word of any of these versions."""
    from haystack import connections

    from search.tree import Or, Word

    words = tuple(Word(marked(number, version), 0, 0) for version in versions)
    backend = connections["default"].get_backend()
    return backend.find(Or(words), {}, (), by_date=True, offset=0, limit=100).ids


def told_before(folder, moment):
    """The last version of each article that was told before a moment, the last told at the end."""
    known = {}
    lines = (folder / "told").read_text().split("\n")
    for line, _following in pairwise(lines):  # the last may be half written
        version, number, at = line.split()
        if float(at) > moment:
            break
        known.pop(int(number), None)
        known[int(number)] = int(version)
    return known


REBUILDS = (rebuild, rebuild_in_two, rebuild_in_little_memory)
TASKS = {task.__name__: task for task in (make, write, read, *REBUILDS, say, start)}

if __name__ == "__main__":
    import django

    django.setup()
    TASKS[sys.argv[1]](*map(Path, sys.argv[2:]))
