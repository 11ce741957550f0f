"""Articles: what was published, where, when, and what editors made of it."""

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from archive.addresses import address, web_address
from archive.dates import FIRST_YEAR, LAST_YEAR, Basis, Precision, has_likely_year
from archive.fingerprints import sample, shingles, text_key
from archive.formatting import digits
from archive.models import story
from archive.models.appearance import Appearance, Shingle
from archive.models.capture import Capture
from archive.models.history import Recorded, versions
from archive.models.lately import lately
from archive.models.outlet import Outlet
from archive.models.tagging import Tagging, Theme
from archive.text import beginning, clean

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
RELATED_LIMIT = 5
FETCHED_THEMES, FETCHED_COPIES = "fetched_themes", "fetched_copies"
FETCHED_OUTLETS, FETCHED_OTHERS = "fetched_outlets", "fetched_others"
"""The attributes that hold, of an article fetched with others, its accepted themes, its public
copies, the outlets on whose pages its words were met, and all outlets that published it besides
its own."""
LANGUAGES = [
    ("ar", _("Arabic")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("fa", _("Persian")),
    ("ur", _("Urdu")),
]


class ArticleQuerySet(models.QuerySet["Article"]):
    """Questions about articles, in the words of the trade."""

    def public(self) -> "ArticleQuerySet":
        """What readers may see."""
        return self.filter(state=Article.State.PUBLIC)

    def awaiting_review(self) -> "ArticleQuerySet":
        """What an editor has to look at before readers may see it."""
        return self.filter(state=Article.State.REVIEW)

    def awaiting_publication(self) -> "ArticleQuerySet":
        """What an editor has reviewed, for somebody to publish who may."""
        return self.filter(state=Article.State.REVIEWED)

    def untitled(self) -> "ArticleQuerySet":
        """Articles whose page printed no title."""
        return self.filter(title="")

    def with_inferred_date(self) -> "ArticleQuerySet":
        """Articles whose date no page printed: it was reasoned out."""
        return self.filter(published_basis=Basis.INFERRED)

    def on_theme(self, theme: Theme) -> "ArticleQuerySet":
        """Articles that an editor accepted under `theme` or a theme below it."""
        family = Theme.objects.filter(Q(pk=theme.pk) | Q(parent=theme.pk)).values("pk")
        taggings = Tagging.objects.accepted().filter(theme__in=family)
        return self.filter(pk__in=taggings.values("article"))

    def dated(self) -> "ArticleQuerySet":
        """Articles with a date that has pages: a slip of its year (0999, 3024) leads to none."""
        return self.filter(
            published__range=(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))
        )

    def undated(self) -> "ArticleQuerySet":
        """Articles of which not even the year is known."""
        return self.filter(published__isnull=True)

    def first_and_last(self) -> "tuple[Article | None, Article | None]":
        """The articles published first and last; None twice where all are undated."""
        dated = self.filter(published__isnull=False)
        first = dated.order_by("published", "pk").values("pk")[:1]
        last = dated.newest_first().values("pk")[:1]
        found = self.model.objects.filter(Q(pk=Subquery(first)) | Q(pk=Subquery(last)))
        ends = list(found.defer("body").order_by("published", "pk"))
        return (ends[0], ends[-1]) if ends else (None, None)

    def holding_newer_text(self) -> "ArticleQuerySet":
        """Articles whose page changed after an editor had corrected them."""
        return self.filter(pk__in=Appearance.objects.filter(is_newer=True).values("article"))

    def found_inside_others(self) -> "ArticleQuerySet":
        """Articles that stood in the page of another, and wait for review."""
        return self.awaiting_review().exclude(host=None)

    def with_suggestions(self) -> "ArticleQuerySet":
        """Articles for which themes are suggested that nobody decided on."""
        suggested = Tagging.objects.filter(article=OuterRef("pk"), state=Tagging.State.SUGGESTED)
        return self.filter(Exists(suggested))

    def copies(self) -> "ArticleQuerySet":
        """Articles that another one of the same story leads."""
        return self.exclude(copy_of=None)

    def leads(self) -> "ArticleQuerySet":
        """One article of each story: the others are named with it."""
        return self.filter(copy_of=None)

    def newest_first(self) -> "ArticleQuerySet":
        """By date of publication, undated ones last; the id settles ties for good."""
        return self.order_by(F("published").desc(nulls_last=True), "-id")

    def for_lists(self) -> "ArticleQuerySet":
        """With what a list of articles shows, in a fixed number of queries."""
        accepted = Theme.objects.filter(taggings__state=Tagging.State.ACCEPTED)
        accepted = accepted.select_related("parent")
        return self.select_related("outlet").prefetch_related(
            Prefetch("themes", queryset=accepted, to_attr=FETCHED_THEMES)
        )

    def with_stories(self) -> "ArticleQuerySet":
        """With what tells who else published each, in a fixed number of queries."""
        copies = Article.objects.public().select_related("outlet").defer("body").order_by("pk")
        return self.prefetch_related(
            Prefetch("copies", queryset=copies, to_attr=FETCHED_COPIES),
            Prefetch("met_by", to_attr=FETCHED_OUTLETS),
        )

    def shown(self) -> "list[Article]":
        """The articles with all that a list shows of them, in three queries."""
        articles = list(self.for_lists())
        _fetch_others(articles)
        return articles

    def for_papers(self) -> "ArticleQuerySet":
        """With what a PDF of an article says, in a fixed number of queries."""
        captures = Capture.objects.defer("compressed")
        return self.for_lists().prefetch_related("credits", Prefetch("capture", queryset=captures))

    def listed(self, ids: Sequence[int]) -> "list[Article]":
        """The articles with these ids, in this order, with what a list shows; some may be missing.

        A page of results waits for this: its marks need the titles of copies too.
        """
        found = self.in_bulk(ids)
        articles = [found[pk] for pk in ids if pk in found]
        accepted = Tagging.objects.filter(article__in=found, state=Tagging.State.ACCEPTED)
        tagged = list(accepted.order_by("theme").values_list("article", "theme"))
        themes = lately(Theme).by_pk({theme for _article, theme in tagged})
        copies: defaultdict[int, list[Article]] = defaultdict(list)
        for copy in (
            self.model.objects.public().filter(copy_of__in=found).defer("body").order_by("pk")
        ):
            copies[copy.copy_of_id or 0].append(copy)
        shown = [*articles, *(copy for of_one in copies.values() for copy in of_one)]
        met = Appearance.objects.filter(article__in=found, outlet__isnull=False)
        met_by = list(met.order_by("pk").values_list("article", "outlet"))
        wanted = {a.outlet_id for a in shown} | {outlet for _article, outlet in met_by}
        outlets = lately(Outlet).by_pk({pk for pk in wanted if pk is not None})
        of_articles: defaultdict[int, list[Theme]] = defaultdict(list)
        for article_id, theme_id in tagged:
            if theme_id in themes:
                of_articles[article_id].append(themes[theme_id])
        for article in shown:
            if article.outlet_id in outlets:
                article.outlet = outlets[article.outlet_id]
        for article in articles:
            setattr(article, FETCHED_THEMES, of_articles[article.pk])
            setattr(article, FETCHED_COPIES, copies[article.pk])
            met_here = [outlet for pk, outlet in met_by if pk == article.pk]
            setattr(article, FETCHED_OUTLETS, [outlets[pk] for pk in met_here if pk in outlets])
        return articles


def _fetch_others(articles: "Collection[Article]") -> None:
    """Fetch who else published each of these articles, in one query."""
    fields = [field.attname for field in Outlet._meta.concrete_fields]
    of_outlet = [f"outlet__{name}" for name in fields]
    pks = [article.pk for article in articles]
    # First where its words were met, then its copies, each by their ids.
    met = Appearance.objects.filter(article__in=pks, outlet__isnull=False).order_by()
    copies = Article.objects.public().filter(copy_of__in=pks, outlet__isnull=False).order_by()
    rows = met.annotate(rank=Value(0)).values_list("article_id", "rank", "pk", *of_outlet)
    rest = copies.annotate(rank=Value(1)).values_list("copy_of_id", "rank", "pk", *of_outlet)
    found: defaultdict[int, list[Outlet]] = defaultdict(list)
    for pk, _rank, _own, *values in sorted(rows.union(rest, all=True)) if pks else ():
        found[pk].append(Outlet.from_db(None, fields, values))
    for article in articles:
        setattr(article, FETCHED_OTHERS, found[article.pk])


def unlikely_year() -> str:
    """What to do about a date in whose year nothing can have been published."""
    language = get_language() or "ar"
    return gettext("Check the year: it must be from %(first)s to %(last)s.") % {
        "first": digits(FIRST_YEAR, language),
        "last": digits(LAST_YEAR, language),
    }


@dataclass(frozen=True)
class Elsewhere:
    """Another place where an article's report stands: a page of this archive, or of the web."""

    outlet: Outlet | None
    address: str
    heading: str
    article: "Article | None" = None


@dataclass(frozen=True)
class Neighbours:
    """The articles before and after one in time, under a theme where it has one."""

    theme: Theme | None
    older: "Article | None" = None
    newer: "Article | None" = None


class Article(Recorded):
    """One piece of news as its outlet published it, without the furniture of its page."""

    class State(models.TextChoices):
        """Who may see the article."""

        PUBLIC = "public", _("public")
        REVIEW = "review", _("waiting for review")
        REVIEWED = "reviewed", _("reviewed, not yet public")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class DatePrecision(models.TextChoices):
        """How exact the date of publication is."""

        DAY = Precision.DAY.value, _("that day")
        ABOUT_DAY = Precision.ABOUT_DAY.value, _("that day, or the one before or after")
        MONTH = Precision.MONTH.value, _("that month")
        YEAR = Precision.YEAR.value, _("that year")

    class DateBasis(models.TextChoices):
        """Where the date of publication comes from."""

        PRINTED = Basis.PRINTED.value, _("printed on the page")
        METADATA = Basis.METADATA.value, _("given in the page's data")
        INFERRED = Basis.INFERRED.value, _("inferred from the words")
        EDITOR = Basis.EDITOR.value, _("set by an editor")

    title = models.CharField(_("title"), max_length=500, blank=True)
    standfirst = models.TextField(_("standfirst"), blank=True)
    caption = models.CharField(_("picture caption"), max_length=500, blank=True)
    body = models.TextField(_("body"), help_text=_("Paragraphs stand apart by an empty line."))
    language = models.CharField(
        _("language"), max_length=10, choices=LANGUAGES, default=LANGUAGES[0][0]
    )
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("outlet"),
    )
    met_by = models.ManyToManyField(Outlet, through=Appearance, related_name="+", editable=False)
    keywords = models.JSONField(_("publisher's keywords"), default=list, blank=True)
    themes = models.ManyToManyField(
        Theme, through=Tagging, related_name="articles", verbose_name=_("themes")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PUBLIC)
    withdrawn_note = models.CharField(
        _("why it was withdrawn"),
        max_length=500,
        blank=True,
        help_text=_("Readers see this at the address of a withdrawn article."),
    )

    published = models.DateField(_("published"), null=True, blank=True, db_index=True)
    published_precision = models.CharField(
        _("precision of the date"), max_length=10, choices=DatePrecision, blank=True
    )
    published_basis = models.CharField(
        _("basis of the date"), max_length=10, choices=DateBasis, blank=True
    )
    published_words = models.JSONField(
        _("words that the date rests on"), default=list, blank=True, editable=False
    )
    published_note = models.CharField(
        _("note on the date"), max_length=500, blank=True, editable=False
    )

    capture = models.ForeignKey(
        "archive.Capture",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="articles",
        verbose_name=_("capture"),
    )
    part = models.PositiveSmallIntegerField(
        _("place in the capture"),
        default=0,
        editable=False,
        help_text=_("0 is the page's own article; others were found inside it."),
    )
    host = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="found_inside",
        verbose_name=_("found inside"),
    )
    url = models.CharField(_("web address"), max_length=2000, blank=True)
    text_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    sample_size = models.PositiveIntegerField(default=0, editable=False)
    imported_key = models.CharField(max_length=64, blank=True, editable=False)
    copy_of = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,  # the others settle first: see `settle_before_deletion`
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("copy of"),
    )
    stands_alone = models.BooleanField(
        _("stands alone"),
        default=False,
        editable=False,
        help_text=_("An editor took it out of a story."),
    )
    is_excerpt = models.BooleanField(_("cut short by the page"), default=False, editable=False)
    created = models.DateTimeField(_("added"), auto_now_add=True)
    modified = models.DateTimeField(_("changed"), auto_now=True)

    objects = ArticleQuerySet.as_manager()
    keeps_first_version = False
    # What an editor decides is for readers, its story, and what an import told, is no matter of the
    # text.
    stays = frozenset(
        {"state", "withdrawn_note", "imported_key", "created", "copy_of", "stands_alone"}
    )
    apart = frozenset({"copy_of"})
    history = versions(excluded_fields=["text_key", "sample_size"])  # what follows from the rest

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [
            ("publish_article", "Can publish articles"),
            ("withdraw_article", "Can withdraw articles"),
            ("merge_article", "Can merge articles"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["capture", "part"], name="one_article_a_place"),
            models.CheckConstraint(
                condition=Q(published=None, published_precision="")
                | Q(published__isnull=False) & ~Q(published_precision=""),
                name="a_date_has_its_precision",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published", "-id"], name="article_lists"),
            # What is counted on many pages is counted without reading the texts.
            models.Index(fields=["state", "copy_of", "outlet", "published"], name="article_counts"),
        ]

    def __str__(self) -> str:
        return self.heading

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with every text cleaned: a browser sends other line ends than a file holds."""
        for name in ("title", "standfirst", "caption", "body"):
            setattr(self, name, clean(getattr(self, name)))
        is_new = self._state.adding
        known, self.text_key = self.text_key, text_key(self.title, self.body)
        numbers = sample(shingles(self.body)) if self.text_key != known else []
        if self.text_key != known:
            self.sample_size = len(numbers)
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)
            if self.text_key != known:
                Shingle.objects.keep(self, numbers, is_new)
            if not is_new and kwargs.get("update_fields") is None:
                story.settle(self)

    def get_absolute_url(self) -> str:
        """The public page of this article."""
        return address("archive:article", self.pk)

    def clean(self) -> None:
        """Refuse a date without its precision or of an unlikely year, and no web address."""
        errors: dict[str, Any] = {}
        if bool(self.published) != bool(self.published_precision):
            errors["published_precision"] = _("Give a date and its precision, or neither.")
        if self.published and not has_likely_year(self.published):
            errors["published"] = unlikely_year()
        if self.url and not self.outlet_address:
            errors["url"] = _("Write the address whole, beginning with https://.")
        if errors:
            raise ValidationError(errors)

    @property
    def outlet_address(self) -> str:
        """Its page at its outlet, where a browser may open it as a link; else empty."""
        return web_address(self.url)

    @property
    def heading(self) -> str:
        """The title, or for an article without one «بلا عنوان» and its first words."""
        if self.title:
            return self.title
        return gettext("Untitled: %(words)s") % {"words": self.first_words}

    @property
    def first_words(self) -> str:
        """The first eight words of the body."""
        return beginning(self.body, 8)

    @property
    def was_edited(self) -> bool:
        """Whether its words are others than an import brought."""
        return self.text_key != self.imported_key

    @property
    def needs_an_editor(self) -> bool:
        """Whether something about it waits for an editor."""
        return (
            not self.title
            or self.state == self.State.REVIEW
            or self.published_basis == Basis.INFERRED
        )

    @property
    def is_public(self) -> bool:
        """Whether readers may see it."""
        return self.state == self.State.PUBLIC

    @classmethod
    def first_state(cls, by: "User | AnonymousUser | None") -> State:
        """The state in which an article comes in: it waits where `by` may not publish it.

        None stands for an import that nobody makes at the desk.
        """
        may_publish = by is None or cls().may_become(cls.State.PUBLIC, by)
        return cls.State.PUBLIC if may_publish else cls.State.REVIEW

    def may_become(self, state: str, user: "User | AnonymousUser") -> bool:
        """Whether `user` may take the article from the state that it is in, or new, to `state`."""
        is_new = self._state.adding
        if state == self.state and not is_new:
            return True
        needed = []
        if self.State.WITHDRAWN in (state, "" if is_new else self.state):
            needed.append("archive.withdraw_article")
        if state == self.State.PUBLIC:
            needed.append("archive.publish_article")
        return user.has_perms(needed)

    def state_once_reviewed(self, user: "User | AnonymousUser") -> str:
        """The state to which a review by `user` takes it; its own where it waits for none."""
        if self.state not in (self.State.REVIEW, self.State.REVIEWED):
            return self.state
        may_publish = self.may_become(self.State.PUBLIC, user)
        return self.State.PUBLIC if may_publish else self.State.REVIEWED

    @classmethod
    @contextmanager
    def taking_back(cls, changes: Collection[tuple[Any, Any | None]]) -> Iterator[Collection[Any]]:
        """Let articles be in the stories again that they were in."""
        moves = (story.Move(b.id, b.copy_of_id, a and a.copy_of_id) for b, a in changes)
        with story.taken_back(cls, [move for move in moves if move.before != move.after]) as left:
            yield left

    def paragraphs(self) -> list[str]:
        """The body's paragraphs.

        A body holds the page's running text whole; where its first paragraph is the standfirst it
        is left out here, so that a reader meets it once.
        """
        paragraphs = [p.strip() for p in PARAGRAPH_BREAK.split(self.body) if p.strip()]
        if paragraphs and paragraphs[0] == self.standfirst.strip():
            return paragraphs[1:]
        return paragraphs

    def accepted_themes(self) -> list[Theme]:
        """The themes that editors accepted; no query where `for_lists` fetched them."""
        fetched: list[Theme] | None = getattr(self, FETCHED_THEMES, None)
        if fetched is not None:
            return fetched
        accepted = self.taggings.filter(state=Tagging.State.ACCEPTED)
        accepted = accepted.select_related("theme__parent")
        return [tagging.theme for tagging in accepted]

    def public_copies(self) -> "list[Article]":
        """The other articles of the story that this one leads, as far as readers may see them."""
        fetched: list[Article] | None = getattr(self, FETCHED_COPIES, None)
        if fetched is not None:
            return fetched
        return list(self.copies.public().select_related("outlet")) if self.pk else []

    def elsewhere(self) -> "list[Elsewhere]":
        """Where else it stands: the other articles of its story, and other pages with its words."""
        members = [m for m in story.members(self) if m.is_public and m.pk != self.pk]
        pages = list(self.appearances.select_related("outlet"))
        own = pages[0].page_key if pages else ""
        others = {
            page.page_key: page for page in pages if web_address(page.url) and page.page_key != own
        }
        return [
            *(Elsewhere(m.outlet, m.get_absolute_url(), m.heading, m) for m in members),
            *(Elsewhere(page.outlet, page.url, page.url) for page in others.values()),
        ]

    def outlets(self) -> list[Outlet]:
        """The outlets that published it, under whatever title: its own first, each once."""
        others: list[Outlet] | None = getattr(self, FETCHED_OTHERS, None)
        if others is None:
            met: list[Outlet] | None = getattr(self, FETCHED_OUTLETS, None)
            if met is None:
                met = list(self.met_by.all()) if self.pk else []
            others = [*met, *filter(None, (copy.outlet for copy in self.public_copies()))]
        return list(dict.fromkeys([*([self.outlet] if self.outlet else []), *others]))

    def other_outlets(self) -> list[Outlet]:
        """The outlets that published it besides its own."""
        return [outlet for outlet in self.outlets() if outlet != self.outlet]

    def tag(
        self,
        theme: Theme,
        by: "AbstractBaseUser | None" = None,
        source: str = "",
        words: Iterable[str] = (),
    ) -> Tagging:
        """Accept `theme` for this article, on record as decided by `by` or by `source`."""
        return self._decide(theme, Tagging.State.ACCEPTED, by, source, words)

    def untag(self, theme: Theme, by: "AbstractBaseUser | None" = None) -> Tagging:
        """Reject `theme` for this article; the refusal stays on record."""
        return self._decide(theme, Tagging.State.REJECTED, by, "", ())

    def _decide(
        self,
        theme: Theme,
        state: Tagging.State,
        by: "AbstractBaseUser | None",
        source: str,
        words: Iterable[str],
    ) -> Tagging:
        decision: dict[str, Any] = {
            "state": state,
            "by": by,
            "source": source,
            "at": timezone.now(),
        }
        if words:
            decision["words"] = list(words)
        tagging, _created = Tagging.objects.update_or_create(
            article=self, theme=theme, defaults=decision
        )
        return tagging

    def neighbours(self) -> "Neighbours":
        """The public articles before and after this one under its first theme, or of all.

        One query; none where it has no date.
        """
        theme = next(iter(self.accepted_themes()), None)
        if self.published is None:
            return Neighbours(theme)
        row = Article.objects.public().leads().exclude(pk=self.copy_of_id or self.pk)
        row = row.on_theme(theme) if theme else row
        at = self.published
        earlier = row.filter(Q(published__lt=at) | Q(published=at, pk__lt=self.pk))
        later = row.filter(Q(published__gt=at) | Q(published=at, pk__gt=self.pk))
        before = earlier.order_by("-published", "-pk").values("pk")[:1]
        after = later.order_by("published", "pk").values("pk")[:1]
        found = Article.objects.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after)))
        older, newer = None, None
        for article in found:
            if (article.published, article.pk) < (at, self.pk):
                older = article
            else:
                newer = article
        return Neighbours(theme, older, newer)

    def on_the_same_themes(self) -> "ArticleQuerySet":
        """Public articles that share themes with this one, those that share most first."""
        themes = [theme.pk for theme in self.accepted_themes()]
        shared = Q(taggings__theme__in=themes, taggings__state=Tagging.State.ACCEPTED)
        return (
            Article.objects.public()
            .leads()
            .exclude(pk__in=(self.pk, self.copy_of_id or self.pk))
            .annotate(shared=Count("taggings", filter=shared))
            .filter(shared__gt=0)
            .order_by("-shared", F("published").desc(nulls_last=True), "-id")[:RELATED_LIMIT]
        )

    @property
    def published_iso(self) -> str:
        """The date for machines (ISO 8601), saying no more than is known; empty without one."""
        if self.published is None:
            return ""
        shown = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(self.published_precision), 10)
        return self.published.isoformat()[:shown]


@receiver(pre_delete, sender=Article)
def settle_before_deletion(instance: Article, **_signal: Any) -> None:
    """Let the other articles of a story have a lead that stays."""
    story.settle(instance, without=True)
