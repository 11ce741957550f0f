"""Decisions on themes, as the forms of the desk send them: many at once are one act."""

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext, ngettext

from archive.admin.acts import with_way_back
from archive.admin.columns import localized
from archive.models import Act, Article, Tagging, Theme
from archive.models.history import act
from archive.telling import listed

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_BUTTON = re.compile(r"(accept|reject)-([0-9]{1,18})-([0-9]{1,18})")


class Decision(NamedTuple):
    """A theme accepted for an article, or rejected."""

    article: Article
    theme: Theme
    accepts: bool


def pressed(button: str, articles: Iterable[Article]) -> Decision | None:
    """The decision on a suggestion whose button was pressed; None for any other one.

    A suggestion that somebody else decided on meanwhile is none any more.
    """
    found = _BUTTON.fullmatch(button)
    article = found and next((a for a in articles if a.pk == int(found[2])), None)
    if not found or not article:
        return None
    suggested = article.taggings.filter(theme=int(found[3]), state=Tagging.State.SUGGESTED)
    tagging = suggested.select_related("theme").first()
    return Decision(article, tagging.theme, found[1] == "accept") if tagging else None


def changed(
    article: Article, shown: Collection[Theme], ticked: Collection[Theme]
) -> list[Decision]:
    """The decisions that lie in boxes: `ticked` are ticked now, `shown` were so at first."""
    return [
        *(Decision(article, theme, True) for theme in ticked if theme not in shown),
        *(Decision(article, theme, False) for theme in shown if theme not in ticked),
    ]


@transaction.atomic
def carry_out(
    decisions: Collection[Decision], by: "User", kind: Act.Kind = Act.Kind.DECIDE
) -> Act | None:
    """Carry decisions out as one act; None where all was so already.

    Only one at a time decides on an article: a form that was sent twice changes nothing more.
    """
    due = _still_due(decisions)
    if not due:
        return None
    themes = list(dict.fromkeys(decision.theme for decision in due))
    with act(kind, by, lambda: listed(theme.name for theme in themes), len(due)) as made:
        for article, theme, accepts in due:
            if accepts:
                article.tag(theme, by=by)
            else:
                article.untag(theme, by=by)
    return made


def _still_due(decisions: Iterable[Decision]) -> list[Decision]:
    """Those decisions that would change something, on articles and themes that are held now."""
    there = [
        set(_hold(Article, {decision.article.pk for decision in decisions})),
        set(_hold(Theme, {decision.theme.pk for decision in decisions})),
    ]
    decided = Tagging.objects.filter(article__in=there[0], theme__in=there[1])
    states = {(a, t): state for a, t, state in decided.values_list("article", "theme", "state")}
    wanted = {True: Tagging.State.ACCEPTED, False: Tagging.State.REJECTED}
    return [
        decision
        for decision in decisions
        if decision.article.pk in there[0]
        and decision.theme.pk in there[1]
        and states.get((decision.article.pk, decision.theme.pk)) != wanted[decision.accepts]
    ]


def _hold(model: type[Article] | type[Theme], keys: set[int]) -> Iterable[int]:
    found = model._base_manager.select_for_update(no_key=True).filter(pk__in=keys)
    return found.order_by("pk").values_list("pk", flat=True)


def decide(decisions: Collection[Decision], by: "User") -> str:
    """Carry decisions out, as one act; returns how many they were, with the way to take it back."""
    made = carry_out(decisions, by)
    if made is None:
        return gettext("Nothing was to be changed.")
    told = ngettext(
        "%(count)s decision on a theme was kept.",
        "%(count)s decisions on themes were kept.",
        made.count,
    )
    return with_way_back(told % {"count": localized(made.count)}, made)
