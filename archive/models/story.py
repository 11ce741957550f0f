"""Stories: one report as several outlets published it.

One article leads a story, the others are its copies (`copy_of`). Lists and search show the lead.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

if TYPE_CHECKING:
    from archive.models.article import Article


@transaction.atomic
def join(articles: "Iterable[Article]") -> "Article":
    """Make one story of articles and all the stories that they are in; returns its lead."""
    return _settle({member.pk: member for article in articles for member in members(article)})


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
    article.copy_of = None
    article.save(update_fields=["copy_of", "modified"])


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
