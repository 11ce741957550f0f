"""Decisions on themes, as the forms of the desk send them: many at once are one act."""

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language, gettext, ngettext

from archive.admin.acts import with_way_back
from archive.formatting import digits
from archive.models import Act, Article, Tagging, Theme
from archive.models.history import act

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


def decide(decisions: Collection[Decision], by: "User") -> str:
    """Carry decisions out, as one act; returns how many they were, with the way to take it back."""
    if not decisions:
        return gettext("Nothing was to be changed.")
    themes = "، ".join(dict.fromkeys(decision.theme.name for decision in decisions))
    with act(Act.Kind.DECIDE, by, what=themes, count=len(decisions)) as made:
        for article, theme, accepts in decisions:
            if accepts:
                article.tag(theme, by=by)
            else:
                article.untag(theme, by=by)
    told = ngettext(
        "%(count)s decision on a theme was kept.",
        "%(count)s decisions on themes were kept.",
        len(decisions),
    )
    count = digits(len(decisions), get_language() or "ar")
    return with_way_back(told % {"count": count}, made)
