"""How long an edit of names takes until it shows: saved, searched for, seen on an article's page.

`python -m benchmarks.names CORPUS [articles]` takes so many articles of the corpus (JSON Lines,
packed or not) into an archive of its own and edits a few of the names that it mentions. Saving
includes the index; *indexed* are the articles that this was done for. The search is the first one
after the edit, and the page that of an article that mentions the name, both without HTTP.
"""

import random
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from benchmarks.site import own_site

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from archive.models import Name
    from archive.models.history import Act

ARTICLES = 5_000
ROUNDS = 5
"""Times that an edit is done, each with another name of as many mentions; medians are told."""


def fill(corpus: Path, most: int) -> None:
    """Put the articles into the archive and its index."""
    from django.core.management import call_command

    from archive.models import Article
    from search.evaluation.collection import read_documents

    documents = list(read_documents(corpus))
    drawn = random.Random(1).sample(documents, min(most, len(documents)))
    Article.objects.bulk_create(
        (Article(title=one.title, body=one.text) for one in drawn), batch_size=500
    )
    call_command("rebuild_index", interactive=False, verbosity=0)


class Watched:
    """Edits with the time each takes, and the articles that were indexed for it."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[float, ...]]] = {}

    def edit(self, what: str, edit: Callable[[], Any], text: str, slug: str) -> None:
        """Do one, search for a text, and read the page of an article that mentions a name."""
        from django.test import Client

        from archive.models import Article
        from search import outbox
        from search.mentions import articles_mentioning
        from search.request import SearchRequest
        from search.results import search

        indexed: list[int] = []

        def index(ids: Collection[int], *patience: float) -> None:
            indexed.extend(ids)
            index_articles(ids, *patience)

        index_articles = outbox.index_articles
        with patch("search.outbox.index_articles", index):
            saved = timed(edit)
        searched = timed(lambda: search(SearchRequest(text)))
        read = float("nan")
        if mentioned := articles_mentioning([slug]):
            page = Article.objects.get(pk=min(mentioned)).get_absolute_url()
            client = Client(SERVER_NAME="127.0.0.1")
            read = timed(lambda: client.get(page))
            assert f"/{slug}" in client.get(page).content.decode()
        self.rows.setdefault(what, []).append((len(indexed), saved, searched, read))

    def tell(self) -> None:
        """Print the medians."""
        print("| edit | indexed | saved, ms | first search, ms | page of an article, ms |")
        print("|---|---|---|---|---|")
        for what, rows in self.rows.items():
            indexed, *times = (
                sorted(column)[len(column) // 2] for column in zip(*rows, strict=True)
            )
            cells = ["–" if t != t else f"{t:,.0f}" for t in times]
            print(f"| {what} | {indexed:,.0f} | {' | '.join(cells)} |")


def timed(do: Callable[[], Any]) -> float:
    """Milliseconds that something takes."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


def free_words(count: int) -> list[str]:
    """Words that are no names and stand in one to five articles of a hundred."""
    from archive.models import Article
    from archive.words import raw_words
    from search.authority import authority
    from search.mentions import articles_holding

    few, many = Article.objects.count() // 100, Article.objects.count() // 20
    words = sorted({w for title in Article.objects.values_list("title") for w in raw_words(*title)})
    random.Random(2).shuffle(words)
    found = (
        word
        for word in words
        if len(word) > 4
        and not authority().find([word])
        and few <= len(articles_holding(word)) <= many
    )
    return [word for word, _ in zip(found, range(count), strict=False)]


class Edited(NamedTuple):
    """Three names, of few, some and many mentions, and a word that articles hold."""

    seldom: "Name"
    sometimes: "Name"
    often: "Name"
    word: str


def drawn() -> list[Edited]:
    """What is edited in each round."""
    from archive.models import Name
    from search.mentions import articles_mentioning

    mentions = {name: len(articles_mentioning([name.slug])) for name in Name.objects.all()}
    ranked = sorted(filter(mentions.get, mentions), key=lambda name: mentions[name])
    return [
        Edited(ranked[number], ranked[len(ranked) * 3 // 4 - number], ranked[-1 - number], word)
        for number, word in enumerate(free_words(ROUNDS))
    ]


def edit(watched: Watched, names: Edited, editor: "User") -> None:
    """Do each of the edits, and take most of them back."""
    from archive.undoing import undo

    seldom, sometimes, often, word = names
    spellings, slug, rare = sometimes.spellings, sometimes.slug, f"كرزبرغ {seldom.name_ar}"
    watched.edit(
        "a spelling that no article holds", lambda: spellings.create(text=rare), rare, slug
    )
    watched.edit("a spelling that articles hold", lambda: spellings.create(text=word), word, slug)
    watched.edit("the same taken away", lambda: spellings.get(text=word).delete(), word, slug)
    acts: list[Act] = []
    watched.edit(
        "a name of few mentions merged into one of many",
        lambda: acts.append(often.merge([seldom], editor, "measured")),
        seldom.name_ar,
        often.slug,
    )
    watched.edit("that undone", lambda: undo(acts[0], editor), seldom.name_ar, seldom.slug)
    often.slug += "-too"
    watched.edit(
        "another address for a name of many mentions", often.save, often.name_ar, often.slug
    )


def main() -> None:
    """Make the archive in a folder that is thrown away, edit, and print the table."""
    corpus, *most = sys.argv[1:]
    with own_site():
        fill(Path(corpus), int(most[0]) if most else ARTICLES)
        from django.contrib.auth.models import User

        from search.ready import make_ready

        editor = User.objects.create_superuser("editor")
        make_ready()
        watched = Watched()
        for names in drawn():
            edit(watched, names, editor)
    watched.tell()


if __name__ == "__main__":
    main()
