"""Themes, and the record of who put which article under which theme, and why."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive import bulk
from archive.addresses import address
from archive.models.former import FormerAddress
from archive.models.held import held
from archive.models.history import Act, Recorded, act, versions
from archive.models.slugs import unique_slug
from archive.names import folded
from archive.telling import named
from archive.text import clean, line

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from archive.models.outlet import Outlet

FETCHED_CHILDREN = "fetched_children"
"""The attribute that holds, of a theme of `ThemeQuerySet.tree`, its children with their counts."""


class ThemeQuerySet(models.QuerySet["Theme"]):
    """Questions about themes."""

    def with_counts(self) -> "ThemeQuerySet":
        """Each theme with `article_count`: the public stories accepted under it, most first.

        Those of its children count with it, each story once: its page lists them too.
        """
        family = Theme.objects.filter(
            Q(pk=OuterRef(OuterRef("pk"))) | Q(parent=OuterRef(OuterRef("pk")))
        )
        # As a list of its own, which is made once for all themes.
        articles = apps.get_model("archive.Article")._default_manager
        leads = articles.filter(state="public", copy_of=None).order_by().values("pk")
        stories = (
            Tagging.objects.accepted()
            # No index leads from what is added up: the few taggings of a theme are gone through,
            # not all articles for each theme, as SQLite would have it.
            .alias(tagged=F("article_id") + 0)
            .filter(theme__in=family.order_by().values("pk"), tagged__in=leads)
            .order_by()
            .values(all=Value(1))
            .annotate(count=Count("article", distinct=True))
            .values("count")
        )
        counted = self.annotate(article_count=Coalesce(Subquery(stories), 0))
        return counted.order_by("-article_count", "id")

    def most_of(self, outlet: "Outlet") -> "ThemeQuerySet":
        """The themes of an outlet's public articles with `article_count`, most first."""
        return (
            self.filter(
                taggings__state=Tagging.State.ACCEPTED,
                taggings__article__state="public",
                taggings__article__outlet=outlet,
            )
            .annotate(article_count=Count("taggings__article", distinct=True))
            .order_by("-article_count", "id")
        )

    def tree(self) -> "ThemeQuerySet":
        """The themes without a parent, with their counts; `children_shown` costs no query more."""
        children = Theme.objects.with_counts()
        return (
            self.filter(parent=None)
            .with_counts()
            .prefetch_related(Prefetch("children", queryset=children, to_attr=FETCHED_CHILDREN))
        )


class Company(NamedTuple):
    """Themes beside another one, each with `shared`, the stories that both have, most first.

    Children have theirs by nature, and stand apart; so does the parent, which is left out.
    """

    children: "list[Theme]"
    related: "list[Theme]"


class Theme(Recorded):
    """A subject of diplomacy that editors tag articles with, named in two languages."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200, unique=True)
    slug = models.SlugField(
        _("address"), max_length=100, unique=True, allow_unicode=True, blank=True
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent theme"),
        help_text=_("The wider theme that this one belongs to, if there is one."),
    )
    description_ar = models.TextField(_("description in Arabic"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)

    objects = ThemeQuerySet.as_manager()
    called_by = ("name_ar", "name_en", "slug")
    history = versions()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["id"]
        permissions = [("merge_theme", _("Can merge themes"))]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with an address made from the English name where none is given.

        The address it had before leads here from now on.
        """
        self.slug = self.slug or unique_slug(self, self.name_en)
        with transaction.atomic(using=kwargs.get("using")):
            before = Theme.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            super().save(*args, **kwargs)
            if before and before != self.slug:
                FormerAddress.objects.keep(before, self)

    def clean(self) -> None:
        """Clean its texts; refuse a name like that of another, and a tree of more than a level."""
        self.description_ar, self.description_en = map(
            clean, (self.description_ar, self.description_en)
        )
        self._check_names()
        self._check_parent()

    def _check_names(self) -> None:
        """Clean the names; refuse one without a letter, or that another theme has.

        Names are one however their letters are varied. Two that are alike from before stay until
        one of them is changed: archives have such.
        """
        others = {theme.pk: theme for theme in Theme.objects.order_by("pk")}
        before = others.pop(self.pk, None)
        errors = {}
        for field in ("name_ar", "name_en"):
            if not (text := getattr(self, field)):
                continue  # that it must not be empty is said already
            setattr(self, field, line(text))
            name = folded(text)
            if not name:
                errors[field] = ValidationError(_("Write at least one word."))
            elif before is None or name != folded(getattr(before, field)):
                alike = (one for one in others.values() if name == folded(getattr(one, field)))
                if other := next(alike, None):
                    errors[field] = ValidationError(
                        _("The theme “%(theme)s” is called so already: choose another name."),
                        params={"theme": getattr(other, field)},
                    )
        if errors:
            raise ValidationError(errors)

    def _check_parent(self) -> None:
        if self.parent is None:
            return
        if self.parent.pk == self.pk or self.parent.parent_id is not None:
            raise ValidationError(
                {"parent": _("Choose a parent that has no parent itself, and is another theme.")}
            )
        if self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("This theme has children: move them before you give it a parent.")}
            )

    def get_absolute_url(self) -> str:
        """The public page of this theme."""
        return address("archive:theme", self.slug)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_ar

    @property
    def description(self) -> str:
        """The description in the reader's language, or else in the other."""
        own, other = self.description_ar, self.description_en
        return (other or own) if get_language() == "en" else (own or other)

    @property
    def family_slugs(self) -> list[str]:
        """Its address, and that of its parent if it has one."""
        return [self.slug, self.parent.slug] if self.parent else [self.slug]

    def company(self) -> "Company":
        """The themes that its public stories stand under too; one query."""
        family = Theme.objects.filter(Q(pk=self.pk) | Q(parent=self.pk)).order_by().values("pk")
        own = Tagging.objects.accepted().filter(theme__in=family).order_by().values("article")
        shared = Count(
            "taggings__article",
            filter=Q(
                taggings__state=Tagging.State.ACCEPTED,
                taggings__article__in=own,
                taggings__article__state="public",
                taggings__article__copy_of=None,
            ),
            distinct=True,
        )
        others = Theme.objects.exclude(Q(pk=self.pk) | Q(pk=self.parent_id))
        found = others.annotate(shared=shared).filter(Q(shared__gt=0) | Q(parent=self.pk))
        company = Company([], [])
        for theme in found.order_by("-shared", "id"):
            is_child = theme.parent_id == self.pk
            (company.children if is_child else company.related).append(theme)
        return company

    def children_shown(self) -> "list[Theme]":
        """The themes below it with their counts; no query where `tree` fetched them."""
        fetched: list[Theme] | None = getattr(self, FETCHED_CHILDREN, None)
        return list(self.children.with_counts()) if fetched is None else fetched

    def keep_cues(self, phrases: Mapping[str, bool]) -> None:
        """Let its cues be these phrases and no others, each with whether it is negative."""
        known = set()
        for cue in self.cues.all():
            known.add(cue.phrase)
            if cue.phrase not in phrases:
                cue.delete()
            elif cue.is_negative is not phrases[cue.phrase]:
                cue.is_negative = phrases[cue.phrase]
                cue.save()
        for phrase, is_negative in phrases.items():
            if phrase not in known:
                self.cues.create(phrase=phrase, is_negative=is_negative)

    def merge(self, others: "Iterable[Theme]", by: "User | None", reason: str = "") -> Act:
        """Take the place of other themes with all that they have, as one act; they go.

        Where an article has taggings of several, an accepted one stays before a suggested one, and
        that before a rejected one: what was no subject of the one may be of both. Raises
        ValidationError where this theme is among the others, CannotMergeError where one is gone.
        """
        others = list(others)
        if self in others:
            raise ValidationError(_("A theme cannot be merged with itself: choose two themes."))
        # Followers of the archive take in what may be thousands of articles together.
        with (
            bulk.changes(),
            act(Act.Kind.MERGE, by, partial(named, others, [self]), reason=reason) as made,
        ):
            others = held([self, *others])[1:]
            self.refresh_from_db()
            made.count = Tagging.objects.filter(theme__in=others).count()
            made.save(update_fields=["count"])
            for other in others:
                self._take_children(other)
                self._take_taggings(other)
                known = set(self.cues.values_list("phrase", flat=True))
                for cue in other.cues.exclude(phrase__in=known):
                    cue.theme = self
                    cue.save()
                FormerAddress.objects.hand_over(other, self)
                FormerAddress.objects.keep(other.slug, self)
                # By its id alone: what was moved is not to be seen from here any more.
                Theme.objects.get(pk=other.pk).delete()
        return made

    def _take_children(self, other: "Theme") -> None:
        if self.parent_id == other.pk:
            self.parent = None
            self.save()
        for child in other.children.exclude(pk=self.pk):
            child.parent = self.parent or self
            child.save()

    def _take_taggings(self, other: "Theme") -> None:
        own = {tagging.article_id: tagging for tagging in self.taggings.all()}
        for tagging in other.taggings.all():
            present = own.get(tagging.article_id)
            if present is None:
                tagging.theme = self
                tagging.save()
            elif tagging.weight > present.weight:
                for field in ("state", "by", "source", "at", "words"):
                    setattr(present, field, getattr(tagging, field))
                present.save()


class TaggingQuerySet(models.QuerySet["Tagging"]):
    """Questions about decisions."""

    def suggested(self) -> "TaggingQuerySet":
        """What waits for an editor's yes or no."""
        return self.filter(state=Tagging.State.SUGGESTED)

    def accepted(self) -> "TaggingQuerySet":
        """What editors said yes to."""
        return self.filter(state=Tagging.State.ACCEPTED)

    def decided(self) -> "TaggingQuerySet":
        """What editors said yes or no to."""
        return self.exclude(state=Tagging.State.SUGGESTED)


LIKE: Final = "≈ "
"""Stands in `Tagging.words` before the title of an article that is like it, under its theme."""


class Tagging(Recorded):
    """One decision about one theme on one article; it stays on record when it is a no."""

    class State(models.TextChoices):
        """Where the decision stands."""

        SUGGESTED = "suggested", _("suggested")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    article = models.ForeignKey(
        "archive.Article",
        on_delete=models.CASCADE,
        related_name="taggings",
        verbose_name=_("article"),
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="taggings", verbose_name=_("theme")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUGGESTED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where a decision comes from that no user of this site made."),
    )
    at = models.DateTimeField(_("decided at"), default=timezone.now)
    words = models.JSONField(_("words that it rests on"), default=list, blank=True)

    is_plain = True

    objects = TaggingQuerySet.as_manager()
    history = versions()

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        ordering = ["theme_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "theme"], name="one_tagging_a_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.theme} · {self.get_state_display()}"

    @property
    def weight(self) -> int:
        """Which of two on one article stays when their themes are merged: the greater."""
        states = (self.State.REJECTED, self.State.SUGGESTED, self.State.ACCEPTED)
        return states.index(self.State(self.state))
