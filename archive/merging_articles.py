"""Two articles that are one: the same report, entered twice."""

from typing import Final

from django.contrib.auth.models import User
from django.utils.translation import gettext

from archive.models import Act, Article, FormerAddress, Tagging
from archive.models.held import CannotMergeError, held
from archive.models.history import act
from archive.models.story import join, members

_TAKEN: Final = ("outlet_id", "url")
"""What the article that stays takes over where it has none."""


def merge(gone: Article, stays: Article, by: User | None, reason: str = "") -> Act:
    """Let one article stand for two; returns the act, which can be taken back.

    What `gone` has and `stays` lacks goes over: decisions on themes, credits, where it was met.
    Its address leads on, and what comes in again of it is known as the other. CannotMergeError
    says why not.
    """
    if gone.pk == stays.pk:
        raise CannotMergeError(gettext("Choose two different articles."))
    if gone.is_public and not stays.is_public:
        raise CannotMergeError(
            gettext("Readers see only the article that would go: publish the other one first.")
        )
    what = f"{gone.heading} · {stays.heading}"
    with act(Act.Kind.MERGE, by, what=what, count=2, reason=reason) as made:
        held([gone, stays])
        gone.refresh_from_db()
        stays.refresh_from_db()
        of_story = [member for member in members(gone) if member.pk not in (gone.pk, stays.pk)]
        _hand_over_themes(gone, stays)
        named = set(stays.credits.values_list("name", flat=True))
        for credit in gone.credits.exclude(name__in=named):
            credit.article = stays
            credit.save()
        met = set(stays.appearances.values_list("capture", "page_key"))
        for appearance in gone.appearances.all():
            if (appearance.capture_id, appearance.page_key) not in met:
                appearance.article = stays
                appearance.save()
        gone.error_reports.update(article=stays)  # which stay there: an editor reads them anyway
        _hand_over_place(gone, stays)
        _lead_on(gone, stays)
        place = (gone.capture_id, gone.part)
        Article.objects.get(pk=gone.pk).delete()  # without what was fetched of it before
        stays.refresh_from_db()
        for name in _TAKEN:
            setattr(stays, name, getattr(stays, name) or getattr(gone, name))
        if stays.capture_id is None:
            stays.capture_id, stays.part = place
        stays.save()
        if of_story and not stays.stands_alone:
            join([stays, *Article.objects.filter(pk__in=[member.pk for member in of_story])])
    return made


def _hand_over_themes(gone: Article, stays: Article) -> None:
    """Let decisions hold for the article that stays, where none was made for it."""
    own = {tagging.theme_id: tagging for tagging in stays.taggings.all()}
    for tagging in gone.taggings.all():
        known = own.get(tagging.theme_id)
        if known is None:
            tagging.article = stays
            tagging.save()
        elif Tagging.State.SUGGESTED == known.state != tagging.state:
            for name in ("state", "by_id", "source", "at", "words"):
                setattr(known, name, getattr(tagging, name))
            known.save()


def _hand_over_place(gone: Article, stays: Article) -> None:
    """Let what stood inside the one stand inside the other, and neither inside itself."""
    for inside in gone.found_inside.all():
        inside.host = gone.host if inside.pk == stays.pk else stays
        if inside.host_id == inside.pk:
            inside.host = None
        inside.save(update_fields=["host", "modified"])


def _lead_on(gone: Article, stays: Article) -> None:
    ways = FormerAddress.objects
    ways.hand_over(gone, stays)
    # Its words are kept as addresses are: imports know the article by them.
    for slug in {str(gone.pk), gone.text_key, gone.imported_key} - {""}:
        ways.keep(slug, stays)
