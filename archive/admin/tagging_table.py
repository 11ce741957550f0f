"""Decisions on themes as a table: thousands of rows at once."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget
from tablib import Dataset

from archive import together
from archive.admin.tables import ActResource
from archive.importing.addresses import folded
from archive.models import Appearance, Article, FormerAddress, Tagging, Theme
from archive.models.appearance import page_key

_DECIDED: Final = ("state", "by", "source", "at")
_STATES: Final = {state.value: state for state in Tagging.State}


class _Known:
    """What a table of decisions speaks of, looked up for all of its rows together."""

    def __init__(self, dataset: Dataset) -> None:
        rows = dataset.dict
        pages = {_page(row) for row in rows if not row.get("article")} - {""}
        met = Appearance.objects.filter(page_key__in=pages, part=0).order_by("pk")
        self._of_page = dict(met.values_list("page_key", "article"))
        numbers = {_number(row.get("article")) for row in rows} | {*self._of_page.values()}
        self._articles = Article.objects.only("title", "url").in_bulk(numbers)
        themes = {theme.pk: theme for theme in Theme.objects.all()}
        former = FormerAddress.objects.filter(of=Theme._meta.model_name, target__in=themes)
        self._themes = {way.slug: themes[way.target] for way in former}
        self._themes |= {theme.slug: theme for theme in themes.values()}
        found = Tagging.objects.filter(article__in=self._articles).select_related("by")
        self.taggings = {(one.article_id, one.theme_id): one for one in found}
        for (article, theme), tagging in self.taggings.items():
            tagging.article, tagging.theme = self._articles[article], themes[theme]
        self.decided: dict[tuple[int, int], str] = {}

    def article(self, row: dict[str, str]) -> Article:
        """The article of a row, told by its number or its web address."""
        given = row.get("article")
        found = self._articles.get(_number(given) if given else self._of_page.get(_page(row), 0))
        if found is None:
            raise ValidationError({"article": gettext("The archive holds no such article.")})
        return found

    def theme(self, row: dict[str, str]) -> Theme:
        """The theme of a row, told by its address or one that it had."""
        found = self._themes.get((row.get("theme") or "").strip())
        if found is None:
            raise ValidationError({"theme": gettext("There is no such theme: give its address.")})
        return found


class TaggingResource(ActResource):
    """Decisions on themes: an article is told by its number, or by its web address.

    Without a column `state` all are accepted. What is suggested is passed over: suggestions rest
    on words of the article, and give way to decisions.
    """

    article = Field("article", "article", ForeignKeyWidget(Article, "pk"))
    theme = Field("theme", "theme", ForeignKeyWidget(Theme, "slug"))
    state = Field("state", "state")
    title = Field(readonly=True)
    url = Field("article__url", "url", readonly=True)
    by = Field("by__username", "by", readonly=True)
    at = Field(readonly=True)
    words = Field(readonly=True)

    class Meta:
        model = Tagging
        fields = ("article", "theme", "state", "title", "url", "by", "source", "at", "words")
        import_id_fields = ("article", "theme")
        # A row is neither saved nor undone by itself: see `bulk_create`.
        use_bulk, batch_size = True, None

    def dehydrate_title(self, tagging: Tagging) -> str:
        """The title of the article, for whoever reads the table."""
        return tagging.article.heading

    def dehydrate_at(self, tagging: Tagging) -> str:
        """The moment of the decision (ISO 8601)."""
        return timezone.localtime(tagging.at).isoformat(timespec="seconds")

    def dehydrate_words(self, tagging: Tagging) -> str:
        """The words that the decision rests on."""
        return " | ".join(tagging.words)

    def get_queryset(self) -> Any:
        """The decisions with what the table says of them."""
        return Tagging.objects.select_related("article", "theme", "by")

    def needed(self, headers: list[str]) -> list[str]:
        """An article may be told by its web address."""
        lacking = super().needed(headers)
        return [name for name in lacking if name != "article" or "url" not in headers]

    def before_import(self, dataset: Dataset, **_options: Any) -> None:
        """Look up all that the table speaks of."""
        if "article" not in dataset.headers:
            dataset.append_col([""] * len(dataset), header="article")
        self._known = _Known(dataset)
        self._now = timezone.now()

    def get_instance(self, _loader: Any, row: dict[str, str]) -> Tagging | None:
        """The decision that there is on the article and the theme of a row."""
        key = self._known.article(row).pk, self._known.theme(row).pk
        return self._known.taggings.get(key)

    def import_instance(self, instance: Tagging, row: dict[str, str], **options: Any) -> None:
        """Decide as a row says, where it says anything new."""
        article, theme, state = self._known.article(row), self._known.theme(row), _state(row)
        if state == Tagging.State.SUGGESTED:
            return
        key = article.pk, theme.pk
        if self._known.decided.setdefault(key, state) != state:
            text = gettext("Another row decides otherwise on this article and theme: leave one.")
            raise ValidationError({"state": text})
        if instance.state == state:
            return
        instance.article, instance.theme, instance.state = article, theme, state
        instance.by, instance.at = options.get("user"), self._now
        instance.source = (row.get("source") or options.get("file_name") or "")[:200]
        self._known.taggings[key] = instance

    def skip_row(
        self, instance: Tagging, original: Tagging, row: dict[str, str], errors: Any = None
    ) -> bool:
        """Pass over what is as it was."""
        return not errors and instance.state == original.state

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Keep all decisions, new and changed, with few statements."""
        made, changed = self.create_instances[:], self.update_instances[:]
        self.create_instances.clear()
        self.update_instances.clear()
        if dry_run or result.has_errors() or result.has_validation_errors():
            return
        try:
            together.write(Tagging, made, changed, _DECIDED)
        except IntegrityError as error:  # somebody decided, or deleted an article, meanwhile
            self.handle_import_error(result, error, raise_errors)


def _page(row: dict[str, str]) -> str:
    url = (row.get("url") or "").strip()
    return page_key(folded(url)) if url else ""


def _number(text: str | None) -> int:
    """The number that a cell holds, 0 for none."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _state(row: dict[str, str]) -> Tagging.State:
    """What a row decides; a table without the column accepts."""
    state = _STATES.get(row.get("state", Tagging.State.ACCEPTED.value).strip().lower())
    if state is None:
        raise ValidationError({"state": gettext("Write “accepted” or “rejected”.")})
    return state
