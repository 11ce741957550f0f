"""The one way into the archive: a draft becomes an article, with everything that belongs to it.

Nothing comes in twice. The same bytes, the same page (its address folded) or the same words are
the same article; what an editor made of it stays.
"""

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet

from archive.copies import are_copies, original_of
from archive.dates import Basis
from archive.fingerprints import containment, shingles, text_key
from archive.importing.addresses import folded
from archive.importing.decisions import Decision
from archive.importing.draft import Draft, Refused
from archive.importing.item import Item
from archive.importing.languages import is_foreign
from archive.importing.limits import LONGEST
from archive.models import (
    Appearance,
    Article,
    Capture,
    Credit,
    FormerAddress,
    Outlet,
    Theme,
)
from archive.models.appearance import page_key
from archive.models.article import LANGUAGES
from archive.models.capture import sum_of
from archive.models.story import join, leave
from archive.reasons import Reason
from archive.text import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_LOCK: Final = 0x44495741  # of imports among PostgreSQL's advisory locks: any number will do
LEAST_LEFT: Final = 0.2
"""Part of the shorter text that a page keeps when it changes, or it says something else."""
_LONGEST: Final = {name: LONGEST[name] for name in ("title", "caption", "url", "outlet")}
_FIELDS: Final = {
    "title": Reason("title"),
    "caption": Reason("caption"),
    "url": Reason("url"),
    "outlet": Reason("outlet"),
}


class Outcome(enum.StrEnum):
    """What became of one draft."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    """The archive has these words from elsewhere: where they were met is noted with the article."""
    HELD = "held"
    """The page changed after an editor had corrected the article, or says something else
    altogether by now: the editor decides."""


@dataclass(frozen=True)
class Stored:
    """The article that a draft became or already was."""

    article: Article
    outcome: Outcome

    @property
    def waits(self) -> bool:
        """Whether an editor has to look at what came in."""
        return self.outcome is Outcome.HELD or (
            self.outcome in (Outcome.NEW, Outcome.UPDATED) and self.article.needs_an_editor
        )


@transaction.atomic
def store(
    draft: Draft,
    item: Item,
    decisions: Sequence[Decision] = (),
    read: Draft | None = None,
    by: "User | None" = None,
) -> Stored:
    """Put a draft and what was found inside it into the archive, all or nothing.

    `read` is what a reader had made of the item, where an editor has corrected it since.
    `decisions` are themes that editors had accepted before the import. Refused is raised where one
    names an unknown theme or words that the article does not hold, and for what does not fit. `by`
    is who brings it at the desk: what is new waits for review unless they may publish it.
    """
    _check(draft)
    _wait_for_others()
    met = _Met(item, (draft.url, item.url), draft.outlet)
    decisions = [*decisions, *_sent_with(draft, item)]
    if (known := met.as_these_bytes()) is not None and not met.is_back_on(known):
        return Stored(known, met.again(known))
    key = _key(draft)
    read_key = _key(read) if read else key
    known, same = met.on_this_page(), _with_these_words(key)
    if known is not None and (same in (None, known) or _is_as_imported(known, read_key)):
        return Stored(known, _met_again(known, draft, read_key, met, decisions))
    # A page that now shows another article, as a site does with what it took down, changes neither.
    if same is not None:
        met.note(same)
        _complete(same, draft, met, decisions)
        return Stored(same, Outcome.DUPLICATE)
    article = _create(draft, met, Article.first_state(by))
    if read_key != key:
        Article.objects.filter(pk=article.pk).update(imported_key=read_key)
    for decision in decisions:
        _apply(decision, article, draft)
    _keep_inside(article, draft, met)
    return Stored(article, Outcome.NEW)


# --- What is known already --------------------------------------------------------------------


class _Met:
    """One item that came in, and where it came from."""

    def __init__(self, item: Item, urls: Iterable[str], outlet: str) -> None:
        self._item, self._outlet = item, outlet
        of_web = list(filter(folded, urls))
        # The address of a whole site, which careless pages give for their own, tells no page.
        telling = [url for url in of_web if {"/", "?", "#"} & set(folded(url))]
        self.url = next(iter([*telling, *of_web]), "")
        self._page = page_key(folded(self.url)) if telling else ""
        # A page may name another address as its own: by these it is known without being fetched.
        keys = (page_key(folded(url)) for url in (*telling, item.asked) if folded(url))
        self._others = list(dict.fromkeys(key for key in keys if self._page and key != self._page))
        self._is_back = False
        self._capture: Capture | None = None
        self._outlets: dict[str, Outlet] = {}

    @property
    def capture(self) -> Capture:
        """The item's bytes, kept now if they are new."""
        if self._capture is None:
            item = self._item
            self._capture = Capture.objects.keep(
                item.content, item.name[:255], item.media_type[:100], self.url, item.captured_at
            )
        return self._capture

    def as_these_bytes(self) -> Article | None:
        """The article that came in with the same bytes, from whatever page."""
        sum_here = sum_of(self._item.content)
        return _article_of(Appearance.objects.filter(capture__sha256=sum_here))

    def again(self, article: Article) -> Outcome:
        """Note the page on which the same bytes were met, if it is another one."""
        if not self._page or article.appearances.filter(page_key=self._page).exists():
            self._note_time(article)
            self._note_others(article)
            return Outcome.UNCHANGED
        self.note(article)
        return Outcome.DUPLICATE

    def is_back_on(self, article: Article) -> bool:
        """Whether the page, which had changed, shows these bytes again after all it has shown.

        Only moments of capture can tell: the same files may come in a second time.
        """
        moment = self._item.captured_at
        if moment is None or not self._page:
            return False
        here = Appearance.objects.filter(article=article, page_key=self._page, part=0)
        before = here.filter(capture__sha256=sum_of(self._item.content))
        shown = here.filter(capture=article.capture_id, captured_at__isnull=False)
        self._is_back = (
            before.exclude(capture=article.capture_id).exists()
            and shown.exists()
            and not here.filter(captured_at__gte=moment).exists()
        )
        return self._is_back

    def is_older_than(self, article: Article) -> bool:
        """Whether the page showed what the article says at a later moment than what came in."""
        moment = self._item.captured_at
        if moment is None or not self._page:
            return False
        here = Appearance.objects.filter(article=article, page_key=self._page, part=0)
        return here.filter(capture=article.capture_id, captured_at__gt=moment).exists()

    def _note_time(self, article: Article, **values: Any) -> None:
        """Note that the same page showed the same bytes at a later moment."""
        if self._page and (moment := self._item.captured_at):
            Appearance.objects.filter(
                article=article,
                page_key=self._page,
                capture__sha256=sum_of(self._item.content),
                captured_at__lt=moment,
            ).update(captured_at=moment, **values)

    def _note_others(self, article: Article) -> None:
        """Note the further addresses of the page; they are no places of their own."""
        if self._others:
            where = {"article": article, "capture": self.capture}
            Appearance.objects.bulk_create(
                (Appearance(**where, page_key=key) for key in self._others), ignore_conflicts=True
            )

    def on_this_page(self) -> Article | None:
        """The article that this page held when it was met before."""
        if not self._page:
            return None
        return _article_of(Appearance.objects.filter(page_key=self._page))

    def note(self, article: Article, part: int = 0, is_newer: bool = False) -> None:
        """Note that the article stands in what came in."""
        where = {"article": article, "capture": self.capture, "page_key": self._page}
        what = {
            "part": part,
            "url": self.url,
            "outlet": self.outlet(self._outlet),
            "captured_at": self._item.captured_at,
            "is_newer": is_newer,
        }
        Appearance.objects.bulk_create([Appearance(**where, **what)], ignore_conflicts=True)
        if not part:
            self._note_others(article)
        if self._is_back:
            self._note_time(article, is_newer=is_newer)

    def outlet(self, name: str) -> Outlet | None:
        """The outlet of this name, made now if it is new; None without a name."""
        if name and name not in self._outlets:
            self._outlets[name] = Outlet.objects.get_or_create(name=name)[0]
        return self._outlets.get(name)


def _article_of(met: QuerySet[Appearance]) -> Article | None:
    return _article(met.filter(part=0).order_by("-pk").values_list("article", flat=True))


def _with_these_words(key: str) -> Article | None:
    same = Article.objects.filter(text_key=key).order_by("part", "pk")
    known = _article(same.values_list("pk", flat=True))
    return known or FormerAddress.objects.lead(Article, key)  # of one that was merged


def _article(ids: QuerySet[Any, int]) -> Article | None:
    """The first of some articles. Mostly there is none: then no more than ids are asked for."""
    first = ids.first()
    return None if first is None else Article.objects.get(pk=first)


def _is_as_imported(article: Article, key: str) -> bool:
    if key in (article.text_key, article.imported_key):
        return True
    return FormerAddress.objects.lead(Article, key) == article


def _key(draft: Draft) -> str:
    return text_key(clean(draft.title), clean(_body(draft)))


def _met_again(
    article: Article, draft: Draft, key: str, met: _Met, decisions: Sequence[Decision]
) -> Outcome:
    """Take in what a page says now of which the archive has an earlier state."""
    is_less = draft.is_excerpt and not article.is_excerpt  # a feed's word on a page that was read
    is_more = article.is_excerpt and not draft.is_excerpt
    is_past = met.is_older_than(article) and not is_more
    if _is_as_imported(article, key) or is_less or is_past:
        met.note(article)
        _complete(article, draft, met, decisions)
        return Outcome.UNCHANGED
    if article.was_edited or _is_unlike(article, draft):
        met.note(article, is_newer=True)
        return Outcome.HELD
    met.note(article)
    _write(article, draft, met)
    article.capture, article.part = met.capture, 0
    article.save()
    article.credits.all().delete()
    _credit(article, draft)
    _keep_inside(article, draft, met)
    if article.copy_of and not are_copies(article, article.copy_of):
        leave(article)
    _join_copies(article)
    return Outcome.UPDATED


def _is_unlike(article: Article, draft: Draft) -> bool:
    """Whether a page says something else altogether, as where one must log in by now."""
    return containment(shingles(article.body), shingles(clean(_body(draft)))) < LEAST_LEFT


def _complete(article: Article, draft: Draft, met: _Met, decisions: Sequence[Decision]) -> None:
    """Let a further appearance say what the earlier ones left open."""
    before = (article.published, article.outlet_id, article.url, article.keywords)
    if article.published is None and article.published_basis != Basis.EDITOR:
        _date(article, draft)
    if article.outlet is None:
        article.outlet = met.outlet(draft.outlet)
    article.url = article.url or met.url
    article.keywords = article.keywords or draft.keywords
    if before != (article.published, article.outlet_id, article.url, article.keywords):
        article.save()
    decided = set(article.taggings.values_list("theme__slug", flat=True)) if decisions else ()
    for decision in decisions:
        if decision.theme not in decided:
            _apply(decision, article, draft)


# --- What is new ------------------------------------------------------------------------------


def _create(
    draft: Draft, met: _Met, state: Article.State, part: int = 0, host: Article | None = None
) -> Article:
    article = Article(
        state=state,
        capture=met.capture,
        part=part,
        host=host,
        url="" if host else met.url,
    )
    _write(article, draft, met)
    article.save()
    _credit(article, draft)
    met.note(article, part)
    _join_copies(article)
    return article


def _keep_inside(article: Article, draft: Draft, met: _Met) -> None:
    """Keep what was found inside, unless the archive has it already."""
    for part, found in enumerate(draft.found_inside, start=1):
        kept = Article.objects.filter(capture=met.capture, part=part).first()
        if (known := _with_these_words(_key(found)) or kept) is None:
            # It has no page of its own to vouch for it.
            _create(found, met, Article.State.REVIEW, part, host=article)
        else:
            met.note(known, part)


def _write(article: Article, draft: Draft, met: _Met) -> None:
    """Let an article say what a draft says, except for what an editor has decided."""
    article.title = draft.title
    article.standfirst = draft.standfirst
    article.caption = draft.caption
    article.body = _body(draft)
    article.language = draft.language
    article.keywords = draft.keywords
    article.is_excerpt = draft.is_excerpt
    article.imported_key = _key(draft)
    article.outlet = article.outlet or met.outlet(draft.outlet)
    if article.published_basis != Basis.EDITOR:
        _date(article, draft)


def _date(article: Article, draft: Draft) -> None:
    if draft.published:
        article.published = draft.published.date
        article.published_precision = draft.published.precision
        article.published_basis = draft.published.basis
        article.published_words = list(draft.published.words)
        article.published_note = draft.published.note


def _body(draft: Draft) -> str:
    return "\n\n".join(draft.paragraphs)


def _credit(article: Article, draft: Draft) -> None:
    credits = {credit.name: credit for credit in reversed(draft.credits)}
    Credit.objects.bulk_create(
        Credit(article=article, name=credit.name, role=credit.role)
        for credit in reversed(credits.values())
    )


def _join_copies(article: Article) -> None:
    if (original := original_of(article)) is not None:
        join([original, article])
        article.refresh_from_db(fields=["copy_of"])


# --- Themes -----------------------------------------------------------------------------------


def _sent_with(draft: Draft, item: Item) -> Iterable[Decision]:
    return (Decision(theme, (), item.name[:200]) for theme in draft.themes)


def _apply(decision: Decision, article: Article, draft: Draft) -> None:
    theme = Theme.objects.filter(slug=decision.theme).first()
    if theme is None:
        known = ", ".join(Theme.objects.values_list("slug", flat=True))
        raise Refused(
            "%(source)s names the unknown theme '%(theme)s': use %(known)s.",
            source=decision.source,
            theme=decision.theme,
            known=known,
        )
    missing = [words for words in decision.words if words not in draft.text()]
    if missing:
        raise Refused(
            "%(source)s rests '%(theme)s' on words that the article does not hold: «%(words)s».",
            source=decision.source,
            theme=decision.theme,
            words=missing[0],
        )
    article.tag(theme, source=decision.source, words=decision.words)


# --- What cannot be taken in ------------------------------------------------------------------


def _check(draft: Draft) -> None:
    for part in [draft, *draft.found_inside]:
        for name, longest in _LONGEST.items():
            if len(getattr(part, name)) > longest:
                raise Refused(
                    "the %(field)s is over %(most)s characters long: is it one?",
                    field=_FIELDS[name],
                    most=longest,
                )
        if any(len(credit.name) > LONGEST["credits"] for credit in part.credits):
            raise Refused(
                "a credit is over %(most)s characters long: is it a name?", most=LONGEST["credits"]
            )
        if part.language not in dict(LANGUAGES):
            known = ", ".join(dict(LANGUAGES))
            raise Refused(
                "the language '%(code)s' is not known here: use %(known)s.",
                code=part.language,
                known=known,
            )
        if part.language == "ar" and is_foreign(part.text()):
            raise Refused(
                "the text is in no language that is kept here, or it is not clear in which: use"
                " %(known)s and name it.",
                known=", ".join(dict(LANGUAGES)),
            )
        if not re.search(r"\w", " ".join(part.paragraphs)):
            raise Refused("it has no text: check that the body was copied.")


def _wait_for_others() -> None:
    """Let one import at a time look and then write; SQLite has one writer in any case."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
