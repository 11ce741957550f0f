"""The one way into the archive: a draft becomes an article, with everything that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from archive.importing.decisions import Decision
from archive.importing.draft import Draft, Refused
from archive.models import Article, Capture, Credit, Outlet, Theme


@dataclass(frozen=True)
class Stored:
    """What became of one draft: `is_new` is False where the archive already held it."""

    article: Article
    is_new: bool


@transaction.atomic
def store(draft: Draft, capture: Capture, decisions: Sequence[Decision] = ()) -> Stored:
    """Put a draft and what was found inside it into the archive, all or nothing.

    A capture that already has its article is left as it is, whatever editors made of it since.
    `decisions` are themes that editors had accepted before the import; Refused is raised where
    one names an unknown theme or words that the article does not hold.
    """
    kept = Article.objects.filter(capture=capture, part=0).first()
    if kept:
        return Stored(kept, is_new=False)
    article = _create(draft, capture, part=0, host=None)
    for decision in decisions:
        _apply(decision, article, draft)
    for part, found in enumerate(draft.found_inside, start=1):
        _create(found, capture, part, host=article)
    return Stored(article, is_new=True)


def _create(draft: Draft, capture: Capture, part: int, host: Article | None) -> Article:
    article = Article(
        title=draft.title,
        standfirst=draft.standfirst,
        caption=draft.caption,
        body="\n\n".join(draft.paragraphs),
        outlet=Outlet.objects.get_or_create(name=draft.outlet)[0] if draft.outlet else None,
        keywords=draft.keywords,
        # What was found inside another page has no page of its own to vouch for it.
        state=Article.State.REVIEW if host else Article.State.PUBLIC,
        capture=capture,
        part=part,
        host=host,
        is_excerpt=draft.is_excerpt,
    )
    if draft.published:
        article.published = draft.published.date
        article.published_precision = draft.published.precision
        article.published_basis = draft.published.basis
        article.published_words = list(draft.published.words)
        article.published_note = draft.published.note
    article.save()
    Credit.objects.bulk_create(
        Credit(article=article, name=credit.name, role=credit.role) for credit in draft.credits
    )
    return article


def _apply(decision: Decision, article: Article, draft: Draft) -> None:
    theme = Theme.objects.filter(slug=decision.theme).first()
    if theme is None:
        known = ", ".join(Theme.objects.values_list("slug", flat=True))
        raise Refused(f"{decision.source} names the unknown theme {decision.theme!r}: use {known}.")
    missing = [words for words in decision.words if words not in draft.text()]
    if missing:
        raise Refused(
            f"{decision.source} rests {decision.theme!r} on words that the article does not hold: "
            f"«{missing[0]}»."
        )
    article.tag(theme, source=decision.source, words=decision.words)
