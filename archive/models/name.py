"""Names of people, organisations and places, with all the ways they are written."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Count, Q
from django.dispatch import Signal
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from archive.addresses import address
from archive.models.former import FormerAddress
from archive.models.held import CannotMergeError, held
from archive.models.history import Act, Recorded, act, versions
from archive.models.slugs import unique_slug
from archive.names import folded, is_no_name, months, tidy, words_of_months
from archive.telling import named
from archive.text import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 200  # characters of a spelling

asked_how_common: Final = Signal()
"""Sent with a `text`: who knows the words of articles answers in how many of them it stands."""


class NameQuerySet(models.QuerySet["Name"]):
    """Questions about names."""

    def spelled_like(self, text: str) -> "NameQuerySet":
        """Names with a spelling that holds every word of `text`, or words that begin or end so."""
        found = Spelling.objects.all()
        for word in folded(text).split():
            found = found.filter(folded__contains=word)
        return self.filter(pk__in=found.values("name"))

    def with_counts(self) -> "NameQuerySet":
        """Each name with `spelling_count`."""
        return self.annotate(spelling_count=Count("spellings"))


class Name(Recorded):
    """Someone or something with a name; its preferred forms are among its spellings."""

    class Kind(models.TextChoices):
        """What it is that has the name."""

        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")
        PLACE = "place", _("place")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name_ar = models.CharField(_("name in Arabic"), max_length=LONGEST)
    name_en = models.CharField(_("name in English"), max_length=LONGEST)
    slug = models.SlugField(
        _("address"), max_length=100, unique=True, allow_unicode=True, blank=True
    )
    wikidata = models.CharField(
        _("Wikidata"),
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(r"^Q[1-9][0-9]*\Z", _("Write a Wikidata id, like Q7184, or none."))
        ],
    )
    description_ar = models.TextField(_("description in Arabic"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)

    objects = NameQuerySet.as_manager()
    called_by = ("slug", "wikidata")
    history = versions()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["name_ar", "id"]
        permissions = [("merge_name", "Can merge and split names")]
        constraints = [
            models.UniqueConstraint(
                fields=["wikidata"],
                condition=~Q(wikidata=""),
                name="one_name_a_wikidata_id",
                violation_error_message=_(
                    "Another name has this Wikidata id: merge the two, or correct it."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The preferred form in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_ar

    @property
    def description(self) -> str:
        """The description in the reader's language, or else in the other one."""
        both = self.description_ar, self.description_en
        return next(filter(None, both[::-1] if get_language() == "en" else both), "")

    @property
    def forms(self) -> tuple[str, str]:
        """The preferred forms, the Arabic one first."""
        return self.name_ar, self.name_en

    def get_absolute_url(self) -> str:
        """The public page of this name."""
        return address("search:name", self.slug)

    def clean(self) -> None:
        """Refuse a preferred form that cannot be a spelling of this name, and a month's address."""
        errors: dict[str, Any] = {}
        written = {field: bool(getattr(self, field)) for field in ("name_ar", "name_en")}
        self._tidy()
        if self.slug in months():
            errors["slug"] = _("This is the address of a month: choose another.")
        for field, is_written in written.items():
            try:
                if is_written:
                    check_spelling(getattr(self, field), self)
            except ValidationError as refused:
                errors[field] = refused
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a former address leads here, and the preferred forms are among the spellings."""
        self._tidy()
        with transaction.atomic(using=kwargs.get("using")):
            former = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            self.slug = self.slug or self._free_slug()
            super().save(*args, **kwargs)
            if former and former != self.slug:
                FormerAddress.objects.keep(former, self)
            if not self.is_coming_back:
                self._keep_forms()

    def came_back(self) -> None:
        """Have the preferred forms among the spellings, whatever became of those."""
        self._keep_forms()

    def _tidy(self) -> None:
        self.name_ar, self.name_en = tidy(self.name_ar), tidy(self.name_en)
        self.description_ar, self.description_en = map(
            clean, (self.description_ar, self.description_en)
        )

    def _free_slug(self) -> str:
        return unique_slug(self, f"{self.name_en} {self.kind}" if self._is_month else self.name_en)

    @property
    def _is_month(self) -> bool:
        return folded(self.name_en) in words_of_months() | months().keys()

    def _keep_forms(self) -> None:
        known = set(
            Spelling.objects.filter(folded__in=map(folded, self.forms)).values_list(
                "folded", flat=True
            )
        )
        for text in self.forms:
            if folded(text) not in known:
                self.spellings.create(text=text)
                known.add(folded(text))

    def merge(self, others: Iterable["Name"], by: "User | None", reason: str) -> Act:
        """Take the place of other names: their spellings and addresses lead here from now on.

        Raises CannotMergeError where one of them is gone.
        """
        others = list(others)
        what = partial(named, others, [self])
        with act(Act.Kind.MERGE, by, what=what, count=len(others), reason=reason) as made:
            others = held([self, *others])[1:]
            self.refresh_from_db()
            for other in others:
                for spelling in other.spellings.all():
                    spelling.name = self
                    spelling.save()
                FormerAddress.objects.hand_over(other, self)
                FormerAddress.objects.keep(other.slug, self)
                lacking = {
                    field: getattr(other, field)
                    for field in ("wikidata", "description_ar", "description_en")
                    if not getattr(self, field)
                }
                other.delete()
                if any(lacking.values()):
                    for field, value in lacking.items():
                        setattr(self, field, value)
                    self.save()
        return made

    def split(
        self, spellings: Iterable["Spelling"], new: "Name", by: "User | None", reason: str
    ) -> Act:
        """Let some of the spellings be those of a new name, which is saved here.

        Raises CannotMergeError where they are spellings of this name no more.
        """
        spellings = list(spellings)
        what = partial(named, [self], [self, new])
        with act(Act.Kind.SPLIT, by, what=what, count=len(spellings), reason=reason) as made:
            held([self])
            if self.spellings.filter(pk__in=[s.pk for s in spellings]).count() < len(spellings):
                raise CannotMergeError(
                    gettext("Somebody changed these spellings meanwhile: look at them again.")
                )
            new.save()
            for spelling in spellings:
                spelling.name = new
                spelling.save()
        return made


class Spelling(Recorded):
    """One way to write a name; no two names share one, however its letters are varied."""

    derived = frozenset({"folded"})

    name = models.ForeignKey(
        Name, on_delete=models.CASCADE, related_name="spellings", verbose_name=_("name")
    )
    text = models.CharField(_("spelling"), max_length=LONGEST)
    folded = models.CharField(_("folded"), max_length=LONGEST, unique=True, editable=False)

    history = versions()

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_preferred(self) -> bool:
        """Whether it is a preferred form of its name."""
        return self.folded in map(folded, self.name.forms)

    def clean(self) -> None:
        """Refuse what cannot be a spelling of its name; ValidationError says why."""
        if self.text:  # else the field has been refused already
            self._check()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, if no other name has it."""
        self._check()
        super().save(*args, **kwargs)

    def _check(self) -> None:
        self.text = tidy(self.text)
        self.folded = check_spelling(self.text, self.name, self)


def check_spelling(text: str, of: Name, spelling: Spelling | None = None) -> str:
    """`text` as it is compared; ValidationError where it cannot be a spelling of a name.

    `spelling` is the one of which it is the text, if it is of one: no other may be like it. What is
    kept as a spelling of the name already is not judged again.
    """
    words = folded(text)
    values = {"text": text}
    if not words:
        raise ValidationError(_("“%(text)s” has no letters: write a name."), params=values)
    if len(words) > LONGEST:
        raise ValidationError(_("“%(text)s” is too long: shorten it."), params=values)
    same = Spelling.objects.filter(folded=words).select_related("name").first()
    if same and spelling and spelling.pk == same.pk:
        return words
    if same and same.name_id != of.pk:
        raise ValidationError(
            _("“%(text)s” is a spelling of “%(name)s” already: merge the two, or write more."),
            params={**values, "name": same.name.name},
        )
    if same and spelling:
        raise ValidationError(_("“%(text)s” is among the spellings already."), params=values)
    if same:
        return words
    if words in words_of_months():
        raise ValidationError(
            _("“%(text)s” is the name of a month: write more of the name."), params=values
        )
    if is_no_name(words):
        raise ValidationError(
            _("“%(text)s” stands in texts without naming anyone: write more of the name."),
            params=values,
        )
    return words


def how_common(text: str) -> int:
    """In how many public articles a text stands that is no spelling yet; 0 where nobody knows."""
    if Spelling.objects.filter(folded=folded(text)).exists():
        return 0
    answers = asked_how_common.send(sender=Name, text=text)
    return max((cast(int, count) for _, count in answers), default=0)
