"""Stories: one report as several outlets published it.

One article leads a story, the others are its copies (`copy_of`). Lists and search show the lead.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import F, Q

from archive.models.former import FormerAddress

if TYPE_CHECKING:
    from archive.models.article import Article


@transaction.atomic
def join(articles: "Iterable[Article]") -> "Article":
    """Make one story of articles and all the stories that they are in; returns its lead."""
    return _settle({member.pk: member for article in articles for member in members(article)})


@transaction.atomic
def put_together(articles: "Iterable[Article]") -> "Article":
    """Join articles on an editor's word, also those that were to stand alone."""
    articles = list(articles)
    for article in articles:
        if article.stands_alone:
            article.stands_alone = False
            article.save(update_fields=["stands_alone", "modified"])
    return join(articles)


@transaction.atomic
def split_off(article: "Article") -> None:
    """Take an article out of its story, on an editor's word: it stays out."""
    leave(article)
    article.stands_alone = True
    article.save(update_fields=["stands_alone", "modified"])


@transaction.atomic
def leave(article: "Article") -> None:
    """Take an article out of its story, for as long as it is no copy."""
    article.refresh_from_db(fields=["copy_of"])  # somebody may have joined it since
    settle(article, without=True)
    changed = [] if article.copy_of_id is None else ["copy_of"]
    article.copy_of = None
    article.save(update_fields=[*changed, "modified"])


class Move(NamedTuple):
    """How an article, told by its id, changed its story: the leads before and after.

    None stands for no lead but itself.
    """

    article: int
    before: int | None
    after: int | None


@contextmanager
def taken_back(model: "type[Article]", moves: Iterable[Move]) -> Iterator[set[int]]:
    """Let articles be in the stories again that they were in before, with whoever is there now.

    They leave the others first and join their own last, so that in between, where all else is taken
    back, no theme goes from one to the other. Gives the ids of those that are left where they are:
    they left the lead since that the move gave them.
    """
    moved = {move.article: move for move in moves}
    stories = {pk: move.before or pk for pk, move in moved.items()}
    left = set[int]()
    there = model.objects.in_bulk([pk for pk, move in moved.items() if move.after is not None])
    for pk, article in there.items():
        lead = moved[pk].after or pk
        now = _lead_now(model, lead)
        if now is not None and pk not in {member.pk for member in members(now)}:
            left.add(pk)
        elif stories.get(lead, lead) != stories[pk]:  # else they were in one story before, too
            leave(article)
    yield left
    again: defaultdict[int, set[int]] = defaultdict(set)
    for pk in moved.keys() - left:
        again[stories[pk]] |= {pk, stories[pk]}
    for keys in again.values():
        found = filter(None, (_lead_now(model, pk) for pk in keys))
        # Whom an editor took out since stays out.
        if len(together := [article for article in found if not article.stands_alone]) > 1:
            join(together)


def _lead_now(model: "type[Article]", pk: int) -> "Article | None":
    """An article, or what it was merged into since."""
    found = model.objects.filter(pk=pk).first()
    return found or FormerAddress.objects.lead(model, str(pk))


@transaction.atomic
def settle(article: "Article", without: bool = False) -> None:
    """Let a story have the lead that it should have, after an article of it has changed.

    `without` that article, as it is about to leave.
    """
    found = {m.pk: m for m in members(article) if not (without and m.pk == article.pk)}
    if found and (without or len(found) > 1):
        lead = _settle(found)
        if without:  # its story is another now, although nothing of it has changed
            lead.save(update_fields=["modified"])
    if not without and article.pk in found:
        article.copy_of = found[article.pk].copy_of


def members(article: "Article") -> "list[Article]":
    """All articles of the story that an article is in, itself among them; the lead first."""
    lead = article.copy_of_id or article.pk
    found = type(article).objects.filter(Q(pk=lead) | Q(copy_of=lead))
    found = found.select_related("outlet")
    return list(found.order_by(F("copy_of").asc(nulls_first=True), "pk"))


def _settle(found: "dict[int, Article]") -> "Article":
    lead = min(found.values(), key=_precedence)
    # The lead first, so that no article is ever a copy of a copy.
    for member in sorted(found.values(), key=lambda member: member is not lead):
        copy_of = None if member is lead else lead
        if member.copy_of_id != (copy_of and copy_of.pk):
            member.copy_of = copy_of
            member.save(update_fields=["copy_of", "modified"])
    _share_themes(lead, found)
    return lead


def _share_themes(lead: "Article", found: "dict[int, Article]") -> None:
    """What an editor accepted for one of them holds for the story, unless rejected for its lead."""
    taggings = lead.taggings.model
    decided = set(lead.taggings.values_list("theme", flat=True))
    accepted = taggings.objects.filter(
        article__in=found, state=taggings.State.ACCEPTED
    ).select_related("theme", "by")
    for tagging in accepted.exclude(theme__in=decided):
        lead.tag(tagging.theme, tagging.by, tagging.source, tagging.words)


def _precedence(article: "Article") -> "tuple[bool, date, int, int]":
    """Readers see the earliest, of one day the fullest; never one that they may not see."""
    return (
        not article.is_public,
        article.published or date.max,
        -len(article.body),
        article.pk,
    )
